package depot

// tour is a route of a van: its nodes from depot to depot with the cost of each leg. An idle one has no nodes.
type tour struct {
	depot int32
	nodes []int32
	legs  []int64
	load  int64
}

// state is a set of tours that changes step by step and can go back to the beginning of a step.
type state struct {
	c       *core
	allowed uint64 // depots that may be used; all of them are paid for, used or not
	tours   []tour
	active  []int32
	spot    []int32 // by tour: position in active, or absent
	idle    []int32 // tours, last first
	at      []int32 // by stop: tour, or absent
	given   []int64 // by depot: load
	uses    []int32 // by depot: tours
	total   int64   // of legs, vehicles and the depots that are allowed
	out     []int32 // stops without a tour
	price   int64   // of a stop without a tour
	feeder  *feeder // nil where nothing is fed
	fed     int64   // cost of trucks

	stamp   uint32
	stamped []uint32 // by tour
	touched []int32
	kept    []tour // as they were, in the order of touched
	was     struct {
		total, fed int64
		out        []int32
	}
}

const absent = -1

func newState(c *core) *state {
	s := &state{c: c, tours: make([]tour, c.most), spot: make([]int32, c.most), at: make([]int32, c.n), given: make([]int64, c.m),
		uses: make([]int32, c.m), stamped: make([]uint32, c.most)}
	s.clear()
	return s
}

// clear makes all tours idle and leaves no stop anywhere.
func (s *state) clear() {
	s.active, s.idle, s.out, s.touched = s.active[:0], s.idle[:0], s.out[:0], s.touched[:0]
	for r := range s.tours {
		s.tours[r].nodes, s.tours[r].legs, s.tours[r].load = s.tours[r].nodes[:0], s.tours[r].legs[:0], 0
		s.spot[r] = absent
		s.idle = append(s.idle, int32(len(s.tours)-1-r))
	}
	for i := range s.at {
		s.at[i] = absent
	}
	clear(s.given)
	clear(s.uses)
	s.total, s.fed = 0, 0
	for d, opening := range s.c.opening {
		if s.allowed>>d&1 != 0 {
			s.total += opening
		}
	}
}

// begin starts a step.
func (s *state) begin() {
	s.stamp++
	s.touched = s.touched[:0]
	s.was.total, s.was.fed = s.total, s.fed
	s.was.out = append(s.was.out[:0], s.out...)
}

// touch keeps a tour as it is before its first change of a step.
func (s *state) touch(r int32) *tour {
	t := &s.tours[r]
	if s.stamped[r] == s.stamp {
		return t
	}
	s.stamped[r] = s.stamp
	k := len(s.touched)
	s.touched = append(s.touched, r)
	if k == len(s.kept) {
		s.kept = append(s.kept, tour{})
	}
	old := &s.kept[k]
	old.depot, old.load = t.depot, t.load
	old.nodes = append(old.nodes[:0], t.nodes...)
	old.legs = append(old.legs[:0], t.legs...)
	return t
}

// undo goes back to the beginning of the step.
func (s *state) undo() {
	for _, r := range s.touched {
		s.drop(r)
	}
	for k, r := range s.touched {
		old, t := &s.kept[k], &s.tours[r]
		t.depot, t.load = old.depot, old.load
		t.nodes = append(t.nodes[:0], old.nodes...)
		t.legs = append(t.legs[:0], old.legs...)
		s.raise(r)
	}
	s.total, s.fed = s.was.total, s.was.fed
	s.out = append(s.out[:0], s.was.out...)
	for _, i := range s.out {
		s.at[i] = absent
	}
}

// drop takes a tour out of the counts of its depot.
func (s *state) drop(r int32) {
	t := &s.tours[r]
	if len(t.nodes) == 0 {
		return
	}
	s.given[t.depot] -= t.load
	s.uses[t.depot]--
	s.total -= s.c.fixed
	last := s.active[len(s.active)-1]
	s.active[s.spot[r]], s.spot[last] = last, s.spot[r]
	s.active = s.active[:len(s.active)-1]
	s.spot[r] = absent
	s.idle = append(s.idle, r)
}

