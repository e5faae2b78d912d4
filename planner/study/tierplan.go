package study

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// TierModel is the name of the three-tier question among the models; it is planned by SolveTier.
const TierModel = "tier"

// tierRequest turns a plan request into one for a network.
func tierRequest(request PlanRequest) (NetworkRequest, error) {
	rules := data.Rules{}
	if request.Rules != nil {
		rules = *request.Rules
	}
	ask := data.TierRules{}
	if rules.Tier != nil {
		ask, rules.Tier = *rules.Tier, nil
	}
	switch {
	case !reflect.DeepEqual(rules, data.Rules{}):
		return NetworkRequest{}, fmt.Errorf("model tier takes no rules but those of tier; leave the others out: %w", data.ErrInvalid)
	case request.P != nil:
		return NetworkRequest{}, fmt.Errorf("model tier takes no p; limit it by budget_yuan: %w", data.ErrInvalid)
	}
	budget, err := tierBudget(request)
	if err != nil {
		return NetworkRequest{}, err
	}
	grade := ask.Grade
	if grade == "" && ask.Subsidies != nil {
		grade = ask.Subsidies.BestGrade()
	}
	return NetworkRequest{
		Assume: ask.Assume, Phases: request.Phases, Subsidies: ask.Subsidies, Grade: grade,
		Area: request.Area, Standard: request.Standard, Travel: request.Travel, Profile: request.Profile, Costs: ask.Costs, Budget: budget,
		Changes: request.Changes, CrossTown: ask.CrossTown, Approved: ask.Approved, Options: request.Options, Stop: request.Stop,
	}, nil
}

// SolveTier answers a plan request of model tier: the plan to save, and the whole study with the plans beside the joint one. why is
// the code of a village to explain; empty: none. It saves nothing.
func (s *Study) SolveTier(ctx context.Context, request PlanRequest, why string) (data.Plan, *report.NetworkStudy, error) {
	ask, err := tierRequest(request)
	if err != nil {
		return data.Plan{}, nil, err
	}
	ask.Why = why
	before, err := s.Audit(ctx, AuditRequest{Area: request.Area, Standard: request.Standard, Travel: request.Travel, Profile: request.Profile, Changes: request.Changes})
	if err != nil {
		return data.Plan{}, nil, err
	}
	rules := data.TierRules{}
	if request.Rules != nil && request.Rules.Tier != nil {
		rules = *request.Rules.Tier
	}
	solved, err := s.planNetwork(ctx, ask, rules.Separate, rules.Today)
	if err != nil {
		return data.Plan{}, nil, err
	}
	if solved.scene.revision != before.Revision {
		return data.Plan{}, nil, fmt.Errorf("the records changed while the plan was being prepared; plan again: %w", data.ErrConflict)
	}
	if solved.answer.Objective == nil && solved.answer.Status != planner.Infeasible {
		return data.Plan{}, nil, fmt.Errorf("the solve ended before it had an answer (%s): %w", solved.answer.Reason, errNoAnswer)
	}
	plan, err := solved.plan(request)
	if err != nil {
		return data.Plan{}, nil, err
	}
	plan.Revision, plan.ProgramVersion, plan.CreatedAt = before.Revision, s.Version, s.Now().UTC().Truncate(time.Second)
	if err := s.auditTier(context.WithoutCancel(ctx), &plan, solved, before); err != nil {
		return data.Plan{}, nil, err
	}
	return plan, solved.study, nil
}

// plan writes the answer as a plan record, all but its audits, sites and stamps.
func (v *solvedNetwork) plan(request PlanRequest) (data.Plan, error) {
	a, n := v.answer, v.scene
	travel := n.routes.Describe()
	plan := data.Plan{
		Scenario: data.Scenario{
			ID: request.Scenario, Name: request.Name, Area: n.queryArea, Standard: n.standard.ID, Model: TierModel, Travel: travel.Method, Profile: travel.Profile,
			Budget: request.Budget, Phases: request.Phases, Changes: request.Changes, Rules: request.Rules,
		},
		AreaName: n.area.Name, Status: string(a.Status), Objective: a.Objective, Bound: a.Bound, Reason: a.Reason, Seed: a.Stats.Seed, Effort: a.Stats.Effort,
		Seconds: a.Stats.Seconds, Threads: a.Stats.Threads, Verified: true, Notes: v.notes(), InputFingerprint: string(v.input),
		Fingerprint: v.study.Fingerprint, ID: v.study.Fingerprint[:planIDLength],
	}
	if gap, ok := planner.Gap(a.Objective, a.Bound); ok {
		plan.Gap = &gap
	}
	if a.Objective != nil {
		plan.OpeningCostYuan = &v.study.Joint.Cost.OpeningYuan
		plan.YearlyCostYuan = new(int64(math.Round(yuan(*a.Objective - a.Cost.Unserved))))
	}
	for _, serve := range v.study.Joint.Assignments {
		plan.Assignments = append(plan.Assignments, data.Assignment{Settlement: serve.Village, Site: serve.Point, Meters: serve.Meters, Seconds: serve.Seconds, Station: serve.Station, Hub: serve.Hub})
	}
	for _, village := range n.leftOut {
		if village.Location == nil {
			plan.Blocked = append(plan.Blocked, data.Blocked{Settlement: village.Code, Name: village.Name, Reason: "unlocated"})
		}
	}
	for _, i := range a.Blocked {
		village := v.joint.villages[i]
		plan.Blocked = append(plan.Blocked, data.Blocked{Settlement: village.Code, Name: village.Name, Reason: "no_site_within_limit"})
	}
	var err error
	plan.Network, err = json.Marshal(v.study.Saved())
	return plan, err
}

