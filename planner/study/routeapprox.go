package study

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/planner/report"
)

// readNetworkOf reads the network of a three-tier plan; plans of other models have none.
func (d *day) readNetworkOf() error {
	if len(d.plan.Network) == 0 {
		return nil
	}
	d.network = &report.NetworkStudy{}
	if err := json.Unmarshal(d.plan.Network, d.network); err != nil {
		return fmt.Errorf("the network of plan %s cannot be read: %w", d.plan.ID, err)
	}
	return nil
}

// keepRun takes out the facilities that a three-tier plan closes or merges, so that no vehicle starts there, and gives what it opens its tier.
// Vehicles on record at them are not moved elsewhere: that is for people to say. They are listed in the answer.
func (d *day) keepRun() {
	if d.network == nil {
		return
	}
	for _, action := range d.network.Joint.Actions {
		facility, ok := d.facilities[action.Facility]
		switch {
		case !action.Run():
			delete(d.facilities, action.Facility)
			count := int64(0)
			for _, v := range d.vehicles[action.Facility] {
				count += v.Count
			}
			if count > 0 {
				d.left = append(d.left, report.LeftVehicle{Facility: action.Facility, Vehicles: count})
			}
		case ok && action.Action == "add":
			facility.Tier = data.FacilityTier(action.Tier)
			d.facilities[action.Facility] = facility
		}
	}
	slices.SortFunc(d.left, func(a, b report.LeftVehicle) int { return cmp.Compare(a.Facility, b.Facility) })
}

// approximation puts the plan's own carriage beside the routes; nil for plans that are not of three tiers. Money of a year is divided by the
// days of the plan's cost book. The plan keeps its kilometres as one sum: those of trucks follow from what trucks cost (yearly fen are
// rounded up for each village, which is some metres a day), the others are the rest.
func (d *day) approximation(out *report.RouteStudy, request RouteRequest) *report.RouteApproximation {
	if d.network == nil || d.network.Joint.ObjectiveYuan == nil || d.network.Costs.DaysPerYear <= 0 {
		return nil
	}
	joint, costs := &d.network.Joint, d.network.Costs
	days := float64(costs.DaysPerYear)
	a := &report.RouteApproximation{PlanTravel: d.plan.Scenario.Travel, Costs: costs.ID, Parcels: joint.ServedParcels, Differs: []string{}, NoVehicle: []string{}, LeftBehind: append([]report.LeftVehicle{}, d.left...)}
	a.RoutedCalls = out.Served
	hubs := map[string]bool{}
	for _, action := range joint.Actions {
		hubs[action.Facility] = action.Run() && data.FacilityTier(action.Tier) == data.Hub
	}
	stations := 0
	for _, action := range joint.Actions {
		switch tier := data.FacilityTier(action.Tier); {
		case !action.Run():
		case tier == data.ServicePoint:
			a.Calls++
			if hubs[action.FedFrom] {
				a.StraightCalls++
			}
		default:
			if tier == data.Station {
				stations++
				a.StationParcels += action.Flow
			}
			if len(d.vehicles[action.Facility]) == 0 {
				a.NoVehicle = append(a.NoVehicle, action.Facility)
			}
		}
	}
	slices.Sort(a.NoVehicle)
	a.Tours.Yuan, a.Trucks.Yuan = (joint.Cost.Tours+joint.Cost.Straight)/days, joint.Cost.Trucks/days
	a.Total.Yuan, a.Total.Km = a.Tours.Yuan+a.Trucks.Yuan, new(joint.KmPerDay)
	if truck := carriage(costs.Truck, costs); truck.FenPerKm > 0 {
		km := max(0, (100*a.Trucks.Yuan-float64(int64(stations)*truck.FenPerStop))/float64(truck.FenPerKm))
		a.Trucks.Km, a.Tours.Km = &km, new(max(0, joint.KmPerDay-km))
	}
	a.Tours.RoutedKm, a.Tours.RoutedYuan = new(out.Km), new(out.Yuan)
	if h := out.Haul; h != nil {
		a.Tours.RoutedYuan = new(out.Yuan - h.Yuan)
		a.Trucks.RoutedKm, a.Trucks.RoutedYuan = new(h.Km), new(h.Yuan)
		a.RoutedThrough = new(h.Down + h.Up)
		a.Total.RoutedKm, a.Total.RoutedYuan = new(out.Km+h.Km), new(out.Yuan)
	}
	for _, one := range []struct {
		why string
		is  bool
	}{{"area", request.Area != "" && d.area.Code != d.plan.Scenario.Area}, {"skipped", len(request.Skip) > 0}, {"bus", request.Bus}, {"other_days", len(out.NotToday) > 0},
		{"counted", out.Counted > 0}, {"unserved", len(out.Unserved) > 0 || out.Haul != nil && len(out.Haul.Unserved) > 0}} {
		if one.is {
			a.Differs = append(a.Differs, one.why)
		}
	}
	if len(a.Differs) == 0 {
		a.Tours.Compare()
		a.Trucks.Compare()
		a.Total.Compare()
	}
	a.Sentence = report.ApproximationSentence(a)
	return a
}
