// Package geo says where things are and how far apart: points on the Earth, datums, a local plane,
// a spatial index and travel matrices. It knows no database, no HTTP and no solver.
//
// Points are orb.Point: longitude first, then latitude, in degrees on WGS 84 (CGCS2000 is the same to
// a few centimetres and is treated as equal). Lengths are Meters.
package geo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Meters is a length on the ground.
type Meters float64

// EarthRadius is the mean radius R1 = (2a+b)/3 of the GRS 80 and WGS 84 ellipsoids, 6 371 008.8 m
// (Moritz, H.: Geodetic Reference System 1980. Journal of Geodesy 74, 128-133, 2000,
// doi:10.1007/s001900050278). Using one sphere is within 0.56 % of the ellipsoid everywhere.
const EarthRadius Meters = 6371008.8

// Distance returns the great-circle distance between two points by the haversine formula, which stays
// exact for points close together.
func Distance(a, b orb.Point) Meters {
	sinLat := math.Sin(radians(b.Lat()-a.Lat()) / 2)
	sinLon := math.Sin(radians(b.Lon()-a.Lon()) / 2)
	h := sinLat*sinLat + math.Cos(radians(a.Lat()))*math.Cos(radians(b.Lat()))*sinLon*sinLon
	return 2 * EarthRadius * Meters(math.Asin(math.Min(1, math.Sqrt(h))))
}

// wholeMetersTolerance absorbs the rounding error of Distance (below a micrometre at county size), so
// that a length which is a whole number of metres on paper is not lifted to the next one.
const wholeMetersTolerance = 1e-6

// WholeMeters rounds a length up to whole metres. Limits are closed, so rounding up never makes
// covered what lies beyond the limit.
func WholeMeters(length Meters) int64 {
	return int64(math.Ceil(float64(length) - wholeMetersTolerance))
}

// CheckPoint returns an error that says what is wrong when a point is no place on Earth: not a number,
// out of range, or longitude and latitude at exactly 0, which files use for "not filled in".
func CheckPoint(p orb.Point) error {
	lon, lat := p.Lon(), p.Lat()
	switch {
	case math.IsNaN(lon) || math.IsInf(lon, 0) || math.IsNaN(lat) || math.IsInf(lat, 0):
		return fmt.Errorf("coordinates are not numbers")
	case lon == 0 && lat == 0:
		return fmt.Errorf("coordinates 0, 0 mean not filled in")
	case lon < -180 || lon > 180:
		return fmt.Errorf("longitude %v is outside -180..180", lon)
	case lat < -90 || lat > 90:
		return fmt.Errorf("latitude %v is outside -90..90", lat)
	}
	return nil
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

func degrees(radians float64) float64 { return radians * 180 / math.Pi }
