package charge

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"cuntong/geo"
	"cuntong/planner"
)

// county returns a problem of size × size places that are demands and sites at once, with capacities for about six demands each.
func county(objective planner.Objective, size int, seed int64) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(seed), 9))
	p := &planner.Siting{Objective: objective, Limit: geo.Limit{Metric: geo.ByMeters, Value: 30_000}}
	x, y := make([]float64, size), make([]float64, size)
	for i := range size {
		x[i], y[i] = r.Float64()*60_000, r.Float64()*60_000
		p.Demands = append(p.Demands, planner.Demand{Weight: 50 + r.Int64N(2000), Load: 1 + r.Int64N(40)})
		p.Sites = append(p.Sites, planner.Site{Charge: 2_000_000 + r.Int64N(8_000_000), Capacity: new(80 + r.Int64N(80))})
	}
	if objective == planner.PMedian {
		p.New = new(int64(size / 4))
	}
	b := geo.NewSparseBuilder(size)
	for i := range size {
		for j := range size {
			if d := geo.WholeMeters(geo.Meters(math.Hypot(x[i]-x[j], y[i]-y[j]))); d <= p.Limit.Value {
				b.Add(j, geo.Leg{Meters: d, Seconds: d / 10})
			}
		}
		b.EndRow()
	}
	p.Travel = b.Matrix()
	return p
}

// kinds of problems that the tests below go through.
var kinds = map[string]func(size int, seed int64) *planner.Siting{
	"free": func(size int, seed int64) *planner.Siting {
		p := county(planner.FixedCharge, size, seed)
		for j := range p.Sites {
			p.Sites[j].Capacity = nil
		}
		return p
	},
	"shared": func(size int, seed int64) *planner.Siting {
		p := county(planner.FixedCharge, size, seed)
		p.Splittable = true
		return p
	},
	"whole":  func(size int, seed int64) *planner.Siting { return county(planner.FixedCharge, size, seed) },
	"median": func(size int, seed int64) *planner.Siting { return county(planner.PMedian, size, seed) },
}

func TestThreadsDoNotChangeTheAnswer(t *testing.T) {
	for name, kind := range kinds {
		p := kind(50, 3)
		one := solved(t, p, planner.Options{Effort: 40_000_000})
		four := solved(t, p, planner.Options{Effort: 40_000_000, Threads: 4, Seed: 0})
		one.Stats.Threads, four.Stats.Threads = 0, 0
		if !reflect.DeepEqual(one, four) {
			t.Errorf("%s: one thread %v bound %v effort %d, four %v bound %v effort %d", name, *one.Objective, *one.Bound, one.Stats.Effort, *four.Objective, *four.Bound, four.Stats.Effort)
		}
	}
}

func TestProgressNeverTurnsBackAndEndsAtTheAnswer(t *testing.T) {
	for name, kind := range kinds {
		p := kind(60, 4)
		objective, bound := int64(math.MaxInt64), int64(math.MinInt64)
		a := solved(t, p, planner.Options{Effort: 60_000_000, Progress: func(r planner.Progress) {
			if r.Objective != nil {
				if *r.Objective > objective {
					t.Errorf("%s: objective went from %d to %d", name, objective, *r.Objective)
				}
				objective = *r.Objective
			}
			if r.Bound != nil {
				if *r.Bound < bound {
					t.Errorf("%s: bound went from %d to %d", name, bound, *r.Bound)
				}
				bound = *r.Bound
			}
		}})
		if objective < *a.Objective || bound > *a.Bound {
			t.Errorf("%s: progress ended at %d and %d, the answer is %d and %d", name, objective, bound, *a.Objective, *a.Bound)
		}
	}
}

func TestAFinishedContextEndsTheSolve(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, kind := range kinds {
		p := kind(120, 5)
		a, err := New().Solve(ctx, p, planner.Options{})
		if err != nil || a.Status != planner.Stopped {
			t.Errorf("%s: %v %v, expected stopped", name, a, err)
		}
	}
}

// The clock here jumps a second at every look, so the limit is met after few looks on any machine.
func TestATimeLimitKeepsTheBestAnswerAndItsBound(t *testing.T) {
	for name, kind := range kinds {
		p := kind(150, 6)
		var now time.Time
		a := solved(t, p, planner.Options{TimeLimit: 60 * time.Second, Now: func() time.Time {
			now = now.Add(time.Second)
			return now
		}})
		if a.Status != planner.Stopped && a.Status != planner.Optimal {
			t.Errorf("%s: %s", name, a.Status)
		}
	}
}

func TestAnotherSiteAndMoreRoomNeverCostMore(t *testing.T) {
	for name, kind := range kinds {
		for seed := range int64(8) {
			p := kind(14, seed)
			p.New = new(int64(5))
			if name != "median" {
				p.New = nil
			}
			before := solved(t, p, planner.Options{})
			if name == "median" {
				*p.New++
			}
			for j := range p.Sites {
				if p.Sites[j].Capacity != nil {
					*p.Sites[j].Capacity += 7
				}
				p.Sites[j].Charge -= p.Sites[j].Charge / 10
			}
			after := solved(t, p, planner.Options{})
			if after.Status != planner.Optimal || before.Objective != nil && (before.Status != planner.Optimal || *after.Objective > *before.Objective) {
				t.Errorf("%s seed %d: %s %v, then %s %v", name, seed, before.Status, before.Objective, after.Status, after.Objective)
			}
		}
	}
}

func TestProblemsBeyondTheModelAreRefusedWithAReason(t *testing.T) {
	big := county(planner.FixedCharge, 5, 1)
	for i := range big.Demands {
		big.Demands[i].Weight = 1 << 45
	}
	if _, err := New().Solve(context.Background(), big, planner.Options{}); err == nil {
		t.Error("costs beyond 2⁵⁷ were taken")
	}
	budget := county(planner.FixedCharge, 5, 1)
	budget.BudgetYuan = new(int64(7))
	plain := county(planner.PMedian, 5, 1)
	for j := range plain.Sites {
		plain.Sites[j].Capacity = nil
	}
	cover := county(planner.LSCP, 5, 1)
	for _, p := range []*planner.Siting{budget, plain, cover} {
		if err := New().Accepts(p); err == nil {
			t.Errorf("%s was accepted", p.Objective)
		}
	}
}
