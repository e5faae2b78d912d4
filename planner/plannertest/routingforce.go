package plannertest

import (
	"math"

	"cuntong/planner"
)

// BruteRouting tries every way to route a tiny problem and returns the least objective, and false where some required stop
// cannot be served together with the others. Types with the same vehicles in number are tried as they are; an unlimited type
// counts as one vehicle for each stop. Meant for up to six stops and four vehicles.
func BruteRouting(p *planner.Routing) (int64, bool) {
	f := force{p: p, best: math.MaxInt64, used: make([]bool, len(p.Stops)), partner: make([]int, len(p.Stops))}
	for i := range f.partner {
		f.partner[i] = -1
	}
	for k, t := range p.Transfers {
		f.partner[t.From], f.partner[t.To] = k, k
	}
	f.before = make([]int, len(p.Stops))
	for i := range f.before {
		f.before[i] = -1
	}
	for k, v := range p.Vehicles {
		count := int64(len(p.Stops))
		if v.Count != nil {
			count = min(count, *v.Count)
		}
		for number := range count {
			f.fleet = append(f.fleet, vehicle{k, int32(number)})
		}
	}
	for _, before := range p.Previous {
		at := -2 // a vehicle that was left out of the fleet: everyone who serves its stops is another
		for k, v := range f.fleet {
			if v.kind == int(before.Type) && v.number == before.Vehicle {
				at = k
			}
		}
		for _, stop := range before.Stops {
			f.before[stop] = at
		}
	}
	f.vehicle(0, 0, 0)
	return f.best, f.best < math.MaxInt64
}

type vehicle struct {
	kind   int
	number int32
}

// force is the state of the enumeration.
type force struct {
	p       *planner.Routing
	fleet   []vehicle
	used    []bool
	partner []int // transfer of a stop, or -1
	before  []int // vehicle that served it before, -1 none
	best    int64
}

// vehicle gives the k-th vehicle of the fleet every possible route.
func (f *force) vehicle(k int, cost, longest int64) {
	if cost >= f.best {
		return
	}
	if k == len(f.fleet) {
		cost += f.p.BalanceCost * longest
		for i, used := range f.used {
			if !used && !f.p.Stops[i].Optional {
				return
			}
			if !used {
				cost += f.p.Stops[i].Penalty
			}
		}
		f.best = min(f.best, cost)
		return
	}
	f.vehicle(k+1, cost, longest)
	f.extend(k, nil, 1, cost, longest)
}

// extend adds one more stop, or a reload and a stop, to the route of vehicle k. A reload at depot d is written as −1−d.
func (f *force) extend(k int, route []int, trips int, cost, longest int64) {
	v := &f.p.Vehicles[f.fleet[k].kind]
	next := func(prefix []int, trips int) {
		for i := range f.used {
			if f.used[i] || f.p.Stops[i].Skills&v.Skills != f.p.Stops[i].Skills {
				continue
			}
			f.used[i] = true
			longer := append(append([]int(nil), prefix...), i)
			if durations, meters, ok := f.ride(k, longer); ok {
				extra := v.Fixed + v.PerMeter*meters
				for _, j := range longer {
					if j >= 0 && f.before[j] != -1 && f.before[j] != k {
						extra += f.p.MoveCost
					}
				}
				f.vehicle(k+1, cost+extra+v.PerSecond*durations, max(longest, durations))
			}
			f.extend(k, longer, trips, cost, longest)
			f.used[i] = false
		}
	}
	next(route, trips)
	if len(route) > 0 && trips < int(v.Trips) {
		for _, d := range v.Reloads {
			next(append(append([]int(nil), route...), -1-int(d)), trips+1)
		}
	}
}

