package assign

import (
	"context"
	"time"

	"cuntong/planner"
)

// meter counts effort, watches the clock and the context, and passes progress on. One unit of effort is one visited
// pair of a demand and a site, or as much work.
type meter struct {
	ctx      context.Context
	options  planner.Options
	begin    time.Time
	effort   int64
	most     int64 // effort at which the solve ends
	nextLook int64 // effort at which clock and context are looked at again
	stopped  bool  // by the clock or the context
	report   func(planner.Progress)
}

// lookEvery units of effort pass between two looks at the clock: about a millisecond.
const lookEvery = 1 << 18

// defaultEffort ends a solve that nothing else ends, after some three seconds on an office machine.
const defaultEffort = 600_000_000

func newMeter(ctx context.Context, o planner.Options) *meter {
	m := &meter{ctx: ctx, options: o, most: o.Effort, report: o.Progress}
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

// over reports whether the solve, or the part of it that has a share of the effort, must end.
func (m *meter) over() bool { return m.stopped || m.effort >= m.most }

// share runs one part of a solve with a share of the effort that is left, in thousandths.
func (m *meter) share(permille int64, part func()) {
	most := m.most
	if left := most - m.effort; left > 0 {
		m.most = m.effort + left/1000*permille + left%1000*permille/1000
	}
	part()
	m.most = most
}

func (m *meter) look() {
	m.nextLook = m.effort + lookEvery
	if m.ctx.Err() != nil {
		m.stopped = true
	}
	if m.options.TimeLimit > 0 && m.options.Now != nil && m.options.Now().Sub(m.begin) >= m.options.TimeLimit {
		m.stopped = true
	}
}

func (m *meter) progress(step string, objective, bound *int64) {
	if m.report != nil {
		m.report(planner.Progress{Step: step, Objective: objective, Bound: bound, Effort: m.effort})
	}
}

func (m *meter) stats() planner.Stats {
	s := planner.Stats{Seed: m.options.Seed, Effort: m.effort, Threads: 1}
	if m.options.Now != nil {
		s.Seconds = m.options.Now().Sub(m.begin).Seconds()
	}
	return s
}
