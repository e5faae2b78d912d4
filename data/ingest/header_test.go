package ingest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readText reads a CSV given as text.
func readText(t *testing.T, o Options, text string) *Result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "text.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return mustRead(t, o, file)
}

func says(notices []Notice, what string) bool {
	for _, notice := range notices {
		if strings.Contains(notice.EN, what) || strings.Contains(notice.ZH, what) {
			return true
		}
	}
	return false
}

func TestHeadersAreRecognisedButNotByForce(t *testing.T) {
	d, err := newDictionary()
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]field{
		"经度": "lon", " 经 度 ": "lon", "经度（°）": "lon", "X坐标(经度)": "lon", "X坐标": "x", "坐标（经度,纬度）": "coord", "LNG": "lon", "Longitude": "lon",
		"县（市、区）": "county", "村（居）委会": "village", "统计用区划代码": "stat_code", "code12": "stat_code", "code": "code", "网点名称": "name", "快递网点名称": "name",
		"2020年常住人口": "population_resident", "人口数量": "population", "人口（人）": "population", "投资（万元）": "invest", "所属乡镇": "town", "town_name": "town", "TOWN_CODE": "town_code",
		"乡镇名": "town", "快递品牌*": "brands", "坐标系": "crs", "日均件量(票)": "volume_in",
		// and not:
		"贫困人口": "", "人口密度": "", "乡镇服务站数量": "", "上级站点名称": "parent", "备用": "", "是否有村医": "", "": "", "省外务工": "",
	} {
		m, _ := d.recognise(header)
		if m.field != want {
			t.Errorf("recognise(%q) = %q, want %q", header, m.field, want)
		}
	}
}

func TestMapGoesBeforeRecognition(t *testing.T) {
	text := "编码,村名,人口,常住\n370522101201,甲村,10,20\n"
	r := readText(t, Options{Map: map[string]string{"常住": "population", "编码": "stat_code"}}, text)
	if *r.Batch.Settlements[0].Population != 20 || r.Files[0].Columns["常住"] != "population" {
		t.Errorf("population %d, columns %v", *r.Batch.Settlements[0].Population, r.Files[0].Columns)
	}
	r = readText(t, Options{Map: map[string]string{"人口": "ignore"}}, text)
	if r.Batch.Settlements[0].Population != nil || len(r.Files[0].IgnoredColumns) != 2 {
		t.Errorf("an ignored column was read: %+v, %v", r.Batch.Settlements[0], r.Files[0].IgnoredColumns)
	}
}

func TestWhatAFileIs(t *testing.T) {
	for header, want := range map[string]string{
		"代码,名称,级别": kindPlace, "村代码,村名,人口": kindPlace, "网点名称,经度,纬度": kindFacility, "名称,级别,运营主体": kindFacility,
		"行政村,服务方式,投递频次,运营主体": kindService, "名称,行政村,投递频次,快递品牌": kindFacility, "车型,载重量（kg）,台数": kindVehicle,
	} {
		in, err := newIntake(context.Background(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := in.newSheet("x.csv", "UTF-8")
		if err := s.start(strings.Split(header, ",")); err != nil || s.report.Kind != want {
			t.Errorf("%s is %s (%v), want %s", header, s.report.Kind, err, want)
		}
	}
}
