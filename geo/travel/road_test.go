package travel

import (
	"context"
	"math"
	"testing"

	"cuntong/geo"
	"cuntong/geo/networktest"
)

func figure(by geo.Metric, leg geo.Leg) int64 {
	if by == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

func TestRoadAgreesWithGonumOnRandomNetworks(t *testing.T) {
	rng, ctx := random(t), context.Background()
	reachable, pairs := 0, 0
	for round := range 80 {
		roads := networktest.Random(rng, 2+rng.IntN(60), 1+rng.IntN(50))
		profile, day, rule := anyProfile(t, rng), anyDay(rng), anyRule(rng)
		r := roadOf(t, costsOf(t, roads.Build(t, rng), profile, day), rule)
		origins, destinations := roads.Places(rng, 12), roads.Places(rng, 9)
		for _, by := range bothMetrics() {
			r.options.MatrixBy = by
			matrix, err := r.Matrix(ctx, origins, destinations)
			if err != nil {
				t.Fatal(err)
			}
			o, from, to := newOracle(r, origins, destinations, by)
			for i := range origins {
				shortest := o.from(from[i])
				for j := range destinations {
					want := shortest.WeightTo(to[j])
					leg, ok := matrix.At(i, j)
					if ok == math.IsInf(want, 1) || ok && figure(by, leg) != int64(math.Ceil(want/100)) {
						t.Fatalf("round %d, %s %s %+v, pair %d,%d: got %v %v, want %v/100", round, profile, by, rule, i, j, leg, ok, want)
					}
					pairs++
					if ok {
						reachable++
					}
				}
			}
		}
	}
	if t.Logf("%d of %d pairs are reachable", reachable, pairs); reachable < pairs/5 || reachable > pairs*19/20 {
		t.Fatal("the networks do not try both")
	}
}

func TestWithinNearestAndPathAgreeWithTheMatrix(t *testing.T) {
	rng, ctx := random(t), context.Background()
	for round := range 80 {
		roads := networktest.Random(rng, 2+rng.IntN(60), 1+rng.IntN(50))
		r := roadOf(t, costsOf(t, roads.Build(t, rng), anyProfile(t, rng), anyDay(rng)), anyRule(rng))
		origins, destinations := roads.Places(rng, 10), roads.Places(rng, 1+rng.IntN(10))
		for _, by := range bothMetrics() {
			r.options.MatrixBy = by
			matrix, err := r.Matrix(ctx, origins, destinations)
			if err != nil {
				t.Fatal(err)
			}
			limit := geo.Limit{Metric: by, Value: int64(rng.IntN(6000))}
			if leg, ok := matrix.At(0, 0); ok && rng.IntN(2) == 0 {
				limit.Value = figure(by, leg) // on the closed boundary
			}
			sparse, err := r.Within(ctx, origins, destinations, limit)
			if err != nil {
				t.Fatal(err)
			}
			nearest, err := r.Nearest(ctx, origins, destinations, by)
			if err != nil {
				t.Fatal(err)
			}
			for i := range origins {
				near := map[int]geo.Leg{}
				for j, leg := range sparse.Row(i) {
					near[j] = leg
				}
				for j := range destinations {
					leg, ok := matrix.At(i, j)
					if got, found := near[j]; found != (ok && limit.Allows(leg)) || found && got != leg {
						t.Fatalf("round %d: within %+v says %v %v, the matrix %v %v", round, limit, got, found, leg, ok)
					}
					if ok && (!nearest[i].Found || figure(by, leg) < figure(by, nearest[i].Leg)) {
						t.Fatalf("round %d: destination %d at %v is nearer than %+v", round, j, leg, nearest[i])
					}
					if nearest[i].Found && nearest[i].Destination == j && (!ok || leg != nearest[i].Leg) {
						t.Fatalf("round %d: nearest says %+v, the matrix %v %v", round, nearest[i], leg, ok)
					}
					path, found, err := r.Path(ctx, origins[i], destinations[j], by)
					if err != nil || found != ok || found && path.Leg != leg {
						t.Fatalf("round %d: path says %v %v %v, the matrix %v %v", round, path.Leg, found, err, leg, ok)
					}
					if found {
						checkPath(t, r, path, by)
					}
				}
			}
		}
	}
}

// checkPath recounts a path: its pieces join, are open, and add up with the walks to its leg; its line is
// as long as its metres say.
func checkPath(t *testing.T, r *Road, p Path, by geo.Metric) {
	t.Helper()
	n := r.costs.Network()
	var total weight
	for i, piece := range p.Pieces {
		arc := 2 * piece.Stretch
		if piece.From > piece.To {
			arc++
		}
		if !r.costs.Open(arc) && piece.From != piece.To {
			t.Fatalf("piece %d runs over closed arc %d", i, arc)
		}
		if n.Length(piece.Stretch) == 0 { // boarding
			total += min(arcWeight(r.costs, by, 2*piece.Stretch), arcWeight(r.costs, by, 2*piece.Stretch+1))
		} else if piece.From != piece.To {
			total += r.piece(arc, piece.From, piece.To, by)
		}
	}
	straight := geo.Distance(p.Line[0], p.Line[len(p.Line)-1])
	var line geo.Meters
	for i := range len(p.Line) - 1 {
		line += geo.Distance(p.Line[i], p.Line[i+1])
	}
	rest := legOf(by, total)
	if float64(line) > float64(p.Leg.Meters)+2+0.02*float64(len(p.Line)) || float64(straight) > float64(p.Leg.Meters)+1 {
		t.Fatalf("a line of %v m, straight %v m, is told as %v", line, straight, p.Leg)
	}
	if rest.Meters > p.Leg.Meters || rest.Seconds > p.Leg.Seconds+1200*10 {
		t.Fatalf("the pieces take %v, the path %v", rest, p.Leg)
	}
}
