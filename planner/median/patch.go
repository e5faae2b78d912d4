package median

// patch improves multipliers where something has changed, and only there: the rows near some sites may move, all others
// keep their multipliers, and so does the price of a chosen site, λ = −edge. For any λ ≥ 0
//
//	base + Σ_i weight_i·v_i + Σ_j min(0, reduced_j + λ) − λ·picks
//
// is a bound, and a step of this climb costs no more than the pairs of the rows that move. A climb of all rows would
// lose more elsewhere than it gains here. The step towards a level that adapts follows Brännlund, Kiwiel and Lindberg
// (1995, doi:10.1016/0167-6377(94)00058-L).
type patch struct {
	k       *climber
	lambda  int64
	value   int64 // scaled bound of the present multipliers
	rows    []int32
	inRows  []bool
	saved   []int64 // best multipliers of rows
	turn    []float64
	slope   []int32
	sites   []int32 // sites that were met
	inSites []bool
	ring    []int32
}

func newPatch(k *climber) *patch {
	return &patch{k: k, inRows: make([]bool, k.c.rows()), inSites: make([]bool, k.c.sites())}
}

// gather collects the rows near some: the sites below their multipliers, the rows that those serve below theirs, and
// so on for some rings, until there are most rows.
func (p *patch) gather(seeds []int32, rings, most int) {
	c, v := p.k.c, p.k.now.v
	for _, i := range p.rows {
		p.inRows[i] = false
	}
	for _, j := range p.sites {
		p.inSites[j] = false
	}
	p.rows, p.sites = p.rows[:0], p.sites[:0]
	for _, i := range seeds {
		if !p.inRows[i] {
			p.inRows[i] = true
			p.rows = append(p.rows, i)
		}
	}
	fromRow := 0
	for range rings {
		endRow, fromSite := len(p.rows), len(p.sites)
		for _, i := range p.rows[fromRow:endRow] {
			for e := c.start[i]; e < c.start[i+1] && int64(c.dist[e])<<c.shift <= v[i]; e++ {
				p.meet(c.site[e])
			}
		}
		for _, j := range p.sites[fromSite:] {
			from, to := c.of(j)
			for e := from; e < to; e++ {
				i := c.cols.row[e]
				if !p.inRows[i] && int64(c.cols.dist[e])<<c.shift <= v[i] {
					p.inRows[i] = true
					p.rows = append(p.rows, i)
				}
			}
			if len(p.rows) > most {
				return
			}
		}
		fromRow = endRow
	}
}

func (p *patch) meet(j int32) {
	if !p.inSites[j] {
		p.inSites[j] = true
		p.sites = append(p.sites, j)
	}
}

// served returns the rows that a site serves below their multipliers.
func (p *patch) served(j int32) []int32 {
	c, v := p.k.c, p.k.now.v
	from, to := c.of(j)
	p.ring = p.ring[:0]
	for e := from; e < to; e++ {
		if i := c.cols.row[e]; int64(c.cols.dist[e])<<c.shift <= v[i] {
			p.ring = append(p.ring, i)
		}
	}
	return p.ring
}

// part is what a site adds to the bound.
func (p *patch) part(j int32) int64 {
	r := p.k.now.reduced[j] + p.lambda
	if j == p.k.force {
		if p.k.forceIn {
			return r
		}
		return 0
	}
	return min(0, r)
}

// set changes a row's multiplier.
func (p *patch) set(i int32, to int64) {
	c, d := p.k.c, &p.k.now
	from := d.v[i]
	if from == to {
		return
	}
	w := c.weight[i]
	d.v[i] = to
	p.value += w * (to - from)
	high := max(from, to)
	for e := c.start[i]; e < c.start[i+1]; e++ {
		at := int64(c.dist[e]) << c.shift
		if at >= high {
			break
		}
		j := c.site[e]
		p.value -= p.part(j)
		d.reduced[j] += w * (min(0, at-to) - min(0, at-from))
		p.value += p.part(j)
	}
}

// climb takes at most steps steps; it leaves the best multipliers in k.now, with k.now.reduced to match. The value that
// it has reached, still with the price λ, is returned.
func (p *patch) climb(target int64, steps, patience int) int64 {
	k, c, d := p.k, p.k.c, &p.k.now
	p.saved, p.turn, p.slope = p.saved[:0], p.turn[:0], p.slope[:0]
	for _, i := range p.rows {
		p.saved = append(p.saved, d.v[i])
		p.turn = append(p.turn, 0)
		p.slope = append(p.slope, 0)
	}
	best := p.value
	level := float64(target-best) / 4
	since := 0
	work := int64(0)
	for range steps {
		norm := 0.0
		for n, i := range p.rows {
			slope := 1
			for e := c.start[i]; e < c.start[i+1] && int64(c.dist[e])<<c.shift < d.v[i]; e++ {
				work++
				j := c.site[e]
				if j == k.force {
					if k.forceIn {
						slope--
					}
				} else if d.reduced[j]+p.lambda < 0 {
					slope--
				}
			}
			g := float64(slope) + float64(p.turn[n]*0.6)
			p.turn[n] = g
			if g > 0 && d.v[i] == c.far[i]<<c.shift || g < 0 && d.v[i] == 0 {
				continue
			}
			norm += float64(float64(g*g) * float64(c.weight[i]))
		}
		if k.force < 0 {
			k.remember(p.sites, p.lambda)
		}
		if norm == 0 {
			break
		}
		stride := (float64(best-p.value) + level) / norm
		for n, i := range p.rows {
			p.set(i, min(max(d.v[i]+int64(float64(stride*p.turn[n])), 0), c.far[i]<<c.shift))
		}
		if since++; p.value > best {
			if float64(p.value-best) > level/4 {
				since = 0
			}
			best = p.value
			for n, i := range p.rows {
				p.saved[n] = d.v[i]
			}
			if best >= target {
				break
			}
		}
		if since > patience {
			since = 0
			level /= 2
			for n, i := range p.rows {
				p.set(i, p.saved[n])
				p.turn[n] = 0
			}
			if level < 1 {
				break
			}
		}
	}
	for n, i := range p.rows {
		p.set(i, p.saved[n])
	}
	k.m.spend(3 * work)
	return best
}

// start makes k.best the present multipliers and takes up the price that fits them best.
func (p *patch) start() {
	k := p.k
	k.now.copyFrom(&k.best)
	p.lambda = -k.best.edge
	p.value = k.best.value
}

// settle evaluates the present multipliers as a whole and makes them the best if they are.
func (p *patch) settle() {
	k := p.k
	k.m.spend(k.evaluate())
	if k.now.value > k.best.value {
		k.best.copyFrom(&k.now)
	}
}
