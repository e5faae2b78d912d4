package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Plane is a local metric plane for one county or city: x grows east and y north, in metres from its
// centre (equirectangular projection, true along the centre's parallel and every meridian).
//
// Distortion: at a latitude φ away from the centre φ0 an east-west length is drawn cos φ0 / cos φ times
// its true size. For a county 100 km high at 37°N that is at most 0.7 %. Searches do not rely on it:
// Index widens them by LowerBoundFactor and measures exactly with Distance.
type Plane struct {
	center orb.Point
	cosLat float64
	bound  orb.Bound
}

// NewPlane lays a plane through the centre of a bound that must not cross the 180th meridian.
func NewPlane(bound orb.Bound) Plane {
	center := bound.Center()
	cosLat := math.Max(math.Cos(radians(center.Lat())), 1e-9)
	return Plane{center: center, cosLat: cosLat, bound: bound}
}

// Project returns the place of p on the plane, in metres.
func (pl Plane) Project(p orb.Point) [2]float64 {
	return [2]float64{
		radians(p.Lon()-pl.center.Lon()) * pl.cosLat * float64(EarthRadius),
		radians(p.Lat()-pl.center.Lat()) * float64(EarthRadius),
	}
}

// Unproject is the inverse of Project.
func (pl Plane) Unproject(xy [2]float64) orb.Point {
	return orb.Point{
		pl.center.Lon() + degrees(xy[0]/(pl.cosLat*float64(EarthRadius))),
		pl.center.Lat() + degrees(xy[1]/float64(EarthRadius)),
	}
}

// planeMargin absorbs the rounding of Project and Distance in the lower bound.
const planeMargin = 0.999

// LowerBoundFactor returns f with: true distance >= f × distance on the plane, for any two points inside
// the bound the plane was made for or at place.
//
// By the haversine formula the chord is at least min(1, cos φ / cos φ0) of the plane's length, φ being the
// latitude nearest to a pole, times sin(x)/x for half the bound's extent in longitude and in latitude.
func (pl Plane) LowerBoundFactor(place orb.Point) float64 {
	bound := pl.bound.Extend(place)
	smallest := math.Min(math.Cos(radians(bound.Min.Lat())), math.Cos(radians(bound.Max.Lat())))
	factor := math.Min(1, smallest/pl.cosLat) *
		sinc(radians(bound.Max.Lon()-bound.Min.Lon())/2) * sinc(radians(bound.Max.Lat()-bound.Min.Lat())/2)
	return math.Max(1e-9, factor*planeMargin)
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(x) / x
}
