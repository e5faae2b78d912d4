package median

import (
	"fmt"
	"math"
	"slices"

	"cuntong/planner"
)

// coarse answers a PMedian question whose rows of the usual length would not fit into memory: some ten thousand places
// and few sites to choose, each near to thousands of demands. Only some of the sites are looked at together, a part: a sample first,
// then also those around the sites chosen. Interchange works on a part, and so do multipliers; what these prove of all sites is then
// added up in one walk through all travel, exactly, and the sites that spoil the bound most join the next
// part. So bound and answer are of the whole question. Looking at fewer sites first is old (Hillsman and Rhoda 1978,
// doi:10.1007/BF01932873); pricing the rest after a climb on a part follows Avella, Boccia, Salerno and Vasilyev (2012,
// doi:10.1016/j.cor.2011.09.016). There is no branching here: the gap stays as it is.
//
// A walk through all travel visits demands × sites pairs, a climbing step a few million.
type coarse struct {
	q     *question
	s     *search
	use   []bool  // by site: of the next part
	v     []int64 // by demand: multipliers of the last climb, at shift; nil before
	shift uint
}

const (
	mostPairs    = 40_000_000 // held in rows at once, some 45 bytes each with all that hangs on them
	coarsePairs  = 12_000_000 // of the first part
	coarseWalk   = 40         // evaluations of a walk
	coarseRounds = 30         // parts at most
	coarseSteps  = 300        // of a climb
	coarseNear   = 4          // a part has as many sites around those chosen as the sample has, divided by this
	coarseJoin   = 20         // sites that join after a climb, per site that may be chosen
)

// large reports whether coarse has to answer: rows do not fit, and every demand is served by any choice.
func (q *question) large() bool {
	if int64(len(q.p.Demands))*int64(q.least()) <= mostPairs || q.picks == 0 || q.freeSites <= q.picks {
		return false
	}
	for i := range q.p.Demands {
		if q.fixedNear[i] >= 0 || q.atRisk(i) {
			return false
		}
	}
	return true
}

// coarse answers with a first part of so many pairs.
func (q *question) coarse(pairs int) (*planner.SitingAnswer, error) {
	k := &coarse{q: q, use: make([]bool, len(q.p.Sites))}
	k.s = &search{m: q.m, seed: uint64(q.m.options.Seed), best: best{value: math.MaxInt64}} // no answer costs less than 0
	k.s.report = func(step string) {
		if k.s.best.sites == nil {
			q.progress(step, nil, &k.s.bound)
			return
		}
		q.progress(step, &k.s.best.value, &k.s.bound)
	}
	held := min(1, 8/float64(q.picks))
	size := int(float64(pairs) / float64(float64(len(q.p.Demands))*held))
	size = min(max(size, 2*q.picks), q.freeSites)
	seen := 0
	for j, free := range q.free {
		if free {
			k.use[j] = seen*size/q.freeSites != (seen+1)*size/q.freeSites
			seen++
		}
	}
	for range coarseRounds {
		value, bound := k.s.best.value, k.s.bound
		c := k.walk()
		if k.s.best.sites == nil || q.m.over() {
			break
		}
		joined := k.climb(c)
		if k.s.bound >= k.s.best.value || q.m.over() || !joined && k.s.best.value == value && k.s.bound == bound {
			break
		}
		k.surround(max(8, size/q.picks/coarseNear))
	}
	if k.s.best.sites == nil {
		return q.none(planner.Stopped, "The solve ended before it found a first answer. Allow more effort or a longer limit."), nil
	}
	final := q.tidy(k.s.best.sites, nil)
	r := final.recount()
	if r.unserved > 0 || r.sum > k.s.best.value {
		return nil, fmt.Errorf("median: internal: %d found, %d recounted with %d unserved", k.s.best.value, r.sum, r.unserved)
	}
	return q.answer(final.isOpen, r, r.sum, min(k.s.bound, r.sum)), nil
}

// part is the core of the sites in use.
func (k *coarse) part(need []int64) *core {
	sites := 0
	for _, is := range k.use {
		if is {
			sites++
		}
	}
	return k.q.core(k.use, min(sites, max(64, 8*sites/k.q.picks)), need)
}

