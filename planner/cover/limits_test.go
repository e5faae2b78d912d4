package cover

import (
	"context"
	"slices"
	"testing"
	"time"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// hard is a problem that is not proven within seconds: a county with a limit so long that everything overlaps.
func hard() *planner.Siting {
	return plannertest.County{Villages: 500, Seed: 1, LimitMeters: 2500}.Siting()
}

func TestACancelledContextReturnsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := hard()
	begin := time.Now()
	a, err := New().Solve(ctx, p, planner.Options{})
	if err != nil || a.Status != planner.Stopped {
		t.Fatalf("status %v, error %v; expected stopped", a, err)
	}
	if err := verify.Siting(p, a); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > hung {
		t.Errorf("returned after %v", took)
	}
}

// hung is how late a solve may stop on any machine, busy and watched for races as it may be; that it is 100 ms on an idle one
// is for benchmarks to say.
const hung = 30 * time.Second

func TestCancellingEndsTheSolveSoonWithAnAnswer(t *testing.T) {
	for _, reports := range []int{1, 2, 5} {
		ctx, cancel := context.WithCancel(context.Background())
		p := hard()
		var cancelled time.Time
		seen := 0
		a, err := New().Solve(ctx, p, planner.Options{Progress: func(at planner.Progress) {
			if at.Objective == nil {
				return
			}
			if seen++; seen == reports {
				cancelled = time.Now()
				cancel()
			}
		}})
		late := time.Since(cancelled)
		cancel()
		if err != nil || a.Status != planner.Stopped || a.Objective == nil {
			t.Fatalf("after %d answers: %+v, error %v; expected stopped with an answer", reports, a, err)
		}
		if err := verify.Siting(p, a); err != nil {
			t.Error(err)
		}
		t.Logf("stopped %v late", late)
		if late > hung {
			t.Errorf("stopped %v late", late)
		}
	}
}

func TestATimeLimitStops(t *testing.T) {
	p := hard()
	a := solved(t, p, planner.Options{TimeLimit: 100 * time.Millisecond, Now: time.Now})
	if a.Status != planner.Stopped || a.Stats.Seconds > hung.Seconds() {
		t.Errorf("status %s after %.3f s, expected stopped after 0.1", a.Status, a.Stats.Seconds)
	}
}

func TestEffortEndsAsFeasibleAndRepeats(t *testing.T) {
	p := hard()
	last := int64(0)
	for _, effort := range []int64{1, 100_000, 10_000_000, 200_000_000} {
		a := solved(t, p, planner.Options{Effort: effort})
		b := solved(t, p, planner.Options{Effort: effort})
		if a.Status != planner.Feasible || !slices.Equal(a.Open, b.Open) || *a.Bound != *b.Bound || a.Stats.Effort != b.Stats.Effort {
			t.Errorf("effort %d: %s, bound %d and %d, effort %d and %d", effort, a.Status, *a.Bound, *b.Bound, a.Stats.Effort, b.Stats.Effort)
		}
		if *a.Bound < last {
			t.Errorf("effort %d proves %d, less effort proved %d", effort, *a.Bound, last)
		}
		last = *a.Bound
	}
}

func TestProgressNeverGetsWorse(t *testing.T) {
	p := plannertest.County{Villages: 500, Seed: 1}.Siting()
	p.Objective, p.New = planner.MCLP, new(int64(83))
	var reports []planner.Progress
	a := solved(t, p, planner.Options{Progress: func(r planner.Progress) { reports = append(reports, r) }})
	if len(reports) == 0 {
		t.Fatal("no progress was reported")
	}
	for k := range reports[1:] {
		before, now := reports[k], reports[k+1]
		if *now.Objective < *before.Objective || *now.Bound > *before.Bound || now.Effort < before.Effort {
			t.Errorf("report %d: objective %d bound %d after objective %d bound %d", k+1, *now.Objective, *now.Bound, *before.Objective, *before.Bound)
		}
	}
	if end := reports[len(reports)-1]; *end.Objective != *a.Objective || *end.Bound != *a.Bound {
		t.Errorf("last report says %d, %d; the answer says %d, %d", *end.Objective, *end.Bound, *a.Objective, *a.Bound)
	}
}

func TestBlockedDemandsMakeLSCPInfeasibleAndTheRestIsStillCovered(t *testing.T) {
	b := geo.NewSparseBuilder(3)
	for _, covers := range [][]int{{0, 1}, {1}, {}, {2}} {
		for _, j := range covers {
			b.Add(j, geo.Leg{Meters: 10, Seconds: 1})
		}
		b.EndRow()
	}
	p := &planner.Siting{Objective: planner.LSCP, Demands: make([]planner.Demand, 4),
		Sites: []planner.Site{{}, {}, {Forbidden: true}}, Travel: b.Matrix(), Limit: geo.Limit{Metric: geo.ByMeters, Value: 10}}
	a := solved(t, p, planner.Options{})
	if a.Status != planner.Infeasible || !slices.Equal(a.Blocked, []int32{2, 3}) || !slices.Equal(a.Open, []int32{1}) || *a.Objective != 1 || *a.Bound != 1 || a.Reason == "" {
		t.Errorf("got %+v", a)
	}
}

func TestAWrongProblemIsRefused(t *testing.T) {
	p := plannertest.Random(planner.LSCP, 1)
	p.New = new(int64(3))
	if _, err := New().Solve(context.Background(), p, planner.Options{}); err == nil {
		t.Error("an LSCP with a number of sites was accepted")
	}
}

func TestHugeFiguresStayExact(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+300; seed++ {
		p := plannertest.Random(planner.MCLP, seed)
		for i := range p.Demands {
			p.Demands[i].Weight *= 1 << 36
		}
		for j := range p.Sites {
			p.Sites[j].CostYuan *= 1 << 38
		}
		if p.BudgetYuan != nil {
			p.BudgetYuan = new(*p.BudgetYuan << 38)
		}
		if a, want := solved(t, p, planner.Options{}), plannertest.BruteForce(p); *a.Objective != want || *a.Bound != want {
			t.Fatalf("seed %d: objective %d bound %d, brute force %d", seed, *a.Objective, *a.Bound, want)
		}
	}
}
