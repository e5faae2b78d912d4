package charge

import (
	"math/big"
	"math/bits"
	"slices"
)

// plan is an answer to the core: which sites are open and who serves whom.
type plan struct {
	open   []int32 // ascending, fixed ones included
	serves []int32 // by demand, where demands are not shared
	parts  []part3 // where they are, by demand and site
	value  int64   // in whole units, rounded up
}

// part3 is a share of a demand's load at a site.
type part3 struct {
	demand, site int32
	load         int64
}

// charges returns what the open sites cost, scaled.
func (c *core) charges(open []int32) (sum int64) {
	for _, j := range open {
		sum += c.charge[j]
	}
	return sum
}

// cost returns the scaled cost of a pair; false where the demand may not be served there.
func (c *core) cost(i, j int32) (int64, bool) {
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		if c.rowSite[k] == j {
			return c.rowCost[k], true
		}
	}
	return 0, false
}

// nearest serves every demand from its cheapest open site: the best answer where nothing has a capacity. Sites that serve
// nobody stay closed.
func (c *core) nearest(open []int32) (*plan, bool) {
	is := make([]bool, c.sites)
	for _, j := range open {
		is[j] = true
	}
	p := &plan{serves: make([]int32, c.demands)}
	used, sum := make([]bool, c.sites), int64(0)
	for i := range c.demands {
		k := c.rowStart[i]
		for k < c.rowStart[i+1] && !is[c.rowSite[k]] {
			k++
		}
		if k == c.rowStart[i+1] {
			return nil, false
		}
		p.serves[i] = c.rowSite[k]
		sum += c.rowCost[k]
		used[c.rowSite[k]] = true
	}
	for _, j := range open {
		if used[j] || c.fixed[j] {
			p.open = append(p.open, j)
		}
	}
	p.value = (sum + c.charges(p.open)) >> c.shift
	return p, true
}

// plan reads the last flow as an answer and adds up its cost exactly. Sites that serve nobody stay closed.
func (f *flow) plan() *plan {
	c, n := f.c, f.c.demands
	p := &plan{}
	for k, j := range f.open {
		if len(f.at[k]) > 0 || c.fixed[j] {
			p.open = append(p.open, j)
		}
	}
	sum := c.charges(p.open) >> c.shift
	fractions := new(big.Rat)
	for i := range n {
		rest := uint64(0)
		for k, j := range f.open {
			load := f.amount[k*n+i]
			switch {
			case c.load[i] == 0:
				if !slices.Contains(f.at[k], int32(i)) {
					continue
				}
				sum += f.cost[k*n+i] >> c.shift
			case load == 0:
				continue
			default:
				high, low := bits.Mul64(uint64(f.cost[k*n+i]>>c.shift), uint64(load))
				quotient, remainder := bits.Div64(high, low, uint64(c.load[i]))
				sum += int64(quotient)
				rest += remainder
			}
			p.parts = append(p.parts, part3{int32(i), j, load})
		}
		if rest > 0 {
			sum += int64(rest / uint64(c.load[i]))
			if rest %= uint64(c.load[i]); rest > 0 {
				fractions.Add(fractions, big.NewRat(int64(rest), c.load[i]))
			}
		}
	}
	whole, remainder := new(big.Int).QuoRem(fractions.Num(), fractions.Denom(), new(big.Int))
	p.value = sum + whole.Int64()
	if remainder.Sign() > 0 {
		p.value++
	}
	return p
}