// walk interchanges within the part, beginning with the best set, and returns its core.
func (k *coarse) walk() *core {
	c := k.part(nil)
	for !k.q.m.over() {
		w := k.s.walk(c, nil, coarseWalk)
		k.s.report("search")
		if w == nil || w.blind == 0 {
			break
		}
		need := k.s.need(c, w)
		c = k.part(append(need, make([]int64, len(k.q.p.Demands)-len(need))...))
	}
	return c
}

// surround adds to the part the chosen sites and, for each, some that are near: those nearest to the demand that is nearest to it.
func (k *coarse) surround(count int) {
	q := k.q
	r := q.reader(nil, q.opened(k.s.best.sites))
	nearest, least := map[int32]int{}, map[int32]int64{}
	for i := range q.p.Demands {
		ties, d := r.nearest(i)
		if before, found := least[ties[0]]; !found || d < before {
			nearest[ties[0]], least[ties[0]] = i, d
		}
	}
	for _, j := range k.s.best.sites {
		k.use[j] = true
		i, found := nearest[j]
		if !found {
			continue
		}
		var row []pair
		for other, leg := range q.p.Travel.Row(i) {
			if q.free[other] && q.p.Limit.Allows(leg) {
				row = append(row, pair{uint32(q.distance(leg)), int32(other)})
			}
		}
		slices.SortFunc(row, byDistance)
		for _, x := range row[:min(count, len(row))] {
			k.use[x.site] = true
		}
	}
}

// climb bounds the question on a part and lets sites join it; false where there are none.
func (k *coarse) climb(c *core) (joined bool) {
	start := k.s.start(c)
	share := 1.0
	if k.v != nil {
		share = 0.1
		for i, id := range c.rowID {
			start.v[i] = min(rescale(k.v[id], k.shift, c.shift), c.far[i]<<c.shift)
		}
	}
	b := newClimber(c, k.q.m)
	copy(b.best.v, start.v)
	b.climb((k.s.best.value-1)<<c.shift+1, share, coarseSteps, 25)
	found := best{value: math.MaxInt64}
	b.descend(k.s.best.value, &found, nil)
	k.s.best.offer(found.value, found.sites)
	k.v, k.shift = make([]int64, len(k.q.p.Demands)), c.shift
	for i, id := range c.rowID {
		k.v[id] = b.best.v[i]
	}
	bound, reduced, ok := k.price()
	if !ok {
		return false
	}
	k.s.bound = max(k.s.bound, min(bound, k.s.best.value))
	k.s.report("bound")
	return join(k.use, reduced, coarseJoin*k.q.picks)
}

// price adds up what the multipliers prove of all sites, with the reduced cost of each; false where the meter ended it.
func (k *coarse) price() (bound int64, reduced []int64, ok bool) {
	q, v, shift, total := k.q, k.v, k.shift, int64(0)
	reduced = make([]int64, len(q.p.Sites))
	for i, demand := range q.p.Demands {
		if demand.Weight == 0 || v[i] == 0 {
			continue
		}
		total += demand.Weight * v[i]
		for j, leg := range q.p.Travel.Row(i) {
			if d := q.distance(leg) << shift; d < v[i] && q.p.Limit.Allows(leg) {
				reduced[j] -= demand.Weight * (v[i] - d)
			}
		}
		if !q.m.spend(int64(len(q.p.Sites))/4 + 1) {
			return 0, nil, false
		}
	}
	var below []int64
	for j, r := range reduced {
		if q.free[j] && r < 0 {
			below = append(below, r)
		} else {
			reduced[j] = 0
		}
	}
	slices.Sort(below)
	for _, r := range below[:min(q.picks, len(below))] {
		total += r
	}
	return ceilShift(total, shift), reduced, true
}

// join adds sites that are not in use, those with the least reduced costs first, and reports whether there were any.
func join(use []bool, reduced []int64, most int) bool {
	var list []int32
	for j, r := range reduced {
		if r < 0 && !use[j] {
			list = append(list, int32(j))
		}
	}
	slices.SortStableFunc(list, func(a, b int32) int {
		switch {
		case reduced[a] < reduced[b]:
			return -1
		case reduced[a] > reduced[b]:
			return 1
		}
		return 0
	})
	for _, j := range list[:min(most, len(list))] {
		use[j] = true
	}
	return len(list) > 0
}
