package median

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// question is a problem as it was read once: what is known of every demand, and which sites may be chosen.
type question struct {
	p              *planner.Siting
	m              *meter
	free           []bool // by site: may be chosen
	freeSites      int
	picks          int     // sites to choose
	fixedNear      []int64 // by demand: distance of the nearest fixed site within the limit, -1 for none
	count          []int32 // by demand: free sites within the limit
	farthest       []int64 // by demand: distance of the farthest allowed site within the limit
	blocked        []int32
	ceiling        int64 // no answer that serves every demand costs more
	penalty        int64 // what an unserved demand costs at least
	radius         int64 // distances above it do not count
	stoppedReading bool
	at             func(demand, site int) (geo.Leg, bool) // one leg; nil where travel only gives rows
}

// teller is travel that gives a single leg too, the same as its rows hold; false where they hold none.
type teller interface {
	At(demand, site int) (geo.Leg, bool)
}

const (
	mostTotal    = 1 << 58 // sums of weight × distance stay below, so that scaled ones fit int64
	mostDistance = math.MaxUint32 - 1
)

// distance is the leg's d.
func (q *question) distance(leg geo.Leg) int64 {
	if q.p.Limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// newQuestion reads all travel once.
func newQuestion(p *planner.Siting, m *meter) (*question, error) {
	n := len(p.Demands)
	q := &question{p: p, m: m, free: make([]bool, len(p.Sites)), fixedNear: make([]int64, n), count: make([]int32, n), farthest: make([]int64, n), radius: math.MaxInt64}
	for j, s := range p.Sites {
		if q.free[j] = !s.Fixed && !s.Forbidden; q.free[j] {
			q.freeSites++
		}
	}
	if t, is := p.Travel.(teller); is {
		q.at = t.At
	}
	q.picks = int(min(*p.New, int64(q.freeSites)))
	for i, demand := range p.Demands {
		q.fixedNear[i] = -1
		for j, leg := range p.Travel.Row(i) {
			if p.Sites[j].Forbidden || !p.Limit.Allows(leg) {
				continue
			}
			d := q.distance(leg)
			if d < 0 || d > mostDistance {
				return nil, fmt.Errorf("travel from demand %d to site %d is %d, expected 0 to %d; choose a smaller limit", i, j, d, int64(mostDistance))
			}
			q.farthest[i] = max(q.farthest[i], d)
			if q.free[j] {
				q.count[i]++
			} else if q.fixedNear[i] < 0 || d < q.fixedNear[i] {
				q.fixedNear[i] = d
			}
		}
		if q.fixedNear[i] < 0 && q.count[i] == 0 {
			q.blocked = append(q.blocked, int32(i))
		}
		high, low := bits.Mul64(uint64(demand.Weight), uint64(q.farthest[i]))
		if high > 0 || low > mostTotal || q.ceiling > mostTotal-int64(low) {
			return nil, fmt.Errorf("the sum of weight × distance may pass %d; use coarser weights or a smaller limit", int64(mostTotal))
		}
		q.ceiling += int64(low)
		if m.spend(int64(len(p.Sites))/4 + 1); m.stopped() {
			q.stoppedReading = true
			return q, nil
		}
	}
	q.within(math.MaxInt64)
	return q, nil
}

// within sets the radius, and the penalty so that whoever pays it is above the ceiling, as far as sums allow.
func (q *question) within(radius int64) {
	q.radius = radius
	atRisk := int64(0)
	for i := range q.p.Demands {
		if q.atRisk(i) {
			atRisk++
		}
	}
	q.penalty = min(q.ceiling+1, (mostTotal-q.ceiling)/max(1, atRisk))
}

// hasFixed reports whether a fixed site serves a demand within the radius.
func (q *question) hasFixed(i int) bool { return q.fixedNear[i] >= 0 && q.fixedNear[i] <= q.radius }

// atRisk reports whether a demand may be left unserved.
func (q *question) atRisk(i int) bool {
	return !q.hasFixed(i) && (q.radius < math.MaxInt64 || int(q.count[i]) <= q.freeSites-q.picks)
}

// pair is a site of a row while it is read.
type pair struct {
	dist uint32
	site int32
}

// core reads the travel of the sites in use. Each row holds at least the least nearest sites and all that are nearer
// than its need (nil: no such wish).
func (q *question) core(use []bool, least int, need []int64) *core {
	p := q.p
	c := &core{start: []int32{0}, picks: q.picks}
	renamed := make([]int32, len(p.Sites))
	for j := range p.Sites {
		renamed[j] = -1
		if use[j] {
			renamed[j] = int32(len(c.siteID))
			c.siteID = append(c.siteID, int32(j))
		}
	}
	few := q.at != nil && len(c.siteID) < len(p.Sites)/2 // so few that asking for each is less than walking through rows
	blind := false
	var row []pair
	for i, demand := range p.Demands {
		weight, far := demand.Weight, q.farthest[i]+1
		atRisk := q.atRisk(i)
		switch {
		case q.hasFixed(i):
			far = q.fixedNear[i]
		case atRisk:
			far = (q.penalty + max(1, weight) - 1) / max(1, weight)
			far = max(far, q.farthest[i]+1)
		}
		if weight == 0 && !atRisk {
			continue
		}
		row = row[:0]
		add := func(j int, leg geo.Leg) {
			if d := q.distance(leg); d < far && d <= q.radius && p.Limit.Allows(leg) {
				row = append(row, pair{uint32(d), renamed[j]})
			}
		}
		if few {
			for _, j := range c.siteID {
				if leg, found := q.at(i, int(j)); found {
					add(int(j), leg)
				}
			}
		} else {
			for j, leg := range p.Travel.Row(i) {
				if renamed[j] >= 0 {
					add(j, leg)
				}
			}
		}
		q.m.spend(int64(len(p.Sites))/4 + 1)
		hidden := false
		if len(row) > least {
			row, far, hidden = nearest(row, least, need, i, far)
		}
		slices.SortFunc(row, byDistance)
		if weight == 0 {
			weight = 1
			for k := range row {
				row[k].dist = 0
			}
		}
		if len(row) == 0 && !hidden {
			c.base += weight * far
			continue
		}
		for _, x := range row {
			c.site, c.dist = append(c.site, x.site), append(c.dist, x.dist)
		}
		c.weight, c.far, c.rowID = append(c.weight, weight), append(c.far, far), append(c.rowID, int32(i))
		c.start = append(c.start, int32(len(c.site)))
		c.blind = append(c.blind, hidden)
		blind = blind || hidden
	}
	if !blind {
		c.blind = nil
	}
	c.scale(maxShift)
	return c
}

// maxShift is the finest that multipliers divide a unit of distance.
const maxShift = 20

func byDistance(a, b pair) int {
	if a.dist != b.dist {
		if a.dist < b.dist {
			return -1
		}
		return 1
	}
	return int(a.site) - int(b.site)
}

// nearest keeps the least nearest pairs of a row and those nearer than need, and lowers far to the first that is missing.
func nearest(row []pair, least int, need []int64, i int, far int64) (kept []pair, newFar int64, hidden bool) {
	dist := make([]int64, len(row))
	for k, x := range row {
		dist[k] = int64(x.dist)
	}
	edge := selectNth(dist, least) // pairs at the edge are not held
	if need != nil {
		edge = max(edge, need[i])
	}
	newFar = far
	for _, x := range row {
		if int64(x.dist) < edge {
			kept = append(kept, x)
		} else {
			newFar, hidden = min(newFar, int64(x.dist)), true
		}
	}
	return kept, newFar, hidden
}
