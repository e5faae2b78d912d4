package why

import (
	"context"
	"fmt"
	"iter"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/assign"
)

// Kind names a limit that may be part of a conflict.
type Kind string

// The kinds of limits; At says which demand or town, where there are several.
const (
	OfDemand   Kind = "demand" // that this demand is served
	OfNumber   Kind = "number" // of new sites
	OfBudget   Kind = "budget"
	OfTownMin  Kind = "town_min"
	OfTownMax  Kind = "town_max"
	OfFloor    Kind = "town_floor"
	OfCapacity Kind = "capacity"     // of all sites
	OfMinLoad  Kind = "minimum_load" // of all sites
	OfRivals   Kind = "exclusive"    // all groups
	OfSpacing  Kind = "spacing"
)

// Limit is one limit of a problem.
type Limit struct {
	Kind Kind
	At   int32 // demand or town; 0 otherwise
}

// Conflict is a set of limits that cannot hold together.
type Conflict struct {
	Limits []Limit
	// Irreducible says that it was proven of each limit that without it the others can hold together.
	Irreducible bool
	// Smallest says that no smaller set conflicts, which is only known of a set of one.
	Smallest bool
}

// FindConflict looks for limits of the problem that cannot hold together: limits are left out one after the other, many
// demands at a time, as long as what remains is still proven to have no answer (deletion filtering, Chinneck and Dravnieks 1991,
// doi:10.1287/ijoc.3.2.157). Nil where the problem was not proven infeasible within the effort of one trial.
func FindConflict(ctx context.Context, p *planner.Siting, effort int64) (*Conflict, error) {
	all := limitsOf(p)
	keep := make([]bool, len(all))
	for k := range keep {
		keep[k] = true
	}
	impossible := func() (bool, bool, error) {
		possible, known, err := assign.Possible(ctx, without(p, all, keep), effort)
		return known && !possible, known, err
	}
	proven, _, err := impossible()
	if err != nil || !proven {
		return nil, err
	}
	c := &Conflict{Irreducible: true}
	for size := max(1, len(all)/2); ; size = max(1, size/2) {
		for from := 0; from < len(all); from += size {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			var left []int
			for k := from; k < min(from+size, len(all)); k++ {
				if keep[k] {
					left = append(left, k)
					keep[k] = false
				}
			}
			if len(left) == 0 {
				continue
			}
			proven, known, err := impossible()
			if err != nil {
				return nil, err
			}
			if !proven {
				for _, k := range left {
					keep[k] = true
				}
				c.Irreducible = c.Irreducible && (known || size > 1)
			}
		}
		if size == 1 {
			break
		}
	}
	for k, limit := range all {
		if keep[k] {
			c.Limits = append(c.Limits, limit)
		}
	}
	c.Smallest = len(c.Limits) == 1
	return c, nil
}

// limitsOf lists what may be left out, limits on sites last so that they are kept longest.
func limitsOf(p *planner.Siting) []Limit {
	var all []Limit
	if p.Objective.MustServe() {
		for i := range p.Demands {
			all = append(all, Limit{OfDemand, int32(i)})
		}
	}
	for t, town := range p.Towns {
		if town.FloorPermille > 0 && !p.Objective.MustServe() {
			all = append(all, Limit{OfFloor, int32(t)})
		}
		if town.MinNew != nil && *town.MinNew > 0 {
			all = append(all, Limit{OfTownMin, int32(t)})
		}
		if town.MaxNew != nil {
			all = append(all, Limit{OfTownMax, int32(t)})
		}
	}
	uses := map[planner.Option]bool{}
	for _, option := range p.Options() {
		uses[option] = true
	}
	for _, one := range []struct {
		used bool
		kind Kind
	}{{uses[planner.OptionMinLoad], OfMinLoad}, {uses[planner.OptionExclusive], OfRivals}, {p.MinSpacing != nil, OfSpacing}, {uses[planner.OptionCapacity], OfCapacity},
		{p.New != nil && p.Objective != planner.PDispersion, OfNumber}, {p.BudgetYuan != nil, OfBudget}} {
		if one.used {
			all = append(all, Limit{Kind: one.kind})
		}
	}
	return all
}

// without is the problem with only some of the limits. A number that is left out becomes as many as there are sites.
func without(p *planner.Siting, all []Limit, keep []bool) *planner.Siting {
	q := *p
	q.Sites = append([]planner.Site(nil), p.Sites...)
	q.Towns = append([]planner.Town(nil), p.Towns...)
	dropped := map[int32]bool{}
	for k, limit := range all {
		if keep[k] {
			continue
		}
		switch limit.Kind {
		case OfDemand:
			dropped[limit.At] = true
		case OfFloor:
			q.Towns[limit.At].FloorPermille = 0
		case OfTownMin:
			q.Towns[limit.At].MinNew = nil
		case OfTownMax:
			q.Towns[limit.At].MaxNew = nil
		case OfSpacing:
			q.MinSpacing = nil
		case OfNumber:
			q.New = new(int64(len(p.Sites)))
		case OfBudget:
			q.BudgetYuan = nil
		case OfMinLoad, OfRivals, OfCapacity:
			for j := range q.Sites {
				switch limit.Kind {
				case OfMinLoad:
					q.Sites[j].MinLoad = 0
				case OfRivals:
					q.Sites[j].Exclusive = 0
				case OfCapacity:
					q.Sites[j].Capacity = nil
				}
			}
		}
	}
	if q.New == nil && q.BudgetYuan == nil && (p.New != nil || p.BudgetYuan != nil) {
		q.New = new(int64(len(p.Sites)))
	}
	if len(dropped) > 0 {
		part := &some{of: p.Travel}
		q.Demands = nil
		for i, demand := range p.Demands {
			if !dropped[int32(i)] {
				q.Demands = append(q.Demands, demand)
				part.rows = append(part.rows, i)
			}
		}
		q.Travel = part
	}
	return &q
}

// some is the travel of some demands.
type some struct {
	of   planner.Travel
	rows []int
}

func (s *some) Size() (demands, sites int) {
	_, sites = s.of.Size()
	return len(s.rows), sites
}

func (s *some) Row(demand int) iter.Seq2[int, geo.Leg] { return s.of.Row(s.rows[demand]) }

// String names a limit for tests and logs.
func (l Limit) String() string { return fmt.Sprintf("%s %d", l.Kind, l.At) }
