package layer

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// randomSettlements makes settlements on a small grid, so that places coincide, some without a place.
func randomSettlements(r *rand.Rand, n int) []data.Settlement {
	list := make([]data.Settlement, n)
	for i := range list {
		list[i] = randomSettlement(r, fmt.Sprintf("%012d", 370522100200+i*3))
	}
	return list
}

func randomSettlement(r *rand.Rand, code string) data.Settlement {
	s := data.Settlement{Code: code, Name: fmt.Sprintf("村%d", r.IntN(50)), Kind: data.KindVillage, Town: fmt.Sprintf("37052210%d000", r.IntN(4)), Version: 1 + r.Int64N(3)}
	if r.IntN(8) > 0 {
		s.Location = &orb.Point{118 + float64(r.IntN(40))/40, 37 + float64(r.IntN(40))/40}
	}
	if r.IntN(3) > 0 {
		n := r.Int64N(3)
		s.Population = &n
	}
	if r.IntN(2) > 0 {
		n := float64(r.IntN(3))
		s.ParcelsInDay = &n
	}
	return s
}

func layerOf(list []data.Settlement) *Layer {
	return build(Ref{Kind: Settlements}, list, settlementRow)
}

// facts is everything a layer says.
func facts(l *Layer) []string {
	var list []string
	for i := range l.Len() {
		line := fmt.Sprintf("%+v %d", l.Feature(i), l.FromZoom(i))
		for k := range l.Fields() {
			line += fmt.Sprintf(" %+v", l.Value(i, k))
		}
		list = append(list, line)
	}
	return list
}

func TestALayerSaysWhatTheRecordsSayAndNullIsNotZero(t *testing.T) {
	zero, half := int64(0), 0.5
	l := layerOf([]data.Settlement{
		{Code: "370522100201", Name: "甲", Kind: data.KindVillage, Town: "370522100000", Population: &zero, ParcelsInDay: &half, Location: &orb.Point{118, 37}, Version: 7},
		{Code: "370522100202", Town: "370522100000"},
	})
	if got := l.Feature(0); got.ID != "370522100201" || got.FID != 370522100201 || got.Area != "370522100000" || got.Version != 7 || got.Geometry != (orb.Point{118, 37}) {
		t.Errorf("got %+v", got)
	}
	if got := l.Feature(1).Geometry; got != nil {
		t.Errorf("got geometry %v where none is known", got)
	}
	for name, want := range map[string][2]Value{
		"code":           {{Type: String, Text: "370522100201"}, {Type: String, Text: "370522100202"}},
		"name":           {{Type: String, Text: "甲"}, {Type: String, Null: true}},
		"population":     {{Type: Integer}, {Type: Integer, Null: true}},
		"parcels_in_day": {{Type: Number, Number: 0.5}, {Type: Number, Null: true}},
		"synthetic":      {{Type: Boolean}, {Type: Boolean}},
	} {
		field, ok := l.FieldIndex(name)
		if !ok {
			t.Fatalf("no field %s", name)
		}
		if got := [2]Value{l.Value(0, field), l.Value(1, field)}; got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

func TestPagingByIDFindsEveryFeatureOnce(t *testing.T) {
	l := layerOf(randomSettlements(rand.New(rand.NewPCG(1, 1)), 100))
	seen := 0
	for after := ""; ; seen++ {
		i := l.After(after)
		if i == l.Len() {
			break
		}
		if i != seen {
			t.Fatalf("after %q comes index %d, want %d", after, i, seen)
		}
		after = l.ID(i)
		if at, ok := l.Find(after); !ok || at != i {
			t.Fatalf("%s is found at %d %v, want %d", after, at, ok, i)
		}
	}
	if _, ok := l.Find("nobody"); ok || seen != l.Len() {
		t.Fatalf("saw %d of %d", seen, l.Len())
	}
}

// checkIndex compares what the index finds in random closed bounds with a look at every feature.
func checkIndex(t *testing.T, l *Layer, r *rand.Rand) {
	t.Helper()
	for range 30 {
		x, y := 118+float64(r.IntN(44)-2)/40, 37+float64(r.IntN(44)-2)/40
		bound := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + float64(r.IntN(20))/40, y + float64(r.IntN(20))/40}}
		from := r.IntN(l.Len() + 1)
		var want, wantFrom []int
		for i := range l.Len() {
			if b, ok := l.Bound(i); ok && b.Min[0] <= bound.Max[0] && b.Max[0] >= bound.Min[0] && b.Min[1] <= bound.Max[1] && b.Max[1] >= bound.Min[1] {
				want = append(want, i)
				if i >= from {
					wantFrom = append(wantFrom, i)
				}
			}
		}
		var visited []int
		l.Visit(bound, func(i int) { visited = append(visited, i) })
		slices.Sort(visited)
		if got := slices.Collect(l.Within(bound, from)); !slices.Equal(got, wantFrom) || !slices.Equal(visited, want) {
			t.Fatalf("in %v from %d: got %v and visited %v, want %v", bound, from, got, visited, want)
		}
	}
}

