package tier

import (
	"cmp"
	"slices"
)

// choice is one way to run a zone: the option of each point and the feed of each station, −1 where not run, and the
// option that serves each village, −1 unserved.
type choice struct {
	option, feed, served []int32
	limit                []int32 // by station: the largest rung that it may need, −1 any
	value                int64   // in units of money
	short                int64   // parcels that must be served and are not, or that premises lack to their least flow; 0 where all rules hold
}

func (c *choice) better(d *choice) bool {
	if c.short != d.short {
		return c.short < d.short
	}
	return c.value < d.value
}

// sizes are the cheapest that take what flows, by point and by station, as positions in the premises' sizes; −1 not run.
func (c *choice) sizes(t *plot) (point, station []int32) {
	pointFlow, stationFlow := make([]int64, len(c.option)), make([]int64, len(c.feed))
	for i, o := range c.served {
		if o >= 0 {
			pointFlow[t.point[o]] += t.flow[i]
			if f := t.feedOf(o); f >= 0 {
				stationFlow[t.feedStation[f]] += t.flow[i]
			}
		}
	}
	pick := func(run []int32, flow []int64, l *ladder) []int32 {
		size := make([]int32, len(run))
		for k, way := range run {
			size[k] = -1
			if way >= 0 {
				size[k] = l.id[l.fitting(way, flow[k])]
			}
		}
		return size
	}
	return pick(c.option, pointFlow, &t.sizes), pick(c.feed, stationFlow, &t.feedSizes)
}

func (c *choice) copy() *choice {
	return &choice{slices.Clone(c.option), slices.Clone(c.feed), slices.Clone(c.served), slices.Clone(c.limit), c.value, c.short}
}

// assigner serves villages from given options.
type assigner struct {
	t           *plot
	m           *meter
	order       []int32 // villages, those with the most to lose first
	regret      []int64
	left        []int64 // by option
	feedLeft    []int64
	pointFlow   []int64
	stationFlow []int64
}

func newAssigner(t *plot, m *meter) *assigner {
	a := &assigner{t: t, m: m, regret: make([]int64, len(t.flow)), left: make([]int64, len(t.point)), feedLeft: make([]int64, len(t.feedStation)),
		pointFlow: make([]int64, len(t.optionAt)-1), stationFlow: make([]int64, len(t.feedAt)-1)}
	for i := range t.flow {
		a.order = append(a.order, int32(i))
	}
	return a
}

// assign serves each village by its cheapest open option, within capacities where they bind, and counts what that
// costs. Without capacities the result is the best for these options and feeds.
func (a *assigner) assign(c *choice) {
	a.nearest(c)
	if a.t.capacitated {
		a.exchange(c)
		a.tighten(c)
		a.lacking(c)
	}
	a.premises(c)
}

// nearest serves each village by the cheapest open option with room, those with the most to lose first.
func (a *assigner) nearest(c *choice) {
	t := a.t
	a.begin(c)
	a.m.spend(int64(len(t.nearPoint) + 8))
	if t.capacitated {
		a.byRegret(c)
	}
	for _, i := range a.order {
		best, bestCost := int32(-1), t.penalty[i]
		for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
			if o := c.option[t.nearPoint[k]]; o >= 0 {
				if cost := t.costAt(k, o); cost < bestCost && a.fits(o, t.flow[i]) {
					best, bestCost = o, cost
				}
			}
		}
		c.served[i] = best
		if best < 0 && t.penalty[i] == never {
			c.short += max(t.flow[i], 1)
			continue
		}
		c.value += bestCost
		if best >= 0 {
			a.take(best, t.flow[i])
		}
	}
}

// premises adds what everything that is run costs at the sizes that take its flow.
func (a *assigner) premises(c *choice) {
	for p, o := range c.option {
		if o >= 0 {
			c.value += a.t.sizes.fixed[a.t.sizes.fitting(o, a.pointFlow[p])]
		}
	}
	for s, f := range c.feed {
		if f >= 0 {
			c.value += a.t.feedSizes.fixed[a.t.feedSizes.fitting(f, a.stationFlow[s])]
		}
	}
}

// begin empties all premises.
func (a *assigner) begin(c *choice) {
	t := a.t
	c.value, c.short = 0, 0
	for p, o := range c.option {
		a.pointFlow[p] = 0
		if o >= 0 {
			a.left[o] = t.sizes.most(o)
		} else if t.mustPoint[p] {
			c.short++
		}
	}
	for s, f := range c.feed {
		a.stationFlow[s] = 0
		if f >= 0 {
			a.feedLeft[f] = t.feedSizes.most(f)
			if k := c.limit[s]; k >= t.feedSizes.at[f] && k < t.feedSizes.at[f+1] {
				a.feedLeft[f] = t.feedSizes.capacity[k]
			}
		} else if t.mustStation[s] {
			c.short++
		}
	}
}

// byRegret orders villages by what a parcel loses if it gets its second choice (Martello and Toth 1990, Knapsack
// Problems, chapter 7), those with one choice first.
func (a *assigner) byRegret(c *choice) {
	t := a.t
	for i := range t.flow {
		best, second := t.penalty[i], t.penalty[i]
		for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
			if o := c.option[t.nearPoint[k]]; o >= 0 {
				switch cost := t.costAt(k, o); {
				case cost < best:
					best, second = cost, best
				case cost < second:
					second = cost
				}
			}
		}
		a.regret[i] = (second - best) / max(t.flow[i], 1)
	}
	slices.SortFunc(a.order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(a.regret[y], a.regret[x]), cmp.Compare(t.flow[y], t.flow[x]), cmp.Compare(x, y))
	})
}

func (a *assigner) fits(o int32, flow int64) bool {
	if !a.t.capacitated {
		return true
	}
	f := a.t.feedOf(o)
	return a.left[o] >= flow && (f < 0 || a.feedLeft[f] >= flow)
}

func (a *assigner) take(o int32, flow int64) {
	a.left[o] -= flow
	a.pointFlow[a.t.point[o]] += flow
	if f := a.t.feedOf(o); f >= 0 {
		a.feedLeft[f] -= flow
		a.stationFlow[a.t.feedStation[f]] += flow
	}
}

// lacking counts what premises that are run lack to their least flow.
func (a *assigner) lacking(c *choice) {
	for p, o := range c.option {
		if o >= 0 {
			c.short += max(0, a.t.minFlow[p]-a.pointFlow[p])
		}
	}
	for s, f := range c.feed {
		if f >= 0 {
			c.short += max(0, a.t.stationMinFlow[s]-a.stationFlow[s])
		}
	}
}
