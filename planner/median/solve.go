package median

import (
	"fmt"
	"math"
	"slices"

	"cuntong/planner"
)

// search answers one core: the best set found and the least bound.
type search struct {
	m      *meter
	seed   uint64
	best   best
	bound  int64
	report func(step string)
	// grow reads the core again with the sites of use, rows holding what is nearer than need; nil where a core is whole.
	grow   func(use []bool, need []int64) *core
	hint   *node // multipliers to begin with, for the same rows and sites; nil for none
	tree   *tree // what is left to do, one of these; nil where nothing is
	pieces *pieces
	read   *core // the last core of all sites
	whole  *node // what root left
	round  int   // of walks, so that each has random numbers of its own
}

// Efforts of the steps, in evaluations of the core or as shares of the whole budget.
const (
	firstWalk  = 400 // evaluations of the first walk at most
	secondWalk = 1500
	rootSteps  = 3000
	rootRounds = 4
)

// run searches c. best may hold an answer, or only a value that is to be bettered.
func (s *search) run(c *core) {
	s.begin(c)
	s.advance()
}

// begin finds a first answer, bounds the core and leaves what the bound does not decide to advance.
func (s *search) begin(c *core) {
	s.bound = math.MinInt64
	if c.rows() == 0 || c.picks == 0 || c.sites() <= c.picks {
		n := node{c: c}
		f := found{best: best{value: math.MaxInt64}, stuck: math.MaxInt64}
		n.leaf(s.best.value, &f)
		s.best.offer(f.best.value, f.best.sites)
		s.bound = min(s.best.value, f.stuck)
		return
	}
	c = s.first(c)
	s.read = c
	root := s.root(s.start(c))
	if root == nil {
		return
	}
	if s.hint == nil { // not a part
		before := s.best.value
		if s.walk(root.c, root.forced, secondWalk); s.best.value < before {
			if root = s.root(root); root == nil {
				return
			}
		}
	}
	s.whole = root
	if s.pieces = s.split(root); s.pieces != nil {
		return
	}
	s.tree = &tree{best: &s.best, stuck: math.MaxInt64, open: []*node{root}}
}

// advance goes on until all is proven or the meter ends it. A whole core is branched on and walked through by turns: what
// branching has not closed soon is often held open by an answer that is not yet the best.
func (s *search) advance() {
	for s.bound < s.best.value && !s.m.over() && (s.tree != nil || s.pieces != nil) {
		turn := s.m
		if s.hint == nil {
			turn = s.m.fork(min(turnEffort, s.m.left()/4+1))
		}
		if s.tree != nil {
			s.tree.m = turn
			s.tree.run(func() { s.note(s.tree.bound()) })
			s.note(s.tree.bound())
		} else {
			s.pieces.m = turn
			s.pieces.run(func() { s.note(s.pieces.bound) })
			s.note(s.pieces.bound)
		}
		if s.hint != nil {
			return
		}
		s.m.join(turn)
		s.m.spend(1)
		if s.bound < s.best.value && !s.m.over() {
			s.walk(s.whole.c, s.whole.forced, turnWalk)
		}
	}
}

const (
	turnEffort = 400_000_000 // of one turn of branching
	turnWalk   = 3000        // evaluations of one turn of walks at most
)

// note takes in a bound and reports.
func (s *search) note(bound int64) {
	s.bound = max(s.bound, min(bound, s.best.value))
	s.report("branch")
}

// within is the best set as sites of c, filled up; nil without one.
func (s *search) within(c *core) []int32 {
	if s.best.sites == nil {
		return nil
	}
	var set []int32
	is := make([]bool, c.sites())
	for j, id := range c.siteID {
		if _, found := slices.BinarySearch(s.best.sites, id); found && len(set) < c.picks {
			set, is[j] = append(set, int32(j)), true
		}
	}
	for j := 0; j < c.sites() && len(set) < c.picks; j++ {
		if !is[j] {
			set = append(set, int32(j))
		}
	}
	return set
}

