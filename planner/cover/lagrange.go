package cover

import (
	"math/bits"
	"slices"
)

// dual holds Lagrangian multipliers and what they prove, all in scaled whole numbers. For every u with
// 0 ≤ u_i ≤ weight_i and every λ ≥ 0
//
//	value = Σ_i u_i + Σ_j min(0, reduced_j) − Σ_k ⌊λ_k·capacity_k⌋,   reduced_j = cost_j + paid_j − Σ_{i of j} u_i
//
// is at most the value of every answer, with paid_j = Σ_k ⌊λ_k·use_kj⌋ (rounding each use down keeps the
// limit true). Source: Galvão and ReVelle 1996, doi:10.1016/0377-2217(94)00159-6, for MCLP; Beasley 1990,
// doi:10.1002/1520-6750(199002)37:1<151::AID-NAV3220370110>3.0.CO;2-2, for covering. We differ in whole
// numbers throughout, which makes the bound exact, and in choosing λ exactly for each u instead of by steps.
type dual struct {
	u       []int64
	lambda  []uint64 // by limit, in units of 2^-shift
	paid    []int64  // by site
	reduced []int64  // by site
	sum     []int64  // by site: Σ_{i of j} u_i, as of the last gather
	toll    int64    // Σ_k ⌊λ_k·capacity_k⌋
	value   int64
	often   []int64 // by site: how often the relaxed answer opened it of late, in 1/oftenUnit
}

const oftenUnit = 1 << 16

// shift is the number of binary places of λ: as many as fit beside the largest possible Σ u of a site.
func (c *core) shift() uint {
	largest := int64(1)
	for j := range c.sites() {
		sum := int64(0)
		for _, i := range c.rowsOf(int32(j)) {
			sum += c.weight[i]
		}
		largest = max(largest, sum)
	}
	return uint(max(0, min(24, 60-bits.Len64(uint64(largest)))))
}

func (c *core) newDual() *dual {
	d := &dual{
		u: make([]int64, c.rows()), lambda: make([]uint64, len(c.limits)),
		paid: make([]int64, c.sites()), reduced: make([]int64, c.sites()), sum: make([]int64, c.sites()), often: make([]int64, c.sites()),
	}
	return d
}

// begin gives every row an even share of its cheapest site: a fair first guess at u.
func (d *dual) begin(c *core) {
	for i := range c.rows() {
		d.u[i] = c.weight[i]
		if len(c.limits) > 0 {
			d.u[i] /= 2
		}
		for _, j := range c.sitesOf(int32(i)) {
			if c.cost[j] > 0 {
				d.u[i] = min(d.u[i], c.cost[j]/int64(len(c.rowsOf(j))))
			}
		}
	}
}

// times is ⌊λ·amount / 2^shift⌋, exact, and held below 2^60.
func times(lambda uint64, amount int64, shift uint) int64 {
	hi, lo := bits.Mul64(lambda, uint64(amount))
	if hi>>shift != 0 {
		return 1 << 60
	}
	product := lo>>shift | hi<<(64-shift)
	return int64(min(product, 1<<60))
}

// gather fills sum from u. Sites are cut into pieces of equal length, which are summed by as many threads as there are.
func (d *dual) gather(c *core, threads int) {
	inChunks(c.pairs(), threads, func(_, from, to int) {
		// A piece of pairs has the sites whose first pair lies in it.
		first, _ := slices.BinarySearch(c.siteStart[:c.sites()], int32(from))
		for j := first; j < c.sites() && int(c.siteStart[j]) < to; j++ {
			sum := int64(0)
			for _, i := range c.siteRows[c.siteStart[j]:c.siteStart[j+1]] {
				sum += d.u[i]
			}
			d.sum[j] = sum
		}
	})
	for j := c.sites() - 1; j >= 0 && int(c.siteStart[j]) == c.pairs(); j-- {
		d.sum[j] = 0
	}
}

// evaluate fills paid, reduced, toll and value from u and λ.
func (d *dual) evaluate(c *core, shift uint) {
	d.gather(c, 1)
	d.settle(c, shift)
}

// settle is evaluate with sum already filled.
func (d *dual) settle(c *core, shift uint) {
	d.toll, d.value = 0, 0
	for k, l := range c.limits {
		d.toll += times(d.lambda[k], l.capacity, shift)
	}
	for _, u := range d.u {
		d.value += u
	}
	d.value -= d.toll
	for j := range d.reduced {
		d.price(c, j, shift)
		if d.reduced[j] < 0 {
			d.value += d.reduced[j]
		}
	}
}

func (d *dual) price(c *core, j int, shift uint) {
	paid := int64(0)
	for k, l := range c.limits {
		paid += times(d.lambda[k], l.use[j], shift)
	}
	d.paid[j], d.reduced[j] = paid, c.cost[j]+paid-d.sum[j]
}

func (d *dual) copyFrom(other *dual) {
	copy(d.u, other.u)
	copy(d.lambda, other.lambda)
	copy(d.paid, other.paid)
	copy(d.reduced, other.reduced)
	copy(d.often, other.often)
	d.toll, d.value = other.toll, other.value
}

const (
	longMemory  = 97 // hundredths, for climbs of thousands of steps
	shortMemory = 70 // for those of a hundred
)

// part is how finely a site may be half open in the relaxed answer.
const part = 1 << 10

