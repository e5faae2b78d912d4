package cover

import "slices"

// coverAll tries to cover every row within the one limit. Where the relaxation believes that everything can
// be covered it gives no guidance (all its multipliers are 0), but the question has turned into another: the
// least use of the limit that covers every row, a set covering problem with strong multipliers of its own.
// It may use a quarter of the effort that is left; it can only find an answer, never prove that none exists.
func (s *search) coverAll() {
	if len(s.c.limits) != 1 {
		return
	}
	whole, _ := s.c.cut(allTrue(s.c.rows()), allTrue(s.c.sites()))
	costs := whole.limits[0].use
	whole.limits = nil
	if slices.Max(costs) == 0 {
		return
	}
	whole.mustCover(costs)
	most := s.m.most
	if left := most - s.m.effort; left > 0 {
		s.m.most = s.m.effort + left/4
	}
	shown := s.m.show
	s.m.show = nil
	open, _ := solve(whole, s.m)
	s.m.most, s.m.show = most, shown
	s.offer(open)
}

// divisor is the greatest common divisor.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
