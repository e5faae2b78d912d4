package tier

import (
	"context"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// TestTighteningNeverCostsMore compares choices before and after tighten, each counted anew.
func TestTighteningNeverCostsMore(t *testing.T) {
	better := 0
	for seed := *firstSeed; seed < *firstSeed+12; seed++ {
		p := plannertest.CountyNetwork(1, seed)
		w := read(p)
		m := newMeter(context.Background(), planner.Options{}, len(p.Villages), false)
		for _, b := range split(w) {
			r := newRegion(w, b)
			for _, z := range r.zones {
				plot := newPlot(w, z, r.allHubs(w, 0))
				s := &search{t: plot, m: m, b: newBounder(plot), v: newImprover(plot, m), grain: scale}
				c := s.allOpen(s.root(firstMultipliers(plot)))
				for p := range c.option { // two points in three stay shut
					if p%3 > 0 {
						c.option[p] = -1
					}
				}
				s.v.nearest(c)
				before := outcomeOf(w, z, plot, c)
				s.v.tighten(c)
				after := outcomeOf(w, z, plot, c)
				if after.fen < before.fen {
					better++
				}
				if after.fen > before.fen {
					t.Fatalf("seed %d: %d fen after tightening, %d before", seed, after.fen, before.fen)
				}
			}
		}
	}
	if better == 0 {
		t.Error("nothing was ever tightened")
	}
}

// TestAGroupOfStationsRunsOne keeps a problem in which two stations of one group were once run together.
func TestAGroupOfStationsRunsOne(t *testing.T) {
	p := plannertest.RandomNetwork(9930)
	a, err := New().SolveNetwork(context.Background(), p, planner.Options{Effort: 2_000_000})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Network(p, a); err != nil {
		t.Fatal(err)
	}
}
