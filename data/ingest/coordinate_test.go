package ingest

import (
	"errors"
	"math"
	"testing"

	"cuntong/geo"
)

func TestAnglesInEveryFormOfTheTrade(t *testing.T) {
	const seconds = 118 + 15.0/60 + 10.0/3600
	for text, want := range map[string]float64{
		"118.2528": 118.2528, "118°15′10″": seconds, "118度15分10秒": seconds, "118.15.10": seconds, "东经118.25": 118.25, "118.25E": 118.25,
		"１１８．２５": 118.25, "118°15'10\"": seconds, " 118° 15′ 10″ ": seconds, "118°15.5′": 118 + 15.5/60, "东经118度15分": 118.25, "118°": 118, "西经43.5": -43.5, "-43.5": -43.5,
	} {
		if got, err := parseAngle(text, longitude); err != nil || math.Abs(got-want) > 1e-12 {
			t.Errorf("parseAngle(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "NaN", "inf", "0x10", "1e3", "118,25", "118°75′", "118°15′70″", "abc", "--1", "118°15′10″20"} {
		if got, err := parseAngle(text, longitude); err == nil {
			t.Errorf("parseAngle(%q) = %v, want an error", text, got)
		}
	}
	if _, err := parseAngle("北纬37.5", longitude); !errors.Is(err, errSwapped) {
		t.Errorf("a latitude in the column of longitudes gave %v", err)
	}
}

func TestPairsInOneCell(t *testing.T) {
	for _, text := range []string{"118.25,37.49", "118.25，37.49", "东经118.25 北纬37.49", "北纬37.49 东经118.25", "东经118.25北纬37.49", "(118.25, 37.49)",
		"118.25 37.49", "１１８．２５，３７．４９", "118.25E,37.49N", "37.49N 118.25E", "118°15′,37°29′24″", "118.25;37.49"} {
		lon, lat, ok := splitPair(text)
		if !ok {
			t.Errorf("splitPair(%q) found no pair", text)
			continue
		}
		if p, err := parsePoint(lon, lat); err != nil || math.Abs(p.Lon()-118.25) > 1e-9 || math.Abs(p.Lat()-37.49) > 1e-9 {
			t.Errorf("%q gave %v, %v", text, p, err)
		}
	}
	if _, err := parsePoint("37.49", "118.25"); !errors.Is(err, errSwapped) {
		t.Errorf("swapped axes gave %v", err)
	}
	if _, err := parsePoint("43.25", "-11.7"); err != nil {
		t.Errorf("a place outside China gave %v", err)
	}
}

func TestDatumsAsTablesNameThem(t *testing.T) {
	for text, want := range map[string]geo.Datum{"GCJ-02（高德）": geo.GCJ02, "百度坐标系": geo.BD09, "国家大地2000": geo.CGCS2000, "CGCS2000坐标系": geo.CGCS2000,
		"WGS84坐标": geo.WGS84, "urn:ogc:def:crs:OGC:1.3:CRS84": geo.WGS84, "urn:ogc:def:crs:EPSG::4490": geo.CGCS2000} {
		if got, err := parseDatum(text); err != nil || got != want {
			t.Errorf("parseDatum(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"北京54", "西安80", "urn:ogc:def:crs:EPSG::4527", "高德或百度", ""} {
		if got, err := parseDatum(text); err == nil {
			t.Errorf("parseDatum(%q) = %v, want an error", text, got)
		}
	}
}

func TestZeroZeroIsNoPositionAndCoarsePositionsAreNoted(t *testing.T) {
	r := readText(t, Options{Datum: geo.WGS84}, "村代码,村名,经度,纬度\n370522101201,甲村,0,0\n370522101202,乙村,118.15,37.4\n")
	if r.Batch.Settlements[0].Location != nil || r.Batch.Settlements[1].Location == nil || r.Files[0].Unlocated != 1 {
		t.Errorf("settlements %+v", r.Batch.Settlements)
	}
	for _, want := range []string{"1 rows give the coordinates 0, 0", "1 rows give coordinates to two decimals"} {
		if !says(r.Notices, want) {
			t.Errorf("no notice says %q: %v", want, r.Notices)
		}
	}
}

func TestCodesThatSpreadsheetsTouched(t *testing.T) {
	for text, want := range map[string]string{"370522101201": "370522101201", "'370522101201": "370522101201", "370522101201.0": "370522101201",
		"3.70522101201E+11": "370522101201", "３７０５２２１０１２０１": "370522101201"} {
		if got, expected := settlementCode(text); got != want || !expected.none() {
			t.Errorf("settlementCode(%q) = %q, %q; want %q", text, got, expected, want)
		}
	}
	for _, text := range []string{"3.70522E+11", "3.7052210120E+11", "3705221012", "37052210120x", "370522101000", "3.70522101201E+10"} {
		if got, expected := settlementCode(text); expected.none() {
			t.Errorf("settlementCode(%q) = %q, want it refused", text, got)
		}
	}
}

func TestNamesOfOneVillageHaveOneCore(t *testing.T) {
	for core, names := range map[string][]string{"新": {"新村", "新村委会", "新村村民委员会", "新社区居委会"}, "东营": {"东营社区居民委员会", "东营村", "东营"}, "村": {"村", "村村委会"}} {
		for _, name := range names {
			if got := coreName(name); got != core {
				t.Errorf("coreName(%q) = %q, want %q", name, got, core)
			}
		}
	}
	if got := coreTown("北宋镇"); got != "北宋" {
		t.Errorf("coreTown(北宋镇) = %q", got)
	}
}

func TestOperatorsByTheirManyNames(t *testing.T) {
	for text, want := range map[string]string{"中国邮政集团": "postal", "邮政速递": "postal", "邮快合作": "postal express", "中通、极兔": "express", "供销合作社": "coop", "农村淘宝": "ecommerce",
		"县邮政分公司/圆通/供销": "postal express coop", "个体": "", "La Poste": "postal"} {
		got := ""
		for _, o := range operatorsOf(text) {
			if got != "" {
				got += " "
			}
			got += string(o)
		}
		if got != want {
			t.Errorf("operatorsOf(%q) = %q, want %q", text, got, want)
		}
	}
}
