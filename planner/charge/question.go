package charge

import (
	"context"
	"fmt"
	"math"
	"slices"

	"cuntong/planner"
)

// Question is facility location in flat form, for programs that ask again and again with changed costs: which sites to open so
// that charges and the costs of serving every demand come to the least. Sites and demands are positions.
type Question struct {
	Charge   []int64 // by site, for opening it; at least 0; not paid for fixed ones
	Capacity []int64 // by site, most load; at least 0; nil: no capacities
	Fixed    []bool  // by site, open in every answer; nil: none
	Load     []int64 // by demand; at least 0; nil: no loads
	Most     *int    // most sites that open beyond the fixed ones; nil: no limit
	Shared   bool    // whether sites may share a demand, each at its part of the cost

	// Start[i] to Start[i+1] are the pairs of demand i in Site and Cost, sites ascending; Cost is for the whole demand, at least 0.
	Start []int
	Site  []int32
	Cost  []int64
}

// Reply answers a Question. Open holds the fixed sites and those that serve somebody, ascending.
type Reply struct {
	Status    planner.Status
	Objective *int64          // nil where there is no answer
	Bound     *int64          // proven, not above the best possible; nil where there can be no answer
	Open      []int32         // open sites
	Serves    []int32         // by demand, its site; nil where demands are shared
	Shares    []planner.Share // where they are, by demand and site ascending
	Stats     planner.Stats

	lambda []int64 // multipliers of the bound, scaled
	shift  uint
}

// Answer answers a question. Before may hold the reply to one with as many demands and sites, which then shows the
// search where to begin: its multipliers and its sites; nil for none. The reply depends on both and the effort, not on
// threads, unless the time limit or the context ends it. It fails on a question that is not sound, naming what is wrong.
func Answer(ctx context.Context, q *Question, before *Reply, o planner.Options) (*Reply, error) {
	if err := q.check(); err != nil {
		return nil, fmt.Errorf("facility location: %w", err)
	}
	own := *q
	own.Start, own.Site, own.Cost = slices.Clone(q.Start), slices.Clone(q.Site), slices.Clone(q.Cost)
	return reply(newCore(&own), newMeter(ctx, o), before), nil
}

// reply solves a core.
func reply(c *core, m *meter, before *Reply) *Reply {
	w := newWarm(c, before)
	in, best, bound := c, (*plan)(nil), int64(0)
	if c.mode == single {
		in, best, bound = solveSingle(c, m, w)
	} else {
		best, bound = solveSites(c, m, w)
	}
	r := &Reply{Stats: m.stats(), lambda: w.lambda, shift: c.shift}
	if best == nil && bound == math.MaxInt64 {
		r.Status = planner.Infeasible
		return r
	}
	r.Bound = &bound
	switch {
	case best == nil:
		r.Status = planner.Stopped
		return r
	case best.value == bound:
		r.Status = planner.Optimal
	case m.stopped:
		r.Status = planner.Stopped
	default:
		r.Status = planner.Feasible
	}
	r.Objective = &best.value
	for _, j := range best.open {
		r.Open = append(r.Open, in.siteID[j])
	}
	for _, j := range best.serves {
		r.Serves = append(r.Serves, in.siteID[j])
	}
	for _, s := range best.parts {
		r.Shares = append(r.Shares, planner.Share{Demand: s.demand, Site: in.siteID[s.site], Load: s.load})
	}
	return r
}

// check names the first thing wrong with a question.
func (q *Question) check() error {
	sites, demands := len(q.Charge), len(q.Start)-1
	switch {
	case demands < 0 || q.Start[0] != 0 || q.Start[demands] != len(q.Site) || len(q.Site) != len(q.Cost):
		return fmt.Errorf("%d starts do not fit %d pairs with %d costs", len(q.Start), len(q.Site), len(q.Cost))
	case q.Capacity != nil && len(q.Capacity) != sites || q.Fixed != nil && len(q.Fixed) != sites:
		return fmt.Errorf("%d capacities and %d marks for %d sites", len(q.Capacity), len(q.Fixed), sites)
	case q.Load != nil && len(q.Load) != demands:
		return fmt.Errorf("%d loads for %d demands", len(q.Load), demands)
	case q.Most != nil && *q.Most < 0:
		return fmt.Errorf("at most %d sites, expected 0 or more", *q.Most)
	case len(q.Site) > maxPairs:
		return fmt.Errorf("%d pairs of a demand and a site, expected at most %d; lower the limit", len(q.Site), maxPairs)
	}
	sum, loads := int64(0), int64(0)
	add := func(cost int64) bool {
		if cost < 0 || cost > maxCost || sum > maxCost-cost {
			return false
		}
		sum += cost
		return true
	}
	for j, charge := range q.Charge {
		if !add(charge) {
			return tooLarge(fmt.Sprintf("the charge of site %d", j), charge)
		}
		if q.Capacity != nil && q.Capacity[j] < 0 {
			return fmt.Errorf("site %d has capacity %d, expected 0 or more", j, q.Capacity[j])
		}
	}
	for i := range demands {
		if q.Load != nil {
			if q.Load[i] < 0 || q.Load[i] > maxCost || loads > maxCost-q.Load[i] {
				return fmt.Errorf("demand %d has load %d, expected 0 or more and at most %d in all", i, q.Load[i], int64(maxCost))
			}
			loads += q.Load[i]
		}
		if q.Start[i+1] < q.Start[i] {
			return fmt.Errorf("the pairs of demand %d end before they start", i)
		}
		most := int64(0)
		for k := q.Start[i]; k < q.Start[i+1]; k++ {
			if q.Site[k] < 0 || int(q.Site[k]) >= sites || k > q.Start[i] && q.Site[k] <= q.Site[k-1] {
				return fmt.Errorf("demand %d names site %d of %d, expected ascending", i, q.Site[k], sites)
			}
			if q.Cost[k] < 0 {
				return fmt.Errorf("demand %d costs %d at site %d, expected 0 or more", i, q.Cost[k], q.Site[k])
			}
			most = max(most, q.Cost[k])
		}
		if !add(most) {
			return tooLarge(fmt.Sprintf("the dearest pair of demand %d", i), most)
		}
	}
	return nil
}

// tooLarge is the sentence for costs whose sums might not fit.
func tooLarge(what string, cost int64) error {
	return fmt.Errorf("%s, %d, takes the sum of charges and dearest pairs beyond %d; use a coarser unit of weight or charge", what, cost, int64(maxCost))
}
