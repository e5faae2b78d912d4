package travel

// between answers one pair of vertices after another; it keeps scratch for one thread.
type between struct {
	w       *weights
	out, in []weight // costs of ranks; unreached between questions
}

func newBetween(w *weights) *between {
	size := len(w.h.rankOf)
	b := &between{w, make([]weight, size), make([]weight, size)}
	for v := range size {
		b.out[v], b.in[v] = unreached, unreached
	}
	return b
}

// cost returns the weight of a best path between two vertices, unreached if there is none. Both climb the
// elimination tree; where their ways join, the highest rank of a best path lies on the common part.
func (b *between) cost(from, to int32) weight {
	h := b.w.h
	s, t := h.rankOf[from], h.rankOf[to]
	b.out[s], b.in[t] = 0, 0
	best := unreached
	for a, c := s, t; a >= 0 || c >= 0; {
		switch {
		case a == c:
			best = min(best, b.out[a]+b.in[a])
			b.climb(b.out, &b.w.forward, a)
			b.climb(b.in, &b.w.backward, a)
			a, c = h.above[a], h.above[a]
		case c < 0 || a >= 0 && a < c:
			b.climb(b.out, &b.w.forward, a)
			a = h.above[a]
		default:
			b.climb(b.in, &b.w.backward, c)
			c = h.above[c]
		}
	}
	return best
}

// climb relaxes the edges of a rank and forgets it.
func (b *between) climb(cost []weight, g *halfGraph, v int32) {
	mine := cost[v]
	if mine == unreached {
		return
	}
	cost[v] = unreached
	for k := g.start[v]; k < g.start[v+1]; k++ {
		cost[g.head[k]] = min(cost[g.head[k]], mine+g.cost[k])
	}
}
