package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/bus"
	"cuntong/planner/fleet"
	"cuntong/planner/report"
	"cuntong/planner/verify"

	"github.com/paulmach/orb"
)

// busTrials bounds how many sets of calls one district tries on buses, and busEffort is the part of its effort that each trial gets.
const (
	busTrials = 16
	busEffort = 4
)

// busDay is what buses carry in a day.
type busDay struct {
	lines   []data.BusLine
	trips   []busTrip // as the problem numbers them
	stops   []busStop // as the problem numbers places
	problem *planner.BusFreight
	calls   []busCall // as the problem numbers calls
	answer  planner.BusFreightAnswer
	fares   int64
	can     int // calls that some trip could serve
	vans    daySum
	used    int
	left    int // unserved by vehicles alone
	presets []string
}

type busTrip struct {
	line *data.BusLine
	trip *data.BusTrip
}

type busStop struct {
	id, name string
	place    orb.Point
}

type busCall struct {
	district *district
	call     call
}

// rideBuses lets the buses of the day take calls where that costs less than touring them, district by district in the order of their
// areas: towns, then counties with what towns leave over. What vehicles alone cost is kept beside.
func (s *Study) rideBuses(ctx context.Context, d *day, request RouteRequest) error {
	b := &busDay{}
	if d.rules.Bus == nil {
		return fmt.Errorf("route rules %s say nothing of buses; add the part bus as in the preset: %w", d.rules.ID, data.ErrInvalid)
	}
	var err error
	if b.lines, err = s.Store.BusLines(ctx, data.Query{}); err != nil {
		return err
	}
	if len(b.lines) == 0 {
		return fmt.Errorf("no bus line is on record; load a GTFS feed or a timetable first (cuntong load --store S gtfs.zip): %w", data.ErrInvalid)
	}
	d.bus = b
	b.pose(d)
	if err := d.searchTwice(ctx, request); err != nil {
		return err
	}
	b.vans, b.used, b.left = d.vehiclesAlone()
	hold := bus.NewHold(b.problem)
	own, alone := map[*district][]call{}, map[*district]district{}
	for _, one := range d.counties {
		own[one] = slices.Clone(one.calls[:one.own])
	}
	for _, one := range append(inOrder(d.towns), inOrder(d.counties)...) {
		alone[one] = *one
	}
	for _, one := range inOrder(d.towns) {
		if err := d.rideIn(ctx, one, hold, request); err != nil {
			return err
		}
	}
	for _, county := range inOrder(d.counties) {
		before := *county
		county.calls = own[county]
		d.passOn(county)
		if err := d.tourAgain(ctx, county, &before, request); err != nil {
			return err
		}
		if err := d.rideIn(ctx, county, hold, request); err != nil {
			return err
		}
	}
	if !d.worthIt() { // a town may have eased its own day at the cost of its county's
		for one, before := range alone {
			*one = before
			if one.tier != data.Hub {
				one.solved.passed = len(one.solved.answer.Unserved)
				if d.countyOf(one.area.Code) == nil {
					one.solved.passed = 0
				}
			}
		}
		b.answer.Rides = nil
	}
	b.answer.Rides = sortedRides(b.answer.Rides)
	if b.fares, err = verify.BusFreight(b.problem, &b.answer); err != nil {
		return fmt.Errorf("what buses carry did not pass the independent recount and was thrown away: %w", err)
	}
	return nil
}

// searchTwice goes on from the routes of vehicles alone with as much effort again wherever buses will be tried, so that what buses seem to
// save is not the second search.
func (d *day) searchTwice(ctx context.Context, request RouteRequest) error {
	again := func(one *district) error {
		left, err := d.without(ctx, one, nil, nil, request)
		if err == nil {
			one.solved = left.solved
		}
		return err
	}
	for _, one := range inOrder(d.towns) {
		if slices.ContainsFunc(one.ride, func(c int32) bool { return bus.Could(d.bus.problem, c) }) {
			if err := again(one); err != nil {
				return err
			}
		}
	}
	for _, county := range inOrder(d.counties) {
		before := *county
		county.calls = slices.Clone(county.calls[:county.own])
		d.passOn(county)
		if len(county.calls) == 0 {
			county.solved = nil // and inOrder passes it over
			continue
		}
		if err := d.tourAgain(ctx, county, &before, request); err != nil {
			return err
		}
		if err := again(county); err != nil {
			return err
		}
	}
	return nil
}

