package tier

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// region is a basin with what has been learnt of it.
type region struct {
	basin
	states []hubState  // all of them, or with many those that were tried
	many   bool        // more ways to run the hubs than can be tried
	begin  [][]float64 // by zone: multipliers of its villages to start from
	known  knownBounds
	market *offers        // with many ways to run the hubs; nil before the first
	plans  []*regional    // every way to run it that was found and keeps the rules of its hubs
	found  [][][]*outcome // by state of the hubs and zone: ways that no other found one beats in both cost and opening
}

// ways counts the ways to run the hubs of a basin, up to well beyond what can be tried.
func (b basin) ways(hubs []planner.Premises) int {
	states := 1
	for _, h := range b.hubs {
		states = min(states*(len(hubs[h].Sizes)+1), 1<<30)
	}
	return states
}

// hubState is one way to run the hubs of a basin.
type hubState struct {
	size      []int32 // by hub of the network; planner.NotRun for others
	fen, yuan int64   // yearly cost and opening
}

// knownBounds are what states of the hubs cost at least, and the zones with all hubs, at one price of opening.
type knownBounds struct {
	yuanPrice int64
	free      int64
	state     []int64 // nil before the first
}

// regional is a way to run a whole basin.
type regional struct {
	fen, yuan int64
	state     int
	zones     []*outcome
}

func newRegion(w *ways, b basin) *region {
	r := &region{basin: b, begin: make([][]float64, len(b.zones))}
	if r.many = len(b.hubs) > 0 && b.ways(w.p.Hubs) > w.hubStates; r.many {
		return r
	}
	size := make([]int32, len(w.p.Hubs))
	for h := range size {
		size[h] = planner.NotRun
	}
	r.enumerate(w, 0, size)
	r.found = make([][][]*outcome, len(r.states))
	for k := range r.found {
		r.found[k] = make([][]*outcome, len(b.zones))
	}
	return r
}

// enumerate lists the states of the hubs from the k-th on.
func (r *region) enumerate(w *ways, k int, size []int32) {
	if k == len(r.hubs) {
		state := hubState{size: slices.Clone(size)}
		groups := map[int32]bool{}
		for _, h := range r.hubs {
			if size[h] == planner.NotRun {
				continue
			}
			hub := w.p.Hubs[h]
			if groups[hub.Exclusive] {
				return
			}
			groups[hub.Exclusive] = hub.Exclusive > 0
			state.fen += hub.Sizes[size[h]].YearlyFen
			state.yuan += hub.Sizes[size[h]].OpeningYuan
		}
		r.states = append(r.states, state)
		return
	}
	hub := w.p.Hubs[r.hubs[k]]
	if !hub.Keep {
		r.enumerate(w, k+1, size)
	}
	for s := range hub.Sizes {
		size[r.hubs[k]] = int32(s)
		r.enumerate(w, k+1, size)
	}
	size[r.hubs[k]] = planner.NotRun
}

// priced is what a way costs at a price of opening, in units of money.
func (g *regional) priced(yuanPrice int64) int64 { return scale*g.fen + yuanPrice*g.yuan }

// settle finds the best way to run the region at a price of opening and a bound on it; never where nothing keeps
// the rules. Ways found on the way are kept in plans. No state can cost less than its hubs and what the zones cost if every
// hub were run; states beyond the best known way by that alone are not looked at.
func (r *region) settle(w *ways, yuanPrice int64, rootOnly bool, m *meter) (bound int64) {
	if r.many {
		return r.settleMany(w, yuanPrice, rootOnly, m)
	}
	share := m.share
	bounds, order := make([]int64, len(r.states)), make([]int, len(r.states))
	m.share = m.effort + (share-m.effort)/4
	if r.known.state == nil || r.known.yuanPrice != yuanPrice {
		r.known = knownBounds{yuanPrice, r.freeZones(w, yuanPrice, m), slices.Repeat([]int64{-never}, len(r.states))}
	}
	free := r.known.free
	for k, state := range r.states {
		order[k] = k
		if bounds[k] = free + scale*state.fen + yuanPrice*state.yuan; free >= never/2 || r.tooLittleRoom(w, state) {
			bounds[k] = never
		}
		bounds[k] = max(bounds[k], r.known.state[k])
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(bounds[a], bounds[b]) })
	for n, k := range order {
		if best := r.best(yuanPrice); best != nil && bounds[k] >= best.priced(yuanPrice) || bounds[k] >= never/2 {
			continue
		}
		m.share = m.effort + max((share-m.effort)/int64(min(2, len(order)-n)), 1)
		bounds[k] = max(bounds[k], r.settleState(w, k, yuanPrice, rootOnly, m))
		r.known.state[k] = bounds[k]
	}
	m.share = share
	return slices.Min(bounds)
}

// freeZones bounds what the zones cost if all hubs were run at no cost of their own and the cheapest handling.
func (r *region) freeZones(w *ways, yuanPrice int64, m *meter) int64 {
	bound, _, _ := r.settleZones(w, -1, r.allHubs(w, yuanPrice), true, m)
	return bound
}

