package cover

import (
	"cmp"
	"slices"
)

// refine looks for covers around the root's multipliers: it opens for good the sites of the best cover that the multipliers
// like best, until these cover a share of the rows, prices the rest anew, makes a cover of it and renews that for a while on a
// kernel of the sites with the least reduced costs. The share is small after a success and grows without one; when it has
// become large the search begins again from multipliers shaken by up to a tenth. Source: the
// refining and pricing of Caprara, Fischetti, Toth 1999, doi:10.1287/opre.47.5.730; we differ in the search within a kernel,
// which is renewal and not a greedy choice at every step.
type refine struct {
	d      *dual   // of the whole core
	open   []int32 // the cover at hand; none at the beginning and where its refining has come to an end
	value  int64   // what it costs
	share  int     // of the rows that are covered for good, in thousandths
	rounds int
	coin   coin
}

const (
	smallShare   = 300  // thousandths of the rows, after a success
	largestShare = 900  // and at most
	refineRound  = 5000 // effort of a round's renewal for each pair of its kernel
	refineSteps  = 60   // subgradient steps of a round
	shaken       = 102  // in 1024ths of a multiplier
	idleDives    = 36   // rounds without success that end a dive
	priceWeight  = 64   // how much heavier a row begins whose multiplier is one unit higher
)

// run makes covers for as much effort as it is given.
func (r *refine) run(s *search, effort int64) {
	for end := s.m.effort + effort; s.m.effort < end && s.bound < s.value && !s.m.over(); {
		r.round(s)
	}
}

// dive makes covers until some in a row have brought nothing better.
func (r *refine) dive(s *search) {
	for idle := 0; idle < idleDives && s.bound < s.value && !s.m.over(); idle++ {
		before := s.value
		if r.round(s); s.value < before {
			idle = -1
			s.report("search", s.value, s.bound)
		}
	}
}

// round makes one cover, by refining the one at hand or anew, and offers it.
func (r *refine) round(s *search) {
	r.rounds++
	fixed := r.liked(s.c)
	rest, paid, rowID := s.c.restrict(fixed, nil, s.m)
	if rest == nil {
		return
	}
	made := fixed
	if rest.sites() > 0 {
		d := rest.newDual()
		for i, id := range rowID {
			d.u[i] = r.d.u[id]
			if len(r.open) == 0 && r.rounds > 1 {
				d.u[i] = d.u[i] / 1024 * int64(1024-shaken+r.coin.toss(2*shaken+1))
			}
			d.u[i] = min(d.u[i], rest.weight[i])
		}
		climb := newClimber(rest, s.m, d)
		d.evaluate(rest, climb.shift)
		climb.climb(s.value-paid, 256, refineSteps, 10)
		made = append(rest.originals(r.renewed(s, rest, d, s.bound-paid)), fixed...)
	}
	s.offer(made)
	if value, _ := s.c.value(made); len(r.open) == 0 || value < r.value {
		r.open, r.value, r.share = made, value, smallShare
	} else if r.share += r.share / 10; r.share > largestShare {
		r.open = nil
	}
}

// liked returns sites of the cover at hand that pay least slack against the multipliers, until they cover the share.
func (r *refine) liked(c *core) []int32 {
	times := make([]int64, c.rows())
	for _, j := range r.open {
		for _, i := range c.rowsOf(j) {
			times[i]++
		}
	}
	slack := make(map[int32]int64, len(r.open))
	for _, j := range r.open {
		slack[j] = max(0, r.d.reduced[j])
		for _, i := range c.rowsOf(j) {
			slack[j] += r.d.u[i] / times[i] * (times[i] - 1)
		}
	}
	order := slices.Clone(r.open)
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(slack[a], slack[b]), cmp.Compare(a, b)) })
	covered, count := make([]bool, c.rows()), 0
	for n, j := range order {
		if count*1000 >= r.share*c.rows() {
			return order[:n:n]
		}
		for _, i := range c.rowsOf(j) {
			if !covered[i] {
				covered[i] = true
				count++
			}
		}
	}
	return order
}

// renewed returns a cover of a core, made of multipliers and renewed for a while.
func (r *refine) renewed(s *search, c *core, d *dual, enough int64) []int32 {
	g := newPricedGreedy(c, s.m, d)
	cover := c.completed(g.cover(d))
	keep := make([]bool, c.sites())
	for _, j := range slices.Concat(cover, g.sites) {
		keep[j] = true
	}
	kernel, _ := c.cut(allTrue(c.rows()), keep)
	for at, j := range cover {
		place, _ := slices.BinarySearch(kernel.siteID, j)
		cover[at] = int32(place)
	}
	weight := make([]int64, c.rows())
	for i := range weight {
		weight[i] = 1 + d.u[i]/max(1, c.scale/priceWeight)
	}
	w := newRenewal(kernel, s.m, cover, weight)
	w.coin *= coin(2*r.rounds + 1)
	w.run(refineRound*int64(kernel.pairs()), enough)
	return kernel.originals(w.bestOpen)
}
