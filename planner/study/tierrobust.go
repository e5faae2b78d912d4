package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
	"cuntong/planner/verify"
)

// RobustRequest says what a saved three-tier plan is to stand.
type RobustRequest struct {
	Factors []float64 // on all parcels; none: 0.7, 1 and 2
	Roads   []string  // names of roads that are closed, one after the other; only where the plan's travel is by road
	Hosts   int       // how many lost hosts to tell, worst ones first; 0: 10
}

// Robust scores a saved plan under other demand, closed roads, each lost village host and an operator that leaves, opening nothing new. It
// refuses where the records no longer give the question that the plan answered.
func (s *Study) Robust(ctx context.Context, id string, request RobustRequest) (*report.Robust, error) {
	v, err := s.readTier(ctx, id)
	if err != nil {
		return nil, err
	}
	if v.answer.Objective == nil {
		return nil, fmt.Errorf("plan %s has no answer that could be tried: %s: %w", id, v.answer.Reason, data.ErrInvalid)
	}
	if len(request.Factors) == 0 {
		request.Factors = []float64{0.7, 1, 2}
	}
	if request.Hosts == 0 {
		request.Hosts = 10
	}
	loose := loosened(v.joint.problem)
	out := &report.Robust{Plan: id, Demand: []report.RobustScore{}, Roads: []report.RobustScore{}, Hosts: []report.RobustScore{}, Operator: []report.RobustScore{}}
	if out.Base, err = v.score(loose, lostPremises{}); err != nil {
		return nil, err
	}
	out.Base.What, out.Base.Sentence = "base", report.RobustSentence("方案本身", "The plan itself", out.Base)
	for _, factor := range request.Factors {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !(factor > 0 && factor <= 100) {
			return nil, fmt.Errorf("factor %v on demand is not above 0 and at most 100: %w", factor, data.ErrInvalid)
		}
		one, err := v.score(timesDemand(loose, factor), lostPremises{})
		if err != nil {
			return nil, err
		}
		one.What = fmt.Sprint(factor)
		one.Sentence = report.RobustSentence(fmt.Sprintf("件量 ×%g", factor), fmt.Sprintf("Demand × %g", factor), one)
		out.Demand = append(out.Demand, one)
	}
	for _, road := range request.Roads {
		one, err := s.closedRoad(ctx, v, road)
		if err != nil {
			return nil, err
		}
		out.Roads = append(out.Roads, *one)
	}
	if out.Hosts, err = v.lostHosts(ctx, loose, request.Hosts); err != nil {
		return nil, err
	}
	for _, operator := range data.Operators() {
		one, err := v.score(loose, v.joint.premisesOf(v.answer, operator))
		if err != nil {
			return nil, err
		}
		one.What = string(operator)
		one.Sentence = report.RobustSentence(operatorZH(operator)+"退出（失去 "+fmt.Sprint(len(one.Lost))+" 处）", string(operator)+" leaves ("+fmt.Sprint(len(one.Lost))+" premises lost)", one)
		out.Operator = append(out.Operator, one)
	}
	out.Sentence = worstSentence(v.plan.AreaName, out)
	return out, nil
}

func worstSentence(name string, r *report.Robust) report.Sentence {
	worst, fallen, ofWorst := int64(-1), 0, report.Sentence{} // most people, of those alike most villages: people may be unknown
	for _, list := range [][]report.RobustScore{r.Demand, r.Roads, r.Hosts, r.Operator} {
		for _, one := range list {
			if one.FallenPeople > worst || one.FallenPeople == worst && len(one.Fallen) > fallen {
				worst, fallen, ofWorst = one.FallenPeople, len(one.Fallen), one.Sentence
			}
		}
	}
	return report.Sentence{ZH: name + "方案最怕：" + ofWorst.ZH, EN: name + ": what hurts most: " + ofWorst.EN}
}

