package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"math"
	"net/url"
	"strings"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

//go:embed routesheet.html
var routeSheet string

//go:embed routesheet.js
var routeScript string

// WriteRouteSheet writes the run sheets 路单 and timetable boards 线路牌 of a day as one HTML file that needs nothing else: a picture,
// the board and the list of each vehicle. Its only links are those that ask a navigation app, with coordinates in GCJ-02. Where the day has a date,
// couriers mark on it what was delivered, and save a file of events (data.EventFile) that the office reads back; the page asks no network.
func WriteRouteSheet(w io.Writer, s *RouteStudy) error {
	sheet, err := template.New("sheet").Funcs(template.FuncMap{
		"clock": Clock, "picture": routePicture, "amap": amapLink, "geo": geoLink, "runid": data.RunID,
		"script": func() template.JS { return template.JS(routeScript) }, // ours alone; what records say stands in attributes
		"kg":     func(v float64) string { return fmt.Sprintf("%.0f", v) },
		"fixed":  func(v float64) string { return fmt.Sprintf("%.1f", v) },
	}).Parse(routeSheet)
	if err != nil {
		return err
	}
	return sheet.Execute(w, s)
}

// RouteSheetPolicy is the content security policy under which a run sheet works when it is served: its own style and script, known by their hashes,
// and nothing else, whatever records may say.
func RouteSheetPolicy() string {
	_, style, _ := strings.Cut(routeSheet, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(routeScript) + "; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// amapLink asks Amap on the web for the way to a call.
func amapLink(call RouteCall) (string, error) {
	at, err := geo.GCJ02.FromWGS84(call.Place)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("https://uri.amap.com/navigation?to=%.6f,%.6f,%s&mode=car&callnative=1&src=cuntong", at.Lon(), at.Lat(), url.QueryEscape(call.Name)), nil
}

// geoLink asks any map application; some take WGS 84 for their own datum and shift the place.
func geoLink(call RouteCall) template.URL {
	return template.URL(fmt.Sprintf("geo:%.6f,%.6f", call.Place.Lat(), call.Place.Lon())) // numbers only, nothing of a record
}

// routePicture draws a vehicle's way with its calls in order, north up.
func routePicture(route DayRoute) template.HTML {
	const side = 360.0
	line := lineOf(route)
	for _, call := range route.Calls {
		line = append(line, call.Place)
	}
	bound := line.Bound()
	shrink := math.Cos(bound.Center().Lat() * math.Pi / 180)
	span := math.Max(math.Max((bound.Max.Lon()-bound.Min.Lon())*shrink, bound.Max.Lat()-bound.Min.Lat()), 1e-4)
	at := func(p orb.Point) (x, y float64) {
		return 20 + (p.Lon()-bound.Min.Lon())*shrink/span*(side-40), 20 + (bound.Max.Lat()-p.Lat())/span*(side-40)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="线路走向图"><polyline fill="none" stroke="#1a5f9e" stroke-width="2" points="`, side, side)
	for _, p := range lineOf(route) {
		x, y := at(p)
		fmt.Fprintf(&b, "%.1f,%.1f ", x, y)
	}
	b.WriteString(`"/>`)
	for k, call := range route.Calls {
		x, y := at(call.Place)
		if call.Kind == CallStop {
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="8" fill="#fff" stroke="#222"/><text x="%.1f" y="%.1f" font-size="9" text-anchor="middle">%d</text>`, x, y, x, y+3, k)
		} else if call.Kind == CallStart {
			fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="14" height="14" fill="#222"/>`, x-7, y-7)
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // numbers only, nothing of a record
}
