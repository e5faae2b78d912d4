package assign

import (
	"context"
	"slices"

	"cuntong/planner"
)

// Scorer judges an answer to a problem and what becomes of it when a site goes or another comes in its place. It is not
// for many goroutines at once.
type Scorer struct {
	t     *table
	c     *core
	w     *finder
	st    *state
	valid bool
}

// NewScorer reads the problem and an answer's open sites, fixed ones included. Where loads count, demands are dealt out as
// the answer says; without an assignment by local search. It fails where Accepts does.
func NewScorer(ctx context.Context, p *planner.Siting, open []int32, assignment []int32) (*Scorer, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	t := newTable(p)
	if err := t.fits(); err != nil {
		return nil, err
	}
	m := newMeter(ctx, planner.Options{Effort: none})
	c := t.build(p.Objective, none)
	if p.Objective == planner.Huff {
		t.choose(c, m)
	}
	s := &Scorer{t: t, c: c, w: &finder{c: c, m: m}, st: newState(c, m), valid: true}
	for i := range int32(c.demands()) {
		s.w.all = append(s.w.all, i)
	}
	for _, j := range open {
		if s.st.isOpen[j] {
			continue
		}
		s.valid = s.valid && s.st.may(j)
		s.st.open(j)
	}
	if !c.loaded {
		return s, nil
	}
	for i, j := range assignment {
		for e := c.rowStart[i]; j >= 0 && e < c.rowStart[i+1]; e++ {
			if c.rowSite[e] == j && s.st.room(e) {
				s.st.place(int32(i), e)
			}
		}
	}
	s.st.settle(slices.Clone(s.w.all))
	s.st.polish(s.w.all)
	s.st.undo = s.st.undo[:0]
	return s, nil
}

// Score returns the objective of the answer; false where it breaks a limit or leaves a demand that must be served without.
// Where loads count a score may be a little worse than the best, and false may be wrong.
func (s *Scorer) Score() (int64, bool) {
	st, p := s.st, s.t.p
	if !s.valid || st.lack > 0 || p.Objective == planner.PDispersion && st.newly != *p.New {
		return 0, false
	}
	f := &found{isOpen: st.isOpen}
	if s.c.loaded {
		f = s.c.out(&solution{isOpen: st.isOpen, server: st.server, shares: st.asShares()})
	}
	switch p.Objective {
	case planner.PCenter:
		farthest, _ := s.t.travelled(f)
		return farthest, true
	case planner.MaxMin:
		_, worst := s.t.coverage(f)
		return worst, true
	case planner.PDispersion:
		return s.t.closest(f), true
	}
	if p.Objective.Maximises() {
		return -st.value, true
	}
	return st.value, true
}

// Rescore returns the objective with one new site closed and another one open in its place (−1: none), and leaves the
// answer as it was.
func (s *Scorer) Rescore(out, in int32) (int64, bool) {
	st, mark := s.st, len(s.st.undo)
	if in >= 0 && !st.mayAfter(in, out) {
		return 0, false
	}
	if s.w.shut(st, out); in >= 0 {
		st.open(in)
		if s.c.loaded {
			st.draw(in)
			st.settle(s.unserved())
		}
	}
	value, ok := s.Score()
	if in >= 0 {
		st.shut(in)
	}
	st.open(out)
	st.back(mark)
	return value, ok
}

// unserved lists the demands that nobody serves.
func (s *Scorer) unserved() []int32 {
	var list []int32
	for i, e := range s.st.server {
		if e < 0 {
			list = append(list, int32(i))
		}
	}
	return list
}

// asShares turns whole assignments into shares where demands may be split.
func (s *state) asShares() []share {
	if !s.c.split {
		return nil
	}
	var shares []share
	for i, e := range s.server {
		if e >= 0 {
			shares = append(shares, share{e, s.c.load[i]})
		}
	}
	return shares
}

// Possible reports whether any set of sites keeps all limits of the problem, whatever its objective is worth; known is
// false where the effort ended before that was clear.
func Possible(ctx context.Context, p *planner.Siting, effort int64) (possible, known bool, err error) {
	if err := p.Check(); err != nil {
		return false, false, err
	}
	t := newTable(p)
	if err := t.fits(); err != nil {
		return false, false, err
	}
	if t.impossible() != "" {
		return false, true, nil
	}
	if p.Objective == planner.Huff && p.Loaded() {
		return false, false, nil
	}
	m := newMeter(ctx, planner.Options{Effort: effort})
	objective := planner.MaxMin // nothing gains
	if p.Objective.MustServe() {
		objective = planner.LSCP
	}
	c := t.build(objective, none)
	if p.Objective == planner.PDispersion {
		c.fewest = c.most
	}
	_, got := t.feasible(c, m)
	return got == holds, got != unknown, nil
}
