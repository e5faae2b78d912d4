package travel

import (
	"sync"

	"cuntong/geo/network"
)

// order ranks the vertices of a network for contraction: rank[v] is v's place, 0 first.
//
// The problem: contracting vertices one by one, each leaves a clique of its later neighbours; few and
// small cliques make a fast hierarchy, whatever the weights. Nested dissection (George, A.: Nested
// dissection of a regular finite element mesh. SIAM J. Numer. Anal. 10, 1973, doi:10.1137/0710032) cuts the
// graph in two by a small separator, ranks it last, and goes on in the halves. Separators come from
// inertial flow (Schild, Sommer: On balanced separators in road networks. SEA 2015,
// doi:10.1007/978-3-319-20086-6_22): along each of four directions the first and the last share of the
// vertices become source and sink of a maximum flow, and the least cut wins.
//
// We deviate in two points. Ends of dead-end roads and vertices of degree two are ranked first, in rounds of
// vertices that are not neighbours, which costs no fill and leaves the flows a far smaller graph; rounds
// are few, so that a long valley road stays shallow. And halves are cut on two threads at once; each knows
// its ranks beforehand, so the order is the same on any machine. About 0.4 s for 70,000 vertices.
func order(n *network.Network) []int32 {
	g := simpleGraph(n)
	rank := make([]int32, n.Vertices())
	for i := range rank {
		rank[i] = -1
	}
	next := g.peel(rank)
	var rest []int32
	for v := range rank {
		if rank[v] < 0 {
			rest = append(rest, int32(v))
		}
	}
	d := &dissection{net: n, g: g, rank: rank, slots: make(chan struct{}, 8)}
	d.split(rest, next)
	d.wait.Wait()
	return rank
}

// dissection ranks the vertices that peeling left.
type dissection struct {
	net   *network.Network
	g     *graph
	rank  []int32
	slots chan struct{} // how many halves may be cut at once
	wait  sync.WaitGroup
}

// smallCell is the size at which the order inside a cell matters no more.
const smallCell = 3

// split ranks the vertices of a cell from first on: components apart, each with its separator last.
func (d *dissection) split(cell []int32, first int32) {
	for len(cell) > 0 {
		c := newCell(d.net, d.g, cell)
		if parts := c.components(); len(parts) > 1 {
			for _, part := range parts {
				d.branch(part, first)
				first += int32(len(part))
			}
			return
		}
		if len(cell) <= smallCell || c.complete() {
			for i, v := range cell {
				d.rank[v] = first + int32(i)
			}
			return
		}
		left, separator, right := c.separate()
		for i, v := range separator {
			d.rank[v] = first + int32(len(left)+len(right)+i)
		}
		d.branch(left, first)
		cell, first = right, first+int32(len(left))
	}
}

// branch splits a cell on another thread if it is large and one is free, else at once.
func (d *dissection) branch(cell []int32, first int32) {
	if len(cell) > 500 {
		select {
		case d.slots <- struct{}{}:
			d.wait.Go(func() {
				d.split(cell, first)
				<-d.slots
			})
			return
		default:
		}
	}
	d.split(cell, first)
}
