package median

import (
	"math/bits"
	"slices"
)

// reduce makes a covering core smaller without changing its answer: of rows whose sites include all those of another
// row only the other stays, and of sites whose rows are all among those of another site only the other (Toregas and
// ReVelle 1973, doi:10.1111/j.1538-4632.1973.tb01003.x). Both by turns until nothing changes. Rows and sites are compared
// as sets of bits; a core with too many of them is left as it is.
func reduce(c *core, m *meter) *core {
	for !m.over() {
		rows, sites := c.rows(), c.sites()
		if int64(rows)*int64(rows)/64*int64(sites) > mostCompared || int64(sites)*int64(sites)/64*int64(rows) > mostCompared {
			return c
		}
		byRow := make([][]int32, rows)
		bySite := make([][]int32, sites)
		for i := range rows {
			byRow[i] = c.site[c.start[i]:c.start[i+1]]
			for _, j := range byRow[i] {
				bySite[j] = append(bySite[j], int32(i))
			}
		}
		keepRow := undominated(byRow, sites, bySite, true, m)
		for j := range bySite {
			bySite[j] = slices.DeleteFunc(bySite[j], func(i int32) bool { return !keepRow[i] })
		}
		for i := range byRow {
			if !keepRow[i] {
				byRow[i] = nil
			}
		}
		keepSite := undominated(bySite, rows, byRow, false, m)
		if !slices.Contains(keepRow, false) && !slices.Contains(keepSite, false) {
			return c
		}
		c = c.keep(keepRow, keepSite)
	}
	return c
}

// mostCompared words are compared in one turn at most.
const mostCompared = 1 << 31

// undominated marks the sets that stay. With larger, a set goes if it includes another one; without, if another one
// includes it. Of equal sets the first stays. Where the meter ends it, all stay. sharing lists, by element, the sets that hold it.
func undominated(sets [][]int32, elements int, sharing [][]int32, larger bool, m *meter) []bool {
	words := (elements + 63) / 64
	flat := make([]uint64, words*len(sets))
	for k, set := range sets {
		for _, e := range set {
			flat[k*words+int(e)/64] |= 1 << (e % 64)
		}
	}
	keep := make([]bool, len(sets))
	for k := range keep {
		keep[k] = true
	}
	for k, set := range sets {
		if len(set) == 0 {
			keep[k] = false
			continue
		}
		// compare with the sets that share its rarest element: any set that includes this one does
		rarest := set[0]
		for _, e := range set {
			if len(sharing[e]) < len(sharing[rarest]) {
				rarest = e
			}
		}
		mine := flat[k*words : (k+1)*words]
		for _, other := range sharing[rarest] {
			if int(other) == k || len(sets[other]) < len(set) || len(sets[other]) == len(set) && larger == (int(other) < k) {
				continue
			}
			goes := k
			if larger {
				goes = int(other)
			}
			if !keep[goes] || !keep[k] && larger {
				continue
			}
			if !m.spend(int64(words)/8 + 1) {
				return slices.Repeat([]bool{true}, len(sets)) // all may stay
			}
			if includes(flat[int(other)*words:(int(other)+1)*words], mine) {
				keep[goes] = false
				if !larger {
					break
				}
			}
		}
	}
	return keep
}

// includes reports whether all bits of b are in a.
func includes(a, b []uint64) bool {
	for k, word := range b {
		if bits.OnesCount64(word&^a[k]) > 0 {
			return false
		}
	}
	return true
}

// keep returns the core of some rows and sites of a covering core.
func (c *core) keep(rows, sites []bool) *core {
	f := &core{base: c.base, picks: c.picks, start: []int32{0}}
	renamed := make([]int32, c.sites())
	for j := range renamed {
		renamed[j] = -1
		if sites[j] {
			renamed[j] = int32(len(f.siteID))
			f.siteID = append(f.siteID, c.siteID[j])
		}
	}
	for i := range c.rows() {
		if !rows[i] {
			continue
		}
		for k := c.start[i]; k < c.start[i+1]; k++ {
			if to := renamed[c.site[k]]; to >= 0 {
				f.site, f.dist = append(f.site, to), append(f.dist, c.dist[k])
			}
		}
		f.start = append(f.start, int32(len(f.site)))
		f.weight, f.far, f.rowID = append(f.weight, c.weight[i]), append(f.far, c.far[i]), append(f.rowID, c.rowID[i])
	}
	return f
}
