package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/data/sample"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func ptr[T any](x T) *T { return &x }

// tiny holds one full and one nearly empty row of each kind, with the characters that break tables.
func tiny() data.Batch {
	given := data.Provenance{Source: `bureau, "2024".csv`, Line: 7, Datum: geo.GCJ02, Original: "118.26,37.5", LocatedBy: data.LocatedGiven}
	return data.Batch{
		Areas: []data.Area{
			{
				Code: "990122", Name: "禾原县", Tier: data.TierCounty, Kind: data.KindCounty, Population: ptr(int64(240_000)),
				Outline:    orb.MultiPolygon{{{{118, 37}, {119, 37}, {119, 38}, {118, 37}}}},
				Provenance: data.Provenance{Source: "census"},
			},
			{
				Code: "990122101000", Name: "青河镇", Tier: data.TierTown, Kind: data.KindTown, Parent: "990122",
				Seat: &orb.Point{118.255, 37.507}, Provenance: data.Provenance{Source: "generated", Synthetic: true},
			},
		},
		Settlements: []data.Settlement{
			{
				Code: "990122101201", Name: "=前王,\"庄\"村委会\n（二队）", Kind: data.KindVillage, Town: "990122101000", Location: &orb.Point{118.254321, 37.49},
				Population: ptr(int64(0)), ParcelsInDay: ptr(0.1), ParcelsOutDay: ptr(1e-7), Provenance: given,
			},
			{Code: "990122101202", Name: "后王村委会", Kind: data.KindVillage, Town: "990122101000"},
		},
		Facilities: []data.Facility{
			{
				ID: "P-1", Name: "前王综合站", Tier: data.ServicePoint, Operators: []data.Operator{data.Postal, data.Coop}, Offers: []data.Offer{data.Pickup, data.Retail},
				Status: data.Active, Town: "990122101000", Settlement: "990122101201", Location: &orb.Point{118.25, 37.5}, CapacityParcelsDay: ptr(120.5),
				OpeningCostYuan: ptr(int64(20_000)), YearlyCostYuan: ptr(int64(6_000)), UniversalService: true, Provenance: given,
			},
			{ID: "P-2", Name: "后王", Tier: data.ServicePoint, Status: data.Candidate},
		},
		Services: []data.Service{
			{
				ID: "V-1", Settlement: "990122101201", Operator: data.Postal, Mode: data.AtPoint, Facility: "P-1", TimesPerWeek: ptr(3.0),
				ValidFrom: "2022-01-01", ValidTo: "2024-12-31", Provenance: given,
			},
			{ID: "V-2", Settlement: "990122101202", Operator: data.Express, Mode: data.Exempt, ExemptReason: "整村搬迁"},
		},
		Vehicles: []data.Vehicle{
			{
				ID: "T-1", Name: "三轮", Kind: "e-trike", Facility: "P-1", Count: 2, CapacityKg: ptr(180.0), CapacityParcels: ptr(100.0), SpeedKmh: ptr(20.0),
				RangeKm: ptr(60.0), YuanPerKm: ptr(0.1), YuanPerHour: ptr(22.0), YuanPerDay: ptr(15.0), Provenance: given,
			},
			{ID: "T-2", Name: "面包车", Kind: "van"},
		},
	}
}

