package study

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/planner/report"
)

// BoardRequest says what a board is of.
type BoardRequest struct {
	Area     string // code; empty: everything
	Standard string
	Travel   string
	Profile  string
	Date     data.Date
	Operator data.Operator // only this operator's facilities count; empty: all
	Within   string        // code of the area that plans must lie in to be told of; empty: any
	// Changes are those of the plan that the board is about: its roads and its day of travel are travelled; nil: none.
	Changes *data.ChangeSet
}

// plansOnBoard bounds how many saved plans are held against a board's gaps: each is read in full.
const plansOnBoard = 200

// Board audits an area and says for every gap what is missing there and which saved plan covers it.
func (s *Study) Board(ctx context.Context, request BoardRequest) (*report.Board, error) {
	audit, scene, err := s.audit(ctx, AuditRequest{
		Area: request.Area, Standard: request.Standard, Travel: request.Travel, Profile: request.Profile, Date: request.Date, Operator: request.Operator, Changes: request.Changes,
	}, reachAudit)
	if err != nil {
		return nil, err
	}
	return s.board(ctx, audit, scene, request, nil)
}

// board puts a board together from an audit and the scene it was made from. only restricts the plans to the given one.
func (s *Study) board(ctx context.Context, audit *report.Audit, scene *scene, request BoardRequest, only *report.PlanInput) (*report.Board, error) {
	in := report.BoardInput{
		Audit: audit, Area: scene.area, Operator: request.Operator, Areas: scene.tree, Settlements: scene.settlements, Services: scene.services, Facilities: map[string]data.Facility{},
	}
	for _, candidate := range scene.candidates {
		in.Facilities[candidate.ID] = candidate
	}
	if scene.revision == audit.Revision {
		routes, err := s.router(ctx, trip{request.Travel, request.Profile, request.Changes}, audit.StandardRule)
		if err != nil {
			return nil, err
		}
		for _, operator := range data.Operators() {
			var own []data.Facility
			for _, f := range scene.facilities {
				if slices.Contains(f.Operators, operator) {
					own = append(own, f)
				}
			}
			subjects, err := reach(ctx, routes, audit.StandardRule, scene.settlements, own)
			if err != nil {
				return nil, err
			}
			in.ByOperator = append(in.ByOperator, report.OperatorReach{Operator: operator, Facilities: len(own), Subjects: subjects})
		}
	}
	if only != nil {
		in.Plans = []report.PlanInput{*only}
		return report.BuildBoard(in), nil
	}
	var err error
	if in.Plans, in.NotLookedAt, err = s.plansFor(ctx, audit, scene, request.Within, plansOnBoard); err != nil {
		return nil, err
	}
	if request.Operator == "" {
		in.Past = past(in.Plans, audit)
	}
	return report.BuildBoard(in), nil
}

