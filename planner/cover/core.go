package cover

import (
	"cmp"
	"slices"
)

// core is the one problem behind both questions, in scaled whole numbers:
//
//	minimise  Σ_j cost_j·x_j + Σ_i weight_i·z_i
//	where     z_i ≥ 1 − Σ_{j covers i} x_j          (a row is covered or its weight is paid)
//	and       Σ_j use_kj·x_j ≤ capacity_k           (number of new sites, yuan)
//
// MCLP has cost 0 and pays the weight of what it leaves uncovered. LSCP and SetCover weigh a row by its cheapest
// site: leaving it uncovered is never cheaper than opening that site, so some best answer covers every row.
// Coverage is held twice in flat arrays, by row and by site.
type core struct {
	rowStart  []int32 // rowStart[i]..rowStart[i+1] are row i's places in rowSites
	rowSites  []int32
	siteStart []int32
	siteRows  []int32
	weight    []int64 // by row
	cost      []int64 // by site
	limits    []limit
	siteID    []int32 // position of the site in the core this one was cut from
	scale     int64   // what one whole unit of the objective is worth in weight and cost
	must      bool    // LSCP and SetCover: no row may stay uncovered
}

// limit is a closed limit on what the opened sites use together.
type limit struct {
	use      []int64 // by site
	capacity int64
}

func (c *core) rows() int  { return len(c.rowStart) - 1 }
func (c *core) sites() int { return len(c.siteStart) - 1 }
func (c *core) pairs() int { return len(c.rowSites) }

func (c *core) sitesOf(row int32) []int32 { return c.rowSites[c.rowStart[row]:c.rowStart[row+1]] }
func (c *core) rowsOf(site int32) []int32 { return c.siteRows[c.siteStart[site]:c.siteStart[site+1]] }

// transpose fills siteStart and siteRows from the rows.
func (c *core) transpose(sites int) {
	c.siteStart = make([]int32, sites+1)
	for _, j := range c.rowSites {
		c.siteStart[j+1]++
	}
	for j := range sites {
		c.siteStart[j+1] += c.siteStart[j]
	}
	c.siteRows = make([]int32, len(c.rowSites))
	next := append([]int32(nil), c.siteStart[:sites]...)
	for i := range c.rows() {
		for _, j := range c.sitesOf(int32(i)) {
			c.siteRows[next[j]] = int32(i)
			next[j]++
		}
	}
}

// cut returns the core over the kept rows and sites, and its rows' positions in c.
func (c *core) cut(keepRow, keepSite []bool) (*core, []int32) {
	part := &core{scale: c.scale, must: c.must, rowStart: []int32{0}}
	renamed := make([]int32, c.sites())
	for j := range c.sites() {
		renamed[j] = -1
		if keepSite[j] {
			renamed[j] = int32(len(part.siteID))
			part.siteID = append(part.siteID, int32(j))
			part.cost = append(part.cost, c.cost[j])
		}
	}
	for _, l := range c.limits {
		use := make([]int64, len(part.siteID))
		for j, id := range part.siteID {
			use[j] = l.use[id]
		}
		part.limits = append(part.limits, limit{use, l.capacity})
	}
	var rowID []int32
	for i := range c.rows() {
		if !keepRow[i] {
			continue
		}
		for _, j := range c.sitesOf(int32(i)) {
			if renamed[j] >= 0 {
				part.rowSites = append(part.rowSites, renamed[j])
			}
		}
		part.rowStart = append(part.rowStart, int32(len(part.rowSites)))
		part.weight = append(part.weight, c.weight[i])
		rowID = append(rowID, int32(i))
	}
	part.transpose(len(part.siteID))
	return part, rowID
}

// value returns what a set of open sites costs and whether it keeps every limit, counted from nothing.
func (c *core) value(open []int32) (value int64, ok bool) {
	covered := make([]bool, c.rows())
	for _, j := range open {
		value += c.cost[j]
		for _, i := range c.rowsOf(j) {
			covered[i] = true
		}
	}
	for i, is := range covered {
		if !is {
			value += c.weight[i]
		}
	}
	for _, l := range c.limits {
		used := int64(0)
		for _, j := range open {
			used += l.use[j]
		}
		if used > l.capacity {
			return value, false
		}
	}
	return value, true
}

// completed opens, for every row left uncovered, its cheapest site.
func (c *core) completed(open []int32) []int32 {
	covered := make([]bool, c.rows())
	mark := func(j int32) {
		for _, i := range c.rowsOf(j) {
			covered[i] = true
		}
	}
	for _, j := range open {
		mark(j)
	}
	for i, is := range covered {
		if is {
			continue
		}
		sites := c.sitesOf(int32(i))
		cheapest := slices.MinFunc(sites, func(a, b int32) int { return cmp.Or(cmp.Compare(c.cost[a], c.cost[b]), cmp.Compare(a, b)) })
		open = append(slices.Clone(open), cheapest)
		mark(cheapest)
	}
	return open
}

// originals translates sites of this core to the core it was cut from.
func (c *core) originals(open []int32) []int32 {
	out := make([]int32, len(open))
	for k, j := range open {
		out[k] = c.siteID[j]
	}
	return out
}

// restrict returns the core that is left once some sites are open and some closed, what is already paid, and
// the left rows' positions in c; nil where that breaks a limit or leaves a row uncovered that must not be.
func (c *core) restrict(open, shut []int32, m *meter) (part *core, paid int64, rowID []int32) {
	keepRow, keepSite := allTrue(c.rows()), allTrue(c.sites())
	room := make([]int64, len(c.limits))
	for k, l := range c.limits {
		room[k] = l.capacity
	}
	for _, j := range open {
		keepSite[j] = false
		paid += c.cost[j]
		for k, l := range c.limits {
			room[k] -= l.use[j]
			if room[k] < 0 {
				return nil, 0, nil
			}
		}
		for _, i := range c.rowsOf(j) {
			keepRow[i] = false
		}
	}
	for _, j := range shut {
		keepSite[j] = false
	}
	m.spend(int64(c.pairs()))
	for j := range c.sites() {
		for k, l := range c.limits {
			keepSite[j] = keepSite[j] && l.use[j] <= room[k]
		}
		useful := false
		for _, i := range c.rowsOf(int32(j)) {
			useful = useful || keepRow[i]
		}
		keepSite[j] = keepSite[j] && useful
	}
	for i := range c.rows() {
		left := false
		for _, j := range c.sitesOf(int32(i)) {
			left = left || keepSite[j]
		}
		if keepRow[i] && !left {
			if c.must {
				return nil, 0, nil
			}
			paid += c.weight[i]
			keepRow[i] = false
		}
	}
	part, rowID = c.cut(keepRow, keepSite)
	if part.must {
		part.worth()
	}
	for k := range part.limits {
		part.limits[k].capacity = room[k]
	}
	return part, paid, rowID
}
