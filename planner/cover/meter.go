package cover

import (
	"context"
	"sync"
	"time"

	"cuntong/planner"
)

// meter counts effort, watches the clock and the context, and passes progress on. One unit of effort is one
// visited pair of a row and a site that covers it, or as much work.
type meter struct {
	ctx      context.Context
	options  planner.Options
	begin    time.Time
	effort   int64
	most     int64                                                  // effort at which the solve ends
	nextLook int64                                                  // effort at which clock and context are looked at again
	stopped  bool                                                   // by the clock or the context
	clock    *sync.Mutex                                            // held while the clock is read: children may run side by side
	show     func(step string, value, bound int64) planner.Progress // turns the core's figures into the problem's
}

// lookEvery units of effort pass between two looks at the clock: about a millisecond.
const lookEvery = 1 << 18

// defaultEffort ends a solve that nothing else ends, after some half a minute on an office machine.
const defaultEffort = 3_000_000_000

func newMeter(ctx context.Context, o planner.Options) *meter {
	m := &meter{ctx: ctx, options: o, most: o.Effort, clock: &sync.Mutex{}}
	if m.most <= 0 {
		m.most = defaultEffort
	}
	if o.Now != nil {
		m.begin = o.Now()
	}
	m.look()
	return m
}

// child is a meter for a part of the work that may run beside other parts: its own effort, no progress.
func (m *meter) child(effort int64) *meter {
	return &meter{ctx: m.ctx, options: m.options, begin: m.begin, most: effort, clock: m.clock}
}

// join takes over what a child has spent.
func (m *meter) join(child *meter) {
	m.effort += child.effort
	m.stopped = m.stopped || child.stopped
}

// spend counts work and reports whether there may be more of it.
func (m *meter) spend(units int64) bool {
	m.effort += units
	if m.effort >= m.nextLook {
		m.look()
	}
	return !m.stopped && m.effort < m.most
}

// over reports whether the solve must end.
func (m *meter) over() bool { return m.stopped || m.effort >= m.most }

func (m *meter) look() {
	m.nextLook = m.effort + lookEvery
	m.clock.Lock()
	defer m.clock.Unlock()
	if m.ctx.Err() != nil {
		m.stopped = true
	}
	if m.options.TimeLimit > 0 && m.options.Now != nil && m.options.Now().Sub(m.begin) >= m.options.TimeLimit {
		m.stopped = true
	}
}

func (m *meter) progress(step string, value, bound int64) {
	if m.options.Progress == nil || m.show == nil {
		return
	}
	report := m.show(step, value, bound)
	report.Effort = m.effort
	m.options.Progress(report)
}

func (m *meter) stats() planner.Stats {
	s := planner.Stats{Seed: m.options.Seed, Effort: m.effort, Threads: 1}
	if m.options.Now != nil {
		s.Seconds = m.options.Now().Sub(m.begin).Seconds()
	}
	return s
}
