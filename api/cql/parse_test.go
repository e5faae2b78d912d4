package cql

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// feature is a row of the tests.
type feature struct {
	values   []Value
	geometry orb.Geometry
}

func (f feature) Value(i int) Value      { return f.values[i] }
func (f feature) Geometry() orb.Geometry { return f.geometry }

var properties = []Property{{"name", Text}, {"kind", Text}, {"population", Number}, {"share", Number}, {"open", Bool}, {"day", Date}, {"at", Time}, {"geometry", Geometry}, {"date", Text}}

func instant(t *testing.T, text string) int64 {
	t.Helper()
	micros, ok := parseTime(text)
	if !ok {
		t.Fatalf("%q is no instant", text)
	}
	return micros
}

func village(t *testing.T) feature {
	return feature{[]Value{TextValue("O'Brien 村 50%"), TextValue("village"), NumberValue(120), {}, BoolValue(true),
		{Type: Date, Micros: instant(t, "2026-03-01")}, {Type: Time, Micros: instant(t, "2026-03-01T08:00:00+08:00")}, {}, TextValue("d")}, orb.Point{118.5, 37.5}}
}

func filter(t *testing.T, text string, dialect Dialect) (*Filter, error) {
	t.Helper()
	e, err := Parse(text, dialect)
	if err != nil {
		return nil, err
	}
	return e.Check(properties, nil)
}

func TestFiltersDecide(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"kind = 'village'", true}, {"kind<>'village'", false}, {"'village' = kind", true}, {`"kind" = 'village'`, true},
		{"population > 100 AND population < 200", true}, {"population = 120.0", true}, {"population >= 1.2e2", true},
		{"population BETWEEN 120 AND 120", true}, {"population NOT BETWEEN 1 AND 119", true}, {"NOT population BETWEEN 1 AND 119", true},
		{"kind IN ('a','village')", true}, {"kind NOT IN ('a')", true}, {"population IN (1, 120)", true},
		{"share IS NULL", true}, {"(share IS NOT NULL)", false}, {"share = 1", false}, {"NOT share = 1", false}, {"share = 1 OR open", true},
		{"NOT (share = 1 AND open = FALSE)", true}, {"NOT (share = 1 AND open)", false}, {"share = NULL", false}, {"NULL IS NULL", true},
		{"open", true}, {"NOT open", false}, {"open = true", true}, {"(kind = 'village') = TRUE", true}, {"TRUE", true}, {"false", false},
		{"name LIKE 'O''Brien%'", true}, {`name LIKE 'O\'Brien%'`, true}, {`name LIKE '%50\%'`, true}, {`name LIKE '%5\%'`, false}, {"name LIKE '%村_50_'", true},
		{"name LIKE 'o''brien%'", false}, {"CASEI(name) LIKE CASEI('o''BRIEN%')", true}, {"name ILIKE 'o''b%'", true}, {"name NOT LIKE '%x%'", true},
		{"casei(kind) = casei('VILLAGE')", true}, {"(CASEI(kind) NOT LIKE CASEI('T%'))", true},
		{"population + 2 * 10 = 140", true}, {"(population + 2) * 10 = 1220", true}, {"population % 7 = 1", true}, {"population / 0 = 1", false},
		{"NOT population / 0 = 1", false}, {"( - (population)) = -120", true}, {"2 ^ 3 ^ 2 = 64", true}, {"-2 ^ 2 = 4", true}, {"population DIV 50 = 2", true}, {"10-2-3 = 5", true},
		{"day = DATE('2026-03-01')", true}, {"at = TIMESTAMP('2026-03-01T00:00:00Z')", true}, {"at >= '2026-03-01T00:00:00Z'", true}, {"at < DATE('2026-03-02')", true},
		{"day BETWEEN DATE('2026-02-01') AND DATE('2026-03-01')", true}, {"date = 'd'", true},
		{"S_INTERSECTS(geometry,BBOX(118,37,119,38))", true}, {"BBOX(geometry, 118, 37, 119, 38)", true}, {"INTERSECTS(geometry, POINT(118.5 37.5))", true},
		{"S_WITHIN(geometry, POLYGON((118 37,119 37,119 38,118 38,118 37)))", true}, {"S_DISJOINT(geometry, BBOX(-10,-10,0,0))", true},
		{"S_WITHIN(geometry, POLYGON((118 37,119 37,119 38,118 38,118 37),(118.4 37.4,118.6 37.4,118.6 37.6,118.4 37.6,118.4 37.4)))", false},
		{"S_TOUCHES(geometry, BBOX(118.5,37,119,38))", true}, {"S_WITHIN(geometry, BBOX(118.5,37,119,38))", false}, {"S_CONTAINS(BBOX(118,37,119,38), geometry)", true},
		{"S_EQUALS(geometry, MULTIPOINT((118.5 37.5)))", true}, {"S_EQUALS(geometry, MULTIPOINT(118.5 37.5, 1 1))", false}, {"geometry IS NULL", false},
		{"S_INTERSECTS(geometry, LINESTRING(118 37, 119 38))", true}, {"S_INTERSECTS(geometry, BBOX(118.5,37.5,118.5,37.5))", true},
		{"S_INTERSECTS(geometry, BBOX(118,37,-1,119,38,9))", true},
	} {
		f, err := filter(t, c.text, CQL2)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got, err := f.Match(village(t)); got != c.want || err != nil {
			t.Errorf("%s: got %v, %v, want %v", c.text, got, err, c.want)
		}
	}
}

