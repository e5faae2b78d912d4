package assign

import (
	"math"
	"slices"

	"cuntong/planner"
)

// level is one threshold tried.
type level int

const (
	unknown level = iota
	holds         // an answer keeps the threshold
	fails         // it was proven that none does
)

// climb finds the last place of a list of thresholds, from the easiest on, that can be kept: by halving, each time with
// a share of the effort left; then, where some trial ended without an answer, it goes on between what is proven and
// what is not. try says how one place went and, where it holds, the farthest place that the answer found keeps. It
// returns the farthest place kept (−1: none) and the first proven to fail (places: none).
func climb(m *meter, places int, try func(place int) (level, int)) (kept, failed int) {
	kept, failed = -1, places
	unsure := places
	for kept+1 < min(failed, unsure) && !m.over() {
		place := (kept + min(failed, unsure)) / 2
		if kept < 0 {
			place = 0
		}
		m.share(250, func() {
			switch got, reached := try(place); got {
			case holds:
				kept = max(kept, reached)
			case fails:
				failed = min(failed, place)
			default:
				unsure = place
			}
		})
		if kept < 0 && place == 0 {
			break
		}
	}
	for unsure > kept && unsure < failed && failed-unsure > 1 && !m.over() {
		place := (unsure + failed) / 2
		m.share(300, func() {
			switch got, reached := try(place); got {
			case holds:
				kept = max(kept, reached)
				unsure = max(unsure, place)
			case fails:
				failed = place
			default:
				unsure = place
			}
		})
	}
	return kept, failed
}

// feasible looks for any answer to a core within the limits of the problem. One limit becomes the objective: the number
// of new sites is sought that keeps everything else, or the yuan where there is no limit on the number; an answer
// within the limit ends the search.
func (t *table) feasible(c *core, m *meter) (*found, level) {
	p := t.p
	for j := range c.cost {
		if c.cost[j] = 0; !c.fixed[j] {
			c.cost[j] = 1
			if p.New == nil {
				c.cost[j] = c.yuan[j]
			}
		}
	}
	limit := c.most
	if p.New == nil {
		limit, c.budget = c.budget, none
	} else if p.Objective != planner.PDispersion {
		c.most = none
	} else {
		clear(c.cost)
		limit = 0
	}
	s := newSearch(c, m)
	s.enough, s.within = limit, limit
	s.run()
	switch {
	case s.w.best != nil && s.w.best.value <= limit:
		s.fill()
		return c.out(s.w.best), holds
	case s.done:
		return nil, fails
	}
	return nil, unknown
}

// center answers pcenter: the thresholds are the lengths that occur.
func (t *table) center(m *meter) *planner.SitingAnswer {
	least := int64(0)
	var lengths []int64
	for _, row := range t.rows {
		least = max(least, row[0].d)
		for _, at := range row {
			lengths = append(lengths, at.d)
		}
	}
	lengths = append(lengths, least)
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	at, _ := slices.BinarySearch(lengths, least)
	lengths = lengths[at:]
	slices.Reverse(lengths) // the easiest first
	var best *found
	_, failed := climb(m, len(lengths), func(place int) (level, int) {
		f, got := t.feasible(t.build(planner.LSCP, lengths[place]), m)
		if got != holds {
			return got, 0
		}
		farthest, _ := t.travelled(f)
		reached := place
		for reached+1 < len(lengths) && lengths[reached+1] >= farthest {
			reached++
		}
		if best == nil || farthest < firstOf(t.travelled(best)) {
			best = f
		}
		m.progress("search", new(firstOf(t.travelled(best))), nil)
		return holds, reached
	})
	if best == nil {
		return t.without(m, failed == 0)
	}
	farthest, sum := t.travelled(best)
	bound := lengths[failed-1]
	// Among the answers as good, the one with least weight·d that is found.
	s := newSearch(t.build(planner.PMedian, farthest), m)
	s.w.from(openOf(best), true)
	s.run()
	s.fill()
	if other := s.c.out(s.w.best); other != nil {
		if reached, less := t.travelled(other); reached < farthest || reached == farthest && less < sum {
			best, farthest, sum = other, reached, less
		}
	}
	a := t.answer(m, best, farthest, min(bound, farthest))
	a.Second = &sum
	return a
}

func firstOf(a, _ int64) int64 { return a }

// openOf lists the open sites.
func openOf(f *found) []int32 {
	var list []int32
	for j, is := range f.isOpen {
		if is {
			list = append(list, int32(j))
		}
	}
	return list
}

// maxMin answers maxmin: the thresholds are the thousandths, kept by floors.
func (t *table) maxMin(m *meter) *planner.SitingAnswer {
	total := make([]int64, len(t.p.Towns))
	for _, demand := range t.p.Demands {
		total[demand.Town] += demand.Weight
	}
	raise := func(c *core, permille int64) *core {
		for k := range c.floor {
			c.floor[k] = max(c.floor[k], ceilShare(permille, total[k]))
		}
		return c
	}
	var best *found
	worst := int64(-1)
	places := 1001
	if t.p.Loaded() { // what fails without loads fails with them
		m.share(300, func() {
			_, places = climb(m, places, func(place int) (level, int) {
				f, got := t.feasible(raise(t.build(planner.MaxMin, none).unloaded(), int64(place)), m)
				if got != holds {
					return got, 0
				}
				_, share := t.coverage(f) // 0 where demands are split
				return holds, max(place, int(share))
			})
		})
	}
	_, failed := climb(m, places, func(place int) (level, int) {
		f, got := t.feasible(raise(t.build(planner.MaxMin, none), int64(place)), m)
		if got != holds {
			return got, 0
		}
		if _, share := t.coverage(f); share > worst {
			best, worst = f, share
		}
		m.progress("search", new(worst), nil)
		return holds, int(worst)
	})
	if best == nil {
		return t.without(m, failed == 0)
	}
	weight, _ := t.coverage(best)
	s := newSearch(raise(t.build(planner.MCLP, none), worst), m)
	s.w.from(openOf(best), true)
	s.run()
	s.fill()
	if other := s.c.out(s.w.best); other != nil {
		if more, share := t.coverage(other); share > worst || share == worst && more > weight {
			best, weight, worst = other, more, share
		}
	}
	a := t.answer(m, best, worst, max(int64(failed)-1, worst))
	a.Second = &weight
	return a
}

// dispersion answers pdispersion: the thresholds are the spacings that occur, kept by making closer sites rivals.
func (t *table) dispersion(m *meter) *planner.SitingAnswer {
	lengths := []int64{math.MinInt64, t.widest + 1}
	for _, near := range t.spaced {
		for _, one := range near {
			lengths = append(lengths, one.d)
		}
	}
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	var best *found
	smallest := int64(-1)
	_, failed := climb(m, len(lengths), func(place int) (level, int) {
		t.findRivals(lengths[place])
		c := t.build(planner.PDispersion, none)
		c.fewest = c.most
		f, got := t.feasible(c, m)
		if got != holds {
			return got, 0
		}
		if spacing := t.closest(f); spacing > smallest {
			best, smallest = f, spacing
		}
		m.progress("search", new(smallest), nil)
		reached, _ := slices.BinarySearch(lengths, smallest)
		return holds, reached
	})
	if best == nil {
		return t.without(m, failed == 0)
	}
	return t.answer(m, best, smallest, max(smallest, lengths[failed-1]))
}