// notes says what the reader must know of the inputs.
func (v *solvedNetwork) notes() []string {
	var notes []string
	add := func(code string, count int) {
		if count > 0 {
			notes = append(notes, report.Note(code, count))
		}
	}
	unlocated := 0
	for _, village := range v.scene.leftOut {
		if village.Location == nil {
			unlocated++
		}
	}
	approvals := len(v.scene.approvals)
	for _, action := range v.study.Joint.Actions {
		if action.NeedsApproval {
			approvals++
		}
	}
	add(report.UnlocatedLeftOut, unlocated)
	add(report.NoParcelsLeftOut, len(v.scene.leftOut)-unlocated)
	add(report.ParcelsAssumed, len(v.scene.assumed))
	add(report.NeedsApproval, approvals)
	if !v.scene.costs.Verified {
		add(report.CostsNotVerified, 1)
	}
	return notes
}

// auditTier adds the audits before and after, and the places that the plan opens. The audit, which knows nothing of the model,
// must find a point within the standard for every village that the plan serves.
func (s *Study) auditTier(ctx context.Context, plan *data.Plan, v *solvedNetwork, before *report.Audit) error {
	after, err := s.Audit(ctx, AuditRequest{
		Area: plan.Scenario.Area, Standard: plan.Scenario.Standard, Travel: plan.Scenario.Travel, Profile: plan.Scenario.Profile, Date: before.Date,
		Changes: v.study.Joint.ChangeSet(plan.Scenario.Changes),
	})
	if err != nil {
		return fmt.Errorf("audit the plan: %w", err)
	}
	if after.Revision != before.Revision {
		return fmt.Errorf("the records changed while the plan was being solved; plan again: %w", data.ErrConflict)
	}
	was, is := map[string]report.Class{}, map[string]report.Class{}
	for _, reach := range before.Reached {
		was[reach.Code] = reach.Class
	}
	for _, reach := range after.Reached {
		is[reach.Code] = reach.Class
	}
	parcels := slices.ContainsFunc(after.StandardRule.Offers, func(o data.Offer) bool { return o == data.Pickup || o == data.Dropoff })
	sites := map[string]*data.PlanSite{}
	for _, action := range v.study.Joint.Actions {
		if action.Action == "add" {
			plan.Opened = append(plan.Opened, data.PlanSite{
				Site: action.Facility, Name: action.Name, Town: action.Town, Settlement: action.Settlement, Location: action.Coordinates,
				OpeningCostYuan: &action.OpeningYuan, YearlyCostYuan: new(int64(math.Round(action.YearlyYuan))), NewlyCoveredPeople: new(int64),
			})
		}
	}
	for i := range plan.Opened {
		sites[plan.Opened[i].Site] = &plan.Opened[i]
	}
	for i, j := range v.answer.ServedAt {
		if j == planner.Unassigned {
			continue
		}
		village := v.joint.villages[i]
		if class, asked := is[village.Code]; asked && parcels && class != report.Covered {
			return fmt.Errorf("the plan serves %s at %s and the audit does not find it covered: the plan was thrown away", village.Code, v.joint.points[j].ID)
		}
		if site := sites[v.joint.points[j].ID]; site != nil && was[village.Code] != report.Covered {
			site.NewlyCovered++
			if site.NewlyCoveredPeople != nil && village.Population != nil {
				*site.NewlyCoveredPeople += *village.Population
			} else {
				site.NewlyCoveredPeople = nil
			}
		}
	}
	if plan.Before, err = json.Marshal(before); err != nil {
		return err
	}
	plan.After, err = json.Marshal(after)
	return err
}
