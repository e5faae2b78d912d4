package charge

import (
	"cmp"
	"slices"
)

// polish improves a roster until none of its moves pays: a demand changes its site, two demands change places, one moves
// aside for another, a site moves to where its demands would have it, closes, or opens. It breaks off where the roster is told to.
func (r *roster) polish() {
	for {
		before := r.cost
		for i := range int32(r.c.demands) {
			if r.halted() {
				return
			}
			for r.shift(i) || r.exchange(i) {
				continue
			}
		}
		for j := range int32(r.c.sites) {
			if r.halted() {
				return
			}
			if r.is[j] && !r.c.fixed[j] {
				if !r.recentre(j) {
					r.dissolve(j)
				}
			}
		}
		for j := range int32(r.c.sites) {
			if !r.is[j] && r.count < r.c.most {
				r.found(j)
			}
		}
		if r.cost >= before {
			return
		}
	}
}

// shift moves a demand to a cheaper site with room.
func (r *roster) shift(i int32) bool {
	to, price := r.elsewhere(i, r.site[i], r.price[i])
	if to == nobody {
		return false
	}
	r.lift(i)
	r.place(i, to, price)
	return true
}

// exchange moves a demand to a site that has no room for it, and one of that site's demands to where there is room then.
func (r *roster) exchange(i int32) bool {
	c := r.c
	home, mine := r.site[i], r.price[i]
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		j, cost := c.rowSite[k], c.rowCost[k]
		if j == home || !r.is[j] {
			continue
		}
		for _, other := range r.members[j] {
			r.work++
			if r.room(j)+c.load[other] < c.load[i] {
				continue
			}
			limit := r.price[other] + mine - cost // the other must come to less
			if limit <= 0 {
				continue
			}
			to, price := nobody, int64(0)
			for q := c.rowStart[other]; q < c.rowStart[other+1]; q++ {
				r.work++
				if c.rowCost[q] >= limit {
					break
				}
				at := c.rowSite[q]
				if at == j || !r.is[at] {
					continue
				}
				room := r.room(at)
				if at == home {
					room += c.load[i]
				}
				if room >= c.load[other] {
					to, price = at, c.rowCost[q]
					break
				}
			}
			if to == nobody {
				continue
			}
			r.lift(i)
			r.lift(other)
			r.place(i, j, cost)
			r.place(other, to, price)
			return true
		}
	}
	return false
}

// recentre moves a site to the closed one that serves the same demands at least cost.
func (r *roster) recentre(j int32) bool {
	c := r.c
	if len(r.members[j]) == 0 {
		r.shut(j)
		return true
	}
	now := c.charge[j]
	for _, i := range r.members[j] {
		now += r.price[i]
	}
	best := nobody
	i := r.members[j][0]
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		to := c.rowSite[k]
		if r.is[to] || c.capacity[to] < r.used[j] {
			continue
		}
		sum := c.charge[to]
		for _, i := range r.members[j] {
			cost, ok := c.cost(i, to)
			if !ok {
				sum = never
				break
			}
			if sum += cost; sum >= now {
				break
			}
		}
		r.work += int64(8 * len(r.members[j]))
		if sum < now {
			best, now = to, sum
		}
	}
	if best == nobody {
		return false
	}
	r.move(j, best)
	return true
}

// move hands all demands of a site to a closed one that reaches them all.
func (r *roster) move(j, to int32) {
	members := slices.Clone(r.members[j])
	for _, i := range members {
		r.lift(i)
	}
	r.shut(j)
	r.open(to)
	for _, i := range members {
		cost, _ := r.c.cost(i, to)
		r.place(i, to, cost)
	}
}

// dissolve closes a site whose demands find room elsewhere for less than its charge.
func (r *roster) dissolve(j int32) bool {
	c := r.c
	if c.charge[j] == 0 {
		return false
	}
	before := r.cost
	members := slices.Clone(r.members[j])
	slices.SortStableFunc(members, func(a, b int32) int { return cmp.Compare(c.load[b], c.load[a]) })
	prices := make([]int64, len(members))
	for k, i := range members {
		prices[k] = r.price[i]
	}
	k := 0
	for ; k < len(members); k++ {
		i := members[k]
		to, price := r.elsewhere(i, j, never)
		if to == nobody || r.cost-r.price[i]+price-c.charge[j] >= before {
			break
		}
		r.lift(i)
		r.place(i, to, price)
	}
	if k == len(members) && r.cost-c.charge[j] < before {
		r.shut(j)
		return true
	}
	for k--; k >= 0; k-- {
		r.lift(members[k])
		r.place(members[k], j, prices[k])
	}
	return false
}

// found opens a site that saves more than its charge, filled densest saving first.
func (r *roster) found(j int32) bool {
	c := r.c
	var gains []item
	for k := c.colStart[j]; k < c.colStart[j+1]; k++ {
		i := c.colItem[k]
		if save := r.price[i] - c.colCost[k]; save > 0 {
			gains = append(gains, item{save, c.load[i], i, int32(k)})
		}
	}
	r.work += int64(c.colStart[j+1] - c.colStart[j])
	slices.SortFunc(gains, func(a, b item) int {
		if denser(a, b) {
			return -1
		}
		return 1
	})
	room, save := c.capacity[j], -c.charge[j]
	kept := gains[:0]
	for _, g := range gains {
		if g.load <= room {
			room, save = room-g.load, save+g.profit
			kept = append(kept, g)
		}
	}
	if save <= 0 {
		return false
	}
	r.open(j)
	for _, g := range kept {
		r.lift(g.demand)
		r.place(g.demand, j, c.colCost[g.pair])
	}
	return true
}
