package median

import (
	"math"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// none is an answer that says that there is none.
func (q *question) none(status planner.Status, reason string) *planner.SitingAnswer {
	return &planner.SitingAnswer{
		Status: status, Reason: reason, Blocked: q.blocked, Stats: q.m.stats(),
		Assignment: slices.Repeat([]int32{planner.Unassigned}, len(q.p.Demands)),
	}
}

// counted is a set of open sites with what it comes to.
type counted struct {
	assignment []int32
	sum        int64 // Σ weight·d
	largest    int64 // d
	unserved   int
}

// reader finds nearest open sites: from the rows of a core that holds all free sites, where that says enough, and from the
// problem's travel otherwise. Reading all travel again can take seconds where it is computed, which an answer after the
// time limit must not.
type reader struct {
	q      *question
	c      *core // nil: travel alone
	row    []int32
	isOpen []bool
	open   []int32 // the open sites where they are few, so that asking for each is less than walking through a row; nil: not known
	ties   []int32
}

func (q *question) reader(c *core, isOpen []bool) *reader {
	r := &reader{q: q, c: c, row: slices.Repeat([]int32{-1}, len(q.p.Demands)), isOpen: isOpen}
	if c != nil {
		for i, id := range c.rowID {
			if q.p.Demands[id].Weight > 0 { // without weight the core knows no distances
				r.row[id] = int32(i)
			}
		}
	}
	return r
}

// nearest returns the open sites that are nearest alike, ascending, and their d; none where nobody serves the demand.
func (r *reader) nearest(i int) (ties []int32, least int64) {
	r.ties, least = r.ties[:0], math.MaxInt64
	if at := r.row[i]; at >= 0 { // a site in the row is nearer than every fixed one and every missing one
		c := r.c
		for k := c.start[at]; k < c.start[at+1] && int64(c.dist[k]) <= least; k++ {
			if id := c.siteID[c.site[k]]; r.isOpen[id] {
				r.ties, least = append(r.ties, id), int64(c.dist[k])
			}
		}
		if len(r.ties) > 0 {
			return r.ties, least
		}
	}
	look := func(j int, leg geo.Leg) {
		d := r.q.distance(leg)
		if d > least || !r.q.p.Limit.Allows(leg) {
			return
		}
		if d < least {
			r.ties, least = r.ties[:0], d
		}
		r.ties = append(r.ties, int32(j))
	}
	if r.open == nil {
		r.list()
	}
	if r.q.at != nil && len(r.open) < len(r.isOpen)/4 {
		for _, j := range r.open {
			if leg, found := r.q.at(i, int(j)); found {
				look(int(j), leg)
			}
		}
		return r.ties, least
	}
	for j, leg := range r.q.p.Travel.Row(i) {
		if r.isOpen[j] {
			look(j, leg)
		}
	}
	return r.ties, least
}

// list reads isOpen again.
func (r *reader) list() {
	r.open = []int32{}
	for j, is := range r.isOpen {
		if is {
			r.open = append(r.open, int32(j))
		}
	}
}

// first returns the first of some sites by (metres, seconds, position).
func (r *reader) first(i int, among []int32) int32 {
	if len(among) == 1 {
		return among[0]
	}
	at, best := int32(-1), geo.Leg{}
	for j, leg := range r.q.p.Travel.Row(i) {
		if _, is := slices.BinarySearch(among, int32(j)); is {
			if at < 0 || leg.Meters < best.Meters || leg.Meters == best.Meters && leg.Seconds < best.Seconds {
				at, best = int32(j), leg
			}
		}
	}
	return at
}

// recount measures a set of open sites: each demand at its nearest open site by (d, metres, seconds, position).
func (r *reader) recount() counted {
	n := counted{assignment: make([]int32, len(r.q.p.Demands))}
	r.list()
	for i, demand := range r.q.p.Demands {
		ties, d := r.nearest(i)
		if len(ties) == 0 {
			n.assignment[i] = planner.Unassigned
			n.unserved++
			continue
		}
		n.assignment[i] = r.first(i, ties)
		n.sum += demand.Weight * d
		n.largest = max(n.largest, d)
	}
	return n
}

// opened marks the fixed sites and some more.
func (q *question) opened(sites []int32) []bool {
	isOpen := make([]bool, len(q.p.Sites))
	for j, s := range q.p.Sites {
		isOpen[j] = s.Fixed
	}
	for _, j := range sites {
		isOpen[j] = true
	}
	return isOpen
}

// tidy opens further sites, the first by position, as long as more are allowed, so that no demand goes without a site
// that has room, and then closes again, from the highest position down, every new one that serves nobody nearer than
// the others do.
func (q *question) tidy(sites []int32, c *core) *reader {
	r := q.reader(c, q.opened(sites))
	isOpen := r.isOpen
	left := q.picks - len(sites)
	for j, free := range q.free {
		if left > 0 && free && !isOpen[j] {
			isOpen[j] = true
			left--
		}
	}
	start, near := []int32{0}, []int32(nil) // by demand: the open sites that are nearest alike, or any where it has no weight
	for i, demand := range q.p.Demands {
		if demand.Weight == 0 && q.p.Objective == planner.PMedian {
			for j, leg := range q.p.Travel.Row(i) {
				if isOpen[j] && q.p.Limit.Allows(leg) {
					near = append(near, int32(j))
				}
			}
		} else {
			ties, _ := r.nearest(i)
			near = append(near, ties...)
		}
		start = append(start, int32(len(near)))
	}
	of := make([][]int32, len(isOpen)) // by site: demands that it is nearest to
	others := make([]int32, len(q.p.Demands))
	for i := range q.p.Demands {
		others[i] = start[i+1] - start[i]
		for _, j := range near[start[i]:start[i+1]] {
			of[j] = append(of[j], int32(i))
		}
	}
	for j := len(isOpen) - 1; j >= 0; j-- {
		if !isOpen[j] || !q.free[j] {
			continue
		}
		idle := true
		for _, i := range of[j] {
			idle = idle && others[i] > 1
		}
		if idle {
			isOpen[j] = false
			for _, i := range of[j] {
				others[i]--
			}
		}
	}
	return r
}

// answer writes a set of open sites with the objective that measure gives and a proven bound.
func (q *question) answer(isOpen []bool, r counted, objective, bound int64) *planner.SitingAnswer {
	a := &planner.SitingAnswer{Assignment: r.assignment, Objective: &objective, Bound: &bound, Stats: q.m.stats()}
	for j, is := range isOpen {
		if is {
			a.Open = append(a.Open, int32(j))
		}
	}
	switch {
	case objective == bound:
		a.Status = planner.Optimal
	case q.m.stopped():
		a.Status = planner.Stopped
	default:
		a.Status = planner.Feasible
	}
	return a
}

// progress reports a step.
func (q *question) progress(step string, objective, bound *int64) {
	if q.m.options.Progress != nil {
		q.m.options.Progress(planner.Progress{Step: step, Objective: objective, Bound: bound, Effort: q.m.effort})
	}
}
