package study

import (
	"math"
	"testing"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/report"
)

// tierDay is the small network with a van at the station that must stay, one at the station that may close, and a truck at the hub.
func tierDay(t *testing.T) (*Study, data.Plan) {
	t.Helper()
	s := smallNetwork(t)
	post, express := van(9), van(3)
	post.ID, post.Facility, express.ID, express.Facility = "VP", "S-post", "VE", "S-express"
	load(t, s, data.Batch{Vehicles: []data.Vehicle{post, express, {ID: "T", Name: "货车", Kind: "truck", Facility: "H", Count: 1, CapacityKg: new(1800.0), CapacityParcels: new(1500.0), SpeedKmh: new(45.0),
		RangeKm: new(400.0), YuanPerKm: new(1.0), YuanPerHour: new(30.0), YuanPerDay: new(50.0)}}})
	return s, tierPlan(t, s, PlanRequest{Area: "370522"})
}

// The approximation is counted again by hand from the plan's posed question: each call's share of its way by stops and load, and its local way.
func TestATierPlanIsRoutedAndBothFiguresStandSideBySide(t *testing.T) {
	s, plan := tierDay(t)
	out := routes(t, s, RouteRequest{Plan: plan.ID, Haulage: true})
	a := out.Approximation
	if a == nil || out.Haul == nil || len(out.Unserved) != 0 || len(out.Haul.Unserved) != 0 {
		t.Fatalf("approximation %+v, unserved %v", a, out.Unserved)
	}
	v, err := s.readTier(t.Context(), plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	costs, p, flows := v.scene.costs, v.joint.problem, v.joint.flows(v.answer)
	type day struct{ km, yuan float64 }
	one := func(h data.Haulage, meters, local, flow int64) day {
		km := 2*float64(meters)/1000*(1/h.StopsPerTour+float64(flow)/h.Capacity) + float64(local)/1000
		return day{km, km*(math.Round(100*(h.YuanPerKm+h.YuanPerHour/h.SpeedKmh))/100) + math.Round(100*h.YuanPerHour*h.MinutesPerStop/60)/100}
	}
	var tours, trucks day
	for j, station := range v.answer.FedFrom {
		leg, h := geo.Leg{}, costs.Tour
		switch hub := v.answer.DirectFrom[j]; {
		case station != planner.Unassigned:
			leg, _ = legOf(p.Feed, j, int(station))
		case hub != planner.Unassigned:
			leg, _ = legOf(p.Direct, j, int(hub))
			h = costs.Straight
		default:
			continue
		}
		part := one(h, leg.Meters, p.Points[j].LocalMeters, flows.points[j])
		tours.km, tours.yuan = tours.km+part.km, tours.yuan+part.yuan
	}
	for s, hub := range v.answer.TrunkFrom {
		if hub != planner.Unassigned {
			leg, _ := legOf(p.Trunk, s, int(hub))
			part := one(costs.Truck, leg.Meters, p.Stations[s].LocalMeters, flows.stations[s])
			trucks.km, trucks.yuan = trucks.km+part.km, trucks.yuan+part.yuan
		}
	}
	for what, pair := range map[string]struct{ got, want, slack float64 }{
		"tour km": {*a.Tours.Km, tours.km, 0.01}, "truck km": {*a.Trucks.Km, trucks.km, 0.01}, "km": {*a.Total.Km, tours.km + trucks.km, 1e-6},
		"tour yuan": {a.Tours.Yuan, tours.yuan, 0.01}, "truck yuan": {a.Trucks.Yuan, trucks.yuan, 0.01}, "yuan": {a.Total.Yuan, tours.yuan + trucks.yuan, 0.02},
		"routed km": {*a.Total.RoutedKm, out.Km + out.Haul.Km, 1e-9}, "routed yuan": {*a.Total.RoutedYuan, out.Yuan, 1e-9},
		"routed tour yuan": {*a.Tours.RoutedYuan + *a.Trucks.RoutedYuan, out.Yuan, 1e-6}, "ratio": {*a.Total.YuanRatio, out.Yuan / (tours.yuan + trucks.yuan), 0.01},
	} {
		if math.Abs(pair.got-pair.want) > pair.slack {
			t.Errorf("%s: %.4f, expected %.4f", what, pair.got, pair.want)
		}
	}
	t.Log(a.Sentence.ZH, a.Sentence.EN)
}

// No vehicle starts at premises that the plan closes; those on record there are named.
func TestVehiclesAtClosedPremisesStayAtHomeAndAreNamed(t *testing.T) {
	s, plan := tierDay(t)
	out := routes(t, s, RouteRequest{Plan: plan.ID})
	run := map[string]bool{}
	saved, err := s.readTier(t.Context(), plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range saved.study.Joint.Actions {
		run[action.Facility] = action.Run()
	}
	if run["S-express"] || !run["S-post"] {
		t.Fatalf("expected the express station to be closed and the post's to stay: %v", run)
	}
	for _, route := range out.Routes {
		if !run[route.Depot] {
			t.Errorf("%s starts at %s, which the plan does not run", route.Vehicle, route.Depot)
		}
	}
	for _, depot := range out.Depots {
		if !run[depot.ID] {
			t.Errorf("%s is a depot, and the plan does not run it", depot.ID)
		}
	}
	a := out.Approximation
	if len(a.LeftBehind) != 1 || a.LeftBehind[0] != (report.LeftVehicle{Facility: "S-express", Vehicles: 3}) {
		t.Errorf("left behind: %+v", a.LeftBehind)
	}
	if a.Total.RoutedKm != nil || a.Trucks.RoutedYuan != nil || a.Total.KmRatio != nil || a.Tours.KmRatio == nil {
		t.Errorf("without haulage trucks are unknown, not zero: %+v", a)
	}
}

func TestFiguresOfOtherCallsHaveNoRatio(t *testing.T) {
	s, plan := tierDay(t)
	out := routes(t, s, RouteRequest{Plan: plan.ID, Skip: []string{plan.Assignments[0].Site}})
	if a := out.Approximation; a.Tours.KmRatio != nil || len(a.Differs) == 0 || a.Differs[0] != "skipped" {
		t.Errorf("%+v", a)
	}
	other, err := s.Plan(t.Context(), PlanRequest{Model: "lscp"})
	if err != nil {
		t.Fatal(err)
	}
	if out := routes(t, s, RouteRequest{Plan: other.ID}); out.Approximation != nil {
		t.Error("a plan of one tier reckoned with no carriage")
	}
}
