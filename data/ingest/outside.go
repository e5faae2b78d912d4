package ingest

import (
	"math"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// outsideTolerance is how far outside the outline of its county a place may lie: outlines in use are simplified
// to about 100 m, older ones by kilometres at the coast, and villages beside a border are surveyed by both sides.
// A point in the sea, in another province or in the wrong datum's axes is further off.
const outsideTolerance geo.Meters = 5_000

// outline is a county's border with the plane on which distances to it are measured.
type outline struct {
	name   string
	border orb.MultiPolygon
	bound  orb.Bound
	plane  geo.Plane
	drawn  orb.MultiPolygon // border on the plane
}

// gatherOutlines prepares the county outlines of the batch and the store.
func (g *gazetteer) gatherOutlines() {
	g.outlines = map[string]*outline{}
	for _, code := range sortedKeys(g.areas) {
		area := g.areas[code]
		if area.Tier != data.TierCounty || len(area.Outline) == 0 {
			continue
		}
		o := &outline{name: area.Name, border: area.Outline, bound: area.Outline.Bound()}
		o.plane = geo.NewPlane(o.bound)
		o.drawn = area.Outline.Clone()
		for _, polygon := range o.drawn {
			for _, ring := range polygon {
				for i := range ring {
					ring[i] = orb.Point(o.plane.Project(ring[i]))
				}
			}
		}
		g.outlines[code] = o
		g.anyOutline = append(g.anyOutline, o)
	}
}

// distance is 0 inside.
func (o *outline) distance(p orb.Point) geo.Meters {
	if o.bound.Contains(p) && o.contains(p) {
		return 0
	}
	at := orb.Point(o.plane.Project(p))
	best := math.Inf(1)
	for _, polygon := range o.drawn {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				best = math.Min(best, planar.DistanceFromSegmentSquared(ring[i-1], ring[i], at))
			}
		}
	}
	return geo.Meters(math.Sqrt(best))
}

// contains is the even-odd rule over all rings. The one of orb measures the extent of the ring again for each
// point, which is most of its time here; which side a point on the border falls does not matter.
func (o *outline) contains(p orb.Point) bool {
	within := false
	for _, polygon := range o.border {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
					within = !within
				}
			}
		}
	}
	return within
}

// outside says what is wrong with a place that lies far outside its county; empty where it is well, has no
// position, or nothing is known of the county's border. A place without a county must be near one of the outlines.
func (g *gazetteer) outside(p *orb.Point, county string) words {
	if p == nil || len(g.anyOutline) == 0 {
		return words{}
	}
	candidates := g.anyOutline
	if county != "" {
		own, ok := g.outlines[county]
		if !ok {
			return words{}
		}
		candidates = []*outline{own}
	}
	nearest, name := geo.Meters(math.Inf(1)), ""
	for _, o := range candidates {
		if d := o.distance(*p); d < nearest {
			nearest, name = d, o.name
		}
	}
	if nearest <= outsideTolerance {
		return words{}
	}
	return say("应在%s之内或界外 %.0f 公里以内；它在界外 %.1f 公里：请核对坐标、坐标系和县区", "a place in %s or at most %.0f km outside; it lies %.1f km outside: check the coordinates, the datum and the county", name, float64(outsideTolerance)/1000, float64(nearest)/1000)
}
