package tier

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// result is what is known of the whole problem.
type result struct {
	chosen     []*regional // by region; nil where no way is known
	regions    []*region
	fen        int64
	bound      int64 // in fen
	infeasible string
}

// solveAll settles every region and, where a budget binds, finds the price of opening that keeps it.
func solveAll(w *ways, basins []basin, m *meter) *result {
	s := &master{w: w, m: m, bound: -never}
	for _, b := range basins {
		s.regions = append(s.regions, newRegion(w, b))
	}
	s.round(0, true)
	if s.infeasible == "" && s.overBudget(s.cheapest(0)) {
		s.openNothing()
		s.openSome()
		s.priceOpening()
	} else if s.infeasible == "" && !m.over() {
		s.round(0, false)
	}
	return s.result()
}

// master joins the regions.
type master struct {
	w          *ways
	m          *meter
	regions    []*region
	bound      int64 // units of money
	infeasible string
}

// round settles all regions at a price of opening and raises the bound by what follows from it.
func (s *master) round(yuanPrice int64, rootOnly bool) {
	total := int64(0)
	for n, r := range s.regions {
		parts := int64(len(s.regions) - n)
		if rootOnly && s.w.p.BudgetYuan != nil {
			parts *= glances
		} else if rootOnly {
			parts *= 4
		}
		s.m.share = s.m.effort + max((s.m.most-s.m.effort)/parts, 1)
		bound := r.settle(s.w, yuanPrice, rootOnly, s.m)
		if bound >= never/2 {
			s.infeasible = "no way to run the hubs, stations and points keeps all rules: capacities, least flows, kept premises and reach contradict each other"
			return
		}
		total += bound
		r.mix(s.w)
	}
	s.m.share = s.m.most
	if s.w.p.BudgetYuan != nil {
		total -= yuanPrice * *s.w.p.BudgetYuan
	}
	s.bound = max(s.bound, total)
	s.tell()
}

func (s *master) tell() {
	if s.m.options.Progress == nil {
		return
	}
	bound := ceilDiv(s.bound, scale)
	var objective *int64
	if fen, ok := sum(s.pick()); ok {
		objective = &fen
	}
	s.m.progress("settle", objective, &bound)
}

func ceilDiv(a, b int64) int64 {
	q := a / b
	if a%b > 0 {
		q++
	}
	return q
}

// cheapest takes each region's best way at a price of opening.
func (s *master) cheapest(yuanPrice int64) []*regional {
	chosen := make([]*regional, len(s.regions))
	for n, r := range s.regions {
		chosen[n] = r.best(yuanPrice)
	}
	return chosen
}

func (s *master) overBudget(chosen []*regional) bool {
	if s.w.p.BudgetYuan == nil {
		return false
	}
	yuan := int64(0)
	for _, g := range chosen {
		if g != nil {
			yuan += g.yuan
		}
	}
	return yuan > *s.w.p.BudgetYuan
}

// sum is what a full set of ways costs; false where one is missing.
func sum(chosen []*regional) (int64, bool) {
	fen := int64(0)
	for _, g := range chosen {
		if g == nil {
			return 0, false
		}
		fen += g.fen
	}
	return fen, chosen != nil
}

// Rounds of the search for the price of opening: the first price, how much dearer each next one is, where it ends, and how often
// the last interval is halved, by the middle of its logarithm. A round of a question with a budget takes 1/glances of what effort is left.
const (
	firstPrice = 32 * scale // fen a year for a yuan of opening
	dearer     = 8
	mostPrice  = 1 << 26
	halvings   = 3
	glances    = 5
)

