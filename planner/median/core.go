package median

// core is what every question of this package comes to: choose at most picks of the sites so that
//
//	base + Σ_i weight_i · min(far_i, distance of i to its nearest chosen site)
//
// is least. Sites that are open anyway are folded into far: a row holds only the sites that are nearer than its far.
// Rows hold their sites by ascending (distance, site). Every row has a weight above 0.
type core struct {
	weight []int64
	far    []int64  // what a row counts, per weight, without a chosen site; above all distances it holds
	start  []int32  // start[i]..start[i+1] are row i's pairs
	site   []int32  // by pair
	dist   []uint32 // by pair
	picks  int
	base   int64
	siteID []int32 // by site: position in the problem
	rowID  []int32 // by row: position in the problem
	shift  uint    // multipliers count 2^-shift of a unit of distance
	// blind rows hold not all sites that are nearer than the far they might have: far is the least distance of a site
	// that is missing. Values at far are then lower bounds, not costs.
	blind []bool
	cols  *columns // made on demand
}

// columns are the core's pairs by site.
type columns struct {
	start []int32
	row   []int32
	at    []int32  // position of the pair
	dist  []uint32 // of the pair, again, to spare a jump
}

func (c *core) rows() int  { return len(c.weight) }
func (c *core) sites() int { return len(c.siteID) }
func (c *core) pairs() int { return len(c.site) }
func (c *core) one() int64 { return 1 << c.shift }
func (c *core) of(site int32) (from, to int32) {
	return c.cols.start[site], c.cols.start[site+1]
}

// transpose fills cols.
func (c *core) transpose() {
	if c.cols != nil {
		return
	}
	t := &columns{start: make([]int32, c.sites()+1), row: make([]int32, c.pairs()), at: make([]int32, c.pairs()), dist: make([]uint32, c.pairs())}
	for _, j := range c.site {
		t.start[j+1]++
	}
	for j := range c.sites() {
		t.start[j+1] += t.start[j]
	}
	next := append([]int32(nil), t.start[:c.sites()]...)
	for i := range c.rows() {
		for k := c.start[i]; k < c.start[i+1]; k++ {
			at := next[c.site[k]]
			next[c.site[k]]++
			t.row[at], t.at[at], t.dist[at] = int32(i), k, c.dist[k]
		}
	}
	c.cols = t
}

// value is the core's value of a set of chosen sites; blind counts the rows whose part is only a lower bound.
func (c *core) value(chosen []bool) (value int64, blind int) {
	value = c.base
	for i := range c.rows() {
		d := c.far[i]
		k := c.start[i]
		for ; k < c.start[i+1]; k++ {
			if chosen[c.site[k]] {
				d = int64(c.dist[k])
				break
			}
		}
		if k == c.start[i+1] && c.blind != nil && c.blind[i] {
			blind++
		}
		value += c.weight[i] * d
	}
	return value, blind
}

// scale chooses shift: as fine as sums over all rows allow in int64.
func (c *core) scale(most uint) {
	total := uint64(0)
	for i, w := range c.weight {
		total += uint64(w) * uint64(c.far[i])
	}
	c.shift = 0
	for c.shift < most && total<<(c.shift+1) < 1<<60 {
		c.shift++
	}
}

// fold returns the core in which the sites with in are chosen for good and those with out never are, and for each of
// its sites and rows where they were. Rows that nothing is left to decide for go into base. With reach, no row counts
// more than its reach: whoever gives it has shown that an answer in which a row is that far away is not sought.
func (c *core) fold(in, out []bool, reach []int64) (folded *core, siteFrom, rowFrom []int32) {
	f := &core{base: c.base, picks: c.picks, shift: c.shift, start: []int32{0}}
	renamed := make([]int32, c.sites())
	for j := range renamed {
		renamed[j] = -1
		switch {
		case in[j]:
			f.picks--
		case !out[j]:
			renamed[j] = int32(len(siteFrom))
			siteFrom = append(siteFrom, int32(j))
			f.siteID = append(f.siteID, c.siteID[j])
		}
	}
	pairs := 0
	for i := range c.rows() {
		for k := c.start[i]; k < c.start[i+1] && !in[c.site[k]]; k++ {
			if !out[c.site[k]] {
				pairs++
			}
		}
	}
	f.site, f.dist = make([]int32, 0, pairs), make([]uint32, 0, pairs)
	for i := range c.rows() {
		far, blind := c.far[i], c.blind != nil && c.blind[i]
		if reach != nil && reach[i] <= far {
			far, blind = reach[i], false
		}
		begin := len(f.site)
		for k := c.start[i]; k < c.start[i+1]; k++ {
			j := c.site[k]
			if in[j] {
				if d := int64(c.dist[k]); d <= far {
					far, blind = d, false
				}
				break
			}
			if renamed[j] >= 0 {
				f.site, f.dist = append(f.site, renamed[j]), append(f.dist, c.dist[k])
			}
		}
		for len(f.site) > begin && int64(f.dist[len(f.site)-1]) >= far { // no nearer than what is chosen
			f.site, f.dist = f.site[:len(f.site)-1], f.dist[:len(f.dist)-1]
		}
		if len(f.site) == begin && !blind {
			f.base += c.weight[i] * far
			continue
		}
		f.start = append(f.start, int32(len(f.site)))
		f.weight, f.far, f.rowID = append(f.weight, c.weight[i]), append(f.far, far), append(f.rowID, c.rowID[i])
		if c.blind != nil {
			f.blind = append(f.blind, blind)
		}
		rowFrom = append(rowFrom, int32(i))
	}
	return f, siteFrom, rowFrom
}
