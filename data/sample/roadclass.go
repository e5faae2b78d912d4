package sample

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"

	"cuntong/geo/network"
)

// Shares of the lengths of rural roads in a thousand (domain: national figures of 2023).
const (
	trunkShare        = 85 // of all
	countyRoadShare   = 150
	townshipRoadShare = 270
)

// unclassed marks a road that no step has classed yet.
const unclassed = network.Track

// classify gives every road its class and name: trunk roads join the seats of counties, county roads those
// of towns, township roads are what most of a town's people use on their way to its seat, the rest are
// village roads.
func (n *roadNet) classify() {
	for i := range n.roads {
		if r := &n.roads[i]; r.name == "" && !r.DeadEnd {
			r.Class = unclassed
		}
	}
	arcs := n.arcs()
	numbers := map[network.Class]int{}
	rural := int64(0)
	for _, r := range n.roads {
		rural += r.meters
	}
	rural -= n.layTrunks(arcs, rural*trunkShare/1000, numbers)
	left := rural * countyRoadShare / 1000
	for _, tree := range []bool{true, false} {
		for _, p := range n.pairsOf(n.seats) {
			if p.tree == tree && left > 0 {
				left -= n.give(n.path(arcs, p.from, p.to), network.County, numbers)
			}
		}
	}
	left = rural * townshipRoadShare / 1000
	for _, i := range n.mostUsed(arcs) {
		if left <= 0 {
			break
		}
		left -= n.give([]int32{i}, network.Township, numbers)
	}
	for i := range n.roads {
		if r := &n.roads[i]; r.Class == unclassed || r.DeadEnd {
			r.Class = unclassed
			n.give([]int32{int32(i)}, network.Village, numbers)
		}
	}
}

// layTrunks classes the national roads that join the anchors and provincial ones beside them, then one from
// each farther town to the nearest anchor, until there are enough; it returns their length.
func (n *roadNet) layTrunks(arcs [][]arc, enough int64, numbers map[network.Class]int) (given int64) {
	anchors := n.anchors()
	pairs := n.pairsOf(anchors)
	for _, p := range pairs {
		if p.tree {
			given += n.give(n.path(arcs, p.from, p.to), network.National, numbers)
		}
	}
	for _, p := range pairs {
		if !p.tree && given < enough {
			given += n.give(n.path(arcs, p.from, p.to), network.Provincial, numbers)
		}
	}
	for given < enough && len(anchors) < len(n.seats) {
		next := n.farthestSeat(anchors)
		nearest := slices.MinFunc(anchors, func(a, b int32) int {
			return cmp.Or(cmp.Compare(n.apart(next, a), n.apart(next, b)), cmp.Compare(a, b))
		})
		given += n.give(n.path(arcs, next, nearest), network.Provincial, numbers)
		anchors = append(anchors, next)
	}
	return given
}

// apart is the squared distance of two junctions.
func (n *roadNet) apart(a, b int32) int64 { return n.ground.squared(n.junctions[a], n.junctions[b]) }

// give classes the roads that have no class yet and returns their length. They share one name.
func (n *roadNet) give(roads []int32, class network.Class, numbers map[network.Class]int) int64 {
	letters := map[network.Class]string{network.National: "G9", network.Provincial: "S9", network.County: "X", network.Township: "Y", network.Village: "C"}
	given, named := int64(0), false
	for _, i := range roads {
		r := &n.roads[i]
		if r.Class != unclassed {
			continue
		}
		if !named {
			named = true
			numbers[class]++
		}
		r.Class, r.name = class, fmt.Sprintf("模拟%s%03d", letters[class], numbers[class])
		given += r.meters
	}
	return given
}

// anchors are the seats that trunk roads join: of all counties and, where those are few, of the towns
// farthest from the first.
func (n *roadNet) anchors() []int32 {
	const few = 4
	var anchors []int32
	for c := range n.region.counties {
		if n.region.counties[c].landlord != c {
			continue
		}
		if t := slices.IndexFunc(n.region.towns, func(t town) bool { return t.county == c }); t >= 0 {
			anchors = append(anchors, n.seats[t])
		}
	}
	for len(anchors) < min(few, len(n.seats)) {
		anchors = append(anchors, n.farthestSeat(anchors))
	}
	return anchors
}

