package plannertest

import (
	"cuntong/planner"
)

// carrying is how far the demands have been dealt out: what each open site carries, eight bits a site, and who is served.
type carrying struct{ loads, served uint64 }

// loaded tries every way to deal out the demands among the open sites, demand by demand; of ways that leave the sites
// alike the better one is kept.
func (t *truth) loaded() (int64, bool) {
	p := t.p
	unit := int64(1) // a part of a split demand's figure is a whole number of 1/unit
	for _, demand := range p.Demands {
		if p.Splittable && demand.Load > 0 {
			unit *= demand.Load / divisor(unit, demand.Load)
		}
	}
	ways := map[carrying]int64{{}: 0}
	for i := range p.Demands {
		next := map[carrying]int64{}
		for from, figure := range ways {
			t.deal(i, 0, p.Demands[i].Load, from, figure, figure, unit, false, next)
			if !p.Objective.MustServe() || t.blocked[i] {
				t.keep(next, from, figure)
			}
		}
		ways = next
	}
	best, any := int64(0), false
	for way, figure := range ways {
		if !t.leastLoads(way) {
			continue
		}
		o := newOutcome(t)
		o.served = way.served
		o.figure = (figure + unit - 1) / unit
		value, ok := o.value()
		if ok && (!any || p.Objective.Maximises() && value > best || !p.Objective.Maximises() && value < best) {
			best, any = value, true
		}
	}
	return best, any
}

// deal gives what is left of a demand's load to sites from position at of its row on, in every way.
func (t *truth) deal(i, at int, left int64, from carrying, before, figure, unit int64, begun bool, next map[carrying]int64) {
	p, whole := t.p, t.p.Demands[i].Load
	if begun && left == 0 {
		from.served |= 1 << i
		t.keep(next, from, figure)
		return
	}
	for k := at; k < len(t.rows[i]); k++ {
		site := t.rows[i][k]
		if !t.isOpen[site.site] {
			continue
		}
		least := left
		if p.Splittable {
			least = min(left, 1)
		}
		for part := least; part <= left; part++ {
			to := from
			carried := int64(from.loads>>(8*site.site)&255) + part
			if capacity := p.Sites[site.site].Capacity; capacity != nil && carried > *capacity {
				break
			}
			to.loads += uint64(part) << (8 * site.site)
			worth := t.worth(i, site.d) * unit
			then := figure
			switch {
			case p.Objective == planner.PCenter:
				then = max(figure, worth)
			case p.Objective.MustServe() && part < whole:
				then += worth / whole * part // unit is a multiple of whole
			case !begun:
				then += worth // all of it or nothing
			}
			t.deal(i, k+1, left-part, to, before, then, unit, true, next)
		}
	}
}

// keep records a way unless a better one leaves the sites alike.
func (t *truth) keep(ways map[carrying]int64, way carrying, figure int64) {
	other, known := ways[way]
	if !known || t.p.Objective.Maximises() && figure > other || !t.p.Objective.Maximises() && figure < other {
		ways[way] = figure
	}
}

// leastLoads reports whether every open new site carries what it must.
func (t *truth) leastLoads(way carrying) bool {
	for j, s := range t.p.Sites {
		if t.isOpen[j] && !s.Fixed && int64(way.loads>>(8*j)&255) < s.MinLoad {
			return false
		}
	}
	return true
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
