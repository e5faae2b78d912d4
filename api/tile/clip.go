package tile

import "math"

// box is a closed rectangle in a tile.
type box struct{ minX, minY, maxX, maxY int32 }

// shown is what a tile shows.
var shown = box{-buffer, -buffer, Extent + buffer, Extent + buffer}

func (b box) has(p point) bool {
	return p.x >= b.minX && p.x <= b.maxX && p.y >= b.minY && p.y <= b.maxY
}

func (b box) meets(o box) bool {
	return b.minX <= o.maxX && b.maxX >= o.minX && b.minY <= o.maxY && b.maxY >= o.minY
}

func (b box) holds(o box) bool {
	return b.minX <= o.minX && b.maxX >= o.maxX && b.minY <= o.minY && b.maxY >= o.maxY
}

func boxOf(list []point) box {
	b := box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}
	for _, p := range list {
		b.minX, b.minY = min(b.minX, p.x), min(b.minY, p.y)
		b.maxX, b.maxY = max(b.maxX, p.x), max(b.maxY, p.y)
	}
	return b
}

// Edges of a box.
const (
	west = iota
	east
	north
	south
)

func (b box) inside(p point, edge int) bool {
	switch edge {
	case west:
		return p.x >= b.minX
	case east:
		return p.x <= b.maxX
	case north:
		return p.y >= b.minY
	}
	return p.y <= b.maxY
}

// cross is where the way from p to q, on different sides of an edge, meets it, rounded to a unit.
func (b box) cross(p, q point, edge int) point {
	switch edge {
	case west:
		return point{b.minX, along(p.y, q.y, p.x, q.x, b.minX)}
	case east:
		return point{b.maxX, along(p.y, q.y, p.x, q.x, b.maxX)}
	case north:
		return point{along(p.x, q.x, p.y, q.y, b.minY), b.minY}
	}
	return point{along(p.x, q.x, p.y, q.y, b.maxY), b.maxY}
}

// along is the value at c of the line through (c0, v0) and (c1, v1). It is the same from either end: neighbours share edges.
func along(v0, v1, c0, c1, c int32) int32 {
	if c0 > c1 {
		v0, v1, c0, c1 = v1, v0, c1, c0
	}
	share := (float64(c) - float64(c0)) / (float64(c1) - float64(c0))
	return int32(math.Floor(float64(v0) + float64((float64(v1)-float64(v0))*share) + 0.5))
}

// clipRing cuts a ring (its first point not repeated) to the box (Sutherland and Hodgman 1974, doi 10.1145/360767.360802). Where
// several pieces remain they are joined along the edges of the box, which repair takes apart again. It works in from and
// to and returns whichever holds the result.
func (b box) clipRing(from, to []point) (ring, spare []point) {
	for edge := west; edge <= south; edge++ {
		to = to[:0]
		if len(from) == 0 {
			break
		}
		p := from[len(from)-1]
		in := b.inside(p, edge)
		for _, q := range from {
			now := b.inside(q, edge)
			if now != in {
				to = append(to, b.cross(p, q, edge))
			}
			if now {
				to = append(to, q)
			}
			p, in = q, now
		}
		from, to = to, from
	}
	return from, to
}

// clipLine calls piece with each part of a line inside the box, in order. Pieces share memory and hold during the call.
func (b box) clipLine(line, scratch []point, piece func([]point)) []point {
	scratch = scratch[:0]
	flush := func() {
		if len(scratch) > 1 {
			piece(scratch)
		}
		scratch = scratch[:0]
	}
	for i := 1; i < len(line); i++ {
		p, q, ok := b.clipStep(line[i-1], line[i])
		if !ok {
			flush()
			continue
		}
		if len(scratch) == 0 || scratch[len(scratch)-1] != p {
			flush()
			scratch = append(scratch, p)
		}
		if q != p {
			scratch = append(scratch, q)
		}
		if q != line[i] {
			flush()
		}
	}
	flush()
	return scratch
}

// clipStep cuts one step of a line, edge by edge.
func (b box) clipStep(p, q point) (point, point, bool) {
	for edge := west; edge <= south; edge++ {
		in, now := b.inside(p, edge), b.inside(q, edge)
		switch {
		case !in && !now:
			return p, q, false
		case !in:
			p = b.cross(p, q, edge)
		case !now:
			q = b.cross(p, q, edge)
		}
	}
	return p, q, true
}