// first finds a first answer; where rows turn out to be held too short for it, they are read longer.
func (s *search) first(c *core) *core {
	for {
		w := s.walk(c, nil, firstWalk)
		s.report("search")
		if w.blind == 0 || s.grow == nil || s.m.over() {
			return c
		}
		c = s.grow(nil, s.need(c, w))
	}
}

// need is, by demand, how long rows have to be so that those which saw no site of a walk may see one.
func (s *search) need(c *core, w *walker) []int64 {
	need := make([]int64, 0)
	for i := range c.rows() {
		id := int(c.rowID[i])
		need = append(need, make([]int64, id+1-len(need))...)
		need[id] = c.far[i]
		if w.w.s.first[i] < 0 {
			need[id] = 3*c.far[i] + 1
		}
	}
	return need
}

// start is the core as a node, with multipliers that suit the best set.
func (s *search) start(c *core) *node {
	n := &node{c: c, v: make([]int64, c.rows()), often: make([]int32, c.sites()), site: -1, bound: math.MinInt64}
	if s.hint != nil {
		copy(n.v, s.hint.v)
		copy(n.often, s.hint.often)
		return n
	}
	st := newState(c)
	st.reset(s.within(c))
	for i := range n.v {
		n.v[i] = min((st.near[i]+st.nearer2[i])<<c.shift/2, c.far[i]<<c.shift)
	}
	return n
}

// root bounds a whole core, fixes what the bound decides and returns what is left, or nil where nothing is.
func (s *search) root(n *node) *node {
	whole := n.c.blind == nil
	for round := range rootRounds {
		c := n.c
		if c.picks < 0 { // a better answer would have to choose more sites than it may
			s.bound = s.best.value
			return nil
		}
		if c.rows() == 0 || c.picks == 0 || c.sites() <= c.picks {
			return n
		}
		k := newClimber(c, s.m)
		copy(k.best.v, n.v)
		copy(k.often, n.often)
		limit := s.best.value
		if limit == math.MaxInt64 {
			limit, _ = c.value(make([]bool, c.sites()))
		}
		target := (limit-1)<<c.shift + 1
		share := 1.0
		if round > 0 {
			share = 0.3
		}
		k.climb(target, share, rootSteps, 40)
		s.bound = max(s.bound, min(ceilShift(k.best.value, c.shift), s.best.value))
		n.bound = max(n.bound, s.bound)
		if s.bound >= s.best.value || s.m.over() {
			s.report("bound")
			if s.bound >= s.best.value {
				return nil
			}
			n.v, n.often = k.best.v, k.often
			return n
		}
		b := best{value: math.MaxInt64}
		k.descend(s.best.value, &b, n.forced)
		s.best.offer(b.value, b.sites)
		s.report("bound")
		limit = s.best.value
		if limit == math.MaxInt64 {
			n.v, n.often = k.best.v, k.often
			return n
		}
		in, out, fixed := k.fix(limit)
		reach := k.reach(limit)
		n.v, n.often = k.best.v, k.often
		if !whole {
			if whole = s.widen(n, in, out, reach); whole {
				continue
			}
			in, reach = make([]bool, len(in)), nil // rows that are read again must find all sites that are chosen
		}
		before := n.c.pairs()
		n.refold(in, out, reach)
		if round > 0 && fixed*20 < len(in) && n.c.pairs()*20 > before*19 {
			break
		}
	}
	return n
}

