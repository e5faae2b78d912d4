package depot

// walk is one simulated annealing over tours by ruin and recreate, from the depots that it is allowed.
type walk struct {
	s      *state
	r      *random
	cool   cooling
	depots []int
	far    []int64 // by stop: cost of the turn from the nearest depot that is allowed
	torn   []int32
	skip   int
	count  int // steps since the price of a stop without a tour was looked at
	lacked int // and how many of them ended with such stops
	best   int64
	flat   flat // the best tours since begin
	buffer []int32
}

func newWalk(c *core, r *random) *walk {
	return &walk{s: newState(c), r: r, far: make([]int64, c.n), skip: blink}
}

// moved is one in how many steps a whole tour goes to another depot.
const moved = 20

// begin goes on from other tours with a set of depots.
func (w *walk) begin(depots uint64, feeder *feeder, from flat) {
	s := w.s
	s.allowed, s.feeder, w.skip = depots, feeder, blink
	w.depots = w.depots[:0]
	for d := range s.c.m {
		if depots>>d&1 != 0 {
			w.depots = append(w.depots, d)
		}
	}
	for i := range w.far {
		w.far[i] = never
		for _, d := range w.depots {
			w.far[i] = min(w.far[i], s.c.turn(d, i))
		}
	}
	s.price, w.lacked, w.count = cheapest*s.c.leg, 0, 0
	s.fill(from)
	if len(s.out) > 0 {
		s.begin()
		w.torn, s.out = append(w.torn[:0], s.out...), s.out[:0]
		w.recreate()
	} else if feeder != nil {
		s.fed = feeder.price(s)
	}
	w.best = s.hard()
	w.flat = s.flatten(w.flat[:0])
}

// run makes steps while the share of the way that is gone, of 2¹⁶, goes from one figure to another.
func (w *walk) run(steps int64, from, to uint64, m *meter) {
	for i := range steps {
		if i&63 == 0 {
			w.cool.at(from + (to-from)*uint64(i)/uint64(steps))
			if m.out() {
				return
			}
		}
		w.step()
	}
}

// step tries one change.
func (w *walk) step() {
	s := w.s
	before := s.value()
	s.begin()
	if len(w.depots) > 1 && w.r.below(moved) == 0 {
		if !w.move() {
			return
		}
	} else {
		w.ruin()
		w.recreate()
	}
	worse := s.value() - before
	if worse >= 0 && worse > w.cool.worse(w.r) {
		s.undo()
	} else if s.hard() < w.best {
		w.best = s.hard()
		w.flat = s.flatten(w.flat[:0])
	}
	w.weigh()
}

// A stop without a tour costs at least so many legs.
const cheapest = 4

// weigh makes stops without a tour dearer while some are left out too often, and cheaper while that hardly happens.
func (w *walk) weigh() {
	if len(w.s.out) > 0 {
		w.lacked++
	}
	if w.count++; w.count < 100 {
		return
	}
	switch {
	case w.lacked > 20:
		w.s.price = min(never>>8, w.s.price+w.s.price/8)
	case w.lacked < 5:
		w.s.price = max(cheapest*w.s.c.leg, w.s.price-w.s.price/8)
	}
	w.count, w.lacked = 0, 0
}

// move sends a tour to another depot, cut where that is cheapest; where the depot has no room, one of its tours comes back.
func (w *walk) move() bool {
	s := w.s
	if len(s.active) == 0 {
		return false
	}
	r := s.active[w.r.below(len(s.active))]
	t := &s.tours[r]
	to := int32(w.depots[w.r.below(len(w.depots))])
	if to == t.depot {
		return false
	}
	from, over := t.depot, s.given[to]+t.load-s.c.room[to]
	if over > 0 {
		other := int32(absent)
		begin := w.r.below(len(s.active))
		for k := range s.active {
			q := s.active[(begin+k)%len(s.active)]
			u := &s.tours[q]
			if u.depot == to && u.load >= over && s.given[from]-t.load+u.load <= s.c.room[from] {
				other = q
				break
			}
		}
		if other == absent {
			return false
		}
		w.rehang(other, from)
	}
	w.rehang(r, to)
	if s.feeder != nil {
		s.fed = s.feeder.price(s)
	}
	return true
}

// rehang turns a tour so that it costs least from another depot.
func (w *walk) rehang(r, depot int32) {
	s := w.s
	t := s.touch(r)
	c := s.c
	stops := append(w.buffer[:0], t.nodes[1:len(t.nodes)-1]...)
	w.buffer = stops
	home := int32(c.n) + depot
	// The tour as a ring, cut before position k.
	cut, least := 0, int64(0)
	for k := range stops {
		last := stops[(k+len(stops)-1)%len(stops)]
		cost := c.cost(home, stops[k]) + c.cost(last, home)
		if len(stops) > 1 {
			cost -= c.cost(last, stops[k])
		}
		if k == 0 || cost < least {
			cut, least = k, cost
		}
	}
	for k := range stops {
		t.nodes[1+k] = stops[(cut+k)%len(stops)]
	}
	stops = append(stops[:0], t.nodes[1:len(t.nodes)-1]...)
	w.buffer = stops
	for k := range t.legs {
		s.total -= t.legs[k]
	}
	s.drop(r)
	t.nodes, t.legs = t.nodes[:0], t.legs[:0]
	s.set(r, depot, stops)
}
