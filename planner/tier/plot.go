package tier

import (
	"math"

	"cuntong/planner"
)

// scale is how many units of money inside the search make a fen.
const scale = 64

// never is the price of what must not happen; sums of it stay within int64.
const never = 1 << 50

// prices are what the rest of the network asks of a zone.
type prices struct {
	hubSize []int32 // by hub: the size it is run at, or planner.NotRun
	yuan    int64   // of opening cost, in units of money
	hubFlow []int64 // by hub: of a parcel a day, in units of money
	// zoneFlow, where not nil, takes the place of hubFlow, by zone.
	zoneFlow [][]int64
}

// plot is one zone under given prices, in flat arrays. A feed is a way to run a station (a hub, and sizes that handle a parcel
// for the same); an option is a way to run a point (a feed or a hub straight, and sizes alike in handling).
type plot struct {
	flow    []int64 // by village
	penalty []int64 // by village: of leaving it unserved; never where it must be served

	point    []int32 // by option: position in the zone's points
	link     []int32 // by option: the point-and-feed pair it uses, or −1 where a hub feeds the point straight
	hub      []int32
	sizes    ladder  // of options
	start    []int32 // start[o]..start[o+1] are option o's pairs
	village  []int32
	cost     []int64
	optionAt []int32 // optionAt[p]..optionAt[p+1] are point p's options

	linkFeed    []int32
	feedStation []int32 // by feed: position in the zone's stations
	feedHub     []int32
	feedSizes   ladder
	feedAt      []int32 // feedAt[s]..feedAt[s+1] are station s's feeds

	nearAt    []int32 // nearAt[i]..nearAt[i+1] are the points that village i may use
	nearPoint []int32
	nearPlace []int32 // where the village stands in the lists of each of the point's options

	mustPoint, mustStation   []bool
	minFlow, stationMinFlow  []int64
	pointGroup, stationGroup [][]int32 // members of which at most one is run; every member is in exactly one
	capacitated              bool      // a capacity, a choice of sizes or a least flow may bind
	usual                    float64   // flow of a village, on average; at least 1
}

// newPlot lays out a zone.
func newPlot(w *ways, z zone, at prices) *plot {
	p := w.p
	t := &plot{start: []int32{0}, optionAt: []int32{0}, feedAt: []int32{0}, sizes: newLadder(), feedSizes: newLadder()}
	villageAt := make(map[int32]int32, len(z.villages))
	total := int64(0)
	for k, i := range z.villages {
		villageAt[i] = int32(k)
		flow, price := p.Villages[i].Flow(), int64(never)
		if p.UnservedFen > 0 {
			price = flow * p.UnservedFen * scale
		}
		t.flow, t.penalty = append(t.flow, flow), append(t.penalty, price)
		total += flow
	}
	t.usual = math.Max(1, float64(total)/math.Max(1, float64(len(z.villages))))
	stationAt := make(map[int32]int32, len(z.stations))
	for k, s := range z.stations {
		stationAt[s] = int32(k)
		station := p.Stations[s]
		t.mustStation, t.stationMinFlow = append(t.mustStation, station.Keep), append(t.stationMinFlow, leastFlow(station))
		t.capacitated = t.capacitated || leastFlow(station) > 0
		for _, l := range w.trunk[s] {
			if at.hubSize[l.to] == planner.NotRun || outdone(w, at, w.trunk[s], l) {
				continue
			}
			for _, family := range families(station.Sizes) {
				t.feedStation, t.feedHub = append(t.feedStation, int32(k)), append(t.feedHub, l.to)
				t.capacitated = t.feedSizes.add(station.Sizes, family, total, p.Truck.FixedFen(l.meters, station.LocalMeters), at.yuan) || t.capacitated
			}
		}
		t.feedAt = append(t.feedAt, int32(len(t.feedStation)))
	}
	reached := reachedBy(w, z, villageAt)
	for k, j := range z.points {
		t.addPoint(w, at, int32(k), j, reached[j], stationAt, total)
	}
	t.pointGroup = groupsOf(p.Points, z.points)
	t.stationGroup = groupsOf(p.Stations, z.stations)
	t.transpose()
	return t
}

// leastFlow is what premises that are not kept must take.
func leastFlow(one planner.Premises) int64 {
	if one.Keep {
		return 0
	}
	return one.MinFlow
}

// reachedBy lists the zone's villages within reach of each point, ascending.
func reachedBy(w *ways, z zone, villageAt map[int32]int32) map[int32][]int32 {
	reached := make(map[int32][]int32, len(z.points))
	for _, i := range z.villages {
		for _, j := range w.reach[i] {
			reached[j] = append(reached[j], villageAt[i])
		}
	}
	return reached
}

