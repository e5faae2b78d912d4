package depot

import (
	"context"
	"flag"
	"math/rand"
	"reflect"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/verify"
)

var seed = flag.Int64("seed", 1, "first seed of the random instances")

// tiny makes a random instance of at most six stops, three depots and two hubs; some have tight capacities and one-way costs.
func tiny(seed int64) *planner.LocationRouting {
	r := rand.New(rand.NewSource(seed))
	stops, depots, hubs := 2+r.Intn(5), 1+r.Intn(3), 1+r.Intn(2)
	travel := func() *geo.Matrix {
		n := stops + depots + hubs
		m := geo.NewMatrix(n, n)
		for i := range n {
			for j := range i {
				d := 1 + int64(r.Intn(100))
				m.Set(i, j, geo.Leg{Meters: d})
				if seed%3 == 0 {
					d = 1 + int64(r.Intn(100))
				}
				m.Set(j, i, geo.Leg{Meters: d})
			}
		}
		return m
	}
	p := &planner.LocationRouting{Travel: travel(), Van: planner.EchelonVehicle{Capacity: 10 + int64(r.Intn(15)), Fixed: int64(r.Intn(60)), PerMeter: 1 + int64(r.Intn(2))}}
	for i := range stops {
		p.Stops = append(p.Stops, planner.EchelonStop{Place: int32(i), Load: int64(r.Intn(10))})
	}
	for k := range depots {
		d := planner.DepotSite{Place: int32(stops + k), Fixed: int64(r.Intn(200))}
		if r.Intn(3) > 0 {
			d.Capacity = new(5 + p.Load()*int64(1+r.Intn(3))/3)
		}
		p.Depots = append(p.Depots, d)
	}
	if r.Intn(2) == 0 {
		return p
	}
	p.Feed = &planner.Feed{Travel: travel(), Truck: planner.EchelonVehicle{Capacity: 15 + p.Load()*int64(1+r.Intn(2))/2, Fixed: int64(r.Intn(100)), PerMeter: 1 + int64(r.Intn(3))}}
	for k := range hubs {
		h := planner.DepotSite{Place: int32(stops + depots + k), Fixed: int64(r.Intn(100))}
		if r.Intn(2) == 0 {
			h.Capacity = new(p.Load() * int64(2+r.Intn(2)) / 3)
		}
		p.Feed.Hubs = append(p.Feed.Hubs, h)
	}
	return p
}

const impossible = int64(1) << 40

// force works out the least cost by looking through everything: which depot has which stop, in tours of which subsets, in which order.
func force(p *planner.LocationRouting) int64 {
	loads, places := make([]int64, len(p.Stops)), make([]int32, len(p.Stops))
	for i, s := range p.Stops {
		loads[i], places[i] = s.Load, s.Place
	}
	all := make([]bool, len(p.Stops))
	for i := range all {
		all[i] = true
	}
	return deal(p.Travel, p.Depots, p.Van, loads, places, all, func(given []int64, open []bool) int64 {
		if p.Feed == nil {
			return 0
		}
		places := make([]int32, len(p.Depots))
		for k, d := range p.Depots {
			places[k] = d.Place
		}
		return deal(p.Feed.Travel, p.Feed.Hubs, p.Feed.Truck, given, places, open, func([]int64, []bool) int64 { return 0 })
	})
}

// deal gives every stop that needs it to every site and asks above what serving the sites themselves costs.
func deal(m *geo.Matrix, sites []planner.DepotSite, v planner.EchelonVehicle, loads []int64, places []int32, needs []bool, above func([]int64, []bool) int64) int64 {
	n := len(loads)
	cost := make([][]int64, len(sites)) // by site and set of stops: its tours
	for k, site := range sites {
		one := make([]int64, 1<<n)
		for set := range one {
			one[set] = impossible
		}
		var drive func(set int, at int32, load, meters int64)
		drive = func(set int, at int32, load, meters int64) {
			for i := range n {
				if set>>i&1 == 0 && load+loads[i] <= v.Capacity {
					leg, _ := m.At(int(at), int(places[i]))
					back, _ := m.At(int(places[i]), int(site.Place))
					now := set | 1<<i
					one[now] = min(one[now], v.Fixed+v.PerMeter*(meters+leg.Meters+back.Meters))
					drive(now, places[i], load+loads[i], meters+leg.Meters)
				}
			}
		}
		drive(0, site.Place, 0, 0)
		cost[k] = make([]int64, 1<<n)
		for set := 1; set < 1<<n; set++ {
			cost[k][set] = impossible
			for tour := set; tour > 0; tour = (tour - 1) & set {
				cost[k][set] = min(cost[k][set], one[tour]+cost[k][set^tour])
			}
		}
	}
	least := impossible
	given, open, sets := make([]int64, len(sites)), make([]bool, len(sites)), make([]int, len(sites))
	var give func(i int)
	give = func(i int) {
		if i == n {
			sum := int64(0)
			for k, site := range sites {
				if open[k] = sets[k] > 0; open[k] {
					sum += site.Fixed + cost[k][sets[k]]
				}
				if site.Capacity != nil && given[k] > *site.Capacity {
					return
				}
			}
			if sum < least {
				least = min(least, sum+above(given, open))
			}
			return
		}
		if !needs[i] {
			give(i + 1)
			return
		}
		for k := range sites {
			sets[k] |= 1 << i
			given[k] += loads[i]
			give(i + 1)
			sets[k] &^= 1 << i
			given[k] -= loads[i]
		}
	}
	give(0)
	return least
}

