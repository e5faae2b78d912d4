package study

import (
	"testing"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// hubAt puts an active hub with trucks so many kilometres west of the station of routeTown.
func hubAt(t *testing.T, s *Study, km float64, trucks int64) {
	t.Helper()
	hub := facility("H", data.Active, 118.2-km/88.3, 37.5, data.Postal)
	hub.Tier, hub.Offers = data.Hub, nil
	load(t, s, data.Batch{Facilities: []data.Facility{hub}, Vehicles: []data.Vehicle{{ID: "T", Name: "货车", Kind: "truck", Facility: "H", Count: trucks, CapacityKg: new(1800.0), CapacityParcels: new(200.0), SpeedKmh: new(45.0),
		RangeKm: new(400.0), YuanPerKm: new(1.0), YuanPerHour: new(30.0), YuanPerDay: new(50.0)}}})
}

// 300 parcels down and 60 up need two loads of a truck that takes 200; tours leave after the second is unloaded.
func TestTrucksSupplyTheStationBeforeItsTours(t *testing.T) {
	s, plan := routeTown(t, []float64{2, 6, 4}, 100, 20, van(2))
	hubAt(t, s, 10, 1)
	alone := routes(t, s, RouteRequest{Plan: plan, Date: workday})
	out := routes(t, s, RouteRequest{Plan: plan, Date: workday, Haulage: true})
	h := out.Haul
	if h == nil || h.Stations != 1 || h.Served != 1 || h.Down != 300 || h.Up != 60 || h.Trips != 2 || h.Hired != 0 || len(h.Unserved) != 0 || !h.Kept {
		t.Fatalf("%+v", h)
	}
	if diff := out.Yuan - alone.Yuan - h.Yuan; diff > 1e-6 || diff < -1e-6 {
		t.Errorf("the day costs %.3f, tours alone %.3f and haulage %.3f", out.Yuan, alone.Yuan, h.Yuan)
	}
	last := int64(0)
	for _, route := range h.Routes {
		for _, call := range route.Calls {
			if call.Kind == report.CallStop {
				last = max(last, call.Leave)
			}
			if call.Kind == report.CallStart && call.Leave < h.CutOff {
				t.Errorf("a truck leaves at %s, before the cut-off", report.Clock(call.Leave))
			}
		}
	}
	if last > out.Routes[0].Depart {
		t.Errorf("the station is supplied at %s and its tour leaves at %s", report.Clock(last), report.Clock(out.Routes[0].Depart))
	}
}

// A station two and a half hours away is supplied after eight: its tours leave later, and what they collect is at the hub next morning, more than 24 hours on.
func TestToursWaitForATruckThatComesLate(t *testing.T) {
	s, plan := routeTown(t, []float64{2, 4}, 40, 5, van(2))
	hubAt(t, s, 88, 1)
	out := routes(t, s, RouteRequest{Plan: plan, Date: workday, Haulage: true})
	h := out.Haul
	if len(h.Unserved) != 0 || h.Served != 1 || h.Kept || *h.WorstDown > h.Promise || *h.WorstUp <= h.Promise {
		t.Fatalf("%+v", h)
	}
	supplied := h.Routes[0].Calls[1].Leave
	if supplied <= 8*3600 || out.Routes[0].Depart < supplied {
		t.Errorf("supplied at %s, the tour leaves at %s", report.Clock(supplied), report.Clock(out.Routes[0].Depart))
	}
}

func TestAStationThatNoTruckReachesBreaksThePromiseInWords(t *testing.T) {
	s, plan := routeTown(t, []float64{2}, 40, 5, van(1))
	hubAt(t, s, 190, 1)
	out := routes(t, s, RouteRequest{Plan: plan, Date: workday, Haulage: true})
	if h := out.Haul; len(h.Unserved) != 1 || h.Unserved[0].Reason != string(planner.NoTime) && h.Unserved[0].Reason != string(planner.NoWay) || h.Kept || h.WorstDown != nil {
		t.Errorf("%+v", h)
	}
}

// A stop that is left out today changes nothing for couriers, though the town is planned anew.
func TestAStopLeftOutMovesNoOther(t *testing.T) {
	s, plan := routeTown(t, []float64{2, 6, 4, 8, 3, 9, 5}, 100, 20, van(4))
	first := routes(t, s, RouteRequest{Plan: plan})
	var previous []RouteLine
	for _, route := range first.Routes {
		line := RouteLine{Vehicle: route.Vehicle}
		for _, call := range route.Calls {
			if call.Kind == report.CallStop || call.Kind == report.CallReload {
				line.Stops = append(line.Stops, call.Stop)
			}
		}
		previous = append(previous, line)
	}
	out := routes(t, s, RouteRequest{Plan: plan, Previous: previous, Skip: []string{"P1"}})
	if out.Moved != 0 || out.Served != first.Served-1 {
		t.Errorf("%d stops moved, %d served of %d", out.Moved, out.Served, first.Served)
	}
}
