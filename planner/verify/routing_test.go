package verify_test

import (
	"strings"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// line is a depot at 0 and stops at 10, 20 and 30 of a line, 1 s a metre.
func line() *planner.Routing {
	m := geo.NewMatrix(4, 4)
	for i := range 4 {
		for j := range 4 {
			d := int64(max(i-j, j-i)) * 10
			m.Set(i, j, geo.Leg{Meters: d, Seconds: d})
		}
	}
	return &planner.Routing{Profiles: []*geo.Matrix{m}, Depots: []planner.Depot{{Place: 0, Reload: 3}},
		Vehicles: []planner.VehicleType{{Count: new(int64(1)), Capacity: planner.Load{5}, Fixed: 100, PerMeter: 2, PerSecond: 1, Trips: 2, Reloads: []int32{0},
			MaxMeters: new(int64(100)), MaxSeconds: new(int64(120)), Break: &planner.Break{Window: planner.Window{Open: 40, Close: 50}, Seconds: 5},
			Shift: &planner.Window{Open: 0, Close: 130}}},
		Stops: []planner.Stop{{Place: 1, Delivery: planner.Load{2}, Service: 1}, {Place: 2, Delivery: planner.Load{3}, Pickup: planner.Load{1}, Service: 1, Window: &planner.Window{Open: 25, Close: 30}},
			{Place: 3, Optional: true, Penalty: 7, Delivery: planner.Load{1}}}}
}

// driven serves stops 0 and 1 in one trip and leaves stop 2 out.
func driven() *planner.RoutingAnswer {
	return &planner.RoutingAnswer{Status: planner.Feasible, Objective: new(int64(100 + 80 + 43 + 7)), Reason: "no bound was asked for",
		Unserved: []planner.Unserved{{Stop: 2, Cause: planner.NotWorth}},
		Routes: []planner.Route{{Meters: 40, Seconds: 43, Cost: 223, Calls: []planner.Call{
			{Stop: planner.Nowhere, Depot: 0, Arrive: 4, Start: 4, Depart: 4, Load: planner.Load{5}},
			{Stop: 0, Depot: planner.Nowhere, Arrive: 14, Start: 14, Depart: 15, Load: planner.Load{3}},
			{Stop: 1, Depot: planner.Nowhere, Arrive: 25, Start: 25, Depart: 27, Load: planner.Load{1}},
			{Stop: planner.Nowhere, Depot: 0, Arrive: 47, Start: 47, Depart: 47, Load: planner.Load{1}},
		}}}}
}

func TestRoutingAcceptsWhatIsRightAndNamesWhatIsWrong(t *testing.T) {
	if err := verify.Routing(line(), driven()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want   string
		change func(p *planner.Routing, a *planner.RoutingAnswer)
	}{
		{"objective", func(p *planner.Routing, a *planner.RoutingAnswer) { *a.Objective-- }},
		{"bound", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Bound = new(*a.Objective + 1) }},
		{"without a bound", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Status = planner.Optimal }},
		{"arrives", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Routes[0].Calls[1].Arrive-- }},
		{"outside the window", func(p *planner.Routing, a *planner.RoutingAnswer) {
			p.Stops[1].Window.Close = 24
			p.Stops[1].Window.Open = 0
		}},
		{"before it is done", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Stops[0].Service = 9 }},
		{"the vehicle takes", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Vehicles[0].Capacity[0] = 4 }},
		{"on board", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Routes[0].Calls[2].Load[2] = 1 }},
		{"shift", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Vehicles[0].Shift.Close = 46 }},
		{"shift", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Vehicles[0].Shift.Open = 5 }},
		{"under way", func(p *planner.Routing, a *planner.RoutingAnswer) { *p.Vehicles[0].MaxSeconds = 42 }},
		{"are allowed", func(p *planner.Routing, a *planner.RoutingAnswer) { *p.Vehicles[0].MaxMeters = 39 }},
		{"no break", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Vehicles[0].Break.Window.Close = 46 }},
		{"nothing leads", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Profiles[0] = geo.NewMatrix(4, 4) }},
		{"skills", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Stops[0].Skills = 2 }},
		{"served and listed", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Unserved = nil }},
		{"could serve it alone", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Unserved[0].Cause = planner.NoTime }},
		{"could serve it alone", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Unserved[0].Cause = planner.TooLarge }},
		{"does not exist", func(p *planner.Routing, a *planner.RoutingAnswer) { a.Routes[0].Vehicle = 1 }},
		{"served twice", func(p *planner.Routing, a *planner.RoutingAnswer) {
			p.Profiles[0].Set(0, 2, geo.Leg{Meters: 10, Seconds: 10})
			p.Stops[0].Place = 2
			a.Routes[0].Calls[2].Stop, a.Routes[0].Calls[2].Arrive = 0, 15
		}},
		{"objective", func(p *planner.Routing, a *planner.RoutingAnswer) { p.BalanceCost = 1 }},
		{"objective", func(p *planner.Routing, a *planner.RoutingAnswer) {
			p.Vehicles[0].Count, p.MoveCost, p.Previous = nil, 1, []planner.PreviousRoute{{Vehicle: 3, Stops: []int32{0}}}
		}},
		{"transfer", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Transfers = []planner.Transfer{{From: 1, To: 0}} }},
		{"both", func(p *planner.Routing, a *planner.RoutingAnswer) { p.Transfers = []planner.Transfer{{From: 1, To: 2}} }},
		{"backhaul", func(p *planner.Routing, a *planner.RoutingAnswer) {
			p.BackhaulsLast, p.Stops[0].Pickup, p.Stops[0].Delivery = true, planner.Load{1}, planner.Load{}
			a.Routes[0].Calls[0].Load, a.Routes[0].Calls[1].Load = planner.Load{3}, planner.Load{4}
		}},
		{"without stops", func(p *planner.Routing, a *planner.RoutingAnswer) {
			calls := a.Routes[0].Calls
			home := planner.Call{Stop: planner.Nowhere, Depot: 0, Arrive: 47, Start: 47, Depart: 50}
			a.Routes[0].Calls = append(append([]planner.Call(nil), calls[:3]...), home, planner.Call{Stop: planner.Nowhere, Depot: 0, Arrive: 50, Start: 50, Depart: 50})
		}},
		{"objective", func(p *planner.Routing, a *planner.RoutingAnswer) {
			p.Stops[2].Optional, p.Stops[2].Penalty = false, 0
			a.Unserved[0].Cause = planner.NoRoom
		}},
	} {
		p, a := line(), driven()
		c.change(p, a)
		if err := verify.Routing(p, a); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want an error with %q", err, c.want)
		}
	}
}

