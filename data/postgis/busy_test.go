package postgis

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// another opens the same store as another program would.
func another(t *testing.T, url string, o Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestTheSecondWriterWaitsAndThenSaysWhoHoldsTheStore(t *testing.T) {
	holder, url := openFresh(t)
	second := another(t, url+"&application_name=county-office", Options{BusyTimeout: 150 * time.Millisecond})
	ctx := context.Background()
	if _, err := second.Load(ctx, countryside(20), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	err := holder.write(ctx, "hold", func(pgx.Tx) error {
		start := time.Now()
		_, err := second.Load(ctx, countryside(21), data.ChangeNote{})
		if !errors.Is(err, data.ErrBusy) || !regexp.MustCompile(`server process \d+ \(cuntong, user cuntong, writing since \d{4}-`).MatchString(err.Error()) {
			t.Errorf("got %v, want busy naming the process", err)
		}
		if waited := time.Since(start); waited < 150*time.Millisecond || waited > 5*time.Second {
			t.Errorf("the second writer waited %v", waited)
		}
		if list, err := second.Settlements(ctx, data.Query{}); err != nil || len(list) != 20 {
			t.Errorf("a reader got %d settlements, %v", len(list), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if result, err := second.Load(ctx, countryside(21), data.ChangeNote{}); err != nil || result.Inserted != 1 {
		t.Fatalf("after the holder ended: %+v, %v", result, err)
	}
}

func TestARowHeldByAnSQLUserIsBusyToo(t *testing.T) {
	s, url := openFresh(t)
	patient := another(t, url, Options{BusyTimeout: 100 * time.Millisecond})
	ctx := context.Background()
	batch := countryside(5)
	if _, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	user, err := s.pool.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer user.Rollback(ctx)
	if _, err := user.Exec(ctx, "UPDATE settlement SET name = 'x'"); err != nil {
		t.Fatal(err)
	}
	batch.Settlements[0].Name = "y"
	if _, err := patient.Load(ctx, batch, data.ChangeNote{}); !errors.Is(err, data.ErrBusy) || !strings.Contains(err.Error(), "another program holds rows") {
		t.Fatalf("got %v", err)
	}
}

func TestWritersOfTwoProgramsLoseNothing(t *testing.T) {
	a, url := openFresh(t)
	b := another(t, url, Options{BusyTimeout: time.Minute})
	c := another(t, url, Options{BusyTimeout: time.Minute})
	ctx := context.Background()
	if _, err := a.Load(ctx, countryside(10), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	code := countryside(1).Settlements[0].Code
	const rounds = 10
	var writers sync.WaitGroup
	for _, s := range []*Store{b, c} {
		for range 2 {
			writers.Go(func() {
				for done := 0; done < rounds; {
					list, err := s.Settlements(ctx, data.Query{Limit: 1})
					if err != nil {
						t.Error(err)
						return
					}
					*list[0].Population++
					_, err = s.EditSettlement(ctx, list[0], data.ChangeNote{})
					switch {
					case err == nil:
						done++
					case !errors.Is(err, data.ErrConflict):
						t.Error(err)
						return
					}
				}
			})
		}
	}
	writers.Wait()
	list, err := a.Settlements(ctx, data.Query{Limit: 1})
	if err != nil || list[0].Code != code || *list[0].Population != 300+4*rounds || list[0].Version != 1+4*rounds {
		t.Fatalf("got %+v, %v", list, err)
	}
	changes, err := a.FindChanges(ctx, data.ChangeQuery{Kind: "settlement", Key: code})
	if err != nil || len(changes) != 1+4*rounds || changes[4*rounds].Version != 1+4*rounds {
		t.Fatalf("%d changes, %v", len(changes), err)
	}
	wantWell(t, a, "after all wrote") // one chain of all
}

func TestAWriterThatGivesUpWaitingForItsTurnChangesNothing(t *testing.T) {
	s, _ := openFresh(t)
	ctx := context.Background()
	err := s.write(ctx, "hold", func(pgx.Tx) error {
		short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		if _, err := s.Load(short, countryside(1), data.ChangeNote{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := s.Info(ctx); err != nil || info.Counts["changes"] != 0 {
		t.Fatalf("info %+v, %v", info, err)
	}
}