// addPoint adds the options of one point. Those whose villages together bring less than the least flow are left out.
func (t *plot) addPoint(w *ways, at prices, k, j int32, villages []int32, stationAt map[int32]int32, total int64) {
	p, point := w.p, w.p.Points[j]
	least := leastFlow(point)
	t.mustPoint, t.minFlow = append(t.mustPoint, point.Keep), append(t.minFlow, least)
	t.capacitated = t.capacitated || least > 0
	possible := int64(0)
	for _, i := range villages {
		possible += t.flow[i]
	}
	if possible < least || len(villages) == 0 && !point.Keep {
		t.optionAt = append(t.optionAt, int32(len(t.point)))
		return
	}
	linkOf := map[int32]int32{} // by feed
	for _, family := range families(point.Sizes) {
		add := func(link, hub int32, fixedFen int64, carriage func(flow int64) int64, handling int64) {
			t.point, t.link, t.hub = append(t.point, k), append(t.link, link), append(t.hub, hub)
			t.capacitated = t.sizes.add(point.Sizes, family, total, fixedFen, at.yuan) || t.capacitated
			handling += point.Sizes[family[0]].HandlingFen + p.Hubs[hub].Sizes[at.hubSize[hub]].HandlingFen
			for _, i := range villages {
				q := t.flow[i]
				t.village = append(t.village, i)
				t.cost = append(t.cost, scale*(carriage(q)+q*handling)+q*at.hubFlow[hub])
			}
			t.start = append(t.start, int32(len(t.village)))
		}
		for _, l := range w.feed[j] {
			s := stationAt[l.to]
			for f := t.feedAt[s]; f < t.feedAt[s+1]; f++ {
				h := t.feedHub[f]
				trunk := trunkMeters(w, l.to, h)
				link, seen := linkOf[f]
				if !seen {
					link = int32(len(t.linkFeed))
					linkOf[f] = link
					t.linkFeed = append(t.linkFeed, f)
				}
				add(link, h, p.Tour.FixedFen(l.meters, point.LocalMeters),
					func(q int64) int64 { return p.Tour.FlowFen(l.meters, q) + p.Truck.FlowFen(trunk, q) },
					p.Stations[l.to].Sizes[t.feedSizes.id[t.feedSizes.at[f]]].HandlingFen)
			}
		}
		for _, l := range w.direct[j] {
			if at.hubSize[l.to] != planner.NotRun && !outdone(w, at, w.direct[j], l) {
				add(-1, l.to, p.Straight.FixedFen(l.meters, point.LocalMeters), func(q int64) int64 { return p.Straight.FlowFen(l.meters, q) }, 0)
			}
		}
	}
	t.optionAt = append(t.optionAt, int32(len(t.point)))
}

func trunkMeters(w *ways, station, hub int32) int64 {
	for _, l := range w.trunk[station] {
		if l.to == hub {
			return l.meters
		}
	}
	panic("tier: a feed without its trunk")
}

// groupsOf partitions members by their exclusive group, in the order of the first member; the others stand alone.
func groupsOf(premises []planner.Premises, members []int32) [][]int32 {
	var groups [][]int32
	at := map[int32]int{}
	for k, j := range members {
		group := premises[j].Exclusive
		if g, seen := at[group]; seen && group > 0 {
			groups[g] = append(groups[g], int32(k))
			continue
		}
		at[group] = len(groups)
		groups = append(groups, []int32{int32(k)})
	}
	return groups
}

// transpose lists each village's points; all options of a point list the same villages in the same order.
func (t *plot) transpose() {
	t.nearAt = make([]int32, len(t.flow)+1)
	each := func(visit func(i, p, place int32)) {
		for p := range t.mustPoint {
			if o := t.optionAt[p]; o < t.optionAt[p+1] {
				for k := t.start[o]; k < t.start[o+1]; k++ {
					visit(t.village[k], int32(p), k-t.start[o])
				}
			}
		}
	}
	each(func(i, _, _ int32) { t.nearAt[i+1]++ })
	for i := range t.flow {
		t.nearAt[i+1] += t.nearAt[i]
	}
	t.nearPoint, t.nearPlace = make([]int32, t.nearAt[len(t.flow)]), make([]int32, t.nearAt[len(t.flow)])
	next := append([]int32(nil), t.nearAt...)
	each(func(i, p, place int32) {
		t.nearPoint[next[i]], t.nearPlace[next[i]] = p, place
		next[i]++
	})
}

// costAt is what the k-th entry of near costs by an option of its point.
func (t *plot) costAt(k, option int32) int64 { return t.cost[t.start[option]+t.nearPlace[k]] }

func (t *plot) feedOf(option int32) int32 {
	if link := t.link[option]; link >= 0 {
		return t.linkFeed[link]
	}
	return -1
}
