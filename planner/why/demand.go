package why

import (
	"slices"
)

// demand explains one demand that is not covered.
func (v *view) demand(i int32) Demand {
	p := v.p
	x := Demand{Demand: i, Nearest: -1}
	needs := max(1, int(p.Demands[i].Needs))
	var costs []int64
	allowed, anyForbidden := 0, false
	for _, one := range v.rows[i] {
		s := p.Sites[one.site]
		if s.Forbidden {
			anyForbidden = anyForbidden || one.keeps
			continue
		}
		if x.Nearest < 0 {
			x.Nearest, x.NearestD = one.site, one.d
		}
		if one.keeps {
			allowed++
			if !v.isOpen[one.site] {
				costs = append(costs, s.CostYuan)
			}
		}
	}
	slices.Sort(costs)
	if lacks := max(0, needs-v.opens[i]); lacks > 0 && lacks <= len(costs) {
		sum := int64(0)
		for _, cost := range costs[:lacks] {
			sum += cost
		}
		x.CostYuan = &sum
	} else if lacks == 0 && len(costs) > 0 { // there is one, but without room
		x.CostYuan = &costs[0]
	}
	x.Block = v.block(i, needs, allowed, anyForbidden)
	return x
}

func (v *view) block(i int32, needs, allowed int, anyForbidden bool) Block {
	switch {
	case allowed < needs && anyForbidden:
		return Forbidden
	case allowed < needs:
		return Distance
	case v.opens[i] > 0 && !v.served[i]:
		return Capacity
	}
	var closed []int32
	for _, one := range v.rows[i] {
		if one.keeps && !v.isOpen[one.site] && !v.p.Sites[one.site].Forbidden {
			closed = append(closed, one.site)
		}
	}
	p := v.p
	stopped := func(by func(j int32) bool) bool {
		return len(closed) > 0 && !slices.ContainsFunc(closed, func(j int32) bool { return !by(j) })
	}
	switch {
	case stopped(func(j int32) bool { return v.reach[j] < p.Sites[j].MinLoad }):
		return MinLoad
	case stopped(v.hasRival):
		return Rival
	case stopped(func(j int32) bool {
		if len(p.Towns) == 0 {
			return false
		}
		most := p.Towns[p.Sites[j].Town].MaxNew
		return most != nil && v.inTown[p.Sites[j].Town] >= *most
	}):
		return TownLimit
	case p.New != nil && v.newly >= *p.New:
		return Number
	case stopped(func(j int32) bool { return p.BudgetYuan != nil && v.yuan+p.Sites[j].CostYuan > *p.BudgetYuan }):
		return Budget
	case v.opens[i] > 0:
		return Needs
	}
	return Choice
}

// hasRival reports whether an open site excludes a closed one or is too close to it.
func (v *view) hasRival(j int32) bool {
	p := v.p
	for _, k := range v.a.Open {
		if group := p.Sites[j].Exclusive; group > 0 && p.Sites[k].Exclusive == group {
			return true
		}
	}
	if p.MinSpacing == nil {
		return false
	}
	for k, leg := range p.Spacing.Row(int(j)) {
		d := leg.Meters
		if p.Limit.Metric == "seconds" {
			d = leg.Seconds
		}
		if k != int(j) && v.isOpen[k] && d < *p.MinSpacing {
			return true
		}
	}
	return false
}
