package median

import (
	"fmt"
	"math"
	"slices"

	"cuntong/planner"
)

// PCenter by trying radii: a radius is enough if so many sites can cover every demand within it. Bisection over the
// radii between a bound and the best answer takes some ten to twenty trials. Minieka (1970, doi:10.1137/1012016) had
// the idea; Elloumi, Labbé and Pochet (2004, doi:10.1287/ijoc.1030.0028) bracket the radius first. Each trial is a core
// in which a demand that is not covered costs 1, after the usual reductions of set covering, and ends at once when a
// bound above 0 or a value of 0 is found.
//
// Among the sets found with the best radius the one with the least sum of weight times distance is sought by the
// interchange of PMedian within that radius.
func (q *question) center() (*planner.SitingAnswer, error) {
	low := int64(0) // no answer is better
	for i := range q.p.Demands {
		low = max(low, q.lowest(i))
	}
	high := int64(-1) // radius of the best answer; -1 none yet
	var best []int32
	accept := func(sites []int32) {
		r := q.tidy(sites, nil).recount()
		if r.unserved == 0 && (high < 0 || r.largest < high) {
			high, best = r.largest, slices.Clone(sites)
			q.reportCenter("search", high, low)
		}
	}
	limit := int64(0)
	for _, d := range q.farthest {
		limit = max(limit, d)
	}
	// The widest radius first: whether there is an answer at all. Then from below, then by bisection.
	undecided := false
	for try := limit; !q.m.over(); {
		sites, possible, decided := q.coverable(try)
		switch {
		case !decided:
			undecided = true
		case possible:
			accept(sites)
		case try == limit:
			return q.none(planner.Infeasible, fmt.Sprintf("%d new sites cannot serve every demand within the limit of %d %s. Allow more sites or raise the limit.",
				*q.p.New, q.p.Limit.Value, q.p.Limit.Metric)), nil
		default:
			low = q.nextDistance(try)
			q.reportCenter("bound", high, low)
		}
		if undecided || high >= 0 && low >= high {
			break
		}
		try = low + (high-low)/2
	}
	if high < 0 {
		return q.none(planner.Stopped, fmt.Sprintf("No set of %d new sites that serves every demand within the limit of %d %s was found; whether there is one is not known. Allow more sites, more effort or a longer limit.",
			*q.p.New, q.p.Limit.Value, q.p.Limit.Metric)), nil
	}
	best = q.nearer(best, high)
	final := q.tidy(best, nil)
	r := final.recount()
	if r.unserved > 0 || r.largest != high {
		return nil, fmt.Errorf("median: internal: radius %d found, %d recounted with %d unserved", high, r.largest, r.unserved)
	}
	a := q.answer(final.isOpen, r, high, min(low, high))
	a.Second = &r.sum
	return a, nil
}

func (q *question) reportCenter(step string, high, low int64) {
	if high < 0 {
		q.progress(step, nil, &low)
		return
	}
	low = min(low, high)
	q.progress(step, &high, &low)
}

// lowest is the distance of a demand to its nearest allowed site.
func (q *question) lowest(i int) int64 {
	least := int64(math.MaxInt64)
	for j, leg := range q.p.Travel.Row(i) {
		if !q.p.Sites[j].Forbidden && q.p.Limit.Allows(leg) {
			least = min(least, q.distance(leg))
		}
	}
	return least
}

// nextDistance is the least distance above d of any demand and allowed site.
func (q *question) nextDistance(d int64) int64 {
	next := int64(math.MaxInt64)
	for i := range q.p.Demands {
		for j, leg := range q.p.Travel.Row(i) {
			if at := q.distance(leg); at > d && at < next && !q.p.Sites[j].Forbidden && q.p.Limit.Allows(leg) {
				next = at
			}
		}
		q.m.spend(int64(len(q.p.Sites))/8 + 1)
	}
	return next
}

// coverable reports whether picks sites cover all demands within a radius; undecided where the effort ran out.
func (q *question) coverable(radius int64) (sites []int32, possible, decided bool) {
	c := q.covering(radius)
	if c == nil {
		return nil, false, true
	}
	s := &search{m: q.m, seed: uint64(q.m.options.Seed), best: best{value: 1}, report: func(string) {}}
	s.run(c)
	switch {
	case s.best.value == 0:
		return s.best.sites, true, true
	case s.bound >= 1:
		return nil, false, true
	}
	return nil, false, false
}

// covering is the core of a radius: rows are the demands that no fixed site covers; nil where one has no site at all.
func (q *question) covering(radius int64) *core {
	c := &core{start: []int32{0}, picks: q.picks}
	renamed := make([]int32, len(q.free))
	for j, free := range q.free {
		if free {
			renamed[j] = int32(len(c.siteID))
			c.siteID = append(c.siteID, int32(j))
		}
	}
	for i := range q.p.Demands {
		if q.fixedNear[i] >= 0 && q.fixedNear[i] <= radius {
			continue
		}
		begin := len(c.site)
		for j, leg := range q.p.Travel.Row(i) {
			if q.free[j] && q.p.Limit.Allows(leg) && q.distance(leg) <= radius {
				c.site, c.dist = append(c.site, renamed[j]), append(c.dist, 0)
			}
		}
		q.m.spend(int64(len(q.p.Sites))/8 + 1)
		if len(c.site) == begin {
			return nil
		}
		c.start = append(c.start, int32(len(c.site)))
		c.weight, c.far, c.rowID = append(c.weight, 1), append(c.far, 1), append(c.rowID, int32(i))
	}
	c = reduce(c, q.m)
	c.scale(maxShift)
	return c
}

// nearer improves the sum of weight times distance of a set within a radius.
func (q *question) nearer(sites []int32, radius int64) []int32 {
	if q.picks == 0 || q.m.over() {
		return sites
	}
	q.within(radius)
	c := q.core(q.free, q.least(), nil)
	if c.rows() == 0 {
		return sites
	}
	s := &search{m: q.m, seed: uint64(q.m.options.Seed), best: best{value: q.ceiling + 1, sites: slices.Sorted(slices.Values(sites))}, report: func(string) {}}
	s.walk(c, nil, tieWalk)
	return s.best.sites
}

// tieWalk evaluations are spent on breaking ties at most.
const tieWalk = 300
