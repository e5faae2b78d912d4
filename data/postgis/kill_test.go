package postgis

import (
	"bufio"
	"context"
	flags "flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/postgis/pgtest"

	"github.com/paulmach/orb"
)

// soak runs the long tests too: go test -run Soak ./data/postgis -args -soak.
var soak = flags.Bool("soak", false, "run the tests that take minutes")

// The environment of a child: the store that it works on until it is killed, and at what.
const (
	killedStore = "CUNTONG_TEST_KILLED_DATABASE"
	killedWork  = "CUNTONG_TEST_KILLED_WORK"
)

const (
	killedRows  = 800
	killedSites = 300
)

// stamped is the countryside with one name and one figure everywhere, so that a mixture shows.
func stamped(round int) data.Batch {
	b := countryside(killedRows)
	people := int64(round)
	for i := range b.Settlements {
		b.Settlements[i].Name, b.Settlements[i].Population = fmt.Sprint("第", round), &people
	}
	for i := range b.Facilities {
		b.Facilities[i].Name = fmt.Sprint("第", round)
	}
	return b
}

// stampedPlan bears its round everywhere.
func stampedPlan(round int) data.Plan {
	name := fmt.Sprintf("%012d", round)
	p := data.Plan{ID: name, Fingerprint: name, Reason: name, CreatedAt: time.Unix(int64(round), 0), Notes: []string{name}}
	for i := range killedSites {
		p.Opened = append(p.Opened, data.PlanSite{Site: "110000100200", Name: name, Location: orb.Point{110 + float64(i)/100, 30}, NewlyCovered: int64(round)})
		p.Assignments = append(p.Assignments, data.Assignment{Settlement: name, Site: name, Meters: int64(round)})
	}
	return p
}

// round is what the last load that stands in the store bore; 0: none.
func round(ctx context.Context, s data.Store) (int, error) {
	list, err := s.Settlements(ctx, data.Query{Limit: 1})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return int(*list[0].Population), nil
}

