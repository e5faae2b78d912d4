package assign

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// reach is an allowed site within the limit of a demand.
type reach struct {
	site int32
	d    int64
	leg  geo.Leg
}

// table is the problem with its travel read once: every row nearest first.
type table struct {
	p       *planner.Siting
	rows    [][]reach
	blocked []int32
	hopes   []bool // of each demand: not blocked
	rivals  [][]int32
	spaced  [][]apart // allowed sites near each site, where there is Spacing
	widest  int64
}

// apart is another site and the smaller of the two ways to it.
type apart struct {
	site int32
	d    int64
}

func newTable(p *planner.Siting) *table {
	t := &table{p: p, rows: make([][]reach, len(p.Demands)), hopes: make([]bool, len(p.Demands))}
	var all []reach
	for i := range p.Demands {
		begin := len(all)
		for j, leg := range p.Travel.Row(i) {
			if p.Limit.Allows(leg) && !p.Sites[j].Forbidden {
				all = append(all, reach{int32(j), t.length(leg), leg})
			}
		}
		t.rows[i] = all[begin:len(all):len(all)]
		slices.SortFunc(t.rows[i], func(a, b reach) int {
			return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(a.leg.Meters, b.leg.Meters), cmp.Compare(a.leg.Seconds, b.leg.Seconds), cmp.Compare(a.site, b.site))
		})
		t.hopes[i] = len(t.rows[i]) >= p.Asks(i)
		if !t.hopes[i] {
			t.blocked = append(t.blocked, int32(i))
		}
	}
	t.measureSpacing()
	t.findRivals(-1)
	return t
}

func (t *table) length(leg geo.Leg) int64 {
	if t.p.Limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// measureSpacing reads Spacing, both ways; where it is no objective, only pairs that are too close matter.
func (t *table) measureSpacing() {
	p := t.p
	if p.Spacing == nil {
		return
	}
	type pair struct {
		from int32
		apart
	}
	var pairs []pair
	for j := range p.Sites {
		for other, leg := range p.Spacing.Row(j) {
			if other == j {
				continue
			}
			d := t.length(leg)
			t.widest = max(t.widest, d)
			if p.Sites[j].Forbidden || p.Sites[other].Forbidden || p.Sites[j].Fixed && p.Sites[other].Fixed {
				continue
			}
			if p.Objective == planner.PDispersion || p.MinSpacing != nil && d < *p.MinSpacing {
				pairs = append(pairs, pair{int32(j), apart{int32(other), d}}, pair{int32(other), apart{int32(j), d}})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.site, b.site), cmp.Compare(a.d, b.d))
	})
	t.spaced = make([][]apart, len(p.Sites))
	for k, one := range pairs {
		if k == 0 || one.from != pairs[k-1].from || one.site != pairs[k-1].site {
			t.spaced[one.from] = append(t.spaced[one.from], one.apart)
		}
	}
}

// findRivals lists, for every site, the sites that cannot be open beside it: of the same exclusive group, or closer
// than the least spacing (or than the given one, where that is more). Ascending.
func (t *table) findRivals(spacing int64) {
	p := t.p
	if p.MinSpacing != nil {
		spacing = max(spacing, *p.MinSpacing)
	}
	t.rivals = make([][]int32, len(p.Sites))
	groups := map[int32][]int32{}
	for j, s := range p.Sites {
		if s.Exclusive > 0 && !s.Forbidden {
			groups[s.Exclusive] = append(groups[s.Exclusive], int32(j))
		}
	}
	for j, s := range p.Sites {
		for _, other := range groups[s.Exclusive] {
			if other != int32(j) && !s.Forbidden {
				t.rivals[j] = append(t.rivals[j], other)
			}
		}
		if t.spaced != nil {
			for _, near := range t.spaced[j] {
				if near.d < spacing {
					t.rivals[j] = append(t.rivals[j], near.site)
				}
			}
		}
		slices.Sort(t.rivals[j])
		t.rivals[j] = slices.Compact(t.rivals[j])
	}
}

// mostValue keeps every cost, and the sum of all, so small that multipliers and their sums stay exact in int64.
const mostValue = 1 << 58

// fits returns an error where weight·d or thousandths of weight could not be added up exactly.
func (t *table) fits() error {
	total := int64(0)
	add := func(a, b int64) bool {
		hi, lo := bits.Mul64(uint64(a), uint64(b))
		if hi > 0 || lo > mostValue || total > mostValue-int64(lo) {
			return false
		}
		total += int64(lo)
		return true
	}
	takes := int64(max(1, t.p.Nearest))
	for i, demand := range t.p.Demands {
		farthest := int64(2000)
		if n := len(t.rows[i]); n > 0 {
			farthest = max(farthest, t.rows[i][n-1].d)
		}
		if farthest > mostValue/takes || !add(demand.Weight, farthest*takes) {
			return fmt.Errorf("weights times travel add up to more than %d; use a coarser unit of weight", int64(mostValue))
		}
	}
	for j, s := range t.p.Sites {
		if !add(s.Charge, 1) || !add(s.CostYuan, 1) {
			return fmt.Errorf("costs up to site %d add up to more than %d; use a coarser unit of money", j, int64(mostValue))
		}
	}
	return nil
}

// impossible returns a sentence where the limits on sites contradict each other by themselves, or a demand that must
// be served is blocked.
func (t *table) impossible() string {
	p := t.p
	if p.Objective.MustServe() && p.Objective != planner.LSCP && p.Objective != planner.SetCover && len(t.blocked) > 0 {
		return fmt.Sprintf("%d of %d demands have fewer allowed sites within %d %s than they need, and all must be served. Allow more sites or raise the limit.",
			len(t.blocked), len(p.Demands), p.Limit.Value, p.Limit.Metric)
	}
	free := make([]int64, len(p.Towns))
	frees, least := int64(0), int64(0)
	for _, s := range p.Sites {
		if !s.Fixed && !s.Forbidden {
			frees++
			if len(free) > 0 {
				free[s.Town]++
			}
		}
	}
	for k, town := range p.Towns {
		if town.MinNew != nil && *town.MinNew > free[k] {
			return fmt.Sprintf("Town %d asks for %d new sites and has %d that may open.", k, *town.MinNew, free[k])
		}
		if town.MinNew != nil {
			least += *town.MinNew
		}
	}
	if p.New != nil && least > *p.New {
		return fmt.Sprintf("The towns ask for %d new sites together, and at most %d may open.", least, *p.New)
	}
	if p.Objective == planner.PDispersion && frees < *p.New {
		return fmt.Sprintf("%d new sites were asked for and %d may open.", *p.New, frees)
	}
	return ""
}
