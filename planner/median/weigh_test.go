package median

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/planner"
)

// planted is a covering core of which some picks sites cover all rows, hidden among others of the same size.
func planted(rows, sites, picks int, seed uint64) *core {
	r := rand.New(rand.NewPCG(seed, 3))
	of := make([][]int32, rows)
	for i, row := range r.Perm(rows) { // the first sites share the rows out
		of[row] = append(of[row], int32(i%picks))
	}
	for j := picks; j < sites; j++ {
		for _, row := range r.Perm(rows)[:rows/picks] {
			of[row] = append(of[row], int32(j))
		}
	}
	shuffle := r.Perm(sites)
	c := &core{start: []int32{0}, picks: picks}
	for j := range sites {
		c.siteID = append(c.siteID, int32(j))
	}
	for i, set := range of {
		for k := range set {
			set[k] = int32(shuffle[set[k]])
		}
		slices.Sort(set)
		c.site, c.dist = append(c.site, set...), append(c.dist, make([]uint32, len(set))...)
		c.start = append(c.start, int32(len(c.site)))
		c.weight, c.far, c.rowID = append(c.weight, 1), append(c.far, 1), append(c.rowID, int32(i))
	}
	return c
}

func TestWeightingFindsAHiddenCover(t *testing.T) {
	for seed := range uint64(60) {
		c := planted(60+int(seed), 200, 5+int(seed%8), seed)
		set := newWeigher(c, newMeter(t.Context(), planner.Options{Effort: 50_000_000}), seed, 0).search(nil)
		if len(set) != c.picks {
			t.Errorf("seed %d: %d sites, expected %d that cover all rows", seed, len(set), c.picks)
			continue
		}
		chosen := make([]bool, c.sites())
		for _, j := range set {
			chosen[j] = true
		}
		if left, _ := c.value(chosen); left > 0 {
			t.Errorf("seed %d: %d rows are left out", seed, left)
		}
	}
}

// Trials near the best radius of these places take far longer than all the effort given, so a search that waits for one of them
// keeps the first answer it has.
func TestCentersGoAroundRadiiThatTheyCannotDecide(t *testing.T) {
	for seed := int64(2); seed <= 3; seed++ {
		a := solved(t, square(planner.PCenter, 600, 40, seed), planner.Options{Effort: 150_000_000})
		if gap, known := planner.Gap(a.Objective, a.Bound); !known || gap > 0.07 {
			t.Errorf("seed %d: gap %.3f, expected at most 0.07 (radius %d, bound %d)", seed, gap, *a.Objective, *a.Bound)
		} else {
			t.Logf("seed %d: radius %d, bound %d, gap %.3f", seed, *a.Objective, *a.Bound, gap)
		}
	}
}
