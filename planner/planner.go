// Package planner holds the words that every model shares: options, progress, status, and the problems
// with their answers. It does no I/O and reads no clock of its own.
//
// Inside problems everything is counted in whole units: metres, seconds, yuan, parcels, people. Demands
// and sites are positions in their problem's slices.
package planner

import (
	"context"
	"math"
	"time"
)

// Status says what is known about an answer.
type Status string

// Optimal is only said with a proof: the bound equals the objective. Stopped means that a wall-clock limit
// or a cancellation ended the solve; such an answer, though verified, is not promised to repeat.
const (
	Optimal    Status = "optimal"
	Feasible   Status = "feasible"
	Infeasible Status = "infeasible"
	Stopped    Status = "stopped"
)

// Options steer a solve. The zero value asks for the default effort on one thread with seed 0.
type Options struct {
	Seed      int64
	Threads   int           // workers; the answer does not depend on it
	Effort    int64         // counted work units; 0: the model's default; the same effort gives the same answer anywhere
	TimeLimit time.Duration // 0: none; a guard outside the promise of repeatability
	// Now reads the clock for TimeLimit and Stats.Seconds; nil where neither is wanted.
	Now func() time.Time
	// Progress is called now and then from one goroutine at a time; nil where nobody listens.
	Progress func(Progress)
}

// Progress is a report from a running solve.
type Progress struct {
	Step      string // reduce, bound, search, branch
	Objective *int64 // best answer so far; nil none yet
	Bound     *int64 // best proven bound so far; nil none yet
	Effort    int64
}

// Stats tell what a solve took.
type Stats struct {
	Seed    int64
	Effort  int64
	Threads int
	Seconds float64
}

// Gap is |objective − bound| / max(|objective|, 1e-9), a fraction; false where either is unknown.
func Gap(objective, bound *int64) (float64, bool) {
	if objective == nil || bound == nil {
		return 0, false
	}
	return math.Abs(float64(*objective-*bound)) / math.Max(math.Abs(float64(*objective)), 1e-9), true
}

// Model answers siting problems of the kinds it accepts.
type Model interface {
	// Accepts returns nil, or a sentence that says why the model cannot take the problem and what to change.
	Accepts(p *Siting) error
	// Solve answers the problem. It fails only on a problem it does not accept; an infeasible problem, a
	// limit and a cancelled context each give an answer with that Status and the best found so far.
	Solve(ctx context.Context, p *Siting, o Options) (*SitingAnswer, error)
}
