package tier

// profit is what a village would pay an option beyond what it costs there.
func (b *bounder) profit(k int32, toll int64) int64 {
	return b.u[b.t.village[k]] - b.t.cost[k] - toll*b.t.flow[b.t.village[k]]
}

// tollOf is the toll of an option's feed, and the most that its station can take.
func (b *bounder) tollOf(nd *node, o int32) (toll, most int64) {
	if f := b.t.feedOf(o); f >= 0 {
		return b.toll[f], b.t.feedSizes.capacity[nd.to[f]-1]
	}
	return 0, never
}

// allowed reports whether a village may use an option.
func (nd *node) allowed(village, option int32) bool {
	only := nd.villageOption[village]
	return only == -1 || only == option
}

// worth bounds from below what running an option costs less what its villages would pay for it, at its best size. Where
// they do not fit, the last one counts in part (Dantzig 1957, doi:10.1287/opre.5.2.266), rounded in favour of the bound.
func (b *bounder) worth(nd *node, o int32) {
	t := b.t
	toll, most := b.tollOf(nd, o)
	sum, weight := int64(0), int64(0)
	for k := t.start[o]; k < t.start[o+1]; k++ {
		if profit := b.profit(k, toll); profit > 0 && nd.allowed(t.village[k], o) {
			sum += profit
			weight += t.flow[t.village[k]]
		}
	}
	gathered := false
	for r := t.sizes.at[o]; r < t.sizes.at[o+1]; r++ {
		room := min(t.sizes.capacity[r], most)
		value, exact := t.sizes.fixed[r]-sum, weight <= room
		if !exact {
			if !gathered {
				b.gather(nd, o)
				gathered = true
			}
			value = t.sizes.fixed[r] - partly(b.items, room)
		}
		if r == t.sizes.at[o] || value < b.gain[o] {
			b.gain[o], b.sharp[o], b.rung[o] = value, exact, r
		}
		if exact {
			break
		}
	}
	b.gain[o] += b.linkPrice(o)
}

// sharpen makes that exact.
func (b *bounder) sharpen(nd *node, o int32) {
	t := b.t
	_, most := b.tollOf(nd, o)
	b.gather(nd, o)
	weight, sum := int64(0), int64(0)
	for _, one := range b.items {
		weight += one.weight
		sum += one.profit
	}
	for r := t.sizes.at[o]; r < t.sizes.at[o+1]; r++ {
		room := min(t.sizes.capacity[r], most)
		value := t.sizes.fixed[r] - sum
		if weight > room {
			value = t.sizes.fixed[r] - b.knapsack(room)
		}
		if r == t.sizes.at[o] || value < b.gain[o] {
			b.gain[o], b.rung[o] = value, r
		}
		if weight <= room {
			break
		}
	}
	b.gain[o] += b.linkPrice(o)
	b.sharp[o] = true
}

func (b *bounder) linkPrice(o int32) int64 {
	if link := b.t.link[o]; link >= 0 {
		return b.price[link]
	}
	return 0
}

// serve counts the villages that a chosen option takes, and their flow.
func (b *bounder) serve(nd *node, o int32) {
	t := b.t
	_, most := b.tollOf(nd, o)
	b.gather(nd, o)
	weight := int64(0)
	for _, one := range b.items {
		weight += one.weight
	}
	room := min(t.sizes.capacity[b.rung[o]], most)
	packed := weight > room
	if packed {
		b.knapsack(room)
	}
	f := t.feedOf(o)
	for k, one := range b.items {
		if packed && !b.pack.best[k] {
			continue
		}
		b.now.times[one.village]++
		if f >= 0 {
			b.now.feedFlow[f] += one.weight
		}
	}
}
