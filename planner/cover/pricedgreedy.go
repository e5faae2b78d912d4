package cover

import (
	"cmp"
	"math"
	"slices"
)

// pricedGreedy makes a cover from multipliers: it opens, again and again, the site whose cost less the multipliers of its
// rows not yet covered is least for the number of those rows, and closes what has become idle. The multipliers are right about
// most sites and uncertain about the rest, so that many multipliers near the best ones give many covers. Source: Caprara, Fischetti,
// Toth 1999, doi:10.1287/opre.47.5.730. Only the sites with the least reduced costs are looked at, pricedSites for each row.
type pricedGreedy struct {
	c       *core
	m       *meter
	sites   []int32 // looked at
	covered []bool
	rest    []int64 // by place in sites: cost less the multipliers of uncovered rows
	many    []int32 // by place in sites: uncovered rows
	place   []int32 // by site: place in sites, or -1
	order   []int32 // of the last cover, as chosen
}

// pricedSites is how many sites are looked at for each row.
const pricedSites = 6

func newPricedGreedy(c *core, m *meter, d *dual) *pricedGreedy {
	g := &pricedGreedy{c: c, m: m, covered: make([]bool, c.rows()), place: slices.Repeat([]int32{-1}, c.sites())}
	order := make([]int32, c.sites())
	for j := range order {
		order[j] = int32(j)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(d.reduced[a], d.reduced[b]) })
	g.sites = slices.Clone(order[:min(len(order), pricedSites*c.rows())])
	slices.Sort(g.sites)
	for at, j := range g.sites {
		g.place[j] = int32(at)
	}
	g.rest, g.many = make([]int64, len(g.sites)), make([]int32, len(g.sites))
	return g
}

// cover returns a cover made from multipliers; rows that the sites looked at cannot cover are left.
func (g *pricedGreedy) cover(d *dual) []int32 {
	clear(g.covered)
	for at, j := range g.sites {
		g.rest[at], g.many[at] = d.reduced[j], int32(len(g.c.rowsOf(j)))
	}
	var open []int32
	for left := g.c.rows(); left > 0; {
		best, bestScore := -1, math.Inf(1)
		for at, many := range g.many {
			if many == 0 {
				continue
			}
			score := float64(g.rest[at]) * float64(many)
			if g.rest[at] > 0 {
				score = float64(g.rest[at]) / float64(many)
			}
			if score < bestScore {
				best, bestScore = at, score
			}
		}
		if best < 0 || !g.m.spend(int64(len(g.sites)/2)) {
			break
		}
		open = append(open, g.sites[best])
		for _, i := range g.c.rowsOf(g.sites[best]) {
			if g.covered[i] {
				continue
			}
			g.covered[i] = true
			left--
			g.m.spend(int64(len(g.c.sitesOf(i))))
			for _, j := range g.c.sitesOf(i) {
				if at := g.place[j]; at >= 0 {
					g.rest[at] += d.u[i]
					g.many[at]--
				}
			}
		}
	}
	g.order = open
	return withoutDear(g.c, open)
}

// withoutDear closes idle sites, the dearest first.
func withoutDear(c *core, open []int32) []int32 {
	times := make([]int32, c.rows())
	for _, j := range open {
		for _, i := range c.rowsOf(j) {
			times[i]++
		}
	}
	order := slices.Clone(open)
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(c.cost[b], c.cost[a]), cmp.Compare(len(c.rowsOf(a)), len(c.rowsOf(b))), cmp.Compare(a, b))
	})
	var kept []int32
	for _, j := range order {
		idle := true
		for _, i := range c.rowsOf(j) {
			idle = idle && times[i] > 1
		}
		if !idle {
			kept = append(kept, j)
			continue
		}
		for _, i := range c.rowsOf(j) {
			times[i]--
		}
	}
	slices.Sort(kept)
	return kept
}
