package api

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo/network"
	"cuntong/geo/networktest"
	"cuntong/geo/travel/osrm"
	"cuntong/geo/traveltest"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// keepNetwork stores a network as the roads of a study.
func keepNetwork(t testing.TB, s *study.Study, n *network.Network) {
	t.Helper()
	var content bytes.Buffer
	if err := n.Encode(&content); err != nil {
		t.Fatal(err)
	}
	stored := data.Network{ID: data.DefaultNetwork, Name: "test", Fingerprint: n.Fingerprint(), Content: content.Bytes(), CreatedAt: noon()}
	if _, err := s.Store.SaveNetwork(t.Context(), stored, data.ChangeNote{Actor: "test", At: noon(), Action: "network"}); err != nil {
		t.Fatal(err)
	}
}

// toACentimetre rounds places to what travels in a URL.
func toACentimetre(places []orb.Point) []orb.Point {
	for i, p := range places {
		places[i] = roundedPoint(p)
	}
	return places
}

func TestOurOSRMServerKeepsTheContractAndSaysWhatTheRoadsSay(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 0))
	roads := networktest.Random(rng, 60, 60)
	s := &study.Study{Store: openStore(t), Now: noon, Version: "test", Actor: "test"}
	keepNetwork(t, s, roads.Build(t, rng))
	server := serve(t, Options{Study: s})
	places := toACentimetre(append(roads.Places(rng, 30), orb.Point{roads.Nodes[0][0] + 1, roads.Nodes[0][1]}))
	places = append(places, places[:2]...)
	client, err := osrm.New(osrm.Options{URL: server.URL, Profile: "plain-car", Batch: 13})
	if err != nil {
		t.Fatal(err)
	}
	traveltest.Keep(t, traveltest.Case{Router: client, Places: places, Reachable: 200, Blocked: 60})

	road, err := s.Roads(t.Context(), "plain-car")
	if err != nil {
		t.Fatal(err)
	}
	linked := places[:30]
	want, err := road.Matrix(t.Context(), linked, linked)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Matrix(t.Context(), linked, linked)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the matrix by HTTP is not that of the roads: %v", err)
	}
	unlinked, err := client.Unlinked(t.Context(), places)
	if err != nil || len(unlinked) != 1 || unlinked[0].Index != 30 || !unlinked[0].Found || unlinked[0].Distance < 70_000 {
		t.Errorf("unlinked: %+v, %v", unlinked, err)
	}
	paths := 0
	for i := range 10 {
		leg, ok := want.At(i, i+10)
		path, found, err := client.Path(t.Context(), linked[i], linked[i+10])
		if err != nil || found != ok || found && (path.Leg != leg || path.Line[0] != linked[i] || path.Line[len(path.Line)-1] != linked[i+10]) {
			t.Errorf("path %d: %+v (%v, %v), want %+v (%v)", i, path.Leg, found, err, leg, ok)
		}
		if found {
			paths++
		}
	}
	if paths == 0 {
		t.Error("no path was found at all")
	}
	if _, found, err := client.Path(t.Context(), places[0], places[30]); found || err != nil {
		t.Errorf("a path to nowhere: %v, %v", found, err)
	}
}

// osrmAnswer is what any service answers.
type osrmAnswer struct {
	Code, Message string
	Durations     [][]*float64
	Distances     [][]*float64
	Sources       []waypoint
	Destinations  []waypoint
	Waypoints     []waypoint
	Routes        []struct {
		Geometry   any
		Legs       []osrmLeg
		Weight     float64
		WeightName string `json:"weight_name"`
		Duration   float64
		Distance   float64
	}
}