func TestNativeFilesAreWrittenAsTheirGoldenCopies(t *testing.T) {
	folder := t.TempDir()
	if err := WriteFolder(folder, tiny()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{AreasFile, SettlementsFile, FacilitiesFile, ServicesFile, VehiclesFile} {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "tiny-"+name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestTablesKeepEveryCharacterOfEveryField(t *testing.T) {
	var text bytes.Buffer
	if err := WriteSettlements(&text, tiny().Settlements); err != nil {
		t.Fatal(err)
	}
	body, hasMark := strings.CutPrefix(text.String(), "\ufeff")
	if !hasMark || strings.Contains(body, "\r") {
		t.Errorf("table begins with %q and must begin with a byte order mark and have no carriage return", body[:10])
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rows[1][1], tiny().Settlements[0].Name; got != want {
		t.Errorf("name came back as %q, want %q", got, want)
	}
	if got, want := strings.Join(rows[2], "|"), "990122101202|后王村委会|village|990122101000||||||||||false"; got != want {
		t.Errorf("row of unknowns: got %q, want %q", got, want)
	}
	if got := rows[1][6:9]; got[0] != "0" || got[1] != "0.1" || got[2] != "0.0000001" {
		t.Errorf("population and parcels: got %q, want 0, 0.1 and 0.0000001: zero is not unknown", got)
	}
}

func TestAreasAreValidGeoJSONWithOrWithoutOutline(t *testing.T) {
	for _, areas := range [][]data.Area{tiny().Areas, nil} {
		var text bytes.Buffer
		if err := WriteAreas(&text, areas); err != nil {
			t.Fatal(err)
		}
		var file struct {
			Type     string
			Features []struct {
				Properties map[string]any
				Geometry   *struct{ Type string }
			}
		}
		if err := json.Unmarshal(text.Bytes(), &file); err != nil || file.Type != "FeatureCollection" || len(file.Features) != len(areas) {
			t.Fatalf("got %s, %v, want %d features", text.Bytes(), err, len(areas))
		}
		if len(areas) > 0 && (file.Features[0].Geometry.Type != "MultiPolygon" || file.Features[1].Geometry != nil) {
			t.Errorf("geometries of %s: want MultiPolygon, then null", text.Bytes())
		}
	}
}

func TestAFailingWriteLeavesTheOldFilesAndNoRubbish(t *testing.T) {
	folder := t.TempDir()
	if err := WriteFolder(folder, tiny()); err != nil {
		t.Fatal(err)
	}
	before := listing(t, folder)
	broken := errors.New("disk full")
	pieces := func(yield func(data.Batch, error) bool) {
		_ = yield(data.Batch{Areas: []data.Area{{Code: "990100", Name: "new"}}}, nil) && yield(data.Batch{}, broken)
	}
	if err := WriteFolderFrom(folder, pieces); !errors.Is(err, broken) {
		t.Errorf("got error %v, want one that wraps %v", err, broken)
	}
	file := filepath.Join(folder, VehiclesFile)
	err := WriteFile(file, func(w io.Writer) error { _, _ = io.WriteString(w, "new"); return broken })
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), VehiclesFile) {
		t.Errorf("got error %v, want one that names %s and wraps %v", err, VehiclesFile, broken)
	}
	if after := listing(t, folder); after != before {
		t.Errorf("folder after a failed write:\n%s\nwant as before:\n%s", after, before)
	}
}

func TestPiecesMakeTheSameFilesAsTheWhole(t *testing.T) {
	whole, pieces := t.TempDir(), t.TempDir()
	b := tiny()
	if err := WriteFolder(whole, b); err != nil {
		t.Fatal(err)
	}
	err := WriteFolderFrom(pieces, func(yield func(data.Batch, error) bool) {
		_ = yield(data.Batch{Areas: b.Areas[:1], Services: b.Services}, nil) &&
			yield(data.Batch{Areas: b.Areas[1:], Settlements: b.Settlements, Facilities: b.Facilities, Vehicles: b.Vehicles}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := listing(t, pieces), listing(t, whole); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func listing(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s %x", entry.Name(), sha256.Sum256(text)))
	}
	return strings.Join(lines, "\n")
}

// TestTheSampleHasTheSameBytesOnEveryMachine compares with digests that were written on one machine. Changing
// the generator changes them: then run with -update, look at the difference and say so in the change log.
func TestTheSampleHasTheSameBytesOnEveryMachine(t *testing.T) {
	const golden = "testdata/sample-digests.txt"
	var lines []string
	add := func(name string, b data.Batch, err error) {
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(t.TempDir(), name)
		if err := WriteFolder(folder, b); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, name, listing(t, folder))
	}
	b, err := sample.Dongying()
	add("dongying", b, err)
	for _, preset := range sample.Presets() {
		if preset == "nation" {
			continue // its pieces are made by the same steps, and it takes longer than all else
		}
		b, err := sample.Generate(preset, 1)
		add(preset, b, err)
	}
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("digests: got\n%s\nwant\n%s", got, want)
	}
}
