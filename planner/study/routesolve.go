package study

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/fleet"
	"cuntong/planner/verify"
)

// solvedDistrict is a district's problem with its answer.
type solvedDistrict struct {
	problem *planner.Routing
	answer  *planner.RoutingAnswer
	kept    bool
	moved   int
	passed  int // calls that found no place and were passed on to the county
}

// dayMicro turns the money of routing problems, millionths of a yuan, into yuan.
const dayMicro = 1e-6

// Effort of a district where none is asked for: ruin-and-recreate steps.
const (
	routeEffort        = 2_000
	routeEffortPerStop = 300
	quickReplan        = 4 // the part of it that a day gets whose routes of the day before still do but for calls that are no longer made
)

// solveAll answers the towns and then, with what found no place there, the counties.
func (d *day) solveAll(ctx context.Context, request RouteRequest) error {
	previous, named := map[string]RouteLine{}, map[string]bool{}
	for _, line := range request.Previous {
		previous[line.Vehicle] = line
		for _, id := range line.Stops {
			named[id] = true
		}
	}
	if err := d.solveEach(ctx, inOrder(d.towns), request, previous, named); err != nil {
		return err
	}
	for _, county := range d.counties {
		d.passOn(county)
	}
	return d.solveEach(ctx, inOrder(d.counties), request, previous, named)
}

// passOn gives a county what found no place in its towns.
func (d *day) passOn(county *district) {
	for _, town := range inOrder(d.towns) {
		if d.countyOf(town.area.Code) != county {
			continue
		}
		town.solved.passed = 0
		for _, u := range town.solved.answer.Unserved {
			county.calls = append(county.calls, town.calls[u.Stop])
			town.solved.passed++
		}
	}
}

