package study

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
	"cuntong/planner/verify"
)

// savedTier is a saved three-tier plan with its question posed again.
type savedTier struct {
	plan   data.Plan
	study  report.NetworkStudy
	scene  *networkScene
	joint  *networkQuestion
	answer *planner.NetworkAnswer
}

// readTier reads a saved three-tier plan and poses its question again; it refuses where the records no longer give the same one.
func (s *Study) readTier(ctx context.Context, id string) (*savedTier, error) {
	v := &savedTier{}
	var err error
	if v.plan, err = s.Store.Plan(ctx, id); err != nil {
		return nil, err
	}
	if v.plan.Scenario.Model != TierModel || len(v.plan.Network) == 0 {
		return nil, fmt.Errorf("plan %s is of model %s, expected a three-tier plan (model tier): %w", id, v.plan.Scenario.Model, data.ErrInvalid)
	}
	if err := json.Unmarshal(v.plan.Network, &v.study); err != nil {
		return nil, fmt.Errorf("the network of plan %s cannot be read: %w", id, err)
	}
	scenario := v.plan.Scenario
	request, err := tierRequest(PlanRequest{Area: scenario.Area, Standard: scenario.Standard, Travel: scenario.Travel, Profile: scenario.Profile, Budget: scenario.Budget, Phases: scenario.Phases, Changes: scenario.Changes, Rules: scenario.Rules})
	if err != nil {
		return nil, err
	}
	if v.scene, err = s.readNetwork(ctx, request); err != nil {
		return nil, fmt.Errorf("pose the question of plan %s again: %w", id, err)
	}
	if v.joint, err = s.poseNetwork(ctx, v.scene, request, "", false); err != nil {
		return nil, fmt.Errorf("pose the question of plan %s again: %w", id, err)
	}
	if string(v.joint.digest(v.scene)) != v.plan.InputFingerprint {
		return nil, fmt.Errorf("the records have changed since plan %s was made, so it can no longer be counted; plan again: %w", id, data.ErrConflict)
	}
	v.answer = v.joint.remember(v.plan, v.study)
	if err := verify.Network(v.joint.problem, v.answer); err != nil {
		return nil, fmt.Errorf("plan %s does not pass the recount any more: %w", id, err)
	}
	return v, nil
}

// remember writes a saved plan as the answer that it was.
func (q *networkQuestion) remember(plan data.Plan, saved report.NetworkStudy) *planner.NetworkAnswer {
	a := &planner.NetworkAnswer{Status: planner.Status(plan.Status), Objective: plan.Objective, Bound: plan.Bound, Reason: plan.Reason,
		Points: unassigned(len(q.points)), Stations: unassigned(len(q.stations)), Hubs: unassigned(len(q.hubs)), ServedAt: unassigned(len(q.villages)),
		FedFrom: unassigned(len(q.points)), DirectFrom: unassigned(len(q.points)), TrunkFrom: unassigned(len(q.stations))}
	a.Stats.Seed, a.Stats.Effort = plan.Seed, plan.Effort
	if plan.Objective == nil {
		return a
	}
	point, station, hub, village := positions(q.points), positions(q.stations), positions(q.hubs), map[string]int{}
	for i, one := range q.villages {
		village[one.Code] = i
	}
	for _, blocked := range plan.Blocked {
		if i, known := village[blocked.Settlement]; known && blocked.Reason == "no_site_within_limit" {
			a.Blocked = append(a.Blocked, int32(i))
		}
	}
	slices.Sort(a.Blocked)
	a.Cost = costOf(saved.Joint.Cost)
	for _, action := range saved.Joint.Actions {
		size := int32(action.Size) - 1
		switch data.FacilityTier(action.Tier) {
		case data.Hub:
			a.Hubs[hub[action.Facility]] = size
		case data.Station:
			a.Stations[station[action.Facility]] = size
			if action.Run() {
				a.TrunkFrom[station[action.Facility]] = int32(hub[action.FedFrom])
			}
		case data.ServicePoint:
			j := point[action.Facility]
			a.Points[j] = size
			if s, known := station[action.FedFrom]; action.Run() && known {
				a.FedFrom[j] = int32(s)
			} else if action.Run() {
				a.DirectFrom[j] = int32(hub[action.FedFrom])
			}
		}
	}
	for _, assignment := range plan.Assignments {
		a.ServedAt[village[assignment.Settlement]] = int32(point[assignment.Site])
	}
	return a
}

// costOf is the money of a saved plan in fen.
func costOf(c report.NetworkCost) planner.NetworkCost {
	fen := func(yuan float64) int64 { return int64(math.Round(100 * yuan)) }
	return planner.NetworkCost{Points: fen(c.Points), Stations: fen(c.Stations), Hubs: fen(c.Hubs), Handling: fen(c.Handling), Tours: fen(c.Tours),
		Straight: fen(c.Straight), Trucks: fen(c.Trucks), Unserved: fen(c.Unserved), OpeningYuan: c.OpeningYuan - c.SubsidyYuan}
}

func unassigned(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = planner.Unassigned
	}
	return list
}

// positions finds facilities by their ID.
func positions(list []data.Facility) map[string]int {
	at := make(map[string]int, len(list))
	for i, one := range list {
		at[one.ID] = i
	}
	return at
}

// WhyVillage says in one sentence why a saved three-tier plan serves a village from where it does, and what a point in the
// village itself would cost. It refuses where the records no longer give the question that the plan answered.
func (s *Study) WhyVillage(ctx context.Context, id, village string) (*report.Sentence, error) {
	v, err := s.readTier(ctx, id)
	if err != nil {
		return nil, err
	}
	return v.joint.why(village, v.scene, v.answer)
}
