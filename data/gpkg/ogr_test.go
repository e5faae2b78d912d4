package gpkg

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func TestOgrinfoListsAllLayersWithoutAWarning(t *testing.T) {
	program, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not installed (package gdal-bin): the GeoPackage is not checked with GDAL")
	}
	s, path := openNew(t)
	fill := func() {
		batch := data.Batch{
			Areas:       []data.Area{{Code: "370500", Name: "东营市", Tier: data.TierCity, Seat: &orb.Point{118.5, 37.5}, Outline: orb.MultiPolygon{{{{118, 37}, {119, 37}, {119, 38}, {118, 37}}}}}},
			Settlements: []data.Settlement{{Code: "370502001201", Name: "某村", Town: "370500", Location: &orb.Point{118.1, 37.1}}},
			Facilities:  []data.Facility{{ID: "f1", Name: "某站", Operators: data.Operators(), Location: &orb.Point{118.2, 37.2}}},
			Services:    []data.Service{{ID: "s1", Settlement: "370502001201", ValidFrom: "2026-01-01", ValidTo: "2026-12-31"}},
			Vehicles:    []data.Vehicle{{ID: "v1", Facility: "f1", Count: 2}},
		}
		if _, err := s.Load(context.Background(), batch, data.ChangeNote{Actor: "test"}); err != nil {
			t.Fatal(err)
		}
		plan := data.Plan{ID: "abc", Fingerprint: "abcdef", CreatedAt: time.Unix(1, 5e6), Opened: []data.PlanSite{{Site: "f1", Location: orb.Point{118.2, 37.2}}}}
		if err := s.SavePlan(context.Background(), plan, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	fill()
	look := func(arguments ...string) string {
		t.Helper()
		var out, complaints strings.Builder
		command := exec.Command(program, append(arguments, path)...)
		command.Stdout, command.Stderr = &out, &complaints
		if err := command.Run(); err != nil || complaints.Len() > 0 {
			t.Fatalf("ogrinfo gave %v and says:\n%s", err, complaints.String())
		}
		return out.String()
	}
	check := func() {
		t.Helper()
		summary := look("-al", "-so")
		for _, layer := range []string{"area", "settlement", "facility", "plan_site", "service", "vehicle", "standard", "scenario", "plan", "change_log"} {
			if !strings.Contains(summary, "Layer name: "+layer+"\n") {
				t.Errorf("layer %s is missing", layer)
			}
		}
		if strings.Contains(summary, "goose") || strings.Contains(summary, "cuntong_store") {
			t.Errorf("an inner table is listed:\n%s", summary)
		}
		for _, want := range []string{"Extent: (118.000000, 37.000000) - (119.000000, 38.000000)", "Geometry: Multi Polygon", "WGS 84"} {
			if !strings.Contains(summary, want) {
				t.Errorf("%q is missing in %d characters of summary", want, len(summary))
			}
		}
		if all := look("-al", "-ro"); !strings.Contains(all, "POINT (118.1 37.1)") || !strings.Contains(all, "某村") {
			t.Errorf("the village is missing in:\n%s", all)
		}
	}
	check() // while the store is open
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	check() // and as a single file
}
