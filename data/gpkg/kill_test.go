package gpkg

import (
	"bufio"
	"context"
	"database/sql"
	flags "flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// soak runs the long tests too: go test -run Soak ./data/gpkg -args -soak.
var soak = flags.Bool("soak", false, "run the tests that take minutes")

// The environment of a child: the store that it works on until it is killed, and at what.
const (
	killedStore = "CUNTONG_TEST_KILLED_STORE"
	killedWork  = "CUNTONG_TEST_KILLED_WORK"
)

const (
	killedRows  = packFrom + 100 // so many that loads pack the R*Tree
	killedSites = 300
)

// stamped is the countryside with one name and one figure everywhere, so that a mixture shows.
func stamped(round int) data.Batch {
	b := countryside(killedRows)
	people := int64(round)
	for i := range b.Settlements {
		b.Settlements[i].Name, b.Settlements[i].Population = fmt.Sprint("第", round), &people
		place := *b.Settlements[i].Location
		place[0] += float64(round%50) / 100
		b.Settlements[i].Location = &place
	}
	return b
}

// stampedPlan bears its round everywhere.
func stampedPlan(round int) data.Plan {
	name := fmt.Sprintf("%012d", round)
	p := data.Plan{ID: name, Fingerprint: name, Reason: name, CreatedAt: time.Unix(int64(round), 0), Notes: []string{name}}
	for i := range killedSites {
		p.Opened = append(p.Opened, data.PlanSite{Site: countrysideCode, Name: name, Location: orb.Point{110 + float64(i)/100, 30}, NewlyCovered: int64(round)})
		p.Assignments = append(p.Assignments, data.Assignment{Settlement: name, Site: name, Meters: int64(round)})
	}
	return p
}

// countrysideCode is the first settlement of every countryside.
const countrysideCode = "110000100200"

// TestChildThatIsKilled is no test of its own: it is what the child of the other tests runs.
func TestChildThatIsKilled(t *testing.T) {
	path := os.Getenv(killedStore)
	if path == "" {
		t.Skip("only runs as the child of the tests that kill")
	}
	ctx := context.Background()
	if os.Getenv(killedWork) == "migrate" {
		fmt.Println("ready")
	}
	s, err := Open(ctx, path, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	switch os.Getenv(killedWork) {
	case "migrate":
		fmt.Println("migrated")
		return
	case "hold":
		err := s.write(ctx, "load into", func(tx *sql.Tx) error {
			if _, err := tx.Exec("UPDATE settlement SET name = 'held', version = version + 1"); err != nil {
				return err
			}
			time.Sleep(2 * holderNoteAfter)
			fmt.Println("ready")
			_, err := io.ReadAll(os.Stdin)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return
	case "plan":
		plans, err := s.Plans(ctx, data.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for round := len(plans) + 1; ; round++ {
			if err := s.SavePlan(ctx, stampedPlan(round), data.ChangeNote{}); err != nil {
				t.Fatal(err)
			}
			fmt.Println("ready", round)
		}
	}
	info, err := s.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for round := int(info.Revision) + 1; ; round++ { // never what is stored already
		if _, err := s.Load(ctx, stamped(round), data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("ready", round)
	}
}

// startChild runs this test binary as a child at some work and waits until it says that it is ready.
func startChild(t *testing.T, path, work string) (*exec.Cmd, io.WriteCloser) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildThatIsKilled$", "-test.v")
	child.Env = append(os.Environ(), killedStore+"="+path, killedWork+"="+work)
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "ready") {
			go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the child
			return child, in
		}
	}
	_ = child.Wait() // it ended by itself, which the next line reports
	t.Fatalf("the child that was to %s ended before it was ready", work)
	return nil, nil
}

// killAt starts a child and kills it after a random time.
func killAt(t *testing.T, random *rand.Rand, path, work string, within time.Duration) string {
	t.Helper()
	child, _ := startChild(t, path, work)
	wait := time.Duration(random.Int64N(int64(within)))
	time.Sleep(wait)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed, so it cannot have ended well
	return fmt.Sprintf("%s killed after %v", work, wait)
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
	folder := t.TempDir()
	path := filepath.Join(folder, "killed.gpkg")
	var last int64
	for range loads {
		last = checkAfterKill(t, path, killAt(t, random, path, "load", 400*time.Millisecond), last)
	}
	saved := 0
	for range plans {
		saved = checkPlansAfterKill(t, path, killAt(t, random, path, "plan", 150*time.Millisecond), saved)
	}
	outcome := map[int64]int{}
	for i := range migrations {
		old := filepath.Join(folder, fmt.Sprintf("old%d.gpkg", i))
		oldStore(t, old)
		when := killAt(t, random, old, "migrate", 40*time.Millisecond)
		outcome[checkMigrationAfterKill(t, old, when)]++
	}
	t.Logf("revision %d, %d plans; schema versions that the kills left: %v", last, saved, outcome)
}

// oldSchema is the version before titles: the first with all that rows need.
const oldSchema = 2

// oldStore makes a store as an early program left it, with rows.
func oldStore(t *testing.T, path string) {
	t.Helper()
	db, err := connectTo(path, []string{"_pragma=journal_mode(WAL)"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	provider, err := newProvider(db, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(context.Background(), oldSchema); err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO settlement (code, name, geom) SELECT printf('%012d', i), '旧', ? FROM n",
		encodePoint(orb.Point{118, 37}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO change_log (at, actor, kind, record, version, after)
		SELECT '2026-01-02T03:04:05.678Z', '张三', 'settlement', printf('%012d', i), 1, '{"Name":"旧"}' FROM n`, oldLines)
	if err != nil {
		t.Fatal(err)
	}
}

// oldLines are enough for some pages while they are chained.
const oldLines = 4*linesPerPage + 7

// checkMigrationAfterKill returns the schema version that the kill left.
func checkMigrationAfterKill(t *testing.T, path, when string) int64 {
	t.Helper()
	db, err := connectTo(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	left, err := readSchema(context.Background(), db)
	if err != nil || left < oldSchema || left > schemaVersion {
		t.Fatalf("%s: schema version %d, %v", when, left, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for check, finding := range examine(t, path) { // opening goes on where the kill stopped
		if !finding.OK {
			t.Fatalf("%s: %s: %s", when, check, finding.Detail)
		}
	}
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer s.Close()
	list, err := s.Settlements(context.Background(), data.Query{})
	if err != nil || len(list) != 500 || list[499].Name != "旧" || list[499].Location == nil {
		t.Fatalf("%s: %d settlements, %v", when, len(list), err)
	}
	return left
}

func checkPlansAfterKill(t *testing.T, path, when string, before int) int {
	t.Helper()
	ctx := context.Background()
	for check, finding := range examine(t, path) {
		if !finding.OK {
			t.Fatalf("%s: %s: %s", when, check, finding.Detail)
		}
	}
	s, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	heads, err := s.Plans(ctx, data.Query{})
	if err != nil || len(heads) <= before {
		t.Fatalf("%s: %d plans, %v; there were %d and one more was reported saved", when, len(heads), err, before)
	}
	for i, head := range heads {
		plan, err := s.Plan(ctx, head.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := stampedPlan(len(heads) - i)
		if plan.ID != want.ID || len(plan.Opened) != killedSites || len(plan.Assignments) != killedSites || plan.Opened[killedSites-1] != want.Opened[killedSites-1] {
			t.Fatalf("%s: plan %s came back with %d sites and %d assignments", when, plan.ID, len(plan.Opened), len(plan.Assignments))
		}
	}
	return len(heads)
}

func checkAfterKill(t *testing.T, path, when string, last int64) int64 {
	t.Helper()
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer s.Close()
	checkTree(t, s)
	var answer string
	if err := s.reads.QueryRow("PRAGMA integrity_check").Scan(&answer); err != nil || answer != "ok" {
		t.Fatalf("%s: integrity_check gives %q, %v", when, answer, err)
	}
	list, err := s.Settlements(context.Background(), data.Query{})
	if err != nil || len(list) != killedRows {
		t.Fatalf("%s: %d settlements, %v", when, len(list), err)
	}
	for _, row := range list {
		if row.Name != list[0].Name || *row.Population != *list[0].Population || row.Version != list[0].Version {
			t.Fatalf("%s: the store holds %s and %s", when, list[0].Name, row.Name)
		}
	}
	info, err := s.Info(context.Background())
	if err != nil || info.Revision <= last || info.Counts["changes"] < info.Revision || *info.Extent != *mustExtent(stamped(int(*list[0].Population))) {
		t.Fatalf("%s: info %+v, %v; revision was %d", when, info, err, last)
	}
	return info.Revision
}
