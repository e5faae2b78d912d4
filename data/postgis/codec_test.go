package postgis

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
)

func randomOutline(dice *rand.Rand) orb.MultiPolygon {
	outline := make(orb.MultiPolygon, 1+dice.IntN(4))
	for i := range outline {
		outline[i] = make(orb.Polygon, 1+dice.IntN(3))
		for j := range outline[i] {
			ring := make(orb.Ring, 3+dice.IntN(20))
			for k := range ring {
				ring[k] = orb.Point{dice.Float64()*360 - 180, dice.Float64()*180 - 90}
			}
			outline[i][j] = append(ring, ring[0])
		}
	}
	return outline
}

func TestGeometriesComeBackToTheLastBitInBothProtocols(t *testing.T) {
	s, _ := openFresh(t)
	ctx := context.Background()
	const seed = 11
	dice := rand.New(rand.NewPCG(seed, seed))
	for round := range 40 {
		outline, place := randomOutline(dice), orb.Point{dice.Float64()*360 - 180, dice.Float64()*180 - 90}
		for _, format := range []int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode} {
			var gotOutline orb.MultiPolygon
			var gotPlace, missing *orb.Point
			var wkt string
			err := s.pool.QueryRow(ctx, "SELECT $1::geometry, $2::geometry, NULL::geometry, ST_AsEWKT($2::geometry, 3)", pgx.QueryResultFormats{format, format, format, format},
				outline, place).Scan(&gotOutline, &gotPlace, &missing, &wkt)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(gotOutline, outline) || *gotPlace != place || missing != nil {
				t.Fatalf("seed %d, round %d, format %d:\n got %v %v %v\nwant %v %v", seed, round, format, gotOutline, *gotPlace, missing, outline, place)
			}
			if len(wkt) < 16 || wkt[:16] != "SRID=4326;POINT(" {
				t.Fatalf("PostGIS reads %q", wkt)
			}
		}
	}
}

func TestAGeometryOfAnotherKindIsAnError(t *testing.T) {
	s, _ := openFresh(t)
	ctx := context.Background()
	var place *orb.Point
	var outline orb.MultiPolygon
	if err := s.pool.QueryRow(ctx, "SELECT 'SRID=4326;LINESTRING(1 2,3 4)'::geometry").Scan(&place); err == nil {
		t.Errorf("a line came back as the point %v", place)
	}
	if err := s.pool.QueryRow(ctx, "SELECT 'SRID=4326;POINT(1 2)'::geometry").Scan(&outline); err == nil {
		t.Errorf("a point came back as the outline %v", outline)
	}
	if err := s.pool.QueryRow(ctx, "SELECT 'SRID=4326;POINT EMPTY'::geometry, 'SRID=4326;MULTIPOLYGON EMPTY'::geometry").Scan(&place, &outline); err != nil || place != nil || outline != nil {
		t.Errorf("empty geometries came back as %v, %v, %v", place, outline, err)
	}
}
