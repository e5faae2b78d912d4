package gpkg

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
)

// smallDisk names, in the environment of a child, the folder on which it mounts a disk of its own.
const smallDisk = "CUNTONG_TEST_SMALL_DISK"

func TestADiskThatFillsUpLosesNothing(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("NOT TESTED: a full disk needs root, to mount a small tmpfs in a namespace of its own")
	}
	program, err := exec.LookPath("unshare")
	if err != nil {
		t.Skip("NOT TESTED: a full disk needs the program unshare (package util-linux)")
	}
	folder := t.TempDir()
	if out, err := exec.Command(program, "-m", "mount", "-t", "tmpfs", "-o", "size=1m", "none", folder).CombinedOutput(); err != nil {
		t.Skipf("NOT TESTED: a full disk needs leave to mount (%v: %s)", err, strings.TrimSpace(string(out)))
	}
	child := exec.Command(program, "-m", "sh", "-c", `mount -t tmpfs -o size=12m none "$0" && exec "$@"`, folder, os.Args[0], "-test.run=^TestChildOnASmallDisk$", "-test.v")
	child.Env = append(os.Environ(), smallDisk+"="+folder)
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("%v:\n%s", err, out)
	}
}

// TestChildOnASmallDisk is what the child of the test above runs.
func TestChildOnASmallDisk(t *testing.T) {
	folder := os.Getenv(smallDisk)
	if folder == "" {
		t.Skip("only runs as the child of TestADiskThatFillsUpLosesNothing")
	}
	ctx := context.Background()
	path := filepath.Join(folder, "county.gpkg")
	open := func() *Store {
		t.Helper()
		s, err := Open(ctx, path, Options{Create: true})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	if _, err := s.Load(ctx, stamped(1), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	if err := s.SavePlan(ctx, stampedPlan(1), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(folder, "ballast")
	fill := func() {
		file, err := os.Create(ballast)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		block := make([]byte, 64<<10)
		for {
			if _, err := file.Write(block); err != nil {
				break // full, as wanted
			}
		}
		if info, err := file.Stat(); err == nil && info.Size() > 2*int64(len(block)) {
			_ = file.Truncate(info.Size() - int64(len(block))) // a little room, so that it fails in the middle
		}
	}
	unchanged := func(when string) {
		t.Helper()
		list, err := s.Settlements(ctx, data.Query{})
		if err != nil || len(list) != killedRows || list[0].Name != "第1" || list[killedRows-1].Name != "第1" {
			t.Fatalf("%s: %d settlements, %v", when, len(list), err)
		}
		if plans, err := s.Plans(ctx, data.Query{}); err != nil || len(plans) != 1 {
			t.Fatalf("%s: %d plans, %v", when, len(plans), err)
		}
	}
	clear := func(what string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "full") || !strings.Contains(err.Error(), "nothing was changed") || !strings.Contains(err.Error(), "county.gpkg") {
			t.Errorf("%s on a full disk: %v", what, err)
		}
	}
	fill()
	_, err := s.Load(ctx, stamped(2), data.ChangeNote{})
	clear("load", err)
	unchanged("after the load")
	big := stampedPlan(2)
	for range 8 {
		big.Assignments = append(big.Assignments, big.Assignments...)
	}
	clear("plan save", s.SavePlan(ctx, big, data.ChangeNote{}))
	unchanged("after the plan")
	clear("backup", s.Backup(ctx, filepath.Join(folder, "copy.gpkg")))
	if err := s.Close(); err != nil {
		t.Errorf("closing on a full disk: %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s = open()
	unchanged("after space was freed")
	if _, err := s.Load(ctx, stamped(3), data.ChangeNote{}); err != nil {
		t.Fatalf("load after space was freed: %v", err)
	}
	if err := s.SavePlan(ctx, stampedPlan(2), data.ChangeNote{}); err != nil {
		t.Fatalf("plan save after space was freed: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for check, finding := range examine(t, path) {
		if !finding.OK {
			t.Errorf("%s: %s", check, finding.Detail)
		}
	}
}
