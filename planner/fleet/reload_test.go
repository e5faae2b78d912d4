package fleet

import (
	"context"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// differentReloads gives the vehicle types of a random problem rights of their own to reload: at one depot, at the other, at both or at
// none. It is nil for a problem of one depot.
func differentReloads(seed int64) *planner.Routing {
	p := plannertest.RandomRouting(seed)
	if len(p.Depots) < 2 {
		return nil
	}
	for len(p.Vehicles) < 2 {
		p.Vehicles = append(p.Vehicles, p.Vehicles[0])
	}
	rights := [][]int32{{0}, {1}, {0, 1}, nil}
	for k := range p.Vehicles {
		v := &p.Vehicles[k]
		v.Reloads = rights[(int(seed)/(1+3*k)+k)%len(rights)]
		v.Trips, v.Count = int32(min(2, 1+len(v.Reloads))), new(int64(1))
		v.Capacity = planner.Load{4, 0, 5} // small, so that reloading pays
	}
	return p
}

func TestVehiclesReloadOnlyWhereTheirTypeMay(t *testing.T) {
	solved, exact, reloaded := 0, 0, 0
	for seed := *firstSeed; seed < *firstSeed+400; seed++ {
		p := differentReloads(seed)
		if p == nil {
			continue
		}
		a, err := New().Solve(context.Background(), p, planner.Options{Seed: seed, Effort: 1000})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := verify.Routing(p, a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		best, ok := plannertest.BruteRouting(p)
		if a.Objective == nil {
			if ok && a.Status == planner.Infeasible {
				t.Fatalf("seed %d: a proof (%s) that there is no answer, but there is one of %d", seed, a.Reason, best)
			}
			continue
		}
		if !ok || *a.Objective < best || *a.Bound > best {
			t.Fatalf("seed %d: objective %d, bound %d, least possible %d (%v)", seed, *a.Objective, *a.Bound, best, ok)
		}
		solved++
		if *a.Objective == best {
			exact++
		}
		for _, route := range a.Routes {
			for _, call := range route.Calls[1 : len(route.Calls)-1] {
				if call.Stop == planner.Nowhere {
					reloaded++
				}
			}
		}
	}
	if exact*100 < solved*96 || reloaded < 20 {
		t.Errorf("%d of %d solved to the least possible cost; %d reloads", exact, solved, reloaded)
	}
	t.Logf("%d of %d exact, %d reloads", exact, solved, reloaded)
}