// climber improves a dual by subgradient steps with a smoothed direction (Camerini, Fratta and Maffioli
// 1975, doi:10.1007/BFb0120697), all in whole numbers. A long memory is slow to turn but climbs where many rows overlap, which a
// short one gives up far below the top: on 6,027 rows of 35 sites each it ends at 38.3 instead of 36.9.
type climber struct {
	c         *core
	m         *meter
	shift     uint
	now, best *dual
	x         []int64   // by site, 0..part
	slope     []int64   // by row: part − Σ x of its sites
	direction []int64   // by row: slope, smoothed
	lengths   []float64 // by chunk of rows: its share of the squared length of a step
	memory    int64     // how much of a direction the next one keeps, in hundredths
	threads   int
	pull      float64 // smoothed direction of the second λ
	meanUse   float64 // mean use of the second limit, which makes its λ comparable to u
	queue     []ratio
}

func newClimber(c *core, m *meter, start *dual) *climber {
	k := &climber{c: c, m: m, shift: c.shift(), now: c.newDual(), best: start,
		x: make([]int64, c.sites()), slope: make([]int64, c.rows()), direction: make([]int64, c.rows()), queue: make([]ratio, 0, c.sites()),
		lengths: make([]float64, (c.rows()+chunk-1)/chunk), memory: shortMemory, threads: m.options.Threads}
	if len(c.limits) > 1 {
		total := int64(0)
		for _, use := range c.limits[1].use {
			total += use
		}
		k.meanUse = max(1, float64(total)/float64(c.sites()))
	}
	return k
}

// climb takes at most steps steps from the best dual. target is the value of the best known answer; the
// climb ends early once the bound shows that nothing better exists, or when steps have become tiny.
// theta is the first step length in 1/1024.
func (k *climber) climb(target, theta int64, steps, patience int) {
	c, d := k.c, k.now
	d.copyFrom(k.best)
	for i := range k.direction {
		k.direction[i] = 0
	}
	k.pull = 0
	since := 0
	for range steps {
		if !k.m.spend(int64(c.pairs()+c.pairs()/4+c.rows()) + 4*int64(c.sites())*int64(1+len(c.limits))) {
			return
		}
		d.gather(c, k.threads)
		if len(c.limits) > 0 {
			k.chooseLambda(0)
		}
		d.settle(c, k.shift)
		k.open()
		if d.value > k.best.value || since == 0 && d.value == k.best.value {
			if d.value > k.best.value+(target-k.best.value)/4096 {
				since = 0
			}
			k.best.copyFrom(d)
		}
		if ceilDiv(k.best.value, c.scale)*c.scale >= target {
			return
		}
		if since++; since > patience {
			since, theta = 1, theta*5/8
			if theta < 4 {
				return
			}
			d.copyFrom(k.best)
		}
		if !k.step(target, theta) {
			return
		}
	}
}

// open fills x with the answer of the relaxed problem: what has a negative reduced cost, and the share of
// the sites at zero that the first limit still takes.
func (k *climber) open() {
	d := k.now
	left := int64(0)
	if len(k.c.limits) > 0 {
		left = k.c.limits[0].capacity
	}
	for j, reduced := range d.reduced {
		k.x[j] = 0
		if reduced < 0 {
			k.x[j] = part
			if len(k.c.limits) > 0 {
				left -= k.c.limits[0].use[j]
			}
		}
	}
	if len(k.c.limits) > 0 && d.lambda[0] > 0 {
		for j, reduced := range d.reduced {
			use := k.c.limits[0].use[j]
			if reduced < 0 || reduced > 1 || use == 0 {
				continue
			}
			if left <= 0 {
				break
			}
			k.x[j] = min(part, left*part/use)
			left -= use
		}
	}
	for j, x := range k.x {
		d.often[j] += (x*(oftenUnit/part) - d.often[j]) / 32
	}
}

// step moves u along the smoothed subgradient; false when there is nowhere to go.
func (k *climber) step(target, theta int64) bool {
	c, d := k.c, k.now
	for i := range k.slope {
		k.slope[i] = part
	}
	for j, x := range k.x {
		if x > 0 {
			for _, i := range c.rowsOf(int32(j)) {
				k.slope[i] -= x
			}
		}
	}
	inChunks(c.rows(), k.threads, func(n, from, to int) {
		sum := 0.0
		for i := from; i < to; i++ {
			move := k.slope[i] + k.direction[i]*k.memory/100
			k.direction[i] = move
			if move < 0 && d.u[i] == 0 || move > 0 && d.u[i] == c.weight[i] {
				continue
			}
			sum += float64(move * move / part)
		}
		k.lengths[n] = sum
	})
	length := 0.0
	for _, sum := range k.lengths {
		length += sum
	}
	k.pullSecond(&length)
	if length < 1 {
		return false
	}
	want := float64(max(target-d.value, c.scale/64, 1)) // each product below is rounded on its own, so that no machine fuses two
	stride := float64(want*float64(theta)) / float64(1024*length)
	inChunks(c.rows(), k.threads, func(_, from, to int) {
		for i := from; i < to; i++ {
			d.u[i] = min(max(d.u[i]+int64(stride*float64(k.direction[i])), 0), c.weight[i])
		}
	})
	if len(c.limits) > 1 {
		unit := float64(uint64(1)<<k.shift) / k.meanUse
		d.lambda[1] = uint64(min(max(float64(d.lambda[1])+float64(float64(stride*k.pull)*unit), 0), 1<<60))
	}
	return true
}

// pullSecond turns what the relaxed answer uses of the second limit into a direction for its λ. The first λ
// is chosen exactly in every step; choosing both exactly by turns would stall where neither alone improves.
func (k *climber) pullSecond(length *float64) {
	if len(k.c.limits) < 2 {
		return
	}
	l := k.c.limits[1]
	over := -float64(l.capacity) * part
	for j, x := range k.x {
		over += float64(float64(x) * float64(l.use[j]))
	}
	k.pull = over/k.meanUse + float64(k.pull*float64(k.memory)/100)
	if k.pull < 0 && k.now.lambda[1] == 0 {
		return
	}
	*length += float64(k.pull*k.pull) / part
}
