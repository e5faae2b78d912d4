package cover

import (
	"context"
	"reflect"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// curve solves and recounts a frontier.
func curveOf(t *testing.T, p *planner.Siting, o FrontierOptions) *planner.Frontier {
	t.Helper()
	f, err := Frontier(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Frontier(p, f); err != nil {
		t.Fatal(err)
	}
	return f
}

// oneLimit keeps only one of a problem's limits.
func oneLimit(p *planner.Siting, byYuan bool) {
	if byYuan {
		p.New, p.BudgetYuan = nil, new(int64(60))
	} else {
		p.New, p.BudgetYuan = new(int64(8)), nil
	}
}

func TestEveryPointOfAFrontierHoldsAgainstBruteForce(t *testing.T) {
	exact, points := 0, 0
	for seed := *firstSeed; seed < *firstSeed+*manySeeds/6; seed++ {
		for _, p := range []*planner.Siting{plannertest.Random(planner.MCLP, seed), plannertest.Mixed(planner.MCLP, seed, planner.OptionDecay), plannertest.Tangled(planner.MCLP, seed)} {
			byYuan := seed%2 == 0
			oneLimit(p, byYuan)
			f := curveOf(t, p, FrontierOptions{Options: planner.Options{Effort: 300_000}, Nested: seed%3 == 0})
			most := p.New
			if byYuan {
				most = p.BudgetYuan
			}
			at := 0
			for limit, step := int64(0), 1+*most/12; limit <= *most; limit += step {
				q := *p
				if byYuan {
					q.BudgetYuan = &limit
				} else {
					q.New = &limit
				}
				for at+1 < len(f.Points) && (byYuan && f.Points[at+1].Yuan <= limit || !byYuan && f.Points[at+1].New <= limit) {
					at++
				}
				best := plannertest.BruteForce(&q)
				if f.Points[at].Weight > best || f.Points[at].Bound < best {
					t.Fatalf("seed %d limit %d (yuan: %t): weight %d bound %d, brute force %d", seed, limit, byYuan, f.Points[at].Weight, f.Points[at].Bound, best)
				}
				points++
				if f.Points[at].Weight == best {
					exact++
				}
			}
		}
	}
	if exact*10 < points*8 {
		t.Errorf("only %d of %d points are best possible", exact, points)
	}
}

func TestAFrontierDoesNotDependOnThreads(t *testing.T) {
	p := generated(20_000, 2000, 60_000, 2000, 1)
	for _, nested := range []bool{false, true} {
		p.New = new(int64(2000))
		one := curveOf(t, p, FrontierOptions{Options: planner.Options{Threads: 1, Effort: 30_000_000}, Nested: nested})
		four := curveOf(t, p, FrontierOptions{Options: planner.Options{Threads: 4, Effort: 30_000_000}, Nested: nested})
		four.Stats.Threads = one.Stats.Threads
		if !reflect.DeepEqual(one, four) {
			t.Errorf("nested %t: one thread gives %d points, four give %d, or their figures differ", nested, len(one.Points), len(four.Points))
		}
	}
}

func TestACancelledFrontierStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := generated(1000, 100, 10_000, 2000, 1)
	p.New = new(int64(100))
	f, err := Frontier(ctx, p, FrontierOptions{})
	if err != nil || f.Status != planner.Stopped {
		t.Fatalf("%+v, error %v; expected stopped", f, err)
	}
	if err := verify.Frontier(p, f); err != nil {
		t.Error(err)
	}
}

func TestAFrontierNeedsExactlyOneLimit(t *testing.T) {
	p := generated(100, 10, 10_000, 2000, 1)
	p.New, p.BudgetYuan = new(int64(3)), new(int64(100))
	if _, err := Frontier(context.Background(), p, FrontierOptions{}); err == nil {
		t.Error("a frontier with two limits was accepted")
	}
}
