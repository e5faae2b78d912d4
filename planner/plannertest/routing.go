package plannertest

import (
	"math"
	"math/rand/v2"

	"cuntong/geo"
	"cuntong/planner"
)

// RandomRouting returns a small routing problem with up to 5 stops and few vehicles, in which each option of the vocabulary is
// used now and then: skewed travel with missing pairs, two profiles, windows, shifts, breaks, reloads, skills, optional stops,
// transfers, backhauls, balance and previous routes. Same seed, same problem.
func RandomRouting(seed int64) *planner.Routing {
	r := rand.New(rand.NewPCG(uint64(seed), 5))
	odd := func(n int) bool { return r.IntN(n) == 0 }
	stops, depots := 1+r.IntN(5), 1+r.IntN(2)
	n := stops + depots
	p := &planner.Routing{BackhaulsLast: odd(5)}
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], y[i] = r.Float64()*20, r.Float64()*20
	}
	for range 1 + r.IntN(2) {
		m := geo.NewMatrix(n, n)
		missing := 0
		if odd(3) {
			missing = 12
		}
		for i := range n {
			for j := range n {
				if missing > 0 && odd(missing) {
					continue
				}
				length := math.Hypot(x[i]-x[j], y[i]-y[j])
				m.Set(i, j, geo.Leg{Meters: int64(length) + r.Int64N(3), Seconds: int64(length) + r.Int64N(4)})
			}
		}
		p.Profiles = append(p.Profiles, m)
	}
	for k := range depots {
		d := planner.Depot{Place: int32(k), Reload: r.Int64N(4)}
		if odd(4) {
			open := r.Int64N(20)
			d.Window = &planner.Window{Open: open, Close: open + 60 + r.Int64N(100)}
		}
		p.Depots = append(p.Depots, d)
	}
	timed, skills, optional := odd(2), odd(3), odd(3)
	amount := func() int64 { return []int64{0, 1, 2, 3, 4}[r.IntN(5)] }
	for i := range stops {
		s := planner.Stop{Place: int32(depots + i), Service: r.Int64N(5), Delivery: planner.Load{amount(), 0, amount()}}
		if odd(2) {
			s.Pickup = planner.Load{amount(), 0, amount()}
			if odd(2) {
				s.Delivery = planner.Load{}
			}
		}
		if timed && odd(2) {
			open := r.Int64N(70)
			s.Window = &planner.Window{Open: open, Close: open + 5 + r.Int64N(40)}
		}
		if skills && odd(3) {
			s.Skills = 1
		}
		if optional && odd(2) {
			s.Optional, s.Penalty = true, r.Int64N(60)
		}
		p.Stops = append(p.Stops, s)
	}
	if stops >= 2 && odd(3) {
		p.Transfers = []planner.Transfer{{From: 1, To: 0, Load: planner.Load{amount(), 0, 1}}}
		p.Stops[1].Optional, p.Stops[1].Penalty = p.Stops[0].Optional, p.Stops[0].Penalty
	}
	for range 1 + r.IntN(2) {
		p.Vehicles = append(p.Vehicles, randomVehicle(r, depots, len(p.Profiles)))
	}
	if odd(5) {
		p.BalanceCost = 1 + r.Int64N(3)
	}
	if odd(5) {
		p.MoveCost = r.Int64N(20)
		p.Previous = []planner.PreviousRoute{{Type: 0, Vehicle: 0, Stops: []int32{0}}}
	}
	return p
}

func randomVehicle(r *rand.Rand, depots, profiles int) planner.VehicleType {
	odd := func(n int) bool { return r.IntN(n) == 0 }
	at := int32(r.IntN(depots))
	v := planner.VehicleType{Profile: int32(r.IntN(profiles)), Start: at, End: at, Count: new(1 + r.Int64N(2)),
		Capacity: planner.Load{4 + r.Int64N(8), 0, 4 + r.Int64N(8)}, Fixed: r.Int64N(20), PerMeter: 1 + r.Int64N(3), PerSecond: r.Int64N(3), Skills: uint64(r.IntN(2))}
	if odd(4) {
		v.End = int32(r.IntN(depots))
	}
	if odd(2) {
		open := r.Int64N(10)
		v.Shift = &planner.Window{Open: open, Close: open + 60 + r.Int64N(80)}
	}
	if odd(4) {
		v.MaxSeconds = new(30 + r.Int64N(80))
	}
	if odd(4) {
		v.MaxMeters = new(30 + r.Int64N(80))
	}
	if odd(4) {
		open := r.Int64N(40)
		v.Break = &planner.Break{Window: planner.Window{Open: open, Close: open + r.Int64N(30)}, Seconds: 1 + r.Int64N(10)}
	}
	if odd(3) {
		v.Trips, v.Reloads = 2, []int32{int32(r.IntN(depots))}
	}
	return v
}
