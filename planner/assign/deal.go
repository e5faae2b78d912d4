package assign

import (
	"cmp"
	"slices"
)

// measure is what an answer under way is judged by.
type measure struct{ lack, value int64 }

func (s *state) measure() measure { return measure{s.lack, s.value} }

func (a measure) better(b measure) bool { return better(a.lack, a.value, b.lack, b.value) }

// draw moves demands to a site that has just opened, those first that gain most for the load they bring.
func (s *state) draw(j int32) {
	c := s.c
	type offer struct {
		e    int32
		gain float64
	}
	var offers []offer
	for _, e := range c.col(j) {
		i := c.demandOf[e]
		if s.server[i] == e {
			continue
		}
		gain := float64(-c.rowCost[e])
		if from := s.server[i]; from >= 0 {
			gain += float64(c.rowCost[from])
		} else if c.must[i] {
			gain += 1e18
		}
		offers = append(offers, offer{e, gain / float64(c.load[i]+1)})
	}
	slices.SortFunc(offers, func(a, b offer) int { return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.e, b.e)) })
	for _, offer := range offers {
		s.tryServe(c.demandOf[offer.e], offer.e)
	}
	s.m.spend(int64(len(offers)) * 4)
}

// tryServe moves a demand to an entry if there is room and it is better so.
func (s *state) tryServe(i, e int32) bool {
	if !s.room(e) {
		return false
	}
	before, mark := s.measure(), len(s.undo)
	s.serveBy(i, e)
	if s.measure().better(before) {
		return true
	}
	s.back(mark)
	return false
}

// settle finds a server for each of some demands: the best one with room, else by making room.
func (s *state) settle(demands []int32) {
	c := s.c
	slices.SortFunc(demands, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.options(a), s.options(b)), cmp.Compare(c.load[b], c.load[a]), cmp.Compare(a, b))
	})
	for _, i := range demands {
		if !s.serveBest(i) && c.must[i] {
			s.makeRoom(i)
		}
	}
}

// options counts, up to three, the open sites that could serve a demand.
func (s *state) options(i int32) int {
	count := 0
	for e := s.c.rowStart[i]; e < s.c.rowStart[i+1] && count < 3; e++ {
		if s.room(e) {
			count++
		}
	}
	return count
}

// serveBest moves a demand to the cheapest entry with room if that is better.
func (s *state) serveBest(i int32) bool {
	c := s.c
	s.m.spend(int64(c.rowStart[i+1]-c.rowStart[i]) / 2)
	for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
		if e == s.server[i] {
			return false // all that follow cost at least as much
		}
		if s.tryServe(i, e) {
			return true
		}
		if s.server[i] >= 0 && c.rowCost[e] >= c.rowCost[s.server[i]] && s.lack == 0 {
			return false
		}
	}
	return false
}

// makeRoom tries to serve a demand where there is no room, by moving another demand away from there.
func (s *state) makeRoom(i int32) bool {
	c := s.c
	for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
		j := c.rowSite[e]
		if !s.isOpen[j] || e == s.server[i] || s.room(e) || c.load[i] > c.capacity[j] {
			continue
		}
		if from := s.server[i]; from >= 0 && c.rowCost[from] <= c.rowCost[e] && s.lack == 0 {
			return false
		}
		needed := s.loadOf[j] + c.load[i] - c.capacity[j]
		for _, other := range c.col(j) {
			k := c.demandOf[other]
			if s.server[k] != other || c.load[k] < needed {
				continue
			}
			before, mark := s.measure(), len(s.undo)
			s.serveBy(k, -1)
			s.serveBy(i, e)
			if !s.measure().better(before) {
				s.serveBest(k)
			}
			if s.measure().better(before) {
				return true
			}
			s.back(mark)
		}
		s.m.spend(int64(len(c.col(j))))
	}
	return false
}

// letGo tries to serve a demand at less cost where its site would lack load without it, by drawing others to that site.
func (s *state) letGo(i int32) bool {
	c, from := s.c, s.server[i]
	if from < 0 || s.loadOf[c.rowSite[from]]-c.load[i] >= c.least[c.rowSite[from]] {
		return false
	}
	for e := c.rowStart[i]; e < from; e++ {
		if c.rowCost[e] >= c.rowCost[from] || !s.room(e) {
			continue
		}
		before, mark := s.measure(), len(s.undo)
		s.serveBy(i, e)
		if s.draw(c.rowSite[from]); s.measure().better(before) {
			return true
		}
		s.back(mark)
	}
	return false
}

// fillUp draws demands to the open sites that lack load.
func (s *state) fillUp() bool {
	drawn := false
	for j := range int32(s.c.sites()) {
		if s.shortLoad(j) > 0 {
			before := s.measure()
			s.draw(j)
			drawn = drawn || s.measure().better(before)
		}
	}
	return drawn
}

// polish moves single demands and pairs until nothing gets better.
func (s *state) polish(demands []int32) {
	for again, rounds := true, 0; again && rounds < 20 && !s.m.over(); rounds++ {
		again = s.fillUp()
		for _, i := range demands {
			if s.serveBest(i) || s.makeRoom(i) || s.letGo(i) {
				again = true
			}
		}
	}
}
