package ingest

import (
	"fmt"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// withoutOutlines is knownVillages for a store that has no borders.
func withoutOutlines(t *testing.T) Known {
	known := knownVillages(t)
	for i := range known.Areas {
		known.Areas[i].Outline = nil
	}
	return known
}

// sixVillages is a list of a town whose last village has the position given.
func sixVillages(last string) string {
	text := "村代码,村名,乡镇,经度,纬度\n"
	for i := range 5 {
		text += fmt.Sprintf("37052210121%d,村%d,北宋镇,118.1%d1,37.4%d1\n", i, i, i, i)
	}
	return text + "370522101219,海村,北宋镇," + last + "\n"
}

func TestAPlaceFarFromItsTownIsRefusedWithoutAnyOutline(t *testing.T) {
	r := readText(t, Options{Datum: geo.WGS84, Known: withoutOutlines(t)}, sixVillages("121.111,37.411"))
	if len(r.Refused) != 1 || r.Refused[0].Line != 7 || !strings.Contains(r.Refused[0].Expected, "km from their middle") || len(r.Batch.Settlements) != 5 {
		t.Fatalf("a village 260 km away in the sea: refused %v", r.Refused)
	}
	checkReferences(t, r, withoutOutlines(t))
	r = readText(t, Options{Datum: geo.WGS84, Known: withoutOutlines(t)}, sixVillages("118.911,37.411"))
	if len(r.Refused) != 0 || !says(r.Notices, "海村") {
		t.Errorf("a village 65 km away is noticed, not refused: %v, %v", r.Refused, r.Notices)
	}
	r = readText(t, Options{Datum: geo.WGS84, Known: withoutOutlines(t)}, sixVillages("118.311,37.411"))
	if len(r.Refused) != 0 || says(r.Notices, "海村") {
		t.Errorf("a village 13 km away is well: %v, %v", r.Refused, r.Notices)
	}
}

func TestAFacilityFarFromTheVillagesOnRecordIsRefused(t *testing.T) {
	known := withoutOutlines(t)
	villages := readText(t, Options{Datum: geo.WGS84, Known: known}, sixVillages("118.151,37.451"))
	known.Settlements = append(known.Settlements, villages.Batch.Settlements...)
	r := readText(t, Options{Datum: geo.WGS84, Known: known}, "网点名称,乡镇,经度,纬度\n近站,北宋镇,118.12,37.42\n远站,北宋镇,122.12,37.42\n")
	if len(r.Refused) != 1 || r.Refused[0].Line != 3 || len(r.Batch.Facilities) != 1 {
		t.Errorf("refused %v", r.Refused)
	}
}

func TestAnOutlineThatArrivesLaterIsHeldAgainstWhatIsOnRecord(t *testing.T) {
	known := withoutOutlines(t)
	stray := known.Settlements[0]
	stray.Code, stray.Name, stray.Location = "370522101299", "远村", &orb.Point{119.5, 37.4}
	known.Settlements = append(known.Settlements, stray)
	known.Facilities = []data.Facility{{ID: "f9", Name: "远站", Town: stray.Town, Location: &orb.Point{119.5, 37.4}}}
	r := mustRead(t, Options{Known: known}, "testdata/good-counties.geojson")
	if len(r.Refused) != 0 || !says(r.Notices, "库中 2 个居民点或网点在利津县边界外 5 公里以上，例如 远村、远站") {
		t.Errorf("refused %v, notices %v", r.Refused, r.Notices)
	}
}
