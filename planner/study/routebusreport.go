package study

import (
	"cmp"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/report"
)

// reportBuses adds what buses carry to the day.
func (d *day) reportBuses(out *report.RouteStudy, sum *daySum) {
	b := d.bus
	day := &report.BusDay{Trips: len(b.trips), Candidates: b.can, Stops: len(b.answer.Rides), Yuan: dayMicro * float64(b.fares), VansOnlyYuan: dayMicro * float64(b.vans.cost), VansOnlyUsed: b.used,
		VansOnlyKm: float64(b.vans.meters) / 1000, VansOnlyUnserved: b.left, Presets: append([]string{}, b.presets...), Handovers: []report.Handover{}}
	lines := map[string]bool{}
	for _, trip := range b.trips {
		lines[trip.line.ID] = true
	}
	day.Lines = len(lines)
	for _, ride := range b.answer.Rides {
		c := b.calls[ride.Call].call
		day.Down += c.down
		day.Up += c.up
	}
	day.Handovers = append(day.Handovers, b.handovers()...)
	out.Stops += day.Stops
	out.Served += day.Stops
	out.Down += day.Down
	out.Up += day.Up
	out.Parcels = out.Down + out.Up
	sum.cost += b.fares
	if sum.objective != nil {
		*sum.objective += b.fares
	}
	sum.bound, sum.feasible = nil, true
	if unserved := out.Stops - out.Served; unserved == b.left {
		day.SavingYuan = new(dayMicro * float64(b.vans.cost-sum.cost))
	}
	out.Bus = day
}

// handovers lists who gives what to whom, where and when.
func (b *busDay) handovers() (list []report.Handover) {
	stands := map[[2]int32]bool{}
	for _, ride := range b.answer.Rides {
		for _, leg := range []*planner.BusLeg{ride.Down, ride.Up} {
			if leg != nil {
				stands[[2]int32{leg.Trip, leg.Board}], stands[[2]int32{leg.Trip, leg.Alight}] = true, true
			}
		}
	}
	add := func(leg *planner.BusLeg, position int32, c busCall, down bool, parcels int64, person string, gives bool) {
		trip := b.problem.Trips[leg.Trip]
		at := trip.Stops[position].Arrive
		for before := range position {
			if stands[[2]int32{leg.Trip, before}] {
				at += trip.Handover
			}
		}
		of, stop := b.trips[leg.Trip], b.stops[trip.Stops[position].Place]
		one := report.Handover{At: at, Clock: report.Clock(at), Line: of.line.ID, LineName: cmp.Or(of.line.Name, of.line.ID), Trip: of.trip.ID, BusStop: stop.name, Place: stop.place, Stop: c.call.id, Down: down, Parcels: parcels}
		one.Gives, one.Takes = one.LineName+" "+one.Trip, person
		if gives {
			one.Gives, one.Takes = one.Takes, one.Gives
		}
		list = append(list, one)
	}
	for _, ride := range b.answer.Rides {
		c := b.calls[ride.Call]
		if leg := ride.Down; leg != nil {
			add(leg, leg.Board, c, true, c.call.down, b.depotNear(c.district, leg, leg.Board).Name, true)
			add(leg, leg.Alight, c, true, c.call.down, c.call.point.Name, false)
		}
		if leg := ride.Up; leg != nil {
			add(leg, leg.Board, c, false, c.call.up, c.call.point.Name, true)
			add(leg, leg.Alight, c, false, c.call.up, b.depotNear(c.district, leg, leg.Alight).Name, false)
		}
	}
	slices.SortStableFunc(list, func(a, c report.Handover) int {
		return cmp.Or(cmp.Compare(a.At, c.At), cmp.Compare(a.Line, c.Line), cmp.Compare(a.Trip, c.Trip), cmp.Compare(a.Stop, c.Stop))
	})
	return list
}

// depotNear is the depot that is nearest to where parcels get on or off.
func (b *busDay) depotNear(one *district, leg *planner.BusLeg, position int32) (nearest data.Facility) {
	at := b.stops[b.problem.Trips[leg.Trip].Stops[position].Place].place
	best := math.Inf(1)
	for _, depot := range one.depots {
		if meters := float64(geo.Distance(at, *depot.Location)); meters < best {
			best, nearest = meters, depot
		}
	}
	return nearest
}
