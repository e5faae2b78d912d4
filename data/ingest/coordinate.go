package ingest

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// errSwapped means that longitude and latitude stand in each other's place.
var errSwapped = errors.New("swapped")

// errProjected means metres of a map projection rather than degrees.
var errProjected = errors.New("projected")

// axis says which of the two an angle is.
type axis int

const (
	longitude axis = iota
	latitude
)

// anglePattern takes degrees, and minutes and seconds where given, after marks were unified to ° ' ".
var anglePattern = regexp.MustCompile(`^([+-]?[0-9]{1,10}(?:\.[0-9]{1,20})?)°?(?:([0-9]{1,2}(?:\.[0-9]{1,20})?)'?(?:([0-9]{1,2}(?:\.[0-9]{1,20})?)"?)?)?$`)

// dottedPattern is 118.15.10, degrees, minutes and seconds set apart by dots.
var dottedPattern = regexp.MustCompile(`^([0-9]{1,3})\.([0-9]{1,2})\.([0-9]{1,2}(?:\.[0-9]{1,10})?)$`)

// parseAngle reads one angle: 118.2528, 118°15′10″, 118度15分10秒, 118.15.10, 东经118.25, 118.25E, in full-width
// letters or not.
func parseAngle(text string, which axis) (float64, error) {
	plain := strings.ToUpper(strings.TrimSpace(halfWidth(text)))
	plain = strings.NewReplacer("东经", "E", "西经", "W", "北纬", "N", "南纬", "S", "经度", "", "纬度", "",
		"度", "°", "º", "°", "˚", "°", "分", "'", "′", "'", "’", "'", "‘", "'", "秒", "\"", "″", "\"", "”", "\"", "“", "\"",
		"''", "\"", "−", "-", ":", "", " ", "").Replace(plain)
	sign := 1.0
	for _, mark := range []string{"E", "N", "W", "S"} {
		inner := strings.TrimSuffix(strings.TrimPrefix(plain, mark), mark)
		if inner == plain {
			continue
		}
		if (mark == "E" || mark == "W") != (which == longitude) {
			return 0, errSwapped
		}
		if mark == "W" || mark == "S" {
			sign = -1
		}
		plain = inner
		break
	}
	parts := dottedPattern.FindStringSubmatch(plain)
	if parts == nil {
		parts = anglePattern.FindStringSubmatch(plain)
		if parts == nil || parts[2] != "" && !strings.Contains(plain, "°") {
			return 0, fmt.Errorf("not an angle")
		}
	}
	degrees, err := strconv.ParseFloat(parts[1], 64)
	if err != nil {
		return 0, err
	}
	if strings.HasPrefix(parts[1], "-") {
		sign, degrees = -sign, -degrees
	}
	for i, divisor := range []float64{60, 3600} {
		if parts[2+i] == "" {
			continue
		}
		part, err := strconv.ParseFloat(parts[2+i], 64)
		if err != nil || part >= 60 {
			return 0, fmt.Errorf("minutes and seconds must be below 60")
		}
		degrees += part / divisor
	}
	return sign * degrees, nil
}

// splitPair takes apart one cell that holds both angles, longitude first unless marks say otherwise.
func splitPair(text string) (lon, lat string, ok bool) {
	plain := strings.Trim(strings.TrimSpace(halfWidth(text)), "()[]【】")
	plain = strings.NewReplacer("、", ",", ";", ",", "|", ",", "，", ",").Replace(plain)
	parts := strings.FieldsFunc(plain, func(r rune) bool { return r == ',' })
	if len(parts) == 1 {
		for _, mark := range []string{"北纬", "南纬", "东经", "西经"} {
			if at := strings.LastIndex(plain, mark); at > 0 {
				parts = []string{plain[:at], plain[at:]}
				break
			}
		}
	}
	if len(parts) == 1 {
		parts = strings.Fields(plain)
	}
	if len(parts) != 2 {
		return "", "", false
	}
	first, second := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])
	if strings.ContainsAny(strings.ToUpper(first), "NS") || strings.Contains(first, "纬") {
		return second, first, true
	}
	return first, second, first != "" && second != ""
}

// parsePoint reads a longitude and a latitude and catches swapped axes, which inside China can always be told
// apart: longitudes run from 73 to 135 and latitudes from 3 to 54.
func parsePoint(lonText, latText string) (orb.Point, error) {
	lon, err := parseAngle(lonText, longitude)
	if err != nil {
		return orb.Point{}, err
	}
	lat, err := parseAngle(latText, latitude)
	if err != nil {
		return orb.Point{}, err
	}
	switch {
	case math.Abs(lon) > 1000 || math.Abs(lat) > 1000:
		return orb.Point{}, errProjected
	case lat >= 73 && lat <= 135 && lon >= 3 && lon <= 54, math.Abs(lat) > 90 && math.Abs(lon) <= 90:
		return orb.Point{}, errSwapped
	}
	return orb.Point{lon, lat}, nil
}

// decimals counts the digits after the point; many where the text is no plain decimal.
func decimals(text string) int {
	plain := strings.TrimSpace(halfWidth(text))
	if strings.Trim(plain, "+-.0123456789") != "" || strings.Count(plain, ".") > 1 {
		return 9
	}
	_, fraction, _ := strings.Cut(plain, ".")
	return len(fraction)
}

// parseDatum reads a datum as tables in China name it.
func parseDatum(text string) (geo.Datum, error) {
	if datum, err := geo.ParseDatum(text); err == nil {
		return datum, nil
	}
	key := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "", ":", "", "/", "").Replace(halfWidth(text)))
	var found []geo.Datum
	for _, known := range []struct {
		datum geo.Datum
		words []string
	}{
		{geo.GCJ02, []string{"gcj02", "火星", "高德", "腾讯"}},
		{geo.BD09, []string{"bd09", "百度"}},
		{geo.CGCS2000, []string{"cgcs2000", "epsg4490", "国家2000", "大地2000", "2000国家大地", "国家大地坐标系2000", "4490"}},
		{geo.WGS84, []string{"wgs84", "epsg4326", "crs84", "4326"}},
	} {
		for _, word := range known.words {
			if strings.Contains(key, word) {
				found = append(found, known.datum)
				break
			}
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("datum %q is not one of wgs84, cgcs2000, gcj02, bd09", text)
	}
	return found[0], nil
}
