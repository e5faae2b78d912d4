package cql

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"cuntong/data/postgis/pgtest"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
)

var seed = flag.Uint64("seed", 20261126, "seed of the random filters")

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// TestRandomFiltersKeepWhatPostGISKeeps writes random filters in CQL2 and in SQL and compares which rows they keep.
// Coordinates are small whole numbers, so that both sides reckon without rounding and touching happens often.
func TestRandomFiltersKeepWhatPostGISKeeps(t *testing.T) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, pgtest.Start(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(ctx) })
	t.Logf("seed %d", *seed)
	g := &generator{rand.New(rand.NewPCG(*seed, 1))}
	rows := make([]feature, 120)
	if _, err := db.Exec(ctx, `CREATE EXTENSION IF NOT EXISTS postgis; CREATE TABLE t (id int, name text COLLATE "C", kind text COLLATE "C", population float8, share float8, open bool, day date, at timestamptz, geometry geometry, date text COLLATE "C")`); err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		rows[i] = g.row()
		values := make([]string, len(properties))
		for k, p := range properties {
			values[k] = sqlValue(rows[i].values[k])
			if p.Type == Geometry {
				values[k] = "NULL"
				if rows[i].geometry != nil {
					values[k] = "'" + wkt.MarshalString(rows[i].geometry) + "'::geometry"
				}
			}
		}
		if _, err := db.Exec(ctx, fmt.Sprintf("INSERT INTO t VALUES (%d, %s)", i, strings.Join(values, ","))); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	for n := range 600 {
		text, sql := g.truth(3)
		f, err := filter(t, text, CQL2)
		if err != nil {
			t.Fatalf("filter %d: %s: %v", n, text, err)
		}
		var got []int
		for i, row := range rows {
			keeps, err := f.Match(row)
			if err != nil {
				t.Fatalf("filter %d: %s: %v", n, text, err)
			}
			if keeps {
				got = append(got, i)
				if b := f.Bound(); b != nil && (row.geometry == nil || !row.geometry.Bound().Intersects(*b)) {
					t.Errorf("filter %d: %s keeps row %d outside its own bound %v", n, text, i, b)
				}
			}
		}
		found, err := db.Query(ctx, "SELECT id FROM t WHERE "+sql+" ORDER BY id")
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		want, err := pgx.CollectRows(found, pgx.RowTo[int])
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("filter %d:\n%s\n%s\n got %v\nwant %v", n, text, sql, got, want)
		}
		kept += len(want)
	}
	t.Logf("%d of %d rows kept", kept, 600*len(rows))
}

type generator struct{ *rand.Rand }

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

func (g *generator) row() feature {
	unlessNull := func(v Value) Value {
		if g.IntN(5) == 0 {
			return Value{}
		}
		return v
	}
	f := feature{values: []Value{
		unlessNull(TextValue(g.text())), unlessNull(TextValue(pick(g, "village", "residents"))), unlessNull(NumberValue(float64(g.IntN(8)))), unlessNull(NumberValue(float64(g.IntN(9)) / 4)),
		unlessNull(BoolValue(g.IntN(2) == 0)), unlessNull(Value{Type: Date, Micros: int64(g.IntN(5)) * 86400e6}), unlessNull(Value{Type: Time, Micros: int64(g.IntN(10)) * 43200e6}), {}, unlessNull(TextValue("d")),
	}}
	if g.IntN(8) > 0 {
		f.geometry = g.geometry()
	}
	return f
}

func (g *generator) text() string {
	return pick(g, "", "a", "A", "ab", "aB", "a%b", "a_b", `a\b`, "村", "村a", "it's")
}

func sqlValue(v Value) string {
	switch v.Type {
	case Text:
		return "'" + strings.ReplaceAll(v.Text, "'", "''") + "'"
	case Number:
		return fmt.Sprint(v.Number)
	case Bool:
		return fmt.Sprint(v.Number != 0)
	case Date:
		return fmt.Sprintf("(timestamp 'epoch' + interval '%d s')::date", v.Micros/1e6)
	case Time:
		return fmt.Sprintf("to_timestamp(%d)", v.Micros/1e6)
	}
	return "NULL"
}

