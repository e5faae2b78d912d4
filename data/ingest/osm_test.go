package ingest

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
)

// message builds protocol buffers.
type message []byte

func (m message) number(field int, v uint64) message {
	return binary.AppendUvarint(binary.AppendUvarint(m, uint64(field)<<3), v)
}

func (m message) bytes(field int, content []byte) message {
	return append(binary.AppendUvarint(binary.AppendUvarint(m, uint64(field)<<3|2), uint64(len(content))), content...)
}

func signed(values ...int64) (packed []byte) {
	for _, v := range values {
		packed = binary.AppendVarint(packed, v)
	}
	return packed
}

func unsigned(values ...uint64) (packed []byte) {
	for _, v := range values {
		packed = binary.AppendUvarint(packed, v)
	}
	return packed
}

func packedBlob(content []byte) message {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(content)
	_ = w.Close()
	return message{}.number(2, uint64(len(content))).bytes(3, b.Bytes())
}

func fileBlock(kind string, blob []byte) []byte {
	header := message{}.bytes(1, []byte(kind)).number(3, uint64(len(blob)))
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(header))), header...), blob...)
}

func headerBlock(features ...string) []byte {
	var m message
	for _, f := range features {
		m = m.bytes(4, []byte(f))
	}
	return fileBlock("OSMHeader", packedBlob(m))
}

// county is a small good file: three nodes, two of them dense, and a road over all.
func county(lon int64) message {
	table := message{}.bytes(1, nil).bytes(1, []byte("highway")).bytes(1, []byte("residential"))
	dense := message{}.bytes(1, signed(1, 1)).bytes(8, signed(370000000, 1000)).bytes(9, signed(lon, 1000))
	single := message{}.number(1, 6).number(8, uint64(370000000*2)).number(9, uint64(1180020000*2))
	road := message{}.number(1, 7).bytes(2, unsigned(1)).bytes(3, unsigned(2)).bytes(8, signed(1, 1, 1))
	return message{}.bytes(1, table).bytes(2, message{}.bytes(2, dense).bytes(1, single)).bytes(2, message{}.bytes(3, road))
}

func goodPBF() []byte {
	return append(headerBlock("OsmSchema-V0.6", "DenseNodes"), fileBlock("OSMData", packedBlob(county(1180000000)))...)
}

func roadsOf(t testing.TB, name string, content []byte) (*network.Network, RoadReport, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return Roads(context.Background(), file, RoadOptions{})
}

const goodXML = `<?xml version="1.0"?><osm version="0.6"><node id="1" lat="37" lon="118"/><node id="2" lat="37.01" lon="118"/><node id="9" lat="3" lon="0"/>
<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="tertiary"/><tag k="name" v="盐窝路"/><tag k="maxspeed" v="40"/></way>
<way id="6"><nd ref="1"/><nd ref="2"/><tag k="building" v="yes"/></way><relation id="1"><tag k="type" v="x"/></relation></osm>`

