package study

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

// daysBack is how far back the courier of a vehicle is looked for.
const daysBack = 14

// SaveRuns keeps a day's routes as runs, one for each vehicle. A run that was saved before is replaced while it is still planned; one that has
// gone out already must be the same, else nothing is saved. Planned runs of the area whose vehicle has no route any more are
// cancelled. A vehicle keeps the courier it had last.
func (s *Study) SaveRuns(ctx context.Context, day *report.RouteStudy) (*report.SavedRuns, error) {
	return s.SaveRunsBy(ctx, s.Actor, day)
}

// SaveRunsBy is SaveRuns with the name that the change log is to hold.
func (s *Study) SaveRunsBy(ctx context.Context, actor string, day *report.RouteStudy) (*report.SavedRuns, error) {
	if day.Date == "" {
		return nil, fmt.Errorf("runs need a day; say --date YYYY-MM-DD: %w", data.ErrInvalid)
	}
	stored, err := s.Store.Runs(ctx, data.Query{Date: day.Date})
	if err != nil {
		return nil, err
	}
	before := map[string]data.Run{}
	for _, run := range stored {
		before[run.ID] = run
	}
	couriers, err := s.couriersBefore(ctx, day.Date)
	if err != nil {
		return nil, err
	}
	out := &report.SavedRuns{Date: day.Date}
	var runs []data.Run
	used := map[string]bool{}
	for i := range day.Routes {
		run := runOf(day, &day.Routes[i], s.Now().UTC().Truncate(time.Millisecond))
		used[run.ID] = true
		old, known := before[run.ID]
		run.Courier = couriers[run.Vehicle]
		if known && old.Courier != "" {
			run.Courier = old.Courier
		}
		day.Routes[i].Courier = run.Courier
		if known {
			run.Version = old.Version
			same := run
			same.CreatedAt, same.State, same.Fingerprint = old.CreatedAt, old.State, old.Fingerprint
			switch {
			case sameRun(same, old) && old.State != data.RunCancelled:
				out.Unchanged++
				continue
			case old.State == data.RunOut || old.State == data.RunDone:
				return nil, fmt.Errorf("run %s has gone out already (%s), and its new route is another one; plan the rest of the day without it (--skip its stops), nothing was saved: %w", run.ID, old.State, data.ErrConflict)
			}
		}
		runs = append(runs, run)
		out.Saved++
	}
	inside, err := s.Store.Runs(ctx, data.Query{Date: day.Date, Area: day.Area})
	if err != nil {
		return nil, err
	}
	for _, run := range inside {
		if run.State == data.RunPlanned && !used[run.ID] && run.Plan == day.Plan {
			run.State = data.RunCancelled
			runs = append(runs, run)
			out.Cancelled++
		}
	}
	note := s.runNote("routes of plan " + day.Plan)
	note.Actor = actor
	return out, s.Store.SaveRuns(ctx, runs, note)
}

func (s *Study) runNote(reason string) data.ChangeNote {
	return data.ChangeNote{Actor: s.Actor, At: s.Now().UTC(), Reason: reason}
}

// couriersBefore finds who drove each vehicle last.
func (s *Study) couriersBefore(ctx context.Context, date data.Date) (map[string]string, error) {
	at, err := time.Parse(time.DateOnly, string(date))
	if err != nil {
		return nil, fmt.Errorf("date %q: %w: %w", date, err, data.ErrInvalid)
	}
	couriers := map[string]string{}
	for back := 1; back <= daysBack; back++ {
		runs, err := s.Store.Runs(ctx, data.Query{Date: data.Date(at.AddDate(0, 0, -back).Format(time.DateOnly))})
		if err != nil {
			return nil, err
		}
		for _, run := range runs {
			if couriers[run.Vehicle] == "" {
				couriers[run.Vehicle] = run.Courier
			}
		}
	}
	return couriers, nil
}

// runOf makes the run of a route.
func runOf(day *report.RouteStudy, route *report.DayRoute, now time.Time) data.Run {
	run := data.Run{ID: data.RunID(day.Date, route.Vehicle), Date: day.Date, Vehicle: route.Vehicle, VehicleName: route.Name, Kind: route.Kind, State: data.RunPlanned,
		Plan: day.Plan, Fingerprint: day.Fingerprint, Depot: route.Depot, Depart: route.Depart, Home: route.Home, Meters: int64(math.Round(route.Km * 1000)), CreatedAt: now}
	for _, call := range route.Calls {
		if call.Kind == report.CallStop || call.Kind == report.CallReload {
			run.Stops = append(run.Stops, data.RunStop{Stop: call.Stop, Reload: call.Kind == report.CallReload, Name: call.Name, Place: call.Place, Arrive: call.Arrive, Leave: call.Leave,
				Down: call.Down, Up: call.Up, Villages: call.Villages})
		}
	}
	return run
}

// sameRun compares runs in everything that a courier is told.
func sameRun(a, b data.Run) bool {
	return a.Depart == b.Depart && a.Home == b.Home && a.Meters == b.Meters && a.Depot == b.Depot && a.Plan == b.Plan && a.Courier == b.Courier &&
		slices.EqualFunc(a.Stops, b.Stops, func(a, b data.RunStop) bool {
			return a.Stop == b.Stop && a.Reload == b.Reload && a.Place == b.Place && a.Arrive == b.Arrive && a.Leave == b.Leave && a.Down == b.Down && a.Up == b.Up
		})
}

