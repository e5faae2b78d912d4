package tier

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// hubTrial is a set of hubs by position in the basin's hubs, with what it is estimated to cost.
type hubTrial struct {
	run  []bool
	cost int64
}

// likelyStates finds ways to run the hubs that the estimates like: hubs are added, dropped and swapped from several beginnings
// until nothing helps. The best few ends follow, and the best set at its largest sizes, in case what it takes was estimated too low.
func (r *region) likelyStates(w *ways, o *offers, yuanPrice int64) []hubState {
	var ends []hubTrial
	for first := range r.hubs {
		trial := hubTrial{run: make([]bool, len(r.hubs))}
		for k, h := range r.hubs {
			trial.run[k] = w.p.Hubs[h].Keep || k == first
		}
		if !r.lawful(w, trial.run) {
			continue
		}
		trial.cost, _ = r.estimate(w, o, trial.run, yuanPrice)
		r.climbHubs(w, o, &trial, yuanPrice)
		if !slices.ContainsFunc(ends, func(e hubTrial) bool { return slices.Equal(e.run, trial.run) }) {
			ends = append(ends, trial)
		}
	}
	slices.SortStableFunc(ends, func(a, b hubTrial) int { return cmp.Compare(a.cost, b.cost) })
	var states []hubState
	for n, end := range ends[:min(len(ends), hubTrials)] {
		_, flow := r.estimate(w, o, end.run, yuanPrice)
		states = append(states, r.stateOf(w, end.run, flow))
		if n == 0 {
			for k := range flow {
				flow[k] = never
			}
			states = append(states, r.stateOf(w, end.run, flow))
		}
	}
	return states
}

// climbHubs makes the best single change until none helps.
func (r *region) climbHubs(w *ways, o *offers, trial *hubTrial, yuanPrice int64) {
	for {
		best := *trial
		try := func(run []bool) {
			if !r.lawful(w, run) {
				return
			}
			if cost, _ := r.estimate(w, o, run, yuanPrice); cost < best.cost {
				best = hubTrial{slices.Clone(run), cost}
			}
		}
		run := slices.Clone(trial.run)
		for k := range run {
			run[k] = !run[k]
			try(run)
			for l := range k {
				if trial.run[l] != trial.run[k] {
					run[l] = !run[l]
					try(run)
					run[l] = !run[l]
				}
			}
			run[k] = !run[k]
		}
		if best.cost >= trial.cost {
			return
		}
		*trial = best
	}
}

// lawful reports whether a set of hubs has all that are kept and at most one of each group.
func (r *region) lawful(w *ways, run []bool) bool {
	groups := map[int32]bool{}
	for k, h := range r.hubs {
		hub := w.p.Hubs[h]
		if hub.Keep && !run[k] || run[k] && groups[hub.Exclusive] {
			return false
		}
		if run[k] && hub.Exclusive > 0 {
			groups[hub.Exclusive] = true
		}
	}
	return true
}

// estimate is what a set of hubs would cost if each zone used the cheapest of them, and the flow of each. What does
// not fit costs very much for each parcel.
func (r *region) estimate(w *ways, o *offers, run []bool, yuanPrice int64) (cost int64, flow []int64) {
	const wrong = never >> 20
	flow = make([]int64, len(run))
	for n, costs := range o.cost {
		best := -1
		for k, one := range costs {
			if run[k] && (best < 0 || one < costs[best]) {
				best = k
			}
		}
		switch {
		case best < 0 || costs[best] >= never/2:
			cost += wrong * max(1, o.flow[n])
		default:
			cost += costs[best]
			flow[best] += o.flow[n]
		}
	}
	for k, h := range r.hubs {
		hub := w.p.Hubs[h]
		if !run[k] {
			continue
		}
		cost += wrong * max(0, leastFlow(hub)-flow[k])
		size, over := sizeFor(hub, flow[k])
		cost += wrong*over + scale*hub.Sizes[size].YearlyFen + yuanPrice*hub.Sizes[size].OpeningYuan
	}
	return cost, flow
}

// sizeFor is the first size that takes a flow, or the last, and by how much the flow is over that.
func sizeFor(hub planner.Premises, flow int64) (size int, over int64) {
	for k, one := range hub.Sizes {
		if one.Capacity == nil || flow <= *one.Capacity {
			return k, 0
		}
	}
	last := len(hub.Sizes) - 1
	return last, min(flow, 1<<20) - min(flow, 1<<20, *hub.Sizes[last].Capacity)
}

// stateOf runs a set of hubs at the sizes that take a flow.
func (r *region) stateOf(w *ways, run []bool, flow []int64) hubState {
	state := hubState{size: make([]int32, len(w.p.Hubs))}
	for h := range state.size {
		state.size[h] = planner.NotRun
	}
	for k, h := range r.hubs {
		if !run[k] {
			continue
		}
		size, _ := sizeFor(w.p.Hubs[h], flow[k])
		state.size[h] = int32(size)
		state.fen += w.p.Hubs[h].Sizes[size].YearlyFen
		state.yuan += w.p.Hubs[h].Sizes[size].OpeningYuan
	}
	return state
}

// stateAt is the position of a state among those of the region, which it joins where it is new.
func (r *region) stateAt(state hubState) int {
	for k, known := range r.states {
		if slices.Equal(known.size, state.size) {
			return k
		}
	}
	r.states, r.found = append(r.states, state), append(r.found, make([][]*outcome, len(r.zones)))
	return len(r.states) - 1
}