// raise counts a tour that is in place with its nodes, legs and load.
func (s *state) raise(r int32) {
	t := &s.tours[r]
	if len(t.nodes) == 0 {
		return
	}
	for k := len(s.idle) - 1; k >= 0; k-- {
		if s.idle[k] == r {
			s.idle = append(s.idle[:k], s.idle[k+1:]...)
			break
		}
	}
	s.given[t.depot] += t.load
	s.uses[t.depot]++
	s.total += s.c.fixed
	s.spot[r] = int32(len(s.active))
	s.active = append(s.active, r)
	for _, x := range t.nodes[1 : len(t.nodes)-1] {
		s.at[x] = r
	}
}

// take removes stops from a tour: those at positions from, from+1, … before to.
func (s *state) take(r int32, from, to int) {
	t := s.touch(r)
	c := s.c
	load := int64(0)
	for k := from - 1; k < to; k++ {
		s.total -= t.legs[k]
	}
	for _, x := range t.nodes[from:to] {
		s.at[x] = absent
		load += c.load[x]
	}
	if to-from == len(t.nodes)-2 {
		s.drop(r)
		t.nodes, t.legs, t.load = t.nodes[:0], t.legs[:0], 0
		return
	}
	join := c.cost(t.nodes[from-1], t.nodes[to])
	s.total += join
	t.legs[from-1] = join
	t.legs = append(t.legs[:from], t.legs[to:]...)
	t.nodes = append(t.nodes[:from], t.nodes[to:]...)
	t.load -= load
	s.given[t.depot] -= load
}

// put inserts a stop after a position of a tour.
func (s *state) put(stop, r int32, after int) {
	t := s.touch(r)
	c := s.c
	in, out := c.cost(t.nodes[after], stop), c.cost(stop, t.nodes[after+1])
	s.total += in + out - t.legs[after]
	t.nodes = append(t.nodes, 0)
	copy(t.nodes[after+2:], t.nodes[after+1:])
	t.nodes[after+1] = stop
	t.legs = append(t.legs, 0)
	copy(t.legs[after+2:], t.legs[after+1:])
	t.legs[after], t.legs[after+1] = in, out
	t.load += c.load[stop]
	s.given[t.depot] += c.load[stop]
	s.at[stop] = r
}

// start opens a tour over one stop.
func (s *state) start(stop int32, depot int32) {
	r := s.idle[len(s.idle)-1]
	s.set(r, depot, []int32{stop})
}

// set fills an idle tour.
func (s *state) set(r, depot int32, stops []int32) {
	t := s.touch(r)
	c := s.c
	home := int32(c.n) + depot
	t.depot, t.load = depot, 0
	t.nodes, t.legs = append(t.nodes[:0], home), t.legs[:0]
	last := home
	for _, x := range stops {
		leg := c.cost(last, x)
		t.nodes, t.legs = append(t.nodes, x), append(t.legs, leg)
		t.load += c.load[x]
		s.total += leg
		last = x
	}
	leg := c.cost(last, home)
	t.nodes, t.legs = append(t.nodes, home), append(t.legs, leg)
	s.total += leg
	s.raise(r)
}

// value is what annealing compares: the cost, and a price for each stop without a tour.
func (s *state) value() int64 { return min(never, s.total+s.fed) + int64(len(s.out))*s.price }

// hard is the cost where every stop has a tour; else it is above all costs.
func (s *state) hard() int64 { return min(never, s.total+s.fed) + int64(len(s.out))*(never>>8) }

// flat is a set of tours: of each the depot's node, its stops, and absent.
type flat []int32

// flatten appends the tours to buffer.
func (s *state) flatten(buffer flat) flat {
	for _, r := range s.active {
		t := &s.tours[r]
		buffer = append(append(buffer, t.nodes[:len(t.nodes)-1]...), absent)
	}
	return buffer
}

// fill goes on from other tours of depots that are allowed; stops without one are out.
func (s *state) fill(from flat) {
	s.clear()
	s.begin()
	for k, begin := 0, 0; k < len(from); k++ {
		if from[k] != absent {
			continue
		}
		depot := from[begin] - int32(s.c.n)
		if s.allowed>>depot&1 != 0 {
			s.set(s.idle[len(s.idle)-1], depot, from[begin+1:k])
		}
		begin = k + 1
	}
	for i := range s.at {
		if s.at[i] == absent {
			s.out = append(s.out, int32(i))
		}
	}
}
