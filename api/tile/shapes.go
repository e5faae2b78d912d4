package tile

import (
	"math"
	"slices"

	"cuntong/api/layer"
)

// tolerance is by how many units lines may move: half a pixel of a tile drawn 512 pixels wide, nothing where the tile is
// enlarged, and up to four pixels where a tile is crowded.
func (m *maker) tolerance() int64 {
	if m.tile.Z >= FullZoom {
		return 1 << min(m.detail, 3) >> 1
	}
	return 4 << min(m.detail, 3)
}

// least is the extent in units below which a line or polygon is not shown by itself: a pixel.
func (m *maker) least() int32 {
	if m.tile.Z >= FullZoom {
		return 0
	}
	return 8
}

// largest leaves, at less than full detail, the larger ones of the features: half of them at each step. Their order stays.
func (m *maker) largest(l *layer.Layer) {
	keep := len(m.hits) >> m.detail
	if m.detail == 0 || keep == 0 {
		m.hits = m.hits[:max(keep, min(len(m.hits), 1))]
		return
	}
	sizes := make([]float64, len(m.hits))
	for k, row := range m.hits {
		b, _ := l.Bound(int(row))
		sizes[k] = max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])
	}
	sorted := slices.Clone(sizes)
	slices.Sort(sorted)
	least, n := sorted[len(sorted)-keep], 0
	above, _ := slices.BinarySearch(sorted, math.Nextafter(least, math.Inf(1)))
	equal := keep - (len(sorted) - above) // of those that are just as large
	for k, row := range m.hits {
		if sizes[k] == least {
			if equal--; equal < 0 {
				continue
			}
		}
		if sizes[k] >= least {
			m.hits[n] = row
			n++
		}
	}
	m.hits = m.hits[:n]
}

// gather turns a part into positions in the tile, repeated ones left out.
func (m *maker) gather(part []layer.World) []point {
	line := m.line[:0]
	for _, w := range part {
		p := m.grid.of(w)
		if n := len(line); n == 0 || line[n-1] != p {
			line = append(line, p)
		}
	}
	m.line = line
	return line
}

// encodeLines writes the parts of lines inside the tile.
func (m *maker) encodeLines(l *layer.Layer) {
	m.largest(l)
	attributes := m.attributes(l)
	tolerance, least := m.tolerance(), m.least()
	for _, row := range m.hits {
		if m.full() {
			return
		}
		m.out.begin()
		draw := func(piece []point) {
			piece = m.simplify(piece, tolerance)
			if b := boxOf(piece); b.maxX-b.minX < least && b.maxY-b.minY < least {
				return
			}
			m.out.path(piece, false)
		}
		l.Parts(int(row), func(part []layer.World, _ bool) {
			line := m.gather(part)
			if len(line) < 2 {
				return
			}
			switch b := boxOf(line); {
			case shown.holds(b):
				draw(line)
			case shown.meets(b):
				m.piece = shown.clipLine(line, m.piece, draw)
			}
		})
		m.endShape(l, int(row), lineType, attributes)
	}
}

// endShape writes a feature if anything of it was drawn.
func (m *maker) endShape(l *layer.Layer, row int, kind byte, attributes []attribute) {
	if len(m.out.geometry) == 0 {
		return
	}
	for _, a := range attributes {
		m.out.tag(a.key, l, row, a.field)
	}
	m.out.end(kind, l.FID(row))
}

// encodeOutlines writes the parts of outlines inside the tile, valid whatever clipping and thinning made of them.
func (m *maker) encodeOutlines(l *layer.Layer) {
	m.largest(l)
	attributes := m.attributes(l)
	for _, row := range m.hits {
		if m.full() {
			return
		}
		m.out.begin()
		m.rings, m.points = m.rings[:0], m.points[:0]
		dropped := false // the outside of the polygon at hand is not shown
		l.Parts(int(row), func(part []layer.World, outer bool) {
			ring := m.ring(part)
			if outer {
				dropped = ring == nil
			}
			if ring == nil || dropped {
				return
			}
			if (area2(ring) > 0) != outer {
				reverse(ring)
			}
			m.rings = append(m.rings, ring)
		})
		if len(m.rings) > 0 {
			for _, shape := range m.repair(m.rings) {
				for _, ring := range shape {
					m.out.path(ring, true)
				}
			}
		}
		m.endShape(l, int(row), polygonType, attributes)
	}
}

// ring returns what is left of a ring in the tile, first point not repeated; nil where that is nothing, or too small to see.
func (m *maker) ring(part []layer.World) []point {
	line := m.gather(part)
	for len(line) > 1 && line[0] == line[len(line)-1] {
		line = line[:len(line)-1]
	}
	if len(line) < 3 {
		return nil
	}
	b := boxOf(line)
	if !shown.meets(b) {
		return nil
	}
	if !shown.holds(b) {
		line, m.spare = shown.clipRing(line, m.spare)
		m.line = line
		line = distinct(line)
	}
	line = m.simplifyRing(line, m.tolerance())
	if b := boxOf(line); len(line) < 3 || int64(m.least())*int64(m.least()) > int64(b.maxX-b.minX)*int64(b.maxY-b.minY) {
		return nil
	}
	start := len(m.points)
	m.points = append(m.points, line...)
	return m.points[start:len(m.points):len(m.points)]
}

// distinct leaves out points that repeat the one before, the last before the first included.
func distinct(ring []point) []point {
	n := 0
	for _, p := range ring {
		if n == 0 || ring[n-1] != p {
			ring[n] = p
			n++
		}
	}
	for n > 1 && ring[0] == ring[n-1] {
		n--
	}
	return ring[:n]
}

func reverse(ring []point) {
	for i, j := 0, len(ring)-1; i < j; i, j = i+1, j-1 {
		ring[i], ring[j] = ring[j], ring[i]
	}
}
