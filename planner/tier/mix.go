package tier

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// withOutcome adds a way to run a zone to those that no other beats in both cost and opening. Ways alike in both differ in the hubs
// that they burden, so the first one stays.
func withOutcome(list []*outcome, out *outcome) []*outcome {
	for _, other := range list {
		if other.fen <= out.fen && other.yuan <= out.yuan {
			return list
		}
	}
	list = slices.DeleteFunc(list, func(other *outcome) bool { return out.fen <= other.fen && out.yuan <= other.yuan })
	return append(list, out)
}

// mixed is a choice of ways for the first zones of a region.
type mixed struct {
	fen, yuan int64
	last      *outcome
	before    *mixed
}

// mix combines the ways that were found for the zones at different prices of opening to ways of the whole region within the budget,
// by dynamic programming over pairs of cost and opening, and keeps them where the hubs take what they are given.
func (r *region) mix(w *ways) {
	if w.p.BudgetYuan == nil {
		return
	}
	for k, zones := range r.found {
		front := []*mixed{{fen: r.states[k].fen, yuan: r.states[k].yuan}}
		for _, found := range zones {
			var next []*mixed
			for _, head := range front {
				for _, out := range found {
					if yuan := head.yuan + out.yuan; yuan <= *w.p.BudgetYuan {
						next = append(next, &mixed{head.fen + out.fen, yuan, out, head})
					}
				}
			}
			front = frontier(next)
		}
		for n, one := range front {
			if n == mostMixed {
				break
			}
			outs := make([]*outcome, len(zones))
			for at, step := len(zones)-1, one; at >= 0; at, step = at-1, step.before {
				outs[at] = step.last
			}
			r.keep(w, k, outs)
		}
	}
}

// mostMixed limits how many of the combined ways are looked at, cheapest first: those after the first matter where hubs are full.
const mostMixed = 8

// frontier keeps the ways that no other beats in both cost and opening, cheapest first, thinned to paretoMost.
func frontier(list []*mixed) []*mixed {
	slices.SortStableFunc(list, func(a, b *mixed) int { return cmp.Or(cmp.Compare(a.fen, b.fen), cmp.Compare(a.yuan, b.yuan)) })
	front := list[:0:0]
	for _, one := range list {
		if len(front) == 0 || one.yuan < front[len(front)-1].yuan {
			front = append(front, one)
		}
	}
	if len(front) <= paretoMost {
		return front
	}
	thin := front[:0:0]
	for k := range paretoMost { // the ends stay
		thin = append(thin, front[k*(len(front)-1)/(paretoMost-1)])
	}
	return thin
}

// keep adds a complete way to run the region in a state to its plans if the hubs take it.
func (r *region) keep(w *ways, k int, zones []*outcome) {
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
	for _, h := range r.hubs {
		s := state.size[h]
		if s == planner.NotRun {
			continue
		}
		hub := w.p.Hubs[h]
		g.fen += flow[h] * hub.Sizes[s].HandlingFen
		if capacity := hub.Sizes[s].Capacity; capacity != nil && flow[h] > *capacity || flow[h] < leastFlow(hub) {
			return
		}
	}
	if !slices.ContainsFunc(r.plans, func(o *regional) bool { return o.fen == g.fen && o.yuan == g.yuan }) {
		r.plans = append(r.plans, g)
	}
}
