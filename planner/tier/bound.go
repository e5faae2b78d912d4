package tier

import (
	"math"
	"slices"
)

// node is a part of a plot's search: which options and feeds are still allowed and what must be run.
type node struct {
	option, feed           []bool
	mustPoint, mustStation []bool
	villageOption          []int32 // by village: the only option it may use, −1 any; −2 it stays unserved
	bound                  int64
	multiplier, linkPrice  []float64
	serial                 int // age, for ties
}

// relaxed is what the last evaluation of a node's bound chose.
type relaxed struct {
	value     int64
	option    []int32 // by point: the chosen option or −1
	feed      []int32 // by station: the chosen feed or −1
	times     []int32 // by village: how often it is served
	linkTimes []int32 // by link: how often used
}

// bounder evaluates Lagrangian bounds of a plot: that each village is served once is priced by a multiplier of the village,
// that a fed point needs its station by a price on its link, which splits a station's cost among the points it
// feeds (Geoffrion 1974, doi:10.1007/BFb0120690; for two echelons Tragantalerngsak, Holt, Rönnqvist 1997,
// doi:10.1016/S0377-2217(96)00227-X). Evaluation is exact in whole numbers for any whole multipliers; only the steps
// between evaluations use floating point.
type bounder struct {
	t       *plot
	u       []int64
	price   []int64
	gain    []int64 // by option: what it is worth, below 0 where it pays
	sharp   []bool  // by option: whether that is exact
	items   []item
	pack    packer
	now     relaxed
	feedSum []int64
}

func newBounder(t *plot) *bounder {
	n, points, stations := len(t.flow), len(t.optionAt)-1, len(t.feedAt)-1
	return &bounder{t: t, u: make([]int64, n), price: make([]int64, len(t.linkFeed)), gain: make([]int64, len(t.point)), sharp: make([]bool, len(t.point)), feedSum: make([]int64, len(t.feedStation)),
		now: relaxed{option: make([]int32, points), feed: make([]int32, stations), times: make([]int32, n), linkTimes: make([]int32, len(t.linkFeed))}}
}

// evaluate computes the bound for the current multipliers, exactly.
func (b *bounder) evaluate(nd *node) int64 {
	t := b.t
	clear(b.now.times)
	clear(b.now.linkTimes)
	value := int64(0)
	for i := range t.flow {
		if nd.villageOption[i] == -2 {
			b.u[i] = 0 // it is not there; what it costs is paid
			value += t.penalty[i]
			continue
		}
		b.u[i] = min(b.u[i], t.penalty[i])
		value += b.u[i]
	}
	value += b.stations(nd)
	value += b.points(nd)
	b.now.value = value
	return value
}

// stations chooses the feeds that pay for themselves at the links' prices.
func (b *bounder) stations(nd *node) int64 {
	t := b.t
	clear(b.feedSum)
	for link, f := range t.linkFeed {
		if decided(t, nd, f) {
			b.price[link] = 0
		}
		b.feedSum[f] += b.price[link]
	}
	value := int64(0)
	for _, group := range t.stationGroup {
		best, bestStation, bestFeed, must := int64(0), int32(-1), int32(-1), false
		for _, s := range group {
			b.now.feed[s] = -1
			for f := t.feedAt[s]; f < t.feedAt[s+1]; f++ {
				if !nd.feed[f] {
					continue
				}
				worth := t.feedFixed[f] - b.feedSum[f]
				if nd.mustStation[s] && (bestStation != s || worth < best) || !must && worth < best {
					best, bestStation, bestFeed = worth, s, f
				}
			}
			if nd.mustStation[s] {
				if must || bestStation != s {
					return never // two of a group must be run, or one must and cannot
				}
				must = true
			}
		}
		if bestStation >= 0 {
			b.now.feed[bestStation] = bestFeed
			value += best
		}
	}
	return value
}

// decided reports whether a feed's station must be run and can be only by it: then its cost is paid whatever it feeds.
func decided(t *plot, nd *node, f int32) bool {
	s := t.feedStation[f]
	if !nd.mustStation[s] || !nd.feed[f] {
		return false
	}
	for other := t.feedAt[s]; other < t.feedAt[s+1]; other++ {
		if other != f && nd.feed[other] {
			return false
		}
	}
	return true
}

// points chooses the options that pay for themselves.
func (b *bounder) points(nd *node) int64 {
	t := b.t
	value := int64(0)
	for _, group := range t.pointGroup {
		must := int32(-1)
		for _, p := range group {
			b.now.option[p] = -1
			for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
				b.gain[o], b.sharp[o] = never, false
				if nd.option[o] {
					b.gain[o] = b.worth(nd, o)
				}
			}
			if nd.mustPoint[p] {
				if must >= 0 {
					return never // two of a group must be run
				}
				must = p
			}
		}
		best := b.choose(nd, group, must)
		if best < 0 {
			if must >= 0 {
				return never // it must be run and cannot
			}
			continue
		}
		b.now.option[t.point[best]] = best
		value += b.gain[best]
		if link := t.link[best]; link >= 0 {
			b.now.linkTimes[link]++
		}
		b.serve(nd, best)
	}
	return value
}

