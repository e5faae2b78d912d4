package depot

import (
	"context"
	"time"

	"cuntong/planner"
)

// meter counts effort, watches the clock and the context, and says how many steps there still are. One unit of effort is one
// ruin-and-recreate step. Where only a time limit is given, the number of steps is worked out anew from the speed so far, so that
// the whole time is well used; such an answer is Stopped.
type meter struct {
	ctx     context.Context
	options planner.Options
	begin   time.Time
	effort  int64
	most    int64
	timed   bool
	share   int64 // of the time limit, in hundredths, that may be used now
}

func newMeter(ctx context.Context, o planner.Options, most int64) *meter {
	m := &meter{ctx: ctx, options: o, most: most, share: 100}
	if o.Effort > 0 {
		m.most = o.Effort
	}
	m.timed = o.Effort <= 0 && o.TimeLimit > 0 && o.Now != nil
	if o.Now != nil {
		m.begin = o.Now()
	}
	return m
}

// out reports whether the clock or the context ended the search. It may be called from many goroutines.
func (m *meter) out() bool {
	return m.ctx.Err() != nil || m.options.TimeLimit > 0 && m.options.Now != nil && m.options.Now().Sub(m.begin) >= m.limit()
}

// limit is the time that may be used now.
func (m *meter) limit() time.Duration { return m.options.TimeLimit / 100 * time.Duration(m.share) }

// count adds steps that were made.
func (m *meter) count(steps int64) {
	m.effort += steps
	if m.timed {
		gone := max(1, m.options.Now().Sub(m.begin))
		m.most = max(m.effort, int64(float64(m.effort)*(float64(m.limit())/float64(gone))))
	}
}

// tell reports progress.
func (m *meter) tell(step string, objective, bound *int64) {
	if m.options.Progress != nil {
		m.options.Progress(planner.Progress{Step: step, Objective: objective, Bound: bound, Effort: m.effort})
	}
}

func (m *meter) stats() planner.Stats {
	s := planner.Stats{Seed: m.options.Seed, Effort: m.effort, Threads: max(1, m.options.Threads)}
	if m.options.Now != nil {
		s.Seconds = m.options.Now().Sub(m.begin).Seconds()
	}
	return s
}
