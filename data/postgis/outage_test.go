package postgis

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/postgis/pgtest"

	"github.com/jackc/pgx/v5"
)

func TestAServerThatStopsIsUnavailableAndComesBackByItself(t *testing.T) {
	cluster := pgtest.Private(t)
	s, err := Open(context.Background(), cluster.Database(t), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	if _, err := s.Load(ctx, countryside(50), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	for range 2 {
		held := s.write(ctx, "hold", func(tx pgx.Tx) error {
			cluster.Stop(t)
			_, err := tx.Exec(ctx, "SELECT 1")
			return err
		})
		if !errors.Is(held, data.ErrUnavailable) {
			t.Errorf("a write under way got %v", held)
		}
		for range 3 {
			if _, err := s.Settlements(ctx, data.Query{}); !errors.Is(err, data.ErrUnavailable) || strings.Contains(err.Error(), "\n") {
				t.Errorf("a read got %v", err)
			}
			if _, err := s.Load(ctx, countryside(60), data.ChangeNote{}); !errors.Is(err, data.ErrUnavailable) {
				t.Errorf("a load got %v", err)
			}
			if _, err := s.Info(ctx); !errors.Is(err, data.ErrUnavailable) {
				t.Errorf("info got %v", err)
			}
		}
		cluster.Restart(t)
		if list, err := s.Settlements(ctx, data.Query{}); err != nil || len(list) != 50 {
			t.Fatalf("after the restart: %d settlements, %v", len(list), err)
		}
		if _, err := s.Load(ctx, countryside(50), data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	if open := s.pool.Stat().TotalConns(); open > poolConnections {
		t.Errorf("%d connections are open", open)
	}
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before+5 && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before+5 {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

// A writer whose connection is cut at a random moment leaves the old content or the new, never a mixture.
func TestAWriterCutOffLeavesOldOrNewContent(t *testing.T) {
	s, url := openFresh(t)
	victim := another(t, url+"&application_name=victim", Options{BusyTimeout: 30 * time.Second})
	ctx := context.Background()
	batch := countryside(400)
	if _, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	const seed = 3
	dice := rand.New(rand.NewPCG(seed, seed))
	cut, stored := 0, "村"
	for round := range 20 {
		name := string(rune('a' + round))
		for i := range batch.Settlements {
			batch.Settlements[i].Name = name
		}
		for i := range batch.Facilities {
			batch.Facilities[i].Name = name
		}
		delay := time.Duration(dice.IntN(60)) * time.Millisecond
		done := make(chan struct{})
		go func() {
			defer close(done)
			time.Sleep(delay)
			_, err := s.pool.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'")
			if err != nil {
				t.Error(err)
			}
		}()
		_, err := victim.Load(ctx, batch, data.ChangeNote{})
		<-done
		if err != nil {
			cut++
			if !errors.Is(err, data.ErrUnavailable) {
				t.Fatalf("seed %d, round %d: %v", seed, round, err)
			}
		}
		settlements, readErr := s.Settlements(ctx, data.Query{})
		if readErr != nil || len(settlements) != 400 {
			t.Fatal(len(settlements), readErr)
		}
		facilities, readErr := s.Facilities(ctx, data.Query{})
		if readErr != nil {
			t.Fatal(readErr)
		}
		now := string([]rune(settlements[0].Name)[:1])
		if now != stored && now != name || err == nil && now != name {
			t.Fatalf("seed %d, round %d: name %q after an answer of %v; before it was %q", seed, round, now, err, stored)
		}
		if now == name {
			for _, row := range settlements {
				if row.Name != name {
					t.Fatalf("seed %d, round %d: a mixture of %q and %q", seed, round, row.Name, name)
				}
			}
			for _, row := range facilities {
				if row.Name != name {
					t.Fatalf("seed %d, round %d: a mixture of %q and %q", seed, round, row.Name, name)
				}
			}
		}
		stored = now
	}
	t.Logf("%d of 20 loads were cut off", cut)
	if info, err := s.Info(ctx); err != nil || info.Counts["changes"] < int64(21-cut) {
		t.Errorf("info %+v, %v", info, err)
	}
}