// priceOpening brackets and bisects the price of a yuan of opening (Fisher 1981, doi:10.1287/mnsc.27.1.1), and branches at
// the price that gave the best bound.
func (s *master) priceOpening() {
	low, high, bestPrice := int64(0), int64(firstPrice), int64(0)
	try := func(price int64) bool {
		before := s.bound
		s.round(price, true)
		if s.bound > before {
			bestPrice = price
		}
		if s.infeasible == "" && s.bound > scale*s.ceiling() {
			s.infeasible = "no way to run the hubs, stations and points keeps all rules within the budget"
		}
		return !s.overBudget(s.cheapest(price))
	}
	for high <= mostPrice && s.infeasible == "" && !s.m.over() && !try(high) {
		low, high = high, dearer*high
	}
	for range halvings {
		if s.infeasible != "" || s.m.over() || high-low < 2 {
			break
		}
		middle := low + (high-low)/2
		for low > 0 && middle > 2*low { // ratios count where prices are far apart
			middle /= 2
		}
		if try(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	if s.infeasible == "" && !s.m.over() {
		s.round(bestPrice, false)
	}
}

// ceiling is more than any answer costs, in fen.
func (s *master) ceiling() int64 {
	p, total := s.w.p, int64(0)
	flow, far := int64(0), int64(0)
	for _, v := range p.Villages {
		flow += v.Flow()
	}
	handling := int64(0)
	for _, tier := range [][]planner.Premises{p.Points, p.Stations, p.Hubs} {
		most := int64(0)
		for _, one := range tier {
			dearest := int64(0)
			for _, size := range one.Sizes {
				dearest, most = max(dearest, size.YearlyFen), max(most, size.HandlingFen)
			}
			total += dearest
		}
		handling += most
	}
	longest := func(lists [][]leg, c planner.Carriage, premises []planner.Premises) {
		far = 0
		for j, legs := range lists {
			dearest := int64(0)
			for _, l := range legs {
				far = max(far, l.meters)
				dearest = max(dearest, c.FixedFen(l.meters, premises[j].LocalMeters))
			}
			total += dearest
		}
		total += c.FlowFen(far, flow) + int64(len(p.Villages))
	}
	longest(s.w.feed, p.Tour, p.Points)
	longest(s.w.direct, p.Straight, p.Points)
	longest(s.w.trunk, p.Truck, p.Stations)
	return total + flow*(handling+p.UnservedFen)
}

// paretoMost limits the ways that pick carries from region to region.
const paretoMost = 4096

// partial is a set of ways for the first regions.
type partial struct {
	fen, yuan int64
	last      *regional
	before    *partial
}

// pick combines known ways of the regions to the cheapest within the budget: dynamic programming over the ways that
// no other beats in both cost and opening.
func (s *master) pick() []*regional {
	front := []*partial{{}}
	for _, r := range s.regions {
		var next []*partial
		for _, head := range front {
			for _, g := range r.plans {
				one := &partial{head.fen + g.fen, head.yuan + g.yuan, g, head}
				if s.w.p.BudgetYuan == nil || one.yuan <= *s.w.p.BudgetYuan {
					next = append(next, one)
				}
			}
		}
		slices.SortStableFunc(next, func(a, b *partial) int { return cmp.Or(cmp.Compare(a.fen, b.fen), cmp.Compare(a.yuan, b.yuan)) })
		front = front[:0:0]
		for _, one := range next {
			if len(front) == 0 || one.yuan < front[len(front)-1].yuan {
				front = append(front, one)
			}
		}
		if len(front) > paretoMost { // the ends stay
			thin := front[:0:0]
			for k := range paretoMost {
				thin = append(thin, front[k*(len(front)-1)/(paretoMost-1)])
			}
			front = thin
		}
	}
	if len(front) == 0 {
		return nil
	}
	chosen := make([]*regional, len(s.regions))
	for n, one := len(chosen)-1, front[0]; n >= 0; n, one = n-1, one.before {
		chosen[n] = one.last
	}
	return chosen
}

func (s *master) result() *result {
	r := &result{regions: s.regions, infeasible: s.infeasible, bound: ceilDiv(s.bound, scale)}
	if s.infeasible != "" {
		return r
	}
	chosen := s.pick()
	if fen, ok := sum(chosen); ok {
		r.chosen, r.fen = chosen, fen
		r.bound = min(r.bound, fen)
	}
	return r
}