func TestRoadsAreReadFromEveryForm(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(goodXML))
	_ = z.Close()
	for name, content := range map[string][]byte{"a.osm": []byte(goodXML), "a.osm.gz": packed.Bytes(), "a.OSM.PBF": goodPBF()} {
		n, report, err := roadsOf(t, name, content)
		if err != nil || n.Stretches() != 1 || report.Ways != 1 {
			t.Errorf("%s: %v, %+v", name, err, report)
			continue
		}
		if name == "a.osm" && (n.Name(0) != "盐窝路" || n.Traits(0) != network.Traits{Class: network.Township, MaxSpeedKmh: 40}) {
			t.Errorf("%s: got %q, %+v", name, n.Name(0), n.Traits(0))
		}
		if line := n.AppendLine(nil, 0); name == "a.OSM.PBF" && (len(line) != 3 || math.Abs(line[1][0]-118.0001) > 1e-6) {
			t.Errorf("%s: the road runs %v", name, line)
		}
	}
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(text))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestEachWayToBeWrongGetsItsOwnError(t *testing.T) {
	good, header := goodPBF(), headerBlock("OsmSchema-V0.6")
	data := func(m message) []byte { return append(bytes.Clone(header), fileBlock("OSMData", packedBlob(m))...) }
	table := message{}.bytes(1, nil).bytes(1, []byte("highway")).bytes(1, []byte("road"))
	road := func(way message) []byte { return data(message{}.bytes(1, table).bytes(2, message{}.bytes(3, way))) }
	bomb := append(bytes.Clone(header), fileBlock("OSMData", packedBlob(make([]byte, 40<<20)))...)
	var many []byte
	for range 4 {
		many = append(many, fileBlock("OSMData", packedBlob(message{}.bytes(99, make([]byte, 8<<20))))...)
	}
	for name, c := range map[string]struct {
		file    string
		content []byte
		want    string
	}{
		"nothing":               {"a.osm.pbf", nil, "empty"},
		"another format":        {"a.shp", []byte("x"), "does not end in"},
		"text called pbf":       {"a.pbf", []byte("id,lon,lat\n1,2,3\n"), "longer than"},
		"cut in a block":        {"a.pbf", good[:len(good)-3], "cut off"},
		"cut in a header":       {"a.pbf", good[:len(header)+6], "cut off"},
		"no header block":       {"a.pbf", good[len(headerBlock("OsmSchema-V0.6", "DenseNodes")):], "not an OSMHeader"},
		"unknown feature":       {"a.pbf", headerBlock("HistoricalInformation"), "HistoricalInformation"},
		"a bomb in one block":   {"a.pbf", bomb, "unpacks to more"},
		"a bomb in many blocks": {"a.pbf", append(bytes.Clone(header), many...), "times its size"},
		"lzma":                  {"a.pbf", append(bytes.Clone(header), fileBlock("OSMData", message{}.bytes(4, []byte("x")))...), "other than zlib"},
		"a string too far":      {"a.pbf", road(message{}.number(1, 7).bytes(2, unsigned(1)).bytes(3, unsigned(99)).bytes(8, signed(1, 1))), "string 99 of 3"},
		"nodes that never come": {"a.pbf", road(message{}.number(1, 7).bytes(2, unsigned(1)).bytes(3, unsigned(2)).bytes(8, signed(1, 1))), "nodes in the file"},
		"no road":               {"a.pbf", data(message{}.bytes(1, table)), "no road"},
		"columns that differ":   {"a.pbf", append(bytes.Clone(good), fileBlock("OSMData", packedBlob(message{}.bytes(2, message{}.bytes(2, message{}.bytes(1, signed(1, 1)).bytes(8, signed(1)).bytes(9, signed(1, 1))))))...), "differ in length"},
		"off the Earth":         {"a.pbf", append(bytes.Clone(header), fileBlock("OSMData", packedBlob(county(3180000000)))...), "longitude 318"},
		"not xml":               {"a.osm", []byte("hello"), "no <osm>"},
		"other xml":             {"a.osm", []byte("<gpx></gpx>"), "begins with <gpx>"},
		"torn xml":              {"a.osm", []byte(goodXML[:len(goodXML)-7]), "torn"},
		"a word for a number":   {"a.osm", []byte(strings.Replace(goodXML, `ref="1"`, `ref="one"`, 1)), `"one"`},
		"a torn gzip":           {"a.osm.gz", []byte{0x1f, 0x8b, 8, 0}, "unpack"},
		"an endless attribute":  {"a.osm", []byte(`<osm><node id="1" lon="` + strings.Repeat("1", 3<<20)), "one element has more than"},
		"an endless blank":      {"a.osm.gz", gzipped(t, "<osm>"+strings.Repeat(" ", 3<<20)), "one element has more than"},
		"a bomb in a gzip":      {"a.osm.gz", gzipped(t, "<osm>"+strings.Repeat("<bounds note=\""+strings.Repeat(" ", 400_000)+"\"/>", 30)), "one packed file has more than"},
		"a torn bzip2":          {"a.osm.bz2", []byte("BZh91AY"), "load or copy"},
	} {
		if _, _, err := roadsOf(t, c.file, c.content); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file) {
			t.Errorf("%s: got %v, want …%s…", name, err, c.want)
		}
	}
}

