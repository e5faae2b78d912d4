package study

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"cuntong/data"
)

func TestTheFilesOfALoadAreKnownByTheirDigests(t *testing.T) {
	folder := t.TempDir()
	inside := filepath.Join(folder, "gtfs")
	if err := os.MkdirAll(filepath.Join(inside, "deeper"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"村.csv": "abc", "gtfs/stops.txt": ""} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := sourceFiles([]string{filepath.Join(folder, "村.csv"), inside})
	want := []data.SourceFile{{Name: "村.csv", Bytes: 3, SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{Name: "gtfs/stops.txt", SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if _, err := sourceFiles([]string{filepath.Join(folder, "none")}); err == nil {
		t.Error("a missing file has a digest")
	}
}
