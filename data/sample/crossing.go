package sample

import (
	"math"

	"cuntong/geo/network"
)

// river is water that roads cross at its crossings only. Its line runs beyond the land on both ends.
type river struct {
	name      string
	line      []spot
	crossings []crossing
}

// crossing is a place on a river's line, by position there.
type crossing struct {
	at     int
	what   string
	traits network.Traits
}

// floods and ice: when a floating bridge is taken in. Mostly after what Yellow River counties announce: 待核.
const floatingClosed = "07-01/08-31;12-15/02-28"

func bridge(class network.Class) network.Traits {
	return network.Traits{Class: class, Surface: network.Paved, WidthMeters: 12, MaxSpeedKmh: 60}
}

func floatingBridge() network.Traits {
	return network.Traits{Class: network.Township, Surface: network.Simple, WidthMeters: 6, MaxSpeedKmh: 10, WeightLimitTonnes: 15, Closures: floatingClosed}
}

func ferry() network.Traits {
	return network.Traits{Class: network.FerryLine, WaitingSeconds: 900, CrossingSeconds: 480, WeightLimitTonnes: 10, Closures: "12-01/03-15"}
}

// overRiver reports whether the straight line between two places crosses a river.
func (r *region) overRiver(a, b spot) bool {
	for i := range r.rivers {
		line := r.rivers[i].line
		for k := 1; k < len(line); k++ {
			if meet(a, b, line[k-1], line[k]) {
				return true
			}
		}
	}
	return false
}

// turn tells on which side of the line from a to b a place lies: 1 left, -1 right, 0 on it.
func turn(a, b, s spot) int {
	x := (b.east-a.east)*(s.north-a.north) - (b.north-a.north)*(s.east-a.east)
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// meet reports whether two segments touch. Parallel ones on one line do not count.
func meet(a, b, c, d spot) bool {
	return turn(a, b, c)*turn(a, b, d) <= 0 && turn(c, d, a)*turn(c, d, b) <= 0 && (turn(a, b, c) != 0 || turn(a, b, d) != 0)
}

// crossRivers lays the crossings: a head on either bank, the bridge or ferry between them, and a road from
// each head to the nearest junction of its bank.
func (n *roadNet) crossRivers() {
	const headMeters = 350 // from the middle of the river
	for _, river := range n.region.rivers {
		for _, c := range river.crossings {
			middle := river.line[c.at]
			before, after := river.line[max(0, c.at-1)], river.line[min(len(river.line)-1, c.at+1)]
			east, north := n.ground.offset(before, after)
			length := int64(math.Round(math.Sqrt(float64(east*east + north*north))))
			left := n.ground.shift(middle, -north*headMeters/length, east*headMeters/length)
			right := n.ground.shift(middle, north*headMeters/length, -east*headMeters/length)
			known := int32(len(n.junctions))
			approach := network.Traits{Class: c.traits.Class}
			if approach.Class == network.FerryLine {
				approach.Class = network.Village
			}
			for side, head := range []spot{left, right} {
				if to := n.nearestOnBank(head, known); to >= 0 {
					n.roads = append(n.roads, road{from: known + int32(side), to: to, tree: true, name: river.name + c.what + "引道", Traits: approach})
				}
			}
			n.junctions = append(n.junctions, left, right)
			n.roads = append(n.roads, road{from: known, to: known + 1, tree: true, crossing: true, name: river.name + c.what, Traits: c.traits})
		}
	}
}

// nearestOnBank returns the nearest of the known junctions that needs no crossing, -1 where there is none.
func (n *roadNet) nearestOnBank(head spot, known int32) int32 {
	nearest, least := int32(-1), int64(math.MaxInt64)
	for i := range known {
		if s := n.ground.squared(head, n.junctions[i]); s < least && !n.region.overRiver(head, n.junctions[i]) {
			nearest, least = i, s
		}
	}
	return nearest
}

// crossedRiver gives a river across a county its crossings: two bridges, a floating one and a ferry. Its ends
// are drawn on, so that no road goes around them.
func crossedRiver(line []spot) river {
	const beyond = 20 // as far again as the last step
	last := len(line) - 1
	on := func(from, to spot) spot {
		return spot{to.east + (to.east-from.east)*beyond, to.north + (to.north-from.north)*beyond}
	}
	r := river{name: "禾河", line: append(append([]spot{on(line[1], line[0])}, line...), on(line[last-1], line[last]))}
	fifth := len(line) / 5
	r.crossings = []crossing{
		{1 + fifth, "大桥一", bridge(network.Provincial)},
		{1 + 3*fifth, "大桥二", bridge(network.County)},
		{1 + 2*fifth, "浮桥", floatingBridge()},
		{1 + 4*fifth, "渡口", ferry()},
	}
	return r
}
