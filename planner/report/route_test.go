package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func smallDay() *RouteStudy {
	station, village := orb.Point{118.6747, 37.4346}, orb.Point{118.7, 37.45}
	return &RouteStudy{AreaName: "北宋镇", Date: "2026-11-26", Routes: []DayRoute{{Depot: "S", DepotName: "站", Vehicle: "V#1", Depart: 28_800, Home: 32_400, Trips: 1, Stops: 1, Down: 5, Km: 3,
		Calls: []RouteCall{{Kind: CallStart, Stop: "S", Name: "站", Place: station, Leave: 28_800}, {Kind: CallStop, Stop: "P", Name: `<b>村&"`, Place: village, Arrive: 30_000, Clock: "08:20", Down: 5,
			Line: orb.LineString{station, village}}, {Kind: CallEnd, Stop: "S", Name: "站", Place: station, Arrive: 32_400, Clock: "09:00", Line: orb.LineString{village, station}}}}},
		Unserved: []UnservedStop{{Stop: "Q", Reason: "site_gone", Why: RouteReason("site_gone")}}}
}

func TestRouteFilesReadBack(t *testing.T) {
	var gpx, geojson, rows, sheet bytes.Buffer
	day := smallDay()
	for _, err := range []error{WriteRoutesGPX(&gpx, day), WriteRoutesGeoJSON(&geojson, day), WriteRoutesCSV(&rows, day), WriteRouteSheet(&sheet, day)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var track struct {
		Points []struct {
			Lat float64 `xml:"lat,attr"`
		} `xml:"trk>trkseg>trkpt"`
	}
	if err := xml.Unmarshal(gpx.Bytes(), &track); err != nil || len(track.Points) != 4 || track.Points[0].Lat != 37.4346 {
		t.Errorf("gpx: %v %+v", err, track)
	}
	var collection struct {
		Features []struct {
			Properties map[string]any `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(geojson.Bytes(), &collection); err != nil || len(collection.Features) != 2 {
		t.Errorf("geojson: %v, %d features, expected a line and a stop (the unserved one has no position)", err, len(collection.Features))
	}
	if !strings.Contains(rows.String(), "V#1,1,P,") {
		t.Errorf("csv: %s", rows.String())
	}
	text := sheet.String()
	for _, want := range []string{"线路牌", "站 08:00 — ", "08:20", "<svg", "uri.amap.com/navigation?to=118.70", "已不在营业", "&lt;b&gt;村", `data-run="2026-11-26_V#1"`, `data-stop="P"`, "default-src 'none'", "已送达", "min-height:48px"} {
		if !strings.Contains(text, want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
	for _, not := range []string{"<b>村", "<script src", "<link", "<img", "ZgotmplZ", "fetch(", "XMLHttpRequest"} {
		if strings.Contains(text, not) {
			t.Errorf("the sheet holds %q", not)
		}
	}
	link, err := amapLink(RouteCall{Place: orb.Point{118.6747, 37.4346}})
	if err != nil || !strings.Contains(link, "to=118.680367,37.435278,") {
		t.Errorf("the link is not in GCJ-02: %s %v", link, err)
	}
}

// The served sheet's own style and script are exactly those that its policy lets run.
func TestASheetHoldsTheStyleAndScriptOfItsPolicyAndNoOther(t *testing.T) {
	var text strings.Builder
	if err := WriteRouteSheet(&text, RunDay(data.Run{ID: "2026-11-26_V#1", Date: "2026-11-26", Vehicle: "V#1", Courier: "<script>alert(1)</script>"}, data.Facility{ID: "D", Name: "</style>"})); err != nil {
		t.Fatal(err)
	}
	for tag := range strings.SplitSeq("style script", " ") {
		parts := strings.Split(text.String(), "<"+tag+">")
		if len(parts) != 2 {
			t.Fatalf("%d blocks of %s", len(parts)-1, tag)
		}
		inside, _, _ := strings.Cut(parts[1], "</"+tag+">")
		sum := sha256.Sum256([]byte(inside))
		if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(RouteSheetPolicy(), tag+"-src 'sha256-"+hash+"'") {
			t.Errorf("the policy %s lacks the %s %.80s", RouteSheetPolicy(), tag, inside)
		}
	}
	if strings.Contains(text.String(), " style=") || strings.Contains(text.String(), " onclick=") {
		t.Error("the sheet holds what its policy does not let run")
	}
}
