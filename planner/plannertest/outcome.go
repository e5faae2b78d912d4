package plannertest

import (
	"cuntong/planner"
)

// outcome adds up what serving demands is worth, each demand by one site.
type outcome struct {
	t         *truth
	figure    int64 // MCLP: what counts; PMedian, FixedCharge: Σ weight·d; PCenter: the largest d
	served    uint64
	townTotal []int64
}

func newOutcome(t *truth) *outcome {
	o := &outcome{t: t, townTotal: make([]int64, len(t.p.Towns))}
	for _, demand := range t.p.Demands {
		if len(o.townTotal) > 0 {
			o.townTotal[demand.Town] += demand.Weight
		}
	}
	return o
}

// add serves a demand over a length.
func (o *outcome) add(i int, d int64) {
	o.served |= 1 << i
	figure := o.t.worth(i, d)
	if o.t.p.Objective == planner.PCenter {
		o.figure = max(o.figure, figure)
	} else {
		o.figure += figure
	}
}

// worth is what serving a demand over a length adds to the figure.
func (t *truth) worth(i int, d int64) int64 {
	p, weight := t.p, t.p.Demands[i].Weight
	switch p.Objective {
	case planner.PCenter:
		return d
	case planner.PMedian, planner.FixedCharge:
		if p.Nearest > 1 {
			d = 0
			n := 0
			for _, at := range t.rows[i] {
				if t.isOpen[at.site] && n < p.Nearest {
					d += at.d
					n++
				}
			}
		}
		return weight * d
	case planner.MCLP:
		if !t.covers[i] {
			return 0
		}
		if len(p.Decay) == 0 && p.BackupPermille == 0 {
			return weight
		}
		permille := int64(1000)
		if len(p.Decay) > 0 {
			permille = 0
			for _, step := range p.Decay {
				if d <= step.Within {
					permille = max(permille, step.Permille)
				}
			}
		}
		if t.counts[i] >= 1+max(1, int(p.Demands[i].Needs)) {
			permille += p.BackupPermille
		}
		return weight * permille
	}
	return 0
}

// value turns the sums into the objective; false where a demand that must be served is not, or a floor is missed.
func (o *outcome) value() (int64, bool) {
	p, t := o.t.p, o.t
	townHas := make([]int64, len(p.Towns))
	for i, demand := range p.Demands {
		served := o.served>>i&1 == 1
		if p.Objective.MustServe() && !t.blocked[i] && !served {
			return 0, false
		}
		if served && t.covers[i] && len(townHas) > 0 {
			townHas[demand.Town] += demand.Weight
		}
	}
	worst := int64(1000)
	for k, town := range p.Towns {
		if p.Objective != planner.LSCP && p.Objective != planner.SetCover && townHas[k]*1000 < town.FloorPermille*o.townTotal[k] {
			return 0, false
		}
		if o.townTotal[k] > 0 {
			worst = min(worst, townHas[k]*1000/o.townTotal[k])
		}
	}
	switch p.Objective {
	case planner.LSCP:
		return t.newly, true
	case planner.SetCover:
		return t.yuan, true
	case planner.FixedCharge:
		return t.charge + o.figure, true
	case planner.PDispersion:
		return t.closest(), true
	case planner.MaxMin:
		return worst, true
	}
	return o.figure, true
}