// RunView is a run with what came back of it.
type RunView struct {
	data.Run
	Calls     int              `json:"calls"`
	Delivered int              `json:"delivered_stops"` // by the last word on each
	Failed    int              `json:"failed_stops"`
	Open      int              `json:"open_stops"` // without a word
	Conflicts int              `json:"conflicts"`  // events that contradict another device
	Events    []data.StopEvent `json:"events"`     // in order
}

// RunViews lists runs with their events, by day, then vehicle; of the query Date, Area, Courier, After and Limit count.
func (s *Study) RunViews(ctx context.Context, q data.Query) ([]RunView, error) {
	runs, err := s.Store.Runs(ctx, q)
	if err != nil {
		return nil, err
	}
	views := make([]RunView, len(runs))
	for i, run := range runs {
		if views[i], err = s.view(ctx, run); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// RunView returns a run with its events in order.
func (s *Study) RunView(ctx context.Context, id string) (RunView, error) {
	run, err := s.Store.Run(ctx, id)
	if err != nil {
		return RunView{}, err
	}
	return s.view(ctx, run)
}

func (s *Study) view(ctx context.Context, run data.Run) (RunView, error) {
	view := RunView{Run: run, Calls: run.Calls(), Events: []data.StopEvent{}}
	if run.State == data.RunPlanned { // no event has come in
		view.Open = view.Calls
		return view, nil
	}
	events, err := s.Store.StopEvents(ctx, data.Query{Run: run.ID})
	if err != nil {
		return view, err
	}
	view.Events = append(view.Events, data.InOrder(events)...)
	outcomes := data.Outcomes(events)
	for _, stop := range run.Stops {
		outcome, known := outcomes[stop.Stop]
		switch {
		case stop.Reload:
		case !known:
			view.Open++
		case outcome.Kind == data.Delivered:
			view.Delivered++
		default:
			view.Failed++
		}
	}
	for _, e := range view.Events {
		if e.Conflict {
			view.Conflicts++
		}
	}
	return view, nil
}

// maxEventBytes bounds a file of events: some ten thousand fit.
const maxEventBytes = 8 << 20

// ReadEvents reads files that couriers saved and keeps their events, all of them or none. The same file may come any number of times.
func (s *Study) ReadEvents(ctx context.Context, files []string) (data.EventResult, error) {
	var events []data.StopEvent
	now := s.Now().UTC().Truncate(time.Millisecond)
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return data.EventResult{}, fmt.Errorf("%s: %w: %w", file, err, data.ErrInvalid)
		}
		if info.Size() > maxEventBytes {
			return data.EventResult{}, fmt.Errorf("%s has %d bytes, expected at most %d in a file of events: %w", file, info.Size(), maxEventBytes, data.ErrInvalid)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return data.EventResult{}, fmt.Errorf("%s: %w: %w", file, err, data.ErrInvalid)
		}
		brought, err := data.ParseEvents(text)
		if err != nil {
			return data.EventResult{}, fmt.Errorf("%s: %w", file, err)
		}
		for _, e := range brought {
			e.ReceivedAt = now
			events = append(events, e)
		}
	}
	return s.Store.SaveStopEvents(ctx, events, s.runNote(fmt.Sprintf("%d files of events", len(files))))
}

// RunChange is what people change of a run; nil leaves it as it is.
type RunChange struct {
	Courier *string        // who drives; empty: nobody is said to
	State   *data.RunState // cancelled, or planned: a cancelled run takes place after all
	Version int64          // the version that is changed; 0: the one that is stored
}

// ChangeRun names a run's courier, cancels it, or takes its cancellation back, after which it is as far as its events say.
func (s *Study) ChangeRun(ctx context.Context, id string, change RunChange, note data.ChangeNote) (data.Run, error) {
	run, err := s.Store.Run(ctx, id)
	if err != nil {
		return run, err
	}
	if change.Version != 0 {
		run.Version = change.Version
	}
	if change.Courier != nil {
		run.Courier = *change.Courier
	}
	switch {
	case change.State == nil:
	case *change.State == data.RunCancelled && run.State == data.RunDone:
		return run, fmt.Errorf("run %s is done and cannot be cancelled: %w", id, data.ErrInvalid)
	case *change.State == data.RunCancelled:
		run.State = data.RunCancelled
	case *change.State != data.RunPlanned:
		return run, fmt.Errorf("run %s: its state becomes %s by events, people only cancel it (cancelled) or take that back (planned): %w", id, *change.State, data.ErrInvalid)
	case run.State == data.RunCancelled:
		events, err := s.Store.StopEvents(ctx, data.Query{Run: id})
		if err != nil {
			return run, err
		}
		run.State = data.RunPlanned
		run.State = run.StateAfter(events)
	}
	if err := s.Store.SaveRuns(ctx, []data.Run{run}, note); err != nil {
		return run, err
	}
	return s.Store.Run(ctx, id)
}

// RunNote is the note of a change of one run, by the study's own actor.
func (s *Study) RunNote(id string) data.ChangeNote { return s.runNote("run " + id) }

// RunSheet is the run sheet of one run, as a day of one route. Ways are drawn as straight lines: the run holds none.
func (s *Study) RunSheet(ctx context.Context, id string) (*report.RouteStudy, error) {
	run, err := s.Store.Run(ctx, id)
	if err != nil {
		return nil, err
	}
	depot := data.Facility{ID: run.Depot, Name: run.Depot}
	facilities, err := s.Store.Facilities(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	for _, facility := range facilities {
		if facility.ID == run.Depot {
			depot = facility
		}
	}
	return report.RunDay(run, depot), nil
}
