package travel

import (
	"slices"

	"cuntong/geo/network"
)

// upper lists, for each rank, the higher ranks it shares a stretch with, without repeats.
func (h *Hierarchy) upper(n *network.Network) [][]int32 {
	near := make([][]int32, n.Vertices())
	for s := range int32(n.Stretches()) {
		a, b := n.Ends(s)
		if a, b = h.rankOf[a], h.rankOf[b]; a != b {
			near[min(a, b)] = append(near[min(a, b)], max(a, b))
		}
	}
	for v := range near {
		slices.Sort(near[v])
		near[v] = slices.Compact(near[v])
	}
	return near
}

// walkTree finds the elimination tree of the order (Liu, J. W. H.: The role of elimination trees in sparse
// factorization. SIAM J. Matrix Anal. Appl. 11, 1990, doi:10.1137/0611010) and renames the ranks along it.
func (h *Hierarchy) walkTree(n *network.Network) {
	size := n.Vertices()
	lower := make([][]int32, size)
	for v, near := range h.upper(n) {
		for _, u := range near {
			lower[u] = append(lower[u], int32(v))
		}
	}
	parent, jump := make([]int32, size), make([]int32, size)
	for v := range int32(size) {
		parent[v], jump[v] = -1, -1
		for _, u := range lower[v] {
			for u != -1 && u < v { // climb to the root of u's tree, shortening the way for later
				next := jump[u]
				jump[u] = v
				if next == -1 {
					parent[u] = v
				}
				u = next
			}
		}
	}
	children := make([][]int32, size)
	var stack []int32
	for v := int32(size) - 1; v >= 0; v-- {
		if parent[v] >= 0 {
			children[parent[v]] = append(children[parent[v]], v)
		} else {
			stack = append(stack, v)
		}
	}
	// Preorder from the roots, read backwards, is a postorder.
	renamed, next := make([]int32, size), int32(size)
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		next--
		renamed[v] = next
		stack = append(stack, children[v]...)
	}
	h.vertexAt = make([]int32, size)
	for vertex, rank := range h.rankOf {
		h.rankOf[vertex] = renamed[rank]
		h.vertexAt[renamed[rank]] = int32(vertex)
	}
}

// contract fills in the edges: what a vertex hands to its parent is all its higher neighbours but the parent.
func (h *Hierarchy) contract(n *network.Network) {
	size := n.Vertices()
	near := h.upper(n)
	seen := make([]int32, size) // the last rank whose list holds this one
	for i := range seen {
		seen[i] = -1
	}
	children := make([][]int32, size)
	h.start = make([]int32, 1, size+1)
	for v := range int32(size) {
		from := len(h.head)
		take := func(list []int32) {
			for _, u := range list {
				if u != v && seen[u] != v {
					seen[u] = v
					h.head = append(h.head, u)
				}
			}
		}
		take(near[v])
		for _, c := range children[v] {
			take(h.head[h.start[c]:h.start[c+1]])
		}
		slices.Sort(h.head[from:])
		h.start = append(h.start, int32(len(h.head)))
		if p := h.parent(v); p >= 0 {
			children[p] = append(children[p], v)
		}
	}
	h.head = slices.Clip(h.head)
}
