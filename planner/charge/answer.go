package charge

import (
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// infeasible is an answer that says that there is none, and why.
func infeasible(p *planner.Siting, m *meter, blocked []int32, reason string) *planner.SitingAnswer {
	return &planner.SitingAnswer{Status: planner.Infeasible, Blocked: blocked, Reason: reason, Stats: m.stats(),
		Assignment: slices.Repeat([]int32{planner.Unassigned}, len(p.Demands))}
}

// answer writes a plan of the core as an answer to the problem; nil where none was found.
func (c *core) answer(p *planner.Siting, m *meter, best *plan, bound int64) *planner.SitingAnswer {
	a := &planner.SitingAnswer{Bound: &bound, Stats: m.stats()}
	switch {
	case best == nil:
		a.Assignment = slices.Repeat([]int32{planner.Unassigned}, len(p.Demands))
		a.Status, a.Reason = planner.Stopped, "The solve ended before it found a first answer."
		return a
	case best.value == bound:
		a.Status = planner.Optimal
	case m.stopped:
		a.Status = planner.Stopped
	default:
		a.Status = planner.Feasible
	}
	a.Objective = &best.value
	for _, j := range best.open {
		a.Open = append(a.Open, c.siteID[j])
	}
	switch {
	case c.mode == shared:
		for _, s := range best.parts {
			a.Shares = append(a.Shares, planner.Share{Demand: s.demand, Site: c.siteID[s.site], Load: s.load})
		}
	case p.Split():
		for i, j := range best.serves {
			a.Shares = append(a.Shares, planner.Share{Demand: int32(i), Site: c.siteID[j], Load: c.load[i]})
		}
	case p.Loaded():
		for _, j := range best.serves {
			a.Assignment = append(a.Assignment, c.siteID[j])
		}
	default:
		a.Assignment = assign(p, a.Open)
	}
	return a
}

// assign gives every demand the nearest open site within the limit by (d, metres, seconds, position).
func assign(p *planner.Siting, open []int32) []int32 {
	isOpen := make([]bool, len(p.Sites))
	for _, j := range open {
		isOpen[j] = true
	}
	out := make([]int32, len(p.Demands))
	for i := range p.Demands {
		out[i] = planner.Unassigned
		var best geo.Leg
		for j, leg := range p.Travel.Row(i) {
			if !isOpen[j] || !p.Limit.Allows(leg) {
				continue
			}
			if out[i] == planner.Unassigned || nearer(p, leg, best) {
				best, out[i] = leg, int32(j)
			}
		}
	}
	return out
}

func nearer(p *planner.Siting, a, b geo.Leg) bool {
	for _, step := range [][2]int64{{measure(p, a), measure(p, b)}, {a.Meters, b.Meters}, {a.Seconds, b.Seconds}} {
		if step[0] != step[1] {
			return step[0] < step[1]
		}
	}
	return false
}
