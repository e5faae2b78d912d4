package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// TierFlags belong to plan --model tier.
type TierFlags struct {
	Costs     string  `placeholder:"FILE" help:"Cost book (JSON, see data/costbooks) for --model tier; default the preset rural-2024, 待核."`
	CrossTown bool    `help:"tier: villages may be served, and points fed, across the border of their town."`
	Approved  bool    `help:"tier: universal-service premises may be closed; they are marked 需审批."`
	Separate  bool    `help:"tier: plan each operator alone too, by the same rules, and say what planning together saves."`
	Today     bool    `help:"tier: count what stands today too."`
	Demand    float64 `default:"1" placeholder:"FACTOR" help:"tier: factor on all parcels, such as 2 for a peak."`
	Subsidy   string  `placeholder:"ID|FILE" help:"tier: book of subsidies, a preset (henan-2025, 待核) or JSON (see data/subsidies): a budget then pays only what they do not."`
	Grade     string  `placeholder:"A" help:"tier: grade of the yearly assessment that subsidies depend on. Default: the best."`
	Assume    string  `name:"assume-parcels" placeholder:"IN/OUT" help:"tier: parcels a day, down and up, of every located village whose parcels are not on record, such as 25/5 (25: none up). Default: such villages are left out."`
	Why       string  `placeholder:"CODE" help:"tier: say why the village of this code is served from where it is."`
}

func (f TierFlags) check() error {
	if f.Demand <= 0 || f.Demand > 100 {
		return fmt.Errorf("--demand %v is not above 0 and at most 100", f.Demand)
	}
	return nil
}

// tierJSON is a three-tier plan as other programs read it: the keys of every answer, money in yuan a year, and the study.
type tierJSON struct {
	Model        string            `json:"model"`
	Area         string            `json:"area"`
	AreaName     string            `json:"area_name"`
	Status       string            `json:"status"`
	Objective    *float64          `json:"objective"`
	Bound        *float64          `json:"bound"`
	Gap          *float64          `json:"gap"`
	Reason       string            `json:"reason,omitempty"`
	Seed         int64             `json:"seed"`
	Effort       int64             `json:"effort"`
	Seconds      float64           `json:"seconds"`
	Threads      int               `json:"threads"`
	Verified     bool              `json:"verified"`
	PeakRSSBytes *int64            `json:"peak_rss_bytes"`
	Opened       []string          `json:"opened"`
	PlanID       string            `json:"plan_id"`
	Notes        []report.Sentence `json:"notes"`
	*report.NetworkStudy
}

// runTier plans the three tiers and saves the plan.
func (c *PlanCmd) runTier(ctx context.Context, p *program, s *study.Study, request study.PlanRequest) error {
	rules, err := c.TierFlags.rules(request.Rules)
	if err != nil {
		return err
	}
	request.Rules, request.Changes = rules, request.Changes.Times(c.Demand)
	plan, out, err := s.SolveTier(ctx, request, c.Why)
	if err != nil {
		return err
	}
	if err := s.Store.SavePlan(context.WithoutCancel(ctx), plan, s.PlanNote(plan)); err != nil {
		return fmt.Errorf("save plan: %w", err)
	}
	joint := out.Joint
	answer := tierJSON{Model: "tier", Area: out.Area, AreaName: out.AreaName, Status: joint.Status, Objective: joint.ObjectiveYuan, Bound: joint.BoundYuan, Gap: joint.Gap, Reason: joint.Reason,
		Seed: joint.Seed, Effort: joint.Effort, Seconds: joint.Seconds, Threads: plan.Threads, Verified: joint.Verified, Opened: []string{}, PlanID: plan.ID, Notes: report.Notes(plan), NetworkStudy: out}
	if peak, ok := peakRSSBytes(); ok {
		answer.PeakRSSBytes = &peak
	}
	for _, site := range plan.Opened {
		answer.Opened = append(answer.Opened, site.Site)
	}
	if err := p.emit(c.OutputFlags, answer, func(w io.Writer) { printTier(w, plan, out) }); err != nil {
		return err
	}
	if plan.Status == string(planner.Infeasible) {
		return errInfeasible
	}
	return nil
}

// rules are those of a saved scenario with what the flags ask besides.
func (f TierFlags) rules(saved *data.Rules) (*data.Rules, error) {
	rules, tier := data.Rules{}, data.TierRules{}
	if saved != nil {
		rules = *saved
	}
	if rules.Tier != nil {
		tier = *rules.Tier
	}
	tier.CrossTown, tier.Approved = tier.CrossTown || f.CrossTown, tier.Approved || f.Approved
	tier.Separate, tier.Today = tier.Separate || f.Separate, tier.Today || f.Today
	if f.Costs != "" {
		text, err := os.ReadFile(f.Costs)
		if err != nil {
			return nil, fmt.Errorf("--costs: %w: %w", err, data.ErrInvalid)
		}
		book, err := data.ParseCostBook(text)
		if err != nil {
			return nil, fmt.Errorf("--costs %s: %w: %w", f.Costs, err, data.ErrInvalid)
		}
		tier.Costs = &book
	}
	if f.Subsidy != "" {
		book, err := subsidyBook(f.Subsidy)
		if err != nil {
			return nil, err
		}
		tier.Subsidies = &book
	}
	if f.Grade != "" {
		tier.Grade = f.Grade
	}
	assumed, err := parseAssumed(f.Assume)
	if err != nil {
		return nil, err
	}
	if assumed != nil {
		tier.Assume = assumed
	}
	if err := tier.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	if tier == (data.TierRules{}) {
		return saved, nil
	}
	rules.Tier = &tier
	return &rules, nil
}

