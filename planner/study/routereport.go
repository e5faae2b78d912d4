package study

import (
	"context"
	"fmt"

	"cuntong/geo"
	"cuntong/geo/travel"
	"cuntong/planner"
	"cuntong/planner/report"
)

// report turns the solved districts into the day's routes.
func (d *day) report(ctx context.Context, request RouteRequest) (*report.RouteStudy, error) {
	out := &report.RouteStudy{
		Plan: d.plan.ID, Area: d.area.Code, AreaName: d.area.Name, Date: d.date, Travel: d.travel, Profiles: d.profiles, Rules: d.rules,
		Presets: append(d.dayPresets(), d.presets.list()...), Revision: d.revision, Seed: request.Options.Seed, Threads: max(1, request.Options.Threads), Verified: true,
		Points: d.points, Idle: d.idle, AtDepot: d.atDepot, AtDepotLoad: d.atDepotSum, Unassigned: d.unassigned, UnknownLoad: d.unknown, Counted: d.counted, Means: append([]string{}, d.means...), NotToday: d.notToday,
		Unserved: append([]report.UnservedStop{}, d.unserved...), Districts: []report.RouteDistrict{}, Depots: []report.RouteDepot{}, Routes: []report.DayRoute{}, Status: string(planner.Optimal),
	}
	sum := daySum{bound: new(int64), objective: new(int64)}
	for _, one := range append(inOrder(d.towns), inOrder(d.counties)...) {
		if err := d.reportDistrict(ctx, out, one, &sum, request.Lines); err != nil {
			return nil, err
		}
	}
	if d.bus != nil {
		d.reportBuses(out, &sum)
	}
	if out.Haul = d.hauled; d.hauled != nil {
		sum.cost += d.haulCost
		if sum.objective != nil {
			*sum.objective += d.haulCost
		}
		sum.bound, sum.feasible = nil, true
	}
	for _, u := range d.unserved {
		if u.Parcels != nil {
			out.UnservedLoad += *u.Parcels
		}
	}
	sum.into(out)
	out.Approximation = d.approximation(out, request)
	var err error
	out.Fingerprint, err = routeFingerprint(out)
	return out, err
}

// daySum adds up what rounding must not touch.
type daySum struct {
	objective, bound              *int64 // nil: unknown
	cost, meters, empty           int64
	seconds                       int64
	fill                          float64
	infeasible, stopped, feasible bool
}

func (sum *daySum) add(solved *solvedDistrict) {
	a := solved.answer
	if solved.passed > 0 { // what it left is counted where it was passed on to; what it cost has no bound without it
		cost := int64(0)
		for _, route := range a.Routes {
			cost += route.Cost
		}
		sum.objective, sum.bound, sum.feasible = addOrUnknown(sum.objective, &cost), nil, true
		return
	}
	sum.objective, sum.bound = addOrUnknown(sum.objective, a.Objective), addOrUnknown(sum.bound, a.Bound)
	switch a.Status {
	case planner.Infeasible:
		sum.infeasible = true
	case planner.Stopped:
		sum.stopped = true
	case planner.Feasible:
		sum.feasible = true
	}
}

func (sum *daySum) into(out *report.RouteStudy) {
	switch {
	case sum.infeasible:
		out.Status = string(planner.Infeasible)
		out.Reason = "some stops can be served by no vehicle of their district; see unserved"
	case sum.stopped:
		out.Status = string(planner.Stopped)
		out.Reason = "a limit ended the search in some districts, or no place was found for some stops; see unserved"
	case sum.feasible:
		out.Status = string(planner.Feasible)
	}
	if sum.objective != nil {
		out.Objective = new(dayMicro * float64(*sum.objective))
		if sum.bound != nil {
			out.Bound = new(dayMicro * float64(*sum.bound))
		} else {
			out.Reason = "no bound: a county took over what its towns had no room for, routes of the day before were kept, buses were chosen, or trucks haul"
		}
		if gap, ok := planner.Gap(sum.objective, sum.bound); ok {
			out.Gap = &gap
		}
	}
	out.Km, out.EmptyKm, out.Hours, out.Yuan = float64(sum.meters)/1000, float64(sum.empty)/1000, float64(sum.seconds)/3600, dayMicro*float64(sum.cost)
	if out.Parcels > 0 {
		out.YuanPerParcel = new(out.Yuan / float64(out.Parcels))
	}
	if out.Trips > 0 {
		out.LoadFactor = new(sum.fill / float64(out.Trips))
	}
}

// reportDistrict adds one district, its depots and their routes.
func (d *day) reportDistrict(ctx context.Context, out *report.RouteStudy, one *district, sum *daySum, lines bool) error {
	solved := one.solved
	made := report.RouteDistrict{Area: one.area.Code, Name: one.area.Name, Tier: string(one.tier), Status: string(solved.answer.Status), Stops: len(one.calls), Bus: one.rides, PassedOn: solved.passed, Kept: solved.kept}
	depots := make([]report.RouteDepot, len(one.depots))
	for k, facility := range one.depots {
		town, _ := d.tree.Area(facility.Town)
		depots[k] = report.RouteDepot{ID: facility.ID, Name: facility.Name, Tier: string(facility.Tier), Town: facility.Town, TownName: town.Name, Place: *facility.Location}
	}
	for _, kind := range one.kinds {
		depots[kind.depot].Vehicles += kind.record.Count
	}
	if solved.kept {
		out.Kept++
	}
	out.Moved += solved.moved
	out.Effort += solved.answer.Stats.Effort
	sum.add(solved)
	for k := range solved.answer.Routes {
		route := &solved.answer.Routes[k]
		day, fill, empty := one.dayRoute(solved.problem, route)
		if lines {
			if err := d.draw(ctx, &day, one.kinds[route.Type].record.Kind); err != nil {
				return err
			}
		}
		out.Routes = append(out.Routes, day)
		out.Trips += day.Trips
		out.Down += day.Down
		out.Up += day.Up
		made.Served += day.Stops
		depot := &depots[one.kinds[route.Type].depot]
		depot.Stops += day.Stops
		depot.Used++
		depot.Km += day.Km
		depot.Yuan += day.Yuan
		sum.fill += fill
		sum.empty += empty
		sum.seconds += route.Seconds
		sum.meters += route.Meters
		sum.cost += route.Cost
	}
	if solved.passed == 0 {
		d.reportUnserved(out, one)
	}
	out.Parcels = out.Down + out.Up
	out.Stops += made.Stops - made.PassedOn
	out.Served += made.Served
	for _, depot := range depots {
		out.Vehicles += depot.Vehicles
		out.Used += depot.Used
	}
	out.Depots = append(out.Depots, depots...)
	out.Districts = append(out.Districts, made)
	return nil
}

