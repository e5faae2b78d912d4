package fleet

import "cuntong/planner"

// lean is the plain vehicle routing problem that most of a county's days come to: one depot, one kind of vehicle, one load, no
// clock. Stops are 0 to n−1 and the depot is n. Costs of arcs are whole and fit 29 bits, so that two and a difference fit 31.
type lean struct {
	n         int
	most      int     // vehicles
	capacity  int64   // of each
	load      []int64 // by stop
	cost      []int32 // arc i to j at i·(n+1)+j
	back      []int32 // arc j to i at i·(n+1)+j; cost itself where it is symmetric
	fixed     int64   // of a route
	near      []int32 // the reach nearest stops of stop i from i·reach on, nearest first
	reach     int
	behind    []int32 // the beyond stops that one passes stop i on the way to, or comes from past it, at the least detour
	beyond    int
	symmetric bool
}

// leanReach is how many neighbours a stop knows: those whose strings are torn out together with it.
const leanReach = 200

// leanBeyond is how many stops are looked at whose route passes the stop on its way from or to the depot.
const leanBeyond = 16

// maxLeanArc bounds the cost of an arc.
const maxLeanArc = 1 << 29

// newLean turns a problem into a lean one, or returns nil where it asks for more.
func newLean(p *planner.Routing) *lean {
	if len(p.Vehicles) != 1 || len(p.Transfers) > 0 || p.BackhaulsLast || p.BalanceCost > 0 || len(p.Previous) > 0 && p.MoveCost > 0 || len(p.Stops) == 0 {
		return nil
	}
	v := &p.Vehicles[0]
	if v.Start != v.End || v.Shift != nil || v.MaxSeconds != nil || v.MaxMeters != nil || v.Break != nil || v.Trips > 1 || p.Depots[v.Start].Window != nil {
		return nil
	}
	n := len(p.Stops)
	l := &lean{n: n, most: n, capacity: 1, load: make([]int64, n), fixed: v.Fixed}
	if v.Count != nil {
		l.most = int(min(int64(n), *v.Count))
	}
	if !l.takeLoads(p) || !l.takeArcs(p) {
		return nil
	}
	l.takeNear()
	return l
}

// takeLoads finds the one load that matters: deliveries or pick-ups of one dimension.
func (l *lean) takeLoads(p *planner.Routing) bool {
	v := &p.Vehicles[0]
	used := 0
	for d := range v.Capacity {
		for _, pick := range []func(s *planner.Stop) int64{func(s *planner.Stop) int64 { return s.Delivery[d] }, func(s *planner.Stop) int64 { return s.Pickup[d] }} {
			any := false
			for i := range p.Stops {
				any = any || pick(&p.Stops[i]) > 0
			}
			if !any {
				continue
			}
			if used++; used > 1 {
				return false
			}
			l.capacity = v.Capacity[d]
			for i := range p.Stops {
				l.load[i] = pick(&p.Stops[i])
			}
		}
	}
	for i := range p.Stops {
		s := &p.Stops[i]
		if s.Window != nil || s.Optional || s.Skills&v.Skills != s.Skills || l.load[i] > l.capacity {
			return false
		}
	}
	return true
}

func (l *lean) takeArcs(p *planner.Routing) bool {
	v := &p.Vehicles[0]
	n := l.n
	places := make([]int32, n+1)
	for i := range p.Stops {
		places[i] = p.Stops[i].Place
	}
	places[n] = p.Depots[v.Start].Place
	l.cost = make([]int32, (n+1)*(n+1))
	l.symmetric = true
	m := p.Profiles[v.Profile]
	for i, from := range places {
		for j, to := range places {
			if from == to {
				continue
			}
			leg, ok := m.At(int(from), int(to))
			arc := leg.Meters*v.PerMeter + leg.Seconds*v.PerSecond
			if !ok || leg.Meters > maxLeanArc || leg.Seconds > maxLeanArc || arc > maxLeanArc {
				return false
			}
			l.cost[i*(n+1)+j] = int32(arc)
		}
	}
	for i := range n + 1 {
		for j := range i {
			l.symmetric = l.symmetric && l.cost[i*(n+1)+j] == l.cost[j*(n+1)+i]
		}
	}
	l.back = l.cost
	if !l.symmetric {
		l.back = make([]int32, len(l.cost))
		for i := range n + 1 {
			for j := range n + 1 {
				l.back[j*(n+1)+i] = l.cost[i*(n+1)+j]
			}
		}
	}
	return true
}

// takeNear lists the nearest stops of each stop, by the cheaper direction.
func (l *lean) takeNear() {
	n := l.n
	l.reach = min(leanReach, n-1)
	l.near = make([]int32, n*l.reach)
	l.beyond = min(leanBeyond, n-1)
	l.behind = make([]int32, n*l.beyond)
	depot := l.cost[n*(n+1):]
	var close nearest
	for i := range n {
		row, back := l.cost[i*(n+1):][:n+1], l.back[i*(n+1):][:n+1]
		close.begin(l.reach)
		for j := range n {
			if j != i {
				close.add(int64(min(row[j], back[j])), int32(j))
			}
		}
		close.write(l.near[i*l.reach:])
		close.begin(l.beyond)
		for j := range n {
			if j != i {
				close.add(int64(min(depot[i]+row[j]-depot[j], back[j]+row[n]-l.cost[j*(n+1)+n])), int32(j))
			}
		}
		close.write(l.behind[i*l.beyond:])
	}
}

// arc returns the cost from one to another, stops or the depot.
func (l *lean) arc(from, to int32) int64 { return int64(l.cost[int(from)*(l.n+1)+int(to)]) }