func TestTheIndexFindsExactlyWhatMeetsAClosedBound(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		checkIndex(t, layerOf(randomSettlements(r, 1+r.IntN(400))), r)
		var areas []data.Area
		for i := range 200 {
			x, y, w := 118+r.Float64(), 37+r.Float64(), r.Float64()/10
			a := data.Area{Code: fmt.Sprintf("%012d", i)}
			if i%7 > 0 {
				a.Outline = orb.MultiPolygon{{{{x, y}, {x + w, y}, {x, y + w}, {x, y}}, {{x, y}, {x + w/4, y}, {x, y + w/4}, {x, y}}}, {{{x, y - w}, {x - w, y - w}, {x, y}, {x, y - w}}}}
			}
			areas = append(areas, a)
		}
		l := build(Ref{Kind: Areas}, areas, areaRow)
		checkIndex(t, l, r)
		for i, a := range areas {
			if got := l.Geometry(i); a.Outline == nil && got != nil || a.Outline != nil && !reflect.DeepEqual(got, a.Outline) {
				t.Fatalf("area %d: got %v, want %v", i, got, a.Outline)
			}
		}
	}
}

func TestEditsGiveTheLayerThatReadingEverythingGives(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 3))
		list := randomSettlements(r, 1+r.IntN(60))
		l := layerOf(list)
		for range 1 + r.IntN(2*mostExtra) {
			before, old := l, facts(l)
			switch i := r.IntN(len(list)); r.IntN(4) {
			case 0: // a new one
				s := randomSettlement(r, fmt.Sprintf("%012d", 370522100200+r.IntN(1000)*3+1))
				s.Version = 1
				at, found := slices.BinarySearchFunc(list, s.Code, func(a data.Settlement, code string) int { return compare(a.Code, code) })
				if found {
					continue
				}
				list = slices.Insert(list, at, s)
				l = l.with(rowOf(&s))
			case 1:
				if len(list) < 3 {
					continue
				}
				l = l.without(list[i].Code)
				list = slices.Delete(list, i, i+1)
			default:
				s := randomSettlement(r, list[i].Code)
				s.Version = list[i].Version + 1
				list[i] = s
				l = l.with(rowOf(&s))
			}
			if !slices.Equal(facts(before), old) {
				t.Fatalf("seed %d: an edit changed the layer that older readers hold", seed)
			}
		}
		if got, want := facts(l), facts(layerOf(list)); !slices.Equal(got, want) {
			t.Fatalf("seed %d: after edits\n%v\nwant\n%v", seed, got, want)
		}
		got, ok := l.Extent()
		if want, known := layerOf(list).Extent(); got != want || ok != known {
			t.Fatalf("seed %d: extent %v %v, want %v %v", seed, got, ok, want, known)
		}
		checkIndex(t, l, r)
	}
}

func rowOf(s *data.Settlement) *row {
	var r row
	settlementRow(&r, s)
	return &r
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestAnOlderLineOfTheLogChangesNothing(t *testing.T) {
	l := layerOf([]data.Settlement{{Code: "370522100201", Name: "新", Version: 5}})
	if got := l.with(rowOf(&data.Settlement{Code: "370522100201", Name: "旧", Version: 4})); got != l {
		t.Errorf("an older edit replaced a newer row: %v", facts(got))
	}
}

func TestFeatureNumbersArePositiveDifferentAndStandForTheID(t *testing.T) {
	seen := map[int64]string{}
	for _, id := range []string{"1", "01", "370522", "-5", "fac-1", "fac-2", "", "99999999999999999999", "4503599627370495", "4503599627370496"} {
		n := fidOf(id)
		if other, twice := seen[n]; twice || n <= 0 || n >= 1<<53 {
			t.Errorf("%q has number %d, as %q", id, n, other)
		}
		seen[n] = id
	}
	if again := fidOf("fac-1"); fidOf("370522") != 370522 || seen[again] != "fac-1" {
		t.Error("a number does not stand for itself, or changes")
	}
}

func TestTheWorldSquareHasItsCornersAndMiddle(t *testing.T) {
	for _, c := range []struct {
		p    orb.Point
		want World
	}{
		{orb.Point{-180, 89}, World{0, 0}}, {orb.Point{180, -89}, World{1<<32 - 1, 1<<32 - 1}}, {orb.Point{0, 0}, World{1 << 31, 1 << 31}},
		{orb.Point{-180, 85.05112877980659}, World{0, 0}},
	} {
		got := WorldOf(c.p)
		if dx, dy := int64(got.X)-int64(c.want.X), int64(got.Y)-int64(c.want.Y); dx*dx > 4 || dy*dy > 4 {
			t.Errorf("%v lies at %v, want %v", c.p, got, c.want)
		}
	}
}
