package study

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// hiredTruck is the ID of vehicles that haulage needs beyond those on record.
const hiredTruck = "hired-truck"

// stationLoad is what a station gets from its hub in the morning and has for it from the day before.
type stationLoad struct {
	down, up int64
	first    int64 // departure of the first tour that loads there; 0: none does
}

// haul brings each station its parcels before its tours leave: the trucks on record at the county's hubs, and hired ones where those do not
// suffice or cost more. Stations are called at within the haulage window, so that unloading ends before tours begin; each call takes back what was
// collected the day before, which is taken to be what is collected today. Each county is a routing problem of its own, recounted as any other.
//
// Where no truck can be at a station in time, its tours leave later, half an hour at a time, and are planned anew; so every tour leaves after
// the truck that supplies it.
func (d *day) haul(ctx context.Context, request RouteRequest) (*report.HaulDay, error) {
	if d.rules.Haul == nil {
		return nil, fmt.Errorf("route rules %s say nothing of haulage; add the part haul as in the preset: %w", d.rules.ID, data.ErrInvalid)
	}
	d.opens = map[string]int64{}
	for round := 0; ; round++ {
		d.haulCost = 0
		out, err := d.haulOnce(ctx, request)
		if err != nil || round == haulRounds || request.Bus { // what buses carry was chosen for the tours as they are
			return out, err
		}
		if again, err := d.later(ctx, out, request); err != nil || !again {
			return out, err
		}
	}
}

// Rounds in which tours may leave later, and by how much each.
const (
	haulRounds = 4
	haulLater  = 1800
)

// later moves the tours of stations that no truck reaches in time, and reports whether there were any.
func (d *day) later(ctx context.Context, out *report.HaulDay, request RouteRequest) (bool, error) {
	moved := map[string]bool{} // codes of towns
	for _, u := range out.Unserved {
		if id, _, _ := strings.Cut(u.Stop, "/"); u.Reason == string(planner.NoTime) {
			d.opens[id] = max(d.rules.StartSeconds, d.opens[id]) + haulLater
			moved[u.Town] = true
		}
	}
	if len(moved) == 0 {
		return false, nil
	}
	none := map[string]RouteLine{}
	for _, one := range inOrder(d.towns) {
		if moved[one.area.Code] {
			if err := d.solve(ctx, one, request, none, map[string]bool{}); err != nil {
				return false, err
			}
		}
	}
	for _, county := range inOrder(d.counties) {
		before := *county
		county.calls = slices.Clone(county.calls[:county.own])
		d.passOn(county)
		if err := d.tourAgain(ctx, county, &before, request); err != nil {
			return false, err
		}
	}
	return true, nil
}

// haulOnce hauls for the tours as they are.
func (d *day) haulOnce(ctx context.Context, request RouteRequest) (*report.HaulDay, error) {
	rules := d.rules.Haul
	out := &report.HaulDay{CutOff: rules.CutOffSeconds, Promise: rules.PromiseSeconds, Routes: []report.DayRoute{}, Unserved: []report.UnservedStop{}}
	loads := d.stationLoads()
	byCounty := map[string]*district{}
	var ids []string
	for id := range loads {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		facility, load := d.facilities[id], loads[id]
		out.Stations++
		county, ok := d.tree.County(facility.Town)
		one := byCounty[county.Code]
		if ok && one == nil {
			one = d.haulage(county)
			byCounty[county.Code] = one
		}
		if one == nil || len(one.depots) == 0 {
			parcels := load.down + load.up
			out.Unserved = append(out.Unserved, report.UnservedStop{Stop: id, Name: facility.Name, Town: facility.Town, Place: *facility.Location, Parcels: &parcels, Reason: "no_hub", Proven: true, Why: report.RouteReason("no_hub")})
			continue
		}
		kinds := one.kinds
		if len(kinds) > 1 {
			kinds = kinds[:len(kinds)-1] // parts that the trucks on record can carry
		}
		one.calls = append(one.calls, d.callsAt(&servicePoint{facility: facility, down: float64(load.down), up: float64(load.up)}, kinds)...)
	}
	supplied := map[string]int64{} // station to when its last truck is unloaded
	homes := map[string]int64{}    // station to when its parcels of the day before are at the hub
	var codes []string
	for code := range byCounty {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		one := byCounty[code]
		if len(one.calls) == 0 {
			continue
		}
		one.kinds[len(one.kinds)-1].record.Count = int64(len(one.calls)) // as many as are ever of use
		problem, err := d.pose(ctx, one)
		if err != nil {
			return nil, err
		}
		for k := range problem.Vehicles {
			problem.Vehicles[k].Shift = &planner.Window{Open: rules.CutOffSeconds, Close: d.rules.StartSeconds + rules.HomeSeconds}
		}
		for k := range problem.Stops {
			stop := &problem.Stops[k]
			stop.Service = rules.StopSeconds + rules.ParcelSeconds*(one.calls[k].down+one.calls[k].up)
			stop.Window = &planner.Window{Open: rules.CutOffSeconds, Close: max(rules.CutOffSeconds, max(d.rules.StartSeconds, d.opens[one.calls[k].point.ID])-stop.Service)}
		}
		answer, err := d.search(ctx, problem, request)
		if err != nil {
			return nil, fmt.Errorf("haulage of %s: %w", one.area.Name, err)
		}
		one.solved = &solvedDistrict{problem: problem, answer: answer}
		d.addHaulage(out, one, supplied, homes)
	}
	late := map[string]bool{}
	for _, u := range out.Unserved {
		id, _, _ := strings.Cut(u.Stop, "/")
		late[id] = true
	}
	out.Served = out.Stations - len(late)
	if err := d.promise(out, loads, supplied, homes, late); err != nil {
		return nil, err
	}
	return out, nil
}

