package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cuntong/data"
	"cuntong/data/export"
	"cuntong/planner"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// RouteCmd makes a day's delivery routes of a saved plan.
type RouteCmd struct {
	StoreFlag
	Plan     string   `required:"" placeholder:"ID" help:"The saved plan whose service points are called at."`
	Date     string   `placeholder:"DATE" help:"Day of travel, YYYY-MM-DD: seasonal closures of roads and ferries are judged on it."`
	Travel   string   `enum:"straight,road," default:"" placeholder:"WAY" help:"How travel is measured: straight or road; default as the plan was made."`
	Profile  string   `placeholder:"ID" help:"Speed profile whose terrain (plain, mountain) all vehicles drive by; default as the plan was made."`
	Area     string   `placeholder:"CODE" help:"Only the service points of this area."`
	Rules    string   `placeholder:"FILE" help:"Hours, service times and figures of vehicles that the records lack (JSON, see data/routerules); default the preset rural-day, 待核."`
	Costs    string   `placeholder:"FILE" help:"Cost book (JSON, see data/costbooks); default the preset rural-2024, 待核."`
	Skip     []string `placeholder:"ID,…" help:"Service points that get no call today."`
	Check    string   `placeholder:"FILE" help:"Recount routes made by hand (CSV: vehicle, order, stop) and say what they break, in place of making routes."`
	Previous string   `placeholder:"FILE" help:"Routes of the day before (CSV as --out routes.csv writes): what still does is kept, the rest is planned anew from there."`
	Save     bool     `help:"Keep the routes as the runs of the day (needs --date); see: cuntong run."`
	Haulage  bool     `help:"With trucks from the hubs to the stations before the tours, and the 24-hour promise checked over both (干线)."`
	Bus      bool     `help:"Let the bus lines on record carry parcels in their holds where that costs less (客货邮; needs --date)."`
	SolveFlags
	OutputFlags
}

func (c *RouteCmd) check() error {
	if c.Check != "" && c.writer() != nil {
		return fmt.Errorf("--check has no run sheets or maps to write; leave --out %s out", c.Out)
	}
	if c.Haulage && c.Check != "" {
		return fmt.Errorf("--haulage makes no sense with --check")
	}
	if c.Save && (c.Date == "" || c.Check != "") {
		return fmt.Errorf("--save needs --date and makes no sense with --check")
	}
	if c.Bus && (c.Date == "" || c.Check != "") {
		return fmt.Errorf("--bus needs --date, whose timetable holds, and makes no sense with --check")
	}
	if c.Date != "" {
		if _, err := data.ParseDate(c.Date); err != nil {
			return fmt.Errorf("--date: %w", err)
		}
	}
	if c.Area != "" {
		if _, err := data.AreaCode(c.Area); err != nil {
			return fmt.Errorf("--area: %w", err)
		}
	}
	return c.SolveFlags.check()
}

// Run implements the command.
func (c *RouteCmd) Run(ctx context.Context, p *program) (err error) {
	request, err := c.request(p)
	if err != nil {
		return err
	}
	mode := viewStore
	if c.Save {
		mode = readStore
	}
	s, err := p.study(ctx, c.Store, mode)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	if c.Check != "" {
		return c.recount(ctx, p, s, request)
	}
	out, err := s.Routes(ctx, request)
	if err != nil {
		return err
	}
	if c.Save {
		if out.Saved, err = s.SaveRuns(ctx, out); err != nil {
			return err
		}
	}
	if write := c.writer(); write != nil {
		err = export.WriteFile(c.Out, func(w io.Writer) error { return write(w, out) })
		if err != nil {
			return fmt.Errorf("write --out %s: %w", c.Out, err)
		}
		c.Out = ""
	}
	if err := p.emit(c.OutputFlags, routeAnswerOf(out), func(w io.Writer) { printRoutes(w, out) }); err != nil {
		return err
	}
	if out.Status == string(planner.Infeasible) {
		return errInfeasible
	}
	return nil
}

