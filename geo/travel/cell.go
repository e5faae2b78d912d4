package travel

import (
	"cmp"
	"math"
	"slices"

	"cuntong/geo/network"
)

// cell is a part of the graph with its vertices renumbered.
type cell struct {
	vertices []int32
	x, y     []float64
	start    []int32 // edges start[i]..start[i+1] leave vertex i
	to       []int32
	back     []int32 // the same edge from the other end
}

func newCell(n *network.Network, g *graph, vertices []int32) *cell {
	c := &cell{vertices: vertices, start: make([]int32, 1, len(vertices)+1), x: make([]float64, len(vertices)), y: make([]float64, len(vertices))}
	// Cells are sorted by vertex, so a neighbour is found by halving.
	for i, v := range vertices {
		p := n.Point(v)
		c.x[i], c.y[i] = p[0]*math.Cos(n.Point(vertices[0])[1]*math.Pi/180), p[1]
		for _, u := range g.near[v] {
			if j, inside := slices.BinarySearch(vertices, u); inside {
				c.to = append(c.to, int32(j))
			}
		}
		c.start = append(c.start, int32(len(c.to)))
	}
	c.back = make([]int32, len(c.to))
	for i := range vertices {
		for e := c.start[i]; e < c.start[i+1]; e++ {
			j := c.to[e]
			for r := c.start[j]; r < c.start[j+1]; r++ {
				if c.to[r] == int32(i) {
					c.back[e] = r
				}
			}
		}
	}
	return c
}

func (c *cell) complete() bool { return len(c.to) == len(c.vertices)*(len(c.vertices)-1) }

// components returns the connected parts, each sorted, in the order of their first vertices.
func (c *cell) components() [][]int32 {
	part := make([]int32, len(c.vertices))
	var queue []int32
	parts := int32(0)
	for i := range c.vertices {
		if part[i] != 0 {
			continue
		}
		parts++
		part[i] = parts
		queue = append(queue[:0], int32(i))
		for len(queue) > 0 {
			v := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, u := range c.to[c.start[v]:c.start[v+1]] {
				if part[u] == 0 {
					part[u] = parts
					queue = append(queue, u)
				}
			}
		}
	}
	if parts == 1 {
		return nil
	}
	list := make([][]int32, parts)
	for i, v := range c.vertices {
		list[part[i]-1] = append(list[part[i]-1], v)
	}
	return list
}

// balance is the share of the vertices that each end of a direction is made of.
const balance = 0.25

// separate returns the two sides of the best cut and the vertices between them, all sorted.
func (c *cell) separate() (left, separator, right []int32) {
	line := make([]int32, len(c.vertices))
	f := newFlow(c)
	var best []bool
	least := math.MaxInt
	for _, direction := range [][2]float64{{1, 0}, {0, 1}, {1, 1}, {1, -1}} {
		along := func(i int32) float64 { return direction[0]*c.x[i] + direction[1]*c.y[i] }
		for i := range line {
			line[i] = int32(i)
		}
		slices.SortFunc(line, func(a, b int32) int { return cmp.Or(cmp.Compare(along(a), along(b)), cmp.Compare(a, b)) })
		end := max(1, int(balance*float64(len(line))))
		if side, cut := f.cut(line[:end], line[len(line)-end:], least); side != nil && cut < least {
			least, best = cut, side
		}
	}
	// The cut edges' ends on the side that has fewer of them separate the two.
	ends := [2]int{}
	between := make([]bool, len(line))
	for i := range line {
		for _, u := range c.to[c.start[i]:c.start[i+1]] {
			if best[u] != best[i] {
				between[i] = true
			}
		}
		if between[i] {
			ends[sideOf(best[i])]++
		}
	}
	fewer := ends[1] <= ends[0]
	for i, v := range c.vertices {
		switch {
		case between[i] && best[i] == fewer:
			separator = append(separator, v)
		case best[i]:
			left = append(left, v)
		default:
			right = append(right, v)
		}
	}
	return left, separator, right
}

func sideOf(source bool) int {
	if source {
		return 1
	}
	return 0
}
