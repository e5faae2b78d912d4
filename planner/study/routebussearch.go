package study

import (
	"context"
	"fmt"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/bus"
	"cuntong/planner/fleet"
	"cuntong/planner/verify"
)

// rideIn chooses the calls of one district that ride, and leaves it with the others and their routes.
func (d *day) rideIn(ctx context.Context, one *district, hold *bus.Hold, request RouteRequest) error {
	b := d.bus
	var candidates []int // positions in one.calls
	question := bus.Question{Trials: busTrials}
	for k, c := range one.ride {
		if bus.Could(b.problem, c) {
			candidates = append(candidates, k)
			question.Calls = append(question.Calls, c)
		}
	}
	b.can += len(candidates)
	if len(candidates) == 0 {
		return nil
	}
	question.Worth = worthOf(one, candidates)
	quick := request
	if quick.Options.Effort == 0 {
		quick.Options.Effort = routeEffort + routeEffortPerStop*int64(len(one.calls))
	}
	whole := quick.Options.Effort
	quick.Options.Effort = max(1, whole/busEffort)
	// What a town leaves over its county tours: there it costs about what the county's calls cost now.
	passing := int64(-1)
	if county := d.countyOf(one.area.Code); one.tier != data.Hub && county != nil && county.solved != nil && len(county.calls) > 0 {
		passing = tourCost(county).Amount / int64(len(county.calls))
	}
	priced := func(left *district) bus.Cost {
		cost := tourCost(left)
		if passing >= 0 {
			cost.Amount, cost.Unserved = cost.Amount+cost.Unserved*passing, 0
		}
		return cost
	}
	tour := func(ctx context.Context, riding []bool, request RouteRequest) (bus.Cost, *district, error) {
		left, err := d.without(ctx, one, candidates, riding, request)
		if err != nil {
			return bus.Cost{}, nil, err
		}
		return priced(left), left, nil
	}
	made := map[string]*district{}
	question.Tour = func(ctx context.Context, riding []bool) (bus.Cost, error) {
		if !slices.Contains(riding, true) {
			made[fmt.Sprint(riding)] = one
			return priced(one), nil
		}
		cost, left, err := tour(ctx, riding, quick)
		made[fmt.Sprint(riding)] = left
		return cost, err
	}
	answer, err := hold.Choose(ctx, question)
	if err != nil {
		return err
	}
	if len(answer.Rides) == 0 {
		return nil
	}
	best := made[fmt.Sprint(answer.Riding)]
	bestCost := priced(best)
	quick.Options.Effort = whole // once more with the whole effort, as vehicles alone had
	cost, left, err := tour(ctx, answer.Riding, quick)
	if err != nil {
		return err
	}
	if cost.Unserved < bestCost.Unserved || cost.Unserved == bestCost.Unserved && cost.Amount < bestCost.Amount {
		best = left
	}
	one.calls, one.solved = best.calls, best.solved
	one.rides = len(answer.Rides)
	b.answer.Rides = append(b.answer.Rides, answer.Rides...)
	return nil
}

// tourAgain tours a county whose calls are other ones than before, beginning with the routes that it had where none came anew.
func (d *day) tourAgain(ctx context.Context, county, before *district, request RouteRequest) error {
	left := map[string]bool{}
	for _, c := range county.calls {
		left[c.id] = true
	}
	every, gone, kept := make([]int, len(before.calls)), make([]bool, len(before.calls)), 0
	for k, c := range before.calls {
		every[k], gone[k] = k, !left[c.id]
		if left[c.id] {
			kept++
		}
	}
	if kept < len(county.calls) {
		return d.solve(ctx, county, request, map[string]RouteLine{}, map[string]bool{})
	}
	if kept == len(before.calls) {
		return nil
	}
	again, err := d.without(ctx, before, every, gone, request)
	if err == nil {
		county.calls, county.solved = again.calls, again.solved
	}
	return err
}

