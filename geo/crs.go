package geo

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// CRS is a coordinate reference system in which other programs write coordinates. Inside the program everything is
// longitude and latitude on WGS 84.
type CRS string

// The systems that are read and written. EPSG:4326 and EPSG:4490 have the latitude first; CGCS2000 (4490) is taken as
// WGS 84, as Datum says. EPSG:3857 is Web Mercator on the sphere of the WGS 84 equator, in metres.
const (
	CRS84    CRS = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	EPSG4326 CRS = "http://www.opengis.net/def/crs/EPSG/0/4326"
	EPSG4490 CRS = "http://www.opengis.net/def/crs/EPSG/0/4490"
	EPSG3857 CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
)

// CRSs lists all of them, the default one first.
func CRSs() []CRS { return []CRS{CRS84, EPSG4326, EPSG4490, EPSG3857} }

// ParseCRS reads a system as programs name it: the URI, the URI in https or in angle or square brackets (safe CURIE),
// the URN, or EPSG:4326.
func ParseCRS(text string) (CRS, error) {
	name := strings.Trim(text, "<>[] ")
	name = strings.Replace(name, "https://", "http://", 1)
	for _, crs := range CRSs() {
		parts := strings.Split(string(crs), "/")
		code := parts[len(parts)-1]
		urn, short := "urn:ogc:def:crs:EPSG::"+code, "EPSG:"+code
		if crs == CRS84 {
			urn, short = "urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"
		}
		if name == string(crs) || strings.EqualFold(name, urn) || strings.EqualFold(name, short) {
			return crs, nil
		}
	}
	return "", fmt.Errorf("coordinate reference system %q is not known here, expected one of %s, %s, %s, %s", text, CRS84, EPSG4326, EPSG4490, EPSG3857)
}

// Code is the last part of the URI, such as CRS84 or 3857.
func (c CRS) Code() string { return string(c)[strings.LastIndexByte(string(c), '/')+1:] }

// LatitudeFirst reports whether the first coordinate is the latitude.
func (c CRS) LatitudeFirst() bool { return c == EPSG4326 || c == EPSG4490 }

// Projected reports whether coordinates are metres.
func (c CRS) Projected() bool { return c == EPSG3857 }

// mercatorRadius is the equatorial radius of WGS 84, which EPSG:3857 uses as a sphere (EPSG Guidance Note 7-2, method 1024).
const mercatorRadius = 6378137.0

// FromWGS84 writes a position in the order and unit of the system. The poles, which Web Mercator does not show, go to
// the largest number that it has for their neighbourhood (89.9999°).
func (c CRS) FromWGS84(p orb.Point) orb.Point {
	switch {
	case c.LatitudeFirst():
		return orb.Point{p[1], p[0]}
	case c.Projected():
		lat := math.Max(-mercatorMost, math.Min(mercatorMost, p[1]))
		return orb.Point{mercatorRadius * radians(p[0]), mercatorRadius * math.Asinh(math.Tan(radians(lat)))}
	}
	return p
}

const mercatorMost = 89.9999

// ToWGS84 reads a position in the order and unit of the system. What lies beyond the Earth stays so: CheckPoint finds it.
func (c CRS) ToWGS84(p orb.Point) orb.Point {
	switch {
	case c.LatitudeFirst():
		return orb.Point{p[1], p[0]}
	case c.Projected():
		return orb.Point{degrees(p[0] / mercatorRadius), degrees(math.Atan(math.Sinh(p[1] / mercatorRadius)))}
	}
	return p
}
