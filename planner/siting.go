package planner

import (
	"fmt"

	"cuntong/geo"
)

// Objective names the siting question.
type Objective string

// The siting questions answered today.
const (
	// LSCP, location set covering (Toregas et al. 1971, doi:10.1287/opre.19.6.1363): open the fewest new sites so
	// that every demand that can be covered is covered. The objective counts the sites opened beyond the fixed ones.
	LSCP Objective = "lscp"
	// MCLP, maximal covering location (Church and ReVelle 1974, doi:10.1007/BF01942293): open at most New new
	// sites, or spend at most BudgetYuan, so that the most weight is covered, fixed sites included.
	MCLP Objective = "mclp"
)

// Siting is a question about which sites to open.
type Siting struct {
	Objective Objective
	Demands   []Demand
	Sites     []Site
	// Travel holds demand × site pairs, at least all those that keep Limit; more do no harm.
	Travel *geo.SparseMatrix
	Limit  geo.Limit
	// New limits how many sites are opened beyond the fixed ones; nil no such limit. MCLP only.
	New *int64
	// BudgetYuan limits the sum of Site.CostYuan over the sites opened beyond the fixed ones; nil no such limit. MCLP only.
	BudgetYuan *int64
}

// Demand is a settlement inside a problem.
type Demand struct {
	Weight int64 // people, or 1; at least 0
}

// Site is a place where a facility is or could be.
type Site struct {
	Fixed     bool  // open already and stays open
	Forbidden bool  // never opened
	CostYuan  int64 // for opening it; at least 0; counts only under a budget
}

// Unassigned stands in SitingAnswer.Assignment for a demand that nobody serves.
const Unassigned int32 = -1

// SitingAnswer is an answer to a Siting problem.
type SitingAnswer struct {
	Status    Status
	Objective *int64  // nil where there is no answer
	Bound     *int64  // proven: at most the best possible for LSCP, at least for MCLP; nil without one
	Open      []int32 // all open sites, fixed ones included, ascending
	// Assignment gives each demand the nearest open site within the limit by (metres, seconds, position), or Unassigned.
	Assignment []int32
	// Blocked lists the demands that no allowed site covers, ascending. LSCP with blocked demands is
	// Infeasible; its Open then still covers all the others with the fewest sites, as Bound proves or not.
	Blocked []int32
	Reason  string // a sentence where Status is infeasible or there is no bound
	Stats   Stats
}

// Check returns an error naming the first thing wrong with the problem's own numbers.
func (p *Siting) Check() error {
	if p.Objective != LSCP && p.Objective != MCLP {
		return fmt.Errorf("siting: objective %q is not one of lscp, mclp", p.Objective)
	}
	if p.Travel == nil {
		return fmt.Errorf("siting: no travel matrix")
	}
	if rows, columns := p.Travel.Size(); rows != len(p.Demands) || columns != len(p.Sites) {
		return fmt.Errorf("siting: travel is %d × %d, expected %d demands × %d sites", rows, columns, len(p.Demands), len(p.Sites))
	}
	total := int64(0)
	for i, d := range p.Demands {
		if d.Weight < 0 || d.Weight > maxTotal || total > maxTotal-d.Weight {
			return fmt.Errorf("siting: demand %d has weight %d, expected 0 or more and at most %d in all", i, d.Weight, int64(maxTotal))
		}
		total += d.Weight
	}
	total = 0
	for j, s := range p.Sites {
		if s.CostYuan < 0 || s.CostYuan > maxTotal || total > maxTotal-s.CostYuan {
			return fmt.Errorf("siting: site %d costs %d yuan, expected 0 or more and at most %d in all", j, s.CostYuan, int64(maxTotal))
		}
		total += s.CostYuan
		if s.Fixed && s.Forbidden {
			return fmt.Errorf("siting: site %d is both fixed and forbidden", j)
		}
	}
	if p.New != nil && *p.New < 0 {
		return fmt.Errorf("siting: %d new sites asked for, expected 0 or more", *p.New)
	}
	if p.BudgetYuan != nil && *p.BudgetYuan < 0 {
		return fmt.Errorf("siting: budget %d yuan, expected 0 or more", *p.BudgetYuan)
	}
	if p.Objective == LSCP && (p.New != nil || p.BudgetYuan != nil) {
		return fmt.Errorf("siting: lscp takes neither a number of sites nor a budget; use mclp")
	}
	if p.Objective == MCLP && p.New == nil && p.BudgetYuan == nil {
		return fmt.Errorf("siting: mclp needs a number of new sites or a budget")
	}
	return nil
}

// maxTotal keeps sums of weights and costs exact in int64 and in float64.
const maxTotal = 1 << 50