// stationLoads adds up what tours load and bring home at each station, what buses take there, and what is handed out there itself.
func (d *day) stationLoads() map[string]*stationLoad {
	loads := map[string]*stationLoad{}
	at := func(facility data.Facility) *stationLoad {
		if loads[facility.ID] == nil {
			loads[facility.ID] = &stationLoad{}
		}
		return loads[facility.ID]
	}
	for _, one := range inOrder(d.towns) {
		for _, route := range one.solved.answer.Routes {
			from := at(one.depots[route.Calls[0].Depot])
			for k, c := range route.Calls {
				if c.Stop != planner.Nowhere {
					from.down += one.calls[c.Stop].down
					continue
				}
				here := at(one.depots[c.Depot])
				if k > 0 {
					for j := k - 1; route.Calls[j].Stop != planner.Nowhere; j-- {
						here.up += one.calls[route.Calls[j].Stop].up
					}
				}
				if k < len(route.Calls)-1 {
					from = here
					if from.first == 0 || c.Depart < from.first {
						from.first = c.Depart
					}
				}
			}
		}
	}
	if d.bus != nil {
		for _, ride := range d.bus.answer.Rides {
			c := d.bus.calls[ride.Call]
			if leg := ride.Down; leg != nil && c.district.tier != data.Hub {
				at(d.bus.depotNear(c.district, leg, leg.Board)).down += c.call.down
			}
			if leg := ride.Up; leg != nil && c.district.tier != data.Hub {
				at(d.bus.depotNear(c.district, leg, leg.Alight)).up += c.call.up
			}
		}
	}
	for id, load := range d.atStations {
		if facility := d.facilities[id]; facility.Location != nil {
			here := at(facility)
			here.down += load.down
			here.up += load.up
		}
	}
	for id, load := range loads {
		if load.down+load.up == 0 {
			delete(loads, id)
		}
	}
	return loads
}

// haulage is a county's hubs with their trucks, and hired ones at the first of them.
func (d *day) haulage(county data.Area) *district {
	one := &district{area: county, tier: data.Hub}
	var hubs []string
	for id, facility := range d.facilities {
		if code, ok := d.tree.County(facility.Town); ok && code.Code == county.Code && facility.Tier == data.Hub && facility.Location != nil {
			hubs = append(hubs, id)
		}
	}
	slices.SortFunc(hubs, func(a, b string) int { // those with trucks first
		return cmp.Or(cmp.Compare(d.trucks(b), d.trucks(a)), cmp.Compare(a, b))
	})
	for k, id := range hubs {
		if k > 0 && d.trucks(id) == 0 {
			break
		}
		for _, kind := range d.kindsOf(id, len(one.depots)) {
			if kind.record.Kind == "truck" {
				one.kinds = append(one.kinds, kind)
			}
		}
		one.depots = append(one.depots, d.facilities[id])
	}
	if len(one.depots) > 0 {
		d.vehicles[hiredTruck] = []data.Vehicle{{ID: hiredTruck + "-" + county.Code, Name: "临时租用货车", Kind: "truck", Facility: one.depots[0].ID, Count: 1}}
		one.kinds = append(one.kinds, d.kindsOf(hiredTruck, 0)...)
		delete(d.vehicles, hiredTruck)
	}
	return one
}

