package median

import (
	"context"
	"sync/atomic"
	"time"

	"cuntong/planner"
)

// meter counts effort and watches the clock and the context. One unit of effort is one visited pair of a demand and
// a site, or as much work. Workers get meters of their own by fork, with a budget that does not depend on how many
// workers there are.
type meter struct {
	ctx      context.Context
	options  planner.Options
	begin    time.Time
	effort   int64
	most     int64        // effort at which the work ends
	nextLook int64        // effort at which clock and context are looked at again
	halt     *atomic.Bool // shared by all forks: the clock or the context ended the solve
}

// lookEvery units of effort pass between two looks at the clock: about a millisecond.
const lookEvery = 1 << 18

// defaultEffort ends a solve that nothing else ends, after some half a minute on an office machine.
const defaultEffort = 5_000_000_000

func newMeter(ctx context.Context, o planner.Options) *meter {
	m := &meter{ctx: ctx, options: o, most: o.Effort, halt: new(atomic.Bool)}
	if m.most <= 0 {
		m.most = defaultEffort
	}
	if o.Now != nil {
		m.begin = o.Now()
	}
	m.look()
	return m
}

// spend counts work and reports whether there may be more of it.
func (m *meter) spend(units int64) bool {
	m.effort += units
	if m.effort >= m.nextLook {
		m.look()
	}
	return !m.over()
}

// over reports whether the work must end.
func (m *meter) over() bool { return m.effort >= m.most || m.halt.Load() }

// stopped reports whether the clock or the context ended the solve.
func (m *meter) stopped() bool { return m.halt.Load() }

func (m *meter) look() {
	m.nextLook = m.effort + lookEvery
	if m.ctx.Err() != nil {
		m.halt.Store(true)
	}
	if m.options.TimeLimit > 0 && m.options.Now != nil && m.options.Now().Sub(m.begin) >= m.options.TimeLimit {
		m.halt.Store(true)
	}
}

// left is the effort that may still be spent.
func (m *meter) left() int64 { return max(0, m.most-m.effort) }

// fork returns a meter with a budget of its own. What it spends is added by join.
func (m *meter) fork(budget int64) *meter {
	return &meter{ctx: m.ctx, options: m.options, begin: m.begin, most: min(budget, m.left()), halt: m.halt}
}

// join adds what a fork has spent.
func (m *meter) join(fork *meter) { m.effort += fork.effort }

// threads is the number of workers to use, at least one.
func (m *meter) threads() int { return max(1, m.options.Threads) }

func (m *meter) stats() planner.Stats {
	s := planner.Stats{Seed: m.options.Seed, Effort: m.effort, Threads: m.threads()}
	if m.options.Now != nil {
		s.Seconds = m.options.Now().Sub(m.begin).Seconds()
	}
	return s
}
