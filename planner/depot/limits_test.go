package depot

import (
	"context"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/verify"
)

// A clock that moves by a millisecond whenever it is read stands for one that cannot be cheated.
func TestATimeLimitIsKeptWithinATenthOfASecond(t *testing.T) {
	for s := range int64(4) {
		p := larger(s)
		now := time.Unix(0, 0)
		calls := 0
		o := planner.Options{Seed: s, TimeLimit: 400 * time.Millisecond, Now: func() time.Time {
			calls++
			now = now.Add(time.Millisecond)
			return now
		}}
		a, err := Solve(context.Background(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.LocationRouting(p, a); err != nil {
			t.Fatalf("seed %d: %v", s, err)
		}
		if a.Status != planner.Stopped || calls > 500 {
			t.Errorf("seed %d: status %s after %d milliseconds, want stopped after at most 500", s, a.Status, calls)
		}
	}
}

func TestACancelledSolveStopsWithWhatItHas(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	reports := 0
	o := planner.Options{Effort: 1 << 40, Progress: func(p planner.Progress) {
		if reports++; p.Objective != nil {
			cancel()
		}
	}}
	p := larger(1)
	a, err := Solve(ctx, p, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.LocationRouting(p, a); err != nil {
		t.Fatal(err)
	}
	if a.Status != planner.Stopped || reports == 0 {
		t.Errorf("status %s after %d reports, want stopped", a.Status, reports)
	}
	a, err = Solve(ctx, p, o)
	if err != nil || a.Status != planner.Stopped {
		t.Errorf("a solve that was cancelled before it began: %+v, %v", a, err)
	}
}

func TestWhatCannotBeTakenIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(p *planner.LocationRouting){
		"more depots than bits": func(p *planner.LocationRouting) {
			for len(p.Depots) <= maxDepots {
				p.Depots = append(p.Depots, p.Depots[0])
			}
		},
		"a negative load": func(p *planner.LocationRouting) { p.Stops[0].Load = -1 },
		"no matrix":       func(p *planner.LocationRouting) { p.Travel = nil },
	} {
		p := larger(0)
		spoil(p)
		if _, err := Solve(context.Background(), p, planner.Options{Effort: 1}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
