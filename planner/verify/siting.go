package verify

import (
	"fmt"
	"math/big"

	"cuntong/geo"
	"cuntong/planner"
)

// recount holds what has been counted so far.
type recount struct {
	problem *planner.Siting
	answer  *planner.SitingAnswer

	isOpen  []bool
	newly   int64   // sites opened beyond the fixed ones
	yuan    int64   // what they cost
	charge  int64   // what they are charged
	townNew []int64 // how many of them are in each town
	closest *int64  // the smallest spacing of two open sites of which one is new; nil where no such pair is held
	widest  int64   // the largest spacing held

	weight    int64    // covered
	permille  int64    // thousandths of weight that MCLP counts
	impedance *big.Rat // Σ weight·d
	farthest  int64    // the largest d anybody is served at
	drawn     int64    // thousandths of weight that Huff counts
	carried   []int64  // load of each site
	hopeless  []int    // blocked demands
	townTotal []int64  // weight of each town
	townHas   []int64  // covered weight of each town
}

func newRecount(p *planner.Siting, a *planner.SitingAnswer) *recount {
	return &recount{problem: p, answer: a, isOpen: make([]bool, len(p.Sites)), carried: make([]int64, len(p.Sites)), impedance: new(big.Rat),
		townNew: make([]int64, len(p.Towns)), townTotal: make([]int64, len(p.Towns)), townHas: make([]int64, len(p.Towns))}
}

// d is a leg's length by the metric of the limit.
func (r *recount) d(leg geo.Leg) int64 {
	if r.problem.Limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// open checks the list of open sites.
func (r *recount) open() error {
	last := int32(-1)
	for k, j := range r.answer.Open {
		if j < 0 || int(j) >= len(r.problem.Sites) {
			return fmt.Errorf("open site %d is not one of %d sites", j, len(r.problem.Sites))
		}
		if j <= last {
			return fmt.Errorf("open[%d] is site %d after site %d, expected ascending without repeats", k, j, last)
		}
		last = j
		site := r.problem.Sites[j]
		if site.Forbidden {
			return fmt.Errorf("site %d is open though forbidden", j)
		}
		if !site.Fixed {
			r.newly++
			r.yuan += site.CostYuan
			r.charge += site.Charge
			if len(r.townNew) > 0 {
				r.townNew[site.Town]++
			}
		}
		r.isOpen[j] = true
	}
	for j, site := range r.problem.Sites {
		if site.Fixed && !r.isOpen[j] {
			return fmt.Errorf("site %d is fixed but not open", j)
		}
	}
	return nil
}

// exclusive checks that no two open sites exclude each other.
func (r *recount) exclusive() error {
	first := map[int32]int32{}
	for _, j := range r.answer.Open {
		group := r.problem.Sites[j].Exclusive
		if other, twice := first[group]; group > 0 && twice {
			return fmt.Errorf("sites %d and %d are both open, but exclude each other (group %d)", other, j, group)
		}
		first[group] = j
	}
	return nil
}

// limits checks the number of new sites and the budget.
func (r *recount) limits() error {
	if most := r.problem.New; most != nil && r.newly > *most {
		return fmt.Errorf("%d new sites are open, at most %d were asked for", r.newly, *most)
	}
	if r.problem.Objective == planner.PDispersion && r.newly != *r.problem.New {
		return fmt.Errorf("%d new sites are open, exactly %d were asked for", r.newly, *r.problem.New)
	}
	if most := r.problem.BudgetYuan; most != nil && r.yuan > *most {
		return fmt.Errorf("new sites cost %d yuan, the budget is %d", r.yuan, *most)
	}
	return nil
}

// towns checks how many new sites each town has.
func (r *recount) towns() error {
	for t, town := range r.problem.Towns {
		if town.MinNew != nil && r.townNew[t] < *town.MinNew {
			return fmt.Errorf("town %d has %d new sites, at least %d were asked for", t, r.townNew[t], *town.MinNew)
		}
		if town.MaxNew != nil && r.townNew[t] > *town.MaxNew {
			return fmt.Errorf("town %d has %d new sites, at most %d were asked for", t, r.townNew[t], *town.MaxNew)
		}
	}
	return nil
}

// spacing measures between the open sites and checks the least spacing.
func (r *recount) spacing() error {
	p := r.problem
	if p.Spacing == nil {
		return nil
	}
	for j := range p.Sites {
		for other, leg := range p.Spacing.Row(j) {
			if other == j {
				continue
			}
			d := r.d(leg)
			r.widest = max(r.widest, d)
			if !r.isOpen[j] || !r.isOpen[other] || p.Sites[j].Fixed && p.Sites[other].Fixed {
				continue
			}
			if p.MinSpacing != nil && d < *p.MinSpacing {
				return fmt.Errorf("open sites %d and %d are %d apart, at least %d was asked for", j, other, d, *p.MinSpacing)
			}
			if r.closest == nil || d < *r.closest {
				r.closest = &d
			}
		}
	}
	return nil
}

// loads checks capacities and least loads.
func (r *recount) loads() error {
	for j, site := range r.problem.Sites {
		if !r.isOpen[j] {
			continue
		}
		if site.Capacity != nil && r.carried[j] > *site.Capacity {
			return fmt.Errorf("site %d carries %d, its capacity is %d", j, r.carried[j], *site.Capacity)
		}
		if !site.Fixed && r.carried[j] < site.MinLoad {
			return fmt.Errorf("site %d carries %d, at least %d was asked for", j, r.carried[j], site.MinLoad)
		}
	}
	return nil
}

// blocked checks the list of demands that too few allowed sites reach.
func (r *recount) blocked() error {
	if len(r.answer.Blocked) != len(r.hopeless) {
		return fmt.Errorf("%d demands are listed as blocked, %d are", len(r.answer.Blocked), len(r.hopeless))
	}
	for k, i := range r.hopeless {
		if int(r.answer.Blocked[k]) != i {
			return fmt.Errorf("blocked[%d] is demand %d, expected %d", k, r.answer.Blocked[k], i)
		}
	}
	return nil
}

// floors checks the share of each town that is covered.
func (r *recount) floors() error {
	if r.problem.Objective == planner.LSCP || r.problem.Objective == planner.SetCover {
		return nil
	}
	for t, town := range r.problem.Towns {
		if r.townHas[t]*1000 < town.FloorPermille*r.townTotal[t] {
			return fmt.Errorf("town %d has %d of its weight of %d covered, at least %d thousandths were asked for", t, r.townHas[t], r.townTotal[t], town.FloorPermille)
		}
	}
	return nil
}
