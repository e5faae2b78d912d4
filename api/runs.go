package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
)

// RunList is a page of runs without their stops and events.
type RunList struct {
	Items []RunHead `json:"items"`
	Next  *string   `json:"next" doc:"Cursor of the next page; null on the last"`
}

// RunHead is what a list says about a run.
type RunHead struct {
	ID             string    `json:"id" doc:"Day and vehicle"`
	Date           data.Date `json:"date" doc:"YYYY-MM-DD"`
	Vehicle        string    `json:"vehicle" doc:"ID of the vehicle's record, #, number from 1"`
	VehicleName    string    `json:"vehicle_name" doc:"As the record calls it"`
	Kind           string    `json:"kind" doc:"Of vehicle"`
	Courier        *string   `json:"courier" doc:"Who drives; null: nobody is said to"`
	State          string    `json:"state" enum:"planned,out,done,cancelled" doc:"planned 待出车; out 在途: some event has come in; done 完成: every stop has its outcome; cancelled 取消"`
	PlanID         *string   `json:"plan_id" doc:"Plan that it was made of; null: made by hand"`
	Fingerprint    string    `json:"fingerprint" doc:"Of the day's routes that it belongs to"`
	Depot          string    `json:"depot" doc:"ID of the facility where it starts"`
	DepartSeconds  int64     `json:"depart_s" doc:"Seconds from midnight, local time"`
	HomeSeconds    int64     `json:"home_s" doc:"Seconds from midnight, local time"`
	LengthMeters   int64     `json:"length_m" doc:"Driven in all"`
	Calls          int       `json:"calls" doc:"Stops without reloads"`
	DeliveredStops int       `json:"delivered_stops" doc:"By the last word on each"`
	FailedStops    int       `json:"failed_stops" doc:"By the last word on each"`
	OpenStops      int       `json:"open_stops" doc:"Without a word"`
	Conflicts      int       `json:"conflicts" doc:"Events that contradict another device: all are kept, people decide"`
	CreatedAt      time.Time `json:"created_at"`
	Version        int64     `json:"version" doc:"Grows with every change of the run, its state included"`
}

// Run is a run with its stops in order and everything that was noted on it.
type Run struct {
	RunHead
	Stops  []RunStop  `json:"stops" doc:"In order, reloads included"`
	Events []RunEvent `json:"events" doc:"By time, then number on the device"`

	DepotName        string    `json:"depot_name" doc:"As the record calls the facility where it starts; its ID where it is gone"`
	DepotCoordinates *Position `json:"depot_coordinates" doc:"[lon, lat], WGS 84; null: not known"`
}

// RunStop is one call of a run, as the courier was told, and what became of it.
type RunStop struct {
	Number        int       `json:"number" doc:"From 1, in order"`
	Stop          string    `json:"stop" doc:"ID of the service point (/2: the second call there), or of the depot of a reload"`
	Reload        bool      `json:"reload" doc:"true: parcels are put on board here, and nothing is delivered"`
	Name          string    `json:"name" doc:"As it was when the run was made"`
	Coordinates   *Position `json:"coordinates" doc:"[lon, lat], WGS 84"`
	ArriveSeconds int64     `json:"arrive_s" doc:"Planned, seconds from midnight, local time"`
	LeaveSeconds  int64     `json:"leave_s" doc:"Planned, seconds from midnight, local time: the call takes place from arrive_s to leave_s"`
	ParcelsDown   int64     `json:"parcels_down" doc:"To hand over"`
	ParcelsUp     int64     `json:"parcels_up" doc:"To take on board"`
	Villages      []string  `json:"villages" doc:"Names of the villages served here"`
	Contact       *string   `json:"contact" doc:"Who keeps the service point, for those who plan or drive; null: not known, or not for this caller"`
	Phone         *string   `json:"phone" doc:"Where to call it, for those who plan or drive; null: not known, or not for this caller"`
	Outcome       *RunEvent `json:"outcome,omitempty" doc:"The last word on the stop; absent: none yet"`
}

