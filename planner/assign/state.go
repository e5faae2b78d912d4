package assign

import "slices"

// state is an answer under way: which sites are open and, where demands may choose, who serves whom. Limits on sites
// from above always hold; what is missing elsewhere adds up to lack. Costs are in whole units of the problem.
type state struct {
	c      *core
	m      *meter
	isOpen []bool
	rivals []int32 // how many open rivals each site has
	newly  int64
	yuan   int64
	inTown []int64
	server []int32 // loaded: the entry of the row that serves each demand; −1 nobody
	loadOf []int64
	opens  []int32 // of each demand: open sites in its row

	cost    []int64 // of each demand, as it counts now
	lacking []int64 // of each demand
	covered []bool
	has     []int64 // covered weight of each town
	value   int64
	lack    int64
	most    int64 // where only sites cost: what they may cost together
	misfit  int64 // Huff: the part of lack that what chooses the sites makes

	undo []change
}

// change is one server that was changed.
type change struct{ demand, from int32 }

func newState(c *core, m *meter) *state {
	s := &state{c: c, m: m, most: none, isOpen: make([]bool, c.sites()), rivals: make([]int32, c.sites()), inTown: make([]int64, len(c.floor)),
		server: slices.Repeat([]int32{-1}, c.demands()), loadOf: make([]int64, c.sites()), opens: make([]int32, c.demands()),
		cost: make([]int64, c.demands()), lacking: make([]int64, c.demands()), covered: make([]bool, c.demands()), has: make([]int64, len(c.floor))}
	for k, floor := range c.floor {
		s.lack += floor + c.townFewest[k]*1000
	}
	s.lack += c.fewest * 1000
	for i := range int32(c.demands()) {
		s.count(i)
	}
	for j := range int32(c.sites()) {
		if c.fixed[j] {
			s.open(j)
		}
	}
	return s
}

// may reports whether a closed site may open under all limits from above.
func (s *state) may(j int32) bool {
	c := s.c
	if s.isOpen[j] || c.banned[j] || s.rivals[j] > 0 || s.newly >= c.most || s.yuan+c.yuan[j] > c.budget || s.most != none && s.value+c.cost[j] > s.most {
		return false
	}
	t := c.siteTown[j]
	return t < 0 || s.inTown[t] < c.townMost[t]
}

// mayAfter reports whether in may open once out is closed.
func (s *state) mayAfter(in, out int32) bool {
	c := s.c
	if s.isOpen[in] || c.banned[in] || s.yuan-c.yuan[out]+c.yuan[in] > c.budget || s.most != none && s.value-c.cost[out]+c.cost[in] > s.most {
		return false
	}
	if t := c.siteTown[in]; t >= 0 && t != c.siteTown[out] && s.inTown[t] >= c.townMost[t] {
		return false
	}
	rivals := s.rivals[in]
	if rivals > 0 {
		if _, is := slices.BinarySearch(c.rivals[in], out); is {
			rivals--
		}
	}
	return rivals == 0
}

// newSite counts a site that opens (by 1) or closes (by −1) against the limits.
func (s *state) newSite(j int32, by int64) {
	c := s.c
	for _, rival := range c.rivals[j] {
		s.rivals[rival] += int32(by)
	}
	if c.fixed[j] {
		return
	}
	short := func() int64 {
		lack := max(0, c.fewest-s.newly)
		if t := c.siteTown[j]; t >= 0 {
			lack += max(0, c.townFewest[t]-s.inTown[t])
		}
		return lack * 1000
	}
	s.lack -= short()
	s.newly += by
	s.yuan += by * c.yuan[j]
	if t := c.siteTown[j]; t >= 0 {
		s.inTown[t] += by
	}
	s.lack += short()
	s.value += by * c.cost[j]
}

// shortLoad is what an open site's load lacks.
func (s *state) shortLoad(j int32) int64 {
	if !s.c.loaded || !s.isOpen[j] || s.loadOf[j] >= s.c.least[j] {
		return 0
	}
	return s.c.least[j] - s.loadOf[j]
}

