package cover

// residue is what a dual leaves open: the sites that an answer within delta of the bound may open or not,
// and the rows that still tie them together.
//
// Against a dual every answer has a slack, value − bound, which is a sum of terms that are all at least 0:
//
//	an open site pays one_j, a closed one zero_j        (at first the positive and negative part of its reduced cost)
//	a row left uncovered pays weight_i − u_i, a row covered n ≥ 1 times pays (n−1)·u_i
//	each limit pays λ·(capacity − use)
//
// A site that would pay more than delta in one state is fixed in the other. Rows with one free site left,
// or covered by a site fixed open, are linear in x and are folded into one and zero. What every state pays
// anyway moves to base and raises the bound.
type residue struct {
	c          *core
	d          *dual
	delta      int64
	base       int64
	zero, one  []int64 // by site
	state      []siteState
	live       []bool  // by row: not yet covered, not yet folded
	freeSites  []int32 // by row: how many free sites it has
	room       []int64 // by limit
	toll       int64   // what the limits pay if nothing more is opened
	impossible bool    // no answer has a slack of delta or less
	orders     *ordering
	m          *meter
}

type siteState int8

const (
	free siteState = iota
	opened
	closed
)

// never is more than any slack.
const never = int64(1) << 60

func newResidue(c *core, d *dual, delta int64, m *meter) *residue {
	r := &residue{c: c, d: d, delta: delta, toll: d.toll,
		zero: make([]int64, c.sites()), one: make([]int64, c.sites()), state: make([]siteState, c.sites()),
		live: allTrue(c.rows()), freeSites: make([]int32, c.rows()), room: make([]int64, len(c.limits)), orders: newOrdering(c), m: m}
	for k, l := range c.limits {
		r.room[k] = l.capacity
	}
	for j, reduced := range d.reduced {
		r.one[j], r.zero[j] = max(0, reduced), max(0, -reduced)
	}
	for i := range c.rows() {
		r.freeSites[i] = int32(len(c.sitesOf(int32(i))))
		r.fold(int32(i))
	}
	for changed := true; changed && !r.impossible; {
		changed = false
		m.spend(int64(c.sites()))
		for j := range int32(c.sites()) {
			if r.state[j] == free && r.settle(j) {
				m.spend(8 * int64(len(c.rowsOf(j))))
				changed = true
			}
		}
	}
	return r
}

// settle moves what the site pays anyway to base and fixes the site where only one state is left.
func (r *residue) settle(j int32) bool {
	anyway := min(r.zero[j], r.one[j])
	if anyway >= never {
		r.impossible = true
		return false
	}
	r.base += anyway
	r.zero[j] -= anyway
	r.one[j] -= anyway
	if r.base > r.delta {
		r.impossible = true
		return false
	}
	fits := true
	for k, l := range r.c.limits {
		fits = fits && l.use[j] <= r.room[k]
	}
	switch {
	case !fits && r.zero[j] > r.delta-r.base:
		r.impossible = true
	case !fits || r.one[j] > r.delta-r.base:
		r.close(j)
	case r.zero[j] > r.delta-r.base:
		r.open(j)
	default:
		return anyway > 0
	}
	return true
}

func (r *residue) open(j int32) {
	r.state[j] = opened
	r.base += r.one[j]
	r.toll -= r.d.paid[j]
	for k, l := range r.c.limits {
		r.room[k] -= l.use[j]
	}
	for _, i := range r.c.rowsOf(j) {
		r.freeSites[i]--
		if !r.live[i] {
			continue
		}
		r.live[i] = false
		for _, other := range r.c.sitesOf(i) {
			if r.state[other] == free {
				r.one[other] += r.d.u[i]
			}
		}
	}
}

func (r *residue) close(j int32) {
	r.state[j] = closed
	r.base += r.zero[j]
	for _, i := range r.c.rowsOf(j) {
		r.freeSites[i]--
		r.fold(i)
	}
}

// fold makes a live row linear once it has fewer than two free sites.
func (r *residue) fold(i int32) {
	if !r.live[i] || r.freeSites[i] > 1 {
		return
	}
	r.live[i] = false
	miss := r.miss(i)
	if r.freeSites[i] == 0 {
		r.base = min(never, r.base+miss)
		r.impossible = r.impossible || r.base > r.delta
		return
	}
	for _, j := range r.c.sitesOf(i) {
		if r.state[j] == free {
			r.zero[j] = min(never, r.zero[j]+miss)
		}
	}
}

// miss is what the row pays when left uncovered.
func (r *residue) miss(i int32) int64 {
	if r.c.must {
		return never
	}
	return r.c.weight[i] - r.d.u[i]
}

// openSites lists the sites fixed open.
func (r *residue) openSites() []int32 {
	var open []int32
	for j, state := range r.state {
		if state == opened {
			open = append(open, int32(j))
		}
	}
	return open
}
