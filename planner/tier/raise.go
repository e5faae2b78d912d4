package tier

import (
	"math"
	"slices"
)

// memory is the share of a direction that the next one keeps; steps halve after patience of them without a better bound.
const (
	memory   = 0.7
	patience = 20
)

// raise improves the node's bound by subgradient steps towards target (Held, Wolfe, Crowder 1974, doi:10.1007/BF01580223), and
// leaves the best multipliers in the node.
func (b *bounder) raise(nd *node, target int64, steps int, m *meter) {
	t := b.t
	u, price, toll := slices.Clone(nd.multiplier), slices.Clone(nd.linkPrice), slices.Clone(nd.toll)
	pace, sinceBetter := 1.2, 0
	b.way.forget()
	for step := range steps {
		b.set(u, price, toll)
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
			copy(nd.toll, toll)
		} else if sinceBetter++; sinceBetter >= patience {
			pace, sinceBetter = pace/2, 0
			copy(u, nd.multiplier)
			copy(price, nd.linkPrice)
			copy(toll, nd.toll)
			b.way.forget()
		}
		if nd.bound >= target || value >= never/2 || pace < 0.002 {
			return
		}
		if !b.step(nd, u, price, toll, float64(pace*float64(max(target-value, 1)))) {
			return
		}
	}
}

// step moves the multipliers along the direction by length over its square; false where there is none. Each direction
// keeps a share of the one before (Camerini, Fratta, Maffioli 1975, doi:10.1007/BFb0120697): alone, the subgradient zigzags
// where many options of a point are worth about the same.
func (b *bounder) step(nd *node, u, price, toll []float64, length float64) bool {
	w, norm := &b.way, 0.0
	turn := func(old *float64, g float64) {
		*old = g + float64(memory**old)
		norm += float64(*old * *old)
	}
	for i, times := range b.now.times {
		turn(&w.u[i], b.gradient(nd, i, times, u[i]))
	}
	for l, times := range b.now.linkTimes {
		turn(&w.price[l], float64(times-b.linkRun(int32(l))))
	}
	for f := range toll {
		turn(&w.toll[f], b.excess(int32(f), toll[f]))
	}
	if norm == 0 {
		return false
	}
	size := length / norm
	for i := range u {
		u[i] = math.Min(math.Max(0, u[i]+float64(size*w.u[i])), float64(b.t.penalty[i]))
	}
	for l := range price {
		price[l] = math.Max(0, price[l]+float64(size*w.price[l]))
	}
	for f := range toll {
		toll[f] = math.Max(0, toll[f]+float64(size*w.toll[f]))
	}
	return true
}

// heading is the direction that the multipliers were last moved along.
type heading struct{ u, price, toll []float64 }

func (w *heading) forget() {
	clear(w.u)
	clear(w.price)
	clear(w.toll)
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

// excess is how many usual villages a feed is given beyond what its station takes; none where it has room and no toll.
func (b *bounder) excess(f int32, toll float64) float64 {
	room := int64(0)
	if s := b.t.feedStation[f]; b.now.feed[s] == f {
		room = b.t.feedSizes.capacity[b.now.rung[s]]
	}
	over := float64(b.now.feedFlow[f]-room) / b.t.usual
	if over < 0 && toll <= 0 {
		return 0
	}
	return over
}
