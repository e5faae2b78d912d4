package median

import (
	"math"
	"slices"
	"sync"
)

// node is a part of the answers: those that choose all of forced and, of the sites of c, some more.
type node struct {
	c       *core
	v       []int64 // multipliers to begin with, by row of c
	often   []int32
	forced  []int32 // positions in the problem
	site    int32   // of c: decided next, -1 for nothing
	chosen  bool    // how
	bound   int64   // no answer of this part is better
	depth   int
	near    []int32 // rows near what was decided last
	rowFrom []int32 // set by refold
}

// tree searches all answers that are better than the best known, by branch and bound (Land and Doig 1960,
// doi:10.2307/1910129) with the Lagrangian bound of every part. A batch of parts is looked at together, always of the same size, so that nothing depends on
// the number of workers.
type tree struct {
	m     *meter
	best  *best
	open  []*node
	stuck int64 // least bound of parts that could not be decided
	nodes int64
}

// best is the best answer known.
type best struct {
	value int64   // MaxInt64 without one
	sites []int32 // positions in the problem, without fixed ones, ascending
}

func (b *best) offer(value int64, sites []int32) bool {
	if value >= b.value {
		return false
	}
	b.value = value
	b.sites = slices.Clone(sites)
	slices.Sort(b.sites)
	return true
}

const batch = 4

// found is what looking at one node gave.
type found struct {
	children []*node
	best     best
	stuck    int64
	meter    *meter
	node     *node
	late     bool
}

// bound is the least value an answer can have, as far as is known.
func (t *tree) bound() int64 {
	b := min(t.best.value, t.stuck)
	for _, n := range t.open {
		b = min(b, n.bound)
	}
	return b
}

// run searches until nothing is open or the meter ends it.
func (t *tree) run(report func()) {
	for len(t.open) > 0 && !t.m.over() {
		now := t.take()
		results := make([]found, len(now))
		gate := make(chan struct{}, t.m.threads())
		var wait sync.WaitGroup
		for k, n := range now {
			gate <- struct{}{}
			wait.Add(1)
			f := t.m.fork(math.MaxInt64)
			go func() {
				defer func() { <-gate; wait.Done() }()
				results[k] = look(n, t.best.value, f)
			}()
		}
		wait.Wait()
		for _, r := range results {
			t.nodes++
			t.m.join(r.meter)
			if r.late {
				t.open = append(t.open, r.node)
				continue
			}
			t.best.offer(r.best.value, r.best.sites)
			t.stuck = min(t.stuck, r.stuck)
			t.open = append(t.open, r.children...)
		}
		t.m.spend(1)
		t.open = slices.DeleteFunc(t.open, func(n *node) bool { return n.bound >= t.best.value })
		report()
	}
}

// maxHeld pairs may be held by open parts while the least bound is looked at first; then the deepest goes first.
const maxHeld = 1 << 25

// take removes the next batch from open.
func (t *tree) take() []*node {
	held := 0
	for _, n := range t.open {
		held += n.c.pairs()
	}
	slices.SortStableFunc(t.open, func(a, b *node) int {
		if held > maxHeld && a.depth != b.depth {
			return a.depth - b.depth
		}
		switch { // the last goes first
		case a.bound > b.bound:
			return -1
		case a.bound < b.bound:
			return 1
		}
		return a.depth - b.depth
	})
	n := min(batch, len(t.open))
	now := slices.Clone(t.open[len(t.open)-n:])
	t.open = t.open[:len(t.open)-n]
	return now
}

