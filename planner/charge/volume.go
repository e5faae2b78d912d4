package charge

import "math"

// node is a question in the search tree: what is decided of the sites, and multipliers that bound it.
type node struct {
	state  []int8
	lambda []int64
	bound  int64     // scaled, proven for this node
	share  []float64 // average of pick over the ascent, by site: how open a site is
	bans   []int32   // single: pairs of sites that are not allowed here
	depth  int
	id     int
}

// volume improves multipliers by the volume algorithm (Barahona and Anbil 2000, doi:10.1007/s101070050002): steps along
// the average of the relaxation's answers, which also tends to a fractional answer of the relaxed problem.
type volume struct {
	*relaxer
	trial   []int64
	average []float64 // of serve
	weight  []float64 // by demand: how far its multiplier moves for a unit of violation
	mix     []float64 // by pair of a site, average of what the relaxation uses; nil where nobody asks
	rank    []int32
}

func newVolume(c *core) *volume {
	v := &volume{relaxer: newRelaxer(c), trial: make([]int64, c.demands), average: make([]float64, c.demands), weight: make([]float64, c.demands)}
	for i := range c.demands {
		from, to := c.rowStart[i], c.rowStart[i+1]
		spread := int64(1)
		if to > from {
			spread = max(1, c.rowCost[from+(to-from)/2]-c.rowCost[from])
		}
		v.weight[i] = math.Ldexp(float64(spread), -int(c.shift))
	}
	return v
}

// ascend takes steps from the node's multipliers and keeps the best ones in it. It ends early once the bound exceeds cutoff
// (scaled), or when steps hardly help any more. After every few steps it asks each whether to go on.
func (v *volume) ascend(n *node, steps, every int, cutoff int64, each func() bool) {
	c := v.c
	first := v.evaluate(n.lambda, n.state)
	n.bound = max(n.bound, first)
	if first == math.MaxInt64 || n.bound > cutoff {
		return
	}
	bound := first
	copy(v.average, v.serve)
	v.blend(1)
	if n.share == nil {
		n.share = make([]float64, c.sites)
	}
	copy(n.share, v.pick)
	goal := float64(cutoff)
	if cutoff == math.MaxInt64 {
		goal = float64(float64(first)*1.05) + 1
	}
	factor, poor, since, before := 0.5, 0, 0, bound
	for t := range steps {
		norm := 0.0
		for i, a := range v.average {
			d := float64((1 - a) * v.weight[i])
			norm += float64(d * d)
		}
		if norm < 1e-12 {
			break
		}
		if cutoff == math.MaxInt64 && float64(bound) > float64(goal*0.97) {
			goal = float64(float64(bound)*1.05) + 1
		}
		step := float64(factor*(goal-float64(bound))) / norm
		for i, a := range v.average {
			w := v.weight[i]
			v.trial[i] = clamp(n.lambda[i], float64(float64(step*w)*w)*(1-a), c.highest[i])
		}
		value := v.evaluate(v.trial, n.state)
		if value == math.MaxInt64 {
			n.bound = value
			return
		}
		// How the new answer points against the old direction.
		agree, own := 0.0, 0.0
		for i, a := range v.average {
			w := float64(v.weight[i] * v.weight[i])
			now, old := 1-v.serve[i], 1-a
			agree += float64(float64(now*old) * w)
			own += float64(float64(now*now) * w)
		}
		// The share that makes the average's violation least, within limits (Bahiense, Maculan, Sagastizábal 2002).
		share := 0.1
		if spread := own - float64(2*agree) + norm; spread > 0 {
			share = min(0.1, max(0.01, float64((norm-agree)/spread)))
		}
		for i := range v.average {
			v.average[i] += float64(share * (v.serve[i] - v.average[i]))
		}
		for j := range n.share {
			n.share[j] += float64(share * (v.pick[j] - n.share[j]))
		}
		v.blend(share)
		if value > bound {
			bound = value
			copy(n.lambda, v.trial)
			n.bound = max(n.bound, bound)
			poor = 0
			if agree >= 0 {
				factor = min(2, float64(factor*1.1))
			}
			if n.bound > cutoff {
				return
			}
		} else if poor++; poor >= 15 {
			factor, poor = float64(factor*0.66), 0
			if factor < 1e-4 {
				break
			}
		}
		if t%every == every-1 && !each() {
			return
		}
		if since++; since == 60 {
			if factor < 0.01 && float64(bound-before) < 1e-5*math.Abs(float64(cutoff-bound)) && cutoff != math.MaxInt64 {
				break
			}
			since, before = 0, bound
		}
	}
}

// blend takes a share of the last evaluation into mix.
func (v *volume) blend(share float64) {
	if v.mix == nil {
		return
	}
	for k := range v.mix {
		v.mix[k] *= 1 - share
	}
	for _, t := range v.taken {
		v.mix[t.pair] += share
	}
	v.work += int64(len(v.mix)) / 4
}

// clamp adds a step to a multiplier and keeps it within ± highest.
func clamp(lambda int64, step float64, highest int64) int64 {
	if math.Abs(step) > float64(2*highest) {
		step = math.Copysign(float64(2*highest), step)
	}
	return min(highest, max(-highest, lambda+int64(step)))
}

// settle decides what the bound decides: an undecided site that pushes the bound beyond cutoff in one state takes the other.
// It evaluates the node's own multipliers anew and reports false where neither state is left.
func (v *volume) settle(n *node, cutoff int64) (settled int, possible bool) {
	sum := v.price(n.lambda, n.state)
	low := v.master(n.state, -1, true)
	if low == math.MaxInt64 || sum+low > cutoff {
		return 0, false
	}
	var changes []int32
	for j := range v.c.sites {
		if n.state[j] != undecided {
			continue
		}
		v.work += int64(v.c.sites) / 8
		other := v.master(n.state, j, false)
		if other == math.MaxInt64 || sum+other > cutoff {
			changes = append(changes, int32(j))
		}
	}
	for _, j := range changes {
		if v.pick[j] > 0.5 {
			n.state[j] = opened
		} else {
			n.state[j] = closed
		}
	}
	return len(changes), true
}
