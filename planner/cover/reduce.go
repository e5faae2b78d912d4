package cover

// reduction is a core made smaller without losing its best value.
type reduction struct {
	core   *core   // what is left; its siteID are positions in the original core
	forced []int32 // original sites that some best answer opens
	rowID  []int32 // the left rows' positions in the original core
}

// reduce applies, until nothing changes, what is safe for the question (Beasley 1987,
// doi:10.1016/0377-2217(87)90141-X; Toregas and ReVelle 1973, doi:10.1111/j.1538-4632.1973.tb01003.x):
//
//	rows covered by the same sites become one row (MCLP: with the sum of their weights);
//	LSCP: a row whose sites include all of another row's is covered whenever that one is, and goes;
//	LSCP: the only site of a row is opened;
//	a site whose rows another site covers too, at no higher cost and no higher use of any limit, goes.
//
// The last is right under limits too: exchanging the smaller site for the larger keeps every limit, and
// where the larger is open already the smaller adds nothing. O(pairs × size of a row) for each round.
func reduce(c *core, m *meter) reduction {
	r := reduction{}
	r.core, r.rowID = cutAll(c)
	for !m.over() {
		now := r.core
		keepRow, keepSite := allTrue(now.rows()), allTrue(now.sites())
		changed := dropRows(now, keepRow, m)
		if now.must {
			changed = r.force(now, keepRow, keepSite) || changed
		}
		if changed {
			r.shrink(keepRow, keepSite)
			continue
		}
		if !dropSites(now, keepSite, m) {
			break
		}
		r.shrink(keepRow, keepSite)
	}
	return r
}

// cutAll is a copy of the core whose siteID are its own positions and which has no site without rows.
func cutAll(c *core) (*core, []int32) {
	keep := make([]bool, c.sites())
	for j := range keep {
		keep[j] = len(c.rowsOf(int32(j))) > 0
	}
	return c.cut(allTrue(c.rows()), keep)
}

// shrink keeps what is marked and, of the sites, only those that still have rows.
func (r *reduction) shrink(keepRow, keepSite []bool) {
	now := r.core
	for j := range keepSite {
		some := false
		for _, i := range now.rowsOf(int32(j)) {
			some = some || keepRow[i]
		}
		keepSite[j] = keepSite[j] && some
	}
	next, rowID := now.cut(keepRow, keepSite)
	for i, id := range rowID {
		rowID[i] = r.rowID[id]
	}
	r.rowID = rowID
	for j, id := range next.siteID {
		next.siteID[j] = now.siteID[id]
	}
	r.core = next
}

// force opens the only site of a row and marks the rows it covers as done.
func (r *reduction) force(c *core, keepRow, keepSite []bool) bool {
	changed := false
	for i := range c.rows() {
		if !keepRow[i] || len(c.sitesOf(int32(i))) != 1 {
			continue
		}
		j := c.sitesOf(int32(i))[0]
		r.forced = append(r.forced, c.siteID[j])
		keepSite[j] = false
		for _, other := range c.rowsOf(j) {
			keepRow[other] = false
		}
		changed = true
	}
	return changed
}

// dropRows merges equal rows and, where every row must be covered, drops rows that include another.
func dropRows(c *core, keep []bool, m *meter) bool {
	if !c.must {
		return mergeRows(c, keep, m)
	}
	changed := false
	signs := signatures(c.rowStart, c.rowSites)
	for i := range int32(c.rows()) {
		if !keep[i] {
			continue
		}
		mine := c.sitesOf(i)
		others := c.rowsOf(rarest(mine, c.siteStart))
		if !m.spend(int64(len(others) / 8)) {
			return changed
		}
		for _, other := range others {
			if signs[i]&^signs[other] != 0 || other == i || !keep[other] {
				continue
			}
			theirs := c.sitesOf(other)
			if len(theirs) < len(mine) {
				continue
			}
			m.spend(int64(len(theirs)))
			if within(mine, theirs) {
				keep[other], changed = false, true
			}
		}
	}
	return changed
}

// mergeRows gives the weight of every row to the first one of the same sites.
func mergeRows(c *core, keep []bool, m *meter) bool {
	if !m.spend(int64(c.pairs())) {
		return false
	}
	changed := false
	b := rowBuilder{core: &core{rowStart: []int32{0}}, heads: map[uint64]int32{}}
	var first []int32 // by row of the builder
	for i := range int32(c.rows()) {
		b.core.rowSites = append(b.core.rowSites, c.sitesOf(i)...)
		before := len(b.core.weight)
		at := b.end(0)
		if len(b.core.weight) > before {
			first = append(first, i)
			continue
		}
		c.weight[first[at]] += c.weight[i]
		keep[i], changed = false, true
	}
	return changed
}

// dropSites drops sites that another one replaces.
func dropSites(c *core, keep []bool, m *meter) bool {
	changed := false
	signs := signatures(c.siteStart, c.siteRows)
	for j := range int32(c.sites()) {
		mine := c.rowsOf(j)
		others := c.sitesOf(rarest(mine, c.rowStart))
		if !m.spend(int64(len(others) / 8)) {
			return changed
		}
		for _, other := range others {
			if signs[j]&^signs[other] != 0 || other == j || !keep[other] {
				continue
			}
			theirs := c.rowsOf(other)
			if len(theirs) < len(mine) || !c.replaces(other, j) {
				continue
			}
			m.spend(int64(len(theirs)))
			if within(mine, theirs) {
				keep[j], changed = false, true
				break
			}
		}
	}
	return changed
}

// signatures are 64 bits for each list: one that has a bit which another lacks is not within it.
func signatures(start, lists []int32) []uint64 {
	signs := make([]uint64, len(start)-1)
	for k := range signs {
		for _, member := range lists[start[k]:start[k+1]] {
			signs[k] |= 1 << (uint32(member) * 0x9e3779b1 >> 26)
		}
	}
	return signs
}

// replaces reports whether site a costs and uses no more than b, with ties going to the one that covers
// more rows and then to the lower position.
func (c *core) replaces(a, b int32) bool {
	equal := len(c.rowsOf(a)) == len(c.rowsOf(b)) && c.cost[a] == c.cost[b]
	if c.cost[a] > c.cost[b] {
		return false
	}
	for _, l := range c.limits {
		if l.use[a] > l.use[b] {
			return false
		}
		equal = equal && l.use[a] == l.use[b]
	}
	return !equal || a < b
}

// rarest returns the member of a list with the shortest list of its own.
func rarest(list []int32, start []int32) int32 {
	best := list[0]
	for _, k := range list[1:] {
		if start[k+1]-start[k] < start[best+1]-start[best] {
			best = k
		}
	}
	return best
}

// within reports whether every member of a stands in b; both ascend.
func within(a, b []int32) bool {
	k := 0
	for _, wanted := range a {
		for k < len(b) && b[k] < wanted {
			k++
		}
		if k == len(b) || b[k] != wanted {
			return false
		}
		k++
	}
	return true
}

func allTrue(n int) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = true
	}
	return all
}
