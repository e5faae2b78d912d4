package charge

import (
	"context"
	"math"
	"sync"
	"time"

	"cuntong/planner"
)

// meter counts effort, watches the clock and the context, and passes progress on. One unit of effort is one
// visited pair of a demand and a site, or as much work.
type meter struct {
	ctx      context.Context
	options  planner.Options
	begin    time.Time
	effort   int64
	most     int64 // effort at which the solve ends
	nextLook int64 // effort at which clock and context are looked at again
	looking  *sync.Mutex
	stopped  bool // by the clock or the context
}

// lookEvery units of effort pass between two looks at the clock: about a millisecond.
const lookEvery = 1 << 19

// defaultEffort ends a solve that nothing else ends, after about a minute on an office machine.
const defaultEffort = 20_000_000_000

func newMeter(ctx context.Context, o planner.Options) *meter {
	m := &meter{ctx: ctx, options: o, most: o.Effort, looking: new(sync.Mutex)}
	if m.most <= 0 {
		m.most = defaultEffort
	}
	if o.Now != nil {
		m.begin = o.Now()
	}
	m.look()
	return m
}

// part returns a meter for a piece of the work on one thread, which may run beside others: it ends after effort units or where the
// whole would be stopped, and tells nobody of its progress.
func (m *meter) part(effort int64) *meter {
	o := m.options
	o.Progress, o.Threads = nil, 1
	return &meter{ctx: m.ctx, options: o, begin: m.begin, most: effort, looking: m.looking, nextLook: lookEvery}
}

// spend counts work and reports whether there may be more of it.
func (m *meter) spend(units int64) bool {
	m.effort += units
	if m.effort >= m.nextLook {
		m.look()
	}
	return !m.over()
}

// over reports whether the solve must end.
func (m *meter) over() bool { return m.stopped || m.effort >= m.most }

func (m *meter) look() {
	m.nextLook = m.effort + lookEvery
	m.halted()
}

// halted looks at the clock and the context; it may be called from many goroutines.
func (m *meter) halted() bool {
	m.looking.Lock()
	defer m.looking.Unlock()
	if m.ctx.Err() != nil {
		m.stopped = true
	}
	if m.options.TimeLimit > 0 && m.options.Now != nil && m.options.Now().Sub(m.begin) >= m.options.TimeLimit {
		m.stopped = true
	}
	return m.stopped
}

// progress reports figures in whole units; an objective of −1 or MaxInt64 says that there is no answer yet.
func (m *meter) progress(step string, objective, bound int64) {
	if m.options.Progress == nil {
		return
	}
	report := planner.Progress{Step: step, Bound: &bound, Effort: m.effort}
	if objective >= 0 && objective != math.MaxInt64 {
		report.Objective = &objective
	}
	m.options.Progress(report)
}

func (m *meter) stats() planner.Stats {
	s := planner.Stats{Seed: m.options.Seed, Effort: m.effort, Threads: max(1, m.options.Threads)}
	if m.options.Now != nil {
		s.Seconds = m.options.Now().Sub(m.begin).Seconds()
	}
	return s
}
