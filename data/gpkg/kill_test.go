package gpkg

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"cuntong/data"
)

// killedStore names, in the environment of a child, the store that it is to load into until it is killed.
const killedStore = "CUNTONG_TEST_KILLED_STORE"

const killedRows = 4000

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

// TestChildThatIsKilled is no test of its own: it is what the child of the next test runs.
func TestChildThatIsKilled(t *testing.T) {
	path := os.Getenv(killedStore)
	if path == "" {
		t.Skip("only runs as the child of TestAKilledLoadLeavesOldOrNewContent")
	}
	s, err := Open(context.Background(), path, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	info, err := s.Info(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for round := int(info.Revision) + 1; ; round++ { // never what is stored already
		if _, err := s.Load(context.Background(), stamped(round), data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("loaded", round)
	}
}

func TestAKilledLoadLeavesOldOrNewContent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "killed.gpkg")
	random := rand.New(rand.NewPCG(uint64(os.Getpid()), 2))
	var last int64
	for kill := range 6 {
		child := exec.Command(os.Args[0], "-test.run=^TestChildThatIsKilled$", "-test.v")
		child.Env = append(os.Environ(), killedStore+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var round int
			if _, err := fmt.Sscanf(lines.Text(), "loaded %d", &round); err == nil {
				break
			}
		}
		wait := time.Duration(random.IntN(250)) * time.Millisecond
		time.Sleep(wait)
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed, so it cannot have ended well
		last = checkAfterKill(t, path, fmt.Sprintf("kill %d after %v", kill, wait), last)
	}
}

func checkAfterKill(t *testing.T, path, when string, last int64) int64 {
	t.Helper()
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer s.Close()
	for _, question := range []string{"PRAGMA integrity_check", "SELECT rtreecheck('rtree_settlement_geom')"} {
		var answer string
		if err := s.reads.QueryRow(question).Scan(&answer); err != nil || answer != "ok" {
			t.Fatalf("%s: %s gives %q, %v", when, question, answer, err)
		}
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
