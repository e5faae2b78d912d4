package plannertest

import (
	"math"
	"math/big"
)

// huff counts what the open sites draw, as planner.Huff states it.
func (t *truth) huff() (int64, bool) {
	p := t.p
	carried := make([]int64, len(p.Sites))
	total := int64(0)
	o := newOutcome(t)
	for i, row := range t.rows {
		draws := make([]*big.Int, len(row))
		newly, all := new(big.Int), new(big.Int)
		for k, at := range row {
			draws[k] = new(big.Int)
			if !t.isOpen[at.site] {
				continue
			}
			o.served |= 1 << i
			attraction := max(1, p.Sites[at.site].Attraction)
			draws[k].SetInt64(attraction * root(max(1, row[0].d), max(1, at.d), p.HuffPower))
			all.Add(all, draws[k])
			if !p.Sites[at.site].Fixed {
				newly.Add(newly, draws[k])
			}
		}
		if all.Sign() == 0 {
			continue
		}
		share := new(big.Int).Mul(newly, big.NewInt(1000*p.Demands[i].Weight))
		total += share.Quo(share, all).Int64()
		for k, at := range row {
			part := new(big.Int).Mul(draws[k], big.NewInt(p.Demands[i].Load))
			carried[at.site] += part.Quo(part, all).Int64()
		}
	}
	for j, s := range p.Sites {
		if t.isOpen[j] && (s.Capacity != nil && carried[j] > *s.Capacity || !s.Fixed && carried[j] < s.MinLoad) {
			return 0, false
		}
	}
	if _, ok := o.value(); !ok {
		return 0, false
	}
	return total, true
}

// root is ⌊2³⁰·(nearest/d)^(tenths/10)⌋: a guess in floating point, put right in whole numbers.
func root(nearest, d, tenths int64) int64 {
	if tenths == 0 {
		tenths = 20
	}
	above := new(big.Int).Exp(big.NewInt(nearest), big.NewInt(tenths), nil)
	above.Lsh(above, 300)
	below := new(big.Int).Exp(big.NewInt(d), big.NewInt(tenths), nil)
	fits := func(guess int64) bool {
		power := new(big.Int).Exp(big.NewInt(guess), big.NewInt(10), nil)
		return power.Mul(power, below).Cmp(above) <= 0
	}
	guess := int64(math.Pow(float64(nearest)/float64(d), float64(tenths)/10) * (1 << 30))
	for !fits(guess) {
		guess--
	}
	for fits(guess + 1) {
		guess++
	}
	return guess
}
