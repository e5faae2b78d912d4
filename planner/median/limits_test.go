package median

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"cuntong/geo"
	"cuntong/planner"
)

// square returns n places at random in a square, demands of some weight and sites alike, travel computed as asked for.
func square(objective planner.Objective, n int, sites, seed int64) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(seed), 11))
	var at plane
	for range n {
		at = append(at, [2]float64{math.Floor(r.Float64() * 10_000), math.Floor(r.Float64() * 10_000)})
	}
	p := publishedProblem(objective, at, sites)
	for i := range p.Demands {
		p.Demands[i].Weight = 1 + r.Int64N(40)
	}
	return p
}

func TestACancelledContextReturnsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a, err := New().Solve(ctx, square(planner.PMedian, 300, 30, 1), planner.Options{})
	if err != nil || a.Status != planner.Stopped || a.Objective != nil || a.Reason == "" {
		t.Fatalf("%+v, error %v; expected stopped with a reason", a, err)
	}
}

// hung is how late a solve may stop on any machine, busy and watched for races as it may be; that it is 100 ms on an idle one
// is for benchmarks to say.
const hung = 30 * time.Second

func TestCancellingEndsTheSolveSoonWithAnAnswer(t *testing.T) {
	for _, objective := range []planner.Objective{planner.PMedian, planner.PCenter} {
		p := square(objective, 1000, 40, 1)
		for _, after := range []time.Duration{700 * time.Millisecond} {
			ctx, cancel := context.WithTimeout(context.Background(), after)
			begin := time.Now()
			a, err := New().Solve(ctx, p, planner.Options{Threads: 2})
			late := time.Since(begin) - after
			cancel()
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s after %v: %s, %v late", objective, after, a.Status, late)
			if late > hung {
				t.Errorf("%s stopped %v late", objective, late)
			}
		}
	}
}

func TestEffortEndsAsFeasibleAndThreadsChangeNothing(t *testing.T) {
	for _, objective := range []planner.Objective{planner.PMedian, planner.PCenter} {
		p := square(objective, 400, 17, 2)
		for _, effort := range []int64{300_000, 3_000_000, 20_000_000} {
			a := solved(t, p, planner.Options{Effort: effort, Threads: 1, Seed: 5})
			b := solved(t, p, planner.Options{Effort: effort, Threads: 3, Seed: 5})
			a.Stats.Threads, b.Stats.Threads = 0, 0
			if !reflect.DeepEqual(a, b) {
				t.Errorf("%s effort %d: one thread gives %v, bound %v, effort %d; three give %v, bound %v, effort %d",
					objective, effort, figure(a.Objective), figure(a.Bound), a.Stats.Effort, figure(b.Objective), figure(b.Bound), b.Stats.Effort)
			}
			if a.Status == planner.Infeasible {
				t.Errorf("%s effort %d: infeasible: %s", objective, effort, a.Reason)
			}
		}
	}
}

func figure(f *int64) any {
	if f == nil {
		return "none"
	}
	return *f
}

func TestProgressNeverGetsWorse(t *testing.T) {
	for _, objective := range []planner.Objective{planner.PMedian, planner.PCenter} {
		var reports []planner.Progress
		a := solved(t, square(objective, 200, 12, 3), planner.Options{Progress: func(r planner.Progress) { reports = append(reports, r) }})
		if len(reports) == 0 {
			t.Fatalf("%s: no progress was reported", objective)
		}
		for k, now := range reports {
			if now.Objective != nil && now.Bound != nil && *now.Bound > *now.Objective {
				t.Errorf("%s report %d: bound %d above objective %d", objective, k, *now.Bound, *now.Objective)
			}
			if k == 0 {
				continue
			}
			before := reports[k-1]
			if before.Objective != nil && (now.Objective == nil || *now.Objective > *before.Objective) ||
				before.Bound != nil && (now.Bound == nil || *now.Bound < *before.Bound) || now.Effort < before.Effort {
				t.Errorf("%s report %d: %v, %v after %v, %v", objective, k, figure(now.Objective), figure(now.Bound), figure(before.Objective), figure(before.Bound))
			}
		}
		if a.Status != planner.Optimal {
			t.Errorf("%s: status %s", objective, a.Status)
		}
	}
}

func TestAnotherSiteAndAFixedOneNeverHurt(t *testing.T) {
	for _, objective := range []planner.Objective{planner.PMedian, planner.PCenter} {
		p := square(objective, 120, 1, 4)
		last := int64(math.MaxInt64)
		for sites := int64(1); sites < 30; sites += 4 {
			p.New = new(sites)
			a := solved(t, p, planner.Options{})
			if a.Status != planner.Optimal || *a.Objective > last {
				t.Errorf("%s with %d sites: %d, %s, after %d", objective, sites, *a.Objective, a.Status, last)
			}
			last = *a.Objective
			fixed := *p
			fixed.Sites = append([]planner.Site(nil), p.Sites...)
			fixed.Sites[7].Fixed = true
			if b := solved(t, &fixed, planner.Options{}); *b.Objective > *a.Objective {
				t.Errorf("%s with %d sites: %d, with a fixed one more %d", objective, sites, *a.Objective, *b.Objective)
			}
		}
	}
}

func TestMovesOfTheSearchAreCostedRight(t *testing.T) {
	for seed := int64(0); seed < 30; seed++ {
		p := square(planner.PMedian, 60, 9, seed)
		q, err := newQuestion(p, newMeter(t.Context(), planner.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		c := q.core(q.free, 25, nil)
		k := newWalker(c, uint64(seed), 0)
		k.begin(k.random(), q.m)
		for range 50 {
			k.kick()
			s := k.w.s
			fresh := newState(c)
			fresh.reset(s.list)
			value, blind := c.value(s.open)
			if s.value != value || s.blind != blind || fresh.value != value || !reflect.DeepEqual(fresh.loss, s.loss) || !reflect.DeepEqual(fresh.second, s.second) {
				t.Fatalf("seed %d: the state says %d (%d blind), from scratch %d (%d)", seed, s.value, s.blind, value, blind)
			}
			for j := range c.sites() {
				if s.open[j] {
					continue
				}
				k.w.cheap = s.cheapest()
				drop, change := k.w.try(int32(j))
				open := append([]bool(nil), s.open...)
				open[j], open[drop] = true, false
				if after, _ := c.value(open); after-value != change {
					t.Fatalf("seed %d: opening %d and closing %d changes %d, said %d", seed, j, drop, after-value, change)
				}
			}
		}
	}
}

func TestFiguresTooLargeToAddAreRefused(t *testing.T) {
	p := square(planner.PMedian, 5, 1, 1)
	p.Demands[2].Weight = 1 << 49
	if _, err := New().Solve(context.Background(), p, planner.Options{}); err == nil || !strings.Contains(err.Error(), "weight × distance") {
		t.Errorf("got %v, expected a refusal of the weights", err)
	}
	p = square(planner.PMedian, 5, 1, 1)
	p.BudgetYuan = new(int64(4))
	if err := New().Accepts(p); err == nil {
		t.Error("a budget was accepted")
	}
}

func TestALimitThatTooFewSitesKeepIsInfeasible(t *testing.T) {
	p := square(planner.PMedian, 40, 2, 6)
	p.Limit = geo.Limit{Metric: geo.ByMeters, Value: 2000}
	for _, objective := range []planner.Objective{planner.PMedian, planner.PCenter} {
		p.Objective = objective
		if a := solved(t, p, planner.Options{}); a.Status != planner.Infeasible || a.Objective != nil || a.Reason == "" {
			t.Errorf("%s: %+v", objective, a)
		}
	}
}
