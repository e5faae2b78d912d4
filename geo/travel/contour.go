package travel

import "math"

// trace returns the rings along which the distance on the grid equals its level, interior to the left.
//
// It is marching triangles: every cell is halved along its rising diagonal, and in each half the level runs
// straight from edge to edge. Unlike in whole cells nothing is ambiguous, every edge that the level crosses
// joins exactly two halves, and so rings close and never touch. Points on one straight line are left out.
func (g *grid) trace() []tracedRing {
	next := map[int32]int32{} // from edge to edge
	var begins []int32
	limit := float32(g.level * g.level)
	parts := g.components(limit)
	join := func(from, to int32) {
		next[from] = to
		begins = append(begins, from)
	}
	for row := range g.rows - 1 {
		south, north := g.squared[row*g.cols:(row+1)*g.cols], g.squared[(row+1)*g.cols:(row+2)*g.cols]
		for col := range g.cols - 1 {
			// Corners a b above which lie e d; the halves are a b d and a d e.
			a, b, d, e := south[col] < limit, south[col+1] < limit, north[col+1] < limit, north[col] < limit
			if a == b && a == d && a == e {
				continue
			}
			at, above := int32(row*g.cols+col), int32((row+1)*g.cols+col)
			low, high, left, right, diagonal := 3*at, 3*above, 3*at+1, 3*at+4, 3*at+2
			half(a, b, d, low, right, diagonal, join)
			half(a, d, e, diagonal, high, left, join)
		}
	}
	var rings []tracedRing
	for _, begin := range begins {
		to, open := next[begin]
		if !open {
			continue
		}
		delete(next, begin)
		ring := [][2]float64{g.crossing(begin)}
		for to != begin {
			ring = append(ring, g.crossing(to))
			edge := to
			to = next[edge]
			delete(next, edge)
		}
		if ring = straightened(ring); len(ring) >= 3 {
			inside := int(begin / 3)
			if g.squared[inside] >= limit {
				inside = g.beyond(begin)
			}
			rings = append(rings, tracedRing{ring, parts.of(inside/g.cols, inside%g.cols)})
		}
	}
	return rings
}

// tracedRing is a ring, in metres from the grid's origin, and the part of the inside that it bounds.
type tracedRing struct {
	points [][2]float64
	part   int32
}

// half joins the edges of a triangle p q r, named pq, qr, rp, that the level crosses.
func half(p, q, r bool, pq, qr, rp int32, join func(from, to int32)) {
	switch {
	case p == q && q == r:
	case q == r: // p alone
		if p {
			join(pq, rp)
		} else {
			join(rp, pq)
		}
	case p == r: // q alone
		if q {
			join(qr, pq)
		} else {
			join(pq, qr)
		}
	default: // r alone
		if r {
			join(rp, qr)
		} else {
			join(qr, rp)
		}
	}
}

// crossing returns where the level crosses an edge: 3 times the point it begins at, plus 0 for the edge to the
// east, 1 to the north, 2 to the north-east.
func (g *grid) crossing(edge int32) [2]float64 {
	from, to, way := int(edge/3), g.beyond(edge), edgeWay(edge)
	a, b := math.Sqrt(float64(g.squared[from])), math.Sqrt(float64(g.squared[to]))
	share := max(leastShare, min(1-leastShare, (g.level-a)/(b-a))) // rings must not meet in a point of the grid
	return [2]float64{(float64(from%g.cols) + share*float64(way[0])) * g.step, (float64(from/g.cols) + share*float64(way[1])) * g.step}
}

// edgeWay returns the columns and rows that an edge spans.
func edgeWay(edge int32) [2]int { return [3][2]int{{1, 0}, {0, 1}, {1, 1}}[edge%3] }

// beyond returns the point where an edge ends.
func (g *grid) beyond(edge int32) int {
	way := edgeWay(edge)
	return int(edge/3) + way[0] + way[1]*g.cols
}

// leastShare keeps crossings off the points of the grid.
const leastShare = 1e-3

// straightness, in metres, is how far a point may lie beside the line through its neighbours and be left out.
const straightness = 0.02

// straightened leaves out the points that lie on a straight line between those before and after. A run is as
// long as all its points keep to the line.
func straightened(ring [][2]float64) [][2]float64 {
	kept := ring[:0:0]
	for begin := 0; begin < len(ring); {
		kept = append(kept, ring[begin])
		end := begin + 1
		for end < len(ring) && end-begin < longestRun && onLine(ring[begin:], end-begin+1, ring) {
			end++
		}
		begin = end
	}
	return kept
}

// longestRun bounds the work for a point.
const longestRun = 64

// onLine reports whether the points 1 to count-1 of run lie on the line from its first to the one at count,
// which for the last is the first of the whole ring.
func onLine(run [][2]float64, count int, ring [][2]float64) bool {
	a, b := run[0], ring[0]
	if count < len(run) {
		b = run[count]
	}
	dx, dy := b[0]-a[0], b[1]-a[1]
	length := math.Hypot(dx, dy)
	if length == 0 {
		return false
	}
	for _, p := range run[1:count] {
		if beside := ((p[0]-a[0])*dy - (p[1]-a[1])*dx) / length; math.Abs(beside) > straightness {
			return false
		}
	}
	return true
}
