package plannertest

import (
	"math/rand/v2"

	"cuntong/geo"
	"cuntong/planner"
)

// RandomNetwork returns a tiny three-tier problem with every mixture of sizes, kept and forbidden premises, groups, least
// flows, missing pairs, budget and price of unserved parcels. Same seed, same problem.
func RandomNetwork(seed int64) *planner.Network {
	r := rand.New(rand.NewPCG(uint64(seed), 7))
	p := &planner.Network{Towns: 1 + r.IntN(2), CrossTown: r.IntN(3) == 0}
	for range r.IntN(5) {
		p.Villages = append(p.Villages, planner.Village{Town: int32(r.IntN(p.Towns)), In: r.Int64N(20), Out: r.Int64N(6), People: r.Int64N(900)})
	}
	premises := func(most int, capacity int64) []planner.Premises {
		var list []planner.Premises
		for range 1 + r.IntN(most) {
			one := planner.Premises{Town: int32(r.IntN(p.Towns)), LocalMeters: r.Int64N(900)}
			room := capacity/2 + r.Int64N(capacity)
			for k := range 1 + r.IntN(2) {
				size := planner.Size{YearlyFen: r.Int64N(900_000), HandlingFen: r.Int64N(20_000), OpeningYuan: int64(k)*r.Int64N(3_000) + r.Int64N(2)*2_000}
				if r.IntN(4) > 0 {
					size.Capacity = new(room)
				}
				one.Sizes = append(one.Sizes, size)
				if size.Capacity == nil {
					break
				}
				room += 1 + r.Int64N(capacity)
			}
			switch r.IntN(8) {
			case 0:
				one.Keep = true
			case 1:
				one.Forbidden = true
			case 2:
				one.MinFlow = r.Int64N(25)
			case 3:
				one.Exclusive = int32(1 + r.IntN(2))
			}
			list = append(list, one)
		}
		return list
	}
	p.Points, p.Stations, p.Hubs = premises(3, 30), premises(2, 60), premises(2, 80)
	table := func(rows, columns, missing int) planner.Travel {
		b := geo.NewSparseBuilder(columns)
		for range rows {
			for j := range columns {
				if r.IntN(missing) > 0 {
					meters := r.Int64N(12_000)
					b.Add(j, geo.Leg{Meters: meters, Seconds: meters / 8})
				}
			}
			b.EndRow()
		}
		return b.Matrix()
	}
	p.Reach, p.Feed = table(len(p.Villages), len(p.Points), 4), table(len(p.Points), len(p.Stations), 5)
	p.Direct, p.Trunk = table(len(p.Points), len(p.Hubs), 2), table(len(p.Stations), len(p.Hubs), 6)
	carriage := func() planner.Carriage {
		return planner.Carriage{DaysPerYear: 1 + r.Int64N(365), FenPerStop: r.Int64N(500), FenPerKm: r.Int64N(200), Capacity: 1 + r.Int64N(100), StopsPerTour: 1 + r.Int64N(12)}
	}
	p.Tour, p.Straight, p.Truck = carriage(), carriage(), carriage()
	if r.IntN(3) == 0 {
		p.UnservedFen = r.Int64N(200_000)
	}
	if r.IntN(3) == 0 {
		p.BudgetYuan = new(r.Int64N(9_000))
	}
	return p
}

// BruteForceNetwork returns the least cost in fen by trying everything; false where no answer keeps the rules.
func BruteForceNetwork(p *planner.Network) (fen int64, feasible bool) {
	b := &networkForce{p: p, served: make([]int, len(p.Villages)), fed: make([]int, len(p.Points)), trunk: make([]int, len(p.Stations))}
	b.serve(0)
	return b.best, b.found
}

// networkForce walks through who serves whom, then who feeds whom, then sizes. A link of −1 is none; a point's link counts
// stations first, then hubs.
type networkForce struct {
	p                  *planner.Network
	served, fed, trunk []int
	best               int64
	found              bool
}

func pair(t planner.Travel, i, j int) (geo.Leg, bool) {
	for k, leg := range t.Row(i) {
		if k == j {
			return leg, true
		}
	}
	return geo.Leg{}, false
}

func (b *networkForce) serve(i int) {
	if i == len(b.p.Villages) {
		b.feed(0)
		return
	}
	hopeless := true
	for j := range b.p.Points {
		if b.mayServe(i, j) {
			hopeless = false
			b.served[i] = j
			b.serve(i + 1)
		}
	}
	if hopeless || b.p.UnservedFen > 0 {
		b.served[i] = -1
		if hopeless {
			b.served[i] = -2
		}
		b.serve(i + 1)
	}
}

func (b *networkForce) mayServe(i, j int) bool {
	if _, ok := pair(b.p.Reach, i, j); !ok || b.p.Points[j].Forbidden || !b.p.CrossTown && b.p.Villages[i].Town != b.p.Points[j].Town {
		return false
	}
	for link := range len(b.p.Stations) + len(b.p.Hubs) {
		if !b.mayFeed(j, link) {
			continue
		}
		if link >= len(b.p.Stations) {
			return true
		}
		for h := range b.p.Hubs {
			if _, ok := pair(b.p.Trunk, link, h); ok && !b.p.Hubs[h].Forbidden {
				return true
			}
		}
	}
	return false
}