// plansFor reads the plans with an answer that are of the area, around it or inside it, by the audit's own standard and
// way of travel: up to date ones first, then those for the area itself, then for what lies around it, then the newest.
// Accepted plans come before all others. Plans of what-if scenarios mend nothing of today and are left out, unless they were accepted: then their changes are
// to be made too. It reads at most so many and says how many are left, the last in that order.
func (s *Study) plansFor(ctx context.Context, audit *report.Audit, scene *scene, within string, most int) ([]report.PlanInput, int, error) {
	heads, err := s.Store.Plans(ctx, data.Query{}) // newest first
	if err != nil {
		return nil, 0, err
	}
	accepted, err := s.acceptances(ctx)
	if err != nil {
		return nil, 0, err
	}
	type ranked struct {
		head     data.Plan
		rank     int
		stale    bool
		accepted *report.Acceptance
	}
	var order []ranked
	for _, head := range heads {
		of := head.Scenario
		near := audit.Area == "" || of.Area == "" || scene.tree.Inside(audit.Area, of.Area) || scene.tree.Inside(of.Area, audit.Area)
		told := within == "" || scene.tree.Inside(of.Area, within)
		acceptance := accepted.of(scene.tree, head)
		alike := (of.Changes.IsZero() || acceptance != nil) && of.Standard == audit.Standard && of.Travel == audit.Travel.Method && (of.Profile == "" || of.Profile == audit.Travel.Profile)
		if !near || !told || !alike || head.Objective == nil {
			continue
		}
		stale, err := s.Stale(ctx, head, scene.revision)
		if err != nil {
			return nil, 0, err
		}
		stale = stale || acceptance != nil && acceptance.OtherQuestion != ""
		rank := stepsUp(scene.tree, audit.Area, of.Area)
		if stale {
			rank += 2 * insideRank
		}
		if acceptance == nil {
			rank += 4 * insideRank
		}
		order = append(order, ranked{head, rank, stale, acceptance})
	}
	slices.SortStableFunc(order, func(a, b ranked) int { return a.rank - b.rank })
	read := order[:min(len(order), most)]
	var plans []report.PlanInput
	for _, one := range read {
		plan, err := s.plans.of(one.head, func() (*report.PlanInput, error) { return s.planInput(ctx, one.head.ID, scene.revision) })
		if err != nil {
			return nil, 0, err
		}
		plan.Stale, plan.Accepted = one.stale, one.accepted
		plans = append(plans, plan)
	}
	return plans, len(order) - len(read), nil
}

// insideRank puts plans for a part of the area behind those for the area and around it.
const insideRank = 100

// stepsUp counts the steps from an area to the one around it: 0 for itself.
func stepsUp(tree *data.AreaTree, from, around string) int {
	for steps := range insideRank {
		if from == around {
			return steps
		}
		area, ok := tree.Area(from)
		if !ok {
			break
		}
		from = area.Parent
	}
	return insideRank
}

// planInput reads a plan in full and decodes its audits.
func (s *Study) planInput(ctx context.Context, id string, revision int64) (*report.PlanInput, error) {
	plan, err := s.Store.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	one := &report.PlanInput{Plan: plan}
	if one.Stale, err = s.Stale(ctx, plan, revision); err != nil {
		return nil, err
	}
	for _, side := range []struct {
		text json.RawMessage
		into **report.Audit
	}{{plan.Before, &one.Before}, {plan.After, &one.After}} {
		if len(side.text) == 0 {
			continue
		}
		if err := json.Unmarshal(side.text, side.into); err != nil {
			return nil, fmt.Errorf("read an audit of plan %s: %w", id, err)
		}
	}
	return one, nil
}

// past lists the audits that the plans of exactly this area began from, by the audit's own rules, one a day and none of
// the audit's own day or later, oldest first.
func past(plans []report.PlanInput, audit *report.Audit) []report.BoardPast {
	newest := map[data.Date]report.PlanInput{}
	for _, p := range plans {
		if p.Before == nil || p.Plan.Scenario.Area != audit.Area || !p.Plan.Scenario.Changes.IsZero() || p.Before.Date >= audit.Date || !sameRules(p.Before, audit) {
			continue
		}
		if held, ok := newest[p.Before.Date]; !ok || held.Plan.CreatedAt.Before(p.Plan.CreatedAt) {
			newest[p.Before.Date] = p
		}
	}
	var lines []report.BoardPast
	for _, p := range newest { // ordered below, one a day
		lines = append(lines, report.PastOf(p.Plan.ID, p.Before))
	}
	slices.SortFunc(lines, func(a, b report.BoardPast) int {
		switch {
		case a.Date < b.Date:
			return -1
		case a.Date > b.Date:
			return 1
		}
		return 0
	})
	return lines
}

// sameRules reports whether two audits ask the same and measure alike, so that their figures may be laid side by side:
// a standard may be changed under its name, and so may the road network.
func sameRules(a, b *report.Audit) bool {
	x, y := a.StandardRule, b.StandardRule
	return a.Travel == b.Travel && x.Limit() == y.Limit() && slices.Equal(x.Offers, y.Offers) && slices.Equal(x.Kinds, y.Kinds)
}