// reportUnserved lists the calls that a district leaves out for good.
func (d *day) reportUnserved(out *report.RouteStudy, one *district) {
	for _, u := range one.solved.answer.Unserved {
		c := one.calls[u.Stop]
		parcels := c.down + c.up
		out.UnservedLoad += parcels
		out.Unserved = append(out.Unserved, report.UnservedStop{Stop: c.id, Name: c.point.Name, Town: c.point.Town, District: one.area.Code, Place: *c.point.Location, Parcels: &parcels,
			Reason: string(u.Cause), Proven: u.Cause.Proven(), Why: report.RouteReason(string(u.Cause))})
	}
}

// dayRoute says one vehicle's day in words and figures; fill is the sum over its trips of how full it is at its fullest, empty
// the metres driven with nothing on board.
func (one *district) dayRoute(p *planner.Routing, route *planner.Route) (out report.DayRoute, fill float64, empty int64) {
	kind := &one.kinds[route.Type]
	v := &p.Vehicles[route.Type]
	depot := &one.depots[kind.depot]
	out = report.DayRoute{Depot: depot.ID, DepotName: depot.Name, Vehicle: vehicleKey(kind.record.ID, int64(route.Vehicle)), Name: kind.record.Name, Kind: kind.record.Kind,
		CapacityKg: float64(kind.grams) / 1000, Capacity: kind.parcels, Depart: route.Calls[0].Depart, Home: route.Calls[len(route.Calls)-1].Arrive,
		Km: float64(route.Meters) / 1000, Hours: float64(route.Seconds) / 3600, Yuan: dayMicro * float64(route.Cost)}
	place, fullest := p.Depots[kind.depot].Place, 0.0
	var board planner.Load
	for k, c := range route.Calls {
		at, next := depot, int32(0)
		if c.Depot != planner.Nowhere {
			at, next = &one.depots[c.Depot], p.Depots[c.Depot].Place
		}
		visit := report.RouteCall{Kind: report.CallReload, Stop: at.ID, Name: at.Name, Place: *at.Location,
			Arrive: c.Arrive, Start: c.Start, Leave: c.Depart, Clock: report.Clock(c.Arrive), OnBoard: c.Load[planner.Parcels], OnBoardKg: float64(c.Load[planner.Kilograms]) / 1000}
		switch {
		case k == 0:
			visit.Kind = report.CallStart
		case k == len(route.Calls)-1:
			visit.Kind = report.CallEnd
		case c.Stop != planner.Nowhere:
			stop := one.calls[c.Stop]
			next = p.Stops[c.Stop].Place
			visit.Kind, visit.Stop, visit.Name, visit.Place, visit.Down, visit.Up, visit.Villages = report.CallStop, stop.id, stop.point.Name, *stop.point.Location, stop.down, stop.up, stop.villages
			visit.Counted = stop.counted
			out.Stops++
			out.Down += stop.down
			out.Up += stop.up
		}
		if k > 0 && next != place {
			leg, _ := p.Profiles[v.Profile].At(int(place), int(next))
			visit.LegMeters = leg.Meters
			if board == (planner.Load{}) {
				empty += leg.Meters
			}
		}
		if k == 0 || visit.Kind == report.CallReload || visit.Kind == report.CallEnd {
			if k > 0 {
				out.Trips++
				fill += fullest
			}
			fullest = 0
		}
		if visit.Kind != report.CallEnd {
			fullest = max(fullest, full(c.Load, v.Capacity))
		}
		place, board = next, c.Load
		out.Calls = append(out.Calls, visit)
	}
	out.EmptyKm = float64(empty) / 1000
	if out.Trips > 0 {
		out.LoadFactor = fill / float64(out.Trips)
	}
	return out, fill, empty
}

// full is how full a vehicle is in its fullest dimension.
func full(load, capacity planner.Load) float64 {
	most := 0.0
	for k := range load {
		if capacity[k] > 0 {
			most = max(most, float64(load[k])/float64(capacity[k]))
		}
	}
	return most
}

// draw adds the ways driven.
func (d *day) draw(ctx context.Context, route *report.DayRoute, kind string) error {
	road, ok := d.routers[d.profiles[kind]].(*travel.Road)
	for k := 1; k < len(route.Calls); k++ {
		from, to := route.Calls[k-1].Place, route.Calls[k].Place
		route.Calls[k].Line = append(route.Calls[k].Line, from, to)
		if !ok || from == to {
			continue
		}
		path, found, err := road.Path(ctx, from, to, geo.BySeconds)
		if err != nil {
			return fmt.Errorf("draw the way to %s: %w", route.Calls[k].Stop, err)
		}
		if found {
			route.Calls[k].Line = path.Line
		}
	}
	return nil
}
