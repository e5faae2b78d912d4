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