// choose finds the option of a group that is worth most, −1 where none pays. Options whose villages do not fit are first
// valued with the last village in part; only while such an option is in front is it valued exactly.
func (b *bounder) choose(nd *node, group []int32, must int32) int32 {
	t := b.t
	for {
		best := int32(-1)
		for _, p := range group {
			if must >= 0 && p != must {
				continue
			}
			for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
				if nd.option[o] && (best < 0 && (must >= 0 || b.gain[o] < 0) || best >= 0 && b.gain[o] < b.gain[best]) {
					best = o
				}
			}
		}
		if best < 0 || b.sharp[best] {
			return best
		}
		b.gain[best] = t.fixed[best] - b.knapsack(nd, best)
		if link := t.link[best]; link >= 0 {
			b.gain[best] += b.price[link]
		}
		b.sharp[best] = true
	}
}

// allowed reports whether a village may use an option.
func (nd *node) allowed(village, option int32) bool {
	only := nd.villageOption[village]
	return only == -1 || only == option
}

// worth is what running an option costs less what its villages would pay for it. Where they do not fit, the last one counts
// in part (Dantzig 1957, doi:10.1287/opre.5.2.266), rounded in favour of the bound; sharp says that it is exact.
func (b *bounder) worth(nd *node, o int32) int64 {
	t := b.t
	sum, weight := int64(0), int64(0)
	for k := t.start[o]; k < t.start[o+1]; k++ {
		if profit := b.u[t.village[k]] - t.cost[k]; profit > 0 && nd.allowed(t.village[k], o) {
			sum += profit
			weight += t.flow[t.village[k]]
		}
	}
	if b.sharp[o] = weight <= t.capacity[o]; !b.sharp[o] {
		b.gather(nd, o)
		sum = partly(b.items, t.capacity[o])
	}
	worth := t.fixed[o] - sum
	if link := t.link[o]; link >= 0 {
		worth += b.price[link]
	}
	return worth
}

// serve counts the villages that a chosen option takes.
func (b *bounder) serve(nd *node, o int32) {
	t := b.t
	weight := int64(0)
	for k := t.start[o]; k < t.start[o+1]; k++ {
		if i := t.village[k]; b.u[i] > t.cost[k] && nd.allowed(i, o) {
			weight += t.flow[i]
		}
	}
	if weight > t.capacity[o] {
		b.knapsack(nd, o)
		for k, one := range b.items {
			if b.pack.best[k] {
				b.now.times[one.village]++
			}
		}
		return
	}
	for k := t.start[o]; k < t.start[o+1]; k++ {
		if i := t.village[k]; b.u[i] > t.cost[k] && nd.allowed(i, o) {
			b.now.times[i]++
		}
	}
}

// raise improves the node's bound by subgradient steps towards target, and leaves the best multipliers in the node.
func (b *bounder) raise(nd *node, target int64, steps int, m *meter) {
	t := b.t
	u, price := slices.Clone(nd.multiplier), slices.Clone(nd.linkPrice)
	pace, sinceBetter := 1.2, 0
	for step := range steps {
		for i := range u {
			b.u[i] = int64(math.Round(u[i]))
		}
		for l := range price {
			b.price[l] = int64(math.Round(price[l]))
		}
		value := b.evaluate(nd)
		if !m.spend(int64(len(t.village) + 8)) {
			nd.bound = max(nd.bound, value)
			return
		}
		if step == 0 || value > nd.bound {
			if value > nd.bound+(target-nd.bound)/1000 || step == 0 {
				sinceBetter = 0
			}
			nd.bound = max(nd.bound, value)
			copy(nd.multiplier, u)
			copy(nd.linkPrice, price)
		} else if sinceBetter++; sinceBetter >= 15 {
			pace, sinceBetter = pace/2, 0
			copy(u, nd.multiplier)
			copy(price, nd.linkPrice)
		}
		if nd.bound >= target || value >= never/2 || pace < 0.002 {
			return
		}
		norm := 0.0
		for i, times := range b.now.times {
			if g := b.gradient(nd, i, times, u[i]); g != 0 {
				norm += float64(g * g)
			}
		}
		for l, times := range b.now.linkTimes {
			g := float64(times - b.linkRun(int32(l)))
			norm += float64(g * g)
		}
		if norm == 0 {
			return
		}
		size := float64(pace * float64(float64(max(target-value, 1))/norm))
		for i, times := range b.now.times {
			u[i] = math.Max(0, u[i]+float64(size*b.gradient(nd, i, times, u[i])))
			u[i] = math.Min(u[i], float64(t.penalty[i]))
		}
		for l, times := range b.now.linkTimes {
			price[l] = math.Max(0, price[l]+float64(size*float64(times-b.linkRun(int32(l)))))
		}
	}
}

// gradient is how much too rarely a village is served; none where its multiplier stands at its end.
func (b *bounder) gradient(nd *node, i int, times int32, u float64) float64 {
	if nd.villageOption[i] == -2 || times == 0 && u >= float64(b.t.penalty[i]) || times > 1 && u <= 0 {
		return 0
	}
	return float64(1 - times)
}

func (b *bounder) linkRun(l int32) int32 {
	if f := b.t.linkFeed[l]; b.now.feed[b.t.feedStation[f]] == f {
		return 1
	}
	return 0
}
