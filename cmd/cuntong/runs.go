package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"cuntong/data"
	"cuntong/data/export"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// RunCmd is a day's work as records: the runs that route --save keeps, and what came back of them.
type RunCmd struct {
	List   RunListCmd   `cmd:"" help:"The runs of a day and how far they have come."`
	Show   RunShowCmd   `cmd:"" help:"One run with its events, or its run sheet as a file for the courier (--out sheet.html)."`
	Events RunEventsCmd `cmd:"" help:"Read files of events that couriers saved on their sheets; the same file may come again."`
	Assign RunAssignCmd `cmd:"" help:"Say who drives a run."`
	Cancel RunCancelCmd `cmd:"" help:"Cancel a run."`
}

// RunListCmd lists runs.
type RunListCmd struct {
	StoreFlag
	Date string `placeholder:"DATE" help:"Only this day, YYYY-MM-DD; default all days."`
	Area string `placeholder:"CODE" help:"Only runs that start in this area."`
	OutputFlags
}

// runsJSON is what run list --json prints.
type runsJSON struct {
	Runs []study.RunView `json:"runs"`
}

// Run implements the command.
func (c *RunListCmd) Run(ctx context.Context, p *program) (err error) {
	if c.Date != "" {
		if _, err := data.ParseDate(c.Date); err != nil {
			return invalid("--date: %v", err)
		}
	}
	if c.Area != "" {
		if c.Area, err = data.AreaCode(c.Area); err != nil {
			return invalid("--area: %v", err)
		}
	}
	s, err := p.study(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	views, err := s.RunViews(ctx, data.Query{Date: data.Date(c.Date), Area: c.Area})
	if err != nil {
		return err
	}
	for i := range views {
		views[i].Events = []data.StopEvent{} // run show has them
	}
	return p.emit(c.OutputFlags, runsJSON{views}, func(w io.Writer) {
		if len(views) == 0 {
			fmt.Fprintln(w, "没有出车记录；用 cuntong route --store S --plan ID --date D --save 把一天的路线保存为出车记录")
		}
		for _, view := range views {
			printRun(w, view)
		}
	})
}

// stateZH says a state to people.
func stateZH(state data.RunState) string {
	return map[data.RunState]string{data.RunPlanned: "待出车", data.RunOut: "在途", data.RunDone: "完成", data.RunCancelled: "取消"}[state]
}

func printRun(w io.Writer, view study.RunView) {
	courier := view.Courier
	if courier == "" {
		courier = "未指定投递员"
	}
	fmt.Fprintf(w, "%s %s %s：%s 出发 %s 返回，%.1f 公里，停靠 %d 处：送达 %d，未送达 %d，未记 %d", view.ID, courier, stateZH(view.State), report.Clock(view.Depart), report.Clock(view.Home),
		float64(view.Meters)/1000, view.Calls, view.Delivered, view.Failed, view.Open)
	if view.Conflicts > 0 {
		fmt.Fprintf(w, "；%d 条记录互相矛盾，都已保留", view.Conflicts)
	}
	fmt.Fprintln(w)
}

// RunShowCmd shows one run.
type RunShowCmd struct {
	StoreFlag
	ID string `arg:"" name:"run" help:"The run, as run list names it."`
	OutputFlags
}

// Run implements the command.
func (c *RunShowCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	if strings.EqualFold(filepath.Ext(c.Out), ".html") {
		sheet, err := s.RunSheet(ctx, c.ID)
		if err != nil {
			return err
		}
		return export.WriteFile(c.Out, func(w io.Writer) error { return report.WriteRouteSheet(w, sheet) })
	}
	view, err := s.RunView(ctx, c.ID)
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, view, func(w io.Writer) {
		printRun(w, view)
		outcomes := data.Outcomes(view.Events)
		for i, stop := range view.Stops {
			outcome := "未记"
			switch e, known := outcomes[stop.Stop]; {
			case stop.Reload:
				outcome = "装车"
			case known && e.Kind == data.Delivered:
				outcome = "送达"
			case known:
				outcome = "未送达：" + e.Reason
			}
			fmt.Fprintf(w, "  %d %s %s %s 下 %d 上 %d 件：%s\n", i+1, report.Clock(stop.Arrive), stop.Stop, stop.Name, stop.Down, stop.Up, outcome)
		}
		for _, e := range view.Events {
			printEvent(w, e)
		}
	})
}

func printEvent(w io.Writer, e data.StopEvent) {
	what := map[data.EventKind]string{data.Delivered: "送达", data.Failed: "未送达", data.RoadReport: "路况", data.RoadAnswer: "路况处理"}[e.Kind]
	fmt.Fprintf(w, "  记录 %s %s %s %s%s", e.At.Local().Format("15:04:05"), e.Stop, what, e.Reason, e.Note)
	if e.AccuracyMeters != nil {
		fmt.Fprintf(w, "（定位 ±%.0f 米）", *e.AccuracyMeters)
	}
	if e.Conflict {
		fmt.Fprint(w, " 矛盾")
	}
	fmt.Fprintln(w)
}

// RunEventsCmd reads events back.
type RunEventsCmd struct {
	StoreFlag
	Files []string `arg:"" name:"file" type:"existingfile" help:"Files that couriers saved (events-….json)."`
	OutputFlags
}

// Run implements the command.
func (c *RunEventsCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	result, err := s.ReadEvents(ctx, c.Files)
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, result, func(w io.Writer) {
		fmt.Fprintf(w, "新记录 %d 条，已有 %d 条，涉及 %d 次出车", result.New, result.Known, result.Runs)
		if result.Renamed > 0 {
			fmt.Fprintf(w, "；%d 条与别的记录同号，已另编号保留", result.Renamed)
		}
		if result.Conflict > 0 {
			fmt.Fprintf(w, "；这些出车里有 %d 条记录互相矛盾，都已保留，用 cuntong run show 查看", result.Conflict)
		}
		fmt.Fprintln(w)
	})
}

// RunAssignCmd names a courier.
type RunAssignCmd struct {
	StoreFlag
	ID      string `arg:"" name:"run" help:"The run, as run list names it."`
	Courier string `arg:"" help:"Who drives; later days keep the courier of the vehicle."`
	OutputFlags
}

// Run implements the command.
func (c *RunAssignCmd) Run(ctx context.Context, p *program) error {
	if strings.TrimSpace(c.Courier) == "" {
		return invalid("run assign: the courier has no name")
	}
	courier := strings.TrimSpace(c.Courier)
	return p.changeRun(ctx, c.StoreFlag, c.OutputFlags, c.ID, study.RunChange{Courier: &courier})
}

// RunCancelCmd cancels a run.
type RunCancelCmd struct {
	StoreFlag
	ID string `arg:"" name:"run" help:"The run, as run list names it."`
	OutputFlags
}

// Run implements the command.
func (c *RunCancelCmd) Run(ctx context.Context, p *program) error {
	cancelled := data.RunCancelled
	return p.changeRun(ctx, c.StoreFlag, c.OutputFlags, c.ID, study.RunChange{State: &cancelled})
}

func (p *program) changeRun(ctx context.Context, store StoreFlag, output OutputFlags, id string, change study.RunChange) (err error) {
	s, err := p.study(ctx, store.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	if _, err := s.ChangeRun(ctx, id, change, s.RunNote(id)); err != nil {
		return err
	}
	view, err := s.RunView(ctx, id)
	if err != nil {
		return err
	}
	return p.emit(output, view, func(w io.Writer) { printRun(w, view) })
}
