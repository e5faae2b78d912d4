package depot

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

const (
	// never stands for what cannot be: sums of a hundred stay within an int64. A leg costs less than never/2¹⁵.
	never = int64(1) << 55
	// maxDepots is how many depots a set of bits holds.
	maxDepots = 64
	// maxFed is how many depots may be open together where trucks feed them: their tours are worked out over all subsets.
	maxFed = 12
	// maxNodes bounds the tables of legs to 400 MB.
	maxNodes = 5000
	// nearest is how many stops beside a stop are ruined with it.
	nearest = 100
)

// core is a problem in flat tables. Nodes are stops, then depots.
type core struct {
	p        *planner.LocationRouting
	n, m, w  int
	in, out  []int64 // by stop and node: what the leg from the node to the stop costs, and the one from the stop
	load     []int64 // by stop
	total    int64
	room     []int64 // by depot
	opening  []int64
	capacity int64 // of a van
	fixed    int64
	most     int     // tours
	near     []int32 // by stop: the other stops, nearest first
	reach    int     // how many those are
	serving  []int64 // by depot and stop: see estimateServing
	leg      int64   // the mean cost of a leg to one of the three nearest stops
}

func newCore(p *planner.LocationRouting) (*core, error) {
	n, m := len(p.Stops), len(p.Depots)
	if m > maxDepots || n+m > maxNodes {
		return nil, fmt.Errorf("location-routing takes at most %d depots and %d places, the problem has %d and %d", maxDepots, maxNodes, m, n+m)
	}
	c := &core{p: p, n: n, m: m, w: n + m, capacity: p.Van.Capacity, fixed: p.Van.Fixed, most: n, total: p.Load()}
	if p.Van.Count != nil {
		c.most = int(min(int64(n), *p.Van.Count))
	}
	for _, s := range p.Stops {
		c.load = append(c.load, s.Load)
	}
	for _, d := range p.Depots {
		c.room = append(c.room, c.holds(d, p.Feed))
		c.opening = append(c.opening, d.Fixed)
	}
	c.in, c.out = make([]int64, n*c.w), make([]int64, n*c.w)
	same := true
	for i, s := range p.Stops {
		for x := range c.w {
			place := int32(0)
			if x < n {
				place = p.Stops[x].Place
			} else {
				place = p.Depots[x-n].Place
			}
			c.out[i*c.w+x] = legCost(p.Travel, p.Van.PerMeter, s.Place, place)
			c.in[i*c.w+x] = legCost(p.Travel, p.Van.PerMeter, place, s.Place)
			same = same && c.in[i*c.w+x] == c.out[i*c.w+x]
		}
	}
	if same {
		c.in = c.out
	}
	c.rankStops()
	c.estimateServing()
	return c, nil
}

// holds returns the most that may leave a depot.
func (c *core) holds(d planner.DepotSite, feed *planner.Feed) int64 {
	room := c.total
	if d.Capacity != nil {
		room = min(room, *d.Capacity)
	}
	if feed != nil {
		room = min(room, feed.Truck.Capacity)
	}
	return room
}

// legCost returns the cost of a leg, or never.
func legCost(m *geo.Matrix, perMeter int64, from, to int32) int64 {
	if from == to {
		return 0
	}
	leg, ok := m.At(int(from), int(to))
	if hi, lo := bits.Mul64(uint64(perMeter), uint64(leg.Meters)); !ok || hi > 0 || lo >= uint64(never>>15) {
		return never
	}
	return perMeter * leg.Meters
}

func (c *core) rankStops() {
	c.reach = min(nearest, c.n-1)
	c.near = make([]int32, 0, c.n*max(c.reach, 0))
	order := make([]int32, 0, c.n)
	sum, count := int64(0), int64(0)
	for i := range c.n {
		order = order[:0]
		for j := range c.n {
			if j != i {
				order = append(order, int32(j))
			}
		}
		row, back := c.out[i*c.w:][:c.w], c.in[i*c.w:][:c.w]
		slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(row[a]+back[a], row[b]+back[b]), cmp.Compare(a, b)) })
		c.near = append(c.near, order[:c.reach]...)
		for _, j := range order[:min(3, c.reach)] {
			if row[j] < never {
				sum, count = sum+row[j], count+1
			}
		}
	}
	if count == 0 { // stops that nothing leads from but to depots
		for i := range c.n {
			for d := range c.m {
				if turn := c.turn(d, i); turn < never {
					sum, count = sum+turn, count+10
				}
			}
		}
	}
	c.leg = max(1, sum/max(1, count))
}

// cost returns what the leg between two nodes costs, of which at least one is a stop.
func (c *core) cost(from, to int32) int64 {
	if int(from) < c.n {
		return c.out[int(from)*c.w+int(to)]
	}
	return c.in[int(to)*c.w+int(from)]
}

// turn returns what a tour over one stop costs without the vehicle.
func (c *core) turn(depot, stop int) int64 {
	return min(never, c.in[stop*c.w+c.n+depot]+c.out[stop*c.w+c.n+depot])
}
