package gpkg

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func openNew(t *testing.T) (*Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "某县 100%#?.gpkg")
	s, err := Open(context.Background(), path, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, path
}

func TestARecordThatIsLoadedComesBack(t *testing.T) {
	s, path := openNew(t)
	p := int64(5)
	batch := data.Batch{
		Areas:       []data.Area{{Code: "370500", Name: "东营市", Tier: data.TierCity, Outline: orb.MultiPolygon{{{{118, 37}, {119, 37}, {119, 38}, {118, 37}}}}}},
		Settlements: []data.Settlement{{Code: "370502001201", Name: "某村", Town: "370500", Location: &orb.Point{118.1, 37.1}, Population: &p}},
	}
	result, err := s.Load(context.Background(), batch, data.ChangeNote{Actor: "test"})
	if err != nil || result != (data.LoadResult{Inserted: 2, Revision: 1}) {
		t.Fatalf("Load gave %+v, %v", result, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = Open(context.Background(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	list, err := s.Settlements(context.Background(), data.Query{Area: "370500", Bound: &orb.Bound{Min: orb.Point{118, 37}, Max: orb.Point{118.1, 37.1}}})
	if err != nil || len(list) != 1 || list[0].Name != "某村" || *list[0].Population != 5 || *list[0].Location != (orb.Point{118.1, 37.1}) {
		t.Fatalf("got %+v, %v", list, err)
	}
	info, err := s.Info(context.Background())
	if err != nil || info.Schema != schemaVersion || info.Extent == nil || *info.Extent != (orb.Bound{Min: orb.Point{118, 37}, Max: orb.Point{119, 38}}) {
		t.Fatalf("info %+v, %v", info, err)
	}
	if _, err := s.Load(context.Background(), batch, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
		t.Fatalf("a read-only store took a load: %v", err)
	}
}