func TestOSRMClientsAreAnsweredAndRefusedAsByOSRM(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s})
	if got := ask(t, server, http.MethodGet, "/route/v1/driving/118.29,37.5;118.32,37.5", ""); got.status != http.StatusBadRequest || decode[osrmAnswer](t, got).Code != "DisabledDataset" {
		t.Errorf("without roads: %d %s", got.status, got.body)
	}
	tinyRoads(t, s)
	for _, c := range []struct{ target, code, says string }{
		{"/route/v1/driving/118.29,37.5;118.32,37.5", "Ok", ""},
		{"/route/v1/plain-car/118.29,37.5;118.32,37.5.json?overview=false&steps=true&alternatives=3&continue_straight=default&generate_hints=false", "Ok", ""},
		{"/route/v1/driving/118.29,37.5", "InvalidQuery", "two coordinates"},
		{"/route/v1/driving/118.29,37.5;x,y", "InvalidQuery", "coordinate 1"},
		{"/route/v1/driving/118.29;118.32", "InvalidQuery", "coordinate 0"},
		{"/route/v1/driving/118.29,97.5;118.32,37.5", "InvalidValue", "coordinate 0"},
		{"/route/v1/driving/118.29,37.5;119.32,37.5", "NoSegment", "coordinate 1"},
		{"/route/v1/driving/118.29,37.5;118.32,37.503?radiuses=unlimited;1", "Ok", ""},
		{"/route/v1/driving/118.29,37.504;118.32,37.503?radiuses=100;", "NoSegment", "coordinate 0"},
		{"/route/v1/driving/118.29,37.5;118.32,37.5?radiuses=1", "InvalidOptions", "radiuses"},
		{"/route/v1/driving/118.29,37.5;118.32,37.5?geometries=wkb", "InvalidOptions", "geometries"},
		{"/route/v1/driving/118.29,37.5;118.32,37.5?sources=0", "InvalidOptions", "table"},
		{"/route/v1/driving/118.29,37.5;118.32,37.5?fast=yes", "InvalidOptions", "fast"},
		{"/route/v1/driving/118.29,37.5;118.32,37.5?exclude=ferry", "NotImplemented", "exclude"},
		{"/route/v1/driving/118.29,37.5;118.32,37.5?annotations=true", "NotImplemented", "annotations"},
		{"/route/v1/balloon/118.29,37.5;118.32,37.5", "InvalidValue", "balloon"},
		{"/route/v1/plain-balloon/118.29,37.5;118.32,37.5", "InvalidValue", "plain-balloon"},
		{"/route/v1/driving", "InvalidUrl", "malformed"},
		{"/route/v1/driving/" + strings.Repeat("118.29,37.5;", 500) + "118.3,37.5", "TooBig", "501"},
		{"/table/v1/driving/" + strings.Repeat("0,0;", 10_000) + "0,0", "TooBig", "coordinates"},
		{"/table/v1/driving/118.29,37.5;118.32,37.5;118.32,37.52?sources=0;2&destinations=1", "Ok", ""},
		{"/table/v1/driving/118.29,37.5;118.32,37.5?sources=2", "InvalidOptions", "sources"},
		{"/table/v1/driving/118.29,37.5;118.32,37.5?annotations=speed", "InvalidOptions", "annotations"},
		{"/table/v1/driving/118.29,37.5;119.32,37.5", "NoSegment", "coordinate 1"},
		{"/table/v1/driving/polyline6(nonsense", "InvalidQuery", "coordinate 0"},
		{"/table/v1/driving/polyline(%7F)", "InvalidQuery", "polyline"},
		{"/nearest/v1/driving/118.30,37.501?number=3", "Ok", ""},
		{"/nearest/v1/driving/119.30,37.501", "Ok", ""},
		{"/nearest/v1/driving/119.30,37.501?radiuses=50", "NoSegment", ""},
		{"/nearest/v1/driving/118.30,37.501?number=0", "InvalidOptions", "number"},
		{"/nearest/v1/driving/118.30,37.501?number=101", "TooBig", "101"},
		{"/nearest/v1/driving/118.30,37.501;118.30,37.5", "InvalidQuery", "one"},
	} {
		got := ask(t, server, http.MethodGet, c.target, "")
		answer := decode[osrmAnswer](t, got)
		if want := map[bool]int{true: http.StatusOK, false: http.StatusBadRequest}[c.code == "Ok"]; got.status != want || answer.Code != c.code || !strings.Contains(answer.Message, c.says) {
			t.Errorf("%.120s: got %d %.200s, want %s that says %q", c.target, got.status, got.body, c.code, c.says)
		}
	}
}

