package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
	"cuntong/planner/tier"
	"cuntong/planner/verify"
)

// Joint is who plans where all operators plan together.
const Joint = "joint"

// PlanNetwork plans the three tiers of an area for all operators together and, where asked, for each alone and as they
// stand today, by the same rules. Every answer is recounted; nothing is saved.
func (s *Study) PlanNetwork(ctx context.Context, request NetworkRequest, separate, today bool) (*report.NetworkStudy, error) {
	n, err := s.readNetwork(ctx, request)
	if err != nil {
		return nil, err
	}
	out := &report.NetworkStudy{Area: n.area.Code, AreaName: n.area.Name, Standard: n.standard.ID, Costs: n.costs, Revision: n.revision, LeftOut: []string{}}
	for _, village := range n.leftOut {
		out.LeftOut = append(out.LeftOut, village.Code)
	}
	q, joint, answer, err := s.solveNetwork(ctx, n, request, "", false)
	if err != nil {
		return nil, err
	}
	out.Joint = *joint
	if request.Why != "" {
		if out.Why, err = q.why(request.Why, n, answer); err != nil {
			return nil, err
		}
	}
	for _, operator := range data.Operators() {
		if separate && n.costs.Shares[operator] > 0 {
			_, plan, _, err := s.solveNetwork(ctx, n, request, operator, false)
			if err != nil {
				return nil, fmt.Errorf("%s alone: %w", operator, err)
			}
			out.Separate = append(out.Separate, *plan)
		}
		if today && n.costs.Shares[operator] > 0 {
			_, plan, _, err := s.solveNetwork(ctx, n, request, operator, true)
			if err != nil {
				return nil, fmt.Errorf("%s as it stands: %w", operator, err)
			}
			out.Today = append(out.Today, *plan)
		}
	}
	out.SeparateYuan, out.TodayYuan = sumYuan(out.Separate), sumYuan(out.Today)
	if out.SeparateYuan != nil && joint.ObjectiveYuan != nil {
		out.SavingYuan = new(*out.SeparateYuan - *joint.ObjectiveYuan)
		unserved := -joint.Cost.Unserved
		for _, plan := range out.Separate {
			unserved += plan.Cost.Unserved
		}
		out.UnservedYuan = &unserved
		townSavings(out)
	}
	if out.Fingerprint, err = networkFingerprint(out); err != nil {
		return nil, err
	}
	out.Sentence = report.NetworkSentence(*out)
	return out, nil
}

// sumYuan adds up plans; nil where there is none or one has no answer.
func sumYuan(plans []report.NetworkPlan) *float64 {
	if len(plans) == 0 {
		return nil
	}
	sum := 0.0
	for _, plan := range plans {
		if plan.ObjectiveYuan == nil {
			return nil
		}
		sum += *plan.ObjectiveYuan
	}
	return &sum
}

// townSavings puts beside each town of the joint plan what the operators alone pay there.
func townSavings(out *report.NetworkStudy) {
	alone := map[string]float64{}
	for _, plan := range out.Separate {
		for _, town := range plan.Towns {
			alone[town.Town] += town.Yuan
		}
	}
	for k := range out.Joint.Towns {
		town := &out.Joint.Towns[k]
		town.SeparateYuan = alone[town.Town]
		town.SavingYuan = town.SeparateYuan - town.Yuan
	}
}

