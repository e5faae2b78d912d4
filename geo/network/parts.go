package network

import (
	"cmp"
	"slices"
)

// weakParts numbers the parts of the network that open roads join, whatever their direction, each by its
// first vertex.
func (n *Network) weakParts(costs *Costs) []int32 {
	root := make([]int32, n.Vertices())
	for v := range root {
		root[v] = int32(v)
	}
	find := func(v int32) int32 {
		for root[v] != v {
			root[v] = root[root[v]]
			v = root[v]
		}
		return v
	}
	for s := range n.tail {
		if costs.Open(int32(2*s)) || costs.Open(int32(2*s+1)) {
			a, b := find(n.tail[s]), find(n.head[s])
			root[max(a, b)] = min(a, b)
		}
	}
	for v := range root {
		root[v] = find(int32(v))
	}
	return root
}

// strongParts numbers alike the parts inside which everyone can go everywhere and back (Tarjan, R.: Depth-first
// search and linear graph algorithms. SIAM J. Comput. 1, 1972, doi:10.1137/0201010), without recursion.
func (n *Network) strongParts(costs *Costs) []int32 {
	out := n.leaving(costs)
	size := n.Vertices()
	part, low, index := make([]int32, size), make([]int32, size), make([]int32, size)
	for v := range part {
		part[v], index[v] = -1, -1
	}
	type frame struct {
		vertex int32
		next   int // position in out[vertex]
	}
	var stack []int32
	var calls []frame
	count := int32(0)
	enter := func(v int32) {
		index[v], low[v] = count, count
		count++
		stack, calls = append(stack, v), append(calls, frame{v, 0})
	}
	for first := range int32(size) {
		if index[first] >= 0 {
			continue
		}
		for enter(first); len(calls) > 0; {
			top := &calls[len(calls)-1]
			v := top.vertex
			if top.next < len(out[v]) {
				u := out[v][top.next]
				top.next++
				if index[u] < 0 {
					enter(u)
				} else if part[u] < 0 { // still on the stack
					low[v] = min(low[v], index[u])
				}
				continue
			}
			if calls = calls[:len(calls)-1]; len(calls) > 0 {
				below := calls[len(calls)-1].vertex
				low[below] = min(low[below], low[v])
			}
			if low[v] == index[v] {
				from := len(stack) - 1
				for stack[from] != v {
					from--
				}
				least := slices.Min(stack[from:])
				for _, u := range stack[from:] {
					part[u] = least
				}
				stack = stack[:from]
			}
		}
	}
	return part
}

// leaving lists the vertices that open arcs lead to from each.
func (n *Network) leaving(costs *Costs) [][]int32 {
	out := make([][]int32, n.Vertices())
	for s := range n.tail {
		tail, head := n.tail[s], n.head[s]
		if costs.Open(int32(2 * s)) {
			out[tail] = append(out[tail], head)
		}
		if costs.Open(int32(2*s + 1)) {
			out[head] = append(out[head], tail)
		}
	}
	return out
}

// parts counts the vertices and lengths of numbered parts; vertices without an open road are left out.
type parts struct {
	size map[int32]*Island // by the least vertex of the part, which numbers it
}

func newParts(costs *Costs, open []int, part []int32) parts {
	n := costs.net
	p := parts{map[int32]*Island{}}
	for v, number := range part {
		if open[v] == 0 {
			continue
		}
		if p.size[number] == nil {
			p.size[number] = &Island{Point: n.Point(number)}
		}
		p.size[number].Vertices++
	}
	for s := range n.tail {
		tail, head := part[n.tail[s]], part[n.head[s]]
		if tail == head && (costs.Open(int32(2*s)) || costs.Open(int32(2*s+1))) {
			p.size[tail].Meters += float64(n.length[s]) / 100
		}
	}
	return p
}

// numbers returns the parts' numbers, those with most vertices first, ties by their first vertex.
func (p parts) numbers() []int32 {
	numbers := make([]int32, 0, len(p.size))
	for number := range p.size {
		numbers = append(numbers, number)
	}
	slices.SortFunc(numbers, func(a, b int32) int {
		return cmp.Or(cmp.Compare(p.size[b].Vertices, p.size[a].Vertices), cmp.Compare(a, b))
	})
	return numbers
}
