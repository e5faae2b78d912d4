package postgis

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"cuntong/data/postgis/pgtest"
)

func TestADumpTakenWhileTheStoreIsInUseRestoresToTheSameDigest(t *testing.T) {
	cluster := pgtest.Shared(t)
	s, url := openFresh(t)
	fill(t, s)
	want := digestOf(t, s)
	dump := filepath.Join(cluster.Folder(), "county.dump")
	t.Cleanup(func() { os.Remove(dump) })
	if output, err := cluster.Program("pg_dump", "--format=custom", "--schema=cuntong", "--file="+dump, "--dbname="+url).CombinedOutput(); err != nil {
		t.Fatalf("pg_dump: %v\n%s", err, output)
	}
	for _, target := range []struct {
		name string
		url  string
		args []string
	}{
		{"into a database with PostGIS", cluster.Database(t), nil},
		{"into a store that is overwritten", storeOf(t), []string{"--clean", "--if-exists"}},
	} {
		t.Run(target.name, func(t *testing.T) {
			args := append(target.args, "--exit-on-error", "--single-transaction", "--no-owner", "--dbname="+target.url, dump)
			if output, err := cluster.Program("pg_restore", args...).CombinedOutput(); err != nil {
				t.Fatalf("pg_restore: %v\n%s", err, output)
			}
			restored := another(t, target.url, Options{})
			if got := digestOf(t, restored); got != want {
				t.Errorf("digest %s, want %s", got, want)
			}
			// The history is part of a dump, unlike of a copy.
			ctx := context.Background()
			before, err := s.Info(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if after, err := restored.Info(ctx); err != nil || after.Revision != before.Revision || after.Counts["changes"] != before.Counts["changes"] {
				t.Errorf("info %+v, %v; was %+v", after, err, before)
			}
		})
	}
}

// storeOf makes a store with other content and returns its address.
func storeOf(t *testing.T) string {
	t.Helper()
	s, url := openFresh(t)
	if _, err := s.Load(context.Background(), countryside(30), noteOf("other content")); err != nil {
		t.Fatal(err)
	}
	return url
}
