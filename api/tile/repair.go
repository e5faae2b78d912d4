package tile

import (
	"math"
	"slices"
)

// Polygons stay valid. Clipping, thinning and rounding to units make rings that touch, overlap or cross themselves and
// each other. What such rings enclose is well defined all the same: every place around which they turn more often
// leftwards than rightwards. repair finds the outline of just that:
//
//  1. Segments are cut wherever they cross or touch, crossings rounded to units, again and again until nothing
//     changes (snap rounding: Hobby 1999, doi 10.1016/S0925-7721(99)00021-8, by repetition instead of hot pixels: tile rings are short).
//  2. Segments that coincide are added up; those that run both ways vanish.
//  3. Beside each segment the turns are counted along a ray, exactly, in whole numbers. A segment with inside on one side only
//     is part of the outline.
//  4. From each such segment the edge of the inside is walked, keeping to it at every point where several meet, so that every walk bounds one
//     connected piece. A walk that comes back to one of its points is cut there into rings.
//  5. Rings that turn leftwards are outsides, the others holes of the smallest outside around them.
//
// The result has no zero area, no ring crosses or touches another but in single points, and insides are connected,
// as OGC Simple Features ask. A ring that is simple from the start is only checked. Cost: O(n log n) for the usual
// ring, by strips; worst case quadratic in the segments of one polygon in one tile (some thousand).

// shape is an outside with its holes; first points are not repeated.
type shape [][]point

// mostRounds bounds step 1. Two or three rounds are usual; where long segments run side by side a cut moves along them unit by
// unit, and of 3,000 tangles of random points one needed 27. A polygon that needs more than this is left out of the tile.
const mostRounds = 256

// repair returns the valid polygons that rings enclose. The first ring of each polygon must have positive area, holes negative.
func (m *maker) repair(rings [][]point) []shape {
	segments := m.segments[:0]
	for _, ring := range rings {
		p := ring[len(ring)-1]
		for _, q := range ring {
			if p != q {
				segments = append(segments, segment{p, q, 1})
			}
			p = q
		}
	}
	m.segments = segments
	if len(segments) < 3 {
		return nil
	}
	if len(rings) == 1 && m.simple(segments) {
		return []shape{{rings[0]}}
	}
	segments, ok := m.noded(segments)
	if !ok || len(segments) < 3 {
		return nil
	}
	return assemble(m.walks(m.outline(segments)))
}

// simple reports whether the segments of one ring, in its order, meet only where one ends and the next begins.
func (m *maker) simple(list []segment) bool {
	m.strips.lay(list)
	clean := true
	n := int32(len(list))
	m.strips.pairs(list, func(i, j int32) bool {
		s, o := list[i], list[j]
		switch {
		case (i+1)%n == j && s.b == o.a && s.a != o.b:
			clean = !s.on(o.b) && !o.on(s.a)
		case (j+1)%n == i && o.b == s.a && o.a != s.b:
			clean = !o.on(s.b) && !s.on(o.a)
		default:
			clean = s.a != o.a && s.a != o.b && s.b != o.a && s.b != o.b &&
				!s.on(o.a) && !s.on(o.b) && !o.on(s.a) && !o.on(s.b) && !s.crosses(o)
		}
		return clean
	})
	return clean
}

// cutAt is a point where a segment has to be cut.
type cutAt struct {
	segment int32
	p       point
}

// noded cuts segments until they meet in their ends only, and adds up those that coincide.
func (m *maker) noded(list []segment) ([]segment, bool) {
	for range mostRounds {
		list = merged(list)
		if len(list) == 0 {
			return nil, true
		}
		m.strips.lay(list)
		cuts := m.cuts[:0]
		m.strips.pairs(list, func(i, j int32) bool {
			s, o := list[i], list[j]
			for _, p := range [2]point{o.a, o.b} {
				if s.on(p) {
					cuts = append(cuts, cutAt{i, p})
				}
			}
			for _, p := range [2]point{s.a, s.b} {
				if o.on(p) {
					cuts = append(cuts, cutAt{j, p})
				}
			}
			if s.crosses(o) {
				p := crossing(s, o)
				cuts = append(cuts, cutAt{i, p}, cutAt{j, p})
			}
			return true
		})
		m.cuts = cuts
		if len(cuts) == 0 {
			return list, true
		}
		list = cutUp(list, cuts)
	}
	return nil, false
}