// worthIt reports whether the day with buses leaves out fewer stops than without, or as many at no higher cost.
func (d *day) worthIt() bool {
	b := d.bus
	fares, err := verify.BusFreight(b.problem, &planner.BusFreightAnswer{Rides: sortedRides(b.answer.Rides)})
	sum, _, left := d.vehiclesAlone()
	return err != nil || left < b.left || left == b.left && sum.cost+fares <= b.vans.cost
}

func sortedRides(rides []planner.BusRide) []planner.BusRide {
	sorted := slices.Clone(rides)
	slices.SortFunc(sorted, func(a, c planner.BusRide) int { return cmp.Compare(a.Call, c.Call) })
	return sorted
}

// vehiclesAlone sums the day without buses.
func (d *day) vehiclesAlone() (sum daySum, used, unserved int) {
	sum = daySum{bound: new(int64), objective: new(int64)}
	for _, one := range append(inOrder(d.towns), inOrder(d.counties)...) {
		for _, route := range one.solved.answer.Routes {
			sum.cost += route.Cost
			sum.meters += route.Meters
			used++
		}
		unserved += len(one.solved.answer.Unserved) - one.solved.passed
	}
	return sum, used, unserved
}

// pose makes the problem of the day's trips and calls.
func (b *busDay) pose(d *day) {
	b.problem = &planner.BusFreight{Window: planner.Window{Open: d.rules.StartSeconds, Close: d.rules.StartSeconds + d.rules.ShiftSeconds}}
	missing := map[string]bool{}
	pick := func(line *data.BusLine, field string, recorded *int64, preset int64) int64 {
		if recorded != nil {
			return *recorded
		}
		missing[field] = true
		return preset
	}
	for l := range b.lines {
		line := &b.lines[l]
		number := map[string]int32{}
		for _, stop := range line.Stops {
			if stop.Place != nil {
				number[stop.ID] = int32(len(b.stops))
				b.stops = append(b.stops, busStop{stop.ID, cmp.Or(stop.Name, stop.ID), *stop.Place})
			}
		}
		fare := d.rules.Bus.YuanPerParcel
		if line.YuanPerParcel != nil {
			fare = *line.YuanPerParcel
		} else {
			missing["yuan_per_parcel"] = true
		}
		for t := range line.Trips {
			trip := &line.Trips[t]
			if !trip.RunsOn(d.date) {
				continue
			}
			one := planner.BusTrip{Capacity: pick(line, "capacity_parcels", line.CapacityParcels, d.rules.Bus.CapacityParcels), Handover: pick(line, "handover_s", line.HandoverSeconds, d.rules.Bus.HandoverSeconds),
				MaxDelay: pick(line, "delay_s", line.DelaySeconds, d.rules.Bus.DelaySeconds), PerParcel: int64(math.Round(fare / dayMicro))}
			for _, at := range trip.Calls {
				if place, ok := number[at.Stop]; ok {
					one.Stops = append(one.Stops, planner.BusTime{Place: place, Arrive: at.Arrive, Leave: at.Leave})
				}
			}
			b.problem.Trips, b.trips = append(b.problem.Trips, one), append(b.trips, busTrip{line, trip})
		}
	}
	for field := range missing {
		b.presets = append(b.presets, field)
	}
	slices.Sort(b.presets)
	for _, one := range append(inOrder(d.towns), inOrder(d.counties)...) {
		var home []planner.BusAccess
		for _, depot := range one.depots {
			home = append(home, b.near(d, *depot.Location)...)
		}
		own := len(one.calls)
		if one.tier == data.Hub {
			own = one.own
		}
		one.ride = make([]int32, own)
		for k := range own {
			c := one.calls[k]
			one.ride[k] = int32(len(b.calls))
			b.calls = append(b.calls, busCall{one, c})
			b.problem.Calls = append(b.problem.Calls, planner.BusCall{Down: c.down, Up: c.up, Home: home, Near: b.near(d, *c.point.Location)})
		}
	}
}

// near lists the bus stops within reach of a place.
func (b *busDay) near(d *day, place orb.Point) (list []planner.BusAccess) {
	for k, stop := range b.stops {
		if meters := float64(geo.Distance(place, stop.place)); meters <= float64(d.rules.Bus.ReachMeters) {
			list = append(list, planner.BusAccess{Place: int32(k), Seconds: int64(math.Ceil(meters * 3.6 / d.rules.Bus.WalkKmh))})
		}
	}
	return list
}

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

