package storetest

import (
	"fmt"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func codes[T any](list []T, key func(T) string) []string {
	var keys []string
	for _, row := range list {
		keys = append(keys, key(row))
	}
	return keys
}

// keys lists what a query finds, kind by kind.
func keys(t *testing.T, s data.Store, q data.Query) map[string][]string {
	t.Helper()
	b := stored(t, s, q)
	return map[string][]string{
		"areas":       codes(b.Areas, func(a data.Area) string { return a.Code }),
		"settlements": codes(b.Settlements, func(a data.Settlement) string { return a.Code }),
		"facilities":  codes(b.Facilities, func(a data.Facility) string { return a.ID }),
		"services":    codes(b.Services, func(a data.Service) string { return a.ID }),
		"vehicles":    codes(b.Vehicles, func(a data.Vehicle) string { return a.ID }),
	}
}

// twoCounties is a city with a county and, inside that, a statistical county; and another county.
func twoCounties() data.Batch {
	return data.Batch{
		Areas: []data.Area{{Code: "010500"}, {Code: "010502", Parent: "010500"}, {Code: "010571", Parent: "010502"}, {Code: "010522", Parent: "010500"},
			{Code: "010571001000", Parent: "010571", Outline: orb.MultiPolygon{{{{10, 10}, {20, 10}, {20, 20}, {10, 10}}}}}, {Code: "010522001000", Parent: "010522", Seat: &orb.Point{1, 1}}},
		Settlements: []data.Settlement{{Code: "010571001201", Town: "010571001000", Location: &orb.Point{10, 10}}, {Code: "010522001201", Town: "010522001000", Location: &orb.Point{20.000_000_1, 10}},
			{Code: "999999999999"}},
		Facilities: []data.Facility{{ID: "in", Town: "010571001000", Location: &orb.Point{20, 10}}, {ID: "county", Town: "010502"},
			{ID: "out", Town: "010522001000", Settlement: "010571001201", Location: &orb.Point{9.999_999_9, 10}}, {ID: "lost"}},
		Services: []data.Service{{ID: "s-in", Settlement: "010571001201", Facility: "out"}, {ID: "s-out", Settlement: "010522001201"}},
		Vehicles: []data.Vehicle{{ID: "v-in", Facility: "in"}, {ID: "v-out", Facility: "out"}, {ID: "v-lost"}},
	}
}

func areaDescent(t *testing.T, s data.Store) {
	load(t, s, twoCounties())
	inner := map[string][]string{"areas": {"010571", "010571001000"}, "settlements": {"010571001201"}, "facilities": {"in"}, "services": {"s-in"}, "vehicles": {"v-in"}}
	same(t, "statistical county", keys(t, s, data.Query{Area: "010571"}), inner)
	inner["areas"], inner["facilities"] = []string{"010502", "010571", "010571001000"}, []string{"county", "in"}
	same(t, "county around it", keys(t, s, data.Query{Area: "010502"}), inner)
	all := keys(t, s, data.Query{Area: "010500"})
	if len(all["areas"]) != 6 || len(all["settlements"]) != 2 || len(all["facilities"]) != 3 {
		t.Fatalf("the city holds %v", all)
	}
	same(t, "one town", keys(t, s, data.Query{Area: "010522001000"}), map[string][]string{"areas": {"010522001000"}, "settlements": {"010522001201"},
		"facilities": {"out"}, "services": {"s-out"}, "vehicles": {"v-out"}})
	nothing := map[string][]string{"areas": nil, "settlements": nil, "facilities": nil, "services": nil, "vehicles": nil}
	same(t, "unknown area", keys(t, s, data.Query{Area: "01"}), nothing)
	for i, id := range []string{"a", "b", "c"} {
		area := []string{"010500", "010571", "010522"}[i]
		must[int64](t)(s.SaveScenario(background(), data.Scenario{ID: id, Area: area}, data.ChangeNote{}))
		plan := data.Plan{ID: id, Fingerprint: id, CreatedAt: noon, Scenario: data.Scenario{Area: area}}
		if err := s.SavePlan(background(), plan, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	scenarios := must[[]data.Scenario](t)(s.Scenarios(background(), data.Query{Area: "010502"}))
	same(t, "scenarios", codes(scenarios, func(c data.Scenario) string { return c.ID }), []string{"b"})
	plans := must[[]data.Plan](t)(s.Plans(background(), data.Query{Area: "010500"}))
	same(t, "plans of exactly the area", codes(plans, func(p data.Plan) string { return p.ID }), []string{"a"})
}

func closedBounds(t *testing.T, s data.Store) {
	load(t, s, twoCounties())
	within := func(minX, minY, maxX, maxY float64) data.Query {
		return data.Query{Bound: &orb.Bound{Min: orb.Point{minX, minY}, Max: orb.Point{maxX, maxY}}}
	}
	same(t, "a bound whose edges touch", keys(t, s, within(10, 10, 20, 10)), map[string][]string{"areas": {"010571001000"}, "settlements": {"010571001201"},
		"facilities": {"in"}, "services": {"s-in"}, "vehicles": {"v-in"}})
	// A ten-millionth of a degree is less than single precision holds here: a coarse index must not decide.
	same(t, "a bound that misses by a little", keys(t, s, within(10.000_000_05, 0, 19.999_999_95, 9.999_999_95)),
		map[string][]string{"areas": nil, "settlements": nil, "facilities": nil, "services": nil, "vehicles": nil})
	same(t, "a bound of one point", keys(t, s, within(20.000_000_1, 10, 20.000_000_1, 10))["settlements"], []string{"010522001201"})
	both := within(-180, -90, 180, 90)
	same(t, "the whole Earth leaves out what has no place", keys(t, s, both)["settlements"], []string{"010522001201", "010571001201"})
	both.Area = "010571"
	same(t, "area and bound", keys(t, s, both)["settlements"], []string{"010571001201"})
	both.After, both.Limit = "010571001201", 1
	if got := keys(t, s, both)["settlements"]; got != nil {
		t.Fatalf("area, bound and page: got %v", got)
	}
}

func paging(t *testing.T, s data.Store) {
	b := RandomBatch(11, Size{Towns: 3, Settlements: 103, Facilities: 30, Services: 30, Vehicles: 30})
	b.Facilities = append(b.Facilities, data.Facility{ID: "a"}, data.Facility{ID: "B"}, data.Facility{ID: "a1"}, data.Facility{ID: "é"}, data.Facility{ID: "_"})
	load(t, s, b)
	same(t, "by keys", codes(must[[]data.Facility](t)(s.Facilities(background(), data.Query{IDs: []string{"é", "none", "a", "a"}})), func(f data.Facility) string { return f.ID }), []string{"a", "é"})
	for _, whole := range []data.Query{{}, {Area: "010502"}, {Bound: &orb.Bound{Min: orb.Point{118, 37}, Max: orb.Point{118.7, 38}}}} {
		all := keys(t, s, whole)
		for kind, want := range all {
			var joined []string
			q := whole
			q.Limit = 7
			for range len(want) + 1 {
				page := keys(t, s, q)[kind]
				if len(page) > 7 {
					t.Fatalf("a page of 7 %s has %d", kind, len(page))
				}
				joined = append(joined, page...)
				if len(page) < 7 {
					break
				}
				q.After = page[6]
			}
			same(t, fmt.Sprintf("%s in pages of %+v", kind, whole), joined, want)
		}
	}
	same(t, "behind the last", keys(t, s, data.Query{After: "￿"})["facilities"], []string(nil))
}

func facilityStatus(t *testing.T, s data.Store) {
	load(t, s, data.Batch{Facilities: []data.Facility{{ID: "a", Status: data.Active}, {ID: "b", Status: data.Candidate}, {ID: "c", Status: data.Closed}, {ID: "d"}}})
	q := data.Query{Status: []data.FacilityStatus{data.Closed, data.Active}}
	same(t, "two statuses", keys(t, s, q)["facilities"], []string{"a", "c"})
	q.Status = []data.FacilityStatus{data.Planned}
	same(t, "a status nobody has", keys(t, s, q)["facilities"], []string(nil))
	same(t, "some IDs", keys(t, s, data.Query{IDs: []string{"d", "none", "b", "b"}})["facilities"], []string{"b", "d"})
	same(t, "IDs of nothing", keys(t, s, data.Query{IDs: []string{"none"}})["facilities"], []string(nil))
}