func TestBruteForceRoutesTheLine(t *testing.T) {
	// Serving stop 2 too takes a second trip: dearer than its penalty of 7. Without idling the route takes 42 s.
	if got, ok := plannertest.BruteRouting(line()); !ok || got != 229 {
		t.Errorf("got %d, %v, want 229", got, ok)
	}
	p := line()
	p.Stops[2].Penalty = 1000
	// Trips 1-2 and 0: 60 + 20 m, 80 s driving, 2 s service, 3 s reload and a break of 5 s: 100 + 160 + 90.
	if got, ok := plannertest.BruteRouting(p); !ok || got != 350 {
		t.Errorf("got %d, %v, want 350", got, ok)
	}
	p.Stops[1].Window = &planner.Window{Open: 0, Close: 5}
	if _, ok := plannertest.BruteRouting(p); ok {
		t.Error("a stop 20 s away was reached in 5")
	}
}

func TestRandomRoutingProblemsAreSoundAndMixed(t *testing.T) {
	impossible := 0
	for seed := int64(1); seed <= 300; seed++ {
		p := plannertest.RandomRouting(seed)
		if err := p.Check(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if _, ok := plannertest.BruteRouting(p); !ok {
			impossible++
		}
	}
	if impossible < 20 || impossible > 200 {
		t.Errorf("%d of 300 problems cannot be served, expected some and not most", impossible)
	}
}
