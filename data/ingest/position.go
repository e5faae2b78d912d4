package ingest

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// position reads where a row lies: nil where it does not say. A problem refuses the row, an error the file.
func (r row) position() (*orb.Point, data.Provenance, *problem, error) {
	provenance := data.Provenance{Source: r.sheet.report.File, Line: r.line}
	lonField, latField := field("lon"), field("lat")
	lonText, latText := r.get(lonField), r.get(latField)
	var given orb.Point
	var err error
	switch pair := r.get("coord"); {
	case r.geometry != nil:
		point, isPoint := r.geometry.(orb.Point)
		if !isPoint {
			return nil, provenance, nil, nil
		}
		lonText, latText = strconv.FormatFloat(point.Lon(), 'f', -1, 64), strconv.FormatFloat(point.Lat(), 'f', -1, 64)
	case lonText != "" && (latText == "" || latText == lonText):
		if first, second, ok := splitPair(lonText); ok {
			lonText, latText = first, second
		}
	case lonText == "" && latText == "" && pair != "":
		lonField, latField = "coord", "coord"
		first, second, ok := splitPair(pair)
		if !ok {
			return nil, provenance, &problem{r.header("coord"), pair, say("应为同一格内的经度和纬度，例如 118.25,37.49", "longitude and latitude in one cell, such as 118.25,37.49")}, nil
		}
		lonText, latText = first, second
	case lonText == "" && latText == "" && (r.get("x") != "" || r.get("y") != ""):
		lonField, latField = "x", "y"
		lonText, latText = r.get("x"), r.get("y")
	}
	if lonText == "" && latText == "" {
		return nil, provenance, nil, nil
	}
	if lonText == "" || latText == "" {
		missing := lonField
		if latText == "" {
			missing = latField
		}
		return nil, provenance, &problem{r.header(missing), "", say("经度和纬度应同时填写或同时留空", "both longitude and latitude, or neither")}, nil
	}
	given, err = parsePoint(lonText, latText)
	switch value := lonText + "," + latText; {
	case errors.Is(err, errSwapped):
		return nil, provenance, &problem{r.header(lonField) + "/" + r.header(latField), value, r.swapRemedy(lonField, latField)}, nil
	case errors.Is(err, errProjected) && lonField == "x":
		return nil, provenance, nil, fileError(r.sheet.report.File, "第 %d 行：列 %s 和 %s 是投影坐标（米）（%s）；请导出经纬度（高斯-克吕格坐标以后支持）", "line %d: columns %s and %s hold metres of a map projection (%s); export the file with longitude and latitude (Gauss-Krüger comes later)", r.line, r.header("x"), r.header("y"), value)
	case errors.Is(err, errProjected):
		return nil, provenance, &problem{r.header(lonField) + "/" + r.header(latField), value, say("应为度；尚不能读取投影坐标（米），请导出经纬度", "degrees; metres of a map projection cannot be read yet: export with longitude and latitude")}, nil
	case err != nil:
		wrong, text := lonField, lonText
		if _, lonErr := parseAngle(lonText, longitude); lonErr == nil {
			wrong, text = latField, latText
		}
		return nil, provenance, &problem{r.header(wrong), text, say("应为度，例如 118.2528 或 118°15′10″", "degrees such as 118.2528 or 118°15′10″")}, nil
	case given == orb.Point{}:
		r.sheet.zeroPoints++
		return nil, provenance, nil, nil
	}
	if err := geo.CheckPoint(given); err != nil {
		return nil, provenance, &problem{r.header(lonField) + "/" + r.header(latField), lonText + "," + latText, say("应为地球上的经纬度（%v）", "a place on Earth in degrees: %v", err)}, nil
	}
	if peek := r.sheet.in.peek; peek != nil {
		peek.given(r, given)
	}
	datum, wrong, err := r.datum()
	if wrong != nil || err != nil {
		return nil, provenance, wrong, err
	}
	if decimals(lonText) <= 2 && decimals(latText) <= 2 {
		r.sheet.coarse++
	}
	point, err := datum.ToWGS84(given)
	if err != nil {
		return nil, provenance, nil, err
	}
	r.sheet.report.Datum = datum
	provenance.Datum, provenance.LocatedBy = datum, data.LocatedGiven
	provenance.Original = lonText + "," + latText
	return &point, provenance, nil, nil
}

// swapRemedy says how to turn swapped columns round.
func (r row) swapRemedy(lonField, latField field) words {
	if lonField == latField || r.geometry != nil {
		return say("经纬度似乎颠倒：应经度在前、纬度在后，请在文件中对调", "longitude first, then latitude (经纬度似乎颠倒): turn the two round in the file")
	}
	return say("经纬度似乎颠倒：请加 --map %s=lat --map %s=lon", "longitude first, then latitude (经纬度似乎颠倒): say --map %s=lat --map %s=lon", r.header(lonField), r.header(latField))
}

// datum settles the datum of a row: its own column first, then --datum, then what the file states.
func (r row) datum() (geo.Datum, *problem, error) {
	if text := r.get("crs"); text != "" {
		datum, err := parseDatum(text)
		if err != nil {
			return "", &problem{r.header("crs"), text, say("坐标系应为 wgs84、cgcs2000、gcj02、bd09 之一；其他坐标系请先转换", "one of wgs84, cgcs2000, gcj02, bd09 (坐标系); convert other grids first")}, nil
		}
		return datum, nil, nil
	}
	if r.sheet.in.options.Datum != "" {
		return r.sheet.in.options.Datum, nil, nil
	}
	if r.sheet.datum != "" {
		return r.sheet.datum, nil, nil
	}
	return "", nil, fileError(r.sheet.report.File, "第 %d 行有坐标，但没有说明坐标系；请加 --datum wgs84、cgcs2000、gcj02（高德、腾讯）或 bd09（百度）", "line %d gives coordinates, but nothing says in which datum; say --datum wgs84, cgcs2000, gcj02 (Amap, Tencent) or bd09 (Baidu)", r.line)
}

// outline converts a polygon of a row to WGS 84; nil where the row has none.
func (r row) outline() (orb.MultiPolygon, geo.Datum, *problem, error) {
	given, ok := r.geometry.(orb.MultiPolygon)
	if !ok {
		return nil, "", nil, nil
	}
	first := given[0][0][0]
	if first.Lat() >= 73 && first.Lat() <= 90 && first.Lon() >= 3 && first.Lon() <= 54 || math.Abs(first.Lat()) > 90 {
		return nil, "", &problem{"geometry", fmt.Sprint(first), r.swapRemedy("coord", "coord")}, nil
	}
	datum, wrong, err := r.datum()
	if wrong != nil || err != nil {
		return nil, "", wrong, err
	}
	r.sheet.report.Datum = datum
	converted := given.Clone()
	for _, polygon := range converted {
		for _, ring := range polygon {
			for i := range ring {
				if ring[i], err = datum.ToWGS84(ring[i]); err != nil {
					return nil, "", nil, err
				}
			}
		}
	}
	return converted, datum, nil, nil
}