// widen reads a core with short rows again so that each holds all sites that a better answer may need. It reports
// whether that was possible; the node is then made of the new core, folded.
func (s *search) widen(n *node, in, out []bool, reach []int64) bool {
	c := n.c
	short := false
	for i := range reach {
		short = short || c.blind[i] && reach[i] > c.far[i]
	}
	if !short {
		n.refold(in, out, reach)
		n.c.blind = nil
		return true
	}
	if s.grow == nil {
		return false
	}
	use := make([]bool, 0)
	for j, id := range c.siteID {
		use = append(use, make([]bool, int(id)+1-len(use))...)
		use[id] = !out[j]
	}
	need := make([]int64, 0)
	for i, id := range c.rowID {
		need = append(need, make([]int64, int(id)+1-len(need))...)
		need[id] = reach[i]
	}
	wide := s.grow(use, need)
	if wide == nil {
		return false
	}
	vOf, oftenOf, inOf := map[int32]int64{}, map[int32]int32{}, map[int32]bool{}
	reachOf := map[int32]int64{}
	for i, id := range c.rowID {
		vOf[id], reachOf[id] = n.v[i], reach[i]
	}
	for j, id := range c.siteID {
		oftenOf[id], inOf[id] = n.often[j], in[j]
	}
	v, often := make([]int64, wide.rows()), make([]int32, wide.sites())
	newReach := make([]int64, wide.rows())
	newIn := make([]bool, wide.sites())
	for i, id := range wide.rowID {
		v[i] = min(rescale(vOf[id], c.shift, wide.shift), wide.far[i]<<wide.shift)
		newReach[i] = math.MaxInt64
		if r, found := reachOf[id]; found {
			newReach[i] = r
		}
	}
	for j, id := range wide.siteID {
		often[j], newIn[j] = oftenOf[id], inOf[id]
	}
	n.c, n.v, n.often, n.near = wide, v, often, nil
	n.refold(newIn, make([]bool, wide.sites()), newReach)
	for i := range n.c.blind {
		if n.c.blind[i] {
			return false
		}
	}
	n.c.blind = nil
	return true
}

func rescale(v int64, from, to uint) int64 {
	if to >= from {
		return v << (to - from)
	}
	return v >> (from - to)
}

// least is how many sites a row holds at first: some times as many as there are for each that may be chosen.
func (q *question) least() int {
	return min(len(q.p.Sites), max(64, 8*q.freeSites/max(1, q.picks)))
}

// median answers a PMedian question.
func (q *question) median() (*planner.SitingAnswer, error) {
	if q.large() {
		return q.coarse(coarsePairs)
	}
	first := q.core(q.free, q.least(), nil)
	s := &search{m: q.m, seed: uint64(q.m.options.Seed), best: best{value: math.MaxInt64}}
	s.report = func(step string) {
		var objective, bound *int64
		if s.best.value <= q.ceiling {
			objective = new(s.best.value)
		}
		if s.bound > math.MinInt64 {
			bound = new(min(s.bound, s.best.value))
		}
		q.progress(step, objective, bound)
	}
	s.grow = func(use []bool, need []int64) *core {
		if use == nil {
			use = q.free
		}
		use = append(slices.Clone(use), make([]bool, len(q.free)-len(use))...)
		need = append(slices.Clone(need), make([]int64, len(q.p.Demands)-len(need))...)
		return q.core(use, 1, need)
	}
	s.run(first)
	if s.best.value > q.ceiling || s.best.sites == nil && q.picks > 0 && first.rows() > 0 {
		if s.bound > q.ceiling && q.penalty > q.ceiling {
			return q.none(planner.Infeasible, fmt.Sprintf("%d new sites cannot serve every demand within the limit of %d %s. Allow more sites or raise the limit.",
				*q.p.New, q.p.Limit.Value, q.p.Limit.Metric)), nil
		}
		return q.none(planner.Stopped, fmt.Sprintf("No set of %d new sites that serves every demand within the limit of %d %s was found; whether there is one is not known. Allow more sites, more effort or a longer limit.",
			*q.p.New, q.p.Limit.Value, q.p.Limit.Metric)), nil
	}
	final := q.tidy(s.best.sites, s.read)
	r := final.recount()
	if r.unserved > 0 || r.sum != s.best.value {
		return nil, fmt.Errorf("median: internal: %d found, %d recounted with %d unserved", s.best.value, r.sum, r.unserved)
	}
	return q.answer(final.isOpen, r, r.sum, min(s.bound, r.sum)), nil
}
