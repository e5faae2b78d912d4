package cover

import "slices"

// sweep goes through one connected part of a residue, site by site, and keeps every state that can still
// end within delta: which rows under way are covered, what the limits have used, the slack so far. States
// that agree on the rows are compared and the worse dropped. It is dynamic programming over a path
// decomposition of the part (Bodlaender 1988, doi:10.1007/3-540-19488-6_110), pruned by the Lagrangian slack;
// the pruning is ours. Time and memory grow with the number of states, which the caller caps: at best the
// width of the part decides, not its length, so it suits networks of villages and not dense matrices.
type sweep struct {
	r       *residue
	m       *meter
	words   int // of 64 rows each
	now     []state
	rowsNow []uint64 // words for each state
	next    []state
	rows    []uint64
	heads   []int32
	chain   []int32
	paths   *paths
	most    int  // states at once
	beam    bool // with more states, go on with those of least slack instead of giving up
	cut     bool // states were lost, so that what is found proves nothing
}

// state is one partial answer.
type state struct {
	used  [2]int64
	slack int64
	paid  int64 // Σ paid_j of what it opened
	path  int32
}

// worth orders states that agree on their rows: what remains to be paid is the same for both but for paid.
func (s *state) worth() int64 { return s.slack - s.paid }

// paths stores opened sites as lists that share their beginnings.
type paths struct{ steps []pathStep }

type pathStep struct{ site, before int32 }

func (p *paths) add(site, before int32) int32 {
	p.steps = append(p.steps, pathStep{site, before})
	return int32(len(p.steps) - 1)
}

// list returns the sites of a path, last opened first.
func (p *paths) list(path int32) []int32 {
	var sites []int32
	for ; path >= 0; path = p.steps[path].before {
		sites = append(sites, p.steps[path].site)
	}
	return sites
}

// layer is what one site does to the rows under way.
type layer struct {
	site   int32
	cover  []uint64 // mask of the rows it covers
	slots  []int32  // the same rows one by one
	again  []int64  // what each pays when it was covered before
	leave  []int32  // slots of rows that end here
	missed []int64  // what each of those pays when uncovered
}

// layers gives every row of the part a slot for as long as it is under way.
func (r *residue) layers(order []int32) (layers []layer, words int) {
	last, slot := r.orders.last, r.orders.slot
	for _, j := range order {
		for _, i := range r.c.rowsOf(j) {
			if r.live[i] {
				last[i] = j
			}
		}
	}
	var spare []int32
	slots := int32(0)
	for _, j := range order {
		l := layer{site: j}
		for _, i := range r.c.rowsOf(j) {
			if !r.live[i] {
				continue
			}
			if slot[i] < 0 {
				if len(spare) == 0 {
					spare = append(spare, slots)
					slots++
				}
				slot[i] = spare[len(spare)-1]
				spare = spare[:len(spare)-1]
			}
			l.slots = append(l.slots, slot[i])
			l.again = append(l.again, r.d.u[i])
		}
		for _, i := range r.c.rowsOf(j) {
			if r.live[i] && last[i] == j {
				l.leave = append(l.leave, slot[i])
				l.missed = append(l.missed, r.miss(i))
				spare = append(spare, slot[i])
				slot[i] = -1
			}
		}
		layers = append(layers, l)
	}
	words = max(1, int(slots+63)/64)
	for k := range layers {
		layers[k].cover = make([]uint64, words)
		for _, s := range layers[k].slots {
			layers[k].cover[s/64] |= 1 << (s % 64)
		}
	}
	return layers, words
}