// without is the district with the calls that do not ride, toured.
func (d *day) without(ctx context.Context, one *district, candidates []int, riding []bool, request RouteRequest) (*district, error) {
	off := make([]bool, len(one.calls))
	for i, k := range candidates {
		off[k] = riding[i]
	}
	left := &district{area: one.area, tier: one.tier, depots: one.depots, kinds: one.kinds}
	kept := make([]int32, len(one.calls))
	for k, c := range one.calls {
		kept[k] = int32(len(left.calls))
		if !off[k] {
			left.calls = append(left.calls, c)
		}
	}
	if len(left.calls) == 0 {
		problem, err := d.pose(ctx, left)
		left.solved = &solvedDistrict{problem: problem, answer: &planner.RoutingAnswer{Status: planner.Optimal, Objective: new(int64), Bound: new(int64)}}
		return left, err
	}
	problem, err := d.pose(ctx, left)
	if err != nil {
		return nil, err
	}
	best := trimmed(one.solved.answer, problem, off, kept) // the routes as they were, without those calls, may do
	if best != nil {
		left.remember(problem, best.Routes, 0) // and the search begins with them
	}
	answer, err := d.search(ctx, problem, request)
	if err != nil {
		return nil, err
	}
	if best == nil || cheaper(answer, best) {
		best = answer
	}
	left.solved = &solvedDistrict{problem: problem, answer: best}
	return left, nil
}

// trimmed are routes without some of their calls; nil where they break a rule.
func trimmed(before *planner.RoutingAnswer, problem *planner.Routing, off []bool, kept []int32) *planner.RoutingAnswer {
	var routes []planner.Route
	for _, route := range before.Routes {
		made := planner.Route{Type: route.Type, Vehicle: route.Vehicle}
		stops := 0
		for k, c := range route.Calls {
			switch last := len(made.Calls) - 1; {
			case c.Stop != planner.Nowhere && !off[c.Stop]:
				made.Calls = append(made.Calls, planner.Call{Stop: kept[c.Stop], Depot: planner.Nowhere})
				stops++
			case c.Stop == planner.Nowhere && k > 0 && made.Calls[last].Stop == planner.Nowhere && k < len(route.Calls)-1: // a trip without calls
			case c.Stop == planner.Nowhere && k == len(route.Calls)-1 && last > 0 && made.Calls[last].Stop == planner.Nowhere:
				made.Calls[last] = planner.Call{Stop: planner.Nowhere, Depot: c.Depot}
			case c.Stop == planner.Nowhere:
				made.Calls = append(made.Calls, planner.Call{Stop: planner.Nowhere, Depot: c.Depot})
			}
		}
		if stops > 0 {
			routes = append(routes, made)
		}
	}
	answer, err := fleet.Schedule(problem, routes)
	if err != nil || verify.Routing(problem, answer) != nil {
		return nil
	}
	return answer
}

// cheaper compares answers to one problem: fewer unserved first.
func cheaper(a, b *planner.RoutingAnswer) bool {
	x, y := answerCost(a), answerCost(b)
	return x.Unserved < y.Unserved || x.Unserved == y.Unserved && x.Amount < y.Amount
}

func tourCost(one *district) bus.Cost { return answerCost(one.solved.answer) }

func answerCost(a *planner.RoutingAnswer) (cost bus.Cost) {
	cost.Unserved = int64(len(a.Unserved))
	for _, route := range a.Routes {
		cost.Amount += route.Cost
	}
	return cost
}

// worthOf guesses what touring would save without each candidate: its detour and its time in the routes as they are. What no vehicle
// serves is worth more than any of them.
func worthOf(one *district, candidates []int) []int64 {
	worth := make([]int64, len(one.calls))
	for k := range worth {
		worth[k] = math.MaxInt64 / 4
	}
	p := one.solved.problem
	for _, route := range one.solved.answer.Routes {
		v := &p.Vehicles[route.Type]
		place := func(c planner.Call) int {
			if c.Stop == planner.Nowhere {
				return int(p.Depots[c.Depot].Place)
			}
			return int(p.Stops[c.Stop].Place)
		}
		for k := 1; k < len(route.Calls)-1; k++ {
			c := route.Calls[k]
			if c.Stop == planner.Nowhere {
				continue
			}
			legs := p.Profiles[v.Profile]
			from, at, to := place(route.Calls[k-1]), place(c), place(route.Calls[k+1])
			in, _ := legs.At(from, at)
			out, _ := legs.At(at, to)
			straight, _ := legs.At(from, to)
			worth[c.Stop] = v.PerMeter*(in.Meters+out.Meters-straight.Meters) + v.PerSecond*(in.Seconds+out.Seconds-straight.Seconds+p.Stops[c.Stop].Service)
		}
	}
	list := make([]int64, len(candidates))
	for i, k := range candidates {
		list[i] = worth[k]
	}
	return list
}