// open opens a site and counts every demand of its column anew. Where loaded nobody moves yet.
func (s *state) open(j int32) {
	s.isOpen[j] = true
	s.newSite(j, 1)
	s.lack += s.shortLoad(j)
	for _, e := range s.c.col(j) {
		i := s.c.demandOf[e]
		s.opens[i]++
		s.count(i)
	}
	s.weigh()
	s.m.spend(int64(len(s.c.col(j))) * 4)
}

// shut closes a site. Where loaded, those whom it serves are served by nobody.
func (s *state) shut(j int32) {
	for _, e := range s.c.col(j) {
		i := s.c.demandOf[e]
		if s.server[i] == e {
			s.serveBy(i, -1)
		}
		s.opens[i]--
	}
	s.lack -= s.shortLoad(j)
	s.isOpen[j] = false
	s.newSite(j, -1)
	for _, e := range s.c.col(j) {
		s.count(s.c.demandOf[e])
	}
	s.weigh()
	s.m.spend(int64(len(s.c.col(j))) * 4)
}

// serveBy moves a demand to another entry of its row (−1: nobody) and keeps the change for undoing.
func (s *state) serveBy(i, e int32) {
	from := s.server[i]
	if from == e {
		return
	}
	s.undo = append(s.undo, change{i, from})
	s.place(i, e)
}

func (s *state) place(i, e int32) {
	load := s.c.load[i]
	if from := s.server[i]; from >= 0 {
		j := s.c.rowSite[from]
		s.lack -= s.shortLoad(j)
		s.loadOf[j] -= load
		s.lack += s.shortLoad(j)
	}
	if e >= 0 {
		j := s.c.rowSite[e]
		s.lack -= s.shortLoad(j)
		s.loadOf[j] += load
		s.lack += s.shortLoad(j)
	}
	s.server[i] = e
	s.count(i)
}

// room reports whether the site of an entry can take its demand as well.
func (s *state) room(e int32) bool {
	j := s.c.rowSite[e]
	return s.isOpen[j] && (s.c.capacity[j] == none || s.loadOf[j]+s.c.load[s.c.demandOf[e]] <= s.c.capacity[j])
}

// back undoes changes of servers down to a mark.
func (s *state) back(mark int) {
	for k := len(s.undo) - 1; k >= mark; k-- {
		s.place(s.undo[k].demand, s.undo[k].from)
	}
	s.undo = s.undo[:mark]
}

// count counts demand i anew.
func (s *state) count(i int32) {
	c := s.c
	s.value -= s.cost[i]
	s.lack -= s.lacking[i]
	was := s.covered[i]
	cost, lacking := int64(0), int64(0)
	short := int64(max(0, c.needs[i]-s.opens[i]))
	served := s.opens[i] > 0
	switch {
	case c.loaded:
		served = s.server[i] >= 0
		if served {
			cost = c.rowCost[s.server[i]]
		}
	case c.paired:
		left := c.take[i]
		for e := c.rowStart[i]; e < c.rowStart[i+1] && left > 0; e++ {
			if s.isOpen[c.rowSite[e]] {
				cost += c.rowCost[e]
				left--
			}
		}
		served = left == 0
		short = max(short, int64(left))
	}
	s.covered[i] = served && short == 0
	if c.must[i] {
		if !served {
			short = max(short, 1)
		}
		lacking = short * (c.weight[i] + 1)
	} else if s.covered[i] {
		cost -= c.gain[i]
		if s.opens[i] > c.needs[i] {
			cost -= c.backup[i]
		}
	} else {
		cost = 0
	}
	if c.choice != nil {
		cost = -s.drawn(i)
	}
	s.cost[i], s.lacking[i] = cost, lacking
	s.value += cost
	s.lack += lacking
	if len(c.floor) > 0 && was != s.covered[i] {
		t := c.town[i]
		s.lack -= max(0, c.floor[t]-s.has[t])
		if was {
			s.has[t] -= c.weight[i]
		} else {
			s.has[t] += c.weight[i]
		}
		s.lack += max(0, c.floor[t]-s.has[t])
	}
}

// better reports whether one pair of lack and value is better than another.
func better(lack, value, thanLack, thanValue int64) bool {
	return lack < thanLack || lack == thanLack && value < thanValue
}
