package gpkg

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"cuntong/data"
	"cuntong/data/storetest"
)

func TestABackupTakenWhileTheStoreIsWrittenIsWholeAndOfOneMoment(t *testing.T) {
	ctx := context.Background()
	s, path := openNew(t)
	b := storetest.RandomBatch(1, storetest.Size{Towns: 3, Settlements: 400, Facilities: 20})
	stamp := func(name string) {
		for i := range b.Settlements {
			b.Settlements[i].Name = name
		}
		if _, err := s.Load(ctx, b, data.ChangeNote{}); err != nil {
			t.Error(err)
		}
	}
	stamp("甲")
	quiet := filepath.Join(t.TempDir(), "静 100%.gpkg")
	if err := s.Backup(ctx, quiet); err != nil {
		t.Fatal(err)
	}
	want, err := data.Digest(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	var writer sync.WaitGroup
	writer.Go(func() {
		for range 6 {
			stamp("乙")
			stamp("丙")
		}
	})
	folder := t.TempDir()
	for _, name := range []string{"a.gpkg", "b.gpkg", "c.gpkg"} {
		if err := s.Backup(ctx, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	writer.Wait()
	for _, name := range []string{quiet, filepath.Join(folder, "a.gpkg"), filepath.Join(folder, "b.gpkg"), filepath.Join(folder, "c.gpkg")} {
		c, err := Open(ctx, name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		list, err := c.Settlements(ctx, data.Query{})
		if err != nil || len(list) != 400 {
			t.Fatalf("%s: %d settlements, %v", name, len(list), err)
		}
		for _, row := range list {
			if row.Name != list[0].Name || row.Version != list[0].Version {
				t.Fatalf("%s holds %s and %s", name, list[0].Name, row.Name)
			}
		}
		digest, err := data.Digest(ctx, c)
		if err != nil || name == quiet && digest != want {
			t.Errorf("%s has digest %s, %v; want %s", name, digest, err, want)
		}
		c.Close()
	}
	if err := s.Backup(ctx, path); !errors.Is(err, data.ErrConflict) {
		t.Errorf("a backup over the store itself: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 3 {
		t.Errorf("the folder holds %v, %v", left, err)
	}
	if _, err := s.reads.Exec("UPDATE cuntong_store SET revision = 0"); err == nil {
		t.Error("after a backup a reader's connection may write")
	}
}
