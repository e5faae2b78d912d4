package depot

import "math/bits"

// random is a small counter-based generator (wyrand, Wang Yi 2019): the same numbers on every machine.
type random struct{ state uint64 }

func newRandom(seed, stream int64) *random {
	r := &random{uint64(seed)*0x9e3779b97f4a7c15 + uint64(stream)*0xd1342543de82ef95 + 1}
	r.next()
	r.next()
	return r
}

func (r *random) next() uint64 {
	r.state += 0xa0761d6478bd642f
	hi, lo := bits.Mul64(r.state, r.state^0xe7037ed1a0b428db)
	return hi ^ lo
}

// below returns a number from 0 to n−1; n is at least 1.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// cooling gives the thresholds of simulated annealing in whole numbers, so that the same random numbers accept the same changes
// on every machine. The temperature halves evenly and falls straight between two halves.
type cooling struct {
	first  int64
	halves uint64 // between first and last, in 2⁻¹⁶
	now    int64
}

// newCooling starts at a temperature of first and ends at about last, both at least 1.
func newCooling(first, last int64) cooling {
	c := cooling{first: max(first, 1), now: max(first, 1)}
	if last = max(last, 1); c.first > last {
		c.halves = (log2(uint64(c.first)) - log2(uint64(last))) >> 16
	}
	return c
}

// at sets the temperature for a share of the way, of 2¹⁶.
func (c *cooling) at(share uint64) {
	gone := c.halves * min(share, 1<<16) >> 16
	t := c.first >> (gone >> 16)
	hi, lo := bits.Mul64(uint64(t), gone&(1<<16-1))
	c.now = t - int64(hi<<47|lo>>17)
}

// ln2 is ln 2 · 2³².
const ln2 = 2977044472

// worse draws how much worse a change may be and still be taken: −T ln u.
func (c *cooling) worse(r *random) int64 {
	hi, lo := bits.Mul64(64<<32-log2(r.next()|1), ln2)
	hi, lo = bits.Mul64(hi<<32|lo>>32, uint64(c.now))
	return int64(hi<<32 | lo>>32)
}

// log2 returns log2(x) · 2³², right to 2⁻¹⁶ and rounded down, x at least 1, by squaring (Knuth, The Art of Computer Programming 1,
// 1.2.2, exercise 25).
func log2(x uint64) uint64 {
	whole := uint64(bits.Len64(x) - 1)
	m := x << (63 - whole) // 1 ≤ m/2⁶³ < 2
	fraction := uint64(0)
	for range 16 {
		hi, lo := bits.Mul64(m, m)
		fraction <<= 1
		if hi>>63 != 0 {
			fraction |= 1
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return whole<<32 | fraction<<16
}
