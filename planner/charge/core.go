package charge

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
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
	siteID   []int32 // position in the problem
	load     []int64
	total    int64   // of all loads
	capacity []int64 // never above total
	charge   []int64 // scaled; 0 where fixed
	widest   []int32 // sites by capacity, widest first
	fixed    []bool
	most     int     // most new sites
	blocked  []int32 // demands that no allowed site reaches
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

// tooLarge is the sentence for a problem beyond maxCost.
func tooLarge(sum float64) error {
	return fmt.Errorf("charges and weight × distance add up to about %.3g, expected at most %.3g; use a coarser unit of weight or charge", sum, float64(maxCost))
}

// measure returns d, the leg by the problem's metric.
func measure(p *planner.Siting, leg geo.Leg) int64 {
	if p.Limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// maxPairs keeps positions of pairs in int32.
const maxPairs = 1 << 30

// newCore reads a problem. It fails where sums might not fit.
func newCore(p *planner.Siting) (*core, error) {
	c := &core{demands: len(p.Demands)}
	index := make([]int32, len(p.Sites))
	for j, site := range p.Sites {
		index[j] = -1
		if site.Forbidden {
			continue
		}
		index[j] = int32(c.sites)
		c.sites++
		c.siteID = append(c.siteID, int32(j))
		c.fixed = append(c.fixed, site.Fixed)
		charge := site.Charge
		if site.Fixed || p.Objective != planner.FixedCharge {
			charge = 0
		}
		c.charge = append(c.charge, charge)
	}
	for _, d := range p.Demands {
		c.load = append(c.load, d.Load)
		c.total += d.Load
	}
	bound := false
	for _, j := range c.siteID {
		capacity := c.total
		if limit := p.Sites[j].Capacity; limit != nil && *limit < capacity {
			capacity, bound = *limit, true
		}
		c.capacity = append(c.capacity, capacity)
	}
	for j := range c.sites {
		c.widest = append(c.widest, int32(j))
	}
	slices.SortStableFunc(c.widest, func(a, b int32) int { return cmp.Compare(c.capacity[b], c.capacity[a]) })
	switch {
	case !bound:
		c.mode = free
	case p.Splittable:
		c.mode = shared
	default:
		c.mode = single
	}
	c.most = c.sites
	if p.New != nil && *p.New < int64(c.most) {
		c.most = int(*p.New)
	}
	return c, c.readPairs(p, index)
}

// readPairs fills rows and columns and scales all costs.
func (c *core) readPairs(p *planner.Siting, index []int32) error {
	dearest, exact := int64(0), 0.0
	for _, charge := range c.charge {
		dearest, exact = dearest+charge, exact+float64(charge)
	}
	count := make([]int, c.sites+1)
	c.rowStart = make([]int, 1, c.demands+1)
	var order []pair
	var by sorter
	for i, d := range p.Demands {
		order = order[:0]
		most, reached := int64(0), false
		for j, leg := range p.Travel.Row(i) {
			if index[j] < 0 || !p.Limit.Allows(leg) {
				continue
			}
			reached = true
			if c.mode == single && d.Load > c.capacity[index[j]] {
				continue
			}
			high, cost := bits.Mul64(uint64(d.Weight), uint64(measure(p, leg)))
			if high != 0 || cost > maxCost {
				return tooLarge(float64(d.Weight) * float64(measure(p, leg)))
			}
			order = append(order, pair{index[j], int64(cost)})
			most = max(most, int64(cost))
			count[index[j]+1]++
		}
		if !reached {
			c.blocked = append(c.blocked, int32(i))
		}
		dearest, exact = dearest+most, exact+float64(most)
		if dearest > maxCost {
			return tooLarge(exact)
		}
		if len(order) > maxPairs-len(c.rowSite) {
			return fmt.Errorf("more than %d pairs of a demand and a site keep the limit; lower it", maxPairs)
		}
		by.sort(order)
		for _, o := range order {
			c.rowSite = append(c.rowSite, o.other)
			c.rowCost = append(c.rowCost, o.cost)
		}
		c.rowStart = append(c.rowStart, len(c.rowSite))
	}
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
	return nil
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
