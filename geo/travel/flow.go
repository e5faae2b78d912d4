package travel

// flow finds a least cut of a cell by Dinic's algorithm (Dinic, E. A.: Algorithm for solution of a problem
// of maximum flow in networks with power estimation. Soviet Math. Doklady 11, 1970) with unit capacities.
type flow struct {
	c        *cell
	residual []int8 // of each edge: 1 in the beginning, 0 or 2 where flow runs
	kind     []int8 // of each vertex: 1 source, 2 sink
	level    []int32
	next     []int32 // the edge at which the search of a vertex goes on
	queue    []int32
}

func newFlow(c *cell) *flow {
	size := len(c.vertices)
	return &flow{c: c, residual: make([]int8, len(c.to)), kind: make([]int8, size), level: make([]int32, size), next: make([]int32, size), queue: make([]int32, 0, size)}
}

// cut returns the source side of a least cut and its size, or nil once the cut is known to reach most.
func (f *flow) cut(sources, sinks []int32, most int) (side []bool, size int) {
	for e := range f.residual {
		f.residual[e] = 1
	}
	clear(f.kind)
	for _, v := range sources {
		f.kind[v] = 1
	}
	for _, v := range sinks {
		f.kind[v] = 2
	}
	for f.layer(sources) {
		copy(f.next, f.c.start)
		for _, v := range sources {
			for f.push(v) {
				if size++; size >= most {
					return nil, size
				}
			}
		}
	}
	side = make([]bool, len(f.kind))
	for v := range side {
		side[v] = f.level[v] >= 0
	}
	return side, size
}

// layer numbers the vertices by their distance from the sources; false if no sink is reached.
func (f *flow) layer(sources []int32) bool {
	for v := range f.level {
		f.level[v] = -1
	}
	queue := f.queue[:0]
	for _, v := range sources {
		f.level[v] = 0
		queue = append(queue, v)
	}
	reached := false
	for head := 0; head < len(queue); head++ {
		v := queue[head]
		if f.kind[v] == 2 {
			reached = true
			continue
		}
		for e := f.c.start[v]; e < f.c.start[v+1]; e++ {
			if u := f.c.to[e]; f.residual[e] > 0 && f.level[u] < 0 {
				f.level[u] = f.level[v] + 1
				queue = append(queue, u)
			}
		}
	}
	f.queue = queue
	return reached
}

// push sends one unit from v down the layers to a sink.
func (f *flow) push(v int32) bool {
	if f.kind[v] == 2 {
		return true
	}
	for ; f.next[v] < f.c.start[v+1]; f.next[v]++ {
		e := f.next[v]
		if u := f.c.to[e]; f.residual[e] > 0 && f.level[u] == f.level[v]+1 && f.push(u) {
			f.residual[e]--
			f.residual[f.c.back[e]]++
			return true
		}
	}
	return false
}
