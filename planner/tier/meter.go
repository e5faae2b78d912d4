package tier

import (
	"context"
	"time"

	"cuntong/planner"
)

// meter counts effort, watches the clock and the context, and passes progress on.
type meter struct {
	ctx      context.Context
	options  planner.Options
	begin    time.Time
	effort   int64
	most     int64 // effort at which the whole solve ends
	share    int64 // effort at which the part under way ends
	nextLook int64
	stopped  bool // by the clock or the context
}

const (
	lookEvery        = 1 << 16     // units of effort between two looks at the clock: about a millisecond
	effortPerVillage = 500_000     // ends a solve that nothing else ends: a county of 500 villages after some 3 s on an office machine
	leastEffort      = 100_000_000 // for few villages
	manyHubsFactor   = 4           // where hubs have too many ways to be run to try them all
)

func newMeter(ctx context.Context, o planner.Options, villages int, manyHubs bool) *meter {
	m := &meter{ctx: ctx, options: o, most: o.Effort}
	if m.most <= 0 {
		m.most = max(leastEffort, effortPerVillage*int64(villages))
		if manyHubs {
			m.most *= manyHubsFactor
		}
	}
	m.share = m.most
	if o.Now != nil {
		m.begin = o.Now()
	}
	m.look()
	return m
}

// spend counts work and reports whether the part under way may go on.
func (m *meter) spend(units int64) bool {
	m.effort += units
	if m.effort >= m.nextLook {
		m.look()
	}
	return !m.over()
}

// over reports whether the part under way must end.
func (m *meter) over() bool { return m.stopped || m.effort >= m.most || m.effort >= m.share }

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
	if m.options.Progress != nil {
		m.options.Progress(planner.Progress{Step: step, Objective: objective, Bound: bound, Effort: m.effort})
	}
}

func (m *meter) stats() planner.Stats {
	s := planner.Stats{Seed: m.options.Seed, Effort: m.effort, Threads: 1}
	if m.options.Now != nil {
		s.Seconds = m.options.Now().Sub(m.begin).Seconds()
	}
	return s
}
