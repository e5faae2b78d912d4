package charge

import "slices"

// primal turns sets of open sites into answers and improves them: scratch space for one goroutine.
type primal struct {
	c      *core
	relax  *relaxer
	flow   *flow
	swap   *interchange
	lambda []int64
	state  []int8
	work   int64
}

func newPrimal(c *core, r *relaxer) *primal {
	return &primal{c: c, relax: r, flow: newFlow(c), swap: newInterchange(c), lambda: make([]int64, c.demands), state: make([]int8, c.sites)}
}

// repair opens sites until open can serve every demand, those of least rank first; false where the limit on new
// sites does not let it.
func (s *primal) repair(open []int32, rank []float64) ([]int32, bool) {
	c := s.c
	is := make([]bool, c.sites)
	count, room := 0, -c.total
	add := func(j int32) {
		is[j] = true
		open = append(open, j)
		if !c.fixed[j] {
			count++
		}
		room += c.capacity[j]
	}
	set := open
	open = nil
	for _, j := range set {
		add(j)
	}
	for i := range c.demands {
		best := int32(-1)
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			j := c.rowSite[k]
			if is[j] {
				best = -1
				break
			}
			if best < 0 || rank[j] < rank[best] {
				best = j
			}
		}
		if best >= 0 {
			add(best)
		}
	}
	s.work += c.pairs()
	if c.mode == free {
		slices.Sort(open)
		return open, count <= c.most
	}
	order := make([]int32, 0, c.sites)
	for j := range int32(c.sites) {
		if !is[j] {
			order = append(order, j)
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		if rank[a] != rank[b] {
			if rank[a] < rank[b] {
				return -1
			}
			return 1
		}
		return int(a) - int(b)
	})
	for _, j := range order {
		if room >= 0 {
			if _, ok := s.flow.solve(open); ok {
				break
			}
		}
		if count >= c.most {
			return nil, false
		}
		add(j)
	}
	slices.Sort(open)
	_, ok := s.flow.solve(open)
	return open, ok && count <= c.most
}

// improve returns the best answer found by moving from a set of open sites that can serve everyone. With capacities, the
// duals of the flow bound what every move could save, so that most moves need no flow of their own; a round ends
// with the first move that pays, and the search where none is left or after so much work. nil where it was broken off.
func (s *primal) improve(open []int32, most int64) *plan {
	c := s.c
	if c.mode == free {
		p, _ := c.nearest(s.swap.improve(open))
		s.work += s.swap.work
		s.swap.work = 0
		return p
	}
	cost, ok := s.flow.solve(open)
	if !ok {
		return nil
	}
	cost += c.charges(open)
	best := s.flow.plan()
	for begin := s.flow.work; s.flow.work-begin < most; {
		moved := false
		for _, m := range s.moves(open, cost) {
			next := m.apply(open)
			if value, ok := s.flow.solve(next); ok && value+c.charges(next) < cost {
				open, cost, moved = next, value+c.charges(next), true
				best = s.flow.plan()
				break
			}
			if s.flow.work-begin >= most {
				break
			}
		}
		if !moved {
			break
		}
	}
	s.work += s.flow.work + s.relax.spent()
	s.flow.work = 0
	return best
}

// move opens one site, closes one, or both; −1 stands for none.
type move struct {
	in, out int32
	bound   int64 // what the total would be at least
}

func (m move) apply(open []int32) []int32 {
	var next []int32
	for _, j := range open {
		if j != m.out {
			next = append(next, j)
		}
	}
	if m.in >= 0 {
		next = append(next, m.in)
		slices.Sort(next)
	}
	return next
}

// moves lists the moves that might give less than cost, most promising first. The flow must have solved open.
func (s *primal) moves(open []int32, cost int64) []move {
	c := s.c
	if _, ok := s.flow.solve(open); !ok {
		return nil
	}
	s.flow.multipliers(s.lambda)
	clear(s.state)
	s.relax.price(s.lambda, s.state)
	value := s.relax.value
	is := make([]bool, c.sites)
	room, count := -c.total, 0
	for _, j := range open {
		is[j] = true
		room += c.capacity[j]
		if !c.fixed[j] {
			count++
		}
	}
	var list []move
	for j := range int32(c.sites) {
		if !is[j] && value[j] < 0 && count < c.most {
			list = append(list, move{j, -1, cost + value[j]})
		}
		if !is[j] || c.fixed[j] {
			continue
		}
		if value[j] > 0 && room >= c.capacity[j] {
			list = append(list, move{-1, j, cost - value[j]})
		}
		for in := range int32(c.sites) {
			if !is[in] && value[in] < value[j] && room+c.capacity[in] >= c.capacity[j] {
				list = append(list, move{in, j, cost + value[in] - value[j]})
			}
		}
	}
	slices.SortFunc(list, func(a, b move) int {
		switch {
		case a.bound != b.bound && a.bound < b.bound:
			return -1
		case a.bound != b.bound:
			return 1
		case a.in != b.in:
			return int(a.in) - int(b.in)
		}
		return int(a.out) - int(b.out)
	})
	return list
}
