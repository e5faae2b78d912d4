package bus

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/planner"
	"cuntong/planner/verify"
)

// randomFreight is a small day: trips over a few stops, calls near some of them, a depot near others.
func randomFreight(r *rand.Rand) *planner.BusFreight {
	p := &planner.BusFreight{Window: planner.Window{Open: 100, Close: 2000}}
	for range 1 + r.IntN(3) {
		trip := planner.BusTrip{Capacity: int64(5 + r.IntN(20)), Handover: int64(r.IntN(60)), MaxDelay: int64(r.IntN(300)), PerParcel: int64(r.IntN(4))}
		at := int64(r.IntN(800))
		for range 3 + r.IntN(5) {
			trip.Stops = append(trip.Stops, planner.BusTime{Place: int32(r.IntN(6)), Arrive: at, Leave: at + int64(r.IntN(30))})
			at += 30 + int64(r.IntN(300))
		}
		p.Trips = append(p.Trips, trip)
	}
	access := func() (list []planner.BusAccess) {
		for range 1 + r.IntN(2) {
			list = append(list, planner.BusAccess{Place: int32(r.IntN(6)), Seconds: int64(r.IntN(200))})
		}
		return list
	}
	home := access()
	for range 1 + r.IntN(7) {
		p.Calls = append(p.Calls, planner.BusCall{Down: int64(r.IntN(9)), Up: int64(r.IntN(5)), Home: home, Near: access()})
	}
	return p
}

// touring costs a vehicle for every three calls, and something for each.
func touring(p *planner.BusFreight, each []int64) func(context.Context, []bool) (Cost, error) {
	return func(_ context.Context, riding []bool) (Cost, error) {
		cost, left := Cost{}, int64(0)
		for i, rides := range riding {
			if !rides {
				left++
				cost.Amount += each[i]
			}
		}
		cost.Amount += (left + 2) / 3 * 40
		return cost, nil
	}
}

// Every answer passes the independent recount, never costs more than touring alone, and with few calls no set that first-fit packs
// in the same order is cheaper.
func TestRandomDaysAgainstEverySet(t *testing.T) {
	rode := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 3))
		p := randomFreight(r)
		q := Question{Trials: 60}
		for i := range p.Calls {
			q.Calls, q.Worth = append(q.Calls, int32(i)), append(q.Worth, int64(r.IntN(60)))
		}
		q.Tour = touring(p, q.Worth)
		h := NewHold(p)
		answer, err := h.Choose(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		fares, err := verify.BusFreight(p, &planner.BusFreightAnswer{Rides: answer.Rides})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		tour, _ := q.Tour(t.Context(), answer.Riding)
		none, _ := q.Tour(t.Context(), make([]bool, len(q.Calls)))
		if answer.Cost.Amount != tour.Amount+fares || answer.Cost.Amount > none.Amount {
			t.Fatalf("seed %d: cost %d, touring %d and fares %d, touring alone %d", seed, answer.Cost.Amount, tour.Amount, fares, none.Amount)
		}
		rode += len(answer.Rides)
		if len(p.Calls) > 4 {
			continue
		}
		for set := range 1 << len(p.Calls) {
			wanted := make([]bool, len(p.Calls))
			for i := range wanted {
				wanted[i] = set>>i&1 == 1
			}
			fresh := &search{h: NewHold(p), q: q}
			fresh.rank()
			rides, riding := fresh.pack(wanted)
			slices.SortFunc(rides, byCall)
			fares, err := verify.BusFreight(p, &planner.BusFreightAnswer{Rides: rides})
			if err != nil {
				t.Fatalf("seed %d, set %d: %v", seed, set, err)
			}
			if tour, _ := q.Tour(t.Context(), riding); tour.Amount+fares < answer.Cost.Amount {
				t.Fatalf("seed %d: set %v costs %d, the answer %d", seed, riding, tour.Amount+fares, answer.Cost.Amount)
			}
		}
	}
	if rode < 100 {
		t.Errorf("only %d calls rode in all", rode)
	}
}

// A call that rides nowhere by any leg is named by brute force over all legs.
func TestCouldAgreesWithEveryLeg(t *testing.T) {
	for seed := range uint64(300) {
		p := randomFreight(rand.New(rand.NewPCG(seed, 4)))
		for i := range p.Trips {
			p.Trips[i].MaxDelay = 4 * p.Trips[i].Handover // its own stops never keep it out, and lateness is the same for all legs
			p.Window.Close = 1 << 40
		}
		for k, call := range p.Calls {
			could := true
			for _, parcels := range [][2]int64{{call.Down, 0}, {0, call.Up}} {
				could = could && (parcels[0]+parcels[1] == 0 || anyLeg(p, int32(k), parcels[0] > 0))
			}
			if got := Could(p, int32(k)); got != could && !sharedRoom(p, call) {
				t.Fatalf("seed %d, call %d: could ride %v, by brute force %v", seed, k, got, could)
			}
		}
	}
}

// sharedRoom reports that both directions together may be too much for one hold, though each fits.
func sharedRoom(p *planner.BusFreight, call planner.BusCall) bool {
	for _, trip := range p.Trips {
		if call.Down > 0 && call.Up > 0 && call.Down+call.Up > trip.Capacity {
			return true
		}
	}
	return false
}

func anyLeg(p *planner.BusFreight, k int32, down bool) bool {
	alone := *p
	call := p.Calls[k]
	if down {
		call.Up = 0
	} else {
		call.Down = 0
	}
	alone.Calls = []planner.BusCall{call}
	for t, trip := range p.Trips {
		for a := range trip.Stops {
			for b := range a {
				leg := &planner.BusLeg{Trip: int32(t), Board: int32(b), Alight: int32(a)}
				ride := planner.BusRide{Down: leg}
				if !down {
					ride = planner.BusRide{Up: leg}
				}
				if _, err := verify.BusFreight(&alone, &planner.BusFreightAnswer{Rides: []planner.BusRide{ride}}); err == nil {
					return true
				}
			}
		}
	}
	return false
}
