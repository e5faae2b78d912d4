package cover

import "slices"

// polisher is a local search that goes on from where it stopped.
type polisher struct {
	cover  *weighting // where every row must be covered
	renew  *renewal   // there too
	refine *refine    // there too, once the root has multipliers
	coin   coin       // elsewhere
	rounds int
	effort int64 // spent so far
}

const (
	firstPolish = 40 // effort of the first local search for each pair of the core
	coverShare  = 5  // later ones have one part in so many of the effort that the search has spent: covers,
	hardShare   = 2  // covers that are far from a proof,
	hardGap     = 20 // which is one part in so many of their cost,
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
		if s.bound > 0 && (s.value-s.bound)*hardGap > s.value {
			part = hardShare
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
		s.polishCover(share)
	} else {
		shift := newExchange(c, s.m, s.open)
		shift.coin = p.coin
		s.offer(shift.run(share, shift.least()/thresholds()[p.rounds%len(thresholds())]))
		p.coin = shift.coin
	}
	p.rounds++
	p.effort += s.m.effort - begin
	if s.value < before {
		s.report("search", s.value, s.bound)
	}
}

// polishCover gives the share to one of the three searches for covers, by turns.
func (s *search) polishCover(share int64) {
	p := &s.polisher
	turn := p.rounds % 4
	switch {
	case turn == 2 && p.refine != nil:
		p.refine.run(s, share)
	case turn%2 == 1 || s.c.evenCosts():
		if p.cover == nil {
			p.cover = newWeighting(s.c, s.m, s.open)
		}
		p.cover.adopt(s.open, s.value/s.c.scale)
		p.cover.run(share, s.bound/s.c.scale)
		s.offer(p.cover.bestOpen)
	default:
		if p.renew == nil {
			p.renew = newRenewal(s.c, s.m, s.open, nil)
		}
		p.renew.adopt(s.open, s.value)
		p.renew.run(share, s.bound)
		s.offer(p.renew.bestOpen)
	}
}

// evenCosts reports whether all sites cost the same.
func (c *core) evenCosts() bool {
	return slices.Min(c.cost) == slices.Max(c.cost)
}