// networkFingerprint is a SHA-256 over everything but the clock.
func networkFingerprint(out *report.NetworkStudy) (string, error) {
	copied := *out
	copied.Joint.Seconds = 0
	blank := func(plans []report.NetworkPlan) []report.NetworkPlan {
		list := append([]report.NetworkPlan(nil), plans...)
		for k := range list {
			list[k].Seconds = 0
		}
		return list
	}
	copied.Separate, copied.Today = blank(out.Separate), blank(out.Today)
	text, err := json.Marshal(copied)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// solveNetwork poses, solves and recounts one network.
func (s *Study) solveNetwork(ctx context.Context, n *networkScene, request NetworkRequest, operator data.Operator, asToday bool) (*networkQuestion, *report.NetworkPlan, *planner.NetworkAnswer, error) {
	q, err := s.poseNetwork(ctx, n, request, operator, asToday)
	if err != nil {
		return nil, nil, nil, err
	}
	model := tier.New()
	if err := model.AcceptsNetwork(q.problem); err != nil {
		return nil, nil, nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	answer, err := model.SolveNetwork(ctx, q.problem, request.Options)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := verify.Network(q.problem, answer); err != nil {
		return nil, nil, nil, fmt.Errorf("the answer did not pass the independent recount and was thrown away: %w", err)
	}
	who := string(operator)
	if who == "" {
		who = Joint
	}
	return q, q.report(n, who, answer), answer, nil
}

// report writes an answer in records and yuan.
func (q *networkQuestion) report(n *networkScene, who string, a *planner.NetworkAnswer) *report.NetworkPlan {
	plan := &report.NetworkPlan{
		Who: who, Status: string(a.Status), Reason: a.Reason, Seed: a.Stats.Seed, Effort: a.Stats.Effort, Seconds: a.Stats.Seconds, Verified: true,
		Villages: len(q.villages), Blocked: len(a.Blocked), LeftOut: len(n.leftOut), Actions: []report.Action{}, Towns: []report.NetworkTown{}, Assignments: []report.NetworkServe{},
	}
	for _, village := range q.problem.Villages {
		plan.Parcels += village.Flow()
		plan.People += village.People
	}
	if a.Bound != nil {
		plan.BoundYuan = new(yuan(*a.Bound))
	}
	if a.Objective == nil {
		return plan
	}
	plan.ObjectiveYuan = new(yuan(*a.Objective))
	if gap, ok := planner.Gap(a.Objective, a.Bound); ok {
		plan.Gap = &gap
	}
	c := a.Cost
	plan.Cost = report.NetworkCost{Points: yuan(c.Points), Stations: yuan(c.Stations), Hubs: yuan(c.Hubs), Handling: yuan(c.Handling), Tours: yuan(c.Tours),
		Straight: yuan(c.Straight), Trucks: yuan(c.Trucks), Unserved: yuan(c.Unserved), OpeningYuan: c.OpeningYuan}
	flows := q.flows(a)
	for i, j := range a.ServedAt {
		if j == planner.Unassigned {
			continue
		}
		plan.Served++
		plan.ServedParcels += q.problem.Villages[i].Flow()
		plan.ServedPeople += q.problem.Villages[i].People
		leg, _ := legOf(q.problem.Reach, i, int(j))
		plan.Assignments = append(plan.Assignments, report.NetworkServe{Village: q.villages[i].Code, Point: q.points[j].ID, Meters: leg.Meters, Seconds: leg.Seconds})
	}
	if plan.ServedParcels > 0 {
		plan.YuanPerParcel = new((*plan.ObjectiveYuan - plan.Cost.Unserved) / float64(plan.ServedParcels*n.costs.DaysPerYear))
	}
	plan.KmPerDay = q.kilometres(n.costs, a)
	q.actions(plan, a, flows)
	q.towns(plan, n, a)
	return plan
}

func yuan(fen int64) float64 { return float64(fen) / 100 }

// tierFlows are the parcels a day that pass each place.
type tierFlows struct{ points, stations, hubs []int64 }

func (q *networkQuestion) flows(a *planner.NetworkAnswer) tierFlows {
	f := tierFlows{make([]int64, len(q.points)), make([]int64, len(q.stations)), make([]int64, len(q.hubs))}
	for i, j := range a.ServedAt {
		if j == planner.Unassigned {
			continue
		}
		flow := q.problem.Villages[i].Flow()
		f.points[j] += flow
		hub := a.DirectFrom[j]
		if s := a.FedFrom[j]; s != planner.Unassigned {
			f.stations[s] += flow
			hub = a.TrunkFrom[s]
		}
		f.hubs[hub] += flow
	}
	return f
}

// kilometres adds up what the approximation drives a day: each call's share of its way, and the load's.
func (q *networkQuestion) kilometres(costs data.CostBook, a *planner.NetworkAnswer) float64 {
	f := q.flows(a)
	way := func(meters, local, flow int64, h data.Haulage) float64 {
		return (2*float64(meters)*(1/h.StopsPerTour+float64(flow)/h.Capacity) + float64(local)) / 1000
	}
	km := 0.0
	for j, size := range a.Points {
		if size == planner.NotRun {
			continue
		}
		if s := a.FedFrom[j]; s != planner.Unassigned {
			leg, _ := legOf(q.problem.Feed, j, int(s))
			km += way(leg.Meters, q.problem.Points[j].LocalMeters, f.points[j], costs.Tour)
		} else {
			leg, _ := legOf(q.problem.Direct, j, int(a.DirectFrom[j]))
			km += way(leg.Meters, q.problem.Points[j].LocalMeters, f.points[j], costs.Straight)
		}
	}
	for s, h := range a.TrunkFrom {
		if h != planner.Unassigned {
			leg, _ := legOf(q.problem.Trunk, s, int(h))
			km += way(leg.Meters, q.problem.Stations[s].LocalMeters, f.stations[s], costs.Truck)
		}
	}
	return km
}
