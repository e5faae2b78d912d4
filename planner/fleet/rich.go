package fleet

import "cuntong/planner"

// rich is a routing problem with all its options in flat arrays. Nodes are the stops, 0 to n−1, and then the depots: depot d is
// node n+d. Vehicles are slots, so many of each kind.
type rich struct {
	p     *planner.Routing
	n     int
	nodes int
	kinds []kind
	slots []slot
	dims  int // loads that are used
	// By node; those of a depot are for a reload there.
	open, shut []int64 // service begins within
	stay       []int64
	leave      []int64 // latest departure
	deliver    []int64 // by node and dimension
	collect    []int64
	transfer   []int64 // of a stop with a partner
	partner    []int32 // other end of the transfer, or absent
	first      []bool  // it is the end where goods are taken
	order      []uint8 // forward or backward, where backhauls come last
	allowed    []bool  // by stop and kind
	required   []bool
	penalty    []int64
	before     []int32 // slot that served the stop before, or absent
	near       []int32
	reach      int
	behind     []int32 // as in lean
	beyond     int
	clocked    bool                // some kind has times to keep
	metric     bool                // as far as was looked, no detour is shorter or quicker than the straight leg
	steady     bool                // nobody ever waits or rests: seconds add up like metres
	adds       bool                // a stop costs by its service or by changing its vehicle
	spots      int                 // how many spots of a stop are worth keeping
	echelon    *planner.TwoEchelon // whose second leg this is, kind by satellite; nil otherwise
}

// The order of backhauls.
const (
	anywhere = iota
	forward  // something is delivered
	backward // something is picked up and nothing delivered
)

// kind is a vehicle type.
type kind struct {
	v               *planner.VehicleType
	meters, seconds []int32 // from node to node, noWay where there is none
	cost            []int64 // of the same legs, blocked where there is none
	back            []int64 // the same from column to row
	capacity        []int64
	start, end      int32 // nodes
	earliest        int64 // departure
	latestStart     int64
	latest          int64 // arrival
	rest            bool  // a break may be needed
	lasts           bool  // the seconds under way cost or are limited
	trips           int
	reloads         []int32 // nodes
	maxMeters       int64
	maxSeconds      int64
	slots           []int32
}

// slot is one vehicle.
type slot struct {
	kind   int32
	number int32 // within the kind
	known  bool  // it is named by a previous route
}

const (
	noWay = -1
	// never is later than any time, ages earlier; sums of a few stay within int64.
	never = int64(1) << 58
	ages  = -never
	// blocked is the cost of a leg that is not there, dearer than any route.
	blocked = never >> 2
)

// maxRichLeg bounds metres and seconds of a leg.
const maxRichLeg = 1<<31 - 2

// richReach is how many neighbours a stop knows.
const richReach = 120

func newRich(p *planner.Routing) *rich {
	x := &rich{p: p, n: len(p.Stops), nodes: len(p.Stops) + len(p.Depots)}
	x.takeStops()
	x.takeKinds()
	x.takeTransfers()
	x.takeFleet()
	return x
}

// prepare adds what a search needs beside what an answer is written from.
func (x *rich) prepare() {
	for k := range x.kinds {
		x.takeBack(k)
	}
	x.takeNear()
	x.metric = len(x.p.Transfers) > 0 && x.straight()
}

