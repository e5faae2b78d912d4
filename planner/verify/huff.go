package verify

import (
	"math/big"

	"cuntong/planner"
)

// choose counts how one demand chooses among the open sites, in the whole numbers that planner.Huff states.
func (r *recount) choose(i int) {
	p := r.problem
	nearest := int64(-1)
	for j, leg := range p.Travel.Row(i) {
		if d := r.d(leg); d <= p.Limit.Value && !p.Sites[j].Forbidden && (nearest < 0 || d < nearest) {
			nearest = d
		}
	}
	draws := map[int]*big.Int{}
	newly, all := new(big.Int), new(big.Int)
	for j, leg := range p.Travel.Row(i) {
		if d := r.d(leg); r.isOpen[j] && d <= p.Limit.Value {
			draws[j] = draw(p, p.Sites[j], max(1, nearest), max(1, d))
			all.Add(all, draws[j])
			if !p.Sites[j].Fixed {
				newly.Add(newly, draws[j])
			}
		}
	}
	if all.Sign() == 0 {
		return
	}
	part := func(of int64, drawn *big.Int) int64 {
		product := new(big.Int).Mul(big.NewInt(of), drawn)
		return product.Div(product, all).Int64()
	}
	r.drawn += part(1000*p.Demands[i].Weight, newly)
	for j, drawn := range draws {
		r.carried[j] += part(p.Demands[i].Load, drawn)
	}
}

// draw is Attraction · ⌊2³⁰·(nearest/d)^(HuffPower/10)⌋: the root is the largest whole number whose tenth power is not
// above 2³⁰⁰·(nearest/d)^HuffPower.
func draw(p *planner.Siting, site planner.Site, nearest, d int64) *big.Int {
	tenths := p.HuffPower
	if tenths == 0 {
		tenths = 20
	}
	attraction := max(1, site.Attraction)
	above := new(big.Int).Exp(big.NewInt(nearest), big.NewInt(tenths), nil)
	above.Lsh(above, 300)
	below := new(big.Int).Exp(big.NewInt(d), big.NewInt(tenths), nil)
	low, high := int64(0), int64(1)<<30 // low's tenth power is not above the ratio; halve what lies between
	for low < high {
		middle := (low + high + 1) / 2
		power := new(big.Int).Exp(big.NewInt(middle), big.NewInt(10), nil)
		if power.Mul(power, below).Cmp(above) <= 0 {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return new(big.Int).Mul(big.NewInt(attraction), big.NewInt(low))
}