func TestOSRMAnswersHoldWhatClientsRead(t *testing.T) {
	s := tinyStudy(t)
	tinyRoads(t, s)
	server := serve(t, Options{Study: s})
	const pair = "118.29,37.5;118.32,37.52"
	for query, want := range map[string]any{
		"?overview=full":                      nil,
		"?overview=full&geometries=polyline6": nil,
		"?overview=full&geometries=geojson":   map[string]any{"type": "LineString", "coordinates": []any{[]any{118.29, 37.5}, []any{118.32, 37.5}, []any{118.32, 37.52}}},
		"?overview=false":                     nil,
	} {
		answer := decode[osrmAnswer](t, ask(t, server, http.MethodGet, "/route/v1/driving/"+pair+query, ""))
		if len(answer.Routes) != 1 || len(answer.Waypoints) != 2 {
			t.Fatalf("%s: %+v", query, answer)
		}
		route := answer.Routes[0]
		if len(route.Legs) != 1 || route.Legs[0].Steps == nil || route.WeightName != "duration" || route.Distance < 4870 || route.Distance > 4872 || route.Duration <= 0 || route.Weight != route.Duration {
			t.Errorf("%s: %+v", query, route)
		}
		text, isText := route.Geometry.(string)
		switch {
		case query == "?overview=false" && route.Geometry != nil:
			t.Errorf("%s: %v", query, route.Geometry)
		case strings.HasSuffix(query, "geojson") && !reflect.DeepEqual(route.Geometry, want):
			t.Errorf("%s: %v", query, route.Geometry)
		case isText:
			steps := 1e5
			if strings.HasSuffix(query, "6") {
				steps = 1e6
			}
			line, err := decodePolyline(text, steps)
			if err != nil || len(line) != 3 || line[0] != (orb.Point{118.29, 37.5}) || line[2] != (orb.Point{118.32, 37.52}) {
				t.Errorf("%s: %v, %v", query, line, err)
			}
		}
	}
	table := decode[osrmAnswer](t, ask(t, server, http.MethodGet, "/table/v1/driving/"+pair+";118.30,37.5?sources=0;2&destinations=1&annotations=distance,duration", ""))
	if len(table.Durations) != 2 || len(table.Distances) != 2 || len(table.Distances[0]) != 1 || *table.Distances[0][0] < 4870 || *table.Distances[1][0] > 4000 || len(table.Sources) != 2 || len(table.Destinations) != 1 {
		t.Errorf("table: %+v", table)
	}
	packed := encodePolyline(orb.LineString{{118.29, 37.5}, {118.32, 37.52}}, 1e5)
	same := decode[osrmAnswer](t, ask(t, server, http.MethodGet, "/table/v1/driving/polyline("+strings.NewReplacer("`", "%60", "?", "%3F", "\\", "%5C", "|", "%7C", "{", "%7B", "}", "%7D").Replace(packed)+")", ""))
	if same.Code != "Ok" || *same.Durations[0][1] != *table.Durations[0][0] || same.Distances != nil {
		t.Errorf("the same by polyline: %+v", same)
	}
	nearest := decode[osrmAnswer](t, ask(t, server, http.MethodGet, "/nearest/v1/driving/118.30,37.501?number=3", ""))
	if len(nearest.Waypoints) != 1 || nearest.Waypoints[0].Distance < 111 || nearest.Waypoints[0].Distance > 112 || nearest.Waypoints[0].Location != (orb.Point{118.3, 37.5}) || nearest.Waypoints[0].Nodes == nil {
		t.Errorf("nearest: %+v", nearest)
	}
}

func TestPolylinesAreThoseOfTheirInventors(t *testing.T) {
	line := orb.LineString{{-120.2, 38.5}, {-120.95, 40.7}, {-126.453, 43.252}}
	const text = "_p~iF~ps|U_ulLnnqC_mqNvxq`@" // the example of Google's description
	if got := encodePolyline(line, 1e5); got != text {
		t.Errorf("got %q, want %q", got, text)
	}
	if got, err := decodePolyline(text, 1e5); err != nil || !reflect.DeepEqual(got, line) {
		t.Errorf("got %v, %v", got, err)
	}
}
