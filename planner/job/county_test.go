package job_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/postgis"
	"cuntong/data/postgis/pgtest"
	"cuntong/planner/job"
	"cuntong/planner/job/pgqueue"
	"cuntong/planner/job/sqlitequeue"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

func TestMain(m *testing.M) {
	if os.Getenv(workerVariable) != "" {
		workAsProcess()
		return
	}
	os.Exit(pgtest.Run(m))
}

// jobStore is a store of either kind.
type jobStore interface {
	data.Store
	data.JobStore
}

// place is where a store of a test is, so that several programs can open it.
type place struct{ address, kind string }

// openStore opens the store of a place.
func (p place) openStore(ctx context.Context) (jobStore, error) {
	if p.kind == "postgis" {
		return postgis.Open(ctx, p.address, postgis.Options{Create: true})
	}
	return gpkg.Open(ctx, p.address, gpkg.Options{Create: true, BusyTimeout: 20 * time.Second})
}

// openQueue opens the queue beside the store.
func (p place) openQueue(ctx context.Context) (job.Queue, error) {
	if p.kind == "postgis" {
		return pgqueue.Open(ctx, p.address, nil)
	}
	return sqlitequeue.Open(ctx, p.address, nil)
}

// onBoth runs a test on a GeoPackage and on PostGIS.
func onBoth(t *testing.T, run func(t *testing.T, p place)) {
	t.Run("gpkg", func(t *testing.T) { run(t, place{filepath.Join(t.TempDir(), "某 县.gpkg"), "gpkg"}) })
	t.Run("postgis", func(t *testing.T) { run(t, place{pgtest.Start(t), "postgis"}) })
}

// newRunner opens store and queue of a place and makes a runner, all closed when the test ends.
func newRunner(t testing.TB, p place, worker string, change func(*job.Options)) *job.Runner {
	t.Helper()
	ctx := context.Background()
	store, err := p.openStore(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	queue, err := p.openQueue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o := job.Options{Study: &study.Study{Store: store, Now: time.Now, Version: "test", Actor: worker}, Queue: queue, Worker: worker, Sweep: 200 * time.Millisecond}
	if change != nil {
		change(&o)
	}
	r, err := job.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Errorf("close %s: %v", worker, err)
		}
	})
	return r
}

func start(t testing.TB, r *job.Runner, slots int) {
	t.Helper()
	if err := r.Start(context.Background(), slots); err != nil {
		t.Fatal(err)
	}
}

func submit(t testing.TB, r *job.Runner, kind string, parameters any) data.Job {
	t.Helper()
	text, err := json.Marshal(parameters)
	if err != nil {
		t.Fatal(err)
	}
	j, _, err := r.Submit(context.Background(), job.Request{Kind: kind, Parameters: text, Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// await waits until a job is in a state that is wanted.
func await(t testing.TB, r *job.Runner, id string, wanted func(data.Job) bool) data.Job {
	t.Helper()
	var j data.Job
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var err error
		if j, err = r.Store.Job(context.Background(), id); err != nil {
			t.Fatal(err)
		}
		if wanted(j) {
			return j
		}
	}
	t.Fatalf("job %s did not get there: %+v", id, j)
	return j
}

func finished(j data.Job) bool { return j.State.Finished() }

// counties makes a city of three counties, each with villages, shops and places for more.
func counties(seed uint64) data.Batch {
	rng := rand.New(rand.NewPCG(seed, 0))
	b := data.Batch{Areas: []data.Area{{Code: "370500", Name: "甲市", Tier: data.TierCity, Kind: data.KindCity}}}
	for c := range 3 {
		county := fmt.Sprintf("37052%d", c+1)
		town := county + "101000"
		b.Areas = append(b.Areas, data.Area{Code: county, Name: fmt.Sprintf("县%d", c+1), Tier: data.TierCounty, Kind: data.KindCounty, Parent: "370500"},
			data.Area{Code: town, Name: "镇", Tier: data.TierTown, Kind: data.KindTown, Parent: county})
		for i := range 40 {
			people := int64(100 + rng.IntN(900))
			b.Settlements = append(b.Settlements, data.Settlement{Code: fmt.Sprintf("%s101%03d", county, 200+i), Name: fmt.Sprint(i, "村"), Kind: data.KindVillage, Town: town,
				Population: &people, Location: &orb.Point{118 + float64(c)*0.3 + rng.Float64()*0.2, 37.4 + rng.Float64()*0.2}})
		}
	}
	return b
}

// fillStore loads the counties.
func fillStore(t testing.TB, r *job.Runner) {
	t.Helper()
	if _, err := r.Study.Store.Load(context.Background(), counties(1), data.ChangeNote{Actor: "test", At: time.Now(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
}
