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

// answer writes a reply as an answer to the problem, whose sites are siteID.
func answer(p *planner.Siting, r *Reply, siteID []int32) *planner.SitingAnswer {
	a := &planner.SitingAnswer{Status: r.Status, Objective: r.Objective, Bound: r.Bound, Stats: r.Stats}
	if r.Objective == nil {
		a.Assignment = slices.Repeat([]int32{planner.Unassigned}, len(p.Demands))
		a.Reason = "The solve ended before it found a first answer."
		if r.Status == planner.Infeasible {
			a.Reason = "No set of sites within the limits has room for all loads. Allow more sites or raise capacities."
		}
		return a
	}
	for _, j := range r.Open {
		a.Open = append(a.Open, siteID[j])
	}
	switch {
	case !p.Loaded():
		a.Assignment = assign(p, a.Open)
	case !p.Splittable:
		for _, j := range r.Serves {
			a.Assignment = append(a.Assignment, siteID[j])
		}
	case r.Shares == nil: // no capacity binds
		for i, j := range r.Serves {
			a.Shares = append(a.Shares, planner.Share{Demand: int32(i), Site: siteID[j], Load: p.Demands[i].Load})
		}
	default:
		for _, s := range r.Shares {
			a.Shares = append(a.Shares, planner.Share{Demand: s.Demand, Site: siteID[s.Site], Load: s.Load})
		}
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
