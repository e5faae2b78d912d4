package postgis

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"

	"cuntong/data"
	"cuntong/data/postgis/pgtest"
)

func TestOpenSaysWhatIsWrongAndNeverThePassword(t *testing.T) {
	cluster := pgtest.Shared(t)
	ready := cluster.Database(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	listener.Close()
	const secret = "geheim%2Fword"
	for _, c := range []struct {
		name, url string
		kind      error
		says      string
	}{
		{"nobody listens", "postgres://u:" + secret + "@" + closed + "/county", data.ErrUnavailable, "connection refused"},
		{"no such host", "postgres://u:" + secret + "@nowhere.invalid/county", data.ErrUnavailable, "cannot be reached"},
		{"no such database", cluster.Address("nowhere"), data.ErrNotFound, "no such database"},
		{"a wrong password", cluster.GuestAddress("postgres", "geheim/word"), data.ErrInvalid, "password"},
		{"not an address", "postgres://u:" + secret + "@host:port/county", data.ErrInvalid, "percent-encoded"},
		{"a broken escape", "postgres://u:geheim%zz@host/county", data.ErrInvalid, "percent-encoded"},
		{"a database without a store", ready, data.ErrNotFound, "cuntong load"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Open(context.Background(), c.url, Options{})
			if err == nil {
				s.Close()
				t.Fatal("it opened")
			}
			text := err.Error()
			if !errors.Is(err, c.kind) || !strings.Contains(text, c.says) {
				t.Errorf("got %q, want %v saying %q", text, c.kind, c.says)
			}
			if strings.Contains(text, "geheim") || strings.Contains(text, "\n") {
				t.Errorf("the sentence shows the password or is not one line: %q", text)
			}
		})
	}
}

func TestADatabaseWithoutPostGISIsNamedWithTheWayOut(t *testing.T) {
	cluster := pgtest.Shared(t)
	url := cluster.BareDatabase(t)
	guest := cluster.GuestAddress(databaseOf(url), pgtest.GuestPassword)
	if s, err := Open(context.Background(), guest, Options{Create: true}); err == nil || !strings.Contains(err.Error(), "CREATE EXTENSION postgis") {
		t.Fatalf("got %v, %v", s, err)
	}
	// A superuser's first load makes the extension.
	s, err := Open(context.Background(), url, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Load(context.Background(), countryside(10), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	// The guest may not read what is not granted.
	if s, err := Open(context.Background(), guest, Options{}); err == nil || !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), "may not") {
		t.Fatalf("got %v, %v", s, err)
	}
}

// databaseOf cuts the name of the database out of an address of the cluster.
func databaseOf(url string) string {
	_, rest, _ := strings.Cut(url, "@/")
	name, _, _ := strings.Cut(rest, "?")
	return name
}

func TestAReaderWithRightsToReadOpensAndReads(t *testing.T) {
	s, url := openFresh(t)
	ctx := context.Background()
	if _, err := s.Load(ctx, countryside(100), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	for _, grant := range []string{"GRANT USAGE ON SCHEMA cuntong TO guest", "GRANT SELECT ON ALL TABLES IN SCHEMA cuntong TO guest"} {
		if _, err := s.pool.Exec(ctx, grant); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := Open(ctx, pgtest.Shared(t).GuestAddress(databaseOf(url), pgtest.GuestPassword), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if list, err := reader.Settlements(ctx, data.Query{}); err != nil || len(list) != 100 {
		t.Fatalf("read %d settlements, %v", len(list), err)
	}
	if _, err := reader.Load(ctx, countryside(1), data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
		t.Fatalf("a read-only store took a load: %v", err)
	}
	if reader.Name() != "postgres:///"+databaseOf(url) {
		t.Errorf("the name is %q", reader.Name())
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	s, url := openFresh(t)
	if _, err := s.pool.Exec(context.Background(), "INSERT INTO "+versionTable+" (version_id, is_applied) VALUES (99, true)"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), url, Options{}); !errors.Is(err, data.ErrNewer) || !strings.Contains(err.Error(), "99") {
		t.Fatalf("got %v", err)
	}
}

func TestManyProgramsMayCreateTheStoreAtOnce(t *testing.T) {
	url := pgtest.Start(t)
	var programs sync.WaitGroup
	for range 5 {
		programs.Go(func() {
			s, err := Open(context.Background(), url, Options{Create: true})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if info, err := s.Info(context.Background()); err != nil || info.Schema != schemaVersion || info.Kind != "postgis" {
				t.Errorf("info %+v, %v", info, err)
			}
		})
	}
	programs.Wait()
}

func TestTheExtensionMayLiveInAnySchema(t *testing.T) {
	cluster := pgtest.Shared(t)
	url := cluster.BareDatabase(t)
	ctx := context.Background()
	plain, err := Open(ctx, url, Options{})
	if err == nil || !errors.Is(err, data.ErrNotFound) {
		t.Fatalf("an empty database opened: %v, %v", plain, err)
	}
	cluster.Execute(t, url, `CREATE SCHEMA "My GIS"`, `CREATE EXTENSION postgis SCHEMA "My GIS"`)
	s, err := Open(ctx, url, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	batch := countryside(50)
	if _, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	bound := batch.Settlements[0].Location.Bound()
	if list, err := s.Settlements(ctx, data.Query{Bound: &bound}); err != nil || len(list) == 0 || *list[0].Location != *batch.Settlements[0].Location {
		t.Fatalf("got %+v, %v", list, err)
	}
}
