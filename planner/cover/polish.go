package cover

// polisher is a local search that goes on from where it stopped.
type polisher struct {
	cover  *weighting // where every row must be covered
	coin   coin       // elsewhere
	rounds int
	effort int64 // spent so far
}

const (
	firstPolish = 40 // effort of the first local search for each pair of the core
	coverShare  = 5  // later ones have one part in so many of the effort that the search has spent: covers,
	mostShare   = 8  // and most weight, where beams do better
)

// thresholds are, by turns, what a shift may at first lose: one part in so many of what the least useful site adds.
func thresholds() []int64 { return []int64{24, 12, 6} }

// polish gives the local search its share of the effort, and takes what it finds.
func (s *search) polish() {
	c, p := s.c, &s.polisher
	if s.bound >= s.value || c.sites() == 0 || len(s.open) == 0 {
		return
	}
	begin := s.m.effort
	part := int64(mostShare)
	if c.must {
		part = coverShare
		if p.cover == nil {
			p.cover = newWeighting(c, s.m, s.open)
		}
	} else if p.rounds == 0 {
		p.coin = newCoin()
	}
	share := max(int64(c.pairs())*firstPolish, (s.m.effort-s.begin)/part) - p.effort
	if share <= 0 {
		return
	}
	before := s.value
	if c.must {
		p.cover.adopt(s.open, s.value/c.scale)
		p.cover.run(share, s.bound/c.scale)
		s.offer(p.cover.bestOpen)
	} else {
		shift := newExchange(c, s.m, s.open)
		shift.coin = p.coin
		s.offer(shift.run(share, shift.least()/thresholds()[p.rounds%len(thresholds())]))
		p.coin = shift.coin
		p.rounds++
	}
	p.effort += s.m.effort - begin
	if s.value < before {
		s.report("search", s.value, s.bound)
	}
}