func cqlText(text string) string {
	return "'" + strings.NewReplacer("'", "''", `\`, `\\`).Replace(text) + "'"
}

func (g *generator) truth(depth int) (text, sql string) {
	if depth > 0 && g.IntN(3) > 0 {
		a, sqlA := g.truth(depth - 1)
		b, sqlB := g.truth(depth - 1)
		switch g.IntN(3) {
		case 0:
			return "NOT (" + a + ")", "NOT (" + sqlA + ")"
		case 1:
			return "(" + a + ") AND (" + b + ")", "(" + sqlA + ") AND (" + sqlB + ")"
		}
		return "(" + a + ") OR " + "(" + b + ")", "(" + sqlA + ") OR (" + sqlB + ")"
	}
	not := pick(g, "", "NOT ")
	switch g.IntN(9) {
	case 0:
		a, sqlA := g.number(2)
		b, sqlB := g.number(2)
		sign := pick(g, comparisons...)
		return a + sign + b, sqlA + sign + sqlB
	case 1:
		a, sqlA := g.number(1)
		return a + " " + not + "BETWEEN 1 AND 4", sqlA + " " + not + "BETWEEN 1 AND 4"
	case 2:
		pattern := pick(g, "a%", "%b", "_", "a_b", `a\%b`, `%\_%`, "%", "", "村%", "A%", "%a%b%", `a\\b`)
		if g.IntN(2) == 0 {
			return "CASEI(name) " + not + "LIKE CASEI(" + cqlText(pattern) + ")", "name " + not + "ILIKE '" + pattern + "'"
		}
		return "name " + not + "LIKE " + cqlText(pattern), "name " + not + "LIKE '" + pattern + "'"
	case 3:
		a, b := g.text(), g.text()
		return "name " + not + "IN (" + cqlText(a) + "," + cqlText(b) + ")", "name " + not + "IN (" + sqlValue(TextValue(a)) + "," + sqlValue(TextValue(b)) + ")"
	case 4:
		name := pick(g, "name", "share", "open", "day", "geometry")
		return name + " IS " + not + "NULL", name + " IS " + not + "NULL"
	case 5:
		sign, a := pick(g, comparisons...), g.text()
		return cqlText(a) + sign + "name", sqlValue(TextValue(a)) + sign + "name"
	case 6:
		if g.IntN(2) == 0 {
			return "open", "open"
		}
		sign, day := pick(g, comparisons...), g.IntN(4)+1
		return fmt.Sprintf("at %s TIMESTAMP('1970-01-0%dT12:00:00Z')", sign, day), fmt.Sprintf("at %s '1970-01-0%d 12:00:00+00'::timestamptz", sign, day)
	}
	predicate := pick(g, predicates...)
	literal := g.geometry()
	written := wkt.MarshalString(literal)
	if b, ok := literal.(orb.Polygon); ok && g.IntN(2) == 0 {
		box := b.Bound()
		written = fmt.Sprintf("BBOX(%v,%v,%v,%v)", box.Min[0], box.Min[1], box.Max[0], box.Max[1])
		literal = box.ToPolygon()
	}
	other := "'" + wkt.MarshalString(literal) + "'::geometry"
	if g.IntN(3) == 0 {
		return "S_" + predicate + "(" + written + ",geometry)", "ST_" + predicate + "(" + other + ",geometry)"
	}
	return "S_" + predicate + "(geometry," + written + ")", "ST_" + predicate + "(geometry," + other + ")"
}

func (g *generator) number(depth int) (text, sql string) {
	if depth > 0 && g.IntN(3) == 0 {
		a, sqlA := g.number(depth - 1)
		b, sqlB := g.number(depth - 1)
		switch sign := pick(g, "+", "-", "*", "/", "%"); sign {
		case "/":
			return "(" + a + "/" + b + ")", "(" + sqlA + "/NULLIF(" + sqlB + ",0))"
		case "%":
			return "(" + a + "%" + b + ")", "mod((" + sqlA + ")::numeric,NULLIF(" + sqlB + ",0)::numeric)::float8"
		default:
			return "(" + a + sign + b + ")", "(" + sqlA + sign + sqlB + ")"
		}
	}
	word := pick(g, "population", "share", "1", "2.5", "-3", "0")
	if word[0] < 'a' {
		return word, "(" + word + "::float8)"
	}
	return word, word
}

func (g *generator) point() orb.Point { return orb.Point{float64(g.IntN(7)), float64(g.IntN(7))} }

// geometry is a point, points, a line or an area, each valid.
func (g *generator) geometry() orb.Geometry {
	switch g.IntN(5) {
	case 0:
		return g.point()
	case 1:
		return orb.MultiPoint{g.point(), g.point()}
	case 2:
		a, b := g.point(), g.point()
		for a == b {
			b = g.point()
		}
		return orb.LineString{a, b}
	case 3:
		a, w, h := g.point(), float64(1+g.IntN(3)), float64(1+g.IntN(3))
		return orb.Bound{Min: a, Max: orb.Point{a[0] + w, a[1] + h}}.ToPolygon()
	}
	a := g.point()
	ring := orb.Ring{a, {a[0] + 4, a[1] + float64(g.IntN(2))}, {a[0] + float64(g.IntN(3)), a[1] + 4}, a}
	hole := orb.Ring{{a[0] + 1, a[1] + 1}, {a[0] + 1.5, a[1] + 1}, {a[0] + 1, a[1] + 1.5}, {a[0] + 1, a[1] + 1}}
	if ring[2][0] > a[0] {
		return orb.Polygon{ring}
	}
	return orb.Polygon{ring, hole}
}

// TestPointsAreFoundExactly holds place against the arithmetic of PostGIS-free whole numbers scaled to awkward ones.
func TestPointsAreFoundExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 2))
	for range 20000 {
		a := orb.Point{r.Float64() * 180, r.Float64() * 90}
		b := orb.Point{r.Float64() * 180, r.Float64() * 90}
		if a == b {
			continue
		}
		if got := turn(a, b, a); got != 0 {
			t.Fatalf("%v lies on %v-%v, got %d", a, a, b, got)
		}
		if got, turned := turn(a, b, orb.Point{90, 45}), turn(b, a, orb.Point{90, 45}); got != -turned {
			t.Fatalf("%v-%v: %d and turned %d", a, b, got, turned)
		}
	}
	// One ten-billionth of a degree beside the middle of a slanting edge.
	area := orb.MultiPolygon{{{{118, 37}, {119, 38}, {118, 38}, {118, 37}}}}
	for p, want := range map[orb.Point]location{{118.5, 37.5}: onBoundary, {118.5 - 1e-10, 37.5}: interior, {118.5 + 1e-10, 37.5}: outside,
		{118, 37}: onBoundary, {118.2, 38}: onBoundary, {117.9, 38}: outside, {119.1, 38}: outside, {118, 37.9}: onBoundary, {117, 37}: outside} {
		if got := place(p, area); got != want {
			t.Errorf("%v: got %d, want %d", p, got, want)
		}
	}
}
