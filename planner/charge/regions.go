package charge

import (
	"math"
	"slices"
)

// regionEffort is how much effort a region takes at most for each of its pairs.
const regionEffort = 4000

// regions improves the best answer by solving parts of it anew: some neighbouring open sites with all demands that they serve, and every
// closed site that these may use. Each is a small question of the same kind under the same multipliers, solved by branch
// and bound to its proof or to the end of its effort (as Taillard and Voss 2002, doi:10.1007/978-1-4615-1507-4_27, and for
// this problem Stefanello, de Araújo and Müller 2015, doi:10.1111/itor.12103, do with solvers of their own).
// Regions that share no open site are solved at the same time; their answers are taken in order, so threads do not
// change what is found.
func (s *singles) regions() {
	if s.best == nil {
		return
	}
	r := newRoster(s.kernel.core)
	r.stop = s.m.halted
	r.load(s.best)
	r.polish()
	tried := map[string]bool{}
	// In demands; larger ones come as the smaller give nothing more.
	regionSizes := [...]int{24, 40, 60, 85, 120, 170, 240}
	for size := 0; size < len(regionSizes) && !s.m.over() && s.bound < s.best.value; {
		if size > 0 && regionSizes[size-1] >= s.kernel.demands {
			break
		}
		if !s.pass(r, regionSizes[size], tried) && !(size > 0 && size < 4 && s.trade(r, regionSizes[size])) {
			size++
		} else if size > 0 {
			size = max(0, size-1)
		}
	}
}

// region is a part of the answer under way.
type region struct {
	part  *cut
	sites []int32 // open in the answer under way, of the kernel
	count int     // how many of them are new
	cost  int64   // scaled, of its part of the answer
	value int64   // the same in whole units
	found *plan
	work  int64
}

// pass tries a region of that size around every open site and reports whether any got better.
func (s *singles) pass(r *roster, size int, tried map[string]bool) (improved bool) {
	k := s.kernel.core
	var batch []*region
	busy := make([]bool, k.sites)
	solve := func() {
		improved = s.solveRegions(r, batch) || improved
		batch = batch[:0]
		clear(busy)
	}
	for j := range int32(k.sites) {
		if s.m.over() {
			return improved
		}
		if !r.is[j] || busy[j] {
			continue
		}
		sites := s.around(r, j, size, busy)
		key := r.key(sites)
		if len(sites) < 2 || tried[key] {
			continue
		}
		tried[key] = true
		for _, at := range sites {
			busy[at] = true
		}
		batch = append(batch, s.region(r, sites))
		if len(batch) == batchNodes {
			solve()
		}
	}
	if len(batch) > 0 {
		solve()
	}
	return improved
}

// around lists open sites near j that together serve about so many demands, ascending. How near a site is says the cheapest
// pair that it has with a demand of those already in.
func (s *singles) around(r *roster, j int32, size int, busy []bool) []int32 {
	k := s.kernel.core
	near := make(map[int32]int64)
	var reach []int32
	sites := []int32{j}
	have := 0
	for at := j; ; {
		have += len(r.members[at])
		for _, i := range r.members[at] {
			for p := k.rowStart[i]; p < k.rowStart[i+1]; p++ {
				to := k.rowSite[p]
				if !r.is[to] || busy[to] || slices.Contains(sites, to) {
					continue
				}
				extra := k.rowCost[p] - r.price[i]
				if old, known := near[to]; !known {
					near[to] = extra
					reach = append(reach, to)
				} else {
					near[to] = min(old, extra)
				}
			}
		}
		next := nobody
		for _, to := range reach {
			if !slices.Contains(sites, to) && (next == nobody || near[to] < near[next]) {
				next = to
			}
		}
		if next == nobody || len(sites) >= 2 && have+len(r.members[next]) > size {
			break
		}
		sites = append(sites, next)
		at = next
	}
	slices.Sort(sites)
	return sites
}

// key names open sites with what they serve.
func (r *roster) key(sites []int32) string {
	var list []int32
	for _, j := range sites {
		members := slices.Clone(r.members[j])
		slices.Sort(members)
		list = append(append(list, j, nobody), members...)
	}
	return keyOf(list)
}

func (s *singles) region(r *roster, sites []int32) *region {
	k := s.kernel.core
	var demands []int32
	keep := make([]bool, k.sites)
	scaled, count := int64(0), 0
	for _, j := range sites {
		keep[j] = true
		scaled += k.charge[j]
		if !k.fixed[j] {
			count++
		}
		for _, i := range r.members[j] {
			demands = append(demands, i)
			scaled += r.price[i]
		}
	}
	slices.Sort(demands)
	for _, i := range demands {
		for p := k.rowStart[i]; p < k.rowStart[i+1]; p++ {
			if to := k.rowSite[p]; !r.is[to] {
				keep[to] = true
			}
		}
	}
	return &region{part: k.cut(demands, keep, nil, count+k.most-r.count), sites: sites, count: count, cost: scaled, value: scaled >> k.shift}
}

// solveRegions solves a batch and takes over what got better.
func (s *singles) solveRegions(r *roster, batch []*region) (improved bool) {
	s.solveAll(batch)
	for _, g := range batch {
		if g.found != nil && g.take(r) {
			improved = true
		}
	}
	if improved {
		r.polish()
		s.best = better(s.best, r.plan())
		s.report("search")
	}
	s.m.spend(r.work)
	r.work = 0
	return improved
}

// solve looks for a better answer to the region.
func (g *region) solve(s *singles) {
	c := g.part.core
	m := s.m.part(regionEffort * c.pairs())
	t := newTree(c, m, 1)
	t.known = g.value
	n := newNode(c)
	for q, i := range g.part.demandOf {
		n.lambda[q] = s.lambda[i]
	}
	w := t.workers[0]
	w.ascend(n, 2*nodeSteps, 15, t.cutoff(), func() bool {
		t.offer(w.round(n))
		return m.spend(w.effort())
	})
	if n.bound != math.MaxInt64 && n.bound <= t.cutoff() {
		t.grow(n)
	}
	m.spend(w.effort())
	g.found, g.work = t.best, m.effort
}

// take puts a better answer of the region into the roster; false where another region has taken a site that it opens.
func (g *region) take(r *roster) bool {
	part := g.part
	mine := map[int32]bool{}
	for _, i := range part.demandOf {
		mine[r.site[i]] = true
	}
	count := r.count
	for j := range mine {
		if !r.c.fixed[j] {
			count--
		}
	}
	for _, q := range g.found.open {
		j := part.siteOf[q]
		if r.is[j] && !mine[j] && !r.c.fixed[j] {
			return false
		}
		if !r.c.fixed[j] {
			count++
		}
	}
	if count > r.c.most {
		return false
	}
	var homes []int32
	for _, i := range part.demandOf {
		if home := r.site[i]; !slices.Contains(homes, home) {
			homes = append(homes, home)
		}
		r.lift(i)
	}
	for _, j := range homes {
		if !r.c.fixed[j] {
			r.shut(j)
		}
	}
	for _, q := range g.found.open {
		r.open(part.siteOf[q])
	}
	for q, i := range part.demandOf {
		j := part.siteOf[g.found.serves[q]]
		cost, _ := r.c.cost(i, j)
		r.place(i, j, cost)
	}
	return true
}
