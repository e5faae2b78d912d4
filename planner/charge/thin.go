package charge

import (
	"math"
	"slices"
	"sort"
)

// thin marks in off the pairs that no answer within cutoff uses, as the node's own multipliers prove: serving the demand there
// would push the bound past it. A demand left with one pair opens that site; possible is false where one has none left. It
// returns the pairs that it marked. Where the demand is served at site j, j is open and its gain is at most what Dantzig's
// bound gives for the rest of its room. It takes a sort of each site's items and a search for each of its pairs.
func (v *volume) thin(n *node, cutoff int64) (marked []int32, possible bool) {
	c := v.c
	sum := v.price(n.lambda, n.state)
	low := v.master(n.state, -1, true)
	if low == math.MaxInt64 || sum+low > cutoff {
		return nil, false
	}
	highest := slices.Max(n.lambda)
	var loads, gains []int64
	for j := range c.sites {
		if n.state[j] == closed {
			for k := c.colStart[j]; k < c.colStart[j+1]; k++ {
				if !v.off[k] {
					v.off[k] = true
					marked = append(marked, int32(k))
				}
			}
			continue
		}
		open := low
		if n.state[j] == undecided && v.pick[j] < 0.5 {
			open = v.master(n.state, j, false)
			v.work += int64(c.sites) / 8
		}
		if open == math.MaxInt64 {
			continue // settle closes it
		}
		// Serving i here gives sum + open − value + charge − gain(i) at least, so gain(i) must reach:
		must := sum + open + v.gain[j] - cutoff
		v.gather(j, n.lambda, highest)
		items := v.items
		slices.SortFunc(items, func(a, b item) int {
			if denser(a, b) {
				return -1
			}
			return 1
		})
		loads, gains = append(loads[:0], 0), append(gains[:0], 0)
		for t, it := range items {
			loads, gains = append(loads, loads[t]+it.load), append(gains, gains[t]+it.profit)
		}
		top := within(items, loads, gains, c.capacity[j])
		rank := v.rankOf(items)
		for k := c.colStart[j]; k < c.colStart[j+1]; k++ {
			i := c.colItem[k]
			profit := n.lambda[i] - c.colCost[k]
			if highest-c.colCost[k]+top < must {
				// So far away that no demand from here on could.
				for ; k < c.colStart[j+1]; k++ {
					if !v.off[k] {
						v.off[k] = true
						marked = append(marked, int32(k))
					}
				}
				break
			}
			if v.off[k] {
				continue
			}
			most := profit
			if t := rank[i]; t < 0 {
				most += within(items, loads, gains, c.capacity[j]-c.load[i])
			} else if loads[t+1] <= c.capacity[j] {
				most = top
			} else {
				most += within(items[:t], loads, gains, c.capacity[j]-c.load[i])
			}
			if most < must {
				v.off[k] = true
				marked = append(marked, int32(k))
			}
		}
		for _, it := range items {
			rank[it.demand] = -1
		}
		v.work += int64(c.colStart[j+1]-c.colStart[j]) + 8*int64(len(items))
	}
	for i := range c.demands {
		left, only := 0, nobody
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			if !v.off[c.rowPair[k]] {
				left, only = left+1, c.rowSite[k]
			}
		}
		switch {
		case left == 0:
			return marked, false
		case left == 1 && n.state[only] == undecided:
			n.state[only] = opened
		}
	}
	v.work += c.pairs()
	return marked, true
}

// within is Dantzig's bound on the profit of sorted items within room, of which loads and gains are the sums.
func within(items []item, loads, gains []int64, room int64) int64 {
	t := sort.Search(len(items), func(t int) bool { return loads[t+1] > room })
	if t == len(items) || room == loads[t] {
		return gains[t]
	}
	return gains[t] + part(items[t].profit, room-loads[t], items[t].load)
}

// rankOf gives the places of items by demand, −1 where a demand is not among them.
func (v *volume) rankOf(items []item) []int32 {
	if v.rank == nil {
		v.rank = make([]int32, v.c.demands)
		for i := range v.rank {
			v.rank[i] = -1
		}
	}
	for t, it := range items {
		v.rank[it.demand] = int32(t)
	}
	return v.rank
}