// TestChildThatIsKilled is no test of its own: it is what the child of the other tests runs. It says "stands"
// and a number each time that something was accepted.
func TestChildThatIsKilled(t *testing.T) {
	url := os.Getenv(killedStore)
	if url == "" {
		t.Skip("only runs as the child of the tests that kill")
	}
	ctx := context.Background()
	work := os.Getenv(killedWork)
	if work == "migrate" {
		fmt.Println("stands 0")
	}
	s, err := Open(ctx, url, Options{Create: true, BusyTimeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if work == "migrate" {
		return
	}
	stands, err := round(ctx, s)
	if work == "plan" {
		var plans []data.Plan
		plans, err = s.Plans(ctx, data.Query{})
		stands = len(plans)
	}
	if err != nil {
		t.Fatal(err)
	}
	for {
		fmt.Println("stands", stands)
		stands++
		if work == "plan" {
			err = s.SavePlan(ctx, stampedPlan(stands), data.ChangeNote{})
		} else {
			_, err = s.Load(ctx, stamped(stands), data.ChangeNote{})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// kill lets this test binary, as a child, do some work, kills it at a random moment and waits until the
// server has noticed. It returns when that was and the last number that the child said stands.
func kill(t *testing.T, random *rand.Rand, watcher *Store, url, work string, within time.Duration) (when string, stands int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildThatIsKilled$", "-test.v")
	child.Env = append(os.Environ(), killedStore+"="+url+"&application_name=victim", killedWork+"="+work)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var said atomic.Int64
	ready, ended := make(chan struct{}), make(chan string, 1)
	go func() {
		lines, first, words := bufio.NewScanner(out), true, ""
		for lines.Scan() {
			number := 0
			if _, err := fmt.Sscanf(lines.Text(), "stands %d", &number); err != nil {
				words += lines.Text() + "\n"
				continue
			}
			said.Store(int64(number))
			if first {
				first = false
				close(ready)
			}
		}
		ended <- words
	}()
	select {
	case <-ready:
	case words := <-ended:
		_ = child.Wait() // how it ended stands in its words
		t.Fatalf("the child that was to %s ended before it was ready: %s", work, words)
	}
	wait := time.Duration(random.Int64N(int64(within)))
	time.Sleep(wait)
	_ = child.Process.Kill() // a migration may have ended by then
	words := <-ended
	_ = child.Wait() // it was killed, so it cannot have ended well
	when = fmt.Sprintf("%s killed after %v", work, wait)
	if strings.Contains(words, "FAIL") {
		t.Fatalf("%s: the child failed: %s", when, words)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var left int
		err := watcher.pool.QueryRow(context.Background(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'victim' AND datname = $1", databaseOf(url)).Scan(&left)
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return when, int(said.Load())
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: the server still holds %d connections of the dead", when, left)
		}
	}
}

func TestTenKillsLeaveOldOrNewContent(t *testing.T) { killMany(t, 4, 3, 3) }

func TestSoakAHundredKillsLeaveOldOrNewContent(t *testing.T) {
	if !*soak {
		t.Skip("takes minutes; run it with -args -soak")
	}
	killMany(t, 40, 30, 30)
}

func killMany(t *testing.T, loads, plans, migrations int) {
	seed := uint64(os.Getpid())
	t.Logf("%d kills while loading, %d while saving plans, %d while migrating; seed %d", loads, plans, migrations, seed)
	random := rand.New(rand.NewPCG(seed, 2))
	ctx := context.Background()
	watcher, url := openFresh(t)
	twin := openFile(t, "twin.gpkg") // what nobody killed has the same content
	newer, stood := 0, 0
	for range loads {
		when, stands := kill(t, random, watcher, url, "load", 400*time.Millisecond)
		got, err := round(ctx, watcher)
		if err != nil || got < stands || got > stands+1 {
			t.Fatalf("%s: round %d is stored, %v; %d was reported stored", when, got, err, stands)
		}
		if got > 0 {
			if _, err := twin.Load(ctx, stamped(got), data.ChangeNote{}); err != nil {
				t.Fatal(err)
			}
		}
		newer, stood = newer+got-stands, got
		wantLikeTwin(t, url, twin, when)
	}
	if stood == 0 { // the plans below name settlements
		for _, s := range []data.Store{watcher, twin} {
			if _, err := s.Load(ctx, stamped(1), data.ChangeNote{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	saved := 0
	for range plans {
		when, stands := kill(t, random, watcher, url, "plan", 150*time.Millisecond)
		heads, err := watcher.Plans(ctx, data.Query{})
		if err != nil || len(heads) < stands || len(heads) > stands+1 {
			t.Fatalf("%s: %d plans are stored, %v; %d were reported stored", when, len(heads), err, stands)
		}
		for newer += len(heads) - stands; saved < len(heads); {
			saved++
			if err := twin.SavePlan(ctx, stampedPlan(saved), data.ChangeNote{}); err != nil {
				t.Fatal(err)
			}
		}
		wantLikeTwin(t, url, twin, when)
	}
	outcome := map[int64]int{}
	for range migrations {
		outcome[killMigration(t, random, watcher)]++
	}
	t.Logf("%d loads and %d plans stand, %d of them stored but not yet reported when the program died; schema versions that the kills left: %v", stood, saved, newer, outcome)
}

// wantLikeTwin opens the store anew, has the doctor examine it and compares it with the twin.
func wantLikeTwin(t *testing.T, url string, twin *gpkg.Store, when string) {
	t.Helper()
	s, err := Open(context.Background(), url, Options{})
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer s.Close()
	wantWell(t, s, when)
	if got, want := digestOf(t, s), digestOf(t, twin); got != want {
		t.Fatalf("%s: the store holds a mixture: digest %s, without the kill %s", when, got, want)
	}
}

// oldSchema is the version before jobs.
const oldSchema = 2

// killMigration kills a program while it brings an early store with rows up to date, and returns the schema
// version that the kill left.
func killMigration(t *testing.T, random *rand.Rand, watcher *Store) int64 {
	t.Helper()
	ctx := context.Background()
	url := pgtest.Start(t)
	s := &Store{busyTimeout: time.Minute, turn: make(chan struct{}, 1), now: time.Now}
	if err := s.connect(ctx, url); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.pool.Exec(ctx, "CREATE SCHEMA cuntong"); err != nil {
		t.Fatal(err)
	}
	provider, done, err := s.newProvider()
	if err != nil {
		t.Fatal(err)
	}
	defer done() //nolint:errcheck // the connections are the pool's
	if _, err := provider.UpTo(ctx, oldSchema); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(ctx, "INSERT INTO cuntong.settlement (code, name, geom) SELECT lpad(i::text, 12, '0'), '旧', ST_SetSRID(ST_MakePoint(118, 37), 4326) FROM generate_series(1, 500) i"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(ctx, `INSERT INTO cuntong.change_log (seq, at, actor, kind, record, version, after)
		SELECT i, '2026-01-02T03:04:05.678Z', '张三', 'settlement', lpad(i::text, 12, '0'), 1, '{"Name": "旧"}' FROM generate_series(1, $1::int) i`, 4*linesPerPage+7); err != nil {
		t.Fatal(err)
	}
	when, _ := kill(t, random, watcher, url, "migrate", 150*time.Millisecond)
	left, err := readSchema(ctx, s.pool)
	if err != nil || left < oldSchema || left > schemaVersion {
		t.Fatalf("%s: schema version %d, %v", when, left, err)
	}
	mended, err := Open(ctx, url, Options{}) // goes on where the kill stopped
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer mended.Close()
	wantWell(t, mended, when)
	list, err := mended.Settlements(ctx, data.Query{})
	if err != nil || len(list) != 500 || list[499].Name != "旧" || list[499].Location == nil {
		t.Fatalf("%s: %d settlements, %v", when, len(list), err)
	}
	return left
}
