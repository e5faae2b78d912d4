package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// answerJSON is the answer of a plan as other programs read it; null means unknown, with a reason beside it.
type answerJSON struct {
	Model        string            `json:"model"`
	Area         string            `json:"area"`
	AreaName     string            `json:"area_name"`
	Status       string            `json:"status"`
	Objective    *int64            `json:"objective"`
	Bound        *int64            `json:"bound"`
	Gap          *float64          `json:"gap"`
	Reason       string            `json:"reason,omitempty"`
	Seed         int64             `json:"seed"`
	Effort       int64             `json:"effort"`
	Seconds      float64           `json:"seconds"`
	Threads      int               `json:"threads"`
	Verified     bool              `json:"verified"`
	PeakRSSBytes *int64            `json:"peak_rss_bytes"`
	Opened       []string          `json:"opened"`
	Sites        []siteJSON        `json:"sites"`
	Phases       []phaseJSON       `json:"phases,omitempty"`
	OpeningCost  *int64            `json:"opening_cost_yuan"`
	YearlyCost   *int64            `json:"yearly_cost_yuan"`
	PlanID       string            `json:"plan_id"`
	Fingerprint  string            `json:"fingerprint"`
	Standard     string            `json:"standard"`
	Weight       string            `json:"weight"`
	Blocked      []data.Blocked    `json:"blocked"`
	Notes        []report.Sentence `json:"notes"`
	Sentence     report.Sentence   `json:"sentence"`
	Why          *study.Why        `json:"why,omitempty"`
}

func answerOf(plan data.Plan) answerJSON {
	answer := answerJSON{
		Model: plan.Scenario.Model, Area: plan.Scenario.Area, AreaName: plan.AreaName, Status: plan.Status,
		Objective: plan.Objective, Bound: plan.Bound, Gap: plan.Gap, Reason: plan.Reason, Seed: plan.Seed, Effort: plan.Effort,
		Seconds: plan.Seconds, Threads: plan.Threads, Verified: plan.Verified, Opened: []string{}, Sites: []siteJSON{},
		OpeningCost: plan.OpeningCostYuan, YearlyCost: plan.YearlyCostYuan, PlanID: plan.ID, Fingerprint: plan.Fingerprint,
		Standard: plan.Scenario.Standard, Weight: plan.Scenario.Weight, Blocked: plan.Blocked, Notes: report.Notes(plan),
		Sentence: report.PlanSentence(plan),
	}
	if peak, ok := peakRSSBytes(); ok {
		answer.PeakRSSBytes = &peak
	}
	for _, site := range plan.Opened {
		answer.Opened = append(answer.Opened, site.Site)
		answer.Sites = append(answer.Sites, siteJSON{
			site.Site, site.Name, site.Town, site.Settlement, site.Location, site.NewlyCovered, site.NewlyCoveredPeople, site.OpeningCostYuan, site.YearlyCostYuan,
		})
	}
	begin := 0
	for k, count := range report.Phases(plan) {
		if end := begin + count; k < len(plan.Scenario.Phases) && end <= len(answer.Opened) {
			answer.Phases = append(answer.Phases, phaseJSON{plan.Scenario.Phases[k], answer.Opened[begin:end]})
			begin = end
		}
	}
	if answer.Blocked == nil {
		answer.Blocked = []data.Blocked{}
	}
	return answer
}

// printPlan writes a plan for people.
func printPlan(w io.Writer, plan data.Plan) {
	fmt.Fprintln(w, report.PlanSentence(plan).ZH)
	fmt.Fprintf(w, "  状态 %s · 目标值 %s · 已证明界 %s · 种子 %d · 工作量 %d · %.2f 秒 · 已独立复核\n",
		plan.Status, orUnknown(plan.Objective), orUnknown(plan.Bound), plan.Seed, plan.Effort, plan.Seconds)
	fmt.Fprintf(w, "  建设费 %s 元 · 年费用 %s 元 · 方案编号 %s · 指纹 %s\n",
		orUnknown(plan.OpeningCostYuan), orUnknown(plan.YearlyCostYuan), plan.ID, plan.Fingerprint)
	for _, note := range report.Notes(plan) {
		fmt.Fprintln(w, "  请留意："+note.ZH)
	}
	printSites(w, plan)
	shown := 0
	for _, blocked := range plan.Blocked {
		if blocked.Reason == "unlocated" {
			continue
		}
		if shown++; shown > printedRows {
			fmt.Fprintln(w, "  … 其余见 --json")
			break
		}
		fmt.Fprintf(w, "  无法覆盖：%s %s，标准之内没有任何备选点\n", blocked.Settlement, blocked.Name)
	}
}

// printSites writes the places that a plan opens, those first that newly cover the most people.
func printSites(w io.Writer, plan data.Plan) {
	sites := slices.Clone(plan.Opened)
	slices.SortStableFunc(sites, func(a, b data.PlanSite) int {
		return cmp.Or(cmp.Compare(orZero(b.NewlyCoveredPeople), orZero(a.NewlyCoveredPeople)), cmp.Compare(b.NewlyCovered, a.NewlyCovered), cmp.Compare(a.Site, b.Site))
	})
	for i, site := range sites {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 个见 --json 的 sites，或 serve 之后网页“方案”里的下载\n", len(sites)-printedRows)
			return
		}
		fmt.Fprintf(w, "  新增：%s %s（新覆盖 %d 个居民点，%s 人）\n", site.Site, site.Name, site.NewlyCovered, orUnknown(site.NewlyCoveredPeople))
	}
}

// orZero orders unknown after the smallest figure; it is not for printing.
func orZero(v *int64) int64 {
	if v == nil {
		return -1
	}
	return *v
}

// phaseJSON is one year of a plan in phases.
type phaseJSON struct {
	BudgetYuan int64    `json:"budget_yuan"`
	Opened     []string `json:"opened"`
}

// siteJSON is an opened site.
type siteJSON struct {
	Site               string    `json:"site"`
	Name               string    `json:"name"`
	Town               string    `json:"town"`
	Settlement         string    `json:"settlement"`
	Coordinates        orb.Point `json:"coordinates"`
	NewlyCovered       int64     `json:"newly_covered"`
	NewlyCoveredPeople *int64    `json:"newly_covered_people"`
	OpeningCostYuan    *int64    `json:"opening_cost_yuan"`
	YearlyCostYuan     *int64    `json:"yearly_cost_yuan"`
}

// printedRows is how many rows of a list are printed for people; --json has them all.
const printedRows = 10

func orUnknown(v *int64) string {
	if v == nil {
		return "未知"
	}
	return report.Thousands(*v)
}

// printWhy writes why a plan is as it is.
func printWhy(w io.Writer, why *study.Why) {
	if why == nil {
		return
	}
	if why.Conflict != nil {
		fmt.Fprintln(w, "  为什么："+why.Conflict.Sentence.ZH)
	}
	for i, site := range why.Sites {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 个点见 --json 的 why\n", len(why.Sites)-printedRows)
			break
		}
		fmt.Fprintln(w, "  为什么："+site.Sentence.ZH)
	}
	for i, one := range why.Uncovered {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 个未覆盖的见 --json 的 why\n", len(why.Uncovered)-printedRows)
			break
		}
		fmt.Fprintln(w, "  为什么："+one.Sentence.ZH)
	}
}