func TestTinyProblemsAreSolvedLikeByBruteForce(t *testing.T) {
	proven, impossibles := 0, 0
	for s := *seed; s < *seed+300; s++ {
		p := tiny(s)
		want := force(p)
		a, err := Solve(context.Background(), p, planner.Options{Seed: s, Effort: 3000})
		if err != nil {
			t.Fatalf("seed %d: %v", s, err)
		}
		if err := verify.LocationRouting(p, a); err != nil {
			t.Fatalf("seed %d: %v", s, err)
		}
		if a.Bound != nil && *a.Bound > want {
			t.Errorf("seed %d: bound %d above the least cost %d", s, *a.Bound, want)
		}
		switch {
		case want >= impossible:
			if a.Status != planner.Infeasible {
				t.Errorf("seed %d: status %q of an impossible problem", s, a.Status)
			}
			impossibles++
		case a.Objective == nil:
			t.Errorf("seed %d: %s %s, want %d", s, a.Status, a.Reason, want)
		case *a.Objective != want:
			t.Errorf("seed %d: objective %d, want %d", s, *a.Objective, want)
		}
		if a.Status == planner.Optimal {
			proven++
		}
	}
	if proven+impossibles != 300 {
		t.Errorf("%d of 300 proven optimal and %d impossible: some are neither", proven, impossibles)
	}
}

func TestBoundsAreNotAboveTheLeastCostAndTheSearchIsNotBelow(t *testing.T) {
	found, tight := 0, 0
	for s := *seed; s < *seed+300; s++ {
		p := tiny(s)
		want := force(p)
		c, err := newCore(p)
		if err != nil {
			t.Fatal(err)
		}
		if bound := c.simpleBound(); bound > want && want < impossible {
			t.Errorf("seed %d: simple bound %d above the least cost %d", s, bound, want)
		}
		if b := newBounder(c); b != nil && want < impossible {
			r := newRandom(s, 0)
			for range 20 {
				for i := range b.price {
					b.price[i] = int64(r.below(300))
				}
				if bound := b.evaluate(newMeter(context.Background(), planner.Options{}, 1), b.branch(0, 0)); bound > want {
					t.Errorf("seed %d: bound %d above the least cost %d", s, bound, want)
				}
			}
			if bound := b.prove(newMeter(context.Background(), planner.Options{}, 1), 200, want); bound > want {
				t.Errorf("seed %d: best bound %d above the least cost %d", s, bound, want)
			} else if bound > want*9/10 {
				tight++
			}
		}
		tours, value, ok := c.race(newMeter(context.Background(), planner.Options{Seed: s, Effort: 10_000}, 1))
		if !ok {
			continue
		}
		a := &planner.LocationRoutingAnswer{Status: planner.Feasible}
		c.write(a, tours, value)
		if err := verify.LocationRouting(p, a); err != nil {
			t.Fatalf("seed %d: %v", s, err)
		}
		if value < want {
			t.Errorf("seed %d: objective %d below the least cost %d", s, value, want)
		}
		if value == want {
			found++
		}
	}
	if found < 230 || tight < 100 {
		t.Errorf("the search found the best of %d problems in 300, and %d bounds came within a tenth", found, tight)
	}
	t.Logf("%d best found, %d bounds within a tenth", found, tight)
}

func TestAnAnswerDoesNotDependOnThreads(t *testing.T) {
	for s := range int64(6) {
		p := larger(s)
		var first *planner.LocationRoutingAnswer
		for _, threads := range []int{1, 2, 5} {
			a, err := Solve(context.Background(), p, planner.Options{Seed: s, Effort: 4000, Threads: threads})
			if err != nil {
				t.Fatal(err)
			}
			if err := verify.LocationRouting(p, a); err != nil {
				t.Fatalf("seed %d: %v", s, err)
			}
			a.Stats.Threads = 0
			if first == nil {
				first = a
			}
			if !reflect.DeepEqual(first, a) {
				t.Errorf("seed %d: %d threads answer %d, one answers %d, or otherwise", s, threads, *a.Objective, *first.Objective)
			}
		}
	}
}

// larger makes a random instance of 40 stops and 8 depots on a plane, every second one fed from two hubs.
func larger(seed int64) *planner.LocationRouting {
	const stops, depots, hubs = 40, 8, 2
	r := rand.New(rand.NewSource(seed))
	x, y := make([]int64, stops+depots+hubs), make([]int64, stops+depots+hubs)
	for i := range x {
		x[i], y[i] = int64(r.Intn(1000)), int64(r.Intn(1000))
	}
	m := geo.NewMatrix(len(x), len(x))
	for i := range x {
		for j := range x {
			m.Set(i, j, geo.Leg{Meters: max(x[i]-x[j], x[j]-x[i]) + max(y[i]-y[j], y[j]-y[i])})
		}
	}
	p := &planner.LocationRouting{Travel: m, Van: planner.EchelonVehicle{Capacity: 50, Fixed: 100, PerMeter: 1}}
	for i := range stops {
		p.Stops = append(p.Stops, planner.EchelonStop{Place: int32(i), Load: 5 + int64(r.Intn(10))})
	}
	for k := range depots {
		p.Depots = append(p.Depots, planner.DepotSite{Place: int32(stops + k), Fixed: 500 + int64(r.Intn(1000)), Capacity: new(int64(150))})
	}
	if seed%2 == 1 {
		p.Feed = &planner.Feed{Travel: m, Truck: planner.EchelonVehicle{Capacity: 260, Fixed: 300, PerMeter: 2}}
		for k := range hubs {
			p.Feed.Hubs = append(p.Feed.Hubs, planner.DepotSite{Place: int32(stops + depots + k), Fixed: 800})
		}
	}
	return p
}