// takeStops fills the arrays by node.
func (x *rich) takeStops() {
	p := x.p
	var used [3]bool
	for _, s := range p.Stops {
		for d := range used {
			used[d] = used[d] || s.Delivery[d] != 0 || s.Pickup[d] != 0
		}
	}
	for _, t := range p.Transfers {
		for d := range used {
			used[d] = used[d] || t.Load[d] != 0
		}
	}
	var dims []int
	for d := range used {
		if used[d] {
			dims = append(dims, d)
		}
	}
	x.dims = len(dims)
	compact := func(into []int64, node int, load planner.Load) {
		for k, d := range dims {
			into[node*x.dims+k] = load[d]
		}
	}
	x.open, x.shut, x.stay, x.leave = make([]int64, x.nodes), make([]int64, x.nodes), make([]int64, x.nodes), make([]int64, x.nodes)
	x.deliver, x.collect, x.transfer = make([]int64, x.nodes*x.dims), make([]int64, x.nodes*x.dims), make([]int64, x.nodes*x.dims)
	x.partner, x.first, x.order = make([]int32, x.n), make([]bool, x.n), make([]uint8, x.nodes)
	x.required, x.penalty = make([]bool, x.n), make([]int64, x.n)
	span := func(node int, w *planner.Window) {
		x.open[node], x.shut[node], x.leave[node] = ages, never, never
		if w != nil {
			x.open[node], x.shut[node] = w.Open, w.Close
			x.clocked = true
		}
	}
	for i := range p.Stops {
		s := &p.Stops[i]
		span(i, s.Window)
		x.stay[i], x.required[i], x.penalty[i], x.partner[i] = s.Service, !s.Optional, s.Penalty, absent
		compact(x.deliver, i, s.Delivery)
		compact(x.collect, i, s.Pickup)
		switch {
		case p.BackhaulsLast && s.Delivery != planner.Load{}:
			x.order[i] = forward
		case p.BackhaulsLast && s.Pickup != planner.Load{}:
			x.order[i] = backward
		}
	}
	for d := range p.Depots {
		node := x.n + d
		span(node, p.Depots[d].Window)
		if w := p.Depots[d].Window; w != nil {
			x.leave[node] = w.Close
		}
		x.stay[node] = p.Depots[d].Reload
	}
	x.kinds = make([]kind, len(p.Vehicles))
	for k := range p.Vehicles {
		x.kinds[k].capacity = make([]int64, x.dims)
		for c, d := range dims {
			x.kinds[k].capacity[c] = p.Vehicles[k].Capacity[d]
		}
	}
	for _, t := range p.Transfers {
		compact(x.transfer, int(t.From), t.Load)
		compact(x.transfer, int(t.To), t.Load)
	}
}

func (x *rich) takeTransfers() {
	for _, t := range x.p.Transfers {
		x.partner[t.From], x.partner[t.To], x.first[t.From] = t.To, t.From, true
	}
}

// takeKinds fills what is known of each vehicle type. Types of the same profile share its arrays.
func (x *rich) takeKinds() {
	p := x.p
	meters, seconds := make([][]int32, len(p.Profiles)), make([][]int32, len(p.Profiles))
	x.steady = !x.clocked
	for k := range p.Vehicles {
		x.steady = x.steady && p.Vehicles[k].Shift == nil && p.Vehicles[k].Break == nil
	}
	limited, rests := false, false
	for k := range x.kinds {
		v := &p.Vehicles[k]
		if meters[v.Profile] == nil {
			meters[v.Profile], seconds[v.Profile] = x.legs(int(v.Profile))
		}
		c := &x.kinds[k]
		c.v, c.meters, c.seconds = v, meters[v.Profile], seconds[v.Profile]
		c.start, c.end = int32(x.n)+v.Start, int32(x.n)+v.End
		c.earliest, c.latestStart, c.latest = max(ages, x.open[c.start]), x.shut[c.start], x.shut[c.end]
		if v.Shift != nil {
			c.earliest, c.latest = max(c.earliest, v.Shift.Open), min(c.latest, v.Shift.Close)
			x.clocked = true
		}
		if c.earliest == ages {
			c.earliest = 0
		}
		c.rest = v.Break != nil && c.earliest <= v.Break.Window.Close
		c.trips = max(1, int(v.Trips))
		for _, d := range v.Reloads {
			c.reloads = append(c.reloads, int32(x.n)+d)
		}
		c.maxMeters, c.maxSeconds = never, never
		if v.MaxMeters != nil {
			c.maxMeters = *v.MaxMeters
		}
		if v.MaxSeconds != nil {
			c.maxSeconds = *v.MaxSeconds
		}
		x.takeCosts(k)
		c.lasts = v.PerSecond > 0 || v.MaxSeconds != nil || p.BalanceCost > 0
		x.clocked = x.clocked || !x.steady
		limited = limited || v.MaxSeconds != nil && (!x.steady || len(p.Transfers) > 0) || v.MaxMeters != nil && len(p.Transfers) > 0
		x.adds = x.adds || v.PerSecond > 0
		rests = rests || c.rest
	}
	x.adds = x.adds || p.MoveCost > 0
	x.spots = 3
	if !rests && !limited && (!p.BackhaulsLast || len(p.Transfers) == 0) {
		x.spots = 1
	}
	x.allowed = make([]bool, x.n*len(x.kinds))
	for i := range p.Stops {
		for k := range x.kinds {
			x.allowed[i*len(x.kinds)+k] = p.Stops[i].Skills&p.Vehicles[k].Skills == p.Stops[i].Skills
		}
	}
}

