package verify

import (
	"testing"

	"cuntong/geo"
	"cuntong/planner"
)

// line has a hub at 0, depots at 10 and 20, and stops at 12, 13 and 25.
func line() (*planner.LocationRouting, *planner.LocationRoutingAnswer) {
	at := []int64{0, 10, 20, 12, 13, 25}
	m := geo.NewMatrix(len(at), len(at))
	for i := range at {
		for j := range at {
			m.Set(i, j, geo.Leg{Meters: max(at[i]-at[j], at[j]-at[i])})
		}
	}
	p := &planner.LocationRouting{Travel: m, Van: planner.EchelonVehicle{Capacity: 5, Fixed: 7, PerMeter: 1},
		Depots: []planner.DepotSite{{Place: 1, Fixed: 100, Capacity: new(int64(6))}, {Place: 2, Fixed: 50, Capacity: new(int64(4))}},
		Stops:  []planner.EchelonStop{{Place: 3, Load: 2}, {Place: 4, Load: 3}, {Place: 5, Load: 4}},
		Feed:   &planner.Feed{Travel: m, Hubs: []planner.DepotSite{{Place: 0, Fixed: 1000}}, Truck: planner.EchelonVehicle{Capacity: 9, Fixed: 30, PerMeter: 2}}}
	// Depots 150, vans 7+6 and 7+10, hub 1000, truck 30+80.
	return p, &planner.LocationRoutingAnswer{Status: planner.Feasible, Objective: new(int64(1290)),
		Tours:   []planner.DepotTour{{Depot: 0, Stops: []int32{0, 1}}, {Depot: 1, Stops: []int32{2}}},
		Feeders: []planner.DepotTour{{Depot: 0, Stops: []int32{0, 1}}}}
}

func TestLocationRoutingIsRecounted(t *testing.T) {
	p, a := line()
	if err := LocationRouting(p, a); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(p *planner.LocationRouting, a *planner.LocationRoutingAnswer){
		"another objective":         func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { *a.Objective-- },
		"a bound above":             func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Bound = new(int64(1291)) },
		"optimal without a bound":   func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Status = planner.Optimal },
		"a stop twice":              func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Tours[0].Stops[1] = 0 },
		"a stop that is not there":  func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Tours[0].Stops[1] = 9 },
		"a depot that is not there": func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Tours[0].Depot = -1 },
		"a stop less":               func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Tours = a.Tours[:1] },
		"a van too small":           func(p *planner.LocationRouting, _ *planner.LocationRoutingAnswer) { p.Van.Capacity = 4 },
		"a depot too small":         func(p *planner.LocationRouting, _ *planner.LocationRoutingAnswer) { *p.Depots[0].Capacity = 4 },
		"a truck too small":         func(p *planner.LocationRouting, _ *planner.LocationRoutingAnswer) { p.Feed.Truck.Capacity = 8 },
		"a hub too small": func(p *planner.LocationRouting, _ *planner.LocationRoutingAnswer) {
			p.Feed.Hubs[0].Capacity = new(int64(8))
		},
		"a depot that is not fed":     func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Feeders[0].Stops = []int32{0} },
		"more vans than there are":    func(p *planner.LocationRouting, _ *planner.LocationRoutingAnswer) { p.Van.Count = new(int64(1)) },
		"trucks where nothing is fed": func(p *planner.LocationRouting, _ *planner.LocationRoutingAnswer) { p.Feed = nil },
		"a depot fed that is not open": func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) {
			a.Tours = []planner.DepotTour{{Depot: 0, Stops: []int32{0, 1, 2}}}
		},
		"infeasible with an answer": func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) { a.Status = planner.Infeasible },
		"neither answer nor reason": func(_ *planner.LocationRouting, a *planner.LocationRoutingAnswer) {
			*a = planner.LocationRoutingAnswer{Status: planner.Stopped}
		},
	} {
		p, a := line()
		spoil(p, a)
		if LocationRouting(p, a) == nil {
			t.Errorf("%s passed the recount", name)
		}
	}
}
