package geo

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// Datum names the grid in which a file gives longitude and latitude.
type Datum string

// The datums that files in China come in. Unknown is no member: a file whose datum nobody states is refused.
const (
	WGS84    Datum = "wgs84"
	CGCS2000 Datum = "cgcs2000" // EPSG:4490; equal to WGS 84 to a few centimetres, PROJ treats them as one
	GCJ02    Datum = "gcj02"    // the shifted grid of Amap and Tencent maps
	BD09     Datum = "bd09"     // Baidu's shift on top of GCJ-02
)

// Datums lists all of them in the order in which help texts show them.
func Datums() []Datum { return []Datum{WGS84, CGCS2000, GCJ02, BD09} }

// ParseDatum reads a datum as people write it: any case, with or without hyphen, or its EPSG code.
func ParseDatum(text string) (Datum, error) {
	key := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "", ":", "").Replace(text))
	switch key {
	case "wgs84", "epsg4326", "4326", "crs84", "gps":
		return WGS84, nil
	case "cgcs2000", "epsg4490", "4490", "国家2000", "2000国家大地坐标系":
		return CGCS2000, nil
	case "gcj02", "火星坐标", "高德", "腾讯", "amap":
		return GCJ02, nil
	case "bd09", "bd09ll", "百度", "baidu":
		return BD09, nil
	}
	return "", fmt.Errorf("datum %q is not one of wgs84, cgcs2000, gcj02, bd09", text)
}

// ToWGS84 converts a point from datum d. GCJ-02 and BD-09 have no closed inverse; theirs is iterated
// until the forward shift reproduces the point to below a micrometre.
func (d Datum) ToWGS84(p orb.Point) (orb.Point, error) {
	switch d {
	case WGS84, CGCS2000:
		return p, nil
	case GCJ02:
		return invert(p, wgs84ToGCJ02), nil
	case BD09:
		return invert(p, func(q orb.Point) orb.Point { return gcj02ToBD09(wgs84ToGCJ02(q)) }), nil
	}
	return p, fmt.Errorf("datum %q is unknown", string(d))
}

// FromWGS84 converts a point to datum d.
func (d Datum) FromWGS84(p orb.Point) (orb.Point, error) {
	switch d {
	case WGS84, CGCS2000:
		return p, nil
	case GCJ02:
		return wgs84ToGCJ02(p), nil
	case BD09:
		return gcj02ToBD09(wgs84ToGCJ02(p)), nil
	}
	return p, fmt.Errorf("datum %q is unknown", string(d))
}

// inverseIterations bounds the fixed-point inverse: each step shrinks the error about a thousandfold, so
// six reach the resolution of a float64 degree; the rest is margin.
const inverseIterations = 12

// inverseTolerance is in degrees: 1e-12 degree is a tenth of a micrometre.
const inverseTolerance = 1e-12

// invert solves forward(q) = p for q by the fixed point q <- q + p - forward(q).
func invert(p orb.Point, forward func(orb.Point) orb.Point) orb.Point {
	q := p
	for range inverseIterations {
		shifted := forward(q)
		dLon, dLat := p.Lon()-shifted.Lon(), p.Lat()-shifted.Lat()
		q = orb.Point{q.Lon() + dLon, q.Lat() + dLat}
		if math.Abs(dLon) < inverseTolerance && math.Abs(dLat) < inverseTolerance {
			break
		}
	}
	return q
}

// The GCJ-02 shift as it is publicly known: a trigonometric polynomial on the Krasovsky 1940 ellipsoid.
const (
	krasovskyAxisMeters   = 6378245.0
	krasovskyEccentricity = 0.00669342162296594323 // squared
)

// gcj02Applies reports whether the shift is applied at p: inside the box around China that the public
// implementations share. Outside it GCJ-02 equals WGS 84.
func gcj02Applies(p orb.Point) bool {
	return p.Lon() >= 72.004 && p.Lon() <= 137.8347 && p.Lat() >= 0.8293 && p.Lat() <= 55.8271
}

func wgs84ToGCJ02(p orb.Point) orb.Point {
	if !gcj02Applies(p) {
		return p
	}
	x, y := p.Lon()-105, p.Lat()-35
	wave := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	root := math.Sqrt(math.Abs(x))
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*root + wave +
		(20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi))*2/3 +
		(160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*root + wave +
		(20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi))*2/3 +
		(150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	sinLat := math.Sin(radians(p.Lat()))
	w := 1 - krasovskyEccentricity*sinLat*sinLat
	meridian := krasovskyAxisMeters * (1 - krasovskyEccentricity) / (w * math.Sqrt(w))
	parallel := krasovskyAxisMeters / math.Sqrt(w) * math.Cos(radians(p.Lat()))
	return orb.Point{p.Lon() + degrees(east/parallel), p.Lat() + degrees(north/meridian)}
}

// gcj02ToBD09 is Baidu's publicly known shift on top of GCJ-02.
func gcj02ToBD09(p orb.Point) orb.Point {
	const wave = math.Pi * 3000 / 180
	radius := math.Hypot(p.Lon(), p.Lat()) + 0.00002*math.Sin(p.Lat()*wave)
	angle := math.Atan2(p.Lat(), p.Lon()) + 0.000003*math.Cos(p.Lon()*wave)
	return orb.Point{radius*math.Cos(angle) + 0.0065, radius*math.Sin(angle) + 0.006}
}
