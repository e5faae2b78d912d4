package sample

import (
	"cmp"
	"math"
	"slices"
)

// nearestJunctions is how many neighbours of a junction are looked at.
const nearestJunctions = 28

// findNear lists the nearest junctions of each, nearest first, ties by number.
func (n *roadNet) findNear() {
	type neighbour struct {
		junction int32
		squared  int64
	}
	order := func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(a.squared, b.squared), cmp.Compare(a.junction, b.junction))
	}
	list := make([]neighbour, 0, len(n.junctions))
	for i := range n.junctions {
		list = list[:0]
		for j := range n.junctions {
			one := neighbour{int32(j), n.ground.squared(n.junctions[i], n.junctions[j])}
			if j == i || len(list) == nearestJunctions && order(one, list[nearestJunctions-1]) > 0 {
				continue
			}
			at, _ := slices.BinarySearchFunc(list, one, order)
			list = slices.Insert(list, at, one)
			list = list[:min(len(list), nearestJunctions)]
		}
		var near []int32
		for _, one := range list {
			near = append(near, one.junction)
		}
		n.near = append(n.near, near)
	}
}

// joinNeighbours joins two junctions where no third lies in the circle between them (Gabriel and Sokal 1969,
// doi:10.2307/2412323), never across a river; what a spanning tree does not need is kept in part. What is
// then still apart on one bank is joined at the nearest places.
func (n *roadNet) joinNeighbours(d dice) {
	n.findNear()
	var pairs [][2]int32
	for i, near := range n.near {
		for at, j := range near {
			if n.gabriel(int32(i), j, near[:at]) {
				pairs = append(pairs, [2]int32{min(int32(i), j), max(int32(i), j)})
			}
		}
	}
	length := func(p [2]int32) int64 { return n.ground.squared(n.junctions[p[0]], n.junctions[p[1]]) }
	slices.SortFunc(pairs, func(a, b [2]int32) int {
		return cmp.Or(cmp.Compare(length(a), length(b)), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	pairs = slices.Compact(pairs)
	islands := newIslands(len(n.junctions))
	for _, p := range pairs {
		one := road{from: p[0], to: p[1], tree: islands.join(p[0], p[1])}
		if one.tree || d.permille(n.lay.keep) {
			n.roads = append(n.roads, one)
		} else {
			n.leftOut = append(n.leftOut, one)
		}
	}
	for n.joinIslands(islands) {
	}
}

// gabriel reports whether two junctions are to be joined; between holds those nearer to a than b is.
func (n *roadNet) gabriel(a, b int32, between []int32) bool {
	pa, pb := n.junctions[a], n.junctions[b]
	whole := n.ground.squared(pa, pb)
	if whole > n.lay.longest*n.lay.longest {
		return false
	}
	for _, c := range between {
		if n.ground.squared(pa, n.junctions[c])+n.ground.squared(pb, n.junctions[c]) < whole {
			return false
		}
	}
	return !n.region.overRiver(pa, pb)
}

// joinIslands joins every island to the nearest other that can be reached without crossing a river, and
// reports whether there was one (Borůvka 1926).
func (n *roadNet) joinIslands(islands *islands) bool {
	type bridge struct {
		a, b    int32
		squared int64
	}
	best := map[int32]bridge{} // by island; looked up, never ranged over
	var roots []int32
	for i := range int32(len(n.junctions)) {
		root := islands.root(i)
		least, known := best[root]
		if !known {
			roots = append(roots, root)
			least.squared = math.MaxInt64
		}
		for j := range int32(len(n.junctions)) {
			if islands.root(j) == root {
				continue
			}
			if s := n.ground.squared(n.junctions[i], n.junctions[j]); s < least.squared && !n.region.overRiver(n.junctions[i], n.junctions[j]) {
				least = bridge{i, j, s}
			}
		}
		best[root] = least
	}
	joined := false
	for _, root := range roots {
		if b := best[root]; b.squared < math.MaxInt64 && islands.join(b.a, b.b) {
			n.roads = append(n.roads, road{from: b.a, to: b.b, tree: true})
			joined = true
		}
	}
	return joined
}

// islands knows which junctions hang together.
type islands struct{ parent []int32 }

func newIslands(size int) *islands {
	s := &islands{parent: make([]int32, size)}
	for i := range s.parent {
		s.parent[i] = int32(i)
	}
	return s
}

func (s *islands) root(i int32) int32 {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

// join reports whether the two hung apart until now.
func (s *islands) join(a, b int32) bool {
	a, b = s.root(a), s.root(b)
	if a == b {
		return false
	}
	s.parent[max(a, b)] = min(a, b)
	return true
}