// trucks counts the trucks on record at a hub.
func (d *day) trucks(hub string) (count int64) {
	for _, v := range d.vehicles[hub] {
		if v.Kind == "truck" {
			count += v.Count
		}
	}
	return count
}

// addHaulage reports one county and notes when each station is supplied and when its parcels are at the hub.
func (d *day) addHaulage(out *report.HaulDay, one *district, supplied, homes map[string]int64) {
	for k := range one.solved.answer.Routes {
		route := &one.solved.answer.Routes[k]
		made, _, _ := one.dayRoute(one.solved.problem, route)
		out.Routes = append(out.Routes, made)
		out.Vehicles++
		if strings.HasPrefix(one.kinds[route.Type].record.ID, hiredTruck) {
			out.Hired++
		}
		out.Trips += made.Trips
		out.Down += made.Down
		out.Up += made.Up
		out.Km += made.Km
		out.Hours += made.Hours
		out.Yuan += made.Yuan
		d.haulCost += route.Cost
		for j, c := range route.Calls {
			if c.Stop == planner.Nowhere {
				continue
			}
			id := one.calls[c.Stop].point.ID
			supplied[id] = max(supplied[id], c.Depart)
			for _, next := range route.Calls[j:] {
				if next.Stop == planner.Nowhere {
					homes[id] = max(homes[id], next.Arrive)
					break
				}
			}
		}
	}
	for _, u := range one.solved.answer.Unserved {
		c := one.calls[u.Stop]
		parcels := c.down + c.up
		out.Unserved = append(out.Unserved, report.UnservedStop{Stop: c.id, Name: c.point.Name, Town: c.point.Town, District: one.area.Code, Place: *c.point.Location, Parcels: &parcels,
			Reason: string(u.Cause), Proven: u.Cause.Proven(), Why: report.RouteReason(string(u.Cause))})
	}
}

// promise checks both echelons together, station by station: no tour leaves before its station is supplied, and from the cut-off at the hub to the
// village, and from the village back to the hub, no parcel takes longer than promised.
func (d *day) promise(out *report.HaulDay, loads map[string]*stationLoad, supplied, homes map[string]int64, late map[string]bool) error {
	worstDown, worstUp := int64(0), int64(0)
	for id, load := range loads {
		if load.first > 0 && !late[id] && supplied[id] > load.first {
			return fmt.Errorf("station %s is supplied at %s and its first tour leaves at %s: the echelons do not fit together, and the answer was thrown away", id, report.Clock(supplied[id]), report.Clock(load.first))
		}
		worstDown = max(worstDown, supplied[id]-out.CutOff)
	}
	for _, one := range append(inOrder(d.towns), inOrder(d.counties)...) {
		for _, route := range one.solved.answer.Routes {
			back := int64(0) // when what is collected on this trip is at a hub
			for k := len(route.Calls) - 1; k >= 0; k-- {
				c := route.Calls[k]
				if c.Stop == planner.Nowhere {
					back = c.Arrive
					if one.tier != data.Hub {
						back = 86_400 + homes[one.depots[c.Depot].ID] // with the truck of the next morning
					}
					continue
				}
				worstDown = max(worstDown, c.Arrive-out.CutOff)
				if one.calls[c.Stop].up > 0 {
					worstUp = max(worstUp, back-c.Start)
				}
			}
		}
	}
	if d.bus != nil {
		for _, h := range d.bus.handovers() {
			if h.Down {
				worstDown = max(worstDown, h.At-out.CutOff)
			}
		}
	}
	if len(late) == 0 {
		out.WorstDown, out.WorstUp = &worstDown, &worstUp
		out.Kept = worstDown <= out.Promise && worstUp <= out.Promise
	}
	return nil
}
