package gpkg

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func TestGDALEditsTheLayersAndTheTreeFollows(t *testing.T) {
	program, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not installed (package gdal-bin): editing by GDAL is not tried")
	}
	path := closedStore(t, t.TempDir(), "edited.gpkg")
	for _, statement := range []string{
		fmt.Sprintf("UPDATE settlement SET geom = X'%X', name = '移走' WHERE fid = 1", encodePoint(orb.Point{1.5, 2.5})),
		"UPDATE settlement SET geom = NULL WHERE fid = 2",
		"DELETE FROM settlement WHERE fid = 3",
	} {
		if out, err := exec.Command(program, "-q", path, "-sql", statement).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", statement, err, out)
		}
	}
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var answer string
	if err := s.reads.QueryRow("SELECT rtreecheck('rtree_settlement_geom')").Scan(&answer); err != nil || answer != "ok" {
		t.Errorf("rtreecheck: %s, %v", answer, err)
	}
	list, err := s.Settlements(context.Background(), data.Query{Bound: &orb.Bound{Min: orb.Point{1.5, 2.5}, Max: orb.Point{1.5, 2.5}}})
	if err != nil || len(list) != 1 || list[0].Name != "移走" {
		t.Errorf("the moved village is not found where it is: %+v, %v", list, err)
	}
	all, err := s.Settlements(context.Background(), data.Query{})
	if err != nil || len(all) != killedRows-1 || all[1].Location != nil {
		t.Errorf("%d settlements, %v, or the second still has a place", len(all), err)
	}
}

func TestACopyMadeWhileOpenIsWhole(t *testing.T) {
	s, _ := openNew(t)
	if _, err := s.Load(context.Background(), stamped(1), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.gpkg")
	if _, err := s.writes.Exec("VACUUM INTO ?", copied); err != nil {
		t.Fatal(err)
	}
	c, err := Open(context.Background(), copied, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	want, err := s.Info(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Info(context.Background())
	if err != nil || got.Revision != want.Revision || got.Counts["settlements"] != want.Counts["settlements"] || *got.Extent != *want.Extent {
		t.Errorf("the copy has %+v, %v; want %+v", got, err, want)
	}
}