// takeCosts works out what legs cost a kind; kinds of the same profile and rates share them.
func (x *rich) takeCosts(k int) {
	c := &x.kinds[k]
	for before := range k {
		if b := &x.kinds[before]; b.v.Profile == c.v.Profile && b.v.PerMeter == c.v.PerMeter && b.v.PerSecond == c.v.PerSecond {
			c.cost = b.cost
			return
		}
	}
	c.cost = make([]int64, len(c.meters))
	for i, m := range c.meters {
		if m == noWay {
			c.cost[i] = blocked
		} else {
			c.cost[i] = c.v.PerMeter*int64(m) + c.v.PerSecond*int64(c.seconds[i])
		}
	}
}

// takeBack turns the costs of a kind; kinds that share costs share those too, and costs that are the same both ways are their own.
func (x *rich) takeBack(k int) {
	c := &x.kinds[k]
	for before := range k {
		if b := &x.kinds[before]; &b.cost[0] == &c.cost[0] {
			c.back = b.back
			return
		}
	}
	c.back = c.cost
	for i := range x.nodes {
		for j := range i {
			if c.cost[i*x.nodes+j] != c.cost[j*x.nodes+i] {
				c.back = transposed(c.cost, x.nodes)
				return
			}
		}
	}
}

// transposed returns a square table with rows and columns exchanged.
func transposed(table []int64, n int) []int64 {
	turned := make([]int64, len(table))
	for i := range n {
		for j := range n {
			turned[j*n+i] = table[i*n+j]
		}
	}
	return turned
}

// legs returns the metres and seconds of a profile from node to node.
func (x *rich) legs(profile int) (meters, seconds []int32) {
	places := make([]int32, x.nodes)
	for i := range x.n {
		places[i] = x.p.Stops[i].Place
	}
	for d := range x.p.Depots {
		places[x.n+d] = x.p.Depots[d].Place
	}
	meters, seconds = make([]int32, x.nodes*x.nodes), make([]int32, x.nodes*x.nodes)
	for i, from := range places {
		for j, to := range places {
			leg, ok := x.p.Profiles[profile].At(int(from), int(to))
			switch {
			case from == to:
			case !ok:
				meters[i*x.nodes+j], seconds[i*x.nodes+j] = noWay, noWay
			default:
				meters[i*x.nodes+j], seconds[i*x.nodes+j] = int32(leg.Meters), int32(leg.Seconds)
			}
		}
	}
	return meters, seconds
}

// takeFleet makes a slot for every vehicle that could be of use.
func (x *rich) takeFleet() {
	x.before = make([]int32, x.n)
	for i := range x.before {
		x.before[i] = absent
	}
	for k := range x.kinds {
		count := int64(x.n)
		if c := x.kinds[k].v.Count; c != nil {
			count = min(count, *c)
		}
		known := map[int32]bool{}
		for _, route := range x.p.Previous {
			if int(route.Type) == k && x.p.MoveCost > 0 {
				known[route.Vehicle] = true
			}
		}
		take := func(number int32) {
			x.kinds[k].slots = append(x.kinds[k].slots, int32(len(x.slots)))
			x.slots = append(x.slots, slot{int32(k), number, known[number]})
		}
		for number := range int32(count) {
			take(number)
		}
		for _, route := range x.p.Previous {
			if int64(route.Vehicle) >= count && known[route.Vehicle] && int(route.Type) == k {
				take(route.Vehicle)
			}
		}
	}
	for _, route := range x.p.Previous {
		for s, slot := range x.slots {
			if x.p.MoveCost > 0 && slot.kind == route.Type && slot.number == route.Vehicle {
				for _, stop := range route.Stops {
					x.before[stop] = int32(s)
				}
			}
		}
	}
}

