package api

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"
)

// RunCollection is a GeoJSON feature collection of runs and their stops.
type RunCollection struct {
	Type     string       `json:"type" enum:"FeatureCollection"`
	Features []RunFeature `json:"features"`
	Next     *string      `json:"next" doc:"Cursor of the next page of runs; null on the last"`
}

// RunFeature is the way of a run, or one of its stops.
type RunFeature struct {
	Type       string        `json:"type" enum:"Feature"`
	ID         string        `json:"id" doc:"ID of the run; of a stop with a slash and its number behind it"`
	Geometry   *WayOrPoint   `json:"geometry"`
	Properties RunProperties `json:"properties"`
}

// RunProperties are what a map shows of a run and its stops.
type RunProperties struct {
	Feature     string  `json:"feature" enum:"way,stop" doc:"way: the whole run, straight between calls; stop: one call"`
	Run         string  `json:"run" doc:"ID of the run"`
	Vehicle     string  `json:"vehicle" doc:"ID of the vehicle's record, #, number from 1"`
	Courier     *string `json:"courier" doc:"null: nobody is said to drive"`
	State       string  `json:"state" enum:"planned,out,done,cancelled" doc:"Of the run"`
	Number      *int    `json:"number" doc:"Of the stop, from 1; null of a way"`
	Stop        *string `json:"stop" doc:"ID of the stop; null of a way"`
	Name        *string `json:"name" doc:"Of the stop; null of a way"`
	Reload      bool    `json:"reload" doc:"true: parcels are put on board here"`
	Outcome     *string `json:"outcome" enum:"delivered,failed" doc:"The last word on the stop; null: none yet"`
	Conflict    bool    `json:"conflict" doc:"true: another device says otherwise"`
	ParcelsDown int64   `json:"parcels_down" doc:"Of the stop, or of the whole run"`
	ParcelsUp   int64   `json:"parcels_up" doc:"Of the stop, or of the whole run"`
}

// WayOrPoint is a GeoJSON line or point.
type WayOrPoint struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// Schema documents the geometry.
func (*WayOrPoint) Schema(huma.Registry) *huma.Schema {
	line, point := geometrySchema("LineString", listSchema(pointSchema())), geometrySchema("Point", pointSchema())
	line.Nullable, point.Nullable = false, false
	return &huma.Schema{OneOf: []*huma.Schema{line, point}}
}

func (s *server) runMap(ctx context.Context, in *runsInput) (*answer[RunCollection], error) {
	views, next, err := s.runPage(ctx, in)
	if err != nil {
		return nil, err
	}
	depots, err := s.depots(ctx, views)
	if err != nil {
		return nil, err
	}
	features := []RunFeature{}
	for i := range views {
		features = append(features, runFeatures(&views[i], depots[views[i].Depot])...)
	}
	return &answer[RunCollection]{RunCollection{collectionWord, features, next}}, nil
}

// depots finds where runs start; a depot without a position, or that is gone, is not in it.
func (s *server) depots(ctx context.Context, views []study.RunView) (map[string]*orb.Point, error) {
	if len(views) == 0 {
		return nil, nil
	}
	facilities, err := s.Study.Store.Facilities(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	at := map[string]*orb.Point{}
	for _, facility := range facilities {
		at[facility.ID] = facility.Location
	}
	return at, nil
}

func runFeatures(v *study.RunView, depot *orb.Point) []RunFeature {
	run := RunProperties{Run: v.ID, Vehicle: v.Vehicle, Courier: known(v.Courier), State: string(v.State)}
	outcomes := data.Outcomes(v.Events)
	var line orb.LineString
	if depot != nil {
		line = append(line, *depot)
	}
	way := run
	way.Feature = "way"
	var stops []RunFeature
	for i, stop := range v.Stops {
		line = append(line, stop.Place)
		number, one := i+1, run
		one.Feature, one.Number, one.Stop, one.Name, one.Reload, one.ParcelsDown, one.ParcelsUp = "stop", &number, known(stop.Stop), known(stop.Name), stop.Reload, stop.Down, stop.Up
		if outcome, ok := outcomes[stop.Stop]; ok && !stop.Reload {
			one.Outcome, one.Conflict = known(outcome.Kind), outcome.Conflict
			way.Conflict = way.Conflict || outcome.Conflict
		}
		way.ParcelsDown += stop.Down
		way.ParcelsUp += stop.Up
		stops = append(stops, RunFeature{featureWord, v.ID + "/" + strconv.Itoa(number), &WayOrPoint{"Point", stop.Place}, one})
	}
	if depot != nil {
		line = append(line, *depot)
	}
	if len(line) < 2 { // a line needs two positions
		return stops
	}
	return append([]RunFeature{{featureWord, v.ID, &WayOrPoint{"LineString", line}, way}}, stops...)
}

// htmlAnswer is a page of its own.
type htmlAnswer struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	Policy      string `header:"Content-Security-Policy" hidden:"true"`
	Disposition string `header:"Content-Disposition" doc:"inline with a file name"`
	Body        []byte
}

// asHTML makes the operation's document say that the answer is a page.
func asHTML(operation huma.Operation) huma.Operation {
	operation.Responses = map[string]*huma.Response{"200": {
		Description: "HTML, UTF-8, to be shown, printed or kept as a file",
		Content:     map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	return operation
}

func (s *server) runSheet(ctx context.Context, in *RunID) (*htmlAnswer, error) {
	if _, err := s.run(ctx, in.ID); err != nil {
		return nil, err
	}
	sheet, err := s.Study.RunSheet(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	callerOf(ctx).maskRoutes(sheet)
	var text bytes.Buffer
	if err := report.WriteRouteSheet(&text, sheet); err != nil {
		return nil, err
	}
	return &htmlAnswer{"text/html; charset=utf-8", report.RouteSheetPolicy(), strings.Replace(disposition("run-"+in.ID+".html"), "attachment", "inline", 1), text.Bytes()}, nil
}