// look bounds a node and splits it.
func look(n *node, limit int64, m *meter) (f found) {
	f = found{best: best{value: math.MaxInt64}, stuck: math.MaxInt64, meter: m, node: n}
	at := *n // what is left of the node
	if n.site >= 0 {
		in, out := make([]bool, n.c.sites()), make([]bool, n.c.sites())
		in[n.site], out[n.site] = n.chosen, !n.chosen
		at.refold(in, out, nil)
	}
	for round := 0; ; round++ {
		if at.c.picks < 0 { // a better answer would have to choose more sites than it may
			return f
		}
		if at.c.picks == 0 || at.c.rows() == 0 || at.c.sites() <= at.c.picks {
			at.leaf(limit, &f)
			return f
		}
		k := newClimber(at.c, m)
		copy(k.best.v, at.v)
		copy(k.often, at.often)
		k.now.copyFrom(&k.best)
		m.spend(k.evaluate())
		k.best.copyFrom(&k.now)
		p := newPatch(k)
		target := (limit-1)<<at.c.shift + 1
		if n.site < 0 {
			k.climb(target, 0.2, 500, 40)
		} else {
			p.start()
			p.gather(at.near, 2, patchRows)
			p.climb(target, nodeSteps, 5)
			p.settle()
			if round == 0 && k.best.value < target {
				k.climb(target, 0.1, 300, 30)
			}
		}
		if m.over() {
			f.late = true
			return f
		}
		at.bound = max(at.bound, ceilShift(k.best.value, at.c.shift))
		if at.bound >= limit {
			return f
		}
		if round == 0 && n.depth%4 == 0 {
			if k.descend(limit, &f.best, at.forced); f.best.value < limit {
				limit = f.best.value
			}
			if at.bound >= limit {
				return f
			}
		}
		in, out, fixed := k.fix(limit)
		reach := k.reach(limit)
		at.v, at.often = k.best.v, k.often
		if fixed > 0 && round < 3 {
			at.refold(in, out, reach)
			continue
		}
		t := p.probe(in, out, limit)
		if m.over() {
			f.late = true
			return f
		}
		at.near = t.near
		if t.site < 0 {
			at.refold(in, out, reach) // all sites are settled now, or some by trial
			continue
		}
		at.site = t.site
		at.split(in, out, reach, t, &f)
		return f
	}
}

// leaf counts what is left where there is nothing to decide.
func (n *node) leaf(limit int64, f *found) {
	all := make([]bool, n.c.sites())
	sites := slices.Clone(n.forced)
	if n.c.picks > 0 && n.c.sites() <= n.c.picks {
		for j := range all {
			all[j] = true
			sites = append(sites, n.c.siteID[j])
		}
	}
	value, blind := n.c.value(all)
	switch {
	case value >= limit:
	case blind > 0:
		f.stuck = value
	default:
		f.best.offer(value, sites)
	}
}

// split makes the two children of a node.
func (n *node) split(in, out []bool, reach []int64, t trial, f *found) {
	site := int32(0)
	for j := range t.site {
		if !in[j] && !out[j] {
			site++
		}
	}
	first := *n
	first.v = t.v[0]
	first.refold(in, out, reach)
	second := first
	second.v = make([]int64, len(first.v))
	for i, id := range first.rowFrom {
		second.v[i] = min(t.v[1][id], first.c.far[i]<<first.c.shift)
	}
	for side, child := range []*node{&first, &second} {
		child.site, child.chosen, child.depth = site, side == 1, n.depth+1
		child.bound = max(n.bound, t.bound[side])
		child.rowFrom = nil
		f.children = append(f.children, child)
	}
	first.c.cols = nil
}

// trial is what came of choosing and of not choosing a site for a while.
type trial struct {
	site    int32 // -1 for none
	settled bool  // sites were settled, so that there is nothing to split yet
	bound   [2]int64
	v       [2][]int64
	near    []int32 // rows near the site, or near those settled
}

const (
	patchRows  = 200 // rows that a patch has at most, about
	nodeSteps  = 40
	probes     = 60  // sites tried
	probeSteps = 20  // steps for each side
	probeShare = 100 // evaluations whose effort probing may take
)

