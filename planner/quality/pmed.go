package quality

// maxVertices bounds the table of all shortest paths to 800 MB; the published graphs have at most 900 vertices.
const maxVertices = 10_000

// edge leads to a vertex at a cost.
type edge struct {
	to   int32
	cost int64
}

// readPmed reads a graph of the OR-Library's p-median set (Beasley 1985, doi:10.1016/0377-2217(85)90040-2): a line
// "vertices edges p", then "from to cost". An edge that is listed twice costs what is said last (with the least instead,
// pmed1 gives 5718 and not the published 5819). Travel is the shortest path between all pairs.
func readPmed(in *tokens, q Question) (*Instance, error) {
	n, err := in.whole("the number of vertices", 1, maxVertices)
	if err != nil {
		return nil, err
	}
	m, err := in.whole("the number of edges", 0, maxPairs)
	if err != nil {
		return nil, err
	}
	p, err := in.whole("p", 1, n)
	if err != nil {
		return nil, err
	}
	if q.P == nil {
		q.P = &p
	}
	if q.Metric != "" {
		return nil, in.wrong("the file is a graph with costs; a metric is for points")
	}
	if *q.P > n {
		return nil, in.wrong("p is %d, the file has %d vertices", *q.P, n)
	}
	last := map[[2]int32]int64{}
	var order [][2]int32 // in the order of the file, each once
	for range m {
		from, err := in.whole("a vertex", 1, n)
		if err != nil {
			return nil, err
		}
		to, err := in.whole("a vertex", 1, n)
		if err != nil {
			return nil, err
		}
		cost, err := in.whole("a cost", 0, maxLeg/maxVertices)
		if err != nil {
			return nil, err
		}
		pair := [2]int32{int32(min(from, to) - 1), int32(max(from, to) - 1)}
		if _, listed := last[pair]; !listed {
			order = append(order, pair)
		}
		last[pair] = cost
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	edges := make([][]edge, n)
	for _, pair := range order {
		cost := last[pair]
		edges[pair[0]] = append(edges[pair[0]], edge{pair[1], cost})
		edges[pair[1]] = append(edges[pair[1]], edge{pair[0], cost})
	}
	return medianOf("pmed", shortestPaths(edges), int(n), q), nil
}

// shortestPaths runs Dijkstra's algorithm (1959, doi:10.1007/BF01386390) from every vertex with a binary heap:
// O(n·m·log n), a fifth of a second on the largest published graph.
func shortestPaths(edges [][]edge) *table {
	n := len(edges)
	t := &table{sites: n, cost: make([]int64, n*n)}
	var heap []edge
	for from := range n {
		row := t.cost[from*n : (from+1)*n]
		for i := range row {
			row[i] = -1
		}
		row[from] = 0
		heap = push(heap[:0], edge{int32(from), 0})
		for len(heap) > 0 {
			var at edge
			if heap, at = pop(heap); at.cost > row[at.to] {
				continue // reached cheaper since
			}
			for _, e := range edges[at.to] {
				if cost := at.cost + e.cost; row[e.to] < 0 || cost < row[e.to] {
					row[e.to] = cost
					heap = push(heap, edge{e.to, cost})
				}
			}
		}
	}
	return t
}

func push(heap []edge, e edge) []edge {
	heap = append(heap, e)
	at := len(heap) - 1
	for at > 0 && heap[(at-1)/2].cost > e.cost {
		heap[at] = heap[(at-1)/2]
		at = (at - 1) / 2
	}
	heap[at] = e
	return heap
}

func pop(heap []edge) ([]edge, edge) {
	top, e := heap[0], heap[len(heap)-1]
	heap = heap[:len(heap)-1]
	at := 0
	for {
		child := 2*at + 1
		if child >= len(heap) {
			break
		}
		if child+1 < len(heap) && heap[child+1].cost < heap[child].cost {
			child++
		}
		if heap[child].cost >= e.cost {
			break
		}
		heap[at] = heap[child]
		at = child
	}
	if len(heap) > 0 {
		heap[at] = e
	}
	return heap, top
}
