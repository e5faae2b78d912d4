package median

import (
	"math"
	"slices"
	"sync"
)

// pieces answers a core that has fallen into parts which share nothing but the number of sites to choose. Of each part
// the least cost f(k) for k sites is bounded, and found where it matters; a dynamic programme joins the parts. The bound
// of the join chooses which f(k) to look at next, until all those it rests on are known. A gap that is the sum of many
// small gaps far apart, which branching would have to multiply out, is closed part by part. The decomposition is our own;
// the join is the multiple-choice knapsack of Sinha and Zoltners (1979, doi:10.1287/opre.27.3.503).
type pieces struct {
	m      *meter
	base   int64
	picks  int
	forced []int32
	parts  []*piece
	best   *best
	bound  int64
	seed   uint64
}

// piece is a part with what is known of it for each number of sites.
type piece struct {
	node   *node
	price  int64 // λ, scaled
	least  int64 // f(k) + λk is at least this for any k, scaled
	counts map[int]*count
	low    int // counts has all from low to high
	high   int
}

// count is a part with a number of sites to choose.
type count struct {
	picks int
	lower int64 // f(picks) is at least this
	value int64 // and at most this; MaxInt64 where no answer is known
	sites []int32
	s     *search // nil before the first look
	spent int64   // effort of the last look
}

func (k *count) known() bool { return k.lower >= k.value }

// parts groups the sites of a core that share rows, each group by position, the groups by their first site.
func (c *core) parts() (group []int32, groups int) {
	up := make([]int32, c.sites())
	for j := range up {
		up[j] = int32(j)
	}
	top := func(j int32) int32 {
		for up[j] != j {
			up[j] = up[up[j]]
			j = up[j]
		}
		return j
	}
	for i := range c.rows() {
		for k := c.start[i] + 1; k < c.start[i+1]; k++ {
			a, b := top(c.site[k]), top(c.site[c.start[i]])
			up[max(a, b)] = min(a, b)
		}
	}
	group = make([]int32, c.sites())
	number := make([]int32, c.sites())
	for j := range group {
		if t := top(int32(j)); t == int32(j) {
			number[j] = int32(groups)
			groups++
		}
	}
	for j := range group {
		group[j] = number[top(int32(j))]
	}
	return group, groups
}

// split makes the parts of a node whose core is whole; nil where there is only one.
func (s *search) split(n *node) *pieces {
	c := n.c
	if c.blind != nil || c.picks <= 0 || s.best.value > mostTotal {
		return nil
	}
	group, groups := c.parts()
	if groups < 2 {
		return nil
	}
	k := newClimber(c, s.m)
	copy(k.now.v, n.v)
	s.m.spend(k.evaluate())
	p := &pieces{m: s.m, base: c.base, picks: c.picks, forced: n.forced, best: &s.best, bound: n.bound, seed: s.seed}
	chosen := make([]int, groups)
	at := make([]int32, c.sites())
	for range groups {
		p.parts = append(p.parts, &piece{price: -k.now.edge, counts: map[int]*count{}, node: &node{site: -1, c: &core{start: []int32{0}, shift: c.shift}}})
	}
	for j, g := range group {
		part := p.parts[g].node
		at[j] = int32(part.c.sites())
		part.c.siteID = append(part.c.siteID, c.siteID[j])
		part.often = append(part.often, n.often[j])
		if k.chosen[j] {
			chosen[g]++
		}
		p.parts[g].least += min(0, k.now.reduced[j]-k.now.edge)
	}
	for i := range c.rows() {
		part := p.parts[group[c.site[c.start[i]]]].node
		for e := c.start[i]; e < c.start[i+1]; e++ {
			part.c.site, part.c.dist = append(part.c.site, at[c.site[e]]), append(part.c.dist, c.dist[e])
		}
		part.c.start = append(part.c.start, int32(len(part.c.site)))
		part.c.weight, part.c.far, part.c.rowID = append(part.c.weight, c.weight[i]), append(part.c.far, c.far[i]), append(part.c.rowID, c.rowID[i])
		part.v = append(part.v, n.v[i])
		p.parts[group[c.site[c.start[i]]]].least += c.weight[i] * n.v[i]
	}
	for g, part := range p.parts {
		part.low = chosen[g]
	}
	p.widen()
	return p
}

// lower bounds f(picks) of a part by a short climb, and returns the multipliers' own figures as well; none where the
// part leaves no choice.
func (p *pieces) lower(part *piece, picks int) (*count, *dual) {
	c := *part.node.c
	c.picks = picks
	k := &count{picks: picks, value: math.MaxInt64, lower: math.MinInt64}
	if picks == 0 || picks >= c.sites() {
		all := make([]bool, c.sites())
		for j := range all {
			all[j] = picks > 0
		}
		k.value, _ = c.value(all)
		k.lower = k.value
		if picks > 0 {
			k.sites = c.siteID
		}
		return k, nil
	}
	cl := newClimber(&c, p.m)
	part.node.c.cols = c.cols
	copy(cl.now.v, part.node.v)
	p.m.spend(cl.evaluate())
	cl.best.copyFrom(&cl.now)
	cl.climb(cl.best.value+c.one()<<3+cl.best.value>>8, 0.5, 60, 8)
	k.lower = ceilShift(cl.best.value, c.shift)
	return k, &cl.best
}

