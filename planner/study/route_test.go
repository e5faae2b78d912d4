package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// routeTown is a town of villages on one road going east, each with an active point of its own, and a station in the west with the vehicles.
func routeTown(t *testing.T, kilometres []float64, down, up float64, vehicles ...data.Vehicle) (*Study, string) {
	t.Helper()
	s := newStudy(t)
	batch := data.Batch{Vehicles: vehicles}
	station := facility("S", data.Active, 118.2, 37.5, data.Postal)
	station.Tier, station.Offers = data.Station, nil
	batch.Facilities = append(batch.Facilities, station)
	for n, km := range kilometres {
		lon := 118.2 + km/88.3
		village := settlement(n, 500, lon, 37.5)
		village.ParcelsInDay, village.ParcelsOutDay = &down, &up
		point := facility(fmt.Sprintf("P%d", n), data.Active, lon, 37.5, data.Postal)
		point.Settlement = village.Code
		batch.Settlements, batch.Facilities = append(batch.Settlements, village), append(batch.Facilities, point)
	}
	load(t, s, batch)
	plan, err := s.Plan(t.Context(), PlanRequest{Model: "lscp"})
	if err != nil {
		t.Fatal(err)
	}
	return s, plan.ID
}

func van(count int64) data.Vehicle {
	return data.Vehicle{ID: "V", Name: "面包车", Kind: "van", Facility: "S", Count: count, CapacityKg: new(600.0), CapacityParcels: new(350.0), SpeedKmh: new(30.0),
		RangeKm: new(300.0), YuanPerKm: new(1.0), YuanPerHour: new(36.0), YuanPerDay: new(50.0)}
}

