package depot

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// runner is a choice of depots that has been annealed so far to a set of tours.
type runner struct {
	depots uint64
	feeder *feeder
	flat   flat
	value  int64
	rank   int // in the order of estimates
}

// The race: so many of the best choices by estimate are annealed shortly, then half of them twice as long, and so on (successive
// halving: Karnin, Koren and Somekh 2013), joined after each round by neighbours of the best. All rounds together take raceShare of the steps; the rest anneals the winners.
const (
	entrants  = 32
	rounds    = 5
	raceShare = 35 // of 100
	finalists = 2
	newcomers = 6  // neighbours of the best that join after each round, from its tours
	laps      = 24 // of the last annealing at least; progress is reported between laps
	lapSteps  = 400_000
)

// Temperatures in hundredths of the mean leg between neighbours.
const (
	hot  = 300
	warm = 100
	cold = 1
)

// race returns the best tours that were found and their cost; false where there are none.
func (c *core) race(m *meter) (flat, int64, bool) {
	var field []*runner
	entered := map[uint64]bool{}
	enter := func(depots uint64, from *runner) {
		r := &runner{depots: depots, rank: len(entered), value: never}
		if from != nil {
			r.flat = from.flat
		}
		entered[depots] = true
		field = append(field, r)
	}
	for rank, choice := range c.choices(m) {
		if rank < entrants {
			enter(choice.depots, nil)
		}
	}
	if len(field) == 0 {
		return nil, never, false
	}
	threads := max(1, m.options.Threads)
	walks := make([]*walk, threads)
	for k := range walks {
		walks[k] = newWalk(c, nil)
	}
	best := runner{value: never}
	consider := func(list []*runner) {
		for _, r := range list {
			if r.value < best.value {
				best = *r
				best.flat = slices.Clone(r.flat)
				if best.value < never>>8 {
					m.tell("search", new(best.value), nil)
				}
			}
		}
	}
	lap := func(round int, steps int64) {
		first := int64(hot)
		if round > 0 {
			first = warm
		}
		parallel(threads, len(field), func(worker, job int) {
			c.lap(walks[worker], field[job], m, round, job, steps, newCooling(c.leg*first/100, c.leg*cold/100))
		})
		m.count(steps * int64(len(field)))
		consider(field)
	}
	// A first short look gives an answer early and sets the pace where the clock decides.
	lap(rounds, min(max(1, m.most/100/int64(len(field))), int64(max(20, 10_000/c.n))))
	for round := range rounds {
		if m.out() || len(field) <= 1 && round > 0 {
			break
		}
		lap(round, max(1, m.most*raceShare/100/rounds/int64(len(field))))
		slices.SortFunc(field, func(a, b *runner) int { return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.rank, b.rank)) })
		field = field[:max(min(len(field), finalists), min(len(field), entrants>>(round+1)))]
		if round == rounds-1 {
			break
		}
		var near []choice
		for _, set := range c.neighbours(field[0].depots) {
			if !entered[set] && !m.out() {
				near = append(near, choice{depots: set, estimate: c.refine(set)})
			}
		}
		slices.SortFunc(near, byEstimate)
		for _, choice := range near[:min(len(near), newcomers)] {
			enter(choice.depots, field[0])
		}
	}
	c.finals(m, field, threads, func(list []*runner) *runner {
		consider(list)
		return &best
	})
	if best.value >= never>>8 {
		return nil, never, false
	}
	value, _ := c.flow(best.flat)
	return best.flat, value, true
}

// lap anneals a runner's tours for some steps and keeps the best.
func (c *core) lap(w *walk, r *runner, m *meter, round, job int, steps int64, cool cooling) {
	if r.feeder == nil && c.p.Feed != nil {
		r.feeder = newFeeder(c.p, r.depots)
	}
	w.r = newRandom(m.options.Seed, int64(round*1000+job))
	w.cool = cool
	w.begin(r.depots, r.feeder, r.flat)
	w.run(steps, 0, 1<<16, m)
	if r.flat == nil || w.best < r.value {
		r.flat, r.value = slices.Clone(w.flat), w.best
	}
}

// finals anneals the winners, each on its own, with what is left of the steps. Half-way all go on from the best, which consider knows.
func (c *core) finals(m *meter, field []*runner, threads int, consider func([]*runner) *runner) {
	for len(field) < finalists {
		field = append(field, &runner{depots: field[0].depots, value: field[0].value, flat: field[0].flat})
	}
	walks := make([]*walk, len(field))
	start, half := m.effort, false
	begin := func(k int) {
		r := field[k]
		if r.feeder == nil && c.p.Feed != nil {
			r.feeder = newFeeder(c.p, r.depots)
		}
		walks[k].begin(r.depots, r.feeder, r.flat)
	}
	for k := range field {
		walks[k] = newWalk(c, newRandom(m.options.Seed, int64(100_000+k)))
		walks[k].cool = newCooling(c.leg*hot/100, c.leg*cold/100)
		begin(k)
	}
	for m.effort < m.most && !m.out() {
		way := max(1, m.most-start)
		gone := uint64((m.effort - start) << 16 / way)
		steps := max(1, min(m.most-m.effort, way/laps, lapSteps)/int64(len(field)))
		until := min(1<<16, gone+uint64(steps*int64(len(field))<<16/way))
		parallel(threads, len(field), func(_, k int) {
			walks[k].run(steps, gone, until, m)
			if walks[k].best < field[k].value {
				field[k].flat, field[k].value = slices.Clone(walks[k].flat), walks[k].best
			}
		})
		m.count(steps * int64(len(field)))
		best := consider(field)
		if half || until < 1<<15 {
			continue
		}
		half = true
		for k := range field {
			if field[k].value > best.value {
				field[k] = &runner{depots: best.depots, value: best.value, flat: best.flat}
				begin(k)
			}
		}
	}
}

// parallel calls work for 0 to jobs−1 on so many threads, and tells which thread it is.
func parallel(threads, jobs int, work func(worker, job int)) {
	if threads = min(threads, jobs); threads <= 1 {
		for job := range jobs {
			work(0, job)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for worker := range threads {
		wait.Go(func() {
			for {
				job := int(next.Add(1)) - 1
				if job >= jobs {
					return
				}
				work(worker, job)
			}
		})
	}
	wait.Wait()
}