// crossing is where two crossing segments meet, rounded to units.
func crossing(s, o segment) point {
	d1, d2 := turn(o.a, o.b, s.a), turn(o.a, o.b, s.b)
	share := float64(d1) / (float64(d1) - float64(d2))
	return point{
		int32(math.Floor(float64(s.a.x) + float64(float64(s.b.x-s.a.x)*share) + 0.5)),
		int32(math.Floor(float64(s.a.y) + float64(float64(s.b.y-s.a.y)*share) + 0.5)),
	}
}

// cutUp replaces segments by the chain through the points where they are cut.
func cutUp(list []segment, cuts []cutAt) []segment {
	slices.SortFunc(cuts, func(a, b cutAt) int {
		if a.segment != b.segment {
			return int(a.segment - b.segment)
		}
		s := list[a.segment]
		if d := squared(s.a, a.p) - squared(s.a, b.p); d != 0 {
			if d < 0 {
				return -1
			}
			return 1
		}
		return comparePoints(a.p, b.p)
	})
	next := make([]segment, 0, len(list)+len(cuts))
	k := 0
	for i, s := range list {
		p := s.a
		for ; k < len(cuts) && cuts[k].segment == int32(i); k++ {
			if q := cuts[k].p; q != p {
				next = append(next, segment{p, q, s.net})
				p = q
			}
		}
		if p != s.b {
			next = append(next, segment{p, s.b, s.net})
		}
	}
	return next
}

func comparePoints(p, q point) int {
	if p.x != q.x {
		return int(p.x - q.x)
	}
	return int(p.y - q.y)
}

// merged points all segments from the smaller end to the larger one and adds up those that coincide.
func merged(list []segment) []segment {
	for i, s := range list {
		if comparePoints(s.a, s.b) > 0 {
			list[i] = segment{s.b, s.a, -s.net}
		}
	}
	slices.SortFunc(list, func(s, o segment) int {
		if d := comparePoints(s.a, o.a); d != 0 {
			return d
		}
		return comparePoints(s.b, o.b)
	})
	n := 0
	for i := 0; i < len(list); {
		s := list[i]
		for i++; i < len(list) && list[i].a == s.a && list[i].b == s.b; i++ {
			s.net += list[i].net
		}
		if s.net != 0 {
			list[n] = s
			n++
		}
	}
	return list[:n]
}

// outline keeps the segments that have inside on one side only and points them so that it is to the left.
func (m *maker) outline(list []segment) []segment {
	m.strips.lay(list)
	var kept []segment
	for i, s := range list {
		right := m.turnsBeside(list, int32(i))
		left := right + s.net
		switch {
		case left > 0 && right <= 0:
			kept = append(kept, s)
		case right > 0 && left <= 0:
			kept = append(kept, segment{s.b, s.a, 0})
		}
	}
	return kept
}

// turnsBeside counts how often the rings turn leftwards around the place just to the right of the middle of a segment, which runs from its
// smaller end to its larger one. The ray runs to the right, a hair above the middle, in doubled units so that the middle is whole.
func (m *maker) turnsBeside(list []segment, at int32) int32 {
	s := list[at]
	middle := point{s.a.x + s.b.x, s.a.y + s.b.y}
	y := middle.y >> 1 // the strip of the middle; of halves the lower one, which the segments over it meet as well
	turns := int32(0)
	for _, i := range m.strips.at(y) {
		o := list[i]
		if i == at || 2*o.maxX() < middle.x {
			continue
		}
		a, b := point{2 * o.a.x, 2 * o.a.y}, point{2 * o.b.x, 2 * o.b.y}
		switch {
		case a.y <= middle.y && middle.y < b.y && turn(a, b, middle) > 0:
			turns += o.net
		case b.y <= middle.y && middle.y < a.y && turn(a, b, middle) < 0:
			turns -= o.net
		}
	}
	// The ray starts on the segment. Right of an upward one, or below a level one, it has not been crossed; for those the
	// place a hair along the ray, or above, is right or left of it.
	switch {
	case s.a.y == s.b.y: // level, from west to east: above is left
		return turns - s.net
	case s.a.y > s.b.y: // downwards: the ray leaves to its left
		return turns - s.net
	}
	return turns
}