// recount says what routes made by hand break.
func (c *RouteCmd) recount(ctx context.Context, p *program, s *study.Study, request study.RouteRequest) error {
	lines, err := study.ReadRouteLines(c.Check)
	if err != nil {
		return err
	}
	out, err := s.CheckRoutes(ctx, request, lines)
	if err != nil {
		return err
	}
	err = p.emit(c.OutputFlags, out, func(w io.Writer) {
		fmt.Fprintf(w, "%s：%d 辆车，%d 处停靠，违反 %d 处\n", c.Check, out.Vehicles, out.Stops, len(out.Violations))
		for _, v := range out.Violations {
			fmt.Fprintf(w, "  %s %s：%s / %s\n", v.Vehicle, v.Stop, v.Why.ZH, v.Why.EN)
		}
	})
	if err == nil && !out.Right {
		err = fmt.Errorf("%s breaks %d rules", c.Check, len(out.Violations))
	}
	return err
}

// writer writes the kind of file that --out names by its ending; nil for any other ending, which gets the answer itself.
func (c *RouteCmd) writer() func(io.Writer, *report.RouteStudy) error {
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".html":
		return report.WriteRouteSheet
	case ".gpx":
		return report.WriteRoutesGPX
	case ".geojson":
		return report.WriteRoutesGeoJSON
	case ".csv":
		return report.WriteRoutesCSV
	}
	return nil
}

func (c *RouteCmd) request(p *program) (study.RouteRequest, error) {
	request := study.RouteRequest{Plan: c.Plan, Date: data.Date(c.Date), Area: c.Area, Travel: c.Travel, Profile: c.Profile, Skip: c.Skip, Bus: c.Bus, Haulage: c.Haulage, Lines: c.writer() != nil, Options: c.SolveFlags.options(p)}
	request.Options.Progress = p.solveProgress()
	if c.Previous != "" {
		lines, err := study.ReadRouteLines(c.Previous)
		if err != nil {
			return request, err
		}
		request.Previous = lines
	}
	if c.Rules != "" {
		rules, err := parsed("--rules", c.Rules, data.ParseRouteRules)
		if err != nil {
			return request, err
		}
		request.Rules = &rules
	}
	if c.Costs != "" {
		book, err := parsed("--costs", c.Costs, data.ParseCostBook)
		if err != nil {
			return request, err
		}
		request.Costs = &book
	}
	return request, nil
}

// parsed reads a JSON file that a flag names.
func parsed[T any](flag, file string, parse func([]byte) (T, error)) (T, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		var none T
		return none, fmt.Errorf("%s: %w: %w", flag, err, data.ErrInvalid)
	}
	value, err := parse(text)
	if err != nil {
		return value, fmt.Errorf("%s %s: %w: %w", flag, file, err, data.ErrInvalid)
	}
	return value, nil
}

// routeAnswer is a day's routes as other programs read them: the keys of every answer, and the study.
type routeAnswer struct {
	Model        string `json:"model"`
	PeakRSSBytes *int64 `json:"peak_rss_bytes"`
	*report.RouteStudy
}

func routeAnswerOf(out *report.RouteStudy) routeAnswer {
	answer := routeAnswer{Model: "route", RouteStudy: out}
	if peak, ok := peakRSSBytes(); ok {
		answer.PeakRSSBytes = &peak
	}
	return answer
}