func (b *networkForce) mayFeed(j, link int) bool {
	if link >= len(b.p.Stations) {
		_, ok := pair(b.p.Direct, j, link-len(b.p.Stations))
		return ok && !b.p.Hubs[link-len(b.p.Stations)].Forbidden
	}
	_, ok := pair(b.p.Feed, j, link)
	return ok && !b.p.Stations[link].Forbidden && (b.p.CrossTown || b.p.Stations[link].Town == b.p.Points[j].Town)
}

func (b *networkForce) feed(j int) {
	if j == len(b.p.Points) {
		b.haul(0)
		return
	}
	used := b.p.Points[j].Keep
	for _, k := range b.served {
		used = used || k == j
	}
	if !used {
		b.fed[j] = -1
		b.feed(j + 1)
		return
	}
	for link := range len(b.p.Stations) + len(b.p.Hubs) {
		if b.mayFeed(j, link) {
			b.fed[j] = link
			b.feed(j + 1)
		}
	}
}

func (b *networkForce) haul(s int) {
	if s == len(b.p.Stations) {
		b.count()
		return
	}
	used := b.p.Stations[s].Keep
	for _, link := range b.fed {
		used = used || link == s
	}
	if !used {
		b.trunk[s] = -1
		b.haul(s + 1)
		return
	}
	for h := range b.p.Hubs {
		if _, ok := pair(b.p.Trunk, s, h); ok && !b.p.Hubs[h].Forbidden {
			b.trunk[s] = h
			b.haul(s + 1)
		}
	}
}

// count adds up what is independent of sizes and then tries all sizes.
func (b *networkForce) count() {
	p := b.p
	pointFlow, stationFlow, hubFlow := make([]int64, len(p.Points)), make([]int64, len(p.Stations)), make([]int64, len(p.Hubs))
	hubRun := make([]bool, len(p.Hubs))
	fen := int64(0)
	for j, link := range b.fed {
		switch {
		case link < 0:
		case link < len(p.Stations):
			leg, _ := pair(p.Feed, j, link)
			fen += p.Tour.FixedFen(leg.Meters, p.Points[j].LocalMeters)
		default:
			leg, _ := pair(p.Direct, j, link-len(p.Stations))
			fen += p.Straight.FixedFen(leg.Meters, p.Points[j].LocalMeters)
			hubRun[link-len(p.Stations)] = true
		}
	}
	for s, h := range b.trunk {
		if h >= 0 {
			leg, _ := pair(p.Trunk, s, h)
			fen += p.Truck.FixedFen(leg.Meters, p.Stations[s].LocalMeters)
			hubRun[h] = true
		}
	}
	for i, j := range b.served {
		flow := p.Villages[i].Flow()
		if j < 0 {
			if j == -1 {
				fen += flow * p.UnservedFen
			}
			continue
		}
		pointFlow[j] += flow
		link := b.fed[j]
		if link < len(p.Stations) {
			feed, _ := pair(p.Feed, j, link)
			trunk, _ := pair(p.Trunk, link, b.trunk[link])
			fen += p.Tour.FlowFen(feed.Meters, flow) + p.Truck.FlowFen(trunk.Meters, flow)
			stationFlow[link] += flow
			hubFlow[b.trunk[link]] += flow
		} else {
			direct, _ := pair(p.Direct, j, link-len(p.Stations))
			fen += p.Straight.FlowFen(direct.Meters, flow)
			hubFlow[link-len(p.Stations)] += flow
		}
	}
	var run []sized
	for _, tier := range []struct {
		premises []planner.Premises
		flow     []int64
		isRun    func(int) bool
	}{{p.Points, pointFlow, func(j int) bool { return b.fed[j] >= 0 }}, {p.Stations, stationFlow, func(s int) bool { return b.trunk[s] >= 0 }},
		{p.Hubs, hubFlow, func(h int) bool { return hubRun[h] || p.Hubs[h].Keep }}} {
		groups := map[int32]bool{}
		for j, one := range tier.premises {
			if !tier.isRun(j) {
				continue
			}
			if groups[one.Exclusive] || !one.Keep && tier.flow[j] < one.MinFlow {
				return
			}
			groups[one.Exclusive] = one.Exclusive > 0
			run = append(run, sized{one.Sizes, tier.flow[j]})
		}
	}
	budget := int64(1 << 60)
	if p.BudgetYuan != nil {
		budget = *p.BudgetYuan
	}
	b.size(run, fen, budget)
}

// sized is premises that are run, with what they take.
type sized struct {
	sizes []planner.Size
	flow  int64
}

func (b *networkForce) size(run []sized, fen, budget int64) {
	if budget < 0 || b.found && fen >= b.best {
		return
	}
	if len(run) == 0 {
		b.best, b.found = fen, true
		return
	}
	for _, size := range run[0].sizes {
		if size.Capacity == nil || run[0].flow <= *size.Capacity {
			b.size(run[1:], fen+size.YearlyFen+size.HandlingFen*run[0].flow, budget-size.OpeningYuan)
		}
	}
}
