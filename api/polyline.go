package api

import (
	"errors"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// encodePolyline writes a line in Google's encoded polyline form: differences of latitude, then longitude, in
// steps of a degree, five bits a letter, low ones first. steps is 1e5, or 1e6 for what OSRM calls polyline6.
func encodePolyline(line orb.LineString, steps float64) string {
	var text strings.Builder
	text.Grow(8 * len(line))
	var lastLat, lastLon int64
	for _, p := range line {
		lat, lon := int64(math.Round(p.Lat()*steps)), int64(math.Round(p.Lon()*steps))
		writeDifference(&text, lat-lastLat)
		writeDifference(&text, lon-lastLon)
		lastLat, lastLon = lat, lon
	}
	return text.String()
}

func writeDifference(text *strings.Builder, v int64) {
	bits := uint64(v<<1) ^ uint64(v>>63)
	for bits >= 32 {
		text.WriteByte(byte(bits&31|32) + 63)
		bits >>= 5
	}
	text.WriteByte(byte(bits) + 63)
}

// packedCoordinates takes the text out of polyline(…) or polyline6(…).
func packedCoordinates(text string) (packed string, steps float64, ok bool) {
	for prefix, steps := range map[string]float64{"polyline(": 1e5, "polyline6(": 1e6} {
		if rest, found := strings.CutPrefix(text, prefix); found {
			packed, ok = strings.CutSuffix(rest, ")")
			return packed, steps, ok
		}
	}
	return "", 0, false
}

var errPolyline = errors.New("query string malformed: the polyline breaks off or holds a letter that no polyline has")

// decodePolyline reads what encodePolyline writes.
func decodePolyline(text string, steps float64) (orb.LineString, error) {
	var line orb.LineString
	var last [2]int64 // latitude, longitude
	for len(text) > 0 {
		for k := range last {
			var bits uint64
			for shift := 0; ; shift += 5 {
				if len(text) == 0 || text[0] < 63 || text[0] > 126 || shift > 30 {
					return nil, errPolyline
				}
				letter := uint64(text[0] - 63)
				text = text[1:]
				bits |= letter & 31 << shift
				if letter < 32 {
					break
				}
			}
			last[k] += int64(bits>>1) ^ -int64(bits&1)
		}
		if line = append(line, orb.Point{float64(last[1]) / steps, float64(last[0]) / steps}); len(line) > osrmMaxCoordinates {
			return line, nil // the caller refuses so many
		}
	}
	return line, nil
}