// RunEvent is what was noted on the way.
type RunEvent struct {
	ID             string     `json:"id" doc:"Made by the device; ~ and a digest behind it: came with the ID of another event"`
	Stop           *string    `json:"stop" doc:"As the run names it; null in a road report"`
	Kind           string     `json:"kind" enum:"delivered,failed,road_report,road_answer" doc:"delivered 已送达, failed 未送达, road_report 路况, road_answer 路况处理: the office's answer"`
	Reason         *string    `json:"reason" doc:"Why a delivery failed, or what is wrong with the road; null: none"`
	Note           *string    `json:"note" doc:"null: none"`
	At             time.Time  `json:"at" doc:"By the clock of the device"`
	Coordinates    *Position  `json:"coordinates" doc:"Where the device was; null unknown"`
	AccuracyMeters *float64   `json:"accuracy_m" doc:"Of the coordinates; null unknown"`
	ParcelsDown    *int64     `json:"parcels_down" doc:"Counted at the hand-over; null: as the run says"`
	ParcelsUp      *int64     `json:"parcels_up" doc:"Counted at the hand-over; null: as the run says"`
	Until          *time.Time `json:"until" doc:"Of a road report: when the road should be open again; null unknown"`
	About          *string    `json:"about" doc:"Of an answer: ID of the road report; null: it is none"`
	Device         *string    `json:"device" doc:"null: not said"`
	Seq            int64      `json:"seq" doc:"Order on the device"`
	ReceivedAt     time.Time  `json:"received_at" doc:"When it came in"`
	Conflict       bool       `json:"conflict" doc:"true: another device says otherwise of the same stop, or another event has the same ID"`
}

type runsInput struct {
	Date    string `query:"date" format:"date" doc:"Only this day, YYYY-MM-DD; absent: all days"`
	Area    string `query:"area" maxLength:"12" doc:"Only runs whose depot lies in this area; absent: all"`
	Courier string `query:"courier" maxLength:"200" doc:"Only runs that exactly this courier drives; absent: all"`
	Paging
}

// RunID names a run in the path.
type RunID struct {
	ID string `path:"id" maxLength:"300" doc:"ID of the run; percent-encode its #"`
}

// runAnswer carries the validator of a run; the version in it is what a later change must name.
type runAnswer struct {
	ETag string `header:"ETag" doc:"Version, number of events and a mark of the facilities, for If-Match; only the version counts there"`
	Body Run
}

func (s *server) registerRuns(o *operations) {
	register(o, needs(get("listRuns", "/api/v1/runs", "runs", "Runs of vehicles by day", "Ordered by ID: by day, then vehicle. Couriers see their own."), mayFollow), []int{400, 404}, s.listRuns)
	register(o, needs(get("runMap", "/api/v1/runs.geojson", "runs", "Runs as GeoJSON for maps",
		"Of each run a line from the depot over its stops and back, straight between calls, and a point for each stop with its outcome. Pages count runs."), mayFollow), []int{400, 404}, s.runMap)
	register(o, needs(get("getRun", "/api/v1/runs/{id}", "runs", "One run with its stops and events", ""), mayFollow), []int{404}, s.getRun)
	register(o, needs(get("runWay", "/api/v1/runs/{id}/way", "runs", "The way of a run on the roads, leg by leg",
		"To draw, and no record of what was planned or driven: the quickest ways by the default speed profile as the roads are now. A leg that no road makes is straight and says so."), mayFollow), []int{404}, s.runWay)
	register(o, huma.Operation{
		OperationID: "changeRun", Method: http.MethodPatch, Path: "/api/v1/runs/{id}", Tags: []string{"runs"},
		Summary: "Say who drives a run, or cancel it", Description: "Only the version named by If-Match is changed; if somebody was faster the answer is 409. What is left out stays as it is.",
	}, []int{400, 403, 404, 409, 413, 415, 422, 428, 503}, s.changeRun)
	register(o, needs(asHTML(get("runSheet", "/api/v1/runs/{id}/sheet.html", "runs", "The run sheet 路单 of one run",
		"One page that needs no network afterwards: list, picture, links to navigation, and buttons whose notes are saved as a file of events.")), mayFollow), []int{404}, s.runSheet)
	register(o, needs(get("listRunEvents", "/api/v1/runs/{id}/events", "runs", "What was noted on a run", "By time, then number on the device and ID."), mayFollow), []int{400, 404}, s.listRunEvents)
	register(o, needs(huma.Operation{
		OperationID: "noteRunEvents", Method: http.MethodPost, Path: "/api/v1/runs/{id}/events", Tags: []string{"runs"},
		Summary: "Note what happened on the way", Description: "All events are kept or, with a sentence for each that is refused, none. An event that came in before changes nothing, so a batch may be sent any number of times; " +
			"one with the ID of another event is kept under an ID of its own.",
	}, mayNote), []int{400, 403, 404, 413, 415, 422, 503}, s.noteRunEvents)
}