// walks follows the edge of the inside from every segment. At a point where several go on, the first one clockwise from where it
// came bounds the same inside.
func (m *maker) walks(list []segment) [][]point {
	slices.SortFunc(list, func(s, o segment) int {
		if d := comparePoints(s.a, o.a); d != 0 {
			return d
		}
		return comparePoints(s.b, o.b)
	})
	used := make([]bool, len(list))
	var walks [][]point
	for start := range list {
		if used[start] {
			continue
		}
		var walk []point
		for at := start; !used[at]; {
			used[at] = true
			walk = append(walk, list[at].a)
			first, _ := slices.BinarySearchFunc(list, list[at].b, func(s segment, p point) int { return comparePoints(s.a, p) })
			best := -1
			for k := first; k < len(list) && list[k].a == list[at].b; k++ {
				if !used[k] || k == start {
					if best < 0 || sooner(list[at], list[k], list[best]) {
						best = k
					}
				}
			}
			if best < 0 {
				break // cannot be: as many come in as go out
			}
			at = best
		}
		walks = append(walks, walk)
	}
	return walks
}

// sooner reports whether, turning clockwise from the way back along came, one is met before other.
func sooner(came, one, other segment) bool {
	back := point{came.a.x - came.b.x, came.a.y - came.b.y}
	p, q := point{one.b.x - one.a.x, one.b.y - one.a.y}, point{other.b.x - other.a.x, other.b.y - other.a.y}
	hp, hq := clockwiseHalf(back, p), clockwiseHalf(back, q)
	if hp != hq {
		return hp < hq
	}
	return int64(p.x)*int64(q.y)-int64(p.y)*int64(q.x) < 0 // q to the right of p: p comes first
}

// clockwiseHalf is 0 for directions up to half a turn clockwise from back, 1 for those beyond.
func clockwiseHalf(back, p point) int {
	c := int64(back.x)*int64(p.y) - int64(back.y)*int64(p.x)
	dot := int64(back.x)*int64(p.x) + int64(back.y)*int64(p.y)
	if c < 0 || c == 0 && dot < 0 {
		return 0
	}
	return 1
}

// assemble cuts walks into rings and gives each hole to its outside.
func assemble(walks [][]point) []shape {
	var shapes []shape
	var holes [][]point
	for _, walk := range walks {
		outside := -1
		var inner [][]point
		for _, ring := range simpleRings(walk) {
			switch area := area2(ring); {
			case area > 0:
				outside = len(shapes)
				shapes = append(shapes, shape{ring})
			case area < 0:
				inner = append(inner, ring)
			}
		}
		if outside >= 0 {
			shapes[outside] = append(shapes[outside], inner...)
		} else {
			holes = append(holes, inner...)
		}
	}
	for _, hole := range holes {
		best, least := -1, int64(math.MaxInt64)
		size := -area2(hole)
		middle := point{hole[0].x + hole[1].x, hole[0].y + hole[1].y}
		for k := range shapes {
			if area := area2(shapes[k][0]); area > size && area < least && around(shapes[k][0], middle) {
				best, least = k, area
			}
		}
		if best >= 0 {
			shapes[best] = append(shapes[best], hole)
		}
	}
	return shapes
}

// simpleRings cuts a closed walk wherever it comes back to one of its points.
func simpleRings(walk []point) [][]point {
	var rings [][]point
	at := make(map[point]int, len(walk))
	var path []point
	for _, p := range walk {
		if start, again := at[p]; again {
			ring := slices.Clone(path[start:])
			for _, q := range ring[1:] {
				delete(at, q)
			}
			rings = append(rings, ring)
			path = path[:start+1]
			continue
		}
		at[p] = len(path)
		path = append(path, p)
	}
	return append(rings, path)
}

// around reports whether a place in doubled units, on no segment of the ring, lies within it.
func around(ring []point, p point) bool {
	within := false
	a := ring[len(ring)-1]
	for _, b := range ring {
		lower, upper := a, b
		if lower.y > upper.y {
			lower, upper = upper, lower
		}
		if 2*lower.y <= p.y && p.y < 2*upper.y && turn(point{2 * lower.x, 2 * lower.y}, point{2 * upper.x, 2 * upper.y}, p) > 0 {
			within = !within
		}
		a = b
	}
	return within
}
