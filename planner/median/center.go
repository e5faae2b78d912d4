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
// Where we deviate: near the best radius a trial may take for ever, while a little farther up it finds an answer and a
// little farther down a proof. So a trial may spend only so much; what it leaves undecided is gone around on both sides,
// and then all is tried again with more.
//
// Among the sets found with the best radius the one with the least sum of weight times distance is sought by the
// interchange of PMedian within that radius.
func (q *question) center() (*planner.SitingAnswer, error) {
	b := &bracket{q: q, high: -1}
	for i := range q.p.Demands {
		b.low = max(b.low, q.lowest(i))
	}
	limit := int64(0)
	for _, d := range q.farthest {
		limit = max(limit, d)
	}
	if b.try(limit, q.m.left()) == no { // the widest radius first: whether there is an answer at all
		return q.none(planner.Infeasible, fmt.Sprintf("%d new sites cannot serve every demand within the limit of %d %s. Allow more sites or raise the limit.",
			*q.p.New, q.p.Limit.Value, q.p.Limit.Metric)), nil
	}
	if b.high < 0 {
		return q.none(planner.Stopped, fmt.Sprintf("No set of %d new sites that serves every demand within the limit of %d %s was found; whether there is one is not known. Allow more sites, more effort or a longer limit.",
			*q.p.New, q.p.Limit.Value, q.p.Limit.Metric)), nil
	}
	for budget := int64(firstTrial); b.low < b.high && !q.m.over() && !b.stuck; budget *= 2 {
		b.sweep(budget)
	}
	best := q.nearer(b.best, b.high)
	final := q.tidy(best, nil)
	r := final.recount()
	if r.unserved > 0 || r.largest != b.high {
		return nil, fmt.Errorf("median: internal: radius %d found, %d recounted with %d unserved", b.high, r.largest, r.unserved)
	}
	a := q.answer(final.isOpen, r, b.high, min(b.low, b.high))
	a.Second = &r.sum
	return a, nil
}

// firstTrial is the effort of a trial of the first sweep, some tenths of a second.
const firstTrial = 20_000_000

// bracket is what is known of the best radius.
type bracket struct {
	q     *question
	low   int64   // no answer is better
	high  int64   // radius of the best answer; -1 none yet
	best  []int32 // its sites
	stuck bool    // a trial ended undecided though it had effort left
}

// verdict is what a trial of a radius says.
type verdict int

const (
	unknown verdict = iota
	yes
	no
)

// try tries one radius and takes in what comes of it.
func (b *bracket) try(radius, budget int64) verdict {
	sites, said, ended := b.q.coverable(radius, b.best, budget)
	switch said {
	case yes:
		if r := b.q.tidy(sites, nil).recount(); r.unserved == 0 && (b.high < 0 || r.largest < b.high) {
			b.high, b.best = r.largest, slices.Clone(sites)
			b.q.reportCenter("search", b.high, b.low)
		}
	case no:
		b.low = b.q.nextDistance(radius)
		b.q.reportCenter("bound", b.high, b.low)
	default:
		b.stuck = b.stuck || !ended
	}
	return said
}

// sweep narrows the bracket by bisection, each trial within a budget. Radii from one undecided trial to the farthest
// undecided others are left in the middle, and the wider of the gaps above and below is bisected, until both are small.
func (b *bracket) sweep(budget int64) {
	small := max(1, (b.high-b.low)/sweepShare)
	from, to := int64(-1), int64(-1) // undecided; -1 nothing
	for b.low < b.high && !b.q.m.over() && !b.stuck {
		radius := b.low + (b.high-b.low)/2
		if to >= 0 {
			above, below := b.high-to, from-b.low
			if max(above, below) <= small {
				return
			}
			if radius = to + above/2; below > above {
				radius = b.low + below/2
			}
		}
		if b.try(radius, budget) == unknown {
			if to < 0 {
				from, to = radius, radius
			}
			from, to = min(from, radius), max(to, radius)
		}
		switch {
		case to >= 0 && (b.high <= from || b.low > to):
			from, to = -1, -1
		case to >= 0 && b.high <= to:
			to = from
		case to >= 0 && b.low > from:
			from = to
		}
	}
}

// sweepShare of the bracket is how small gaps beside what is undecided become before trials are given more effort.
const sweepShare = 16

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

// A trial's weighting may take a share of the budget, and as much effort as so many walks through the core.
const (
	weighShare = 4
	weighSteps = 2000
)

// coverable reports whether picks sites cover all demands within a radius, searching from the sites of an answer, and
// whether the budget ended it.
func (q *question) coverable(radius int64, from []int32, budget int64) (sites []int32, said verdict, ended bool) {
	c := q.covering(radius)
	if c == nil {
		return nil, no, false
	}
	m := q.m.fork(budget)
	s := &search{m: m, seed: uint64(q.m.options.Seed), best: best{value: 1, sites: from}, report: func(string) {}}
	if c.rows() > 0 && c.picks > 0 {
		part := m.fork(min(budget/weighShare, weighSteps*int64(c.pairs()+c.rows())))
		set := newWeigher(c, part, s.seed, uint64(radius)).search(s.within(c))
		if m.join(part); set != nil {
			s.take(c, nil, 0, set)
		}
	}
	if s.best.value > 0 {
		s.run(c)
	}
	q.m.join(m)
	q.m.spend(1)
	switch {
	case s.best.value == 0:
		return s.best.sites, yes, false
	case s.bound >= 1:
		return nil, no, false
	}
	return nil, unknown, m.over()
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
