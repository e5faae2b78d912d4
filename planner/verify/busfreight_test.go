package verify

import (
	"strings"
	"testing"

	"cuntong/planner"
)

// busDay is one trip over three stops, with a depot at the first and a call at the last.
func busDay() (*planner.BusFreight, *planner.BusFreightAnswer) {
	p := &planner.BusFreight{Window: planner.Window{Open: 0, Close: 1000}, Calls: []planner.BusCall{{Down: 5, Home: []planner.BusAccess{{Place: 0, Seconds: 10}}, Near: []planner.BusAccess{{Place: 2, Seconds: 20}}}},
		Trips: []planner.BusTrip{{Capacity: 5, Handover: 30, MaxDelay: 60, PerParcel: 7, Stops: []planner.BusTime{{Place: 0, Arrive: 100, Leave: 110}, {Place: 1, Arrive: 200, Leave: 210}, {Place: 2, Arrive: 300, Leave: 310}}}}}
	return p, &planner.BusFreightAnswer{Rides: []planner.BusRide{{Call: 0, Down: &planner.BusLeg{Trip: 0, Board: 0, Alight: 2}}}}
}

func TestBusFreightIsRecounted(t *testing.T) {
	p, answer := busDay()
	if cost, err := BusFreight(p, answer); err != nil || cost != 35 {
		t.Fatalf("cost %d, %v, want 35", cost, err)
	}
	p.Window.Close = 300 + 2*30 + 20 // on the spot, both hand-overs counted
	if _, err := BusFreight(p, answer); err != nil {
		t.Errorf("at the closed end: %v", err)
	}
	for want, spoil := range map[string]func(*planner.BusFreight, *planner.BusFreightAnswer){
		"hold takes 4":       func(p *planner.BusFreight, _ *planner.BusFreightAnswer) { p.Trips[0].Capacity = 4 },
		"late":               func(p *planner.BusFreight, _ *planner.BusFreightAnswer) { p.Trips[0].MaxDelay = 59 },
		"the day ends":       func(p *planner.BusFreight, _ *planner.BusFreightAnswer) { p.Window.Close = 379 },
		"leaves at":          func(p *planner.BusFreight, _ *planner.BusFreightAnswer) { p.Window.Open = 101 },
		"out of reach":       func(p *planner.BusFreight, _ *planner.BusFreightAnswer) { p.Calls[0].Near[0].Place = 1 },
		"no way from stop 2": func(_ *planner.BusFreight, a *planner.BusFreightAnswer) { a.Rides[0].Down.Board = 2 },
		"a leg for them":     func(p *planner.BusFreight, _ *planner.BusFreightAnswer) { p.Calls[0].Up = 1 },
		"rides twice":        func(_ *planner.BusFreight, a *planner.BusFreightAnswer) { a.Rides = append(a.Rides, a.Rides[0]) },
	} {
		p, answer := busDay()
		spoil(p, answer)
		if _, err := BusFreight(p, answer); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	}
}