// probe tries the sites that the relaxed answers leave most open, and picks the one whose both sides raise the bound
// most. A site of which one side proves to hold no better answer is settled the other way: it is marked in in or out.
func (p *patch) probe(in, out []bool, limit int64) trial {
	k, c := p.k, p.k.c
	var sites []int32
	for j, x := range k.often {
		if !in[j] && !out[j] && (x > oftenUnit/64 && x < oftenUnit-oftenUnit/64) {
			sites = append(sites, int32(j))
		}
	}
	open := func(j int32) int32 { return min(k.often[j], oftenUnit-k.often[j]) }
	slices.SortStableFunc(sites, func(a, b int32) int { return int(open(b)) - int(open(a)) })
	for j := 0; j < c.sites() && len(sites) == 0; j++ {
		if !in[j] && !out[j] {
			sites = append(sites, int32(j))
		}
	}
	best := trial{site: -1}
	score := -1.0
	target := (limit-1)<<c.shift + 1
	begin := k.m.effort
	for n, j := range sites[:min(probes, len(sites))] {
		if n > 2 && k.m.effort-begin > probeShare*k.cost {
			break
		}
		var gain [2]float64
		t := trial{site: j}
		p.start()
		rows := slices.Clone(p.served(j))
		for side := range 2 {
			p.start()
			p.gather(rows, 2, patchRows)
			k.force, k.forceIn = -1, side == 1
			p.value -= p.part(j)
			k.force = j
			p.value += p.part(j)
			value := p.climb(target, probeSteps, 4)
			t.bound[side] = ceilShift(value, c.shift)
			gain[side] = float64(max(0, value-k.best.value)) + 1
			t.v[side] = slices.Clone(k.now.v)
			if k.m.over() {
				break
			}
			if t.bound[side] >= limit {
				best.settled = true
				in[j], out[j] = side == 0, side == 1
				best.near = append(best.near, rows...)
				break
			}
			if side == 0 && gain[0] < float64(score/float64(int64(target-k.best.value)+1)) {
				break // cannot become the best
			}
		}
		k.force = -1
		if k.m.over() {
			break
		}
		if best.settled {
			continue
		}
		if s := float64(gain[0] * gain[1]); s > score {
			score = s
			t.near = rows
			best = t
		}
	}
	if best.settled {
		best.site = -1
	}
	return best
}

func ceilShift(value int64, shift uint) int64 { return -(-value >> shift) }

// refold folds what a node holds.
func (n *node) refold(in, out []bool, reach []int64) {
	c := n.c
	f, siteFrom, rowFrom := c.fold(in, out, reach)
	v, often := make([]int64, len(rowFrom)), make([]int32, len(siteFrom))
	for i, from := range rowFrom {
		v[i] = min(n.v[from], f.far[i]<<f.shift)
	}
	for j, from := range siteFrom {
		often[j] = n.often[from]
	}
	forced := slices.Clone(n.forced)
	for j, is := range in {
		if is {
			forced = append(forced, c.siteID[j])
		}
	}
	if len(n.near) > 0 {
		at := make([]int32, c.rows())
		for i := range at {
			at[i] = -1
		}
		for i, from := range rowFrom {
			at[from] = int32(i)
		}
		var near []int32
		for _, i := range n.near {
			if at[i] >= 0 {
				near = append(near, at[i])
			}
		}
		n.near = near
	}
	n.c, n.v, n.often, n.forced, n.rowFrom = f, v, often, forced, rowFrom
}

// fix finds the sites that every answer better than limit chooses (in) and those that none does (out): choosing or
// not choosing them alone would bring the bound to limit.
func (k *climber) fix(limit int64) (in, out []bool, fixed int) {
	c, d := k.c, &k.best
	in, out = make([]bool, c.sites()), make([]bool, c.sites())
	room := (limit-1)<<c.shift - d.value // slack that a better answer may have
	for j, r := range d.reduced {
		switch {
		case r > d.edge && r-d.edge > room:
			out[j] = true
			fixed++
		case r < d.next && d.next-r > room:
			in[j] = true
			fixed++
		}
	}
	return in, out, fixed
}

// reach gives each row the distance at which a site that served it would bring the bound to limit.
func (k *climber) reach(limit int64) []int64 {
	c, d := k.c, &k.best
	room := (limit-1)<<c.shift - d.value
	reach := make([]int64, c.rows())
	for i, v := range d.v {
		reach[i] = ((v + room/c.weight[i]) >> c.shift) + 1
	}
	return reach
}

// descend improves what the relaxed answer chooses.
func (k *climber) descend(limit int64, b *best, forced []int32) {
	c := k.c
	k.now.copyFrom(&k.best)
	k.m.spend(k.evaluate())
	w := newSwapper(c)
	var set []int32
	for j, is := range k.chosen {
		if is {
			set = append(set, int32(j))
		}
	}
	for j := 0; j < c.sites() && len(set) < c.picks; j++ {
		if !k.chosen[j] {
			set = append(set, int32(j))
		}
	}
	w.s.reset(set)
	w.all()
	w.descend(k.m)
	if w.s.value < limit && w.s.blind == 0 {
		sites := slices.Clone(forced)
		for _, j := range w.s.list {
			sites = append(sites, c.siteID[j])
		}
		b.offer(w.s.value, sites)
	}
}
