package median

import (
	"slices"
	"sync"
)

// streams of random numbers search side by side. Their number must not depend on the number of threads.
const streams = 4

// walk searches by interchange for a while in several streams: half of them from the best set as far as it lies in the
// core, the others from random ones. Then the sets are merged. It returns the walker with the best set.
func (s *search) walk(c *core, forced []int32, evaluations int64) *walker {
	if c.rows() == 0 || c.picks <= 0 || c.sites() <= c.picks {
		return nil
	}
	c.transpose()
	s.round++
	set := s.within(c)
	budget := min(evaluations*int64(c.pairs()+c.rows()), s.m.left()/8) / streams
	count := streams
	if s.hint != nil {
		count = 1 // parts are many already
	}
	walkers, forks := make([]*walker, count), make([]*meter, count)
	gate := make(chan struct{}, s.m.threads())
	var wait sync.WaitGroup
	for n := range walkers {
		forks[n] = s.m.fork(max(budget, 1))
		gate <- struct{}{}
		wait.Add(1)
		go func() {
			defer func() { <-gate; wait.Done() }()
			w := newWalker(c, s.seed, uint64(s.round*streams+n))
			begin := set
			if begin == nil || n >= streams/2 {
				begin = w.random()
			}
			w.begin(begin, forks[n])
			w.walk(forks[n])
			walkers[n] = w
		}()
	}
	wait.Wait()
	best := walkers[0]
	for n, w := range walkers {
		s.m.join(forks[n])
		if w.blind < best.blind || w.blind == best.blind && w.value < best.value {
			best = w
		}
	}
	s.m.spend(1)
	if best.blind == 0 {
		s.take(c, forced, best.value, best.best)
		if count > 1 {
			s.merge(c, forced, walkers, best)
		}
	}
	return best
}

// take offers a set of sites of a core.
func (s *search) take(c *core, forced []int32, value int64, set []int32) {
	sites := slices.Clone(forced)
	for _, j := range set {
		sites = append(sites, c.siteID[j])
	}
	s.best.offer(value, sites)
}

// merge searches the core in which only sites stay that some walker has chosen: what they agree on is soon fixed, and the
// rest is small enough for branch and bound. Tour merging (Cook and Seymour 2003, doi:10.1287/ijoc.15.3.233.16078) does
// this for the travelling salesman; for medians it is the core of Avella, Sassano and Vasil'ev (2007,
// doi:10.1007/s10107-005-0700-6).
func (s *search) merge(c *core, forced []int32, walkers []*walker, best *walker) {
	out := make([]bool, c.sites())
	for j := range out {
		out[j] = true
	}
	for _, w := range walkers {
		for _, j := range w.best {
			out[j] = false
		}
	}
	n := &node{c: c, v: make([]int64, c.rows()), often: make([]int32, c.sites()), forced: forced, site: -1}
	for i := range n.v {
		n.v[i] = (best.w.s.near[i] + best.w.s.nearer2[i]) << c.shift / 2
	}
	n.refold(make([]bool, c.sites()), out, nil)
	m := s.m.fork(min(mergeEvaluations*int64(c.pairs()+c.rows()), s.m.left()/16))
	m.options.Progress = nil
	part := &search{m: m, seed: s.seed, report: func(string) {}, hint: n, best: s.best}
	part.best.sites = nil
	part.begin(n.c)
	part.advance()
	s.m.join(m)
	s.m.spend(1)
	if part.best.sites != nil {
		s.best.offer(part.best.value, append(slices.Clone(forced), part.best.sites...))
	}
}

// mergeEvaluations are spent on a merge at most.
const mergeEvaluations = 400
