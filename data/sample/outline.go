package sample

import (
	"math"

	"github.com/paulmach/orb"
)

// directions is the number of headings that invented lines can take, counterclockwise from east.
const directions = 96

// heading returns a direction as millionths of a unit vector. Rounding hides what machines' cosines differ by.
func heading(h int64) (east, north int64) {
	h = (h%directions + directions) % directions
	angle := float64(h) * (2 * math.Pi / directions)
	return int64(math.Round(math.Cos(angle) * 1e6)), int64(math.Round(math.Sin(angle) * 1e6))
}

// step returns the place some metres away in a direction.
func (g *ground) step(s spot, h, meters int64) spot {
	east, north := heading(h)
	return g.shift(s, east*meters/1_000_000, north*meters/1_000_000)
}

// inventOutline draws a lobed ring around the centre that holds about the area asked for.
func inventOutline(d dice, center orb.Point, hectares int64) orb.MultiPolygon {
	const lobes, perLobe = 12, directions / 12
	var bulge [lobes]int64
	for i := range bulge {
		bulge[i] = d.between(800, 1200)
	}
	var radii [directions]int64 // in thousandths of the mean
	for h := range radii {
		a, b, part := bulge[h/perLobe], bulge[(h/perLobe+1)%lobes], int64(h%perLobe)
		radii[h] = (a*(perLobe-part)+b*part)/perLobe + d.between(-18, 18)
	}
	middle := newGround(orb.MultiPolygon{{{center, center}}})
	ring := func(mean int64) orb.MultiPolygon {
		var ring orb.Ring
		for h, radius := range radii {
			ring = append(ring, middle.step(spotOf(center), int64(h), mean*radius/1000).point())
		}
		return orb.MultiPolygon{{append(ring, ring[0])}}
	}
	const trial = 10_000 // metres; the area grows with the square
	scale := math.Sqrt(float64(hectares) / float64(newGround(ring(trial)).areaHectares()))
	return ring(int64(math.Round(trial * scale)))
}

// meander walks from a place in about one direction until it has gone the length or leaves the outline.
func (g *ground) meander(d dice, from spot, towards, stepMeters, lengthMeters int64) []spot {
	line := []spot{from}
	turn := int64(0)
	for ; lengthMeters > 0; lengthMeters -= stepMeters {
		turn = max(-12, min(12, turn+d.between(-4, 4)))
		from = g.step(from, towards+turn, stepMeters)
		line = append(line, from)
		if !g.contains(from) {
			break
		}
	}
	return line
}

// through draws a line right across the land by way of its centre.
func (g *ground) through(d dice, center spot, towards, stepMeters int64) []spot {
	const endless = 1_000_000
	line := g.meander(d, center, towards+directions/2, stepMeters, endless)
	for i, j := 0, len(line)-1; i < j; i, j = i+1, j-1 {
		line[i], line[j] = line[j], line[i]
	}
	return append(line, g.meander(d, center, towards, stepMeters, endless)[1:]...)
}

// addRiver lays a river through the land. Nobody lives in its strip.
func (g *ground) addRiver(d dice, center spot) []spot {
	river := g.through(d, center, d.between(2, 12), 1500)
	g.empty = append(g.empty, strip{river, 500})
	return river
}

// addValleys lays a main valley, its side valleys and theirs; people live only in these.
func (g *ground) addValleys(d dice, center spot) {
	const stepMeters, reach = 2000, 1000
	towards := d.between(0, directions-1)
	main := g.through(d, center, towards, stepMeters)
	g.valleys = append(g.valleys, strip{main, reach})
	for i := 2; i < len(main)-1; i += 4 {
		for _, side := range []int64{directions / 4, -directions / 4} {
			branch := g.meander(d, main[i], towards+side+d.between(-6, 6), stepMeters, d.between(18_000, 30_000))
			g.valleys = append(g.valleys, strip{branch, reach})
			for j := 3; j < len(branch)-1; j += 3 {
				turned := towards + side + side/2*(1-2*int64(j%2))
				g.valleys = append(g.valleys, strip{g.meander(d, branch[j], turned, stepMeters, d.between(5_000, 9_000)), reach})
			}
		}
	}
}
