package gpkg

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

func TestOfTwoProgramsReadersGoOnAndTheSecondWriterWaitsAndLearnsWho(t *testing.T) {
	ctx := context.Background()
	path := closedStore(t, t.TempDir(), "shared.gpkg")
	child, in := startChild(t, path, "hold")
	impatient, err := Open(ctx, path, Options{BusyTimeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatalf("opening while another program writes: %v", err)
	}
	defer impatient.Close()
	_, err = impatient.Load(ctx, stamped(7), data.ChangeNote{})
	for _, word := range []string{fmt.Sprintf("process %d", child.Process.Pid), "load into", "try again"} {
		if !errors.Is(err, data.ErrBusy) || !strings.Contains(err.Error(), word) {
			t.Errorf("got %v, want ErrBusy that says %q", err, word)
		}
	}
	if list, err := impatient.Settlements(ctx, data.Query{}); err != nil || len(list) != killedRows || list[0].Name != "第1" {
		t.Errorf("a reader was held up: %d rows, %v", len(list), err)
	}
	copied := filepath.Join(filepath.Dir(path), "copy.gpkg")
	if err := impatient.Backup(ctx, copied); err != nil {
		t.Errorf("a backup was held up: %v", err)
	}
	patient, err := Open(ctx, path, Options{BusyTimeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer patient.Close()
	loaded := make(chan error, 1)
	go func() {
		_, err := patient.Load(ctx, stamped(8), data.ChangeNote{})
		loaded <- err
	}()
	select {
	case err := <-loaded:
		t.Fatalf("the second writer did not wait: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	if err := in.Close(); err != nil { // the first lets go
		t.Fatal(err)
	}
	if err := <-loaded; err != nil {
		t.Fatalf("the second writer that waited: %v", err)
	}
	if err := child.Wait(); err != nil {
		t.Fatalf("the first writer: %v", err)
	}
	list, err := impatient.Settlements(ctx, data.Query{Limit: 1})
	if err != nil || len(list) != 1 || list[0].Name != "第8" || list[0].Version != 3 {
		t.Errorf("after both: %+v, %v; want name 第8 in version 3", list, err)
	}
}
