package depot

import (
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// branch is a part of all answers: those that pay for some depots and do not use some others.
type branch struct {
	open, closed uint64
	base         int64   // openings of the open depots, and what feeding costs at least
	share        []int64 // by depot that is not decided: what feeding it adds at least
	price        []int64 // the best prices so far
	bound        int64
	next         int // the depot to decide, or absent
	tries        int // how often prices were improved once more
}

// opening is what a depot that gives something out adds to the base.
func (at *branch) opening(b *bounder, d int) int64 {
	if at.open>>d&1 != 0 {
		return 0
	}
	return b.c.opening[d] + at.share[d]
}

// Rounds: a part of all rounds goes to the root, and so many to each branch.
const (
	rootShare    = 3
	branchRounds = 12
	triedRounds  = 25 // of a branch with nothing left to decide, up to maxTries times
	maxTries     = 8
)

// A step goes firstPace of the way that would close the gap if the bound rose as it does here (Polyak 1969), and half of that again and
// again where it does not rise; momentum is what is kept of the direction before. Tried: 1 and 0.6 give 1 to 3 % less in 300 rounds.
const (
	firstPace = 0.5
	momentum  = 0.6
)

// branch makes the part of answers that use the open depots and not the closed ones. What feeding costs is the better of two bounds: the
// base and the shares of the open depots, with shares for all others; or the least cost of feeding the open depots alone, each with the
// load that the others cannot hold.
func (b *bounder) branch(open, closed uint64) *branch {
	c := b.c
	at := &branch{open: open, closed: closed, share: b.share, price: b.price, next: absent}
	for d := range c.m {
		if open>>d&1 != 0 {
			at.base += c.opening[d]
		}
	}
	if c.p.Feed == nil {
		return at
	}
	each, together := b.base, int64(0)
	for d := range c.m {
		if open>>d&1 != 0 {
			each += b.share[d]
		}
	}
	if open != 0 && fits(open) {
		together = b.together(open, closed)
	}
	if together > each {
		at.share = b.none
	}
	at.base += max(each, together)
	return at
}

// together returns what feeding the open depots costs at least.
func (b *bounder) together(open, closed uint64) int64 {
	c := b.c
	room := int64(0)
	for d := range c.m {
		if closed>>d&1 == 0 {
			room += c.room[d]
		}
	}
	f := newFeeder(b.feed, open)
	for j, d := range f.depots {
		f.load[1<<j] = max(0, c.total-(room-c.room[d]))
	}
	f.sum()
	f.solve(1<<len(f.depots) - 1)
	return f.feedNow.cost
}

// closure is the feeding of a problem with every leg as cheap as the cheapest way round: leaving a depot out of a tour then never costs
// more, so feeding some depots is a bound on feeding more.
func closure(p *planner.LocationRouting) *planner.LocationRouting {
	m, h := len(p.Depots), len(p.Feed.Hubs)
	place := make([]int32, 0, m+h)
	relaxed := &planner.LocationRouting{Depots: slices.Clone(p.Depots), Stops: p.Stops, Feed: &planner.Feed{Hubs: slices.Clone(p.Feed.Hubs), Truck: p.Feed.Truck}}
	for k := range m + h {
		site := &p.Depots[min(k, m-1)]
		copied := &relaxed.Depots[min(k, m-1)]
		if k >= m {
			site, copied = &p.Feed.Hubs[k-m], &relaxed.Feed.Hubs[k-m]
		}
		place = append(place, site.Place)
		copied.Place = int32(k)
	}
	meters := make([]int64, (m+h)*(m+h))
	for i := range place {
		for j := range place {
			meters[i*(m+h)+j] = legCost(p.Feed.Travel, 1, place[i], place[j])
		}
	}
	for k := range place {
		for i := range place {
			for j := range place {
				meters[i*(m+h)+j] = min(meters[i*(m+h)+j], meters[i*(m+h)+k]+meters[k*(m+h)+j])
			}
		}
	}
	relaxed.Feed.Travel = geo.NewMatrix(m+h, m+h)
	for i := range place {
		for j := range place {
			if d := meters[i*(m+h)+j]; d < never {
				relaxed.Feed.Travel.Set(i, j, geo.Leg{Meters: d})
			}
		}
	}
	return relaxed
}

// prove returns the best bound that so many rounds find: the least of all branches, the branch with the least bound being split next, by
// the depot whose use is least settled (Land and Doig 1960, doi:10.2307/1910129, by best bound first). value is what a known answer costs.
func (b *bounder) prove(m *meter, rounds int, value int64) int64 {
	root := b.branch(0, 0)
	rounds -= b.improve(m, root, max(6, rounds/rootShare), value)
	m.tell("bound", &value, new(min(root.bound, value)))
	open := []*branch{root}
	for rounds > 0 && !m.out() {
		least := 0
		for k := range open {
			if open[k].bound < open[least].bound {
				least = k
			}
		}
		at := open[least]
		if at.bound >= value {
			break
		}
		if at.next == absent { // all is decided: only prices are left
			if at.tries++; at.tries > maxTries {
				break
			}
			copy(b.price, at.price)
			rounds -= b.improve(m, at, triedRounds, value)
			continue
		}
		open = slices.Delete(open, least, least+1)
		for _, sides := range [2][2]uint64{{at.open | 1<<at.next, at.closed}, {at.open, at.closed | 1<<at.next}} {
			if !b.c.holdsAll((1<<b.c.m - 1) &^ sides[1]) {
				continue
			}
			copy(b.price, at.price)
			child := b.branch(sides[0], sides[1])
			child.bound = at.bound
			rounds -= b.improve(m, child, branchRounds, value)
			open = append(open, child)
		}
		m.tell("branch", &value, new(min(leastBound(open), value)))
	}
	return min(leastBound(open), value)
}

func leastBound(open []*branch) int64 {
	least := never
	for _, at := range open {
		least = min(least, at.bound)
	}
	return least
}

// improve moves the prices of a branch towards its best bound and chooses the depot to decide next. It returns the rounds it took.
func (b *bounder) improve(m *meter, at *branch, rounds int, value int64) int {
	c := b.c
	best, known := int64(0), slices.Clone(b.price)
	way := make([]float64, c.n)
	clear(b.used)
	pace, stuck, done := firstPace/float64(max(1, at.tries)), 0, 0
	for done < rounds && best < value {
		bound := b.evaluate(m, at)
		if bound == 0 {
			break
		}
		done++
		if bound > best {
			best, stuck = bound, 0
			copy(known, b.price)
			if bound >= never {
				break
			}
		} else if stuck++; stuck >= 5 {
			if pace, stuck = float64(pace/2), 0; pace < 0.02 {
				break
			}
			copy(b.price, known)
			clear(way)
			continue
		}
		size := 0.0
		for i := range way {
			way[i] = float64(way[i]*momentum) + float64(1-b.visits[i])
			size += float64(way[i] * way[i])
		}
		if size == 0 {
			break
		}
		step := float64(pace*float64(value-bound)) / size
		for i := range way {
			b.price[i] += int64(float64(step * way[i]))
		}
	}
	at.price, at.bound = known, max(at.bound, best)
	at.next = b.unsettled(at, done)
	return max(1, done)
}

// unsettled returns the depot that is not decided and was used in nearest to half of the rounds; among equals the dearest.
func (b *bounder) unsettled(at *branch, rounds int) int {
	next, worst := absent, 0
	for d := range b.c.m {
		if (at.open|at.closed)>>d&1 != 0 {
			continue
		}
		off := max(rounds-2*b.used[d], 2*b.used[d]-rounds)
		if next == absent || off < worst || off == worst && b.c.opening[d] > b.c.opening[next] {
			next, worst = d, off
		}
	}
	return next
}
