package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"
)

// twoFiles writes a list of villages and one of facilities.
func twoFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for name, text := range map[string]string{
		"村庄.csv": "村代码,村名,乡镇,人口\n370522101211,甲村,北宋镇,10\n370522101212,乙村,北宋镇,20\n",
		"网点.csv": "编号,网点名称,所在,投入\nW1,甲站,x,30000\n",
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func TestWhereSkipsFilesWithoutTheColumnAndRefusesWhatMatchesNothing(t *testing.T) {
	o := Options{Datum: geo.WGS84, Known: knownVillages(t), Where: []Condition{{"乡镇", "北宋镇"}}}
	r := mustRead(t, o, twoFiles(t)...)
	if len(r.Batch.Settlements) != 2 || len(r.Batch.Facilities) != 0 || !says(r.Notices, "网点.csv 没有 --where 所要的列“乡镇”，整个文件跳过") {
		t.Errorf("got %+v, notices %v", r.Batch, r.Notices)
	}
	for want, where := range map[string]Condition{
		`相近的值有 北宋镇`:              {"乡镇", "北送镇"},
		`--where 所写的列“岛”不在任何文件中`: {"岛", "x"},
	} {
		o.Where = []Condition{where}
		if _, err := Read(context.Background(), twoFiles(t), o); err == nil || !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", where, err, want)
		}
	}
}

func TestMapTakesTheNamesOfRecordsAndRefusesFieldsOfNoUse(t *testing.T) {
	o := Options{Known: knownVillages(t), Map: map[string]string{"投入": "opening_cost_yuan"}}
	r := mustRead(t, o, twoFiles(t)...)
	if f := r.Batch.Facilities; len(f) != 1 || f[0].OpeningCostYuan == nil || *f[0].OpeningCostYuan != 30_000 {
		t.Errorf("got %+v", f)
	}
	o.Map = map[string]string{"投入": "speed_kmh"}
	_, err := Read(context.Background(), twoFiles(t), o)
	if err == nil || !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), "网点.csv 按网点读取") || !strings.Contains(err.Error(), "invest") {
		t.Errorf("got %v, want an error that names the fields of facilities", err)
	}
}
