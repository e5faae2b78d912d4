package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuntong/planner/importing"
)

func TestNothingOfStagedImportsStaysAmongTemporaryFiles(t *testing.T) {
	temp, now := t.TempDir(), time.Now()
	old, fresh := filepath.Join(temp, stagingPrefix+"1"), filepath.Join(temp, stagingPrefix+"2")
	for _, folder := range []string{old, fresh} {
		if err := os.MkdirAll(filepath.Join(folder, "import-x"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	long := now.Add(-importing.KeptFor - time.Minute)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	path, done := staging("", temp, now)
	if about, err := os.Stat(path); err != nil || about.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v: others may read it", about, err)
	}
	done()
	if left, err := filepath.Glob(filepath.Join(temp, "*")); err != nil || len(left) != 1 || left[0] != fresh {
		t.Errorf("left: %v, %v", left, err)
	}
	if path, _ := staging(fresh, temp, now); path != fresh {
		t.Error(path)
	}
	if path, done := staging("", filepath.Join(temp, "none"), now); path != "" {
		t.Errorf("%s where nothing can be made", path)
	} else {
		done()
	}
}
