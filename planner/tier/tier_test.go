package tier

import (
	"context"
	"flag"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

var firstSeed = flag.Int64("seed", 1, "first seed of the random problems")

func TestSmallNetworksAgreeWithBruteForce(t *testing.T) {
	optimal, answered, infeasible := 0, 0, 0
	const problems = 1500
	for seed := *firstSeed; seed < *firstSeed+problems; seed++ {
		p := plannertest.RandomNetwork(seed)
		want, feasible := plannertest.BruteForceNetwork(p)
		a, err := New().SolveNetwork(context.Background(), p, planner.Options{Effort: 2_000_000})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := verify.Network(p, a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		switch {
		case a.Status == planner.Infeasible && feasible:
			t.Fatalf("seed %d: said to be infeasible, brute force finds %d fen", seed, want)
		case a.Status == planner.Infeasible:
			infeasible++
		case a.Objective == nil:
			t.Logf("seed %d: %s (brute force: %d, %v)", seed, a.Reason, want, feasible)
		case !feasible:
			t.Fatalf("seed %d: answered %d fen, brute force finds nothing", seed, *a.Objective)
		case *a.Objective < want || *a.Bound > want:
			t.Fatalf("seed %d: objective %d and bound %d around the true %d", seed, *a.Objective, *a.Bound, want)
		default:
			answered++
			if a.Status == planner.Optimal {
				optimal++
			} else if p.BudgetYuan == nil {
				t.Logf("seed %d: %s %d, bound %d, true %d", seed, a.Status, *a.Objective, *a.Bound, want)
			}
		}
	}
	t.Logf("%d of %d answered, %d proven optimal, %d proven infeasible", answered, problems, optimal, infeasible)
	if optimal < answered*8/10 || answered+infeasible < problems*97/100 {
		t.Errorf("too few proofs")
	}
}

func TestMoreBudgetNeverServesAtMoreCost(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+200; seed++ {
		p := plannertest.RandomNetwork(seed)
		last := int64(-1)
		for _, budget := range []int64{1_000, 3_000, 6_000, 12_000, 1 << 40} {
			p.BudgetYuan = &budget
			best, feasible := plannertest.BruteForceNetwork(p)
			a, err := New().SolveNetwork(context.Background(), p, planner.Options{Effort: 2_000_000})
			if err != nil {
				t.Fatal(err)
			}
			if a.Objective == nil || !feasible {
				continue
			}
			if last >= 0 && best > last {
				t.Fatalf("seed %d: budget %d costs %d fen, a smaller one %d", seed, budget, best, last)
			}
			if *a.Bound > best || *a.Objective < best {
				t.Fatalf("seed %d, budget %d: %d and bound %d around the true %d", seed, budget, *a.Objective, *a.Bound, best)
			}
			last = best
		}
	}
}

func TestTheAnswerRepeats(t *testing.T) {
	p := plannertest.CountyNetwork(2, 5)
	var first *planner.NetworkAnswer
	for _, threads := range []int{1, 2, 2} {
		a, err := New().SolveNetwork(context.Background(), p, planner.Options{Effort: 20_000_000, Threads: threads})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = a
		}
		if *a.Objective != *first.Objective || *a.Bound != *first.Bound || a.Stats.Effort != first.Stats.Effort {
			t.Fatalf("%d fen, bound %d, effort %d; first %d, %d, %d", *a.Objective, *a.Bound, a.Stats.Effort, *first.Objective, *first.Bound, first.Stats.Effort)
		}
	}
}

func TestACancelledSolveSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := plannertest.CountyNetwork(2, 5)
	a, err := New().SolveNetwork(ctx, p, planner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Network(p, a); err != nil {
		t.Fatal(err)
	}
	if a.Status != planner.Stopped {
		t.Fatalf("status %q", a.Status)
	}
}

func TestATightBudgetStillHasAnAnswer(t *testing.T) {
	p := plannertest.CountyNetwork(3, 4)
	p.UnservedFen = 60_000
	for k := range p.Points { // some stand today
		for s := range p.Points[k].Sizes {
			if k%4 == 0 {
				p.Points[k].Sizes[s].OpeningYuan -= p.Points[k].Sizes[0].OpeningYuan
			}
		}
	}
	for k := range p.Stations {
		p.Stations[k].Sizes = p.Stations[k].Sizes[:1]
		p.Stations[k].Sizes[0].OpeningYuan = 0
	}
	for k := range p.Hubs {
		p.Hubs[k].Sizes = p.Hubs[k].Sizes[:1]
		p.Hubs[k].Sizes[0].OpeningYuan = 0
	}
	last, servedLast := int64(-1), -1
	for _, budget := range []int64{0, 60_000, 200_000, 100_000_000} {
		p.BudgetYuan = &budget
		a, err := New().SolveNetwork(context.Background(), p, planner.Options{Effort: 20_000_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.Network(p, a); err != nil {
			t.Fatal(err)
		}
		if a.Objective == nil {
			t.Fatalf("budget %d: %s", budget, a.Reason)
		}
		served := 0
		for _, j := range a.ServedAt {
			if j != planner.Unassigned {
				served++
			}
		}
		if last >= 0 && (*a.Objective > last || served < servedLast) {
			t.Errorf("budget %d costs %d fen and serves %d villages, a smaller one %d and %d", budget, *a.Objective, served, last, servedLast)
		}
		last, servedLast = *a.Objective, served
		t.Logf("budget %d: %d fen, %d of %d villages, %d yuan spent", budget, *a.Objective, served, len(p.Villages), a.Cost.OpeningYuan)
	}
}