// What GDAL 3.6 and QGIS 3.44 build from their users' filters, by reading their sources.
func TestWhatGDALAndQGISSendIsRead(t *testing.T) {
	for text, dialect := range map[string]Dialect{
		`(kind = 'village') AND (population > 100)`: CQL1, `NOT ((share IS NULL))`: CQL1, `name ILIKE 'o''brien%'`: CQL1, `name <> 'a\'`: CQL1,
		`(population >= 1) AND (population <= 1e+20)`: CQL1, `at >= '2026-01-01T00:00:00Z'`: CQL1, `(kind = 'a') OR (kind = 'b')`: CQL1,
		`((kind = 'village') AND ("date" LIKE 'd%'))`: CQL2, `(NOT ((population = 5)))`: CQL2, `(population > ( - (5)))`: CQL2, `kind NOT IN ('a','b')`: CQL2,
		`population BETWEEN 1 AND 2`: CQL2, `(name = 'a\\')`: CQL2, `(share IS NULL)`: CQL2, `(share IS NOT NULL)`: CQL2, `(CASEI(name) LIKE CASEI('X%'))`: CQL2,
		`(at >= TIMESTAMP('2026-01-01T00:00:00.000Z'))`: CQL2, `S_INTERSECTS(geometry,BBOX(118.1,37.2,118.9,37.8))`: CQL2, `S_INTERSECTS(geometry,POINT(118.1 37.2))`: CQL2,
		`((kind = 'a')) AND ((kind = 'b'))`: CQL2, `((population % 2) = 1)`: CQL2,
	} {
		if _, err := filter(t, text, dialect); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWrongFiltersSayWhereAndWhy(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "character 1: the filter is empty",
		"kind = ":                                "character 8: expected a property, a value or an opening bracket, found the end",
		"kind = 'a":                              "character 8: the text that begins here has no closing quote",
		"kind = \"a":                             "character 8: the name that begins here has no closing quote",
		"kind == 'a'":                            "character 7: expected a property, a value or an opening bracket, found \"=\"",
		"kind != 'a'":                            "character 6: \"!=\" is no operator here, expected \"<>\"",
		"kind = 'a' population = 1":              "character 12: expected AND, OR or the end, found \"population\"",
		"kind = village":                         "character 8: there is no property \"village\"; there are name, kind, population, share, open, day, at, geometry, date, and text stands in single quotes",
		"Kind = 'a'":                             "character 1: there is no property \"Kind\", but there is \"kind\"; upper and lower case matter",
		"population = 'a'":                       "character 14: 'a' is text and does not compare with the property population, which is a number",
		"kind + 1 = 2":                           "character 1: expected a number to reckon with, the property kind is text",
		"kind":                                   "character 1: expected something true or false, such as a comparison; the property kind is text",
		"kind IN ()":                             "character 10: expected a property, a value or an opening bracket, found \")\"",
		"kind LIKE name":                         "character 11: the pattern of LIKE must be a text in single quotes",
		"population LIKE 'a'":                    "character 1: LIKE takes text, the property population is a number",
		"share IS 5":                             "character 10: expected NULL after IS, found \"5\"",
		"(kind = 'a'":                            "character 12: expected \")\" to close the bracket at character 1, found the end",
		"day = '2026-13-01'":                     "character 7: \"2026-13-01\" is no date or timestamp, expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ",
		"day = DATE('1.3.2026')":                 "character 12: \"1.3.2026\" is no date, expected YYYY-MM-DD",
		"geometry = POINT(1 2)":                  "character 12: a geometry stands inside a predicate such as S_INTERSECTS only",
		"S_INTERSECTS(kind, POINT(1 2))":         "character 14: S_INTERSECTS takes geometries, the property kind is text",
		"S_NEAR(geometry, POINT(1 2))":           "character 1: there is no function \"S_NEAR\"; there are CASEI, DATE, TIMESTAMP, BBOX and S_INTERSECTS, S_DISJOINT, S_EQUALS, S_TOUCHES, S_CROSSES, S_WITHIN, S_CONTAINS, S_OVERLAPS",
		"S_INTERSECTS(geometry, POINT(37 118))":  "character 24: the geometry lies outside -180..180 degrees of longitude and -90..90 of latitude; longitude comes first unless filter-crs says otherwise",
		"S_INTERSECTS(geometry, POINT(1e99 1))":  "character 30: the coordinate 1e99 lies beyond the Earth",
		"S_INTERSECTS(geometry, POINT(1 NaN))":   "character 32: expected a coordinate, found \"NaN\"",
		"S_INTERSECTS(geometry, POINT Z(1 2 3))": "character 24: expected a geometry of two dimensions that is neither empty nor a collection, found POINT Z",
		"S_INTERSECTS(geometry, POINT(1 2 3))":   "character 34: the point has a third coordinate, expected two",
		"S_INTERSECTS(geometry, POLYGON((0 0,1 0,1 1,0 1)))":                     "character 32: the ring is not closed: its last point differs from its first",
		"S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))":                 "character 24: the geometry is not valid: ",
		"S_INTERSECTS(geometry, BBOX(2,0,1,1))":                                  "character 24: the box is turned round, expected west, south, east, north",
		"population = 1e999":                                                     "character 14: the number 1e999 is too large",
		"population = 5x":                                                        "character 14: \"5x\" is neither a number nor a name; a name that begins with a digit stands in double quotes",
		"kind = 'a'; DROP TABLE settlements":                                     "character 11: the character ';' belongs to no filter",
		"kind = 'a' -- comment":                                                  "character 8: expected a number to reckon with, 'a' is text",
		"a\xff":                                                                  "character 1: the filter is not valid UTF-8",
		strings.Repeat("(", 500) + "open" + strings.Repeat(")", 500):             "character 201: the filter is nested too deeply, expected at most 200 brackets",
		strings.Repeat("NOT ", 500) + "open":                                     "character 1597: the filter is nested too deeply, expected at most 200 brackets",
		strings.Repeat("- ", 500) + "1 = 1":                                      "character 799: the filter is nested too deeply, expected at most 200 brackets",
		"kind = '" + strings.Repeat("x", MaxLength) + "'":                        "character 1: the filter has 16393 bytes, expected at most 16384",
		"population IN (" + strings.Repeat("1,", 6000) + "1)":                    "character 10014: the filter has too many parts, expected at most 5000",
		"S_EQUALS(geometry,MULTIPOINT(" + strings.Repeat("1 1,", 2500) + "1 1))": "character 8030: the filter has too many points, expected at most 2000",
	} {
		_, err := filter(t, text, CQL2)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.60s:\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestBoundsAreFound(t *testing.T) {
	large, small := "S_INTERSECTS(geometry,BBOX(0,0,9,9))", "S_WITHIN(geometry,BBOX(7,7,8,8))"
	for text, want := range map[string]*orb.Bound{
		large: {Max: orb.Point{9, 9}}, large + " AND " + small: {Min: orb.Point{7, 7}, Max: orb.Point{8, 8}},
		large + " OR S_EQUALS(POINT(10 1), geometry)": {Max: orb.Point{10, 9}}, large + " OR open": nil, "NOT " + large: nil,
		"open AND " + small: {Min: orb.Point{7, 7}, Max: orb.Point{8, 8}}, "S_DISJOINT(geometry,BBOX(0,0,9,9))": nil, "S_INTERSECTS(POINT(1 1),POINT(1 1))": nil,
	} {
		f, err := filter(t, text, CQL2)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Bound(); (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestLiteralsOfAnotherReferenceAreMoved(t *testing.T) {
	turned := func(p orb.Point) (orb.Point, error) { return orb.Point{p[1], p[0]}, nil }
	for _, text := range []string{"S_INTERSECTS(geometry,BBOX(37,118,38,119))", "S_EQUALS(geometry,POINT(37.5 118.5))", "S_WITHIN(geometry,POLYGON((37 118,38 118,38 119,37 119,37 118)))"} {
		e, err := Parse(text, CQL2)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the expression stays as it was
			f, err := e.Check(properties, turned)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := f.Match(village(t)); !got || err != nil {
				t.Errorf("%s: got %v, %v", text, got, err)
			}
		}
	}
}

// FuzzFilter: no text stops the program, and an error has a position inside the text.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{"kind = 'a'", "S_WITHIN(geometry, POLYGON((0 0,1 0,1 1,0 0)))", `NOT ("date" LIKE '%\%' AND share IS NOT NULL)`, "a IN (1, - 2 ^ 3 DIV 4)", "BBOX(geometry,1,2,3,4)", "at < TIMESTAMP('2026-01-01T00:00:00Z')"} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, old bool) {
		dialect := CQL2
		if old {
			dialect = CQL1
		}
		kept, err := filter(t, text, dialect)
		if err != nil {
			found, ok := err.(*Error)
			if !ok || found.Position < 1 || found.Position > len(text)+1 || found.Reason == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		_, _ = kept.Match(village(t))
		_, _ = kept.Match(feature{make([]Value, len(properties)), orb.LineString{{0, 0}, {1, 1}, {1, 0}}})
	})
}
