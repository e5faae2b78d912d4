package study

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/orb"
)

// BenchmarkScenario is what a planner waits for who changes roads: both audits of 1,000 settlements and 100 facilities on
// the roads of Delaware (95,513 stretches), the changed network made anew each time, the baseline's warm.
func BenchmarkScenario(b *testing.B) {
	roads := networktest.ReadPBF(b, networktest.Delaware(b))
	s := delaware(b, roads)
	if _, err := s.Audit(b.Context(), AuditRequest{Travel: ByRoad}); err != nil {
		b.Fatal(err)
	}
	way := roads.WayID(int32(roads.Stretches() / 2))
	from := roads.Point(0)
	for name, changes := range map[string]data.ChangeSet{
		"close a way":         {Roads: []data.RoadChange{{Do: data.CloseRoad, Way: &way}}},
		"re-speed a class":    {Roads: []data.RoadChange{{Do: data.RespeedRoad, Class: network.Village.String(), SpeedKmh: ref(40.0)}}},
		"winter":              {Date: "2027-01-15"},
		"add three new roads": {Roads: newRoadsAt(from, roads)},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.shelf.changed = nil
				if _, _, err := s.AuditChanges(b.Context(), AuditRequest{Travel: ByRoad, Changes: &changes}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func newRoadsAt(from orb.Point, roads *network.Network) []data.RoadChange {
	var list []data.RoadChange
	for i := range int32(3) {
		list = append(list, data.RoadChange{Do: data.AddRoad, Class: "county", Line: orb.LineString{from, roads.Point(5000 * (i + 1))}})
	}
	return list
}

// delaware is a store with the extract's roads, and places drawn from its vertices.
func delaware(b *testing.B, roads *network.Network) *Study {
	b.Helper()
	store, err := gpkg.Open(b.Context(), filepath.Join(b.TempDir(), "s.gpkg"), gpkg.Options{Create: true, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	s := &Study{Store: store, Now: time.Now, Version: "bench", Actor: "bench"}
	var content bytes.Buffer
	if err := roads.Encode(&content); err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	batch := data.Batch{
		Areas:    []data.Area{{Code: "370522", Tier: data.TierCounty}, {Code: testTown, Tier: data.TierTown, Parent: "370522"}},
		Networks: []data.Network{{ID: data.DefaultNetwork, Fingerprint: roads.Fingerprint(), Content: content.Bytes(), CreatedAt: time.Now()}},
	}
	for i := range 1000 {
		p := roads.Point(rng.Int32N(int32(roads.Vertices())))
		row := settlement(i, 100, p[0], p[1])
		row.Code = fmt.Sprintf("%s%03d", testTown[:9], i)
		batch.Settlements = append(batch.Settlements, row)
	}
	for i := range 100 {
		p := roads.Point(rng.Int32N(int32(roads.Vertices())))
		batch.Facilities = append(batch.Facilities, facility(string(rune('A'+i/26))+string(rune('a'+i%26)), data.Active, p[0], p[1], data.Postal))
	}
	if _, err := s.Store.Load(b.Context(), batch, data.ChangeNote{At: time.Now()}); err != nil {
		b.Fatal(err)
	}
	return s
}
