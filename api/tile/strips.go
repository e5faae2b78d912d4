package tile

import "slices"

// segment is a step of a ring, with how often rings go from a to b less how often from b to a.
type segment struct {
	a, b point
	net  int32
}

func (s segment) minX() int32 { return min(s.a.x, s.b.x) }
func (s segment) maxX() int32 { return max(s.a.x, s.b.x) }
func (s segment) minY() int32 { return min(s.a.y, s.b.y) }
func (s segment) maxY() int32 { return max(s.a.y, s.b.y) }

// strips finds segments by the horizontal strips that they meet.
type strips struct {
	from, height int32
	starts       []int32 // where each strip begins in members; one more at the end
	members      []int32
}

// lay sorts segments into strips; within a strip they come from the west.
func (s *strips) lay(list []segment) {
	lowest, highest := list[0].minY(), list[0].maxY()
	for _, g := range list {
		lowest, highest = min(lowest, g.minY()), max(highest, g.maxY())
	}
	count := max(1, min(int32(len(list)/4), highest-lowest+1, 512))
	s.from, s.height = lowest, (highest-lowest)/count+1
	s.starts = append(s.starts[:0], make([]int32, count+1)...)
	for _, g := range list {
		for k := s.of(g.minY()); k <= s.of(g.maxY()); k++ {
			s.starts[k+1]++
		}
	}
	for k := range count {
		s.starts[k+1] += s.starts[k]
	}
	next := slices.Clone(s.starts)
	s.members = append(s.members[:0], make([]int32, s.starts[count])...)
	for i, g := range list {
		for k := s.of(g.minY()); k <= s.of(g.maxY()); k++ {
			s.members[next[k]] = int32(i)
			next[k]++
		}
	}
	for k := range count {
		slices.SortFunc(s.members[s.starts[k]:s.starts[k+1]], func(i, j int32) int {
			if d := list[i].minX() - list[j].minX(); d != 0 {
				return int(d)
			}
			return int(i - j)
		})
	}
}

func (s *strips) of(y int32) int32 { return min((y-s.from)/s.height, int32(len(s.starts))-2) }

// at returns the segments of the strip of a height.
func (s *strips) at(y int32) []int32 {
	k := s.of(y)
	return s.members[s.starts[k]:s.starts[k+1]]
}

// pairs calls visit with all pairs of segments whose boxes meet, some of them twice, until it says to stop.
func (s *strips) pairs(list []segment, visit func(i, j int32) bool) {
	for k := range len(s.starts) - 1 {
		row := s.members[s.starts[k]:s.starts[k+1]]
		for n, i := range row {
			for _, j := range row[n+1:] {
				if list[j].minX() > list[i].maxX() {
					break
				}
				if list[j].minY() <= list[i].maxY() && list[j].maxY() >= list[i].minY() && !visit(i, j) {
					return
				}
			}
		}
	}
}

// turn is positive where c lies to the left of the way from a to b (x to the right, y up), 0 on its line.
func turn(a, b, c point) int64 {
	return int64(b.x-a.x)*int64(c.y-a.y) - int64(b.y-a.y)*int64(c.x-a.x)
}

// on reports whether p lies on a segment but is none of its ends.
func (s segment) on(p point) bool {
	return p != s.a && p != s.b && p.x >= s.minX() && p.x <= s.maxX() && p.y >= s.minY() && p.y <= s.maxY() && turn(s.a, s.b, p) == 0
}

// crosses reports whether two segments cross in points that are ends of neither.
func (s segment) crosses(o segment) bool {
	d1, d2 := turn(s.a, s.b, o.a), turn(s.a, s.b, o.b)
	d3, d4 := turn(o.a, o.b, s.a), turn(o.a, o.b, s.b)
	return (d1 > 0 && d2 < 0 || d1 < 0 && d2 > 0) && (d3 > 0 && d4 < 0 || d3 < 0 && d4 > 0)
}
