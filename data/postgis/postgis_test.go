package postgis

import (
	"context"
	"os"
	"testing"

	"cuntong/data"
	"cuntong/data/postgis/pgtest"
	"cuntong/data/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func openFresh(t testing.TB) (*Store, string) {
	t.Helper()
	url := pgtest.Start(t)
	s, err := Open(context.Background(), url, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, url
}

func TestThePostGISStoreConforms(t *testing.T) {
	storetest.Run(t, func(t *testing.T) data.Store {
		s, _ := openFresh(t)
		return s
	})
}