func TestTagsBecomeTraits(t *testing.T) {
	for name, c := range map[string]struct {
		tags map[string]string
		want network.Traits
	}{
		"a roundabout":       {map[string]string{"highway": "primary", "junction": "roundabout"}, network.Traits{Class: network.Provincial, Direction: network.Along}},
		"the other way":      {map[string]string{"highway": "trunk", "oneway": "-1"}, network.Traits{Class: network.National, Direction: network.Against}},
		"miles":              {map[string]string{"highway": "road", "maxspeed": "25 mph"}, network.Traits{Class: network.Village, MaxSpeedKmh: float32(25 * 1.609344)}},
		"nonsense is absent": {map[string]string{"highway": "road", "maxspeed": "walk", "width": "-3", "maxheight": "default"}, network.Traits{Class: network.Village}},
		"private drive":      {map[string]string{"highway": "service", "access": "private", "foot": "yes"}, network.Traits{Class: network.Inside, Barred: network.BarCar | network.BarTruck | network.BarTrike}},
		"buses only":         {map[string]string{"highway": "service", "motor_vehicle": "no", "goods": "yes"}, network.Traits{Class: network.Inside, Barred: network.BarCar | network.BarTrike}},
		"no trucks":          {map[string]string{"highway": "tertiary", "hgv": "no", "maxweight": "3.5 t", "width": "4"}, network.Traits{Class: network.Township, Barred: network.BarTruck, WeightLimitTonnes: 3.5, WidthMeters: 4}},
		"field track":        {map[string]string{"highway": "track", "tracktype": "grade4"}, network.Traits{Class: network.Track, Surface: network.Unpaved}},
		"ferry":              {map[string]string{"route": "ferry", "duration": "01:20", "maxspeed": "20"}, network.Traits{Class: network.FerryLine, CrossingSeconds: 4800}},
	} {
		if got, ok := osmTraits(c.tags); !ok || got != c.want {
			t.Errorf("%s: got %+v %v, want %+v", name, got, ok, c.want)
		}
	}
	for _, tags := range []map[string]string{{}, {"highway": "construction"}, {"highway": "proposed"}, {"highway": "pedestrian", "area": "yes"}, {"waterway": "river"}} {
		if _, ok := osmTraits(tags); ok {
			t.Errorf("%v counts as a road", tags)
		}
	}
}

// The library that the extract comes with reads the same elements.
func TestDelawareReadsAsItsOwnLibraryReadsIt(t *testing.T) {
	file := networktest.Delaware(t)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sum := func() (func(values ...int64), func() uint64) {
		h := fnv.New64a()
		return func(values ...int64) { _ = binary.Write(h, binary.LittleEndian, values) }, h.Sum64
	}
	add, want := sum()
	ways := osmpbf.New(context.Background(), bytes.NewReader(content), 2)
	ways.SkipNodes, ways.SkipRelations = true, true
	for ways.Scan() {
		w := ways.Object().(*osm.Way)
		add(int64(w.ID), int64(len(w.Tags)))
		for _, n := range w.Nodes {
			add(int64(n.ID))
		}
	}
	take, got := sum()
	blocks := newOSMBlocks(context.Background(), file, int64(len(content)))
	if err := blocks.scan(osmVisitor{way: func(id int64, tags map[string]string, nodes []int64) error {
		take(id, int64(len(tags)))
		for _, n := range nodes {
			take(n)
		}
		return nil
	}}); err != nil || ways.Err() != nil || got() != want() {
		t.Fatalf("ways differ: %v, %v, %x, %x", err, ways.Err(), got(), want())
	}
	n, report, err := Roads(context.Background(), file, RoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d ways, %d refused, %d points missing; %d vertices, %d stretches", report.Ways, report.Refused, report.MissingPoints, n.Vertices(), n.Stretches())
	if report.Refused != 0 || n.Stretches() < 95_000 {
		t.Errorf("got %+v, %d stretches", report, n.Stretches())
	}
}

// FuzzRoads shows that no content ends the program or takes memory without end.
func FuzzRoads(f *testing.F) {
	f.Add(goodPBF())
	f.Add(headerBlock("OsmSchema-V0.6"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, content []byte) {
		_, _, _ = roadsOf(t, "a.pbf", content)
		block := &osmBlock{visitor: osmVisitor{node: func(int64, float64, float64) error { return nil }, way: func(int64, map[string]string, []int64) error { return nil }}}
		_ = block.read(content)
	})
}