// takeNear lists the nearest stops of each stop: by the cost of the arc in the better direction, and the waiting or the lateness
// that the windows force on it (Vidal, Crainic, Gendreau and Prins 2013, doi:10.1016/j.cor.2012.07.018), by the first kind that
// may serve both.
func (x *rich) takeNear() {
	x.reach = min(richReach, x.n-1)
	if x.n == 0 {
		return
	}
	x.near = make([]int32, x.n*x.reach)
	x.beyond = min(leanBeyond, x.n-1)
	x.behind = make([]int32, x.n*x.beyond)
	var close nearest
	for i := range x.n {
		close.begin(x.reach)
		for j := range x.n {
			if j != i {
				close.add(min(x.link(i, j), x.link(j, i)), int32(j))
			}
		}
		close.write(x.near[i*x.reach:])
		close.begin(x.beyond)
		for j := range x.n {
			if j != i {
				close.add(x.passing(i, j), int32(j))
			}
		}
		close.write(x.behind[i*x.beyond:])
	}
}

// link says how far j lies behind i.
func (x *rich) link(i, j int) int64 {
	least := never
	for k := range x.kinds {
		c := &x.kinds[k]
		if !x.allowed[i*len(x.kinds)+k] || !x.allowed[j*len(x.kinds)+k] || c.meters[i*x.nodes+j] == noWay {
			continue
		}
		rate := c.v.PerMeter
		if rate+c.v.PerSecond == 0 {
			rate = 1
		}
		meters, seconds := int64(c.meters[i*x.nodes+j]), int64(c.seconds[i*x.nodes+j])
		cost := meters*rate + seconds*c.v.PerSecond
		if x.open[i] > ages && x.open[j] > ages {
			through := seconds + x.stay[i]
			wait := max(0, x.open[j]-x.shut[i]-through)
			late := max(0, x.open[i]+through-x.shut[j])
			// Seconds count as metres at the leg's own speed.
			cost += (wait/5 + late) * max(1, rate*max(1, meters)/max(1, seconds))
		}
		least = min(least, cost)
		if x.p.Vehicles[k].Skills == 0 {
			break
		}
	}
	return least
}

// passing says how far round it is to go by i on the way from a depot to j, or back from j.
func (x *rich) passing(i, j int) int64 {
	least := never
	for k := range x.kinds {
		c := &x.kinds[k]
		if !x.allowed[i*len(x.kinds)+k] || !x.allowed[j*len(x.kinds)+k] {
			continue
		}
		if cost, _, ok := x.detour(c, c.start, int32(i), int32(j)); ok {
			least = min(least, cost)
		}
		if cost, _, ok := x.detour(c, int32(j), int32(i), c.end); ok {
			least = min(least, cost)
		}
	}
	return least
}

// straight reports whether the straight leg is cheapest and quickest everywhere among near stops and depots, but for a thousandth, which
// covers rounding.
func (x *rich) straight() bool {
	for k := range x.kinds {
		c := &x.kinds[k]
		for i := range x.nodes {
			for j := range x.nodes {
				if c.cost[i*x.nodes+j] >= blocked {
					return false
				}
				over := x.near[min(i, x.n-1)*x.reach:][:min(x.reach, 20)]
				for _, o := range over {
					in, out := i*x.nodes+int(o), int(o)*x.nodes+j
					cost, seconds := c.cost[in]+c.cost[out], int64(c.seconds[in])+int64(c.seconds[out])
					if cost+cost/1000+2 < c.cost[i*x.nodes+j] || seconds+seconds/1000+2 < int64(c.seconds[i*x.nodes+j]) {
						return false
					}
				}
			}
		}
	}
	return true
}
