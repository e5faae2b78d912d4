package cover

import "slices"

// farEvery: one move in so many may go anywhere.
const farEvery = 8

// run spends the effort and returns the best answer. threshold is what a move may lose at the beginning.
func (s *exchange) run(effort, threshold int64) []int32 {
	begin := s.m.effort
	best, bestOpen := s.value, slices.Clone(s.open.list)
	for s.m.effort-begin < effort && !s.m.over() && len(s.open.list) > 0 {
		left := effort - (s.m.effort - begin)
		allowed := threshold / 1024 * (left / (effort/1024 + 1))
		out := s.open.list[s.coin.toss(len(s.open.list))]
		in := int32(s.coin.toss(s.c.sites()))
		if s.coin.toss(farEvery) > 0 {
			rows := s.c.rowsOf(out)
			sites := s.c.sitesOf(rows[s.coin.toss(len(rows))])
			in = sites[s.coin.toss(len(sites))]
		}
		if len(s.c.rowsOf(in)) == 0 {
			continue
		}
		s.m.spend(int64(2*len(s.c.rowsOf(out))+len(s.c.rowsOf(in))) + 8)
		if s.open.place[in] >= 0 {
			continue
		}
		if s.fits(in, -1) { // nothing need be closed for it
			s.value -= s.put(in)
		} else {
			if !s.fits(in, out) {
				continue
			}
			loss := s.take(out)
			gain := s.gain(in)
			if gain < loss-allowed {
				s.put(out)
				continue
			}
			s.value += loss - s.put(in)
		}
		if s.value < best {
			best, bestOpen = s.value, append(bestOpen[:0], s.open.list...)
		}
	}
	return bestOpen
}
