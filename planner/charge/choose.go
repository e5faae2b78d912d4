package charge

import (
	"math"
	"slices"
)

// master returns the least Σ value over the sets of sites that a node allows, or a bound below it; MaxInt64 where there
// is none. A site flipped (−1: none) counts as opened if it is undecided and its pick says that it is not, and the
// other way round: master(state, j, false) − master(state, −1, false) is what a change of mind about j costs at least.
func (r *relaxer) master(state []int8, flipped int, choose bool) int64 {
	c := r.c
	base, room, count := int64(0), -c.total, 0
	if flipped < 0 {
		r.sort(state)
	}
	is := func(j int32) int8 {
		if int(j) == flipped {
			if r.pick[j] > 0.5 {
				return closed
			}
			return opened
		}
		return state[j]
	}
	if choose {
		clear(r.pick)
	}
	for j := range c.sites {
		if is(int32(j)) == opened {
			base, room = base+r.value[j], room+c.capacity[j]
			if !c.fixed[j] {
				count++
			}
			if choose {
				r.pick[j] = 1
			}
		}
	}
	if count > c.most {
		return math.MaxInt64
	}
	// With a limit on the number: the cheapest, as long as they pay.
	least, possible := r.least(state, flipped, room)
	if !possible || count+least > c.most {
		return math.MaxInt64
	}
	sum, taken, roomThen := base, 0, room
	for _, j := range r.order {
		if is(j) != undecided {
			continue
		}
		if (r.value[j] >= 0 && taken >= least) || count+taken >= c.most {
			break
		}
		sum, taken, roomThen = sum+r.value[j], taken+1, roomThen+c.capacity[j]
		if choose {
			r.pick[j] = 1
		}
	}
	if roomThen >= 0 || c.mode == free {
		return sum
	}
	// Too little capacity: the linear relaxation of the covering knapsack, if that is the stronger bound.
	cover, need := base, -room
	for _, j := range r.order {
		if is(j) == undecided && r.value[j] < 0 {
			cover, need = cover+r.value[j], need-c.capacity[j]
		}
	}
	cut, share := int32(-1), 0.0
	for _, j := range r.dense {
		if need <= 0 {
			break
		}
		if is(j) != undecided || r.value[j] < 0 {
			continue
		}
		if c.capacity[j] <= need {
			cover, need = cover+r.value[j], need-c.capacity[j]
			continue
		}
		cut, share = j, float64(need)/float64(c.capacity[j])
		cover += partDown(r.value[j], need, c.capacity[j])
		need = 0
	}
	if need > 0 {
		return math.MaxInt64
	}
	if cover <= sum {
		return sum
	}
	if choose {
		r.chooseCover(state, -room, cut, share)
	}
	return cover
}

// partDown returns value · need / capacity rounded down (or one less), for value at least 0 and need below capacity.
func partDown(value, need, capacity int64) int64 {
	return max(0, part(value, need, capacity)-1)
}

// chooseCover repeats the covering knapsack's choice in pick.
func (r *relaxer) chooseCover(state []int8, need int64, cut int32, share float64) {
	for j := range r.pick {
		if state[j] != opened {
			r.pick[j] = 0
		}
	}
	for _, j := range r.order {
		if state[j] == undecided && r.value[j] < 0 {
			r.pick[j] = 1
			need -= r.c.capacity[j]
		}
	}
	for _, j := range r.dense {
		if need <= 0 {
			break
		}
		if state[j] != undecided || r.value[j] < 0 {
			continue
		}
		if j == cut {
			r.pick[j] = share
			break
		}
		r.pick[j] = 1
		need -= r.c.capacity[j]
	}
}

// sort orders the undecided sites by value and by value for each unit of capacity.
func (r *relaxer) sort(state []int8) {
	r.order, r.dense = r.order[:0], r.dense[:0]
	for j := range state {
		if state[j] == undecided {
			r.order = append(r.order, int32(j))
		}
	}
	slices.SortFunc(r.order, func(a, b int32) int {
		if r.value[a] != r.value[b] {
			if r.value[a] < r.value[b] {
				return -1
			}
			return 1
		}
		return int(a) - int(b)
	})
	if r.c.mode == free {
		return
	}
	for _, j := range r.order {
		if r.value[j] >= 0 && r.c.capacity[j] > 0 {
			r.dense = append(r.dense, j)
		}
	}
	slices.SortFunc(r.dense, func(a, b int32) int {
		// The smaller value for each unit of capacity first: the denser capacity for each unit of value.
		x, y := item{profit: r.c.capacity[a], load: r.value[a], demand: a}, item{profit: r.c.capacity[b], load: r.value[b], demand: b}
		if denser(x, y) {
			return -1
		}
		return 1
	})
}

// least returns how many undecided sites must open at least so that capacities reach all loads.
func (r *relaxer) least(state []int8, flipped int, room int64) (count int, possible bool) {
	if room >= 0 || r.c.mode == free {
		return 0, true
	}
	for _, j := range r.c.widest {
		if state[j] != undecided || int(j) == flipped {
			continue
		}
		room, count = room+r.c.capacity[j], count+1
		if room >= 0 {
			return count, true
		}
	}
	return 0, false
}
