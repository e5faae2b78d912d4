package assign

import (
	"math"
	"slices"
)

// none is a limit that does not bind.
const none = math.MaxInt64

// core is a problem of sums in whole numbers, to be minimised: open sites, each at a cost, and serve demands, each at
// the cost (or, below 0, the gain) of the pair. A demand with must has to be served; any other may be left.
//
// Two things tie demands to sites. Pairs (where paired): a demand is served by take open sites of its row, the cheapest
// or, where loaded, one of the answer's choice, which carries its load. Counts (where counted): it is covered
// only where needs open sites are in its row; gain is subtracted where it is covered and backup where one more is open.
// A served demand that is not covered has no cost and no gain.
type core struct {
	paired, counted, loaded, split bool
	choice                         *choosing // Huff
	sitesOnly                      bool      // nothing costs or gains but open sites

	rowStart []int32 // demand i has rowSite[rowStart[i]:rowStart[i+1]], nearest first
	rowSite  []int32
	rowCost  []int64 // ascending within a row
	colStart []int32 // site j is entry colAt[colStart[j]:colStart[j+1]] of the rows
	colAt    []int32
	demandOf []int32 // of each entry

	must         []bool
	take, needs  []int32
	gain, backup []int64
	load, weight []int64
	town         []int32

	cost, yuan, capacity, least []int64 // of sites; capacity none: no limit; least is 0 for fixed sites
	fixed, banned               []bool
	siteTown                    []int32
	rivals                      [][]int32

	most, fewest         int64 // new sites
	budget               int64
	townMost, townFewest []int64
	floor                []int64 // covered weight that each town needs
}

func (c *core) demands() int { return len(c.must) }
func (c *core) sites() int   { return len(c.cost) }
func (c *core) pairs() int   { return len(c.rowSite) }

func (c *core) col(j int32) []int32 { return c.colAt[c.colStart[j]:c.colStart[j+1]] }

// transpose fills the columns from the rows.
func (c *core) transpose() {
	c.colStart = make([]int32, c.sites()+1)
	for _, j := range c.rowSite {
		c.colStart[j+1]++
	}
	for j := range c.sites() {
		c.colStart[j+1] += c.colStart[j]
	}
	next := slices.Clone(c.colStart)
	c.colAt = make([]int32, c.pairs())
	c.demandOf = make([]int32, c.pairs())
	for i := range c.demands() {
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			c.demandOf[e] = int32(i)
			j := c.rowSite[e]
			c.colAt[next[j]] = e
			next[j]++
		}
	}
}

// enough reports whether as many new sites are open as are asked for, in each town and in all.
func (c *core) enough(isOpen []bool) bool {
	newly, inTown := int64(0), make([]int64, len(c.floor))
	for j, is := range isOpen {
		if is && !c.fixed[j] {
			newly++
			if t := c.siteTown[j]; t >= 0 {
				inTown[t]++
			}
		}
	}
	for t, has := range inTown {
		if has < c.townFewest[t] {
			return false
		}
	}
	return newly >= c.fewest
}

// worst is more than any answer can cost.
func (c *core) worst() int64 {
	worst := int64(1)
	for j := range c.cost {
		if !c.fixed[j] {
			worst += c.cost[j]
		}
	}
	for i := range c.must {
		if end := c.rowStart[i+1]; c.paired && end > c.rowStart[i] {
			worst += max(0, c.rowCost[end-1]) * int64(max(1, c.take[i]))
		}
	}
	return worst
}

// grain is a whole number that divides the value of every answer: where only sites cost, the greatest that divides all their costs.
func (c *core) grain() int64 {
	grain := int64(0)
	for j, cost := range c.cost {
		if !c.fixed[j] {
			grain = divisor(grain, cost)
		}
	}
	if !c.sitesOnly || grain == 0 {
		return 1
	}
	return grain
}