// best is the cheapest known way at a price of opening; nil where none is known.
func (r *region) best(yuanPrice int64) *regional {
	var best *regional
	for _, g := range r.plans {
		if best == nil || g.priced(yuanPrice) < best.priced(yuanPrice) {
			best = g
		}
	}
	return best
}

// hubRounds limits how often the price of a crowded hub is raised.
const hubRounds = 8

// settleState bounds one state of the hubs. Where a hub is given more than it takes, its capacity gets a price.
func (r *region) settleState(w *ways, k int, yuanPrice int64, rootOnly bool, m *meter) int64 {
	state := r.states[k]
	if r.tooLittleRoom(w, state) {
		return never
	}
	at := prices{hubSize: state.size, yuan: yuanPrice, hubFlow: make([]int64, len(w.p.Hubs))}
	best := int64(-never)
	for round := range hubRounds {
		bound, zones, complete := r.settleZones(w, k, at, rootOnly, m)
		if bound >= never/2 {
			return never
		}
		bound += scale*state.fen + yuanPrice*state.yuan
		for h, price := range at.hubFlow {
			if price > 0 {
				bound -= price * *w.p.Hubs[h].Sizes[state.size[h]].Capacity
			}
		}
		best = max(best, bound)
		if known := r.best(yuanPrice); known != nil && best >= known.priced(yuanPrice) {
			break
		}
		if !complete || !r.crowded(w, k, zones, at, round) || m.over() {
			break
		}
	}
	return best
}

// tooLittleRoom reports whether the hubs of a state cannot take all that must be served.
func (r *region) tooLittleRoom(w *ways, state hubState) bool {
	if w.p.UnservedFen > 0 {
		return false
	}
	flow, room := int64(0), int64(0)
	for _, z := range r.zones {
		for _, i := range z.villages {
			flow += w.p.Villages[i].Flow()
		}
	}
	for _, h := range r.hubs {
		if s := state.size[h]; s != planner.NotRun {
			if w.p.Hubs[h].Sizes[s].Capacity == nil {
				return false
			}
			room += *w.p.Hubs[h].Sizes[s].Capacity
		}
	}
	return flow > room
}

// settleZones solves every zone at the given prices, for a state of the hubs (−1: for none that could be); complete where each has
// a choice.
func (r *region) settleZones(w *ways, k int, at prices, rootOnly bool, m *meter) (bound int64, zones []*outcome, complete bool) {
	grain := int64(scale)
	if at.yuan > 0 || at.zoneFlow != nil || slices.Max(append(slices.Clone(at.hubFlow), 0)) > 0 {
		grain = 1
	}
	complete = true
	share := m.share
	for n, z := range r.zones {
		if at.zoneFlow != nil {
			at.hubFlow = at.zoneFlow[n]
		}
		t := newPlot(w, z, at)
		if r.begin[n] == nil {
			r.begin[n] = firstMultipliers(t)
		}
		m.share = m.effort + max((share-m.effort)/int64(len(r.zones)-n), 1)
		found := settlePlot(t, grain, r.begin[n], rootOnly, m)
		m.share = share
		if found.bound >= never/2 {
			return never, nil, false
		}
		bound += found.bound
		if found.best == nil {
			complete = false
			continue
		}
		out := outcomeOf(w, z, t, found.best)
		zones = append(zones, out)
		if k >= 0 {
			r.found[k][n] = withOutcome(r.found[k][n], out)
		}
	}
	return bound, zones, complete
}

// firstMultipliers are what a village costs at its cheapest option with its share of what that costs.
func firstMultipliers(t *plot) []float64 {
	u := make([]float64, len(t.flow))
	for i := range u {
		least := t.penalty[i]
		for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
			for o := t.optionAt[t.nearPoint[k]]; o < t.optionAt[t.nearPoint[k]+1]; o++ {
				least = min(least, t.costAt(k, o)+t.sizes.least(o)/int64(t.start[o+1]-t.start[o]))
			}
		}
		u[i] = float64(least)
	}
	return u
}

// crowded keeps a complete way to run the region if its hubs take it. Where they do not, it raises the prices of those with
// too much and reports that another round is worth while.
func (r *region) crowded(w *ways, k int, zones []*outcome, at prices, round int) bool {
	state := r.states[k]
	g := &regional{fen: state.fen, yuan: state.yuan, state: k, zones: zones}
	flow := make([]int64, len(w.p.Hubs))
	for _, out := range zones {
		g.fen += out.fen
		g.yuan += out.yuan
		for h, q := range out.hubFlow {
			flow[h] += q
		}
	}
	again, fits := false, true
	for _, h := range r.hubs {
		s := state.size[h]
		if s == planner.NotRun {
			continue
		}
		hub := w.p.Hubs[h]
		g.fen += flow[h] * hub.Sizes[s].HandlingFen
		if capacity := hub.Sizes[s].Capacity; capacity != nil && flow[h] > *capacity {
			fits, again = false, true
			at.hubFlow[h] += max(1, scale*g.fen/max(1, flow[h])/20) << min(round, 6)
		}
		fits = fits && flow[h] >= leastFlow(hub)
	}
	if fits && !slices.ContainsFunc(r.plans, func(o *regional) bool { return o.fen == g.fen && o.yuan == g.yuan }) {
		r.plans = append(r.plans, g)
	}
	return again
}
