package gpkg

import (
	"context"
	"database/sql"
	"math"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// scattered makes settlements at random places, some without one, some at the same.
func scattered(random *rand.Rand, count int) data.Batch {
	b := countryside(count)
	for i := range b.Settlements {
		switch {
		case i%97 == 0:
			b.Settlements[i].Location = nil
		case i%89 == 0 && i > 1 && b.Settlements[i-1].Location != nil:
			b.Settlements[i].Location = b.Settlements[i-1].Location
		default:
			b.Settlements[i].Location = &orb.Point{random.Float64()*360 - 180, random.Float64()*180 - 90}
		}
	}
	return b
}

// treeOf returns the entries that the R*Tree of settlements holds, by row.
func treeOf(t *testing.T, db *sql.DB) map[int64][4]float64 {
	t.Helper()
	rows, err := db.Query("SELECT id, minx, maxx, miny, maxy FROM rtree_settlement_geom")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tree := map[int64][4]float64{}
	for rows.Next() {
		var id int64
		var box [4]float64
		if err := rows.Scan(&id, &box[0], &box[1], &box[2], &box[3]); err != nil {
			t.Fatal(err)
		}
		tree[id] = box
	}
	return tree
}

func checkTree(t *testing.T, s *Store) {
	t.Helper()
	for _, layer := range []string{"area", "settlement", "facility"} {
		var answer string
		if err := s.reads.QueryRow("SELECT rtreecheck('rtree_" + layer + "_geom')").Scan(&answer); err != nil || answer != "ok" {
			t.Fatalf("rtreecheck of %s: %q, %v", layer, answer, err)
		}
		var triggers int
		if err := s.reads.QueryRow("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", layer).Scan(&triggers); err != nil || triggers != 6 {
			t.Fatalf("%s has %d triggers, %v; want 6", layer, triggers, err)
		}
	}
}

func TestAPackedTreeHoldsWhatRowByRowFilingDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for _, count := range []int{packFrom} {
		batch := scattered(random, count)
		packed, _ := openNew(t)
		if _, err := packed.Load(context.Background(), batch, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		filed, _ := openNew(t)
		for rest := batch; len(rest.Settlements) > 0; {
			part := data.Batch{Areas: rest.Areas, Settlements: rest.Settlements[:min(packFrom-1, len(rest.Settlements))]}
			if _, err := filed.Load(context.Background(), part, data.ChangeNote{}); err != nil {
				t.Fatal(err)
			}
			rest = data.Batch{Settlements: rest.Settlements[len(part.Settlements):]}
		}
		checkTree(t, packed)
		checkTree(t, filed)
		got, want := treeOf(t, packed.reads), treeOf(t, filed.reads)
		if len(got) != len(want) || len(got) == 0 {
			t.Fatalf("%d rows: packed tree has %d entries, filed %d", count, len(got), len(want))
		}
		for id, box := range want {
			if got[id] != box {
				t.Fatalf("%d rows: row %d is %v in the packed tree, %v in the filed one", count, id, got[id], box)
			}
		}
		for range 50 {
			a, b := orb.Point{random.Float64()*360 - 180, random.Float64()*180 - 90}, orb.Point{random.Float64()*360 - 180, random.Float64()*180 - 90}
			bound := orb.MultiPoint{a, b}.Bound()
			one, err := packed.Settlements(context.Background(), data.Query{Bound: &bound})
			if err != nil {
				t.Fatal(err)
			}
			expected := 0
			for _, s := range batch.Settlements {
				if s.Location != nil && bound.Contains(*s.Location) {
					expected++
				}
			}
			if len(one) != expected {
				t.Fatalf("%d rows: bound %v finds %d, a full count %d", count, bound, len(one), expected)
			}
		}
	}
}

func TestAPackedTreeLivesOnUnderEditsAndFurtherLoads(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	s, path := openNew(t)
	ctx := context.Background()
	batch := scattered(random, 3_700)
	for range 3 { // packed, then packed over what is there
		for i := range batch.Settlements {
			batch.Settlements[i].Location = &orb.Point{100 + random.Float64()*20, 20 + random.Float64()*20}
		}
		if _, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		checkTree(t, s)
	}
	// Few rows of many go row by row, into nodes that packing made.
	few := data.Batch{Settlements: slices.Clone(batch.Settlements[:600])}
	for i := range few.Settlements {
		few.Settlements[i].Location = &orb.Point{-10, -10 + float64(i)/1000}
	}
	few.Settlements[0].Location = nil
	if _, err := s.Load(ctx, few, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	checkTree(t, s)
	west := orb.Bound{Min: orb.Point{-11, -11}, Max: orb.Point{-9, -9}}
	if list, err := s.Settlements(ctx, data.Query{Bound: &west}); err != nil || len(list) != 599 {
		t.Fatalf("%d settlements in the west, %v; want 599", len(list), err)
	}
	again, err := s.Load(ctx, data.Batch{Settlements: few.Settlements, Areas: batch.Areas}, data.ChangeNote{})
	if err != nil || again.Inserted+again.Updated != 0 {
		t.Fatalf("the same again: %+v, %v", again, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not installed (package gdal-bin): the packed file is not checked with GDAL")
	}
	out, err := exec.Command(program, "-so", "-spat", "-11", "-11", "-9", "-9", path, "settlement").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Feature Count: 599") || strings.Contains(string(out), "ERROR") || strings.Contains(string(out), "Warning") {
		t.Errorf("ogrinfo finds otherwise (%v):\n%s", err, out)
	}
}

func TestTheLastRowOfALayerMayLoseItsPlace(t *testing.T) {
	s, _ := openNew(t)
	batch := countryside(packFrom)
	for i := range batch.Settlements {
		batch.Settlements[i].Location = nil
	}
	if _, err := s.Load(context.Background(), batch, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	checkTree(t, s)
	if tree := treeOf(t, s.reads); len(tree) != 0 {
		t.Errorf("%d entries without any place", len(tree))
	}
}

func TestRoundingOutwardsKeepsTheNumberInside(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	for range 100_000 {
		x := (random.Float64() - 0.5) * math.Pow(10, float64(random.IntN(8)-4))
		if low, high := roundDown(x), roundUp(x); float64(low) > x || float64(high) < x || float64(high)-float64(low) > math.Abs(x)/4e6+1e-30 {
			t.Fatalf("%v lies between %v and %v", x, low, high)
		}
	}
}
