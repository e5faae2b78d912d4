package assign

import "math"

// ascent improves a dual by subgradient steps (Held, Wolfe, Crowder 1974, doi:10.1007/BF01580223), each along a mean
// of the new direction and the old ones (Camerini, Fratta, Maffioli 1975, doi:10.1007/BFb0120697). Steps are taken in
// floating point and rounded; only the value at the rounded point counts, and that is exact.
type ascent struct {
	r          *relaxation
	yuanUnit   float64
	weightUnit float64
	du, dv, df []float64
	dl         float64
	often      []float64 // how often each site was chosen of late
	mean       []float64 // Huff: the same, the mean of all from the beginning on at first
	repair     func()    // called now and then with the relaxed choice standing, to look for answers
}

func newAscent(r *relaxation) *ascent {
	c := r.c
	a := &ascent{r: r, yuanUnit: 1, weightUnit: 1, du: make([]float64, c.demands()), dv: make([]float64, c.demands()), df: make([]float64, len(c.floor)), often: make([]float64, c.sites())}
	total := float64(0)
	for _, yuan := range c.yuan {
		total += float64(yuan)
	}
	if c.sites() > 0 {
		a.yuanUnit = max(1, total/float64(c.sites()))
	}
	total = 0
	for _, weight := range c.weight {
		total += float64(weight)
	}
	if c.demands() > 0 {
		a.weightUnit = max(1, total/float64(c.demands()))
	}
	return a
}

// result is what an ascent reached.
type result struct {
	dual   *dual
	value  int64
	known  bool // some value was found; without one the relaxed problem has no answer
	values []int64
	swaps  []int64
}

// run takes steps from a dual and returns the best point. It ends when the value reaches the target (in units of
// cost/scale), which target may move, and after the given number of steps.
func (a *ascent) run(start *dual, f *fixes, steps int, theta float64, target func() int64) result {
	r, c := a.r, a.r.c
	at := start.clone()
	best := result{dual: at.clone()}
	clear(a.du)
	clear(a.dv)
	clear(a.df)
	a.dl = 0
	clear(a.often)
	a.mean = make([]float64, c.sites())
	idle := 0
	patience := max(6, steps/15)
	for step := range steps {
		value, ok := r.evaluate(at, f)
		if !ok {
			return result{dual: at}
		}
		if !best.known || value > best.value {
			if !best.known || value-best.value > (target()-best.value)/1000 {
				idle = 0
			}
			best.value, best.known = value, true
			best.dual = at.clone()
			best.values = append(best.values[:0], r.value...)
			if best.swaps == nil {
				best.swaps = make([]int64, c.sites())
			}
			r.pick.swaps(f, r.value, best.swaps)
		} else if idle++; idle >= patience {
			theta /= 2
			idle = 0
			at = best.dual.clone()
			clear(a.du)
			clear(a.dv)
			clear(a.df)
			a.dl = 0
			if theta < 0.003 {
				break
			}
			r.evaluate(at, f)
		}
		goal := target()
		if best.value >= goal || r.m.over() {
			break
		}
		norm := r.subgradient(f, a.yuanUnit, a.weightUnit)
		for j := range a.often {
			was := a.often[j] * 0.9
			if f.state[j] == open || f.state[j] == free && r.pick.chosen[j] {
				was += 0.1
			}
			a.often[j] = was
		}
		if c.choice != nil {
			a.touch(at, f, step)
		} else if norm == 0 {
			break
		}
		if a.repair != nil && step%10 == 5 {
			a.repair()
		}
		distance := float64(goal - value)
		if steps < rootSteps { // a good dual to begin with: an answer far off says little about how far the bound can rise
			distance = min(distance, float64(float64(best.value-value))+max(float64(r.scale), math.Abs(float64(best.value))/100))
		}
		a.move(at, theta, distance, norm)
	}
	return best
}

// touch moves the tangents to the shares that the mean of the choices draws (Frank and Wolfe 1956,
// doi:10.1002/nav.3800030109).
func (a *ascent) touch(at *dual, f *fixes, step int) {
	c, h := a.r.c, a.r.c.choice
	weight := max(0.02, 2/float64(step+2))
	for j := range a.mean {
		a.mean[j] -= float64(weight * a.mean[j])
		if !c.fixed[j] && (f.state[j] == open || f.state[j] == free && a.r.pick.chosen[j]) {
			a.mean[j] += weight
		}
	}
	for i := range c.demands() {
		if h.fixed[i] == 0 {
			continue
		}
		drawn := float64(0)
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			drawn += float64(a.mean[c.rowSite[e]] * float64(h.draw[e]))
		}
		at.share[i] = int64(shareUnit * drawn / (drawn + float64(h.fixed[i])))
	}
	a.r.m.spend(int64(c.pairs()))
}

// move takes one step from the last evaluated point.
func (a *ascent) move(at *dual, theta, distance, norm float64) {
	r, c := a.r, a.r.c
	const keep = 0.6
	size := float64(0)
	blend := func(into *float64, g float64) {
		*into = float64(keep*(*into)) + g
		size += float64(*into * *into)
	}
	for i := range c.demands() {
		if c.paired {
			blend(&a.du[i], r.gu[i])
		}
		if c.counted {
			if at.count[i] == 0 && r.gv[i] < 0 {
				a.dv[i] = 0
				continue
			}
			blend(&a.dv[i], r.gv[i])
		}
	}
	if c.budget != none {
		if at.budget == 0 && r.gl < 0 {
			a.dl = 0
		} else {
			blend(&a.dl, r.gl)
		}
	}
	for k := range a.df {
		if at.floor[k] == 0 && r.gf[k] < 0 {
			a.df[k] = 0
		} else {
			blend(&a.df[k], r.gf[k])
		}
	}
	if size == 0 {
		return
	}
	length := theta * max(distance, 1) / size
	limit := float64(r.limit)
	clamp := func(x, low, high float64) float64 { return max(low, min(high, x)) }
	for i := range c.demands() {
		if c.paired {
			at.serve[i] = int64(clamp(float64(at.serve[i])+float64(length*a.du[i]), -limit, limit))
		}
		if c.counted {
			at.count[i] = int64(clamp(float64(at.count[i])+float64(length*a.dv[i]), 0, limit))
		}
	}
	if c.budget != none {
		most := limit * (1 << fraction) / float64(max(1, c.budget)) / 2
		at.budget = uint64(clamp(float64(at.budget)+float64(length*a.dl)*(1<<fraction)/a.yuanUnit, 0, min(most, 1<<62)))
	}
	for k := range a.df {
		most := limit * (1 << fraction) / (a.weightUnit * float64(max(1, c.demands()))) / 2
		at.floor[k] = uint64(clamp(float64(at.floor[k])+float64(length*a.df[k])*(1<<fraction)/a.weightUnit, 0, min(most, 1<<62)))
	}
}
