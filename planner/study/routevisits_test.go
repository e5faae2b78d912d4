package study

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"cuntong/data"
)

// Every point is called at on as many days of a week as the rules say, always the same ones, and a week's calls bring and fetch a week's parcels.
func TestAWeekOfVisitsBringsAWeekOfParcels(t *testing.T) {
	kilometres := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	s, plan := routeTown(t, kilometres, 6, 2, van(3))
	rules, err := data.DefaultRouteRules()
	if err != nil {
		t.Fatal(err)
	}
	rules.Visits = &data.VisitRules{Bands: []data.VisitBand{{BelowParcels: 8.5, DaysPerWeek: 3}}, At: map[string]int64{"P0": 1, "P1": 6, "P2": 7}}
	want := map[string]int{"P0": 1, "P1": 6, "P2": 7}
	weeks := [2]map[string][]time.Weekday{{}, {}}
	down, up := map[string]int64{}, map[string]int64{}
	first := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) // a Monday
	for n := range 14 {
		day := first.AddDate(0, 0, n)
		out := routes(t, s, RouteRequest{Plan: plan, Rules: &rules, Date: data.Date(day.Format(time.DateOnly))})
		called := map[string]bool{}
		for _, route := range out.Routes {
			for _, call := range route.Calls {
				if call.Kind == "stop" {
					called[call.Stop] = true
					weeks[n/7][call.Stop] = append(weeks[n/7][call.Stop], day.Weekday())
					down[call.Stop], up[call.Stop] = down[call.Stop]+call.Down, up[call.Stop]+call.Up
				}
			}
		}
		for _, later := range out.NotToday {
			if called[later.Stop] || later.Next <= out.Date {
				t.Errorf("%s: %s is said to wait until %s, called today: %v", out.Date, later.Stop, later.Next, called[later.Stop])
			}
			called[later.Stop] = true
		}
		if len(called) != len(kilometres) || len(out.Unserved) != 0 {
			t.Errorf("%s: %d points called at or waiting, %d unserved, expected %d and 0", out.Date, len(called), len(out.Unserved), len(kilometres))
		}
	}
	perDay := map[time.Weekday]int{}
	for n := range kilometres {
		id := fmt.Sprintf("P%d", n)
		days := 3
		if w, ok := want[id]; ok {
			days = w
		}
		if len(weeks[0][id]) != days || !slices.Equal(weeks[0][id], weeks[1][id]) {
			t.Errorf("%s: called at on %v, then %v, expected the same %d days", id, weeks[0][id], weeks[1][id], days)
		}
		if down[id] != 2*7*6 || up[id] != 2*7*2 {
			t.Errorf("%s: %d parcels down and %d up in two weeks, expected 84 and 28", id, down[id], up[id])
		}
		if days == 3 {
			perDay[weeks[0][id][0]]++
		}
	}
	if perDay[time.Monday] != 3 || perDay[time.Tuesday] != 3 {
		t.Errorf("points with three days a week begin on %v, expected three on Monday and three on Tuesday", perDay)
	}
}

func TestVisitRulesThatCannotHold(t *testing.T) {
	s, plan := routeTown(t, []float64{1, 2}, 6, 2, van(1))
	rules, err := data.DefaultRouteRules()
	if err != nil {
		t.Fatal(err)
	}
	for name, visits := range map[string]data.VisitRules{
		"no day":        {Bands: []data.VisitBand{{BelowParcels: 5, DaysPerWeek: 3}}},
		"unknown point": {At: map[string]int64{"nowhere": 3}},
		"four days":     {At: map[string]int64{"P0": 4}},
		"bands fall":    {Bands: []data.VisitBand{{BelowParcels: 5, DaysPerWeek: 3}, {BelowParcels: 5, DaysPerWeek: 1}}},
	} {
		rules.Visits = &visits
		request := RouteRequest{Plan: plan, Rules: &rules, Date: "2026-11-26"}
		if name == "no day" {
			request.Date = ""
		}
		if _, err := s.Routes(t.Context(), request); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: error %v, expected an invalid request", name, err)
		}
	}
}
