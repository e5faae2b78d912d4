package travel

import (
	"slices"

	"cuntong/geo/network"
)

// graph is an undirected simple graph whose lists change while it is peeled.
type graph struct{ near [][]int32 }

// simpleGraph joins the vertices that share a stretch, loops and repeats left out.
func simpleGraph(n *network.Network) *graph {
	degree := make([]int32, n.Vertices())
	for s := range int32(n.Stretches()) {
		if a, b := n.Ends(s); a != b {
			degree[a]++
			degree[b]++
		}
	}
	g := &graph{near: make([][]int32, n.Vertices())}
	total := 0
	for _, d := range degree {
		total += int(d)
	}
	flat := make([]int32, total)
	for v, d := range degree {
		g.near[v], flat = flat[:0:d], flat[d:]
	}
	for s := range int32(n.Stretches()) {
		if a, b := n.Ends(s); a != b {
			g.near[a], g.near[b] = append(g.near[a], b), append(g.near[b], a)
		}
	}
	for v := range g.near {
		slices.Sort(g.near[v])
		g.near[v] = slices.Compact(g.near[v])
	}
	return g
}

// peelRounds bounds the rounds: each may add one to the depth of the hierarchy.
const peelRounds = 24

// peel ranks and removes vertices of degree at most two, in rounds of vertices that are not neighbours; one
// of degree two leaves an edge between its neighbours. It returns the next rank.
func (g *graph) peel(rank []int32) int32 {
	next := int32(0)
	taken := make([]int32, len(rank)) // the last round in which a vertex or a neighbour of it was removed
	for round := int32(1); round <= peelRounds; round++ {
		before := next
		for v := range g.near {
			near := g.near[v]
			if rank[v] >= 0 || len(near) > 2 || taken[v] == round {
				continue
			}
			rank[v] = next
			next++
			for _, u := range near {
				taken[u] = round
				g.remove(u, int32(v))
			}
			if len(near) == 2 {
				g.join(near[0], near[1])
				g.join(near[1], near[0])
			}
			g.near[v] = nil
		}
		if next == before {
			break
		}
	}
	return next
}

func (g *graph) remove(v, other int32) {
	if i := slices.Index(g.near[v], other); i >= 0 {
		g.near[v] = slices.Delete(g.near[v], i, i+1)
	}
}

func (g *graph) join(v, other int32) {
	if !slices.Contains(g.near[v], other) {
		g.near[v] = append(g.near[v], other)
	}
}