// solveEach answers districts, several at a time; the answers do not depend on how many.
func (d *day) solveEach(ctx context.Context, districts []*district, request RouteRequest, previous map[string]RouteLine, named map[string]bool) error {
	solving, cancel := context.WithCancel(ctx)
	defer cancel()
	next := make(chan *district)
	errs := make([]error, max(1, request.Options.Threads))
	var workers sync.WaitGroup
	for w := range errs {
		workers.Go(func() {
			for one := range next {
				if err := d.solve(solving, one, request, previous, named); err != nil && errs[w] == nil {
					errs[w] = fmt.Errorf("routes of %s (%s): %w", one.area.Name, one.area.Code, err)
					cancel()
				}
			}
		})
	}
	for k, one := range districts {
		next <- one
		if request.Options.Progress != nil {
			request.Options.Progress(planner.Progress{Step: "search", Effort: int64(k + 1)})
		}
	}
	close(next)
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// solve answers one district and recounts the answer.
func (d *day) solve(ctx context.Context, one *district, request RouteRequest, previous map[string]RouteLine, named map[string]bool) error {
	problem, err := d.pose(ctx, one)
	if err != nil {
		return err
	}
	before, changed := one.before(previous)
	still := one.stillGood(problem, before, named)
	if still != nil && !changed {
		one.solved = &solvedDistrict{problem: problem, answer: still, kept: true}
		return nil
	}
	one.remember(problem, before, int64(math.Round(1e6*d.rules.MoveYuan)))
	if still != nil && request.Options.Effort == 0 { // yesterday's way does already: look whether another is worth the change
		request.Options.Effort = (routeEffort + routeEffortPerStop*int64(len(problem.Stops))) / quickReplan
	}
	answer, err := d.search(ctx, problem, request)
	if err != nil {
		return err
	}
	if still != nil && (still.Objective == nil || answer.Objective == nil || *still.Objective <= *answer.Objective) { // what is passed on was passed on before
		answer = still // what another way saves is not worth the stops that change their courier
	}
	one.solved = &solvedDistrict{problem: problem, answer: answer, moved: one.countMoved(problem, answer)}
	return nil
}

// search answers a problem and recounts the answer.
func (d *day) search(ctx context.Context, problem *planner.Routing, request RouteRequest) (*planner.RoutingAnswer, error) {
	options := request.Options
	options.Threads, options.Progress = 1, nil
	if options.Effort == 0 {
		options.Effort = routeEffort + routeEffortPerStop*int64(len(problem.Stops))
	}
	answer, err := fleet.New().Solve(ctx, problem, options)
	if err != nil {
		return nil, err
	}
	if err := verify.Routing(problem, answer); err != nil {
		return nil, fmt.Errorf("the answer did not pass the independent recount and was thrown away: %w", err)
	}
	return answer, nil
}

// pose makes a district's routing problem; its depots are the first places, calls follow.
func (d *day) pose(ctx context.Context, one *district) (*planner.Routing, error) {
	problem := &planner.Routing{}
	places := locations(one.depots)
	var reloads []int32 // at any depot of the district: the parcels of its calls are shared by its stations
	for k := range one.depots {
		depot := planner.Depot{Place: int32(k), Reload: d.rules.ReloadSeconds}
		if opens, later := d.opens[one.depots[k].ID]; later {
			depot.Window = &planner.Window{Open: opens, Close: d.rules.StartSeconds + d.rules.ShiftSeconds}
		}
		problem.Depots = append(problem.Depots, depot)
		reloads = append(reloads, int32(k))
	}
	for _, c := range one.calls {
		places = append(places, *c.point.Location)
	}
	shift := planner.Window{Open: d.rules.StartSeconds, Close: d.rules.StartSeconds + d.rules.ShiftSeconds}
	matrices := map[string]*geo.Matrix{}
	profileOf := map[string]int32{}
	for _, kind := range one.kinds {
		name := d.profiles[kind.record.Kind]
		key := name + " " + strconv.FormatFloat(kind.speedKmh, 'g', -1, 64)
		if _, ok := profileOf[key]; !ok {
			if matrices[name] == nil {
				legs, err := d.routers[name].Matrix(ctx, places, places)
				if err != nil {
					return nil, fmt.Errorf("measure travel: %w", err)
				}
				matrices[name] = legs
			}
			profileOf[key] = int32(len(problem.Profiles))
			problem.Profiles = append(problem.Profiles, paced(matrices[name], kind.speedKmh, d.travel != ByRoad))
		}
		problem.Vehicles = append(problem.Vehicles, planner.VehicleType{
			Count: new(kind.record.Count), Profile: profileOf[key], Capacity: planner.Load{planner.Kilograms: kind.grams, planner.Parcels: kind.parcels},
			Fixed: kind.fixed, PerMeter: kind.perMeter, PerSecond: kind.perSecond, Shift: &shift, MaxMeters: new(kind.meters),
			Trips: d.rules.Trips, Reloads: reloads, Start: kind.depot, End: kind.depot,
		})
	}
	for k, c := range one.calls {
		problem.Stops = append(problem.Stops, planner.Stop{
			Place: int32(len(one.depots) + k), Service: d.rules.StopSeconds + d.rules.ParcelSeconds*(c.down+c.up),
			Delivery: planner.Load{planner.Kilograms: d.grams(c.down), planner.Parcels: c.down},
			Pickup:   planner.Load{planner.Kilograms: d.grams(c.up), planner.Parcels: c.up},
		})
	}
	return problem, problem.Check()
}

// paced gives legs the times of a vehicle's speed: its own by straight line, at least those of the road otherwise.
func paced(legs *geo.Matrix, speedKmh float64, own bool) *geo.Matrix {
	if speedKmh == 0 {
		return legs
	}
	n, _ := legs.Size()
	out := geo.NewMatrix(n, n)
	for i := range n {
		for j := range n {
			if leg, ok := legs.At(i, j); ok {
				seconds := int64(math.Ceil(float64(leg.Meters) * 3.6 / speedKmh))
				if own || seconds > leg.Seconds {
					leg.Seconds = seconds
				}
				out.Set(i, j, leg)
			}
		}
	}
	return out
}

// before finds the district's routes of the day before: by type and number, calls by number. Calls that are no longer made are
// left out, and make it changed; vehicles that are no longer there are left out too.
func (one *district) before(previous map[string]RouteLine) (routes []planner.Route, changed bool) {
	number, depots := map[string]int32{}, map[string]int32{}
	for k, c := range one.calls {
		number[c.id] = int32(k)
	}
	for k, facility := range one.depots {
		depots[facility.ID] = int32(k)
	}
	for kind := range one.kinds {
		home := planner.Call{Stop: planner.Nowhere, Depot: one.kinds[kind].depot}
		for n := range one.kinds[kind].record.Count {
			line, ok := previous[vehicleKey(one.kinds[kind].record.ID, n)]
			if !ok {
				continue
			}
			route := planner.Route{Type: int32(kind), Vehicle: int32(n), Calls: []planner.Call{home}}
			stops := 0
			for _, id := range line.Stops {
				k, known := number[id]
				depot, reload := depots[id]
				switch {
				case known:
					route.Calls = append(route.Calls, planner.Call{Stop: k, Depot: planner.Nowhere})
					stops++
				case !reload:
					changed = true
				case route.Calls[len(route.Calls)-1].Stop != planner.Nowhere:
					route.Calls = append(route.Calls, planner.Call{Stop: planner.Nowhere, Depot: depot})
				}
			}
			if stops == 0 {
				continue
			}
			if last := &route.Calls[len(route.Calls)-1]; last.Stop != planner.Nowhere {
				route.Calls = append(route.Calls, home)
			} else {
				*last = home
			}
			routes = append(routes, route)
		}
	}
	return routes, changed
}

// vehicleKey names one vehicle of a record; n counts from 0, the name from 1.
func vehicleKey(id string, n int64) string { return id + "#" + strconv.FormatInt(n+1, 10) }

// stillGood returns the routes of the day before where they keep every rule and leave out none of today's calls but those that
// a vehicle of another district served; nil otherwise.
func (one *district) stillGood(problem *planner.Routing, before []planner.Route, named map[string]bool) *planner.RoutingAnswer {
	if len(before) == 0 {
		return nil
	}
	served := map[int32]bool{}
	for _, route := range before {
		for _, c := range route.Calls {
			if c.Stop != planner.Nowhere && served[c.Stop] {
				return nil
			}
			served[c.Stop] = true
		}
	}
	for k, c := range one.calls {
		if !served[int32(k)] && !named[c.id] {
			return nil
		}
	}
	answer, err := fleet.Schedule(problem, before)
	if err != nil || verify.Routing(problem, answer) != nil {
		return nil
	}
	return answer
}

// remember tells the problem who served what the day before.
func (one *district) remember(problem *planner.Routing, before []planner.Route, moveCost int64) {
	seen := map[int32]bool{}
	for _, route := range before {
		one := planner.PreviousRoute{Type: route.Type, Vehicle: route.Vehicle}
		for _, c := range route.Calls {
			if c.Stop != planner.Nowhere && !seen[c.Stop] {
				seen[c.Stop] = true
				one.Stops = append(one.Stops, c.Stop)
			}
		}
		problem.Previous = append(problem.Previous, one)
	}
	if len(before) > 0 {
		problem.MoveCost = moveCost
	}
}

// countMoved counts the stops that another vehicle serves than the day before.
func (one *district) countMoved(problem *planner.Routing, answer *planner.RoutingAnswer) int {
	was := map[int32][2]int32{}
	for _, route := range problem.Previous {
		for _, stop := range route.Stops {
			was[stop] = [2]int32{route.Type, route.Vehicle}
		}
	}
	moved := 0
	for _, route := range answer.Routes {
		for _, c := range route.Calls {
			if vehicle, ok := was[c.Stop]; ok && vehicle != [2]int32{route.Type, route.Vehicle} {
				moved++
			}
		}
	}
	return moved
}
