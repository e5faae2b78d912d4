package fleet

import (
	"context"
	"time"

	"cuntong/planner"
)

// meter counts effort, watches the clock and the context, and says how far a search has come. One unit of effort is one
// ruin-and-recreate step.
//
// Where an effort is given, or nothing is, the share of the way follows counted effort and the answer repeats. Where only a
// time limit is given the share follows the clock, so that the whole time is well used; such an answer is Stopped.
type meter struct {
	ctx      context.Context
	options  planner.Options
	begin    time.Time
	effort   int64
	most     int64
	timed    bool   // the share follows the clock
	stopped  bool   // by the clock or the context
	hopeless bool   // there is no objective: a required stop can never be served
	least    *int64 // a proven bound; nil as long as nobody worked one out
}

// report tells who listens how far the search is; objective is nil while required stops are out.
func (m *meter) report(step string, objective *int64) {
	if m.options.Progress != nil {
		m.options.Progress(planner.Progress{Step: step, Objective: objective, Bound: m.least, Effort: m.effort})
	}
}

func newMeter(ctx context.Context, o planner.Options, most int64) *meter {
	m := &meter{ctx: ctx, options: o, most: most}
	if o.Effort > 0 {
		m.most = o.Effort
	}
	if m.timed = o.Effort <= 0 && o.TimeLimit > 0 && o.Now != nil; m.timed {
		m.most = 1 << 60
	}
	if o.Now != nil {
		m.begin = o.Now()
	}
	return m
}

// out reports whether the clock or the context ended the search. It may be called from many goroutines.
func (m *meter) out() bool {
	return m.ctx.Err() != nil || m.options.TimeLimit > 0 && m.options.Now != nil && m.options.Now().Sub(m.begin) >= m.options.TimeLimit
}

// over reports whether the search must end.
func (m *meter) over() bool { return m.stopped || m.effort >= m.most }

// share returns how much of the way is gone, of 2³², after some more units of effort beyond those counted.
func (m *meter) share(more int64) uint64 {
	if m.timed {
		gone := uint64(max(0, m.options.Now().Sub(m.begin)))
		return min(1<<32, fraction(gone, uint64(m.options.TimeLimit)))
	}
	return min(1<<32, fraction(uint64(m.effort+more), uint64(m.most)))
}

// fraction returns part/whole · 2³² for numbers below 2⁶², at most 2³².
func fraction(part, whole uint64) uint64 {
	if part >= whole {
		return 1 << 32
	}
	for whole >= 1<<31 {
		part, whole = part>>1, whole>>1
	}
	return part << 32 / max(1, whole)
}

func (m *meter) stats() planner.Stats {
	s := planner.Stats{Seed: m.options.Seed, Effort: m.effort, Threads: max(1, m.options.Threads)}
	if m.options.Now != nil {
		s.Seconds = m.options.Now().Sub(m.begin).Seconds()
	}
	return s
}

// part returns a meter for one of several searches of which so many are still to come, this one included.
func (m *meter) part(left int64) *meter {
	o := m.options
	o.Effort = max(1, (m.most-m.effort)/left)
	if m.timed {
		o.Effort = 0
	}
	if m.options.TimeLimit > 0 && m.options.Now != nil {
		gone := m.options.Now().Sub(m.begin)
		o.TimeLimit = max(1, (m.options.TimeLimit-gone)/time.Duration(left))
	}
	return newMeter(m.ctx, o, m.most)
}
