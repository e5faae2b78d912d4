package cover

import (
	"cmp"
	"math/bits"
	"slices"
)

// envelope is what multipliers prove for every capacity of the one limit at once. For u with 0 ≤ u_i ≤ weight_i and
// any capacity B the best choice of λ gives
//
//	value(B) ≥ Σ_i u_i − max { Σ_j sum_j·x_j : Σ_j use_j·x_j ≤ B, 0 ≤ x ≤ 1 },   sum_j = Σ_{i of j} u_i
//
// whose maximum takes sites by falling sum for each use (Dantzig 1957, doi:10.1287/opre.5.2.266): a curve that is
// concave in B. The envelope is the best of several such curves, each exact in whole numbers.
type envelope struct{ curves []curve }

// curve holds one u: what the first k sites by falling worth use and are worth together.
type curve struct {
	total       int64 // Σ_i u_i
	used, worth []int64
}

// add takes the multipliers of a dual.
func (e *envelope) add(c *core, d *dual) {
	d.gather(c, 1)
	l := c.limits[0]
	order := make([]int32, 0, c.sites())
	for j, sum := range d.sum {
		if sum > 0 {
			order = append(order, int32(j))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		ahi, alo := bits.Mul64(uint64(d.sum[a]), uint64(l.use[b]))
		bhi, blo := bits.Mul64(uint64(d.sum[b]), uint64(l.use[a]))
		return cmp.Or(cmp.Compare(bhi, ahi), cmp.Compare(blo, alo), cmp.Compare(a, b))
	})
	v := curve{used: make([]int64, 1, len(order)+1), worth: make([]int64, 1, len(order)+1)}
	for _, u := range d.u {
		v.total += u
	}
	for k, j := range order {
		v.used = append(v.used, v.used[k]+l.use[j])
		v.worth = append(v.worth, v.worth[k]+d.sum[j])
	}
	e.curves = append(e.curves, v)
}

// at returns the proven lower bound of the core's value for a capacity; at least 0, which every value is.
func (e *envelope) at(capacity int64) int64 {
	best := int64(0)
	for _, v := range e.curves {
		best = max(best, v.at(capacity))
	}
	return best
}

func (v *curve) at(capacity int64) int64 {
	k, _ := slices.BinarySearch(v.used, capacity+1)
	k-- // sites that fit whole
	worth := v.worth[k]
	if k+1 < len(v.used) {
		hi, lo := bits.Mul64(uint64(v.worth[k+1]-v.worth[k]), uint64(capacity-v.used[k]))
		share, rest := bits.Div64(hi, lo, uint64(v.used[k+1]-v.used[k]))
		worth += int64(share)
		if rest > 0 {
			worth++
		}
	}
	return v.total - worth
}
