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

// recount measures a set of open sites by the problem itself: each demand at its nearest open site by (d, metres,
// seconds, position).
func (q *question) recount(isOpen []bool) counted {
	r := counted{assignment: make([]int32, len(q.p.Demands))}
	for i, demand := range q.p.Demands {
		at, best, nearest := planner.Unassigned, geo.Leg{}, int64(math.MaxInt64)
		for j, leg := range q.p.Travel.Row(i) {
			if !isOpen[j] || !q.p.Limit.Allows(leg) {
				continue
			}
			d := q.distance(leg)
			if d < nearest || d == nearest && (leg.Meters < best.Meters || leg.Meters == best.Meters && leg.Seconds < best.Seconds) {
				at, best, nearest = int32(j), leg, d
			}
		}
		r.assignment[i] = at
		if at == planner.Unassigned {
			r.unserved++
			continue
		}
		r.sum += demand.Weight * nearest
		r.largest = max(r.largest, nearest)
	}
	return r
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
func (q *question) tidy(sites []int32) []bool {
	isOpen := q.opened(sites)
	left := q.picks - len(sites)
	for j, free := range q.free {
		if left > 0 && free && !isOpen[j] {
			isOpen[j] = true
			left--
		}
	}
	start, near := []int32{0}, []int32(nil) // by demand: the open sites that are nearest alike
	for i, demand := range q.p.Demands {
		from, least := len(near), int64(math.MaxInt64)
		for j, leg := range q.p.Travel.Row(i) {
			if !isOpen[j] || !q.p.Limit.Allows(leg) {
				continue
			}
			d := q.distance(leg)
			if demand.Weight == 0 && q.p.Objective == planner.PMedian {
				d = 0
			}
			if d < least {
				near, least = near[:from], d
			}
			if d == least {
				near = append(near, int32(j))
			}
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
	return isOpen
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
