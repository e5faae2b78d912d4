package sample

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// spot is a place in whole hundred-thousandths of a degree (about a metre).
type spot struct{ east, north int64 }

const spotsPerDegree = 100_000

func spotOf(p orb.Point) spot {
	return spot{int64(math.Round(p.Lon() * spotsPerDegree)), int64(math.Round(p.Lat() * spotsPerDegree))}
}

func (s spot) point() orb.Point {
	return orb.Point{float64(s.east) / spotsPerDegree, float64(s.north) / spotsPerDegree}
}

// ground is the land of one county, measured in whole metres. It is flat: for making a county up, the
// 0.7 % that this costs at the edges does not matter.
type ground struct {
	eastMM, northMM int64 // millimetres of one spot step
	polygons        [][][]spot
	low, high       spot
	empty           []strip // nobody lives there: rivers
	valleys         []strip // where there are any, people live only there
}

// strip is the land within reach of a line.
type strip struct {
	line  []spot
	reach int64 // metres to either side
}

func newGround(outline orb.MultiPolygon) *ground {
	const meridianMM = 1112 // of a hundred-thousandth of a degree on geo.EarthRadius
	bound := outline.Bound()
	g := &ground{northMM: meridianMM, low: spotOf(bound.Min), high: spotOf(bound.Max)}
	g.eastMM = int64(math.Round(meridianMM * math.Cos(bound.Center().Lat()*math.Pi/180)))
	for _, polygon := range outline {
		var rings [][]spot
		for _, ring := range polygon {
			var spots []spot
			for _, p := range ring {
				spots = append(spots, spotOf(p))
			}
			rings = append(rings, spots)
		}
		g.polygons = append(g.polygons, rings)
	}
	return g
}

// shift returns the place some metres away.
func (g *ground) shift(s spot, eastMeters, northMeters int64) spot {
	return spot{s.east + eastMeters*1000/g.eastMM, s.north + northMeters*1000/g.northMM}
}

// offset returns b seen from a, in metres.
func (g *ground) offset(a, b spot) (east, north int64) {
	return (b.east - a.east) * g.eastMM / 1000, (b.north - a.north) * g.northMM / 1000
}

// squared returns the squared distance in square metres.
func (g *ground) squared(a, b spot) int64 {
	east, north := g.offset(a, b)
	return east*east + north*north
}

// clear reports whether s keeps more than the distance from all others.
func (g *ground) clear(s spot, others []spot, meters int64) bool {
	for _, other := range others {
		if g.squared(s, other) <= meters*meters {
			return false
		}
	}
	return true
}

// edgeMeters is kept from every outline, so that a place is inside by any way of computing it.
const edgeMeters = 40

// inside reports whether s and its surroundings lie within the outline.
func (g *ground) inside(s spot) bool {
	for _, d := range [...][2]int64{{0, 0}, {edgeMeters, 0}, {-edgeMeters, 0}, {0, edgeMeters}, {0, -edgeMeters}} {
		if !g.contains(g.shift(s, d[0], d[1])) {
			return false
		}
	}
	return true
}

// contains is the even-odd rule in whole numbers.
func (g *ground) contains(s spot) bool {
	within := false
	for _, rings := range g.polygons {
		for _, ring := range rings {
			for i := range len(ring) - 1 {
				a, b := ring[i], ring[i+1]
				if a.north > b.north {
					a, b = b, a
				}
				if a.north <= s.north && s.north < b.north &&
					(s.east-a.east)*(b.north-a.north) < (b.east-a.east)*(s.north-a.north) {
					within = !within
				}
			}
		}
	}
	return within
}

// habitable reports whether people may live at s.
func (g *ground) habitable(s spot) bool {
	on := func(st strip) bool { return g.near(s, st) }
	if slices.ContainsFunc(g.empty, on) {
		return false
	}
	return (len(g.valleys) == 0 || slices.ContainsFunc(g.valleys, on)) && g.inside(s)
}

// near reports whether s lies on a strip.
func (g *ground) near(s spot, st strip) bool {
	for i := range len(st.line) - 1 {
		ax, ay := g.offset(s, st.line[i])
		bx, by := g.offset(s, st.line[i+1])
		if min(ax, bx) > st.reach || max(ax, bx) < -st.reach || min(ay, by) > st.reach || max(ay, by) < -st.reach {
			continue
		}
		dx, dy := bx-ax, by-ay
		along, length := -(ax*dx + ay*dy), dx*dx+dy*dy
		px, py := ax, ay // the nearest point of the segment
		switch {
		case along >= length:
			px, py = bx, by
		case along > 0:
			px, py = ax+dx*along/length, ay+dy*along/length
		}
		if px*px+py*py <= st.reach*st.reach {
			return true
		}
	}
	return false
}

// areaHectares returns the area within the outline.
func (g *ground) areaHectares() int64 {
	total := int64(0)
	for _, rings := range g.polygons {
		for n, ring := range rings {
			twice := int64(0)
			for i := range len(ring) - 1 {
				ax, ay := g.offset(ring[0], ring[i])
				bx, by := g.offset(ring[0], ring[i+1])
				twice += ax*by - ay*bx
			}
			if twice < 0 {
				twice = -twice
			}
			if n > 0 { // a hole
				twice = -twice
			}
			total += twice / 2
		}
	}
	return total / 10_000
}

// anywhere draws a place from the bound of the land.
func (g *ground) anywhere(d dice) spot {
	return spot{d.between(g.low.east, g.high.east), d.between(g.low.north, g.high.north)}
}

// around draws a place inside the outline, at least near and at most far metres from s; s itself if many
// draws find none.
func (g *ground) around(d dice, s spot, near, far int64) spot {
	for range 200 {
		east, north := d.between(-far, far), d.between(-far, far)
		if r := east*east + north*north; r < near*near || r > far*far {
			continue
		}
		if place := g.shift(s, east, north); g.inside(place) {
			return place
		}
	}
	return s
}