// farthestSeat returns the seat whose nearest of some places is farthest, ties by number.
func (n *roadNet) farthestSeat(places []int32) int32 {
	nearest := func(seat int32) int64 {
		least := n.apart(seat, places[0])
		for _, p := range places {
			least = min(least, n.apart(seat, p))
		}
		return least
	}
	return slices.MaxFunc(n.seats, func(a, b int32) int { return cmp.Or(cmp.Compare(nearest(a), nearest(b)), cmp.Compare(b, a)) })
}

// pair is two places to be joined; tree says that a spanning tree needs it.
type pair struct {
	from, to int32
	squared  int64
	tree     bool
}

// pairsOf returns the pairs between which no third lies, nearest first.
func (n *roadNet) pairsOf(places []int32) []pair {
	var pairs []pair
	for i, a := range places {
		for _, b := range places[i+1:] {
			whole := n.ground.squared(n.junctions[a], n.junctions[b])
			if !slices.ContainsFunc(places, func(c int32) bool {
				return c != a && c != b && n.ground.squared(n.junctions[a], n.junctions[c])+n.ground.squared(n.junctions[b], n.junctions[c]) < whole
			}) {
				pairs = append(pairs, pair{a, b, whole, false})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.squared, b.squared), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	islands := newIslands(len(n.junctions))
	for i := range pairs {
		pairs[i].tree = islands.join(pairs[i].from, pairs[i].to)
	}
	return pairs
}

// arc leads to a junction along a road.
type arc struct {
	to, road int32
	meters   int64
}

func (n *roadNet) arcs() [][]arc {
	arcs := make([][]arc, len(n.junctions))
	for i, r := range n.roads {
		arcs[r.from] = append(arcs[r.from], arc{r.to, int32(i), r.meters})
		arcs[r.to] = append(arcs[r.to], arc{r.from, int32(i), r.meters})
	}
	return arcs
}

// path returns the roads of a shortest path, none where there is no way.
func (n *roadNet) path(arcs [][]arc, from, to int32) []int32 {
	before := n.shortest(arcs, from)
	var roads []int32
	for at := to; at != from; {
		i := before[at]
		if i < 0 {
			return nil
		}
		roads = append(roads, i)
		at = n.roads[i].from + n.roads[i].to - at
	}
	return roads
}

// mostUsed orders the roads by how many people use them on the shortest way to the seat of their town.
func (n *roadNet) mostUsed(arcs [][]arc) []int32 {
	use := make([]int64, len(n.roads))
	for t := range n.region.towns {
		before := n.shortest(arcs, n.seats[t])
		for u, unit := range n.region.units {
			if unit.town != t {
				continue
			}
			for at := n.units[u]; at != n.seats[t] && before[at] >= 0; {
				i := before[at]
				use[i] += unit.people + 1
				at = n.roads[i].from + n.roads[i].to - at
			}
		}
	}
	order := make([]int32, len(n.roads))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(use[b], use[a]) })
	return order
}

// shortest returns, for each junction, the last road of a shortest path to it, -1 where there is none
// (Dijkstra 1959); ties go to the smaller junction.
func (n *roadNet) shortest(arcs [][]arc, from int32) []int32 {
	before := make([]int32, len(arcs))
	least := make([]int64, len(arcs))
	for i := range before {
		before[i], least[i] = -1, -1
	}
	least[from] = 0
	queue := &arrivals{{from, 0}}
	for queue.Len() > 0 {
		at := heap.Pop(queue).(arrival)
		if at.meters > least[at.junction] {
			continue
		}
		for _, a := range arcs[at.junction] {
			if total := at.meters + a.meters; least[a.to] < 0 || total < least[a.to] {
				least[a.to], before[a.to] = total, a.road
				heap.Push(queue, arrival{a.to, total})
			}
		}
	}
	return before
}

// arrival is a junction reached after some metres; arrivals are a heap of them.
type arrival struct {
	junction int32
	meters   int64
}

type arrivals []arrival

func (q arrivals) Len() int { return len(q) }
func (q arrivals) Less(i, j int) bool {
	return q[i].meters < q[j].meters || q[i].meters == q[j].meters && q[i].junction < q[j].junction
}
func (q arrivals) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *arrivals) Push(x any)   { *q = append(*q, x.(arrival)) }
func (q *arrivals) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
