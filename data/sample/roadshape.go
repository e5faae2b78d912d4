package sample

import (
	"math"

	"cuntong/geo/network"
)

// leadEnds begins some of the roads that were left out: they end in the fields.
func (n *roadNet) leadEnds(d dice) {
	for _, r := range n.leftOut {
		if !d.permille(n.lay.ends) {
			continue
		}
		from, to := n.junctions[r.from], n.junctions[r.to]
		share := d.between(30, 60)
		end := spot{from.east + (to.east-from.east)*share/100, from.north + (to.north-from.north)*share/100}
		n.junctions = append(n.junctions, end)
		n.roads = append(n.roads, road{from: r.from, to: int32(len(n.junctions) - 1), Traits: network.Traits{Class: network.Village, DeadEnd: true}})
	}
}

// bend makes a road swerve once, twice or three times, but not into a river, and measures it.
func (n *roadNet) bend(d dice, r *road) {
	const straightBelow = 250 // metres
	a, b := n.junctions[r.from], n.junctions[r.to]
	east, north := n.ground.offset(a, b)
	if length := east*east + north*north; !r.crossing && length > straightBelow*straightBelow {
		turns := d.between(1, 3)
		for i := range turns {
			along, aside := (i+1)*1000/(turns+1), d.between(-n.lay.bend, n.lay.bend)
			r.bends = append(r.bends, n.ground.shift(a, (east*along-north*aside)/1000, (north*along+east*aside)/1000))
		}
		line := append(append([]spot{a}, r.bends...), b)
		for i := 1; i < len(line); i++ {
			if n.region.overRiver(line[i-1], line[i]) {
				r.bends = nil
			}
		}
	}
	last := a
	for _, s := range append(r.bends[:len(r.bends):len(r.bends)], b) {
		r.meters += int64(math.Sqrt(float64(n.ground.squared(last, s))))
		last = s
	}
	r.meters = max(r.meters, 1)
}

// furnish gives the roads widths, surfaces and closures by their class.
func (n *roadNet) furnish(d dice) {
	for i := range n.roads {
		r := &n.roads[i]
		if r.WidthMeters > 0 || r.Class == network.FerryLine {
			continue // a crossing brings its own
		}
		r.Surface = network.Paved
		switch r.Class {
		case network.National, network.Provincial:
			r.WidthMeters = float32(d.between(9, 12))
		case network.County:
			r.WidthMeters = float32(d.between(6, 8))
		case network.Township:
			r.WidthMeters = float32(d.between(5, 6))
		default:
			r.WidthMeters = float32(d.between(7, 10)) / 2
		}
		if low := r.Class == network.Village || r.Class == network.Township; low && d.permille(n.lay.unpaved) {
			r.Surface = pick(d, network.Simple, network.Unpaved)
		}
		r.NoPassingBay = r.WidthMeters < 4.5 && d.permille(300)
		if !r.tree && d.permille(n.lay.closed) {
			r.Closures = network.Calendar(n.lay.closures)
		}
	}
}
