package median

import (
	"math"
	"slices"
)

// dual holds a multiplier for each row and what they prove.
type dual struct {
	v       []int64 // by row: multiplier per weight, in 2^-shift of a unit of distance, 0 ≤ v ≤ far
	reduced []int64 // by site: Σ_i weight_i·min(0, dist_ij − v_i), scaled
	value   int64   // scaled
	edge    int64   // reduced of the last site that the relaxed answer chooses; 0 where it chooses fewer than picks
	next    int64   // reduced of the best site that it does not choose
}

// climber improves multipliers.
type climber struct {
	c         *core
	m         *meter
	now, best dual
	chosen    []bool
	force     int32 // site under trial: what the relaxed answer must choose (forceIn) or must not; -1 for none
	forceIn   bool
	often     []int32 // by site: how often the relaxed answer chose it of late, in 1/oftenUnit
	slope     []int32
	direction []float64
	scratch   []int64
	cost      int64 // of the last evaluation
}

const oftenUnit = 1 << 16

// The climb's constants were chosen by trials on rl1304, fl1400 and pcb3038: with momentum 0.7 and shrink 0.66, as often
// recommended, the bound after 3,000 steps stays up to four times as far from the optimum.
const (
	momentum   = 0.96       // share of the last direction that the next one keeps
	shrink     = 0.5        // of the step after patience steps without a worthwhile gain
	worthwhile = 1.0 / 2000 // share of the way to the target
)

func (d *dual) size(c *core) {
	d.v, d.reduced = make([]int64, c.rows()), make([]int64, c.sites())
}

func (d *dual) copyFrom(o *dual) {
	copy(d.v, o.v)
	copy(d.reduced, o.reduced)
	d.value, d.edge, d.next = o.value, o.edge, o.next
}

func newClimber(c *core, m *meter) *climber {
	c.transpose()
	k := &climber{c: c, m: m, force: -1, chosen: make([]bool, c.sites()), often: make([]int32, c.sites()), slope: make([]int32, c.rows()),
		direction: make([]float64, c.rows()), scratch: make([]int64, c.sites())}
	k.now.size(c)
	k.best.size(c)
	k.best.value = math.MinInt64
	return k
}

// evaluate fills in what k.now.v proves and what the relaxed answer chooses. It returns its work.
func (k *climber) evaluate() int64 {
	c, d := k.c, &k.now
	for j := range d.reduced {
		d.reduced[j] = 0
	}
	total, work := c.base<<c.shift, int64(0)
	one := c.one()
	for i, v := range d.v {
		w := c.weight[i]
		total += w * v
		limit := uint32(min((v+one-1)>>c.shift, math.MaxUint32))
		a, b := w<<c.shift, w*v
		from, to := c.start[i], c.start[i+1]
		sites, dists := c.site[from:to], c.dist[from:to]
		n := 0
		for n < len(dists) && dists[n] < limit {
			d.reduced[sites[n]] += a*int64(dists[n]) - b
			n++
		}
		work += int64(n)
	}
	d.value = total + k.choose()
	k.cost = work + int64(c.rows()+2*c.sites())
	return k.cost
}

// choose marks the picks sites with the least reduced costs below 0, ties by position, and returns their sum. A site
// under trial is marked or left out whatever it costs.
func (k *climber) choose() int64 {
	c, d := k.c, &k.now
	picks, sum := c.picks, int64(0)
	tried := int64(0)
	if k.force >= 0 {
		tried, d.reduced[k.force] = d.reduced[k.force], 0 // 0 is never chosen below
		if k.forceIn {
			picks--
			sum = tried
		}
	}
	q := k.scratch[:0]
	for _, r := range d.reduced {
		if r < 0 {
			q = append(q, r)
		}
	}
	d.edge, d.next = 0, 0
	switch {
	case picks <= 0:
		d.edge, d.next = math.MinInt64, math.MinInt64
	case len(q) > picks:
		d.edge = selectNth(q, picks-1)
		d.next = slices.Min(q[picks:])
	}
	ties := picks // sites at the edge that are chosen too
	for j, r := range d.reduced {
		k.chosen[j] = r < d.edge
		if k.chosen[j] {
			sum += r
			ties--
		}
	}
	if d.edge < 0 {
		for j, r := range d.reduced {
			if ties <= 0 {
				break
			}
			if r == d.edge {
				k.chosen[j] = true
				sum += r
				ties--
			}
		}
	}
	if k.force >= 0 {
		d.reduced[k.force] = tried
		k.chosen[k.force] = k.forceIn
	}
	return sum
}

