package charge

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// mode says what an open site may serve.
type mode int8

const (
	free   mode = iota // no site has a capacity that could bind
	shared             // capacities, and a demand may be shared between sites
	single             // capacities, and each demand is served whole by one site
)

// core is the question in flat form: allowed sites and allowed pairs only, costs in units of 2^-shift so that
// multipliers may be fractions of a unit. It is not changed by a solve.
type core struct {
	mode     mode
	demands  int
	sites    int
	siteID   []int32 // position in the question
	load     []int64
	total    int64   // of all loads
	capacity []int64 // never above total
	charge   []int64 // scaled; 0 where fixed
	widest   []int32 // sites by capacity, widest first
	fixed    []bool
	most     int     // most new sites
	highest  []int64 // by demand: multipliers stay within ± this, so that their sums stay in int64
	shift    uint

	rowStart []int // pairs of a demand, cheapest first, then by site
	rowSite  []int32
	rowCost  []int64
	rowPair  []int32 // where the pair stands among those of the sites
	colStart []int   // pairs of a site, cheapest first, then by demand
	colItem  []int32
	colCost  []int64
}

// maxCost bounds Σ charges + Σ over demands of their dearest pair, so that sums and their multiples stay in int64.
const maxCost = 1 << 57

// roomyCost is what scaled costs may add up to, so that multipliers may exceed costs many times.
const roomyCost = 1 << 55

// bestShift is how far costs are scaled where their size allows it.
const bestShift = 20

// maxPairs keeps positions of pairs in int32.
const maxPairs = 1 << 30

// newCore lays a question out; pairs of q are sorted in place and kept. The question must be sound.
func newCore(q *Question) *core {
	c := &core{demands: len(q.Start) - 1, sites: len(q.Charge), load: q.Load, charge: slices.Clone(q.Charge), fixed: q.Fixed,
		rowStart: q.Start, rowSite: q.Site, rowCost: q.Cost}
	if c.load == nil {
		c.load = make([]int64, c.demands)
	}
	if c.fixed == nil {
		c.fixed = make([]bool, c.sites)
	}
	for _, load := range c.load {
		c.total += load
	}
	bound := false
	for j := range c.sites {
		if c.fixed[j] {
			c.charge[j] = 0
		}
		capacity := c.total
		if q.Capacity != nil && q.Capacity[j] < capacity {
			capacity, bound = q.Capacity[j], true
		}
		c.capacity = append(c.capacity, capacity)
		c.siteID = append(c.siteID, int32(j))
		c.widest = append(c.widest, int32(j))
	}
	slices.SortStableFunc(c.widest, func(a, b int32) int { return cmp.Compare(c.capacity[b], c.capacity[a]) })
	switch {
	case !bound:
		c.mode = free
	case q.Shared:
		c.mode = shared
	default:
		c.mode = single
	}
	c.most = c.sites
	if q.Most != nil {
		c.most = min(c.most, *q.Most)
	}
	c.layOut()
	return c
}

// layOut sorts rows, drops pairs of loads that no capacity holds, scales costs and fills columns.
func (c *core) layOut() {
	dearest := int64(0)
	for _, charge := range c.charge {
		dearest += charge
	}
	count := make([]int, c.sites+1)
	var order []pair
	var by sorter
	kept, start := 0, c.rowStart
	c.rowStart = make([]int, 1, c.demands+1)
	for i := range c.demands {
		order = order[:0]
		for k := start[i]; k < start[i+1]; k++ {
			if j := c.rowSite[k]; c.mode != single || c.load[i] <= c.capacity[j] {
				order = append(order, pair{j, c.rowCost[k]})
				count[j+1]++
			}
		}
		by.sort(order)
		for _, o := range order {
			c.rowSite[kept], c.rowCost[kept] = o.other, o.cost
			kept++
		}
		if len(order) > 0 {
			dearest += order[len(order)-1].cost
		}
		c.rowStart = append(c.rowStart, kept)
	}
	c.rowSite, c.rowCost = c.rowSite[:kept], c.rowCost[:kept]
	for c.shift < bestShift && dearest<<(c.shift+1) <= roomyCost {
		c.shift++
	}
	for k := range c.rowCost {
		c.rowCost[k] <<= c.shift
	}
	for j := range c.charge {
		c.charge[j] <<= c.shift
	}
	for i := range c.demands {
		c.highest = append(c.highest, (1<<59)/int64(c.demands))
		if to := c.rowStart[i+1]; to > c.rowStart[i] {
			c.highest[i] = max(c.highest[i], 4*c.rowCost[to-1])
		}
	}
	c.turn(count)
}

// pair is a cost and who is at the other end.
type pair struct {
	other int32
	cost  int64
}

// sorter sorts pairs by cost, then by who is at the other end; packed into one word each where they fit, which is twice
// as fast.
type sorter struct{ keys []uint64 }

func (s *sorter) sort(list []pair) {
	widest, dearest := int32(0), int64(0)
	for _, p := range list {
		widest, dearest = max(widest, p.other), max(dearest, p.cost)
	}
	shift := bits.Len32(uint32(widest))
	if bits.Len64(uint64(dearest))+shift > 64 {
		slices.SortFunc(list, func(a, b pair) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.other, b.other))
		})
		return
	}
	s.keys = s.keys[:0]
	for _, p := range list {
		s.keys = append(s.keys, uint64(p.cost)<<shift|uint64(p.other))
	}
	slices.Sort(s.keys)
	for k, key := range s.keys {
		list[k] = pair{int32(key & (1<<shift - 1)), int64(key >> shift)}
	}
}

// turn makes columns of rows; count[j+1] holds the number of pairs of site j.
func (c *core) turn(count []int) {
	for j := range c.sites {
		count[j+1] += count[j]
	}
	c.colStart = slices.Clone(count)
	c.colItem, c.colCost, c.rowPair = make([]int32, len(c.rowSite)), make([]int64, len(c.rowSite)), make([]int32, len(c.rowSite))
	for i := range c.demands {
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			at := count[c.rowSite[k]]
			count[c.rowSite[k]]++
			c.colItem[at], c.rowPair[k] = int32(i), int32(at)
			c.colCost[at] = c.rowCost[k]
		}
	}
	c.sortColumns()
}

// sortColumns puts the pairs of every site in order and says anew where those of the rows stand. Equal costs stay as they stood.
func (c *core) sortColumns() {
	place := make([]int32, len(c.rowPair))
	var order []pair
	var items []int32
	var by sorter
	for j := range c.sites {
		first, end := c.colStart[j], c.colStart[j+1]
		order, items = order[:0], append(items[:0], c.colItem[first:end]...)
		for k := first; k < end; k++ {
			order = append(order, pair{int32(k - first), c.colCost[k]})
		}
		by.sort(order)
		for k, o := range order {
			c.colItem[first+k], c.colCost[first+k] = items[o.other], o.cost
			place[first+int(o.other)] = int32(first + k)
		}
	}
	for k, at := range c.rowPair {
		c.rowPair[k] = place[at]
	}
}

// pairs returns the number of allowed pairs.
func (c *core) pairs() int64 { return int64(len(c.rowSite)) }

// whole turns a scaled lower bound into whole units: the least whole number not below it.
func (c *core) whole(scaled int64) int64 {
	if scaled == math.MaxInt64 {
		return scaled
	}
	return -(-scaled >> c.shift)
}
