package study

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
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
	solved, err := s.planNetwork(ctx, request, separate, today)
	if err != nil {
		return nil, err
	}
	return solved.study, nil
}

// solvedNetwork is a study with what it was made from.
type solvedNetwork struct {
	scene  *networkScene
	joint  *networkQuestion
	answer *planner.NetworkAnswer
	input  inputDigest
	study  *report.NetworkStudy
}

func (s *Study) planNetwork(ctx context.Context, request NetworkRequest, separate, today bool) (*solvedNetwork, error) {
	n, err := s.readNetwork(ctx, request)
	if err != nil {
		return nil, err
	}
	out := &report.NetworkStudy{Area: n.area.Code, AreaName: n.area.Name, Standard: n.standard.ID, Costs: n.costs, Revision: n.revision, LeftOut: []string{}, Separate: []report.NetworkPlan{}, Today: []report.NetworkPlan{}}
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
	if len(request.Phases) > 0 && answer.Objective != nil {
		if out.Phases, err = s.phaseNetwork(ctx, n, q, answer, request); err != nil {
			return nil, err
		}
	}
	out.Subsidies, out.Grade = request.Subsidies, request.Grade
	if n.assume != nil {
		out.Assumed = &report.Assumed{AssumedParcels: *n.assume, Villages: len(n.assumed)}
	}
	solved := &solvedNetwork{scene: n, joint: q, answer: answer, input: q.digest(n), study: out}
	if out.Fingerprint, err = networkFingerprint(out, solved.input, request.Options); err != nil {
		return nil, err
	}
	out.Sentence = report.NetworkSentence(*out)
	return solved, nil
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

// networkFingerprint is a SHA-256 over inputs, seed, effort budget and all that came out, but for the clock and the store's revision.
func networkFingerprint(out *report.NetworkStudy, input inputDigest, o planner.Options) (string, error) {
	copied := *out
	copied.Joint.Seconds, copied.Revision, copied.Why = 0, 0, nil
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
	h := sha256.New()
	fmt.Fprintf(h, "input %s\nseed %d\neffort budget %d\n", input, o.Seed, o.Effort)
	h.Write(text)
	return hex.EncodeToString(h.Sum(nil)), nil
}

// digest is the SHA-256 of the joint question as records see it, whatever the store and the order of its rows.
func (q *networkQuestion) digest(n *networkScene) inputDigest {
	h := sha256.New()
	p := q.problem
	writeJSON(h, map[string]any{"standard": n.standard, "costs": n.costs, "travel": n.routes.Describe(), "cross_town": p.CrossTown, "budget_yuan": p.BudgetYuan,
		"villages": p.Villages, "points": p.Points, "stations": p.Stations, "hubs": p.Hubs})
	for _, village := range q.villages {
		fmt.Fprintf(h, "village %s\n", village.Code)
	}
	if n.assume != nil {
		fmt.Fprintf(h, "assumed %s %v\n", n.assume, n.assumed)
	}
	for _, tier := range [][]data.Facility{q.points, q.stations, q.hubs} {
		for _, facility := range tier {
			fmt.Fprintf(h, "%s %s %v %s\n", facility.Tier, facility.ID, facility.Operators, facility.Status)
		}
	}
	var row []byte
	for _, travel := range []planner.Travel{p.Reach, p.Feed, p.Direct, p.Trunk} {
		rows, _ := travel.Size()
		for i := range rows {
			row = binary.AppendVarint(row[:0], int64(i))
			for j, leg := range travel.Row(i) {
				row = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(row, int64(j)), leg.Meters), leg.Seconds)
			}
			h.Write(row)
		}
	}
	return inputDigest(hex.EncodeToString(h.Sum(nil)))
}

// solveNetwork poses, solves and recounts one network.
func (s *Study) solveNetwork(ctx context.Context, n *networkScene, request NetworkRequest, operator data.Operator, asToday bool) (*networkQuestion, *report.NetworkPlan, *planner.NetworkAnswer, error) {
	q, err := s.poseNetwork(ctx, n, request, operator, asToday)
	if err != nil {
		return nil, nil, nil, err
	}
	answer, err := s.solveProblem(ctx, q.problem, request)
	if err != nil {
		return nil, nil, nil, err
	}
	who := string(operator)
	if who == "" {
		who = Joint
	}
	return q, q.report(n, who, answer), answer, nil
}

// solveProblem solves and recounts a problem.
func (s *Study) solveProblem(ctx context.Context, problem *planner.Network, request NetworkRequest) (*planner.NetworkAnswer, error) {
	model := tier.New()
	if err := model.AcceptsNetwork(problem); err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	solving, done := stoppable(ctx, request.Stop)
	answer, err := model.SolveNetwork(solving, problem, request.Options)
	done()
	if err != nil {
		return nil, err
	}
	if err := verify.Network(problem, answer); err != nil {
		return nil, fmt.Errorf("the answer did not pass the independent recount and was thrown away: %w", err)
	}
	return answer, nil
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
		Straight: yuan(c.Straight), Trucks: yuan(c.Trucks), Unserved: yuan(c.Unserved)}
	flows := q.flows(a)
	for i, j := range a.ServedAt {
		if j == planner.Unassigned {
			continue
		}
		plan.Served++
		plan.ServedParcels += q.problem.Villages[i].Flow()
		plan.ServedPeople += q.problem.Villages[i].People
		leg, _ := legOf(q.problem.Reach, i, int(j))
		serve := report.NetworkServe{Village: q.villages[i].Code, Point: q.points[j].ID, Meters: leg.Meters, Seconds: leg.Seconds}
		hub := a.DirectFrom[j]
		if s := a.FedFrom[j]; s != planner.Unassigned {
			serve.Station, hub = q.stations[s].ID, a.TrunkFrom[s]
		}
		serve.Hub = q.hubs[hub].ID
		plan.Assignments = append(plan.Assignments, serve)
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
