package cql

import (
	"math"
	"math/big"

	"github.com/paulmach/orb"
)

type location uint8

const (
	outside location = iota
	onBoundary
	interior
)

// place says exactly where a point lies in an area of valid polygons, by counting the edges that a ray to the east
// crosses. Polygons of a valid area do not overlap; a point where two of them touch is on the boundary.
func place(p orb.Point, area orb.MultiPolygon) location {
	odd := false
	for _, polygon := range area {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if a[1] > b[1] {
					a, b = b, a
				}
				if p[1] < a[1] || p[1] > b[1] || p[0] > max(a[0], b[0]) {
					continue
				}
				if a[1] == b[1] { // level, at the height of the point
					if p[0] >= min(a[0], b[0]) {
						return onBoundary
					}
					continue
				}
				side := turn(a, b, p) // positive: the point is left of the edge that goes up
				if side == 0 {
					return onBoundary
				}
				if side > 0 && p[1] < b[1] { // the upper end belongs to the next edge
					odd = !odd
				}
			}
		}
	}
	if odd {
		return interior
	}
	return outside
}

// turnError bounds the rounding error of the determinant below, relative to the sum of its products' sizes
// (Shewchuk 1997, Adaptive precision floating-point arithmetic and fast robust geometric predicates,
// doi:10.1007/PL00009321).
const turnError = 3.3306690738754716e-16

// turn is the sign of the turn from a over b to c: positive to the left. Where floating point may err, it is
// reckoned again without error.
func turn(a, b, c orb.Point) int {
	left := float64((a[0] - c[0]) * (b[1] - c[1]))
	right := float64((a[1] - c[1]) * (b[0] - c[0]))
	d := left - right
	if math.Abs(d) > turnError*(math.Abs(left)+math.Abs(right)) {
		return sign(d)
	}
	exact := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
	less := func(v, w float64) *big.Rat { return new(big.Rat).Sub(exact(v), exact(w)) }
	one := new(big.Rat).Mul(less(a[0], c[0]), less(b[1], c[1]))
	two := new(big.Rat).Mul(less(a[1], c[1]), less(b[0], c[0]))
	return one.Cmp(two)
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
