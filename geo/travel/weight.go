package travel

import (
	"math"

	"cuntong/geo"
	"cuntong/geo/network"
)

// weight is a length and a time in one integer: the one that paths are chosen by in the upper 32 bits, the
// other in the lower. Adding and comparing weights adds both figures and compares by the first, ties by the
// second, so that searches carry both figures of a path for the price of one and the figures never depend
// on the order of a search. Lengths are centimetres and times hundredths of a second.
//
// A chosen figure from unreached on (21,474 km or 248 days) counts as unreachable. The other would spill over
// at 42,949 km or 497 days, which no shortest path on Earth comes near.
type weight = uint64

const unreached weight = math.MaxInt32 << 32

func pack(by geo.Metric, centimeters, centiseconds uint32) weight {
	if by == geo.BySeconds {
		return uint64(centiseconds)<<32 | uint64(centimeters)
	}
	return uint64(centimeters)<<32 | uint64(centiseconds)
}

// legOf rounds both figures up to whole metres and seconds.
func legOf(by geo.Metric, w weight) geo.Leg {
	first, second := (int64(w>>32)+99)/100, (int64(w&math.MaxUint32)+99)/100
	if by == geo.BySeconds {
		return geo.Leg{Meters: second, Seconds: first}
	}
	return geo.Leg{Meters: first, Seconds: second}
}

// most returns the greatest weight within a closed limit.
func most(limit geo.Limit) weight {
	if limit.Value < 0 {
		return 0
	}
	return min(uint64(min(limit.Value, math.MaxInt32))*100+1, unreached>>32)<<32 - 1
}

// arcWeight prices a whole arc.
func arcWeight(costs *network.Costs, by geo.Metric, arc int32) weight {
	if !costs.Open(arc) {
		return unreached
	}
	return pack(by, costs.Network().Length(arc/2), costs.Centiseconds(arc))
}
