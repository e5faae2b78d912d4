package geo

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

var seed = flag.Uint64("seed", 20261123, "seed of the random tests")

func random(t *testing.T) *rand.Rand {
	t.Helper()
	t.Logf("seed %d", *seed)
	return rand.New(rand.NewPCG(*seed, 0))
}

func TestDistanceKnowsOneDegreeOfMeridian(t *testing.T) {
	got := Distance(orb.Point{118, 37}, orb.Point{118, 38})
	want := EarthRadius * math.Pi / 180
	if math.Abs(float64(got-want)) > 1e-3 {
		t.Fatalf("one degree of latitude: got %v m, want %v m", got, want)
	}
}

func TestWholeMetersRoundsUpButKeepsWholeNumbers(t *testing.T) {
	for length, want := range map[Meters]int64{0: 0, 2000: 2000, 2000.0000001: 2000, 2000.001: 2001, 1999.2: 2000} {
		if got := WholeMeters(length); got != want {
			t.Errorf("WholeMeters(%v) = %d, want %d", length, got, want)
		}
	}
}

func TestCheckPointRefusesWhatIsNoPlace(t *testing.T) {
	for _, bad := range []orb.Point{{math.NaN(), 1}, {181, 0}, {0, 91}, {0, 0}, {math.Inf(1), 3}} {
		if CheckPoint(bad) == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
	if err := CheckPoint(orb.Point{118.5, 37.5}); err != nil {
		t.Error(err)
	}
}

// The test vector stands in the design notes: gcoord 1.0.7 at Dongying.
func TestGCJ02MatchesThePublishedShift(t *testing.T) {
	got, err := GCJ02.FromWGS84(orb.Point{118.6747, 37.4346})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got.Lon()-118.680367) > 1e-6 || math.Abs(got.Lat()-37.435278) > 1e-6 {
		t.Fatalf("got %v, want 118.680367,37.435278", got)
	}
	if d := Distance(orb.Point{118.6747, 37.4346}, got); d < 500 || d > 545 {
		t.Fatalf("shift %v m, want 505-540 m", d)
	}
}

func TestShiftedDatumsInvertToBelowAMillimetre(t *testing.T) {
	rng := random(t)
	for _, d := range Datums() {
		for range 20_000 {
			p := orb.Point{74 + rng.Float64()*60, 18 + rng.Float64()*35}
			shifted, err := d.FromWGS84(p)
			if err != nil {
				t.Fatal(err)
			}
			back, err := d.ToWGS84(shifted)
			if err != nil {
				t.Fatal(err)
			}
			if gap := Distance(p, back); gap > 0.001 {
				t.Fatalf("%s: %v came back %v m away", d, p, gap)
			}
		}
	}
}

func TestParseDatumReadsCommonSpellingsAndNothingElse(t *testing.T) {
	for text, want := range map[string]Datum{"WGS-84": WGS84, "gcj_02": GCJ02, "BD09": BD09, "EPSG:4490": CGCS2000, "百度": BD09} {
		if got, err := ParseDatum(text); err != nil || got != want {
			t.Errorf("ParseDatum(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	if _, err := ParseDatum("beijing54"); err == nil {
		t.Error("beijing54 was accepted")
	}
}

func TestIndexAgreesWithBruteForce(t *testing.T) {
	rng := random(t)
	for _, extent := range []float64{0.01, 1, 40} { // village, county, nation
		for range 40 {
			center := orb.Point{80 + rng.Float64()*40, 20 + rng.Float64()*30}
			place := func() orb.Point {
				return orb.Point{center[0] + (rng.Float64()-0.5)*extent, center[1] + (rng.Float64()-0.5)*extent}
			}
			points := make([]orb.Point, rng.IntN(120))
			for i := range points {
				if points[i] = place(); i > 0 && rng.IntN(5) == 0 {
					points[i] = points[i-1] // ties
				}
			}
			index := NewIndex(points, nil)
			from := place()
			radius := Meters(rng.Float64() * extent * 50_000)
			for name, got := range map[string][]Neighbor{"within": index.Within(from, radius), "nearest": index.Nearest(from, 7)} {
				want := bruteNeighbors(points, from, radius, name == "within", 7)
				if len(got) != len(want) {
					t.Fatalf("%s: got %d, want %d of %d points, extent %v", name, len(got), len(want), len(points), extent)
				}
				for k := range got {
					if got[k] != want[k] {
						t.Fatalf("%s[%d]: got %+v, want %+v, extent %v", name, k, got[k], want[k], extent)
					}
				}
			}
		}
	}
}

func TestNearestByRawDegreesWouldBeWrong(t *testing.T) {
	// At 37.5°N 0.010 degree of longitude is 882 m, 0.009 degree of latitude is 1001 m.
	index := NewIndex([]orb.Point{{118.51, 37.5}, {118.5, 37.509}}, nil)
	if got := index.Nearest(orb.Point{118.5, 37.5}, 1)[0].Index; got != 0 {
		t.Fatalf("nearest is point %d, want the one to the east", got)
	}
}

func bruteNeighbors(points []orb.Point, from orb.Point, radius Meters, within bool, count int) []Neighbor {
	var all []Neighbor
	for i, p := range points {
		if d := Distance(from, p); !within || d <= radius {
			all = append(all, Neighbor{i, d})
		}
	}
	for i := range all { // selection sort: small, and shares nothing with the code under test
		for j := i + 1; j < len(all); j++ {
			if all[j].Distance < all[i].Distance || all[j].Distance == all[i].Distance && all[j].Index < all[i].Index {
				all[i], all[j] = all[j], all[i]
			}
		}
	}
	if !within {
		all = all[:min(count, len(all))]
	}
	return all
}

func TestMatrixKeepsUnreachableApartFromZero(t *testing.T) {
	m := NewMatrix(2, 2)
	m.Set(0, 1, Leg{0, 0})
	if leg, ok := m.At(0, 1); !ok || leg != (Leg{}) {
		t.Errorf("zero metres: got %v, %v", leg, ok)
	}
	if _, ok := m.At(1, 0); ok {
		t.Error("a pair never set is reachable")
	}
}

func TestSparseMatrixYieldsItsRows(t *testing.T) {
	b := NewSparseBuilder(5)
	b.Add(1, Leg{10, 2})
	b.Add(4, Leg{0, 0})
	b.EndRow()
	b.EndRow()
	m := b.Matrix()
	if rows, columns := m.Size(); rows != 2 || columns != 5 || m.Pairs() != 2 {
		t.Fatalf("size %d × %d, %d pairs", rows, columns, m.Pairs())
	}
	var got []int
	for j, leg := range m.Row(0) {
		got = append(got, j, int(leg.Meters))
	}
	if len(got) != 4 || got[0] != 1 || got[1] != 10 || got[2] != 4 || got[3] != 0 {
		t.Fatalf("row 0: %v", got)
	}
	for range m.Row(1) {
		t.Fatal("row 1 is empty")
	}
}

func TestLimitIsClosed(t *testing.T) {
	limit := Limit{ByMeters, 2000}
	if !limit.Allows(Leg{2000, 1}) || limit.Allows(Leg{2001, 1}) {
		t.Error("a limit of 2000 m takes in exactly 2000 m")
	}
	if seconds := (Limit{BySeconds, 60}); !seconds.Allows(Leg{5, 60}) || seconds.Allows(Leg{5, 61}) {
		t.Error("a limit of 60 s takes in exactly 60 s")
	}
}