// remember counts which of the sites the relaxed answer with the price lambda chooses.
func (k *climber) remember(sites []int32, lambda int64) {
	for _, j := range sites {
		switch r := k.now.reduced[j] + lambda; {
		case r < 0:
			k.often[j] += (oftenUnit - k.often[j]) / 32
		case r > 0:
			k.often[j] -= k.often[j] / 32
		}
	}
}

// selectNth rearranges q so that q[n] is what it would be in ascending order, smaller ones before it and larger ones after.
func selectNth(q []int64, n int) int64 {
	low, high := 0, len(q)-1
	for low < high {
		pivot := median3(q[low], q[(low+high)/2], q[high])
		i, j := low, high
		for i <= j {
			for q[i] < pivot {
				i++
			}
			for q[j] > pivot {
				j--
			}
			if i <= j {
				q[i], q[j] = q[j], q[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			high = j
		case n >= i:
			low = i
		default:
			return q[n]
		}
	}
	return q[n]
}

func median3(a, b, c int64) int64 { return max(min(a, b), min(max(a, b), c)) }

// climb takes at most steps subgradient steps from the best multipliers, of share times the way to
// target at first (Polyak 1969, doi:10.1016/0041-5553(69)90061-5) with a smoothed direction (Camerini, Fratta, Maffioli
// 1975, doi:10.1007/BFb0120697). target is a scaled value that ends the search.
func (k *climber) climb(target int64, share float64, steps, patience int) {
	c, d := k.c, &k.now
	d.copyFrom(&k.best)
	for i := range k.direction {
		k.direction[i] = 0
	}
	since := 0
	theta := share
	if k.best.value == math.MinInt64 {
		k.m.spend(k.evaluate())
		k.best.copyFrom(d)
	}
	for range steps {
		if !k.m.spend(k.evaluate()) {
			if d.value > k.best.value {
				k.best.copyFrom(d)
			}
			return
		}
		for j, is := range k.chosen {
			if is {
				k.often[j] += (oftenUnit - k.often[j]) / 32
			} else {
				k.often[j] -= k.often[j] / 32
			}
		}
		since++
		if d.value > k.best.value {
			if float64(d.value-k.best.value) > float64(target-k.best.value)*worthwhile {
				since = 0
			}
			k.best.copyFrom(d)
			if d.value >= target {
				return
			}
		}
		if since > patience {
			since = 0
			theta = float64(theta * shrink)
			if theta < 0.0003 {
				return
			}
			d.copyFrom(&k.best)
		}
		// slope
		for i := range k.slope {
			k.slope[i] = 1
		}
		one := c.one()
		for j, is := range k.chosen {
			if !is {
				continue
			}
			from, to := c.of(int32(j))
			rows, dists := c.cols.row[from:to], c.cols.dist[from:to]
			for e, i := range rows {
				if int64(dists[e])*one < d.v[i] {
					k.slope[i]--
				}
			}
		}
		norm := 0.0
		for i, s := range k.slope {
			g := float64(s) + float64(k.direction[i]*momentum)
			k.direction[i] = g
			if g > 0 && d.v[i] == c.far[i]<<c.shift || g < 0 && d.v[i] == 0 {
				continue
			}
			norm += float64(float64(g*g) * float64(c.weight[i]))
		}
		if norm == 0 {
			return
		}
		stride := float64(theta*float64(target-d.value)) / norm
		for i, g := range k.direction {
			d.v[i] = min(max(d.v[i]+int64(float64(stride*g)), 0), c.far[i]<<c.shift)
		}
	}
}
