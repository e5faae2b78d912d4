package tier

import "math"

// node is a part of a plot's search: which options, feeds and sizes of feeds are still allowed and what must be run.
type node struct {
	option, feed           []bool
	from, to               []int32 // by feed: its rungs that are still allowed
	mustPoint, mustStation []bool
	villageOption          []int32 // by village: the only option it may use, −1 any; −2 it stays unserved
	bound                  int64
	multiplier, linkPrice  []float64
	toll                   []float64 // by feed: what the flow of a usual village pays
	serial                 int       // age, for ties
}

// relaxed is what the last evaluation of a node's bound chose.
type relaxed struct {
	value     int64
	option    []int32 // by point: the chosen option or −1
	feed      []int32 // by station: the chosen feed or −1
	rung      []int32 // by station: the rung of that
	times     []int32 // by village: how often it is served
	linkTimes []int32 // by link: how often used
	feedFlow  []int64 // by feed: what its options take
}

// bounder evaluates Lagrangian bounds of a plot. That each village is served once is priced by a multiplier of the village;
// that a fed point needs its station by a price on its link, which splits a station's cost among the points it feeds
// (Geoffrion 1974, doi:10.1007/BFb0120690; for two echelons Tragantalerngsak, Holt, Rönnqvist 1997, doi:10.1016/S0377-2217(96)00227-X);
// that a station takes no more than its size by a toll on what it feeds. Evaluation is exact in whole numbers for any whole
// multipliers; only the steps between evaluations use floating point.
type bounder struct {
	t       *plot
	u       []int64
	price   []int64
	toll    []int64 // by feed, of a parcel a day
	gain    []int64 // by option: what it is worth, below 0 where it pays; never where it is not allowed
	sharp   []bool  // by option: whether that is exact
	rung    []int32 // by option: the size that is worth that
	items   []item
	pack    packer
	now     relaxed
	feedSum []int64
	way     heading
}

func newBounder(t *plot) *bounder {
	n, points, stations, options, feeds := len(t.flow), len(t.optionAt)-1, len(t.feedAt)-1, len(t.point), len(t.feedStation)
	return &bounder{t: t, u: make([]int64, n), price: make([]int64, len(t.linkFeed)), toll: make([]int64, feeds), gain: make([]int64, options),
		sharp: make([]bool, options), rung: make([]int32, options), feedSum: make([]int64, feeds),
		way: heading{make([]float64, n), make([]float64, len(t.linkFeed)), make([]float64, feeds)},
		now: relaxed{option: make([]int32, points), feed: make([]int32, stations), rung: make([]int32, stations), times: make([]int32, n),
			linkTimes: make([]int32, len(t.linkFeed)), feedFlow: make([]int64, feeds)}}
}

// set takes the multipliers to whole numbers.
func (b *bounder) set(u, price, toll []float64) {
	for i := range u {
		b.u[i] = int64(math.Round(u[i]))
	}
	for l := range price {
		b.price[l] = int64(math.Round(price[l]))
	}
	for f := range toll {
		b.toll[f] = int64(math.Round(toll[f] / b.t.usual))
	}
}

// evaluate computes the bound for the current multipliers, exactly.
func (b *bounder) evaluate(nd *node) int64 {
	t := b.t
	clear(b.now.times)
	clear(b.now.linkTimes)
	clear(b.now.feedFlow)
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

// stations chooses the feeds that pay for themselves at the links' prices and the tolls.
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
		best, bestStation, bestFeed, bestRung, must := int64(0), int32(-1), int32(-1), int32(-1), false
		for _, s := range group {
			b.now.feed[s] = -1
			for f := t.feedAt[s]; f < t.feedAt[s+1]; f++ {
				if !nd.feed[f] {
					continue
				}
				for k := nd.from[f]; k < nd.to[f]; k++ {
					worth := t.feedSizes.fixed[k] - b.feedSum[f] - b.toll[f]*t.feedSizes.capacity[k]
					if nd.mustStation[s] && (bestStation != s || worth < best) || !must && worth < best {
						best, bestStation, bestFeed, bestRung = worth, s, f, k
					}
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
			b.now.feed[bestStation], b.now.rung[bestStation] = bestFeed, bestRung
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
					b.worth(nd, o)
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
		b.sharpen(nd, best)
	}
}