// printRoutes writes a day's routes for people.
func printRoutes(w io.Writer, out *report.RouteStudy) {
	fmt.Fprintln(w, out.Sentence.ZH)
	fmt.Fprintf(w, "  状态 %s · 种子 %d · 工作量 %d · %.2f 秒 · 已独立复核 · 指纹 %s\n", out.Status, out.Seed, out.Effort, out.Seconds, out.Fingerprint)
	if out.LoadFactor != nil {
		fmt.Fprintf(w, "  平均装载率 %.0f%% · 空驶 %.0f 公里 · 下行 %s 件 · 上行 %s 件\n", 100**out.LoadFactor, out.EmptyKm, report.Thousands(out.Down), report.Thousands(out.Up))
	}
	if out.AtDepot > 0 {
		fmt.Fprintf(w, "  另有 %d 处在站（中心）内自取自寄 %s 件，不需配送\n", out.AtDepot, report.Thousands(out.AtDepotLoad))
	}
	if out.Kept > 0 || out.Moved > 0 {
		fmt.Fprintf(w, "  沿用昨日路线的乡镇（县） %d 个 · 换了车的停靠 %d 处\n", out.Kept, out.Moved)
	}
	if out.Haul != nil {
		fmt.Fprintln(w, "  "+report.HaulSentence(out.Haul).ZH)
		for i, u := range out.Haul.Unserved {
			if i == printedRows {
				fmt.Fprintf(w, "  … 其余 %d 处见 --json 的 haulage.unserved\n", len(out.Haul.Unserved)-printedRows)
				break
			}
			fmt.Fprintf(w, "  干线没有送到：%s %s，%s\n", u.Stop, u.Name, u.Why.ZH)
		}
	}
	if out.Approximation != nil {
		fmt.Fprintln(w, "  "+out.Approximation.Sentence.ZH)
	}
	if out.Bus != nil {
		fmt.Fprintln(w, "  "+report.BusSentence(out.Bus, out.Yuan).ZH)
		for i, h := range out.Bus.Handovers {
			if i == printedRows {
				fmt.Fprintf(w, "  … 其余 %d 次交接见 --json 的 bus.handovers，或 --out 路单.html\n", len(out.Bus.Handovers)-printedRows)
				break
			}
			fmt.Fprintf(w, "  交接 %s %s：%s → %s %d 件（%s）\n", h.Clock, h.BusStop, h.Gives, h.Takes, h.Parcels, h.Stop)
		}
	}
	if out.Date != "" {
		fmt.Fprintf(w, "  %s 的件量：%d 处按当日清点，%d 处没有清点而取平均（--json 的 mean_points）\n", out.Date, out.Counted, len(out.Means))
	}
	if n := len(out.NotToday); n > 0 {
		fmt.Fprintf(w, "  按每周的天数今天不到：%d 处，件量并入下次，例如 %s（每周 %d 天，下次 %s）；全部见 --json 的 not_today\n", n, out.NotToday[0].Name, out.NotToday[0].DaysPerWeek, out.NotToday[0].Next)
	}
	if out.Saved != nil {
		fmt.Fprintf(w, "  已保存为出车记录：新增或更新 %d，未变 %d，取消 %d；用 cuntong run list --date %s 查看\n", out.Saved.Saved, out.Saved.Unchanged, out.Saved.Cancelled, out.Date)
	}
	mark := ""
	if !out.Rules.Verified {
		mark = "（待核）"
	}
	fmt.Fprintf(w, "  作业规则：%s%s；记录里没有而取预设的数字见 --json 的 presets\n", out.Rules.NameZH, mark)
	for i, route := range out.Routes {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 条见 --json，或 --out 路单.html\n", len(out.Routes)-printedRows)
			break
		}
		fmt.Fprintf(w, "  %s %s：%s 出发 %s 返回，%d 趟 %d 处 %d 件 %.1f 公里 %.2f 元\n", route.DepotName, route.Vehicle, report.Clock(route.Depart), report.Clock(route.Home), route.Trips, route.Stops, route.Down+route.Up, route.Km, route.Yuan)
	}
	for i, u := range out.Unserved {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 处没有服务到的见 --json 的 unserved\n", len(out.Unserved)-printedRows)
			break
		}
		fmt.Fprintf(w, "  没有服务到：%s %s，%s\n", u.Stop, u.Name, u.Why.ZH)
	}
}
