package sample

import (
	"slices"
	"sync"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func dongying(t *testing.T) data.Batch {
	t.Helper()
	b, err := onceDongying()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// onceDongying spares the tests, which only read, from making the city again and again.
var onceDongying = sync.OnceValues(Dongying)

func TestDongyingHoldsTheCensusToTheLastResident(t *testing.T) {
	b := dongying(t)
	want := map[string]int64{
		"370502": 848_620, "370503": 241_317, "370505": 258_222, "370522": 238_189, "370523": 521_742, "370571": 81_814, "370572": 3_614,
	}
	got, total := map[string]int64{}, int64(0)
	county := countyOfTown(b)
	for _, s := range b.Settlements {
		if (s.Kind == data.KindPseudo) != (s.Population == nil) {
			t.Errorf("%s of kind %s: population %v", s.Code, s.Kind, s.Population)
		}
		if s.Population != nil {
			got[county[s.Town]] += *s.Population
			total += *s.Population
			if *s.Population < fewestPeople {
				t.Errorf("%s has %d residents, fewer than %d", s.Code, *s.Population, fewestPeople)
			}
		}
	}
	for code, people := range want {
		if got[code] != people {
			t.Errorf("county %s: got %d residents, want %d", code, got[code], people)
		}
	}
	if total != 2_193_518 {
		t.Errorf("city: got %d residents, want 2193518", total)
	}
	for _, a := range b.Areas {
		if a.Code == "370500" && *a.Population != total {
			t.Errorf("area of the city: population %d, want %d", *a.Population, total)
		}
		if a.Tier == data.TierCounty && *a.Population != want[a.Code] {
			t.Errorf("area %s: population %d, want %d", a.Code, *a.Population, want[a.Code])
		}
	}
}

func countyOfTown(b data.Batch) map[string]string {
	county := map[string]string{}
	for _, a := range b.Areas {
		if a.Tier == data.TierTown {
			county[a.Code] = a.Parent
		}
	}
	return county
}

// shape is what the tests look at in a county made by the generator.
type shape struct {
	villages, residents, pseudo int
	medianToSeat                float64 // km, villages
	meanNearest                 float64 // km, between villages
	leastApart                  float64 // m, any two settlements
	covered                     float64 // share of villages within 2,000 m by straight line × 1.3 of an active pick-up point
}

func shapeOf(b data.Batch, within func(code string) bool) shape {
	var s shape
	seat := map[string]orb.Point{}
	for _, a := range b.Areas {
		if a.Seat != nil {
			seat[a.Code] = *a.Seat
		}
	}
	var villages, places, pickups []orb.Point
	var toSeat []float64
	for _, x := range b.Settlements {
		if !within(x.Code) {
			continue
		}
		places = append(places, *x.Location)
		switch x.Kind {
		case data.KindVillage:
			s.villages++
			villages = append(villages, *x.Location)
			toSeat = append(toSeat, float64(geo.Distance(*x.Location, seat[x.Town]))/1000)
		case data.KindResidents:
			s.residents++
		default:
			s.pseudo++
		}
	}
	for _, f := range b.Facilities {
		if f.Status == data.Active && slices.Contains(f.Offers, data.Pickup) {
			pickups = append(pickups, *f.Location)
		}
	}
	slices.Sort(toSeat)
	s.medianToSeat = toSeat[len(toSeat)/2]
	all, own, near := geo.NewIndex(places, nil), geo.NewIndex(villages, nil), geo.NewIndex(pickups, villages)
	s.leastApart = 1e9
	covered := 0
	for _, p := range places {
		s.leastApart = min(s.leastApart, float64(all.Nearest(p, 2)[1].Distance))
	}
	for _, p := range villages {
		s.meanNearest += float64(own.Nearest(p, 2)[1].Distance) / 1000 / float64(len(villages))
		if geo.WholeMeters(near.Nearest(p, 1)[0].Distance*1.3) <= 2000 {
			covered++
		}
	}
	s.covered = float64(covered) / float64(len(villages))
	return s
}

func TestDongyingLooksLikeRealCounties(t *testing.T) {
	b := dongying(t)
	city := shapeOf(b, func(string) bool { return true })
	t.Logf("city %+v", city)
	for _, c := range []string{"370502", "370503", "370505", "370522", "370523"} {
		t.Logf("%s %+v", c, shapeOf(b, func(code string) bool { return code[:6] == c }))
	}
	if city.villages != 1660 || city.residents != 238 || city.pseudo != 23 {
		t.Errorf("got %d villages, %d residents' committees, %d pseudo units, want 1660, 238, 23", city.villages, city.residents, city.pseudo)
	}
	if city.medianToSeat < 3 || city.medianToSeat > 7 {
		t.Errorf("median distance to the town seat is %.2f km, want 3 to 7", city.medianToSeat)
	}
	if city.leastApart < 395 {
		t.Errorf("two settlements are %.0f m apart, want about %d", city.leastApart, apartMeters)
	}
	if city.covered < 0.60 || city.covered > 0.70 {
		t.Errorf("share of villages near a pick-up point is %.4f, want 0.60 to 0.70", city.covered)
	}
	if lijin := shapeOf(b, func(code string) bool { return code[:6] == "370522" }); lijin.meanNearest < 1.0 || lijin.meanNearest > 1.4 {
		t.Errorf("villages of Lijin are %.2f km from the nearest other on average, want 1.0 to 1.4", lijin.meanNearest)
	}
}

func TestEveryPlaceOfDongyingLiesInsideItsCounty(t *testing.T) {
	b := dongying(t)
	outline := map[string]orb.MultiPolygon{}
	for _, a := range b.Areas {
		if len(a.Outline) > 0 {
			outline[a.Code] = a.Outline
		}
	}
	outline["370571"], outline["370572"] = outline["370502"], outline["370503"]
	county := countyOfTown(b)
	check := func(what, town string, place orb.Point) {
		if !planar.MultiPolygonContains(outline[county[town]], place) {
			t.Errorf("%s at %v is outside county %s", what, place, county[town])
		}
	}
	for _, a := range b.Areas {
		if a.Tier == data.TierTown {
			check("seat of "+a.Name, a.Code, *a.Seat)
		}
	}
	for _, s := range b.Settlements {
		check(s.Code+" "+s.Name, s.Town, *s.Location)
	}
	for _, f := range b.Facilities {
		check(f.ID+" "+f.Name, f.Town, *f.Location)
	}
}

func TestTownsOfDongyingHoldTogether(t *testing.T) {
	b := dongying(t)
	var seats []orb.Point
	var codes []string
	for _, a := range b.Areas {
		if a.Tier == data.TierTown && a.Kind != data.KindZone {
			seats, codes = append(seats, *a.Seat), append(codes, a.Code)
		}
	}
	near, villages := 0, 0
	index := geo.NewIndex(seats, nil)
	for _, s := range b.Settlements {
		if s.Kind != data.KindVillage || !slices.Contains(codes, s.Town) {
			continue
		}
		villages++
		for _, n := range index.Nearest(*s.Location, 3) {
			if codes[n.Index] == s.Town {
				near++
			}
		}
		if s.Town == "370522206000" && s.Location.Lat() < 37.96 {
			t.Errorf("%s of 刁口乡 at %v is not in Lijin's exclave", s.Name, *s.Location)
		}
	}
	if share := float64(near) / float64(villages); share < 0.93 {
		t.Errorf("share of villages whose own seat is among the three nearest is %.3f, want at least 0.93", share)
	} else {
		t.Logf("share of villages whose own seat is among the three nearest: %.3f", share)
	}
}