// ownRunsOnly reports whether a caller sees the runs that it drives and no others: couriers do.
func (c caller) ownRunsOnly() bool { return c.Courier != "" || c.Run != "" }

// drives reports whether a caller drives a run.
func (c caller) drives(run *data.Run) bool {
	if c.Run != "" {
		return run.ID == c.Run
	}
	return run.Courier != "" && run.Courier == c.Courier
}

// runQuery turns the parameters of a list of runs into a store query; ok is false where nothing can be in it.
func (s *server) runQuery(ctx context.Context, in *runsInput) (q data.Query, ok bool, err error) {
	q = data.Query{Date: data.Date(in.Date), Courier: in.Courier, After: in.After, Limit: in.oneMore()}
	if in.Date != "" {
		if _, err := data.ParseDate(in.Date); err != nil {
			return q, false, invalidQuery("date", in.Date, "expected a calendar day written YYYY-MM-DD")
		}
	}
	if q.Area, err = s.area(ctx, "area", in.Area); err != nil {
		return q, false, err
	}
	if c := callerOf(ctx); c.ownRunsOnly() {
		if q.Courier != "" && q.Courier != c.Courier {
			return q, false, nil
		}
		q.Courier = c.Courier
	}
	return q, true, nil
}

// runPage returns a page of runs and the cursor of the next one.
func (s *server) runPage(ctx context.Context, in *runsInput) ([]study.RunView, *string, error) {
	q, ok, err := s.runQuery(ctx, in)
	if err != nil || !ok {
		return nil, nil, err
	}
	if run := callerOf(ctx).Run; run != "" {
		view, err := s.Study.RunView(ctx, run)
		if errors.Is(err, data.ErrNotFound) || err == nil && (view.ID <= q.After || q.Date != "" && view.Date != q.Date || q.Courier != "" && view.Courier != q.Courier) {
			return nil, nil, nil
		}
		return []study.RunView{view}, nil, err
	}
	views, err := s.Study.RunViews(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	views, next := cut(in.Paging, views, func(v study.RunView) string { return v.ID })
	for i := range views {
		views[i] = callerOf(ctx).maskedRun(views[i])
	}
	return views, next, nil
}

func (s *server) listRuns(ctx context.Context, in *runsInput) (*answer[RunList], error) {
	views, next, err := s.runPage(ctx, in)
	if err != nil {
		return nil, err
	}
	items := make([]RunHead, len(views))
	for i := range views {
		items[i] = runHead(&views[i])
	}
	return &answer[RunList]{RunList{items, next}}, nil
}

// run returns a run that the caller may see. What it may not see is not there for it.
func (s *server) run(ctx context.Context, id string) (study.RunView, error) {
	view, err := s.Study.RunView(ctx, id)
	if errors.Is(err, data.ErrNotFound) {
		return view, missing("run", id)
	}
	if err != nil {
		return view, err
	}
	c := callerOf(ctx)
	if c.ownRunsOnly() && !c.drives(&view.Run) {
		return view, missing("run", id)
	}
	if c.Area != "" {
		inside, err := s.Study.Store.Runs(ctx, data.Query{Date: view.Date, Area: c.Area})
		if err != nil {
			return view, err
		}
		if !slices.ContainsFunc(inside, func(r data.Run) bool { return r.ID == id }) {
			return view, missing("run", id)
		}
	}
	return c.maskedRun(view), nil
}

func (s *server) getRun(ctx context.Context, in *RunID) (*runAnswer, error) {
	view, err := s.run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	body := wholeRun(&view)
	people, err := s.meet(ctx, &body)
	if err != nil {
		return nil, err
	}
	// Events are only ever added, so their number and the version tell any two states of a run apart; its facilities have versions of their own.
	return &runAnswer{ETag: fmt.Sprintf(`"%d.%d.%s"`, view.Version, len(view.Events), people), Body: body}, nil
}

func runHead(v *study.RunView) RunHead {
	return RunHead{
		ID: v.ID, Date: v.Date, Vehicle: v.Vehicle, VehicleName: v.VehicleName, Kind: v.Kind, Courier: known(v.Courier), State: string(v.State),
		PlanID: known(v.Plan), Fingerprint: v.Fingerprint, Depot: v.Depot, DepartSeconds: v.Depart, HomeSeconds: v.Home, LengthMeters: v.Meters, Calls: v.Calls,
		DeliveredStops: v.Delivered, FailedStops: v.Failed, OpenStops: v.Open, Conflicts: v.Conflicts, CreatedAt: v.CreatedAt, Version: v.Version,
	}
}

func wholeRun(v *study.RunView) Run {
	run := Run{RunHead: runHead(v), Stops: make([]RunStop, len(v.Stops)), Events: runEvents(v.Events)}
	outcomes := data.Outcomes(v.Events)
	for i, stop := range v.Stops {
		place := Position(stop.Place)
		run.Stops[i] = RunStop{
			Number: i + 1, Stop: stop.Stop, Reload: stop.Reload, Name: stop.Name, Coordinates: &place, ArriveSeconds: stop.Arrive, LeaveSeconds: stop.Leave,
			ParcelsDown: stop.Down, ParcelsUp: stop.Up, Villages: listed(stop.Villages),
		}
		if outcome, ok := outcomes[stop.Stop]; ok && !stop.Reload {
			event := runEvent(outcome)
			run.Stops[i].Outcome = &event
		}
	}
	return run
}

func runEvents(events []data.StopEvent) []RunEvent {
	list := make([]RunEvent, len(events))
	for i, e := range events {
		list[i] = runEvent(e)
	}
	return list
}

func runEvent(e data.StopEvent) RunEvent {
	event := RunEvent{
		ID: e.ID, Stop: known(e.Stop), Kind: string(e.Kind), Reason: known(e.Reason), Note: known(e.Note), At: e.At, AccuracyMeters: e.AccuracyMeters,
		ParcelsDown: e.Down, ParcelsUp: e.Up, Until: e.Until, About: known(e.About), Device: known(e.Device), Seq: e.Seq, ReceivedAt: e.ReceivedAt, Conflict: e.Conflict,
	}
	if e.Location != nil {
		place := Position(*e.Location)
		event.Coordinates = &place
	}
	return event
}

// RunDraft is what people change of a run.
type RunDraft struct {
	Courier *string        `json:"courier,omitempty" maxLength:"200" doc:"Who drives; empty: nobody is said to; later days keep the courier of the vehicle"`
	State   *data.RunState `json:"state,omitempty" enum:"cancelled,planned" doc:"cancelled, or planned: a cancelled run takes place after all, and is as far as its events say"`
}

type changeRunInput struct {
	RunID
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of the run that is being changed; required"`
	Body    RunDraft
}

func (s *server) changeRun(ctx context.Context, in *changeRunInput) (*runAnswer, error) {
	version, err := neededVersion(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if _, err := s.run(ctx, in.ID); err != nil {
		return nil, err
	}
	_, err = s.Study.ChangeRun(ctx, in.ID, study.RunChange{Courier: in.Body.Courier, State: in.Body.State, Version: version}, s.note(ctx, "run", "run "+in.ID))
	if errors.Is(err, data.ErrConflict) {
		return nil, problem(http.StatusConflict, "conflict", fmt.Sprintf("run %q was changed since version %d; read it again and repeat the change", shorten(in.ID), version)).
			with("id", in.ID).with("version", strconv.FormatInt(version, 10))
	}
	if err != nil {
		return nil, err
	}
	return s.getRun(ctx, &in.RunID)
}
