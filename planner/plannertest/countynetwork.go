package plannertest

import (
	"math"
	"math/rand/v2"

	"cuntong/geo"
	"cuntong/planner"
)

// CountyNetwork returns a three-tier problem like a county of the plain: towns of some 55 villages about 1.3 km apart, a
// candidate point with two sizes in each village, two possible stations a town and two possible hubs; villages reach points
// within 2,600 m of way. Same towns and seed, same problem.
func CountyNetwork(towns int, seed int64) *planner.Network {
	r := rand.New(rand.NewPCG(uint64(seed), 11))
	type spot struct{ x, y float64 }
	p := &planner.Network{Towns: towns, Tour: planner.Carriage{DaysPerYear: 300, FenPerStop: 300, FenPerKm: 90, Capacity: 350, StopsPerTour: 20},
		Straight: planner.Carriage{DaysPerYear: 300, FenPerStop: 300, FenPerKm: 160, Capacity: 350, StopsPerTour: 20},
		Truck:    planner.Carriage{DaysPerYear: 300, FenPerStop: 1500, FenPerKm: 350, Capacity: 1500, StopsPerTour: 4}}
	side := int(math.Ceil(math.Sqrt(float64(towns))))
	const townSide = 12_000.0
	var villages, points, stations, hubs []spot
	for t := range towns {
		corner := spot{float64(t%side) * townSide, float64(t/side) * townSide}
		in := func() spot { return spot{corner.x + r.Float64()*townSide, corner.y + r.Float64()*townSide} }
		for range 35 + r.IntN(40) {
			at := in()
			villages, points = append(villages, at), append(points, at)
			flow := int64(15 + r.IntN(120))
			p.Villages = append(p.Villages, planner.Village{Town: int32(t), In: flow, Out: flow / 5, People: flow * 7})
			p.Points = append(p.Points, planner.Premises{Town: int32(t), MinFlow: 15, LocalMeters: 1500, Sizes: []planner.Size{
				{Capacity: new(int64(260)), YearlyFen: int64(500_000 + r.IntN(300_000)), OpeningYuan: 5_000, HandlingFen: 9_000},
				{Capacity: new(int64(600)), YearlyFen: int64(900_000 + r.IntN(500_000)), OpeningYuan: 12_000, HandlingFen: 8_000},
			}})
		}
		for range 2 {
			stations = append(stations, in())
			p.Stations = append(p.Stations, planner.Premises{Town: int32(t), Sizes: []planner.Size{
				{Capacity: new(int64(4_000)), YearlyFen: int64(4_000_000 + r.IntN(2_000_000)), HandlingFen: 3_000},
				{Capacity: new(int64(20_000)), YearlyFen: int64(8_000_000 + r.IntN(2_000_000)), OpeningYuan: 200_000, HandlingFen: 2_500}}})
		}
	}
	for range 2 {
		hubs = append(hubs, spot{r.Float64() * townSide * float64(side), r.Float64() * townSide * float64(side)})
		p.Hubs = append(p.Hubs, planner.Premises{Sizes: []planner.Size{{YearlyFen: int64(30_000_000 + r.IntN(20_000_000)), HandlingFen: 2_000}}})
	}
	table := func(from, to []spot, detour, most float64) planner.Travel {
		b := geo.NewSparseBuilder(len(to))
		for _, a := range from {
			for j, c := range to {
				if meters := detour * math.Hypot(a.x-c.x, a.y-c.y); meters <= most {
					b.Add(j, geo.Leg{Meters: int64(meters), Seconds: int64(meters / 8)})
				}
			}
			b.EndRow()
		}
		return b.Matrix()
	}
	p.Reach, p.Feed = table(villages, points, 1.3, 2_600), table(points, stations, 1.3, 40_000)
	p.Direct, p.Trunk = table(points, hubs, 1.3, 60_000), table(stations, hubs, 1.3, 200_000)
	return p
}
