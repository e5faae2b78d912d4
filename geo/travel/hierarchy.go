package travel

import (
	"fmt"
	"slices"

	"cuntong/geo/network"
)

// Hierarchy is the part of the road router that does not depend on speeds, closures or vehicles: an order of
// the vertices and the edges that contracting them in this order leaves. It is made once for a network, may
// be kept in a cache file, and is safe for any number of readers.
//
// The problem: exact distances between any places of a county in microseconds. Two families do it. A plain
// contraction hierarchy (Geisberger, Sanders, Schultes, Vetter: Exact routing in large road networks using
// contraction hierarchies. Transp. Sci. 46, 2012, doi:10.1287/trsc.1110.0401) orders and shortcuts by the
// weights themselves: the smallest search spaces, but a flood, a season, another vehicle or "by metres"
// instead of "by seconds" means building it again, seconds each. A customizable one (Dibbelt, Strasser,
// Wagner: Customizable contraction hierarchies. ACM J. Exp. Algorithmics 21, 2016, doi:10.1145/2886843)
// orders by the shape of the graph alone, once; any weights are then set in by one sweep over triangles,
// tens of milliseconds. We take the second, because closures, scenario roads, ten profiles and two metrics
// are this program's daily work, and win back most of the smaller search space by perfect customization,
// which drops for the weights at hand every edge that is no shortest path.
//
// Vertices are renamed by rank: the order of a walk through the elimination tree, children before parents,
// so that the descendants of a vertex are the ranks just below it.
type Hierarchy struct {
	network string // fingerprint of the network it was made for

	rankOf   []int32 // of each vertex of the network
	vertexAt []int32 // the inverse

	start []int32 // edges start[v]..start[v+1] lead from v to higher ranks
	head  []int32 // ascending within a vertex; the first is the parent in the elimination tree

	into     []int32 // edges into[intoEnd[x-1]..intoEnd[x]] lead from lower ranks to x, ascending
	intoEnd  []int32
	tail     []int32 // of each edge
	above    []int32 // the parent of each rank in the elimination tree, -1 at a root
	subtree  []int32 // how many vertices lie below and at each rank
	edgeOf   []int32 // of each stretch; -1 for loops
	pieces   []int32 // stretches pieces[piecesEnd[e-1]..piecesEnd[e]] lie on edge e, ascending
	pieceEnd []int32
}

// NewHierarchy orders and contracts a network.
func NewHierarchy(n *network.Network) *Hierarchy {
	h := &Hierarchy{network: n.Fingerprint(), rankOf: order(n)}
	h.walkTree(n)
	h.contract(n)
	h.finish(n)
	return h
}

// Network returns the fingerprint of the network the hierarchy was made for.
func (h *Hierarchy) Network() string { return h.network }

// Edges returns the number of edges, shortcuts included.
func (h *Hierarchy) Edges() int { return len(h.head) }

// parent returns the parent of a rank in the elimination tree, -1 at a root.
func (h *Hierarchy) parent(v int32) int32 {
	if h.start[v] == h.start[v+1] {
		return -1
	}
	return h.head[h.start[v]]
}

// finish derives what follows from start, head and the network; a cache file need not hold it.
func (h *Hierarchy) finish(n *network.Network) {
	size, edges := len(h.rankOf), len(h.head)
	h.tail, h.subtree, h.above = make([]int32, edges), make([]int32, size), make([]int32, size)
	h.intoEnd, h.into = make([]int32, size), make([]int32, edges)
	for v := range int32(size) {
		h.subtree[v]++
		h.above[v] = h.parent(v)
		if p := h.above[v]; p >= 0 {
			h.subtree[p] += h.subtree[v]
		}
		for e := h.start[v]; e < h.start[v+1]; e++ {
			h.tail[e] = v
			h.intoEnd[h.head[e]]++
		}
	}
	fill(h.intoEnd, h.into, edges, func(e int32) int32 { return h.head[e] })
	stretches := n.Stretches()
	h.edgeOf, h.pieceEnd = make([]int32, stretches), make([]int32, edges)
	count := 0
	for s := range int32(stretches) {
		a, b := n.Ends(s)
		if h.edgeOf[s] = h.edge(h.rankOf[a], h.rankOf[b]); h.edgeOf[s] >= 0 {
			h.pieceEnd[h.edgeOf[s]]++
			count++
		}
	}
	h.pieces = make([]int32, count)
	fill(h.pieceEnd, h.pieces, stretches, func(s int32) int32 { return h.edgeOf[s] })
}

// fill sorts the items 0..count by bucket: ends holds the size of each bucket before and its end after.
// Items whose bucket is -1 are left out.
func fill(ends, sorted []int32, count int, bucket func(item int32) int32) {
	total := int32(0)
	for b, size := range ends {
		ends[b] = total
		total += size
	}
	for item := range int32(count) {
		if b := bucket(item); b >= 0 {
			sorted[ends[b]] = item
			ends[b]++
		}
	}
}

// within returns the part of a list sorted by fill that belongs to a bucket.
func within(ends, sorted []int32, bucket int32) []int32 {
	from := int32(0)
	if bucket > 0 {
		from = ends[bucket-1]
	}
	return sorted[from:ends[bucket]]
}

// edge returns the edge between two ranks, -1 if there is none.
func (h *Hierarchy) edge(a, b int32) int32 {
	low, high := min(a, b), max(a, b)
	if low == high {
		return -1
	}
	if i, ok := slices.BinarySearch(h.head[h.start[low]:h.start[low+1]], high); ok {
		return h.start[low] + int32(i)
	}
	return -1
}

// fits reports whether the hierarchy was made for a network.
func (h *Hierarchy) fits(n *network.Network) error {
	if h.network != n.Fingerprint() {
		return fmt.Errorf("the hierarchy was made for road network %s, not for %s; make it again", h.network, n.Fingerprint())
	}
	return nil
}

// Extend returns a hierarchy of a network that was extended from h's own: the order is kept, with the new
// vertices first, so nothing is dissected again. Searches stay exact; after many new roads across the county
// a new hierarchy is smaller.
func (h *Hierarchy) Extend(n *network.Network) *Hierarchy {
	added := n.Vertices() - len(h.rankOf)
	if added < 0 {
		return NewHierarchy(n) // not an extension at all
	}
	longer := &Hierarchy{network: n.Fingerprint(), rankOf: make([]int32, n.Vertices())}
	for v := range longer.rankOf {
		if v < len(h.rankOf) {
			longer.rankOf[v] = h.rankOf[v] + int32(added)
		} else {
			longer.rankOf[v] = int32(v - len(h.rankOf))
		}
	}
	longer.walkTree(n)
	longer.contract(n)
	longer.finish(n)
	return longer
}
