package tier

import (
	"math"
	"slices"
)

// raise improves the node's bound by subgradient steps towards target (Held, Wolfe, Crowder 1974, doi:10.1007/BF01580223), and
// leaves the best multipliers in the node.
func (b *bounder) raise(nd *node, target int64, steps int, m *meter) {
	t := b.t
	u, price, toll := slices.Clone(nd.multiplier), slices.Clone(nd.linkPrice), slices.Clone(nd.toll)
	pace, sinceBetter := 1.2, 0
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
		} else if sinceBetter++; sinceBetter >= 15 {
			pace, sinceBetter = pace/2, 0
			copy(u, nd.multiplier)
			copy(price, nd.linkPrice)
			copy(toll, nd.toll)
		}
		if nd.bound >= target || value >= never/2 || pace < 0.002 {
			return
		}
		if !b.step(nd, u, price, toll, float64(pace*float64(max(target-value, 1)))) {
			return
		}
	}
}

// step moves the multipliers along the subgradient by length over its square; false where there is none.
func (b *bounder) step(nd *node, u, price, toll []float64, length float64) bool {
	norm := 0.0
	for i, times := range b.now.times {
		g := b.gradient(nd, i, times, u[i])
		norm += float64(g * g)
	}
	for l, times := range b.now.linkTimes {
		g := float64(times - b.linkRun(int32(l)))
		norm += float64(g * g)
	}
	for f := range toll {
		g := b.excess(int32(f), toll[f])
		norm += float64(g * g)
	}
	if norm == 0 {
		return false
	}
	size := length / norm
	for i, times := range b.now.times {
		u[i] = math.Min(math.Max(0, u[i]+float64(size*b.gradient(nd, i, times, u[i]))), float64(b.t.penalty[i]))
	}
	for l, times := range b.now.linkTimes {
		price[l] = math.Max(0, price[l]+float64(size*float64(times-b.linkRun(int32(l)))))
	}
	for f := range toll {
		toll[f] = math.Max(0, toll[f]+float64(size*b.excess(int32(f), toll[f])))
	}
	return true
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
