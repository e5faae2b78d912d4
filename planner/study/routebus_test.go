package study

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// busLine runs up the road of routeTown, past the station and the points at these kilometres, and back, twice a day.
func busLine(capacity int64, fare float64, kilometres ...float64) data.BusLine {
	line := data.BusLine{ID: "B", Name: "公交", CapacityParcels: &capacity, HandoverSeconds: new(int64(60)), DelaySeconds: new(int64(600)), YuanPerParcel: &fare}
	for i, km := range append([]float64{0}, kilometres...) {
		line.Stops = append(line.Stops, data.BusStop{ID: fmt.Sprint(i), Name: fmt.Sprintf("站%d", i), Place: &orb.Point{118.2 + km/88.3, 37.5004}})
	}
	for n, start := range []int64{9 * 3600, 14 * 3600} {
		out := data.BusTrip{ID: fmt.Sprint(n, "去"), Weekdays: [7]bool{true, true, true, true, true, true, true}}
		back := out
		back.ID = fmt.Sprint(n, "回")
		for i := range line.Stops {
			at := start + int64(i)*600
			out.Calls = append(out.Calls, data.BusCall{Stop: fmt.Sprint(i), Arrive: at, Leave: at + 30})
			at = start + 7200 + int64(i)*600
			back.Calls = append(back.Calls, data.BusCall{Stop: fmt.Sprint(len(line.Stops) - 1 - i), Arrive: at, Leave: at + 30})
		}
		line.Trips = append(line.Trips, out, back)
	}
	return line
}

// A far village with few parcels rides; the near ones with many stay with the van, for the fare is more than their detour.
func TestABusTakesTheFarVillageAndSavesItsWay(t *testing.T) {
	s, plan := routeTown(t, []float64{1, 2, 30}, 40, 10, van(2))
	load(t, s, data.Batch{BusLines: []data.BusLine{busLine(60, 0.5, 1, 2, 30)}})
	alone := routes(t, s, RouteRequest{Plan: plan, Date: workday})
	out := routes(t, s, RouteRequest{Plan: plan, Date: workday, Bus: true})
	b := out.Bus
	if b == nil || b.Stops != 1 || b.Candidates != 3 || b.Down != 40 || b.Up != 10 || math.Abs(b.Yuan-25) > 1e-9 || out.Served != 3 || out.Parcels != 150 {
		t.Fatalf("%+v; served %d, parcels %d", b, out.Served, out.Parcels)
	}
	if math.Abs(b.VansOnlyYuan-alone.Yuan) > 1e-6 || b.SavingYuan == nil || math.Abs(*b.SavingYuan-(alone.Yuan-out.Yuan)) > 1e-6 || *b.SavingYuan < 30 {
		t.Errorf("alone %.2f, said %.2f; with buses %.2f, saving %v", alone.Yuan, b.VansOnlyYuan, out.Yuan, b.SavingYuan)
	}
	if len(b.Handovers) != 4 {
		t.Fatalf("%d hand-overs, want 4", len(b.Handovers))
	}
	board, alight := b.Handovers[0], b.Handovers[1]
	if board.Clock != "09:00" || board.BusStop != "站0" || board.Gives != "S" || board.Takes != "公交 0去" || board.Parcels != 40 || !board.Down ||
		alight.Clock != "09:31" || alight.BusStop != "站3" || alight.Takes != "P2" || alight.Stop != "P2" {
		t.Errorf("hand-overs %+v", b.Handovers)
	}
}

func TestHoldsDelaysDaysAndReachBoundWhatRides(t *testing.T) {
	for name, spoil := range map[string]func(*data.BusLine){
		"a hold too small":       func(l *data.BusLine) { *l.CapacityParcels = 39 },
		"no time to hand over":   func(l *data.BusLine) { *l.DelaySeconds = 119 },
		"not on that day":        func(l *data.BusLine) { setDays(l, [7]bool{true, true, true, false, true, true, true}) }, // a Thursday
		"out of reach":           func(l *data.BusLine) { l.Stops[3].Place = &orb.Point{118.2 + 30/88.3, 37.51} },
		"before parcels are out": func(l *data.BusLine) { shift(l, -4*3600) },
		"after the day's end":    func(l *data.BusLine) { shift(l, 9*3600) },
		"a fare above the tour":  func(l *data.BusLine) { *l.YuanPerParcel = 50 },
	} {
		t.Run(name, func(t *testing.T) {
			s, plan := routeTown(t, []float64{1, 2, 30}, 40, 0, van(2))
			line := busLine(60, 0.5, 1, 2, 30)
			line.Stops[1].Place, line.Stops[2].Place = nil, nil // only the far one could ride
			line.Trips = line.Trips[:1]
			spoil(&line)
			load(t, s, data.Batch{BusLines: []data.BusLine{line}})
			if out := routes(t, s, RouteRequest{Plan: plan, Date: workday, Bus: true}); out.Bus.Stops != 0 || out.Bus.SavingYuan == nil || *out.Bus.SavingYuan != 0 || out.Served != 3 {
				t.Errorf("%+v", out.Bus)
			}
		})
	}
}

func setDays(l *data.BusLine, days [7]bool) {
	for i := range l.Trips {
		l.Trips[i].Weekdays = days
	}
}

func shift(l *data.BusLine, seconds int64) {
	for i := range l.Trips {
		for k := range l.Trips[i].Calls {
			l.Trips[i].Calls[k].Arrive += seconds
			l.Trips[i].Calls[k].Leave += seconds
		}
	}
}

func TestBusesNeedLinesOnRecord(t *testing.T) {
	s, plan := routeTown(t, []float64{1}, 40, 0, van(1))
	if _, err := s.Routes(t.Context(), RouteRequest{Plan: plan, Date: workday, Bus: true}); !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), "GTFS") {
		t.Errorf("got %v", err)
	}
}