func routes(t *testing.T, s *Study, request RouteRequest) *report.RouteStudy {
	t.Helper()
	if request.Options.Effort == 0 {
		request.Options.Effort = 500
	}
	request.Options.Seed = 1
	out, err := s.Routes(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// One van brings 3 × 100 parcels up one road and home again: 6 km straight, 1.3 times that driven, both ways.
func TestOneVanGoesUpTheRoadAndHome(t *testing.T) {
	s, plan := routeTown(t, []float64{2, 6, 4}, 100, 20, van(2))
	out := routes(t, s, RouteRequest{Plan: plan})
	if len(out.Routes) != 1 || out.Used != 1 || out.Vehicles != 2 || out.Served != 3 || len(out.Unserved) != 0 || !out.Verified {
		t.Fatalf("%d routes of %d vehicles, %d served, unserved %v", len(out.Routes), out.Vehicles, out.Served, out.Unserved)
	}
	if math.Abs(out.Km-15.6) > 0.1 {
		t.Errorf("%.2f km, expected about 15.6", out.Km)
	}
	route := out.Routes[0]
	if out.Down != 300 || out.Up != 60 || route.Depart < 8*3600 || route.Vehicle != "V#1" {
		t.Errorf("down %d up %d depart %d vehicle %s", out.Down, out.Up, route.Depart, route.Vehicle)
	}
	service := int64(3*240 + 4*360)
	driving := int64(math.Round(route.Hours*3600)) - service
	if math.Abs(float64(driving)-15.6/30*3600) > 15 {
		t.Errorf("%d s of driving, expected about %.0f", driving, 15.6/30*3600)
	}
	yuan := 50 + route.Km*1 + route.Hours*36
	if math.Abs(out.Yuan-yuan) > 0.01 || out.YuanPerParcel == nil || math.Abs(*out.YuanPerParcel-yuan/360) > 1e-4 {
		t.Errorf("%.3f yuan, expected %.3f", out.Yuan, yuan)
	}
	if route.Calls[0].OnBoard != 300 || route.Calls[len(route.Calls)-1].OnBoard != 60 || out.EmptyKm != 0 {
		t.Errorf("leaves with %d, comes home with %d parcels, %.1f km empty", route.Calls[0].OnBoard, route.Calls[len(route.Calls)-1].OnBoard, out.EmptyKm)
	}
	if *out.LoadFactor != 450.0/600 && math.Abs(*out.LoadFactor-300.0/350) > 1e-9 {
		t.Errorf("load factor %.3f", *out.LoadFactor)
	}
}

// A point of 500 parcels is called at twice by a van of 350; each call carries a half.
func TestALoadAboveTheLargestVehicleIsSplit(t *testing.T) {
	s, plan := routeTown(t, []float64{3}, 500, 0, van(1))
	out := routes(t, s, RouteRequest{Plan: plan})
	if out.Stops != 2 || out.Served != 2 || out.Down != 500 || out.Trips != 2 {
		t.Fatalf("%d stops, %d served, %d parcels, %d trips", out.Stops, out.Served, out.Down, out.Trips)
	}
}

func TestEveryPointWithoutARouteSaysWhy(t *testing.T) {
	far := van(1)
	far.RangeKm = new(10.0)
	for _, one := range []struct {
		name, reason string
		vehicles     []data.Vehicle
		km           float64
		status       string
	}{
		{"no vehicle on record", "no_depot", nil, 3, "optimal"},
		{"beyond the range", "time", []data.Vehicle{far}, 8, "infeasible"},
	} {
		t.Run(one.name, func(t *testing.T) {
			s, plan := routeTown(t, []float64{one.km}, 10, 1, one.vehicles...)
			out := routes(t, s, RouteRequest{Plan: plan})
			if len(out.Unserved) != 1 || out.Unserved[0].Reason != one.reason || out.Unserved[0].Why.ZH == "" || *out.Unserved[0].Parcels != 11 || out.Status != one.status {
				t.Errorf("%s: %+v", out.Status, out.Unserved)
			}
		})
	}
	s, plan := routeTown(t, []float64{2, 4}, 10, 1, van(1))
	out := routes(t, s, RouteRequest{Plan: plan, Skip: []string{"P1"}})
	if len(out.Unserved) != 1 || out.Unserved[0].Reason != "skipped" || out.Served != 1 {
		t.Errorf("%+v", out.Unserved)
	}
	if _, err := s.Routes(t.Context(), RouteRequest{Plan: plan, Skip: []string{"nowhere"}}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a skipped point that does not exist: %v", err)
	}
}

// What a record does not say comes from a preset that is named and marked as not verified.
func TestPresetsAreNamed(t *testing.T) {
	bare := data.Vehicle{ID: "V", Name: "车", Kind: "van", Facility: "S", Count: 1}
	s, plan := routeTown(t, []float64{2}, 10, 1, bare)
	out := routes(t, s, RouteRequest{Plan: plan})
	fields := map[string]report.RoutePreset{}
	for _, preset := range out.Presets {
		fields[preset.Kind+" "+preset.Field] = preset
	}
	for _, want := range []string{"van capacity_kg", "van capacity_parcels", "van yuan_per_km", "van yuan_per_hour", "van yuan_per_day", "van range_km", "van speed_kmh", " stop_s", " shift_s"} {
		if preset, ok := fields[want]; !ok || preset.Verified || preset.Source == "" {
			t.Errorf("%s: %+v", want, preset)
		}
	}
	if fields["van yuan_per_km"].Source != data.DefaultCostBook {
		t.Errorf("yuan per km of a van comes from %s", fields["van yuan_per_km"].Source)
	}
}

// Properties on random towns: nothing twice, nothing above capacity, nobody out after the shift, all parcels accounted for; the same on any number of threads.
func TestRandomDaysKeepTheirLimits(t *testing.T) {
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		var km []float64
		for range 3 + random.IntN(12) {
			km = append(km, 1+12*random.Float64())
		}
		down, up := float64(random.IntN(200)), 1+float64(random.IntN(40))
		trike := data.Vehicle{ID: "T", Name: "三轮", Kind: "e-trike", Facility: "S", Count: 1 + random.Int64N(3)}
		s, plan := routeTown(t, km, down, up, van(random.Int64N(2)), trike)
		out := routes(t, s, RouteRequest{Plan: plan})
		seen, vehicles := map[string]bool{}, map[string]bool{}
		total := int64(0)
		for _, route := range out.Routes {
			if vehicles[route.Vehicle] || route.Depart < 8*3600 || route.Home > 16*3600 {
				t.Errorf("seed %d: %s twice, or out from %d to %d", seed, route.Vehicle, route.Depart, route.Home)
			}
			vehicles[route.Vehicle] = true
			for _, call := range route.Calls {
				if call.OnBoard > route.Capacity || call.OnBoardKg > route.CapacityKg || call.OnBoard < 0 {
					t.Errorf("seed %d: %s carries %d", seed, route.Vehicle, call.OnBoard)
				}
				if call.Kind == report.CallStop {
					if seen[call.Stop] {
						t.Errorf("seed %d: %s is served twice", seed, call.Stop)
					}
					seen[call.Stop] = true
					total += call.Down + call.Up
				}
			}
		}
		for _, u := range out.Unserved {
			if seen[u.Stop] {
				t.Errorf("seed %d: %s is served and not", seed, u.Stop)
			}
			total += *u.Parcels
		}
		if want := int64(len(km)) * int64(down+up); total != want {
			t.Errorf("seed %d: %d parcels carried or left, expected %d", seed, total, want)
		}
		again := routes(t, s, RouteRequest{Plan: plan, Options: planner.Options{Threads: 3}})
		if again.Fingerprint != out.Fingerprint {
			t.Errorf("seed %d: three threads give another answer", seed)
		}
	}
}

func TestRoutesMadeByHandAreRecounted(t *testing.T) {
	short := van(1)
	short.RangeKm = new(25.0)
	s, plan := routeTown(t, []float64{2, 6, 12}, 100, 20, short)
	for _, one := range []struct {
		name, want string
		lines      []RouteLine
	}{
		{"right", "", []RouteLine{{"V#1", []string{"P0", "P1"}}}},
		{"beyond the range", "超出续航", []RouteLine{{"V#1", []string{"P0", "P1", "P2"}}}},
		{"twice", "重复停靠", []RouteLine{{"V#1", []string{"P0", "P0", "P1"}}}},
		{"no such vehicle", "没有这辆车", []RouteLine{{"V#2", []string{"P0", "P1"}}}},
		{"no such stop", "既不是", []RouteLine{{"V#1", []string{"P0", "elsewhere", "P1"}}}},
		{"left out", "没有车到这里", []RouteLine{{"V#1", []string{"P0"}}}},
	} {
		t.Run(one.name, func(t *testing.T) {
			request := RouteRequest{Plan: plan}
			if one.name != "beyond the range" {
				request.Skip = []string{"P2"}
			}
			out, err := s.CheckRoutes(t.Context(), request, one.lines)
			if err != nil {
				t.Fatal(err)
			}
			if out.Right != (one.want == "") || !strings.Contains(fmt.Sprint(out.Violations), one.want) {
				t.Errorf("%+v", out)
			}
		})
	}
}

// What still does is kept; with a stop less the district is planned anew from what was.
func TestYesterdaysRoutesAreKeptWhereTheyStillDo(t *testing.T) {
	s, plan := routeTown(t, []float64{2, 6, 4}, 100, 20, van(2))
	first := routes(t, s, RouteRequest{Plan: plan})
	line := RouteLine{Vehicle: first.Routes[0].Vehicle}
	for _, call := range first.Routes[0].Calls {
		if call.Kind == report.CallStop {
			line.Stops = append(line.Stops, call.Stop)
		}
	}
	again := routes(t, s, RouteRequest{Plan: plan, Previous: []RouteLine{line}})
	if again.Kept != 1 || again.Moved != 0 || again.Yuan != first.Yuan {
		t.Errorf("kept %d, moved %d, %.2f yuan before and %.2f now", again.Kept, again.Moved, first.Yuan, again.Yuan)
	}
	less := routes(t, s, RouteRequest{Plan: plan, Previous: []RouteLine{line}, Skip: []string{"P1"}})
	if less.Kept != 0 || less.Moved != 0 || less.Served != 2 {
		t.Errorf("kept %d, moved %d, served %d", less.Kept, less.Moved, less.Served)
	}
}