// ride returns the least seconds and the metres of a route, and false where it cannot be driven. Both costs grow with the
// seconds, so the least seconds are best.
func (f *force) ride(k int, route []int) (seconds, meters int64, ok bool) {
	v := &f.p.Vehicles[f.fleet[k].kind]
	if !f.carries(v, route) {
		return 0, 0, false
	}
	places := []int32{f.p.Depots[v.Start].Place}
	for _, i := range route {
		if i < 0 {
			places = append(places, f.p.Depots[-1-i].Place)
		} else {
			places = append(places, f.p.Stops[i].Place)
		}
	}
	places = append(places, f.p.Depots[v.End].Place)
	travel := make([]int64, len(places)-1)
	for i := range travel {
		if places[i] == places[i+1] {
			continue
		}
		leg, linked := f.p.Profiles[v.Profile].At(int(places[i]), int(places[i+1]))
		if !linked {
			return 0, 0, false
		}
		travel[i], meters = leg.Seconds, meters+leg.Meters
	}
	if v.MaxMeters != nil && meters > *v.MaxMeters {
		return 0, 0, false
	}
	seconds = math.MaxInt64
	for start := int64(0); start <= 300; start++ { // the horizon of RandomRouting is far shorter
		if w := v.Shift; w != nil && start < w.Open {
			continue
		}
		if w := f.p.Depots[v.Start].Window; w != nil && (start < w.Open || start > w.Close) {
			continue
		}
		// The break may come after any call, or not at all.
		for rest := -1; rest < len(route); rest++ {
			if end, ok := f.clock(v, route, travel, start, rest); ok {
				seconds = min(seconds, end-start)
			}
		}
	}
	return seconds, meters, seconds < math.MaxInt64
}

// clock drives a route from a start, with the break after call rest of the route or none where rest is −1.
func (f *force) clock(v *planner.VehicleType, route []int, travel []int64, start int64, rest int) (int64, bool) {
	if rest >= 0 && v.Break == nil {
		return 0, false
	}
	now := start
	for i, call := range route {
		now += travel[i]
		window, stay, closes := (*planner.Window)(nil), int64(0), false
		if call < 0 {
			window, stay, closes = f.p.Depots[-1-call].Window, f.p.Depots[-1-call].Reload, true
		} else {
			window, stay = f.p.Stops[call].Window, f.p.Stops[call].Service
		}
		if window != nil {
			now = max(now, window.Open)
			if now > window.Close {
				return 0, false
			}
		}
		now += stay
		if i == rest {
			now = max(now, v.Break.Window.Open)
			if now > v.Break.Window.Close {
				return 0, false
			}
			now += v.Break.Seconds
		}
		if closes && window != nil && now > window.Close {
			return 0, false
		}
	}
	now += travel[len(travel)-1]
	switch {
	case v.Break != nil && rest < 0 && start <= v.Break.Window.Close && now > v.Break.Window.Close,
		v.Shift != nil && now > v.Shift.Close,
		f.p.Depots[v.End].Window != nil && now > f.p.Depots[v.End].Window.Close,
		v.MaxSeconds != nil && now-start > *v.MaxSeconds:
		return 0, false
	}
	return now, true
}

// carries reports whether the loads of every trip fit and transfers and backhauls are in order.
func (f *force) carries(v *planner.VehicleType, route []int) bool {
	for begin := 0; begin < len(route); {
		end := begin
		for end < len(route) && route[end] >= 0 {
			end++
		}
		var aboard planner.Load
		for _, i := range route[begin:end] {
			for d, amount := range f.p.Stops[i].Delivery {
				aboard[d] += amount
			}
		}
		taken := map[int]bool{}
		backhaul := false
		for step := begin - 1; step < end; step++ {
			if step >= begin {
				i := route[step]
				s := &f.p.Stops[i]
				for d := range aboard {
					aboard[d] += s.Pickup[d] - s.Delivery[d]
				}
				if t := f.partner[i]; t >= 0 {
					sign := int64(1)
					if f.p.Transfers[t].To == int32(i) {
						sign = -1
						if !taken[t] {
							return false
						}
						delete(taken, t)
					} else {
						taken[t] = true
					}
					for d, amount := range f.p.Transfers[t].Load {
						aboard[d] += sign * amount
					}
				}
				if f.p.BackhaulsLast && backhaul && s.Delivery != (planner.Load{}) {
					return false
				}
				backhaul = backhaul || s.Delivery == planner.Load{} && s.Pickup != planner.Load{}
			}
			for d := range aboard {
				if aboard[d] > v.Capacity[d] {
					return false
				}
			}
		}
		if len(taken) > 0 {
			return false
		}
		begin = end + 1
	}
	return true
}
