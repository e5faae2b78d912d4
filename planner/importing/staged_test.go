package importing

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

func TestStagedFilesComeAndGo(t *testing.T) {
	d, _ := openDesk(t)
	for _, name := range []string{"", ".csv", "x.exe", "旧.xls", "a\x00.csv", "roads.osm.pbf", "import.json"} {
		if _, err := d.Begin(t.Context(), planner, name, strings.NewReader("x")); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	s, err := d.Begin(t.Context(), planner, `..\..\etc/x.csv`, strings.NewReader("统计用区划代码,村名\n"))
	if err != nil || s.Files[0].Name != "x.csv" {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := d.Add(t.Context(), s.ID, "X.csv", strings.NewReader("y")); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("the same name: %v", err)
	}
	if _, err := d.Add(t.Context(), s.ID, "big.csv", &endless{left: MostBytes + 10}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("too large: %v", err)
	}
	if err := fs.WalkDir(os.DirFS(d.folder), ".", func(path string, e fs.DirEntry, err error) error {
		if strings.Contains(path, "part-") || strings.Contains(path, "big") {
			t.Errorf("left behind: %s", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "../x", "none", "A"} {
		if _, err := d.Look(t.Context(), id, ""); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if list, err := d.Waiting(); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
	d.Study.Now = func() time.Time { return noon().Add(KeptFor + time.Second) }
	if list, err := d.Waiting(); err != nil || len(list) != 0 {
		t.Errorf("after a day: %v, %v", list, err)
	}
	if left, _ := filepath.Glob(filepath.Join(d.folder, "*")); len(left) != 0 {
		t.Errorf("after a day on disk: %v", left)
	}
}

type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, errors.New("end")
	}
	n := min(len(p), e.left)
	e.left -= n
	return n, nil
}

func FuzzWhateverIsStagedIsLookedAtWithoutHarm(f *testing.F) {
	f.Add("村.csv", villageHeader+"370522101201,村A,999,118.2,37.5\n")
	f.Add("x.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"名称":"a"},"geometry":{"type":"Point","coordinates":[118,37]}}]}`)
	f.Add("x.xlsx", "PK\x03\x04")
	f.Fuzz(func(t *testing.T, name, text string) {
		d, store := openDesk(t)
		before := digest(t, store)
		s, err := d.Begin(t.Context(), planner, name, strings.NewReader(text))
		if err == nil {
			_, err = d.Look(t.Context(), s.ID, "")
		}
		if err != nil && !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
		if digest(t, store) != before {
			t.Error("looking changed the store")
		}
	})
}