// reportBuses adds what buses carry to the day.
func (d *day) reportBuses(out *report.RouteStudy, sum *daySum) {
	b := d.bus
	day := &report.BusDay{Trips: len(b.trips), Candidates: b.can, Stops: len(b.answer.Rides), Yuan: dayMicro * float64(b.fares), VansOnlyYuan: dayMicro * float64(b.vans.cost), VansOnlyUsed: b.used,
		VansOnlyKm: float64(b.vans.meters) / 1000, VansOnlyUnserved: b.left, Presets: append([]string{}, b.presets...), Handovers: []report.Handover{}}
	lines := map[string]bool{}
	for _, trip := range b.trips {
		lines[trip.line.ID] = true
	}
	day.Lines = len(lines)
	for _, ride := range b.answer.Rides {
		c := b.calls[ride.Call].call
		day.Down += c.down
		day.Up += c.up
	}
	day.Handovers = append(day.Handovers, b.handovers()...)
	out.Stops += day.Stops
	out.Served += day.Stops
	out.Down += day.Down
	out.Up += day.Up
	out.Parcels = out.Down + out.Up
	sum.cost += b.fares
	if sum.objective != nil {
		*sum.objective += b.fares
	}
	sum.bound, sum.feasible = nil, true
	if unserved := out.Stops - out.Served; unserved == b.left {
		day.SavingYuan = new(dayMicro * float64(b.vans.cost-sum.cost))
	}
	out.Bus = day
}

// handovers lists who gives what to whom, where and when.
func (b *busDay) handovers() (list []report.Handover) {
	stands := map[[2]int32]bool{}
	for _, ride := range b.answer.Rides {
		for _, leg := range []*planner.BusLeg{ride.Down, ride.Up} {
			if leg != nil {
				stands[[2]int32{leg.Trip, leg.Board}], stands[[2]int32{leg.Trip, leg.Alight}] = true, true
			}
		}
	}
	add := func(leg *planner.BusLeg, position int32, c busCall, down bool, parcels int64, person string, gives bool) {
		trip := b.problem.Trips[leg.Trip]
		at := trip.Stops[position].Arrive
		for before := range position {
			if stands[[2]int32{leg.Trip, before}] {
				at += trip.Handover
			}
		}
		of, stop := b.trips[leg.Trip], b.stops[trip.Stops[position].Place]
		one := report.Handover{At: at, Clock: report.Clock(at), Line: of.line.ID, LineName: cmp.Or(of.line.Name, of.line.ID), Trip: of.trip.ID, BusStop: stop.name, Place: stop.place, Stop: c.call.id, Down: down, Parcels: parcels}
		one.Gives, one.Takes = one.LineName+" "+one.Trip, person
		if gives {
			one.Gives, one.Takes = one.Takes, one.Gives
		}
		list = append(list, one)
	}
	for _, ride := range b.answer.Rides {
		c := b.calls[ride.Call]
		if leg := ride.Down; leg != nil {
			add(leg, leg.Board, c, true, c.call.down, b.depotNear(c.district, leg, leg.Board).Name, true)
			add(leg, leg.Alight, c, true, c.call.down, c.call.point.Name, false)
		}
		if leg := ride.Up; leg != nil {
			add(leg, leg.Board, c, false, c.call.up, c.call.point.Name, true)
			add(leg, leg.Alight, c, false, c.call.up, b.depotNear(c.district, leg, leg.Alight).Name, false)
		}
	}
	slices.SortStableFunc(list, func(a, c report.Handover) int {
		return cmp.Or(cmp.Compare(a.At, c.At), cmp.Compare(a.Line, c.Line), cmp.Compare(a.Trip, c.Trip), cmp.Compare(a.Stop, c.Stop))
	})
	return list
}

// depotNear is the depot that is nearest to where parcels get on or off.
func (b *busDay) depotNear(one *district, leg *planner.BusLeg, position int32) (nearest data.Facility) {
	at := b.stops[b.problem.Trips[leg.Trip].Stops[position].Place].place
	best := math.Inf(1)
	for _, depot := range one.depots {
		if meters := float64(geo.Distance(at, *depot.Location)); meters < best {
			best, nearest = meters, depot
		}
	}
	return nearest
}
