package verify

import (
	"fmt"
	"math/big"

	"cuntong/planner"
)

// counted is the objective that the answer should have, and what it counts.
func (r *recount) counted() (figure int64, unit string, err error) {
	p := r.problem
	switch p.Objective {
	case planner.LSCP:
		return r.newly, "new sites", nil
	case planner.SetCover:
		return r.yuan, "yuan", nil
	case planner.MCLP:
		if len(p.Decay) > 0 || p.BackupPermille > 0 {
			return r.permille, "thousandths of weight covered", nil
		}
		return r.weight, "weight covered", nil
	case planner.PMedian:
		figure, err = r.travelled(0)
		return figure, "weight·d", err
	case planner.FixedCharge:
		figure, err = r.travelled(r.charge)
		return figure, "charges and weight·d", err
	case planner.PCenter:
		return r.farthest, "to the farthest demand", nil
	case planner.PDispersion:
		if r.closest != nil {
			return *r.closest, "between the closest sites", nil
		}
		return r.widest + 1, "between the closest sites (none is held)", nil
	case planner.MaxMin:
		return r.worstShare(), "thousandths in the worst town", nil
	case planner.Huff:
		return r.drawn, "thousandths of weight drawn", nil
	}
	return 0, "", fmt.Errorf("objective %q is not known", p.Objective)
}

// travelled is Σ weight·d and a charge, rounded up.
func (r *recount) travelled(charge int64) (int64, error) {
	sum := new(big.Rat).Add(r.impedance, new(big.Rat).SetInt64(charge))
	whole, rest := new(big.Int).DivMod(sum.Num(), sum.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	if !whole.IsInt64() {
		return 0, fmt.Errorf("weight·d adds up to %s, more than fits; use a coarser unit", whole)
	}
	return whole.Int64(), nil
}

// worstShare is the smallest share covered of a town with weight, in thousandths.
func (r *recount) worstShare() int64 {
	worst := int64(1000)
	for t, total := range r.townTotal {
		if total > 0 {
			worst = min(worst, r.townHas[t]*1000/total)
		}
	}
	return worst
}

// objective checks the figure itself.
func (r *recount) objective() error {
	want, unit, err := r.counted()
	if err != nil {
		return err
	}
	if got := *r.answer.Objective; got != want {
		return fmt.Errorf("objective says %d %s, recounted %d", got, unit, want)
	}
	return nil
}

// second checks what ties were broken by.
func (r *recount) second() error {
	var want int64
	switch r.problem.Objective {
	case planner.PCenter:
		var err error
		if want, err = r.travelled(0); err != nil {
			return err
		}
	case planner.MaxMin:
		want = r.weight
	default:
		if r.answer.Second != nil {
			return fmt.Errorf("a second figure of %d, %s has none", *r.answer.Second, r.problem.Objective)
		}
		return nil
	}
	if r.answer.Second == nil || *r.answer.Second != want {
		return fmt.Errorf("second figure says %s, recounted %d", figureName(r.answer.Second), want)
	}
	return nil
}

func figureName(figure *int64) string {
	if figure == nil {
		return "nothing"
	}
	return fmt.Sprint(*figure)
}

// bound checks that the bound is on its side of the objective.
func (r *recount) bound() error {
	if r.answer.Bound == nil {
		if r.answer.Reason == "" {
			return fmt.Errorf("no bound and no reason")
		}
		return nil
	}
	objective, bound := *r.answer.Objective, *r.answer.Bound
	most := r.problem.Objective.Maximises()
	if !most && bound > objective {
		return fmt.Errorf("bound %d is above the objective %d of a minimisation", bound, objective)
	}
	if most && bound < objective {
		return fmt.Errorf("bound %d is below the objective %d of a maximisation", bound, objective)
	}
	return nil
}

// status checks that the status says no more than what is shown.
func (r *recount) status() error {
	a := r.answer
	impossible := r.problem.Objective.MustServe() && len(r.hopeless) > 0
	if covers := r.problem.Objective == planner.LSCP || r.problem.Objective == planner.SetCover; impossible && !covers {
		return fmt.Errorf("%d demands cannot be served, expected no objective and the status %q", len(r.hopeless), planner.Infeasible)
	}
	switch a.Status {
	case planner.Optimal, planner.Feasible, planner.Stopped:
		if impossible {
			return fmt.Errorf("status %q though %d demands cannot be covered, expected %q", a.Status, len(r.hopeless), planner.Infeasible)
		}
	case planner.Infeasible:
		if !impossible {
			return fmt.Errorf("status %q though nothing is blocked", a.Status)
		}
		if a.Reason == "" {
			return fmt.Errorf("status %q without a reason", a.Status)
		}
	default:
		return fmt.Errorf("status %q is not one of optimal, feasible, infeasible, stopped", a.Status)
	}
	if a.Status == planner.Optimal && (a.Bound == nil || *a.Bound != *a.Objective) {
		return fmt.Errorf("status %q without a bound equal to the objective", a.Status)
	}
	return nil
}
