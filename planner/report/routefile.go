package report

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"github.com/paulmach/orb"
)

// WriteRoutesGPX writes a day's routes as GPX 1.1: a waypoint for each call, a track for each vehicle.
func WriteRoutesGPX(w io.Writer, s *RouteStudy) error {
	type point struct {
		Lat  float64 `xml:"lat,attr"`
		Lon  float64 `xml:"lon,attr"`
		Name string  `xml:"name,omitempty"`
		Desc string  `xml:"desc,omitempty"`
	}
	type segment struct {
		Points []point `xml:"trkpt"`
	}
	type track struct {
		Name    string  `xml:"name"`
		Segment segment `xml:"trkseg"`
	}
	var file struct {
		XMLName xml.Name `xml:"gpx"`
		NS      string   `xml:"xmlns,attr"`
		Version string   `xml:"version,attr"`
		Creator string   `xml:"creator,attr"`
		Points  []point  `xml:"wpt"`
		Tracks  []track  `xml:"trk"`
	}
	file.NS, file.Version, file.Creator = "http://www.topografix.com/GPX/1/1", "1.1", "cuntong"
	for _, route := range s.Routes {
		one := track{Name: route.DepotName + " " + route.Vehicle}
		for k, call := range route.Calls {
			if call.Kind == CallStop {
				file.Points = append(file.Points, point{call.Place.Lat(), call.Place.Lon(), call.Name, fmt.Sprintf("%s %d %s ↓%d ↑%d", route.Vehicle, k, call.Clock, call.Down, call.Up)})
			}
			for _, at := range call.Line {
				one.Segment.Points = append(one.Segment.Points, point{Lat: at.Lat(), Lon: at.Lon()})
			}
		}
		file.Tracks = append(file.Tracks, one)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", " ")
	return encoder.Encode(file)
}

// WriteRoutesGeoJSON writes a day's routes as GeoJSON: a line for each vehicle, a point for each call and each unserved stop.
func WriteRoutesGeoJSON(w io.Writer, s *RouteStudy) error {
	type geometry struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}
	type feature struct {
		Type       string         `json:"type"`
		Geometry   geometry       `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	file := struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{"FeatureCollection", []feature{}}
	add := func(kind string, coordinates any, properties map[string]any) {
		file.Features = append(file.Features, feature{"Feature", geometry{kind, coordinates}, properties})
	}
	for _, route := range s.Routes {
		add("LineString", lineOf(route), map[string]any{"kind": "route", "vehicle": route.Vehicle, "depot": route.Depot, "km": route.Km, "yuan": route.Yuan, "parcels_down": route.Down, "parcels_up": route.Up})
		for k, call := range route.Calls {
			if call.Kind == CallStop {
				add("Point", call.Place, map[string]any{"kind": CallStop, "vehicle": route.Vehicle, "order": k, "stop": call.Stop, "name": call.Name, "arrive_s": call.Arrive, "leave_s": call.Leave, "parcels_down": call.Down, "parcels_up": call.Up})
			}
		}
	}
	for _, u := range s.Unserved {
		if u.Place != (orb.Point{}) { // a point whose record has no position is in the list of the answer only
			add("Point", u.Place, map[string]any{"kind": "unserved", "stop": u.Stop, "name": u.Name, "reason": u.Reason})
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(file)
}

// lineOf is the whole way of a vehicle.
func lineOf(route DayRoute) orb.LineString {
	var line orb.LineString
	for _, call := range route.Calls {
		line = append(line, call.Line...)
	}
	return line
}

// WriteRoutesCSV writes a day's routes as rows of vehicle, order and stop, reloads by the depot's ID, with times and parcels beside.
func WriteRoutesCSV(w io.Writer, s *RouteStudy) error {
	rows := csv.NewWriter(w)
	if err := rows.Write([]string{"vehicle", "order", "stop", "name", "arrive", "leave", "parcels_down", "parcels_up"}); err != nil {
		return err
	}
	for _, route := range s.Routes {
		for k, call := range route.Calls {
			if call.Kind != CallStop && call.Kind != CallReload {
				continue
			}
			row := []string{route.Vehicle, strconv.Itoa(k), call.Stop, call.Name, call.Clock, Clock(call.Leave), strconv.FormatInt(call.Down, 10), strconv.FormatInt(call.Up, 10)}
			if err := rows.Write(row); err != nil {
				return err
			}
		}
	}
	rows.Flush()
	return rows.Error()
}
