package fleet

import "cuntong/planner"

// feeder works out how trucks bring given loads to the satellites at the least cost, loads split over trucks as is cheapest. With
// up to maxSatellites satellites the routes of trucks are tours of subsets; a choice of routes carries the loads if and only if for
// every set T of satellites the routes that meet T hold what T needs (max-flow min-cut), so routes are chosen by branching over
// subsets until that is so. Exact; meant for few satellites and trucks.
type feeder struct {
	p      *planner.TwoEchelon
	m      int
	cost   []int64   // by subset: a truck's route over it, the fixed cost included; never where there is none
	order  [][]int32 // by subset: its satellites as the route visits them
	most   int       // trucks
	known  map[[maxSatellites]int64]int64
	need   []int64 // by subset: load of its satellites
	carry  []int64 // by subset: what the chosen routes that meet it hold
	chosen []int   // subsets
	best   []int
	least  int64
}

// maxSatellites bounds the subsets that are looked through.
const maxSatellites = 5

func newFeeder(p *planner.TwoEchelon) *feeder {
	f := &feeder{p: p, m: len(p.Satellites), known: map[[maxSatellites]int64]int64{}, most: 1 << 20}
	if p.Truck.Count != nil {
		f.most = int(min(1<<20, *p.Truck.Count))
	}
	sets := 1 << f.m
	f.cost, f.order, f.need, f.carry = make([]int64, sets), make([][]int32, sets), make([]int64, sets), make([]int64, sets)
	for set := 1; set < sets; set++ {
		f.cost[set] = never
		f.tour(set, nil, 0, p.Hub)
	}
	return f
}

// tour tries every order of a subset.
func (f *feeder) tour(left int, visited []int32, meters int64, at int32) {
	p := f.p
	leg := func(from, to int32) (int64, bool) {
		if from == to {
			return 0, true
		}
		leg, ok := p.Trucks.At(int(from), int(to))
		return leg.Meters, ok
	}
	if left == 0 {
		set := 0
		for _, s := range visited {
			set |= 1 << s
		}
		if home, ok := leg(at, p.Hub); ok {
			if cost := p.Truck.Fixed + p.Truck.PerMeter*(meters+home); cost < f.cost[set] {
				f.cost[set], f.order[set] = cost, append([]int32(nil), visited...)
			}
		}
		return
	}
	for s := range int32(f.m) {
		if left>>s&1 == 0 {
			continue
		}
		if way, ok := leg(at, p.Satellites[s].Place); ok {
			f.tour(left&^(1<<s), append(visited, s), meters+way, p.Satellites[s].Place)
		}
	}
}

// price returns the least cost of bringing the loads, or never.
func (f *feeder) price(loads []int64) int64 {
	var key [maxSatellites]int64
	copy(key[:], loads)
	if cost, ok := f.known[key]; ok {
		return cost
	}
	if len(f.known) > 1<<18 {
		clear(f.known)
	}
	f.choose(loads)
	f.known[key] = f.least
	return f.least
}

// choose finds the subsets to be driven.
func (f *feeder) choose(loads []int64) {
	for set := range f.need {
		f.need[set], f.carry[set] = 0, 0
		for s := range f.m {
			if set>>s&1 != 0 {
				f.need[set] += loads[s]
			}
		}
	}
	f.chosen, f.best, f.least = f.chosen[:0], f.best[:0], never
	f.branch(1, 0)
}

// branch adds routes of the subset or of later ones. The routes of a choice come in order of their subsets, so each is tried once.
func (f *feeder) branch(from int, cost int64) {
	if cost >= f.least {
		return
	}
	short := false
	for set := range f.need {
		short = short || f.carry[set] < f.need[set]
	}
	if !short {
		f.least, f.best = cost, append(f.best[:0], f.chosen...)
		return
	}
	if len(f.chosen) >= f.most {
		return
	}
	for set := from; set < len(f.need); set++ {
		if f.cost[set] >= never || f.need[set] == 0 {
			continue
		}
		f.chosen = append(f.chosen, set)
		for other := range f.carry {
			if other&set != 0 {
				f.carry[other] += f.p.Truck.Capacity
			}
		}
		f.branch(set, cost+f.cost[set])
		for other := range f.carry {
			if other&set != 0 {
				f.carry[other] -= f.p.Truck.Capacity
			}
		}
		f.chosen = f.chosen[:len(f.chosen)-1]
	}
}

// routes loads the chosen routes: route by route and satellite by satellite as much as leaves the rest possible.
func (f *feeder) routes(loads []int64) []planner.TruckRoute {
	f.choose(loads)
	left := append([]int64(nil), loads...)
	var routes []planner.TruckRoute
	for k, set := range f.best {
		room := f.p.Truck.Capacity
		var route planner.TruckRoute
		for _, s := range f.order[set] {
			amount := min(room, left[s])
			for amount > 0 {
				left[s] -= amount
				over := f.shortage(f.best[k+1:], left, f.order[set], s, room-amount)
				if over <= 0 {
					break
				}
				left[s] += amount
				amount = max(0, amount-over)
			}
			room -= amount
			if amount > 0 {
				route.Visits = append(route.Visits, planner.TruckVisit{Satellite: s, Load: amount})
			}
		}
		if len(route.Visits) > 0 {
			routes = append(routes, route)
		}
	}
	return routes
}

// shortage returns by how much the routes that are left, and the room of the current one for its satellites after s, fall short of
// the loads in the worst set of satellites.
func (f *feeder) shortage(routes []int, loads []int64, order []int32, s int32, room int64) int64 {
	after := 0
	for i := len(order) - 1; i >= 0 && order[i] != s; i-- {
		after |= 1 << order[i]
	}
	worst := int64(0)
	for t := 1; t < 1<<f.m; t++ {
		need, carry := int64(0), int64(0)
		for q := range f.m {
			if t>>q&1 != 0 {
				need += loads[q]
			}
		}
		for _, other := range routes {
			if other&t != 0 {
				carry += f.p.Truck.Capacity
			}
		}
		if after&t != 0 {
			carry += room
		}
		worst = max(worst, need-carry)
	}
	return worst
}
