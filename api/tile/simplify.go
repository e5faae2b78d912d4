package tile

// simplify keeps the points of a line without which it would move by more than a tolerance in units, first and last among
// them (Douglas and Peucker 1973, doi 10.3138/FM57-6770-U75U-7727). It works in place. The stack and marks are scratch
// space. Positions lie in or near the tile, so that squares fit 64 bits.
func (m *maker) simplify(line []point, tolerance int64) []point {
	n := len(line)
	if n < 3 || tolerance <= 0 {
		return line
	}
	keep := m.marks(n)
	keep[0], keep[n-1] = true, true
	m.thin(line, 0, n-1, tolerance, keep)
	return compact(line, keep)
}

// simplifyRing does so with a ring whose first point is not repeated: the point farthest from the first one stays, too.
func (m *maker) simplifyRing(ring []point, tolerance int64) []point {
	n := len(ring)
	if n < 5 || tolerance <= 0 {
		return ring
	}
	farthest, most := 0, int64(-1)
	for i, p := range ring {
		if d := squared(p, ring[0]); d > most {
			farthest, most = i, d
		}
	}
	ring = append(ring, ring[0])
	keep := m.marks(n + 1)
	keep[0], keep[farthest], keep[n] = true, true, true
	m.thin(ring, 0, farthest, tolerance, keep)
	m.thin(ring, farthest, n, tolerance, keep)
	ring = compact(ring, keep)
	return ring[:len(ring)-1]
}

func (m *maker) thin(line []point, first, last int, tolerance int64, keep []bool) {
	stack := append(m.stack[:0], [2]int{first, last})
	limit := tolerance * tolerance
	for len(stack) > 0 {
		a, b := stack[len(stack)-1][0], stack[len(stack)-1][1]
		stack = stack[:len(stack)-1]
		// Distances are compared times the squared length of the chord, which is the same for all points of it.
		farthest, most := -1, int64(-1)
		chord := squared(line[a], line[b])
		for i := a + 1; i < b; i++ {
			if d := apart(line[i], line[a], line[b], chord); d > most {
				farthest, most = i, d
			}
		}
		if farthest < 0 || most <= limit*max(chord, 1) {
			continue
		}
		keep[farthest] = true
		stack = append(stack, [2]int{a, farthest}, [2]int{farthest, b})
	}
	m.stack = stack
}

// apart is the squared distance of p from the chord a b, times the chord's squared length where that is not 0.
func apart(p, a, b point, chord int64) int64 {
	if chord == 0 {
		return squared(p, a)
	}
	dx, dy := int64(b.x-a.x), int64(b.y-a.y)
	px, py := int64(p.x-a.x), int64(p.y-a.y)
	switch dot := px*dx + py*dy; {
	case dot <= 0:
		return squared(p, a) * chord
	case dot >= chord:
		return squared(p, b) * chord
	}
	c := px*dy - py*dx
	return c * c
}

func squared(p, q point) int64 {
	dx, dy := int64(p.x)-int64(q.x), int64(p.y)-int64(q.y)
	return dx*dx + dy*dy
}

func compact(line []point, keep []bool) []point {
	n := 0
	for i, p := range line {
		if keep[i] {
			line[n] = p
			n++
		}
	}
	return line[:n]
}

// area2 is twice the signed area of a ring: positive for the outside of a polygon, as tiles want it.
func area2(ring []point) int64 {
	if len(ring) == 0 {
		return 0
	}
	sum := int64(0)
	p := ring[len(ring)-1]
	for _, q := range ring {
		sum += int64(p.x)*int64(q.y) - int64(q.x)*int64(p.y)
		p = q
	}
	return sum
}
