package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"
)

const ruralFile = "testdata/roads-rural.geojson"

// stretchesOf returns the traits of a road by its name, and how many stretches it was cut into.
func stretchesOf(n *network.Network, name string) (t network.Traits, count int) {
	for s := range int32(n.Stretches()) {
		if n.Name(s) == name && n.Length(s) > 0 {
			t, count = n.Traits(s), count+1
		}
	}
	return t, count
}

func TestTheRuralRoadDatabaseIsRead(t *testing.T) {
	n, report, err := Roads(context.Background(), ruralFile, RoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Format != "geojson" || report.Datum != geo.CGCS2000 || report.Ways != 9 || report.Refused != 5 || report.Columns["LXBM"] != roadCode || len(report.Notices) != 0 {
		t.Errorf("report %+v", report)
	}
	for i, says := range []string{`feature 9: 路线编码 LXBM "Q003"`, `feature 10: LMKD "三米半"`, "feature 11: latitude 118.5 is outside -90..90: 37.5, 118.5 look like latitude first", "feature 12: expected a geometry of type LineString", "feature 13: it has no geometry"} {
		if !strings.HasPrefix(report.Reasons[i], says) {
			t.Errorf("refusal %d: %q, want %q", i, report.Reasons[i], says)
		}
	}
	for _, c := range []struct {
		name  string
		count int
		want  network.Traits
	}{
		{"东深线", 1, network.Traits{Class: network.National, Surface: network.Paved, MaxSpeedKmh: 80, WidthMeters: 9}},
		{"利北路", 2, network.Traits{Class: network.County, Surface: network.Paved, MaxSpeedKmh: 40, WidthMeters: 6}}, // a lane begins at its middle point
		{"盐窝乡道", 1, network.Traits{Class: network.Township, Surface: network.Simple, MaxSpeedKmh: 30, WidthMeters: 4, NoPassingBay: true}},
		{"村道一", 2, network.Traits{Class: network.Village, Surface: network.Unpaved, MaxSpeedKmh: 15, WidthMeters: 3.5, NoPassingBay: true, DeadEnd: true, WidthLimitMeters: 2.2}},
		{"油田专用路", 1, network.Traits{Class: network.Special, Surface: network.Paved, MaxSpeedKmh: 30, WidthMeters: 5, Direction: network.Along}},
		{"跨线桥", 1, network.Traits{Class: network.Village, Surface: network.Paved, MaxSpeedKmh: 30}}, // crosses the national road without a shared point
		{"北岭渡口", 1, network.Traits{Class: network.FerryLine, WaitingSeconds: 900, CrossingSeconds: 600, WeightLimitTonnes: 3, Closures: "12-01/03-15"}},
		{"小渡口", 1, network.Traits{Class: network.FerryLine, Barred: network.BarCar | network.BarTruck}},
	} {
		if got, count := stretchesOf(n, c.name); got != c.want || count != c.count {
			t.Errorf("%s: %d stretches of %+v, want %d of %+v", c.name, count, got, c.count, c.want)
		}
	}
}

func TestNearMissesOfLinesAreToldAndNotJoined(t *testing.T) {
	n, _, err := Roads(context.Background(), ruralFile, RoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	profile, err := network.PresetProfile("plain-car")
	if err != nil {
		t.Fatal(err)
	}
	costs, err := n.Cost(profile, network.Day{})
	if err != nil {
		t.Fatal(err)
	}
	health := network.Examine(costs, network.NewLinker(n), 3)
	if len(health.NearMisses) != 1 || health.NearMisses[0].Distance > 0.02 || health.MarkedEnds != 2 {
		t.Errorf("near misses %v, marked ends %d; want the special road that ends a centimetre from the national one, and 2", health.NearMisses, health.MarkedEnds)
	}
	if len(health.Islands) != 3 { // the bridge over the national road and the special road beside it stand alone
		t.Errorf("islands %+v, want 3", health.Islands)
	}
}

func linesFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "roads.geojson")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// oneLine is a file with one line of the given properties and coordinates.
func oneLine(properties, coordinates string) string {
	return fmt.Sprintf(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{%s},"geometry":{"type":"LineString","coordinates":[%s]}}]}`, properties, coordinates)
}

func TestLinesOfOtherSourcesAreRead(t *testing.T) {
	const here = "[118.50,37.50],[118.51,37.50]"
	for name, c := range map[string]struct {
		properties string
		options    RoadOptions
		want       network.Traits
	}{
		"an OpenStreetMap export":  {`"highway":"tertiary","maxspeed":"RU:rural","oneway":"yes","surface":"gravel","name":"x"`, RoadOptions{}, network.Traits{Class: network.Township, Direction: network.Along, Surface: network.Simple}},
		"Geofabrik's columns":      {`"fclass":"residential","maxspeed":30,"oneway":"T"`, RoadOptions{}, network.Traits{Class: network.Street, Direction: network.Against, MaxSpeedKmh: 30}},
		"a ferry of an export":     {`"highway":null,"route":"ferry","duration":"00:20"`, RoadOptions{}, network.Traits{Class: network.FerryLine, CrossingSeconds: 1200}},
		"classes in words":         {`"行政等级":"乡道","技术等级":"四级公路","路面类型":"水泥混凝土","限速":"30km/h"`, RoadOptions{}, network.Traits{Class: network.Township, Surface: network.Paved, MaxSpeedKmh: 30}},
		"a column by --map":        {`"KIND":"村道","W":"3.5 m"`, RoadOptions{Map: map[string]string{"kind": "road_class", "W": "road_width_m"}}, network.Traits{Class: network.Village, WidthMeters: 3.5}},
		"technical class in words": {`"路线编码":"c001","技术等级":"等外公路","面层类型":"砂石"`, RoadOptions{}, network.Traits{Class: network.Village, Surface: network.Unpaved, MaxSpeedKmh: 15}},
	} {
		t.Run(name, func(t *testing.T) {
			n, report, err := Roads(context.Background(), linesFile(t, oneLine(c.properties, here)), c.options)
			if err != nil || report.Refused != 0 {
				t.Fatalf("%v, refused %v", err, report.Reasons)
			}
			if got := n.Traits(0); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if len(report.Notices) != 1 || report.Datum != geo.WGS84 {
				t.Errorf("nobody stated a datum, and the load says %v", report.Notices)
			}
		})
	}
}

func TestLinesAreBroughtToWGS84(t *testing.T) {
	want, err := geo.GCJ02.ToWGS84([2]float64{118.5, 37.5})
	if err != nil {
		t.Fatal(err)
	}
	file := linesFile(t, oneLine(`"highway":"tertiary"`, "[118.50,37.50],[118.51,37.50]"))
	n, report, err := Roads(context.Background(), file, RoadOptions{Datum: geo.GCJ02})
	if err != nil || report.Datum != geo.GCJ02 || geo.Distance(n.Point(0), want) > 0.02 {
		t.Errorf("got %v, want %v (%s, %v)", n.Point(0), want, report.Datum, err)
	}
}

func TestWrongFilesOfLinesAreRefusedInOneSentence(t *testing.T) {
	whole, err := os.ReadFile(ruralFile)
	if err != nil {
		t.Fatal(err)
	}
	const here = "[118.50,37.50],[118.51,37.50]"
	for name, c := range map[string]struct {
		text    string
		options RoadOptions
		says    string
	}{
		"empty":           {"", RoadOptions{}, "empty"},
		"torn":            {string(whole[:len(whole)/2]), RoadOptions{}, "breaks off"},
		"no JSON":         {"LXBM,LXMC\n", RoadOptions{}, "begin with {"},
		"no class":        {oneLine(`"W":3`, here), RoadOptions{}, "--map"},
		"no such field":   {oneLine(`"W":3`, here), RoadOptions{Map: map[string]string{"W": "population"}}, "roads have no field"},
		"no such column":  {oneLine(`"highway":"primary"`, here), RoadOptions{Map: map[string]string{"W": "road_width_m"}}, "does not have"},
		"metres":          {oneLine(`"highway":"primary"`, "[39610794.9,4151751.7],[39610894.9,4151751.7]"), RoadOptions{}, "EPSG:4490"},
		"latitude first":  {oneLine(`"highway":"primary"`, "[37.5,118.5],[37.5,118.6]"), RoadOptions{}, "latitude first"},
		"nowhere":         {oneLine(`"highway":"primary"`, "[0,0],[0,0]"), RoadOptions{}, "not filled in"},
		"one point":       {oneLine(`"highway":"primary"`, "[118.5,37.5],[118.5,37.5]"), RoadOptions{}, "two different points"},
		"huge numbers":    {oneLine(`"highway":"primary"`, "[1e308,37.5],[118.5,37.5]"), RoadOptions{}, "outside"},
		"other system":    {strings.Replace(string(whole), "EPSG::4490", "EPSG::2415", 1), RoadOptions{}, "states the coordinate system"},
		"unknown datum":   {string(whole), RoadOptions{Datum: "mars"}, "mars"},
		"bad closure":     {oneLine(`"class":"村道","closures":"winter"`, here), RoadOptions{}, "winter"},
		"no features":     {`{"type":"FeatureCollection","features":[]}`, RoadOptions{Map: nil}, "no column"},
		"nested for ever": {`{"features":[{"properties":{"highway":` + strings.Repeat("[", 20_000), RoadOptions{}, "depth"},
	} {
		t.Run(name, func(t *testing.T) {
			n, _, err := Roads(context.Background(), linesFile(t, c.text), c.options)
			if err == nil || n != nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "roads.geojson") || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one sentence that says %q", err, c.says)
			}
		})
	}
}

func TestOneEndlessFeatureIsRefusedBeforeItFillsTheMemory(t *testing.T) {
	file := linesFile(t, `{"type":"FeatureCollection","features":[{"properties":{"highway":"primary"},"geometry":{"type":"LineString","coordinates":[`)
	out, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	for range 18 {
		if _, err := out.WriteString(strings.Repeat("[118.5,37.5],\n", 1<<20/14)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Roads(context.Background(), file, RoadOptions{}); err == nil || !strings.Contains(err.Error(), "16 MB") {
		t.Errorf("got %v", err)
	}
}

func FuzzRoadLines(f *testing.F) {
	whole, err := os.ReadFile(ruralFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(oneLine(`"highway":"primary"`, "[118.50,37.50],[118.51,37.50]")))
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(folder, "roads.geojson")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		n, report, err := Roads(context.Background(), file, RoadOptions{})
		if err == nil && (n.Stretches() == 0 || report.Ways == 0) {
			t.Errorf("nothing was read and nothing said: %+v", report)
		}
	})
}
