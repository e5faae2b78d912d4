package plannertest

import (
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// BruteForce returns the best objective by trying every set of sites and, where loads let a demand leave its nearest
// open site, every way to serve the demands; −1 where nothing will do. LSCP and SetCover with blocked demands give the
// best that covers all others. It is meant for at most some 16 free sites; with loads 6 demands and 6 sites.
func BruteForce(p *planner.Siting) int64 {
	if (p.Objective == planner.LSCP || p.Objective == planner.MCLP) && len(p.Options()) == 0 {
		return plainCover(p)
	}
	t := newTruth(p)
	if t.hopeless {
		return -1
	}
	best := int64(-1)
	for set := range uint64(1) << len(t.free) {
		if !t.opens(set) {
			continue
		}
		value, ok := t.value()
		if ok && (best < 0 || p.Objective.Maximises() && value > best || !p.Objective.Maximises() && value < best) {
			best = value
		}
	}
	return best
}

// plainCover is quick: demands are bits.
func plainCover(p *planner.Siting) int64 {
	var free []int
	covers := make([]uint64, len(p.Sites)) // demands as bits
	for i := range p.Demands {
		for j, leg := range p.Travel.Row(i) {
			if p.Limit.Allows(leg) {
				covers[j] |= 1 << i
			}
		}
	}
	always, possible := uint64(0), uint64(0)
	for j, site := range p.Sites {
		switch {
		case site.Forbidden:
			continue
		case site.Fixed:
			always |= covers[j]
		default:
			free = append(free, j)
		}
		possible |= covers[j]
	}
	best := int64(-1)
	for set := range uint64(1) << len(free) {
		covered, count, yuan := always, int64(0), int64(0)
		for k, j := range free {
			if set>>k&1 == 1 {
				covered |= covers[j]
				count++
				yuan += p.Sites[j].CostYuan
			}
		}
		if p.Objective == planner.LSCP {
			if covered == possible && (best < 0 || count < best) {
				best = count
			}
			continue
		}
		if p.New != nil && count > *p.New || p.BudgetYuan != nil && yuan > *p.BudgetYuan {
			continue
		}
		weight := int64(0)
		for i, demand := range p.Demands {
			if covered>>i&1 == 1 {
				weight += demand.Weight
			}
		}
		best = max(best, weight)
	}
	return best
}

// reach is an allowed site within the limit of a demand.
type reach struct {
	site int
	leg  geo.Leg
	d    int64
}

// truth is a problem laid open, and one set of open sites.
type truth struct {
	p        *planner.Siting
	free     []int
	rows     [][]reach // nearest first
	blocked  []bool
	hopeless bool // a demand that must be served is blocked
	apart    [][]int64
	widest   int64
	isOpen   []bool
	newly    int64
	yuan     int64
	charge   int64
	counts   []int // of each demand: open sites within the limit
	covers   []bool
}

const notHeld = int64(-1)

func newTruth(p *planner.Siting) *truth {
	t := &truth{p: p, isOpen: make([]bool, len(p.Sites)), blocked: make([]bool, len(p.Demands)), counts: make([]int, len(p.Demands)), covers: make([]bool, len(p.Demands))}
	for j, s := range p.Sites {
		if !s.Fixed && !s.Forbidden {
			t.free = append(t.free, j)
		}
	}
	for i, demand := range p.Demands {
		var row []reach
		for j, leg := range p.Travel.Row(i) {
			if p.Limit.Allows(leg) && !p.Sites[j].Forbidden {
				row = append(row, reach{j, leg, t.length(leg)})
			}
		}
		slices.SortStableFunc(row, func(a, b reach) int {
			for _, difference := range []int64{a.d - b.d, a.leg.Meters - b.leg.Meters, a.leg.Seconds - b.leg.Seconds} {
				if difference != 0 {
					return int(difference)
				}
			}
			return a.site - b.site
		})
		t.rows = append(t.rows, row)
		t.blocked[i] = len(row) < max(1, int(demand.Needs), p.Nearest)
		if t.blocked[i] && p.Objective.MustServe() && p.Objective != planner.LSCP && p.Objective != planner.SetCover {
			t.hopeless = true
		}
	}
	t.apart = make([][]int64, len(p.Sites))
	for j := range t.apart {
		t.apart[j] = slices.Repeat([]int64{notHeld}, len(p.Sites))
		if p.Spacing != nil {
			for other, leg := range p.Spacing.Row(j) {
				if other != j {
					t.apart[j][other] = t.length(leg)
					t.widest = max(t.widest, t.length(leg))
				}
			}
		}
	}
	return t
}

func (t *truth) length(leg geo.Leg) int64 {
	if t.p.Limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// opens opens a set of the free sites and reports whether it keeps all limits on sets.
func (t *truth) opens(set uint64) bool {
	p := t.p
	t.newly, t.yuan, t.charge = 0, 0, 0
	inTown := make([]int64, len(p.Towns))
	for j, s := range p.Sites {
		t.isOpen[j] = s.Fixed
	}
	for k, j := range t.free {
		if set>>k&1 == 1 {
			t.isOpen[j] = true
			t.newly++
			t.yuan += p.Sites[j].CostYuan
			t.charge += p.Sites[j].Charge
			if len(p.Towns) > 0 {
				inTown[p.Sites[j].Town]++
			}
		}
	}
	if p.New != nil && t.newly > *p.New || p.BudgetYuan != nil && t.yuan > *p.BudgetYuan || p.Objective == planner.PDispersion && t.newly < *p.New {
		return false
	}
	for k, town := range p.Towns {
		if town.MinNew != nil && inTown[k] < *town.MinNew || town.MaxNew != nil && inTown[k] > *town.MaxNew {
			return false
		}
	}
	for j := range p.Sites {
		for other := range j {
			if !t.isOpen[j] || !t.isOpen[other] || p.Sites[j].Fixed && p.Sites[other].Fixed {
				continue
			}
			if p.Sites[j].Exclusive > 0 && p.Sites[j].Exclusive == p.Sites[other].Exclusive {
				return false
			}
			if p.MinSpacing != nil && t.apart[j][other] != notHeld && t.apart[j][other] < *p.MinSpacing {
				return false
			}
		}
	}
	return true
}

// value is the best objective that the open sites allow.
func (t *truth) value() (int64, bool) {
	p := t.p
	for i, row := range t.rows {
		t.counts[i] = 0
		for _, at := range row {
			if t.isOpen[at.site] {
				t.counts[i]++
			}
		}
		t.covers[i] = t.counts[i] >= max(1, int(p.Demands[i].Needs))
		if p.Objective.MustServe() && !t.blocked[i] && t.counts[i] < max(1, int(p.Demands[i].Needs), p.Nearest) {
			return 0, false
		}
	}
	if p.Objective == planner.Huff {
		return t.huff()
	}
	if p.Loaded() {
		return t.loaded()
	}
	o := newOutcome(t)
	for i, row := range t.rows {
		for _, at := range row {
			if t.isOpen[at.site] {
				o.add(i, at.d)
				break
			}
		}
	}
	return o.value()
}

// closest is the smallest spacing of two open sites of which one is new.
func (t *truth) closest() int64 {
	smallest := t.widest + 1
	for j := range t.isOpen {
		for other := range j {
			if t.isOpen[j] && t.isOpen[other] && !(t.p.Sites[j].Fixed && t.p.Sites[other].Fixed) && t.apart[j][other] != notHeld {
				smallest = min(smallest, t.apart[j][other])
			}
		}
	}
	return smallest
}
