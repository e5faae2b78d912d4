package report

import (
	"cuntong/data"

	"github.com/paulmach/orb"
)

// RunDay gives a saved run the form of a day with one route, for its sheet. What a run does not hold, such as its cost, stays zero and is
// not printed.
func RunDay(run data.Run, depot data.Facility) *RouteStudy {
	route := DayRoute{Depot: depot.ID, DepotName: depot.Name, Vehicle: run.Vehicle, Name: run.VehicleName, Kind: run.Kind, Courier: run.Courier, Depart: run.Depart, Home: run.Home, Km: float64(run.Meters) / 1000}
	place := orb.Point{}
	switch {
	case depot.Location != nil:
		place = *depot.Location
	case len(run.Stops) > 0:
		place = run.Stops[0].Place
	}
	start := RouteCall{Kind: CallStart, Stop: depot.ID, Name: depot.Name, Place: place, Arrive: run.Depart, Start: run.Depart, Leave: run.Depart, Clock: Clock(run.Depart)}
	calls := []RouteCall{start}
	for _, stop := range run.Stops {
		call := RouteCall{Kind: CallStop, Stop: stop.Stop, Name: stop.Name, Place: stop.Place, Arrive: stop.Arrive, Start: stop.Arrive, Leave: stop.Leave, Clock: Clock(stop.Arrive),
			Down: stop.Down, Up: stop.Up, Villages: stop.Villages}
		if stop.Reload {
			call.Kind = CallReload
		} else {
			route.Stops++
			route.Down += stop.Down
			route.Up += stop.Up
		}
		calls = append(calls, call)
	}
	end := start
	end.Kind, end.Arrive, end.Start, end.Leave, end.Clock = CallEnd, run.Home, run.Home, run.Home, Clock(run.Home)
	calls = append(calls, end)
	for k := range calls {
		if k > 0 {
			calls[k].Line = orb.LineString{calls[k-1].Place, calls[k].Place}
		}
		if calls[k].Kind == CallStart || calls[k].Kind == CallReload {
			route.Trips++
			board := int64(0)
			for j := k + 1; j < len(calls) && calls[j].Kind == CallStop; j++ {
				board += calls[j].Down
			}
			calls[k].OnBoard = board
			for j := k + 1; j < len(calls) && calls[j].Kind == CallStop; j++ {
				board += calls[j].Up - calls[j].Down
				calls[j].OnBoard = board
			}
			calls[len(calls)-1].OnBoard = board
		}
	}
	route.Calls = calls
	return &RouteStudy{Plan: run.Plan, Date: run.Date, Fingerprint: run.Fingerprint, Routes: []DayRoute{route}, AreaName: depot.Name, Straight: true}
}