// loosened is the problem without duties to run anything and without least flows: what is run stays as it is and may be lost.
func loosened(p *planner.Network) *planner.Network {
	q := *p
	q.BudgetYuan = nil
	q.UnservedFen = max(p.UnservedFen, 1) // leaving a village out is allowed, whatever it costs
	for _, list := range []*[]planner.Premises{&q.Points, &q.Stations, &q.Hubs} {
		*list = slices.Clone(*list)
		for j := range *list {
			(*list)[j].Keep, (*list)[j].MinFlow = false, 0
		}
	}
	return &q
}

// timesDemand is the problem with all parcels multiplied, whole ones.
func timesDemand(p *planner.Network, factor float64) *planner.Network {
	q := *p
	q.Villages = slices.Clone(p.Villages)
	for i := range q.Villages {
		q.Villages[i].In, q.Villages[i].Out = wholeParcels(float64(q.Villages[i].In)*factor), wholeParcels(float64(q.Villages[i].Out)*factor)
	}
	return &q
}

// score deals the villages again and says who falls out; the deal is recounted.
func (v *savedTier) score(p *planner.Network, lost lostPremises) (report.RobustScore, error) {
	a, moved := dealAgain(p, v.answer, lost)
	if err := verify.Network(p, a); err != nil {
		return report.RobustScore{}, fmt.Errorf("the deal did not pass the independent recount: %w", err)
	}
	return v.tell(p, a, moved, lost), nil
}

// tell says who falls out of a deal.
func (v *savedTier) tell(p *planner.Network, a *planner.NetworkAnswer, moved int, lost lostPremises) report.RobustScore {
	q := v.joint
	one := report.RobustScore{Lost: []string{}, Fallen: []report.RobustFall{}, Moved: moved, Yuan: yuan(*a.Objective - a.Cost.Unserved)}
	for i, village := range p.Villages {
		one.Parcels += village.Flow()
		if a.ServedAt[i] != planner.Unassigned {
			one.Served++
			one.ServedPeople += village.People
			one.ServedParcels += village.Flow()
		} else if v.answer.ServedAt[i] != planner.Unassigned {
			one.Fallen = append(one.Fallen, report.RobustFall{Village: q.villages[i].Code, Name: q.villages[i].Name, People: village.People, Parcels: village.Flow()})
			one.FallenPeople += village.People
		}
	}
	slices.SortStableFunc(one.Fallen, func(a, b report.RobustFall) int { return cmp.Compare(b.People, a.People) })
	for _, tier := range []struct {
		places []data.Facility
		gone   map[int]bool
	}{{q.hubs, lost.hubs}, {q.stations, lost.stations}, {q.points, lost.points}} {
		for j, facility := range tier.places {
			if tier.gone[j] {
				one.Lost = append(one.Lost, facility.ID)
			}
		}
	}
	return one
}

// lostHosts scores the loss of each point that is run and returns the worst ones with their standby.
func (v *savedTier) lostHosts(ctx context.Context, p *planner.Network, most int) ([]report.RobustScore, error) {
	list := []report.RobustScore{}
	for j, size := range v.answer.Points {
		if size == planner.NotRun {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		lost := lostPremises{points: map[int]bool{j: true}}
		a, moved := dealAgain(p, v.answer, lost)
		one := v.tell(p, a, moved, lost)
		one.What, one.Name = v.joint.points[j].ID, v.joint.points[j].Name
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b report.RobustScore) int {
		return cmp.Or(cmp.Compare(b.FallenPeople, a.FallenPeople), cmp.Compare(len(b.Fallen), len(a.Fallen)), cmp.Compare(a.What, b.What))
	})
	list = list[:min(most, len(list))]
	at := positions(v.joint.points)
	for k := range list {
		told, err := v.score(p, lostPremises{points: map[int]bool{at[list[k].What]: true}}) // what is reported is recounted
		if err != nil {
			return nil, err
		}
		told.What, told.Name = list[k].What, list[k].Name
		list[k] = told
		list[k].Standby = v.standby(p, list[k])
		list[k].Sentence = report.RobustSentence("失去 "+list[k].Name+"（"+list[k].What+"）", "Without "+list[k].Name+" ("+list[k].What+")", list[k])
	}
	return list, nil
}

