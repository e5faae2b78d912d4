package assign

import (
	"container/heap"
	"math/big"
	"slices"
)

// finestUnit is the finest part of the problem's unit of cost that a flow tells apart.
const finestUnit = 1 << 20

// flow says who carries how much of the served demands' loads at least cost, each open site at most its capacity and
// at least its least load: a minimum cost flow by shortest augmenting paths with potentials (Edmonds and Karp 1972,
// doi:10.1145/321694.321699). False where no flow will do. The cost of a unit of load is a whole number of 1/unit of
// the problem's, where unit is the least common multiple of the loads if that is small: then the flow is exact.
func flow(c *core, m *meter, isOpen []bool, served []bool) ([]share, bool) {
	n, sites := c.demands(), c.sites()
	g := &network{arcs: make([][]int32, n+sites+2)}
	source, sink := int32(n+sites), int32(n+sites+1)
	unit, largest := int64(1), int64(1)
	for i := range n {
		if !served[i] || c.load[i] == 0 {
			continue
		}
		if factor := c.load[i] / divisor(unit, c.load[i]); factor > finestUnit/unit {
			unit = finestUnit
			break
		} else {
			unit *= factor
		}
	}
	for _, cost := range c.rowCost {
		largest = max(largest, cost)
	}
	for unit > 1 && largest > unreachable/16/int64(sites+1)/unit {
		unit /= 2
	}
	total, needed, reward := int64(0), int64(0), int64(0)
	var shares []share
	var entries []int32
	for i := range n {
		if !served[i] {
			continue
		}
		if c.load[i] == 0 { // the cheapest site, whatever it carries
			for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
				if isOpen[c.rowSite[e]] {
					shares = append(shares, share{e, 0})
					break
				}
			}
			continue
		}
		g.add(source, int32(i), c.load[i], 0)
		total += c.load[i]
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			if isOpen[c.rowSite[e]] {
				cost := int64(0)
				if c.must[i] {
					cost = c.rowCost[e]/c.load[i]*unit + c.rowCost[e]%c.load[i]*unit/c.load[i] // exact where load divides unit
				}
				reward = max(reward, cost)
				entries = append(entries, e, int32(len(g.to)))
				g.add(int32(i), int32(n)+c.rowSite[e], c.load[i], cost)
			}
		}
	}
	reward = reward*4 + 1
	for j := range int32(sites) {
		if isOpen[j] {
			least := c.least[j]
			needed += least
			if least > 0 {
				g.add(int32(n)+j, sink, least, 0) // cheaper than what follows by the reward
			}
			if more := min(c.capacity[j], total) - least; more > 0 {
				g.add(int32(n)+j, sink, more, reward*int64(sites))
			} else if c.capacity[j] < least {
				return nil, false
			}
		}
	}
	if needed > total {
		return nil, false
	}
	if !g.fill(m, source, sink, total) {
		return nil, false
	}
	for k := 0; k < len(entries); k += 2 {
		if carried := g.room[entries[k+1]^1]; carried > 0 {
			shares = append(shares, share{entries[k], carried})
		}
	}
	carried := make([]int64, sites)
	for _, one := range shares {
		carried[c.rowSite[one.entry]] += one.load
	}
	for j := range sites {
		if isOpen[j] && carried[j] < c.least[j] {
			return nil, false
		}
	}
	slices.SortFunc(shares, func(a, b share) int { return int(a.entry) - int(b.entry) })
	return shares, true
}

// network is a flow network; arc k and its reverse k^1 stand side by side.
type network struct {
	arcs [][]int32
	to   []int32
	room []int64
	cost []int64
}

func (g *network) add(from, to int32, room, cost int64) {
	g.arcs[from] = append(g.arcs[from], int32(len(g.to)))
	g.arcs[to] = append(g.arcs[to], int32(len(g.to))+1)
	g.to = append(g.to, to, from)
	g.room = append(g.room, room, 0)
	g.cost = append(g.cost, cost, -cost)
}

// fill sends the whole amount at least cost; false where it does not go through.
func (g *network) fill(m *meter, source, sink int32, amount int64) bool {
	n := len(g.arcs)
	potential, length := make([]int64, n), make([]int64, n)
	by := make([]int32, n)
	for amount > 0 {
		for v := range n {
			length[v] = none
		}
		length[source] = 0
		queue := &frontier{{0, source}}
		for queue.Len() > 0 {
			at := heap.Pop(queue).(mark)
			if at.length > length[at.place] {
				continue
			}
			if !m.spend(int64(len(g.arcs[at.place]))) {
				return false
			}
			for _, k := range g.arcs[at.place] {
				v := g.to[k]
				if next := at.length + g.cost[k] + potential[at.place] - potential[v]; g.room[k] > 0 && next < length[v] {
					length[v], by[v] = next, k
					heap.Push(queue, mark{next, v})
				}
			}
		}
		if length[sink] == none {
			return false
		}
		for v := range n {
			if length[v] != none {
				potential[v] += length[v]
			} else {
				potential[v] += length[sink]
			}
		}
		sent := amount
		for v := sink; v != source; v = g.to[by[v]^1] {
			sent = min(sent, g.room[by[v]])
		}
		for v := sink; v != source; v = g.to[by[v]^1] {
			g.room[by[v]] -= sent
			g.room[by[v]^1] += sent
		}
		amount -= sent
	}
	return true
}

type mark struct {
	length int64
	place  int32
}

// frontier is a heap of places by length.
type frontier []mark

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(a, b int) bool {
	return f[a].length < f[b].length || f[a].length == f[b].length && f[a].place < f[b].place
}
func (f frontier) Swap(a, b int) { f[a], f[b] = f[b], f[a] }
func (f *frontier) Push(x any)   { *f = append(*f, x.(mark)) }
func (f *frontier) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}

// sharedValue is the value of a split answer: exact, and rounded up.
func (c *core) sharedValue(isOpen []bool, opens []int32, shares []share) int64 {
	value := int64(0)
	for j := range isOpen {
		if isOpen[j] && !c.fixed[j] {
			value += c.cost[j]
		}
	}
	parts := new(big.Rat)
	for k := 0; k < len(shares); k++ {
		e := shares[k].entry
		i := c.demandOf[e]
		whole := shares[k].load == c.load[i]
		switch {
		case c.must[i] && whole:
			value += c.rowCost[e]
		case c.must[i]:
			product := new(big.Int).Mul(big.NewInt(c.rowCost[e]), big.NewInt(shares[k].load))
			parts.Add(parts, new(big.Rat).SetFrac(product, big.NewInt(c.load[i])))
		case k > 0 && c.demandOf[shares[k-1].entry] == i: // counted already
		case opens[i] >= c.needs[i]:
			value += c.rowCost[e] - c.gain[i]
			if opens[i] > c.needs[i] {
				value -= c.backup[i]
			}
		}
	}
	whole, rest := new(big.Int).DivMod(parts.Num(), parts.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		value++
	}
	return value + whole.Int64()
}

// divisor is the greatest common divisor.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
