package study

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"cuntong/data"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/orb"
)

// Whatever is changed, what is counted against a kept baseline is what two whole audits say, settlement by settlement.
func TestRescoringEqualsTheFullRecount(t *testing.T) {
	t.Logf("-change-seed %d", *changeSeed)
	rng := rand.New(rand.NewPCG(*changeSeed, 4))
	sample := sampled(t)
	roads := networktest.Random(rng, 150, 220).Build(t, rng)
	grid := gridCounty(t, roads, rng)
	seconds := data.Standard{ID: "ten-minutes", NameZH: "十分钟", NameEN: "Ten minutes", Source: "test", LimitSeconds: new(int64(600)), DetourFactor: 1.3, SpeedKmh: 15, Offers: []data.Offer{data.Pickup}, Kinds: []data.SettlementKind{data.KindVillage}}
	if _, err := grid.Store.Load(t.Context(), data.Batch{Standards: []data.Standard{seconds}}, data.ChangeNote{At: grid.Now()}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, area, travel, standard string
		s                            *Study
		rounds                       int
	}{{"sample by straight line", "370522", ByStraight, "", sample, 6}, {"sample by road", "370522", ByRoad, "", sample, 6}, {"random roads", "", ByRoad, "", grid, 25}, {"random roads by minutes", "", ByRoad, "ten-minutes", grid, 8}} {
		facilities, err := c.s.Store.Facilities(t.Context(), data.Query{Area: c.area})
		if err != nil {
			t.Fatal(err)
		}
		settlements, err := c.s.Store.Settlements(t.Context(), data.Query{Area: c.area})
		if err != nil {
			t.Fatal(err)
		}
		for round := range c.rounds {
			changes := randomChanges(rng, facilities, settlements, c.travel == ByRoad && round%3 == 2)
			request := AuditRequest{Area: c.area, Travel: c.travel, Standard: c.standard, Changes: changes}
			got, err := c.s.Rescore(t.Context(), request)
			whole, effects, wrong := c.s.AuditChanges(t.Context(), request)
			if (err == nil) != (wrong == nil) {
				t.Fatalf("%s, round %d: rescoring says %v, the audits %v", c.name, round, err, wrong)
			}
			if err != nil {
				if err.Error() != wrong.Error() {
					t.Errorf("%s, round %d: rescoring says %q, the audits %q", c.name, round, err, wrong)
				}
				continue
			}
			if !reflect.DeepEqual(got.Effects, effects) || got.After != whole.Counts && !reflect.DeepEqual(got.After, whole.Counts) || !reflect.DeepEqual(got.Travel, whole.Travel) {
				t.Fatalf("%s, round %d, %s:\n%+v\nthe audits say\n%+v", c.name, round, changes.Key(), got.Effects, effects)
			}
		}
	}
}

// gridCounty has villages and facilities anywhere on a network.
func gridCounty(t *testing.T, roads *network.Network, rng *rand.Rand) *Study {
	t.Helper()
	s := newStudy(t)
	storedRoads(t, s, roads)
	batch := data.Batch{}
	somewhere := func() orb.Point {
		p := roads.Point(rng.Int32N(int32(roads.Vertices())))
		return orb.Point{p[0] + rng.Float64()*0.002, p[1] + rng.Float64()*0.002}
	}
	for i := range 150 {
		p := somewhere()
		one := settlement(i, int64(rng.IntN(500)), p[0], p[1])
		if i%40 == 7 {
			one.Location = nil
		}
		if i%17 == 3 {
			one.Population = nil
		}
		batch.Settlements = append(batch.Settlements, one)
	}
	for i := range 30 {
		p := somewhere()
		batch.Facilities = append(batch.Facilities, facility(fmt.Sprintf("f%02d", i), []data.FacilityStatus{data.Active, data.Active, data.Candidate, data.Closed}[i%4], p[0], p[1], data.Operators()[i%4]))
	}
	load(t, s, batch)
	return s
}

// randomChanges opens, closes, moves, merges and upgrades a few facilities, some twice, and with roads closes some too.
func randomChanges(rng *rand.Rand, facilities []data.Facility, settlements []data.Settlement, roads bool) *data.ChangeSet {
	changes := &data.ChangeSet{}
	for k := range 1 + rng.IntN(4) {
		f, v := facilities[rng.IntN(len(facilities))], settlements[rng.IntN(len(settlements))]
		one := data.FacilityChange{Facility: f.ID, Approved: true}
		switch rng.IntN(6) {
		case 0:
			one.Do = data.AddFacility
		case 1:
			one = data.FacilityChange{Do: data.AddFacility, Facility: fmt.Sprintf("new-%d", k), Name: "新", Tier: data.ServicePoint, Operators: []data.Operator{data.Coop}, Offers: []data.Offer{data.Pickup}, Settlement: v.Code}
		case 2:
			one.Do = data.CloseFacility
		case 3:
			one.Do, one.Into = data.MergeFacility, facilities[rng.IntN(len(facilities))].ID
		case 4:
			one.Do, one.Settlement = data.MoveFacility, v.Code
		case 5:
			one.Do, one.Offers = data.UpgradeFacility, []data.Offer{data.Pickup, data.Finance}
		}
		changes.Facilities = append(changes.Facilities, one)
	}
	if roads {
		changes.Roads = []data.RoadChange{{Do: data.CloseRoad, Class: []string{"village", "county", "township"}[rng.IntN(3)]}}
	}
	if changes.Check() != nil { // such as a merge into itself
		return randomChanges(rng, facilities, settlements, roads)
	}
	return changes
}

// While somebody writes, whoever asks gets figures of one state or is told that the store is busy, and nothing else.
func TestRescoringWhileRecordsAreWritten(t *testing.T) {
	s := boardCounty(t)
	changes := &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "a"}}}
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		for k := 0; ; k++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			row := settlement(7, int64(1000+k), 118.05, 37.45)
			if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: []data.Settlement{row}}, data.ChangeNote{At: s.Now()}); err != nil {
				done <- err
				return
			}
		}
	}()
	answered := 0
	for range 40 {
		got, err := s.Rescore(t.Context(), AuditRequest{Area: "370522", Changes: changes})
		if err != nil {
			if !errors.Is(err, data.ErrBusy) {
				t.Errorf("got %v, want figures or busy", err)
			}
			continue
		}
		answered++
		moved := got.Effects.NewlyCovered.Settlements - got.Effects.NoLongerCovered.Settlements
		if got.After.CoveredSettlements-got.Before.CoveredSettlements != moved || *got.After.Population != *got.Before.Population {
			t.Errorf("before %+v, after %+v, moved %d", got.Before, got.After, moved)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of 40 were answered", answered)
}