// parseAssumed reads IN/OUT, or IN alone; nil where nothing is said.
func parseAssumed(text string) (*data.AssumedParcels, error) {
	if text == "" {
		return nil, nil
	}
	in, out, both := strings.Cut(text, "/")
	if !both {
		out = "0"
	}
	down, errIn := strconv.ParseFloat(in, 64)
	up, errOut := strconv.ParseFloat(out, 64)
	if errIn != nil || errOut != nil {
		return nil, invalid("--assume-parcels %s: expected parcels a day, down and up, such as 25/5", text)
	}
	return &data.AssumedParcels{In: down, Out: up}, nil
}

// subsidyBook is the preset of an ID, or the book in a file.
func subsidyBook(name string) (data.SubsidyBook, error) {
	presets, err := data.PresetSubsidyBooks()
	if err != nil {
		return data.SubsidyBook{}, err
	}
	known := []string{}
	for _, preset := range presets {
		if known = append(known, preset.ID); preset.ID == name || strings.HasPrefix(preset.ID, name+"-") {
			return preset, nil
		}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return data.SubsidyBook{}, fmt.Errorf("--subsidy %s is neither a preset (%s) nor a file that can be read: %w: %w", name, strings.Join(known, ", "), err, data.ErrInvalid)
	}
	book, err := data.ParseSubsidyBook(text)
	if err != nil {
		return data.SubsidyBook{}, fmt.Errorf("--subsidy %s: %w: %w", name, err, data.ErrInvalid)
	}
	return book, nil
}

// printTier writes a three-tier study for people.
func printTier(w io.Writer, plan data.Plan, out *report.NetworkStudy) {
	fmt.Fprintln(w, out.Sentence.ZH)
	if out.Why != nil {
		fmt.Fprintln(w, "  "+out.Why.ZH)
	}
	mark := ""
	if !out.Costs.Verified {
		mark = "（待核）"
	}
	fmt.Fprintf(w, "  费用依据：%s%s · 标准 %s · 方案编号 %s · 指纹 %s\n", out.Costs.NameZH, mark, out.Standard, plan.ID, out.Fingerprint)
	if n := out.Joint.LeftOut + out.Joint.Blocked; n > 0 {
		fmt.Fprintf(w, "  未计入费用的村：%d 个没有坐标或件量，%d 个标准之内没有可设点位\n", out.Joint.LeftOut, out.Joint.Blocked)
	}
	fmt.Fprintf(w, "  %-10s %6s %6s %6s %8s %10s %9s %12s %9s\n", "方案", "中心", "站", "村点", "服务村", "服务人口", "公里/日", "年费用(元)", "元/件")
	row := func(name string, plan report.NetworkPlan) {
		if plan.ObjectiveYuan == nil {
			fmt.Fprintf(w, "  %-10s %s\n", name, plan.Reason)
			return
		}
		perParcel := "未知"
		if plan.YuanPerParcel != nil {
			perParcel = fmt.Sprintf("%.2f", *plan.YuanPerParcel)
		}
		people := "未知" // no population is on record
		if plan.People > 0 {
			people = report.Thousands(plan.ServedPeople)
		}
		fmt.Fprintf(w, "  %-10s %6d %6d %6d %8d %10s %9.0f %12s %9s\n", name, plan.Hubs.Run, plan.Stations.Run, plan.Points.Run, plan.Served, people,
			plan.KmPerDay, report.Thousands(int64(*plan.ObjectiveYuan-plan.Cost.Unserved)), perParcel)
	}
	row("共建", out.Joint)
	for _, plan := range out.Separate {
		row("分建 "+plan.Who, plan)
	}
	for _, plan := range out.Today {
		row("现状 "+plan.Who, plan)
	}
	for _, year := range out.Phases {
		fmt.Fprintln(w, "  "+year.Sentence.ZH)
	}
	if out.Subsidies != nil {
		mark := ""
		if !out.Subsidies.Verified {
			mark = "（待核）"
		}
		fmt.Fprintf(w, "  补助依据：%s%s，等级 %s；未计入：%s\n", out.Subsidies.NameZH, mark, out.Grade, strings.Join(out.Subsidies.NotCounted, "；"))
	}
}