// widen takes in the counts of each part that may belong to a better answer: what a count costs above the least that the
// part costs with any count, each site at the price, must not pass what the best answer leaves. All counts beyond one that is
// too dear are too dear as well where its multipliers say so: with them each further site brings at most what the last one
// that they choose brings (the first one that they do not choose), and that is not worth the price.
func (p *pieces) widen() {
	room := p.room()
	for _, part := range p.parts {
		sites := part.node.c.sites()
		look := func(k int) (below, above bool) {
			n, d := p.lower(part, k)
			part.counts[k] = n
			below, above = k == 0, k >= sites
			if d != nil && d.value+part.price*int64(k)-part.least > room {
				below, above = d.edge+part.price <= 0, d.next+part.price >= 0
			}
			return below, above
		}
		below, above := look(part.low)
		part.high = part.low
		for !below {
			part.low--
			below, _ = look(part.low)
		}
		for !above {
			part.high++
			_, above = look(part.high)
		}
	}
}

// room is what a better answer may cost above the sum of the parts' least, scaled.
func (p *pieces) room() int64 {
	first := p.parts[0]
	sum := p.base<<first.node.c.shift - first.price*int64(p.picks)
	for _, part := range p.parts {
		sum += part.least
	}
	return (p.best.value-1)<<first.node.c.shift - sum
}

// join chooses a count of each part so that figure, added up, is least within the number of sites.
func (p *pieces) join(figure func(*count) int64) (total int64, chosen []*count) {
	const none = math.MaxInt64 / 4
	at := make([]int64, p.picks+1)
	from := make([][]int32, len(p.parts))
	for n, part := range p.parts {
		next := slices.Repeat([]int64{none}, p.picks+1)
		from[n] = slices.Repeat([]int32{-1}, p.picks+1)
		for used, cost := range at {
			if cost >= none {
				continue
			}
			for k := part.low; k <= part.high && used+k <= p.picks; k++ {
				if f := figure(part.counts[k]); f < none && cost+f < next[used+k] {
					next[used+k] = cost + f
					from[n][used+k] = int32(k)
				}
			}
			p.m.effort += int64(part.high - part.low + 1)
		}
		at = next
	}
	best := 0
	for used, cost := range at {
		if cost < at[best] {
			best = used
		}
	}
	if at[best] >= none {
		return math.MaxInt64, nil
	}
	chosen = make([]*count, len(p.parts))
	used := best
	for n := len(p.parts) - 1; n >= 0; n-- {
		k := int(from[n][used])
		chosen[n] = p.parts[n].counts[k]
		used -= k
	}
	return p.base + at[best], chosen
}

// run looks at counts until the join rests on known ones or the meter ends it.
func (p *pieces) run(report func()) {
	for !p.m.over() {
		lower, chosen := p.join(func(k *count) int64 { return k.lower })
		p.bound = max(p.bound, min(lower, p.best.value))
		p.offer()
		report()
		if p.bound >= p.best.value {
			return
		}
		p.look(chosen, p.best.value-lower)
	}
}

// offer joins what is known into an answer.
func (p *pieces) offer() {
	value, chosen := p.join(func(k *count) int64 { return k.value })
	if value >= p.best.value {
		return
	}
	sites := slices.Clone(p.forced)
	for _, k := range chosen {
		sites = append(sites, k.sites...)
	}
	p.best.offer(value, sites)
}

// firstLook is the effort of the first look at a count; each later one takes twice as much.
const firstLook = 1 << 22

// look spends effort on those of the counts that are not known, a batch at a time, the least looked at first. A count may
// cost less than room above its bound in a better answer: room is how far the join of all bounds is from the best answer.
func (p *pieces) look(chosen []*count, room int64) {
	type work struct {
		k    *count
		part *piece
	}
	var open []work
	for n, k := range chosen {
		if !k.known() {
			open = append(open, work{k, p.parts[n]})
		}
	}
	slices.SortStableFunc(open, func(a, b work) int {
		if a.k.spent != b.k.spent {
			return int(min(max(a.k.spent-b.k.spent, -1), 1))
		}
		return 0
	})
	open = open[:min(batch, len(open))]
	gate := make(chan struct{}, p.m.threads())
	var wait sync.WaitGroup
	forks := make([]*meter, len(open))
	for n, w := range open {
		w.k.spent = max(firstLook, 2*w.k.spent)
		forks[n] = p.m.fork(w.k.spent)
		forks[n].options.Threads, forks[n].options.Progress = 1, nil
		gate <- struct{}{}
		wait.Add(1)
		go func() {
			defer func() { <-gate; wait.Done() }()
			w.k.search(w.part, room, p.seed, forks[n])
		}()
	}
	wait.Wait()
	for _, f := range forks {
		p.m.join(f)
	}
	p.m.spend(1)
}

// search looks for f(picks) as far as it is below lower + room.
func (k *count) search(part *piece, room int64, seed uint64, m *meter) {
	if k.s == nil {
		c := *part.node.c
		c.picks, c.cols = k.picks, nil
		k.s = &search{m: m, seed: seed, best: best{value: k.lower + room}, report: func(string) {}, hint: part.node}
		k.s.begin(&c)
	}
	k.s.m = m
	k.s.advance()
	k.lower = max(k.lower, k.s.bound)
	if k.s.best.sites != nil {
		k.value, k.sites = k.s.best.value, k.s.best.sites
	}
}
