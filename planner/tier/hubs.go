package tier

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// Where a basin has more ways to run its hubs than can be tried, the zones are the customers of a capacitated facility location
// problem whose sites are the hubs. What a zone costs with one hub alone is bounded by a few steps of its multipliers; a
// Lagrangian of that small problem splits what each hub costs among the zones that would use it, and prices its capacity; and the
// zones are then bounded with all hubs at hand, each parcel through a hub paying its zone's share spread over the zone's whole
// flow, and the price of the capacity. No zone can pay more than its share that way, so the sum is a bound whatever the
// estimates were worth. Ways to run the hubs come from a local search over the same estimates and are settled as any other.

// offers are what zones would cost with one hub alone, in units of money; never where it cannot serve them.
type offers struct {
	yuanPrice, free int64     // the price of opening, and what the zones cost at least with all hubs at hand
	cost            [][]int64 // by zone and position in the basin's hubs
	flow            []int64   // by zone, of all its villages
}

// Steps of a zone's multipliers for one hub, and how many ways to run the hubs are settled.
const (
	offerSteps = 40
	hubTrials  = 3
)

// settleMany is settle without trying every way to run the hubs.
func (r *region) settleMany(w *ways, yuanPrice int64, rootOnly bool, m *meter) (bound int64) {
	share := m.share
	defer func() { m.share = share }()
	if r.market == nil || r.market.yuanPrice != yuanPrice {
		r.market = r.openMarket(w, yuanPrice, m)
	}
	market := r.market
	if market.free >= never/2 {
		return never
	}
	bound = market.free + newFees(market, len(r.hubs)).hubs(w, r.hubs, yuanPrice, r.wholeBox(w), nil)
	m.share = share
	for n, state := range r.likelyStates(w, market, yuanPrice) {
		if m.share = m.effort + (share-m.effort)/4; n > 0 && m.over() {
			break
		}
		r.settleState(w, r.stateAt(state), yuanPrice, true, m)
	}
	m.share = share
	if best := r.best(yuanPrice); best != nil && !rootOnly {
		m.share = m.effort + (share-m.effort)/3
		r.settleState(w, best.state, yuanPrice, false, m)
	}
	m.share = share
	if rootOnly {
		return bound
	}
	return max(bound, r.boundLeaves(w, market, yuanPrice, m))
}

// openMarket bounds the zones with all hubs, and with each alone.
func (r *region) openMarket(w *ways, yuanPrice int64, m *meter) *offers {
	at := r.allHubs(w, yuanPrice)
	free, _, _ := r.settleZones(w, -1, at, true, m)
	if free >= never/2 {
		return &offers{yuanPrice: yuanPrice, free: never}
	}
	market := r.measureHubs(w, at, m)
	market.yuanPrice, market.free = yuanPrice, free
	return market
}

// boundLeaves bounds what every part of the ways to run the hubs costs at least, those that look cheapest with the most effort. It
// says nothing (−never) where effort ends before each part has a bound.
func (r *region) boundLeaves(w *ways, market *offers, yuanPrice int64, m *meter) int64 {
	share := m.share
	defer func() { m.share = share }()
	known := int64(never)
	if best := r.best(yuanPrice); best != nil {
		known = best.priced(yuanPrice)
	}
	leaves := r.leaves(w, market, yuanPrice, known, m)
	price := func(l *leaf, rootOnly bool) int64 {
		at := r.allHubs(w, yuanPrice)
		for k, h := range r.hubs {
			if l.high[k] < 0 {
				at.hubSize[h] = planner.NotRun
			}
		}
		at.zoneFlow = l.fees.perParcel(w, r.hubs, market)
		var bound int64
		if rootOnly {
			bound = r.glanceZones(w, at, m)
		} else {
			bound, _, _ = r.settleZones(w, -1, at, false, m)
		}
		if bound >= never/2 {
			return never
		}
		return bound + l.fees.hubs(w, r.hubs, yuanPrice, l.box, nil)
	}
	for n, l := range leaves {
		if m.share = share; m.over() {
			return -never
		}
		m.share = m.effort + max((share-m.effort)/int64(2*(len(leaves)-n)), 1)
		l.bound = price(l, true)
	}
	for !m.over() {
		m.share = share
		l := slices.MinFunc(leaves, func(a, b *leaf) int { return cmp.Compare(a.bound, b.bound) })
		if l.bound >= known || l.settled {
			break
		}
		m.share = m.effort + max((share-m.effort)/3, 1)
		l.bound, l.settled = max(l.bound, price(l, false)), true
	}
	return slices.MinFunc(leaves, func(a, b *leaf) int { return cmp.Compare(a.bound, b.bound) }).bound
}

// glanceZones bounds every zone by a few steps.
func (r *region) glanceZones(w *ways, at prices, m *meter) int64 {
	bound := int64(0)
	for n, z := range r.zones {
		at.hubFlow = at.zoneFlow[n]
		one := offer(newPlot(w, z, at), r.begin[n], m)
		if one >= never/2 {
			return never
		}
		bound += one
	}
	return bound
}

// allHubs runs every hub at no cost of its own, at the size that handles a parcel for the least.
func (r *region) allHubs(w *ways, yuanPrice int64) prices {
	at := prices{hubSize: make([]int32, len(w.p.Hubs)), yuan: yuanPrice, hubFlow: make([]int64, len(w.p.Hubs))}
	for h := range at.hubSize {
		at.hubSize[h] = planner.NotRun
	}
	for _, h := range r.hubs {
		at.hubSize[h] = 0
		for size, run := range w.p.Hubs[h].Sizes {
			if run.HandlingFen < w.p.Hubs[h].Sizes[at.hubSize[h]].HandlingFen {
				at.hubSize[h] = int32(size)
			}
		}
	}
	return at
}

// measureHubs bounds what each zone costs with each hub alone.
func (r *region) measureHubs(w *ways, at prices, m *meter) *offers {
	market := &offers{flow: make([]int64, len(r.zones))}
	for n, z := range r.zones {
		for _, i := range z.villages {
			market.flow[n] += w.p.Villages[i].Flow()
		}
		costs := make([]int64, len(r.hubs))
		for k, h := range r.hubs {
			if m.over() {
				continue
			}
			alone := prices{hubSize: make([]int32, len(at.hubSize)), yuan: at.yuan, hubFlow: at.hubFlow}
			for other := range alone.hubSize {
				alone.hubSize[other] = planner.NotRun
			}
			alone.hubSize[h] = at.hubSize[h]
			costs[k] = offer(newPlot(w, z, alone), r.begin[n], m)
		}
		market.cost = append(market.cost, costs)
	}
	return market
}

// offer bounds what a zone costs by a few steps from known multipliers.
func offer(t *plot, begin []float64, m *meter) int64 {
	for i := range t.flow {
		served := t.penalty[i] < never
		for k := t.nearAt[i]; k < t.nearAt[i+1] && !served; k++ {
			served = t.optionAt[t.nearPoint[k]] < t.optionAt[t.nearPoint[k]+1]
		}
		if !served {
			return never
		}
	}
	s := &search{t: t, m: m, b: newBounder(t)}
	n := s.root(begin)
	first := s.look(n)
	if first >= never/2 {
		return never
	}
	for n.bound = first; ; {
		before := n.bound
		s.b.raise(n, before+max(before, -before)/10+scale, offerSteps, m)
		if n.bound < before+max(before, -before)/200+scale || n.bound >= never/2 || m.over() {
			return n.bound
		}
	}
}
