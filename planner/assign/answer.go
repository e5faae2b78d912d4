package assign

import (
	"fmt"
	"math/big"
	"slices"

	"cuntong/planner"
)

// answer writes what was found, with an objective and a proven bound.
func (t *table) answer(m *meter, f *found, objective, bound int64) *planner.SitingAnswer {
	a := &planner.SitingAnswer{Objective: &objective, Bound: &bound, Blocked: t.blocked, Shares: f.shares, Stats: m.stats()}
	for j, is := range f.isOpen {
		if is {
			a.Open = append(a.Open, int32(j))
		}
	}
	if !t.p.Split() {
		a.Assignment = f.server
		if f.server == nil {
			a.Assignment = t.nearest(f.isOpen)
		}
	}
	switch {
	case t.p.Objective.MustServe() && len(t.blocked) > 0:
		a.Status = planner.Infeasible
		a.Reason = fmt.Sprintf("%d of %d demands have fewer allowed sites within %d %s than they need; the answer covers all others. Allow more sites or raise the limit.",
			len(t.blocked), len(t.p.Demands), t.p.Limit.Value, t.p.Limit.Metric)
	case objective == bound:
		a.Status = planner.Optimal
	case m.stopped:
		a.Status = planner.Stopped
	default:
		a.Status = planner.Feasible
	}
	return a
}

// nearest gives every demand its nearest open site.
func (t *table) nearest(isOpen []bool) []int32 {
	out := make([]int32, len(t.rows))
	for i, row := range t.rows {
		out[i] = planner.Unassigned
		for _, at := range row {
			if isOpen[at.site] {
				out[i] = at.site
				break
			}
		}
	}
	return out
}

// without is the answer of a solve that found nothing: proven says that there is nothing to find.
func (t *table) without(m *meter, proven bool) *planner.SitingAnswer {
	if proven {
		return t.infeasible(m, "It was proven that no set of sites keeps all limits at once. Loosen one of them, or ask which of them cannot hold together.")
	}
	a := t.nothing(m)
	if !m.stopped {
		a.Reason = "The effort was spent before an answer was found; whether there is one is unknown. Allow more effort or loosen a limit."
	}
	return a
}

// nothing is the answer of a solve that was stopped before it had one.
func (t *table) nothing(m *meter) *planner.SitingAnswer {
	a := &planner.SitingAnswer{Status: planner.Stopped, Reason: "The solve was stopped before it found a first answer.", Blocked: t.blocked, Stats: m.stats()}
	if !t.p.Split() {
		a.Assignment = slices.Repeat([]int32{planner.Unassigned}, len(t.p.Demands))
	}
	return a
}

// infeasible is the answer where it was proven that there is none.
func (t *table) infeasible(m *meter, reason string) *planner.SitingAnswer {
	a := t.nothing(m)
	a.Status, a.Reason = planner.Infeasible, reason
	return a
}

// farthest is the largest d at which anybody is served, and the sum of weight·d, rounded up.
func (t *table) travelled(f *found) (farthest, sum int64) {
	parts := new(big.Rat)
	d := func(i, j int32) int64 {
		for _, at := range t.rows[i] {
			if at.site == j {
				return at.d
			}
		}
		panic(fmt.Sprintf("assign: demand %d is served by site %d beyond its row", i, j))
	}
	servers := f.server
	if servers == nil && !t.p.Split() {
		servers = t.nearest(f.isOpen)
	}
	for i, j := range servers {
		if j >= 0 {
			farthest = max(farthest, d(int32(i), j))
			sum += t.p.Demands[i].Weight * d(int32(i), j)
		}
	}
	for _, share := range f.shares {
		length, demand := d(share.Demand, share.Site), t.p.Demands[share.Demand]
		farthest = max(farthest, length)
		if share.Load == demand.Load {
			sum += demand.Weight * length
			continue
		}
		product := new(big.Int).Mul(big.NewInt(demand.Weight*length), big.NewInt(share.Load))
		parts.Add(parts, new(big.Rat).SetFrac(product, big.NewInt(demand.Load)))
	}
	whole, rest := new(big.Int).DivMod(parts.Num(), parts.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		sum++
	}
	return farthest, sum + whole.Int64()
}

// coverage is the weight covered in all, the smallest share covered of a town with weight, in thousandths, and that.
func (t *table) coverage(f *found) (weight, worst int64) {
	served := make([]bool, len(t.rows))
	servers := f.server
	if servers == nil && !t.p.Split() {
		servers = t.nearest(f.isOpen)
	}
	for i, j := range servers {
		served[i] = j >= 0
	}
	for _, share := range f.shares {
		served[share.Demand] = true
	}
	total, has := make([]int64, len(t.p.Towns)), make([]int64, len(t.p.Towns))
	for i, demand := range t.p.Demands {
		opened := 0
		for _, at := range t.rows[i] {
			if f.isOpen[at.site] {
				opened++
			}
		}
		if len(total) > 0 {
			total[demand.Town] += demand.Weight
		}
		if served[i] && opened >= max(1, int(demand.Needs)) {
			weight += demand.Weight
			if len(total) > 0 {
				has[demand.Town] += demand.Weight
			}
		}
	}
	worst = 1000
	for k := range total {
		if total[k] > 0 {
			worst = min(worst, 1000*has[k]/total[k])
		}
	}
	return weight, worst
}

// closest is the smallest spacing of two open sites of which one is new, as the objective counts it.
func (t *table) closest(f *found) int64 {
	smallest := t.widest + 1
	for j, near := range t.spaced {
		if f.isOpen[j] {
			for _, one := range near {
				if f.isOpen[one.site] {
					smallest = min(smallest, one.d)
				}
			}
		}
	}
	return smallest
}