// run returns the undominated complete states of the part; false when there were too many or time was up.
func (s *sweep) run(order []int32, delta int64) ([]state, bool) {
	layers, words := s.r.layers(order)
	s.words = words
	s.now = append(s.now[:0], state{path: -1})
	s.rowsNow = append(s.rowsNow[:0], make([]uint64, words)...)
	scratch := make([]uint64, words)
	for _, l := range layers {
		s.next, s.rows, s.chain = s.next[:0], s.rows[:0], s.chain[:0]
		size := 1
		for size < 4*len(s.now) {
			size *= 2
		}
		if cap(s.heads) < size {
			s.heads = make([]int32, size)
		}
		s.heads = s.heads[:size]
		for k := range s.heads {
			s.heads[k] = -1
		}
		if !s.m.spend(int64(len(s.now)) * int64(16+4*len(l.slots)+2*words)) {
			return nil, false
		}
		zero, one := s.r.zero[l.site], s.r.one[l.site]
		for k := range s.now {
			if k%256 == 0 && s.m.over() {
				return nil, false
			}
			from := s.now[k]
			rows := s.rowsNow[k*words : (k+1)*words]
			// Left closed.
			to := from
			to.slack += zero
			copy(scratch, rows)
			if s.leave(&l, &to, scratch, delta) {
				s.insert(to, scratch)
			}
			// Opened.
			to = from
			to.slack += one
			for n, slot := range l.slots {
				if rows[slot/64]>>(slot%64)&1 == 1 {
					to.slack += l.again[n]
				}
			}
			if to.slack > delta || !s.use(&to, l.site) {
				continue
			}
			for w := range scratch {
				scratch[w] = rows[w] | l.cover[w]
			}
			if s.leave(&l, &to, scratch, delta) {
				to.path = -3 - from.path // a path is written down once the state has survived
				s.insert(to, scratch)
			}
			if len(s.next) > s.most && !s.beam {
				return nil, false
			}
		}
		s.narrow()
		for k := range s.next {
			if p := s.next[k].path; p < -1 {
				s.next[k].path = s.paths.add(l.site, -3-p)
			}
		}
		s.now, s.next = s.next, s.now
		s.rowsNow, s.rows = s.rows, s.rowsNow
	}
	return slices.Clone(s.now), true
}

// narrow keeps, of too many states, those of least slack, in their order.
func (s *sweep) narrow() {
	if len(s.next) <= s.most {
		return
	}
	s.cut = true
	s.m.spend(16 * int64(len(s.next)))
	limit := s.slackOf(s.most)
	kept := 0
	for k := range s.next {
		if s.next[k].slack > limit || kept == s.most {
			continue
		}
		s.next[kept] = s.next[k]
		copy(s.rows[kept*s.words:(kept+1)*s.words], s.rows[k*s.words:(k+1)*s.words])
		kept++
	}
	s.next, s.rows = s.next[:kept], s.rows[:kept*s.words]
}

// slackOf returns the slack of the state of a given rank.
func (s *sweep) slackOf(rank int) int64 {
	slacks := make([]int64, len(s.next))
	for k := range s.next {
		slacks[k] = s.next[k].slack
	}
	slices.Sort(slacks)
	return slacks[rank-1]
}

func (s *sweep) use(to *state, site int32) bool {
	to.paid += s.r.d.paid[site]
	for k, l := range s.r.c.limits {
		to.used[k] += l.use[site]
		if to.used[k] > s.r.room[k] {
			return false
		}
	}
	return true
}

// leave lets the rows that end here pay; false when the state ends with them.
func (s *sweep) leave(l *layer, to *state, rows []uint64, delta int64) bool {
	for n, slot := range l.leave {
		bit := uint64(1) << (slot % 64)
		if rows[slot/64]&bit == 0 {
			to.slack = min(never, to.slack+l.missed[n])
		}
		rows[slot/64] &^= bit
	}
	return to.slack <= delta
}

// insert adds a state unless one with the same rows is as good in everything; it drops one that is worse.
func (s *sweep) insert(to state, rows []uint64) {
	hash := uint64(0x9e3779b97f4a7c15)
	for _, w := range rows {
		hash = (hash ^ w) * 0xbf58476d1ce4e5b9
		hash ^= hash >> 29
	}
	at := &s.heads[hash&uint64(len(s.heads)-1)]
	looked := int64(0)
	for k := *at; k >= 0; k = s.chain[k] {
		looked++
		if !slices.Equal(s.rows[int(k)*s.words:(int(k)+1)*s.words], rows) {
			continue
		}
		have := &s.next[k]
		if have.asGood(&to) {
			s.m.spend(looked)
			return
		}
		if to.asGood(have) {
			*have = to // others that it beats stay: rare, and harmless
			s.m.spend(looked)
			return
		}
	}
	s.m.spend(looked)
	s.chain = append(s.chain, *at)
	*at = int32(len(s.next))
	s.next = append(s.next, to)
	s.rows = append(s.rows, rows...)
}

// asGood reports whether s is at least as good as t in all that matters later.
func (s *state) asGood(t *state) bool {
	return s.worth() <= t.worth() && s.used[0] <= t.used[0] && s.used[1] <= t.used[1]
}
