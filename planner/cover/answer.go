package cover

import (
	"fmt"
	"math"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// answer writes the chosen free sites and the core's bound as an answer to the problem.
func (in *instance) answer(m *meter, chosen []int32, bound int64) *planner.SitingAnswer {
	p := in.problem
	isOpen := make([]bool, len(p.Sites))
	for j, site := range p.Sites {
		isOpen[j] = site.Fixed
	}
	for _, j := range chosen {
		isOpen[in.core.siteID[j]] = true
	}
	if p.Objective == planner.SetCover {
		openFree(p, isOpen)
	}
	a := &planner.SitingAnswer{Blocked: in.blocked, Stats: m.stats()}
	for j, is := range isOpen {
		if is {
			a.Open = append(a.Open, int32(j))
		}
	}
	value, _ := in.core.value(chosen)
	a.Objective, a.Bound = in.figure(value), in.figure(bound)
	a.Assignment = assign(p, isOpen)
	switch {
	case p.Objective != planner.MCLP && len(in.blocked) > 0:
		a.Status = planner.Infeasible
		a.Reason = fmt.Sprintf("%d of %d demands lie beyond the limit of %d %s from every allowed site; the answer covers all others. Allow more sites or raise the limit.",
			len(in.blocked), len(p.Demands), p.Limit.Value, p.Limit.Metric)
	case *a.Objective == *a.Bound:
		a.Status = planner.Optimal
	case m.stopped:
		a.Status = planner.Stopped
	default:
		a.Status = planner.Feasible
	}
	return a
}

// figure turns a value or bound of the core (rounded up: the core minimises and whole units are all there
// are) into one of the problem.
func (in *instance) figure(value int64) *int64 {
	figure := ceilDiv(value, in.core.scale) * in.unit
	if in.problem.Objective == planner.MCLP {
		figure = in.total - figure
	}
	return &figure
}

// openFree opens, for every demand that is not covered, the first of its sites that cost nothing. A core leaves such
// demands out; a demand that the core covers already finds its site open.
func openFree(p *planner.Siting, isOpen []bool) {
	for i := range p.Demands {
		first, covered := -1, false
		for j, leg := range p.Travel.Row(i) {
			if !p.Limit.Allows(leg) {
				continue
			}
			covered = covered || isOpen[j]
			if first < 0 && p.Sites[j].CostYuan == 0 && !p.Sites[j].Forbidden {
				first = j
			}
		}
		if !covered && first >= 0 {
			isOpen[first] = true
		}
	}
}

func ceilDiv(a, b int64) int64 {
	if a <= 0 {
		return a / b
	}
	return (a + b - 1) / b
}

// assign gives every demand the nearest open site within the limit by the limit's metric, metres, seconds, position.
func assign(p *planner.Siting, isOpen []bool) []int32 {
	out := make([]int32, len(p.Demands))
	for i := range p.Demands {
		out[i] = planner.Unassigned
		best := geo.Leg{Meters: math.MaxInt64, Seconds: math.MaxInt64}
		for j, leg := range p.Travel.Row(i) {
			if !isOpen[j] || !p.Limit.Allows(leg) {
				continue
			}
			closer := leg.Meters < best.Meters || leg.Meters == best.Meters && leg.Seconds < best.Seconds
			if p.Limit.Metric == geo.BySeconds && leg.Seconds != best.Seconds {
				closer = leg.Seconds < best.Seconds
			}
			if closer {
				best, out[i] = leg, int32(j)
			}
		}
	}
	return out
}

// nothing is the answer of a solve that was stopped before it had one.
func nothing(p *planner.Siting, m *meter) *planner.SitingAnswer {
	return &planner.SitingAnswer{
		Status:     planner.Stopped,
		Assignment: slices.Repeat([]int32{planner.Unassigned}, len(p.Demands)),
		Reason:     "The solve was stopped before it found a first answer.",
		Stats:      m.stats(),
	}
}
