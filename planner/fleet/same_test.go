package fleet

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// countyDay is a day of stops around one hub, with windows and pick-ups where timed.
func countyDay(stops int, timed bool, seed uint64) *planner.Routing {
	r := rand.New(rand.NewPCG(seed, 9))
	n := stops + 1
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = r.Float64()*40_000, r.Float64()*40_000
	}
	m := geo.NewMatrix(n, n)
	for i := range n {
		for j := range n {
			d := math.Hypot(x[i]-x[j], y[i]-y[j]) * 1.25
			m.Set(i, j, geo.Leg{Meters: int64(d), Seconds: int64(d / 11)})
		}
	}
	p := &planner.Routing{Profiles: []*geo.Matrix{m}, Depots: []planner.Depot{{Reload: 900}},
		Vehicles: []planner.VehicleType{{Capacity: planner.Load{600, 3000, 350}, PerMeter: 830, Fixed: 40_000_000}}}
	if timed {
		p.Vehicles[0].Shift = &planner.Window{Open: 8 * 3600, Close: 17 * 3600}
		p.Vehicles[0].PerSecond = 5500
		p.Vehicles[0].Break = &planner.Break{Window: planner.Window{Open: 11 * 3600, Close: 13 * 3600}, Seconds: 1800}
		p.Vehicles[0].Trips, p.Vehicles[0].Reloads = 2, []int32{0}
	}
	for i := range stops {
		parcels := 3 + r.Int64N(40)
		s := planner.Stop{Place: int32(i + 1), Delivery: planner.Load{parcels * 3 / 2, parcels * 9, parcels}, Service: 240 + 4*parcels}
		if timed {
			s.Pickup = planner.Load{parcels, parcels * 5, parcels / 3}
			if r.IntN(4) == 0 {
				s.Window = &planner.Window{Open: 8 * 3600, Close: 11*3600 + 1800}
			}
		} else {
			s.Delivery = planner.Load{0, 0, parcels}
		}
		p.Stops = append(p.Stops, s)
	}
	return p
}

func TestTheAnswerDependsOnSeedAndEffortAlone(t *testing.T) {
	for name, p := range map[string]*planner.Routing{"lean whole": countyDay(60, false, 1), "lean parts": countyDay(220, false, 2),
		"rich whole": countyDay(50, true, 3), "rich parts": countyDay(185, true, 4), "options": plannertest.RandomRouting(3)} {
		t.Run(name, func(t *testing.T) {
			var before *planner.RoutingAnswer
			for _, threads := range []int{1, 3} {
				a, err := New().Solve(context.Background(), p, planner.Options{Seed: 7, Effort: 4000, Threads: threads})
				if err != nil {
					t.Fatal(err)
				}
				if err := verify.Routing(p, a); err != nil {
					t.Fatal(err)
				}
				if a.Status != planner.Feasible && a.Status != planner.Optimal {
					t.Fatalf("status %s: %s", a.Status, a.Reason)
				}
				a.Stats.Threads = 0
				if before != nil && !reflect.DeepEqual(before, a) {
					t.Fatalf("%d threads give another answer: %d, before %d", threads, *a.Objective, *before.Objective)
				}
				before = a
			}
		})
	}
}

func TestATimeLimitAndACancelledContextEndTheSearch(t *testing.T) {
	for name, p := range map[string]*planner.Routing{"lean": countyDay(220, false, 2), "rich": countyDay(190, true, 4)} {
		t.Run(name, func(t *testing.T) {
			a, err := New().Solve(context.Background(), p, planner.Options{TimeLimit: 50 * time.Millisecond, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			if err := verify.Routing(p, a); err != nil || a.Status != planner.Stopped || a.Objective == nil {
				t.Fatalf("%v, status %s", err, a.Status)
			}
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			a, err = New().Solve(ctx, p, planner.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := verify.Routing(p, a); err != nil || a.Status != planner.Stopped {
				t.Fatalf("%v, status %s", err, a.Status)
			}
		})
	}
}

func TestProgressTellsObjectiveAndBoundThatTheAnswerKeeps(t *testing.T) {
	for name, p := range map[string]*planner.Routing{"lean": countyDay(220, false, 2), "rich": countyDay(190, true, 4), "small": countyDay(30, true, 1)} {
		t.Run(name, func(t *testing.T) {
			var reports []planner.Progress
			a, err := New().Solve(context.Background(), p, planner.Options{Effort: 9000, Threads: 2, Progress: func(r planner.Progress) { reports = append(reports, r) }})
			if err != nil {
				t.Fatal(err)
			}
			told := 0
			for k, r := range reports {
				if r.Bound == nil || *r.Bound != *a.Bound || k > 0 && r.Effort < reports[k-1].Effort {
					t.Fatalf("report %d of %d: %+v, the answer's bound is %d", k, len(reports), r, *a.Bound)
				}
				if r.Objective == nil {
					continue
				}
				told++
				if *r.Objective < *a.Objective {
					t.Fatalf("report %d tells %d, the answer is %d", k, *r.Objective, *a.Objective)
				}
			}
			if last := reports[len(reports)-1]; told < 2 || last.Effort != a.Stats.Effort || *last.Objective != *a.Objective {
				t.Errorf("%d of %d reports tell an objective, the last %+v; the answer is %d after %d", told, len(reports), last, *a.Objective, a.Stats.Effort)
			}
		})
	}
}
