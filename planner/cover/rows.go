package cover

import (
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// rowBuilder collects rows of a core and merges each with an earlier one of the same sites as it comes, so that
// a million customers whose sets of sites repeat never stand in memory one by one. Expected O(pairs).
type rowBuilder struct {
	core    *core
	renamed []int32 // by site of the problem: its position in the core, or why it has none
	begin   int     // where the current row begins in core.rowSites
	heads   map[uint64]int32
	chain   []int32 // by row: an earlier one with the same hash, or -1
	reach   []reach // free sites of the current demand
}

// reach is a free site at a distance from a demand.
type reach struct {
	site int32
	d    int64
}

// measure is the leg's figure that a limit counts.
func measure(limit geo.Limit, leg geo.Leg) int64 {
	if limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// add adds a row of the current demand's sites within a distance; false where there are none.
func (b *rowBuilder) add(within, weight int64) bool {
	for _, at := range b.reach {
		if at.d <= within {
			b.core.rowSites = append(b.core.rowSites, at.site)
		}
	}
	return b.end(weight) >= 0
}

// Why a site of the problem is not one of the core.
const (
	siteFixed     int32 = -1
	siteForbidden int32 = -2
	siteUseless   int32 = -3 // allowed, but beyond the budget by itself
)

func newRowBuilder(p *planner.Siting) *rowBuilder {
	b := &rowBuilder{core: &core{rowStart: []int32{0}}, renamed: make([]int32, len(p.Sites)), heads: map[uint64]int32{}}
	for j, site := range p.Sites {
		switch {
		case site.Forbidden:
			b.renamed[j] = siteForbidden
		case site.Fixed, p.Objective == planner.SetCover && site.CostYuan == 0: // open in some best answer
			b.renamed[j] = siteFixed
		case p.Objective == planner.MCLP && (p.BudgetYuan != nil && site.CostYuan > *p.BudgetYuan || p.New != nil && *p.New == 0):
			b.renamed[j] = siteUseless
		default:
			b.renamed[j] = int32(len(b.core.siteID))
			b.core.siteID = append(b.core.siteID, int32(j))
		}
	}
	return b
}

// drop forgets the current row.
func (b *rowBuilder) drop() { b.core.rowSites = b.core.rowSites[:b.begin] }

// end closes the current row and returns which row it is part of, or -1 where it has no sites. Rows of the same
// sites become one with the sum of their weights.
func (b *rowBuilder) end(weight int64) int32 {
	c := b.core
	row := c.rowSites[b.begin:]
	if len(row) == 0 {
		return -1
	}
	hash := uint64(len(row))
	for _, j := range row {
		hash = (hash ^ uint64(j)) * 0xbf58476d1ce4e5b9
		hash ^= hash >> 29
	}
	head, has := b.heads[hash]
	if !has {
		head = -1
	}
	for k := head; k >= 0; k = b.chain[k] {
		if slices.Equal(c.sitesOf(k), row) {
			c.weight[k] += weight
			b.drop()
			return k
		}
	}
	b.heads[hash] = int32(len(c.weight))
	b.chain = append(b.chain, head)
	c.rowStart = append(c.rowStart, int32(len(c.rowSites)))
	c.weight = append(c.weight, weight)
	b.begin = len(c.rowSites)
	return int32(len(c.weight)) - 1
}
