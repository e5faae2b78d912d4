package assign

import (
	"math"
	"math/big"
	"math/bits"

	"cuntong/planner"
)

// choosing is what a core of Huff knows beside its pairs: what each entry draws of its demand and what the fixed sites do.
//
// What new sites draw of a demand, w·N/(N+F), is concave in N. A tangent at the share s = N/(N+F) lies above it:
// w·(s² + (1−s)²·N/F); and no site adds more to it than it would draw alone (the function is submodular: Benati and Hansen 2002,
// European Journal of Operational Research 143:518-530; Ljubić and Moreno 2018, the same 266:46-56, cut with both). So, for any
// shares s, constant + Σ of what sites add is a bound that falls apart by site, as the other relaxations do.
type choosing struct {
	draw   []int64 // of each entry
	fixed  []int64 // of each demand: what the fixed sites draw
	alone  []int64 // of each entry: thousandths of weight drawn by it alone
	steep  []int64 // of each entry: the slope at s = 0 times draw, in units of cost/scale; at most limit
	loaded bool    // sites carry what chooses them
}

// shareUnit is how finely the share of a tangent is told.
const shareUnit = 1 << 10

// huff answers huff.
func (t *table) huff(m *meter) *planner.SitingAnswer {
	c := t.build(planner.Huff, none)
	t.choose(c, m)
	s := newSearch(c, m)
	s.report = func(step string) {
		if m.report != nil && s.w.best != nil {
			m.progress(step, new(-s.w.best.value), new(-s.bound))
		}
	}
	s.run()
	if s.w.best == nil {
		return t.without(m, s.done)
	}
	bound := min(s.bound, s.w.best.value)
	if s.done {
		bound = s.w.best.value
	}
	return t.answer(m, c.out(s.w.best), -s.w.best.value, -bound)
}

// choose gives a core what draws its demands.
func (t *table) choose(c *core, m *meter) {
	h := &choosing{draw: make([]int64, c.pairs()), fixed: make([]int64, c.demands()), alone: make([]int64, c.pairs()), steep: make([]int64, c.pairs()), loaded: t.p.Loaded()}
	c.choice = h
	known := map[[2]int64]int64{}
	for i, row := range t.rows {
		for k, at := range row {
			e := int(c.rowStart[i]) + k
			key := [2]int64{max(1, row[0].d), max(1, at.d)}
			part, seen := known[key]
			if !seen {
				part = drawOf(key[0], key[1], t.p.HuffPower)
				known[key] = part
			}
			h.draw[e] = max(1, t.p.Sites[at.site].Attraction) * part
			if t.p.Sites[at.site].Fixed {
				h.fixed[i] += h.draw[e]
			}
		}
		m.spend(int64(len(row)) * 4)
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			if !c.fixed[c.rowSite[e]] && h.draw[e] > 0 {
				h.alone[e] = portion(1000*c.weight[i], h.draw[e], h.draw[e]+h.fixed[i])
			}
		}
	}
}

// portion is ⌊of·part/whole⌋, 0 ≤ part ≤ whole, 0 < whole.
func portion(of, part, whole int64) int64 {
	hi, lo := bits.Mul64(uint64(of), uint64(part))
	q, _ := bits.Div64(hi, lo, uint64(whole))
	return int64(q)
}

// drawOf is ⌊2³⁰·(nearest/d)^(tenths/10)⌋, the power exact: a guess in floating point is put right in whole numbers.
func drawOf(nearest, d, tenths int64) int64 {
	if tenths == 0 {
		tenths = 20
	}
	above := new(big.Int).Exp(big.NewInt(nearest), big.NewInt(tenths), nil)
	below := new(big.Int).Exp(big.NewInt(d), big.NewInt(tenths), nil)
	if tenths%10 == 0 {
		above.Exp(big.NewInt(nearest), big.NewInt(tenths/10), nil)
		below.Exp(big.NewInt(d), big.NewInt(tenths/10), nil)
		return above.Quo(above.Lsh(above, 30), below).Int64()
	}
	above.Lsh(above, 300)
	keeps := func(root int64) bool {
		power := new(big.Int).Exp(big.NewInt(root), big.NewInt(10), nil)
		return power.Mul(power, below).Cmp(above) <= 0
	}
	root := int64(math.Pow(float64(nearest)/float64(d), float64(tenths)/10) * (1 << 30))
	for !keeps(root) {
		root--
	}
	for keeps(root + 1) {
		root++
	}
	return root
}

// drawn is what the open new sites draw of a demand, in thousandths of weight.
func (s *state) drawn(i int32) int64 {
	c, h := s.c, s.c.choice
	newly := int64(0)
	for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
		if j := c.rowSite[e]; s.isOpen[j] && !c.fixed[j] {
			newly += h.draw[e]
		}
	}
	if newly == 0 {
		return 0
	}
	return portion(1000*c.weight[i], newly, newly+h.fixed[i])
}

// weigh counts anew what each open site must carry of those who choose it, and what is lacking or too much there.
func (s *state) weigh() {
	c, h := s.c, s.c.choice
	if h == nil || !h.loaded {
		return
	}
	s.lack -= s.misfit
	s.misfit = 0
	clear(s.loadOf)
	for i := range int32(c.demands()) {
		all := int64(0)
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			if s.isOpen[c.rowSite[e]] {
				all += h.draw[e]
			}
		}
		for e := c.rowStart[i]; e < c.rowStart[i+1] && all > 0; e++ {
			if j := c.rowSite[e]; s.isOpen[j] {
				s.loadOf[j] += portion(c.load[i], h.draw[e], all)
			}
		}
	}
	for j := range c.cost {
		if s.isOpen[j] {
			s.misfit += max(0, c.least[j]-s.loadOf[j])
			if c.capacity[j] != none {
				s.misfit += max(0, s.loadOf[j]-c.capacity[j])
			}
		}
	}
	s.lack += s.misfit
	s.m.spend(int64(c.pairs()))
}

// prepare computes the slopes of a Huff core in the relaxation's units.
func (h *choosing) prepare(r *relaxation) {
	c := r.c
	for i := range c.demands() {
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			if h.fixed[i] == 0 || c.fixed[c.rowSite[e]] {
				continue
			}
			most := h.alone[e]*r.scale + r.scale // no more is ever of use: what it draws alone, not rounded down
			hi, lo := bits.Mul64(uint64(1000*c.weight[i]*r.scale), uint64(h.draw[e]))
			h.steep[e] = most
			if hi < uint64(h.fixed[i]) {
				slope, _ := bits.Div64(hi, lo, uint64(h.fixed[i]))
				h.steep[e] = int64(min(slope+1, 1<<60))
			}
		}
	}
}

// adds is what an entry's site adds at most to a demand whose tangent touches at a share, in units of cost/scale.
func (h *choosing) adds(e int32, share, scale int64) int64 {
	alone := (h.alone[e] + 1) * scale
	rest := uint64(shareUnit - share)
	hi, lo := bits.Mul64(rest*rest, uint64(h.steep[e]))
	if hi >= 1<<20 {
		return alone
	}
	return min(alone, int64(min(hi<<44|lo>>20, 1<<60))+1)
}
