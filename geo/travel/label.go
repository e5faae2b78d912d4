package travel

import "slices"

// seed is a rank at which a search begins, and what it costs to get there.
type seed struct {
	rank int32
	cost weight
}

// label is a rank that a search reached, and at what cost. A list of labels ascends by rank.
type label = seed

// search finds labels; it keeps scratch for one thread.
type search struct {
	w    *weights
	cost []weight // of each rank; unreached between searches
	list []int32  // the ranks met
}

func newSearch(w *weights) *search {
	s := &search{w: w, cost: make([]weight, len(w.h.rankOf))}
	for i := range s.cost {
		s.cost[i] = unreached
	}
	return s
}

// run appends the labels of a search from seeds up the hierarchy: every rank that may be the highest on a
// shortest path of at most most. ahead holds the edges in the direction of the search, behind those against
// it: a rank that is reached cheaper from above (stalled, in the words of contraction hierarchies) is the
// highest on no shortest path and is left out.
func (s *search) run(ahead, behind *halfGraph, seeds []seed, most weight, labels []label) []label {
	list, cost := s.list[:0], s.cost
	for _, seed := range seeds {
		if seed.cost < cost[seed.rank] && seed.cost <= most {
			if cost[seed.rank] == unreached {
				list = append(list, seed.rank)
			}
			cost[seed.rank] = seed.cost
		}
	}
	if len(list) == 1 {
		list = s.climb(ahead, list, most)
	} else {
		list = s.climbAll(ahead, list, most)
	}
	for _, v := range list {
		mine := cost[v]
		stalled := false
		for k := behind.start[v]; k < behind.start[v+1]; k++ {
			if cost[behind.head[k]]+behind.cost[k] < mine {
				stalled = true
				break
			}
		}
		if !stalled {
			labels = append(labels, label{v, mine})
		}
	}
	for _, v := range list {
		cost[v] = unreached
	}
	s.list = list
	return labels
}

// climb relaxes the ancestors of a single rank in their order.
func (s *search) climb(ahead *halfGraph, list []int32, most weight) []int32 {
	v := list[0]
	list = list[:0]
	for ; v >= 0; v = s.w.h.above[v] {
		mine := s.cost[v]
		if mine == unreached {
			continue
		}
		list = append(list, v)
		for k := ahead.start[v]; k < ahead.start[v+1]; k++ {
			if c := mine + ahead.cost[k]; c <= most {
				s.cost[ahead.head[k]] = min(s.cost[ahead.head[k]], c)
			}
		}
	}
	return list
}

// climbAll relaxes what several ranks reach, lowest rank first, by a heap.
func (s *search) climbAll(ahead *halfGraph, list []int32, most weight) []int32 {
	slices.Sort(list)
	heap := slices.Clone(list) // ascending is a heap
	list = list[:0]
	for len(heap) > 0 {
		v := heap[0]
		heap = popLeast(heap)
		list = append(list, v)
		mine := s.cost[v]
		for k := ahead.start[v]; k < ahead.start[v+1]; k++ {
			u := ahead.head[k]
			if c := mine + ahead.cost[k]; c <= most && c < s.cost[u] {
				if s.cost[u] == unreached {
					heap = pushLeast(heap, u)
				}
				s.cost[u] = c
			}
		}
	}
	return list
}

func pushLeast(heap []int32, v int32) []int32 {
	heap = append(heap, v)
	for i := len(heap) - 1; i > 0; {
		parent := (i - 1) / 2
		if heap[parent] <= heap[i] {
			break
		}
		heap[parent], heap[i] = heap[i], heap[parent]
		i = parent
	}
	return heap
}

func popLeast(heap []int32) []int32 {
	last := len(heap) - 1
	heap[0] = heap[last]
	heap = heap[:last]
	for i := 0; ; {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < last && heap[child] < heap[least] {
				least = child
			}
		}
		if least == i {
			return heap
		}
		heap[i], heap[least] = heap[least], heap[i]
		i = least
	}
}

// meet returns the least sum over two lists of labels and the rank where it lies, -1 if they do not meet.
func meet(from, to []label) (least weight, at int32) {
	least, at = unreached, -1
	for i, j := 0, 0; i < len(from) && j < len(to); {
		switch a, b := from[i].rank, to[j].rank; {
		case a < b:
			i++
		case a > b:
			j++
		default:
			if c := from[i].cost + to[j].cost; c < least {
				least, at = c, a
			}
			i++
			j++
		}
	}
	return least, at
}