// standby is the place, not run in the plan, that could serve most people of those who fall out; of those alike the cheapest in a year.
func (v *savedTier) standby(p *planner.Network, lost report.RobustScore) *report.RobustStandby {
	at := map[string]int{}
	for i, village := range v.joint.villages {
		at[village.Code] = i
	}
	var best *report.RobustStandby
	for j, place := range v.joint.points {
		if v.answer.Points[j] != planner.NotRun || p.Points[j].Forbidden || place.ID == lost.What {
			continue
		}
		size := p.Points[j].Sizes[len(p.Points[j].Sizes)-1]
		one := &report.RobustStandby{Facility: place.ID, Name: place.Name}
		room, used := int64(math.MaxInt64), int64(0)
		if size.Capacity != nil {
			room = *size.Capacity
		}
		for _, fallen := range lost.Fallen {
			i := at[fallen.Village]
			if _, near := legOf(p.Reach, i, j); near && (p.CrossTown || p.Points[j].Town == p.Villages[i].Town) && used+p.Villages[i].Flow() <= room {
				used += p.Villages[i].Flow()
				one.Villages++
				one.People += p.Villages[i].People
			}
		}
		if one.Villages == 0 {
			continue
		}
		for _, smaller := range p.Points[j].Sizes { // the smallest that takes them
			if smaller.Capacity == nil || *smaller.Capacity >= used {
				size = smaller
				break
			}
		}
		one.OpeningYuan, one.YearlyYuan = size.OpeningYuan, yuan(size.YearlyFen)
		if best == nil || one.People > best.People || one.People == best.People && (one.Villages > best.Villages || one.Villages == best.Villages && one.YearlyYuan < best.YearlyYuan) {
			best = one
		}
	}
	return best
}

// operatorZH is an operator in Chinese.
func operatorZH(operator data.Operator) string {
	switch operator {
	case data.Postal:
		return "邮政"
	case data.Express:
		return "快递"
	case data.Coop:
		return "供销社"
	case data.Ecommerce:
		return "电商"
	}
	return string(operator)
}

// premisesOf are the premises in use that no other operator is on record for.
func (q *networkQuestion) premisesOf(a *planner.NetworkAnswer, operator data.Operator) lostPremises {
	alone := func(places []data.Facility, size []int32) map[int]bool {
		gone := map[int]bool{}
		for j, facility := range places {
			if size[j] != planner.NotRun && len(facility.Operators) == 1 && facility.Operators[0] == operator {
				gone[j] = true
			}
		}
		return gone
	}
	return lostPremises{alone(q.hubs, a.Hubs), alone(q.stations, a.Stations), alone(q.points, a.Points)}
}

// closedRoad scores the plan with all ways of a name closed.
func (s *Study) closedRoad(ctx context.Context, v *savedTier, road string) (*report.RobustScore, error) {
	scenario := v.plan.Scenario
	if scenario.Travel != ByRoad {
		return nil, fmt.Errorf("plan %s measures travel by %s, and a closed road changes nothing there; plan with travel by road: %w", v.plan.ID, scenario.Travel, data.ErrInvalid)
	}
	changes := data.ChangeSet{}
	if scenario.Changes != nil {
		changes = *scenario.Changes
	}
	changes.Roads = append(slices.Clone(changes.Roads), data.RoadChange{Do: data.CloseRoad, Road: road})
	request, err := tierRequest(PlanRequest{Area: scenario.Area, Standard: scenario.Standard, Travel: scenario.Travel, Profile: scenario.Profile, Changes: &changes, Rules: scenario.Rules})
	if err != nil {
		return nil, err
	}
	n, err := s.readNetwork(ctx, request)
	if err != nil {
		return nil, err
	}
	q, err := s.poseNetwork(ctx, n, request, "", false)
	if err != nil {
		return nil, err
	}
	one, err := v.score(loosened(q.problem), lostPremises{})
	if err != nil {
		return nil, err
	}
	one.What, one.Sentence = road, report.RobustSentence(road+" 中断", road+" closed", one)
	return &one, nil
}
