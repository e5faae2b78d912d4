package network

import (
	"strings"
	"testing"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

func TestANewRoadJoinsOldOnesAtItsPointsAndOtherNewOnes(t *testing.T) {
	n := build(t, []orb.Point{at(0, 0), at(500, 0), at(1000, 0), at(0, 1000), at(1000, 1000)}, way(1, 1, 2, 3), way(2, 4, 5))
	road := NewRoad{ID: 9, Name: "新桥", Line: orb.LineString{at(400, 2), at(450, 500), at(400, 1000)}, Traits: Traits{Class: County}}
	spur := NewRoad{ID: 10, Line: orb.LineString{at(450, 500), at(900, 500)}, Traits: Traits{Class: Village}}
	x, err := NewLinker(n).Extend([]NewRoad{road, spur}, 5)
	if err != nil {
		t.Fatal(err)
	}
	if x.Vertices() != 4+4 || x.Stretches() != 2+2+2+1 || n.Stretches() != 2 {
		t.Fatalf("got %d vertices, %d stretches", x.Vertices(), x.Stretches())
	}
	if got := x.StretchesOfWay(1); len(got) != 2 || got[0] != 0 || x.Length(got[0])+x.Length(got[1]) != n.Length(0) {
		t.Fatalf("way 1 has stretches %v of together not %d cm", got, n.Length(0))
	}
	costs, old := price(t, x, "plain-car", Day{}), price(t, n, "plain-car", Day{})
	if costs.Centiseconds(0)+costs.Centiseconds(2*x.StretchesOfWay(1)[1]) != old.Centiseconds(0) {
		t.Error("the time over a cut road changed")
	}
	if h := Examine(costs, NewLinker(x), 1); len(h.Islands) != 1 {
		t.Errorf("islands %+v, want one", h.Islands)
	}
	first := x.AppendLine(nil, 0)
	if end := first[len(first)-1]; len(first) != 2 || geo.Distance(end, at(400, 0)) > 0.05 {
		t.Errorf("the first part of the cut road runs %v", first)
	}
	if second := x.AppendLine(nil, x.StretchesOfWay(1)[1]); len(second) != 3 {
		t.Errorf("the second part of the cut road runs %v", second)
	}
	again, err := Decode(stored(t, x))
	if err != nil || again.Fingerprint() != x.Fingerprint() {
		t.Errorf("an extended network does not come back: %v", err)
	}
}

func TestWhereLinesMerelyCrossThereIsNoJunction(t *testing.T) {
	n := build(t, []orb.Point{at(0, 0), at(1000, 0)}, way(1, 1, 2))
	x, err := NewLinker(n).Extend([]NewRoad{{ID: 2, Line: orb.LineString{at(500, -300), at(500, 300)}, Traits: Traits{Class: Village}}}, 5)
	if err != nil || x.Stretches() != 2 {
		t.Fatalf("got %v, %v", x.Stretches(), err)
	}
}

func TestExtendRefusesWhatIsNoRoad(t *testing.T) {
	l := NewLinker(build(t, []orb.Point{at(0, 0), at(1000, 0)}, way(1, 1, 2)))
	for want, road := range map[string]NewRoad{
		"ferry":     {ID: 1, Line: orb.LineString{at(0, 0), at(0, 9)}, Traits: Traits{Class: FerryLine}},
		"2 and":     {ID: 1, Line: orb.LineString{at(0, 0)}},
		"longitude": {ID: 1, Line: orb.LineString{at(0, 0), {300, 1}}},
		"width":     {ID: 1, Line: orb.LineString{at(0, 0), at(0, 9)}, Traits: Traits{WidthMeters: -1}},
	} {
		if _, err := l.Extend([]NewRoad{road}, 5); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "new road 1") {
			t.Errorf("got %v, want …%s…", err, want)
		}
	}
}
