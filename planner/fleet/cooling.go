package fleet

import (
	"math/big"
	"math/bits"
)

// cooling gives the thresholds of simulated annealing in whole numbers, so that the same random numbers accept the same changes
// on every machine. Fractions are of 2³².
type cooling struct {
	minusLog [4096]uint64 // −ln((i+½)/4096) · 2³²
	halves   [32]uint64   // 2^(−2^−(k+1)) · 2³²
	steps    uint64       // log2(first/last) · 2³²
	first    uint64       // temperature at the beginning · 2¹⁶
	now      uint64       // temperature · 2¹⁶
	gone     uint64       // share of 2³² at which the way begins
}

// ln2 is ln 2 · 2³².
const ln2 = 2977044472

// newCooling starts at a temperature of first and ends at one of last, both in thousandths of the unit of cost and above 0.
func newCooling(first, last int64) *cooling {
	c := &cooling{first: uint64(first) * 65536 / 1000}
	if last > first {
		last = first
	}
	c.now = c.first
	c.steps = log2(uint64(first)) - log2(uint64(last))
	for i := range c.minusLog {
		hi, lo := bits.Mul64(log2(8192)-log2(uint64(2*i+1)), ln2)
		c.minusLog[i] = hi<<32 | lo>>32
	}
	root := new(big.Int).Lsh(big.NewInt(1), 63) // ½ of 2⁶⁴
	for k := range c.halves {
		root.Sqrt(root.Lsh(root, 64))
		c.halves[k] = new(big.Int).Rsh(root, 32).Uint64()
	}
	return c
}

// log2 returns log2(x) · 2³² rounded down, x at least 1, by squaring (Knuth, The Art of Computer Programming 1, 1.2.2, exercise 25).
func log2(x uint64) uint64 {
	whole := uint64(bits.Len64(x) - 1)
	m := x << (63 - whole) // 1 ≤ m/2⁶³ < 2
	fraction := uint64(0)
	for range 32 {
		hi, lo := bits.Mul64(m, m)
		fraction <<= 1
		if hi>>63 != 0 {
			fraction |= 1
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return whole<<32 | fraction
}

// at sets the temperature for a share of the way, of 2³².
func (c *cooling) at(share uint64) {
	share = fraction(max(share, c.gone)-c.gone, 1<<32-c.gone)
	hi, lo := bits.Mul64(c.steps, min(share, 1<<32))
	exponent := hi<<32 | lo>>32
	t := c.first << 24 >> (exponent >> 32)
	for k := range c.halves {
		if exponent>>(31-k)&1 != 0 {
			hi, lo := bits.Mul64(t, c.halves[k])
			t = hi<<32 | lo>>32
		}
	}
	c.now = t >> 24
}

// worse draws how much worse a change may be and still be taken: −T ln u.
func (c *cooling) worse(r *random) int64 {
	hi, lo := bits.Mul64(c.minusLog[r.next()>>52], c.now)
	return int64(hi<<16 | lo>>48)
}

// still returns a cooling that stays at the middle of the way.
func (c *cooling) still() *cooling {
	s := *c
	s.at(1 << 31)
	s.first, s.steps = s.now, 0
	return &s
}

// after makes the way begin when a share of 2³² is gone.
func (c *cooling) after(share uint64) { c.gone = share }
