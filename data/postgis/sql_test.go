package postgis

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

func noteOf(reason string) data.ChangeNote { return data.ChangeNote{Actor: "test", Reason: reason} }

func TestSQLUsersFindTypedGeometriesAndSpatialIndices(t *testing.T) {
	s, _ := openFresh(t)
	rows, err := s.pool.Query(context.Background(), `SELECT format('%s.%s %s %s %s', f_table_name, f_geometry_column, type, srid,
		EXISTS (SELECT 1 FROM pg_indexes WHERE schemaname = 'cuntong' AND tablename = f_table_name AND indexdef LIKE '%USING gist (' || f_geometry_column || ')%'))
		FROM geometry_columns WHERE f_table_schema = 'cuntong' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	want := "area.geom MULTIPOLYGON 4326 t, area.seat POINT 4326 f, facility.geom POINT 4326 t, plan_site.geom POINT 4326 t, settlement.geom POINT 4326 t"
	if err != nil || strings.Join(got, ", ") != want {
		t.Fatalf("got %v, %v\nwant %s", got, err, want)
	}
}

func TestABoundAndAnAreaAreReadThroughIndices(t *testing.T) {
	s, _ := openFresh(t)
	ctx := context.Background()
	if _, err := s.Load(ctx, countryside(20_000), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	var known float64 // -1 until the server has counted
	if err := s.pool.QueryRow(ctx, "SELECT reltuples FROM pg_class WHERE oid = 'cuntong.settlement'::regclass").Scan(&known); err != nil || known < 15_000 {
		t.Errorf("after the load the server believes in %v settlements, %v", known, err)
	}
	place := countryside(1).Settlements[0].Location.Bound()
	for index, q := range map[string]data.Query{"settlement_geom": {Bound: &place}, "settlement_town": {Area: "110003"}, "settlement_pkey": {After: "110003", Limit: 10}} {
		chosen := settlements().choose(q)
		rows, err := s.pool.Query(ctx, "EXPLAIN "+chosen.with+"SELECT code FROM cuntong.settlement"+chosen.text, chosen.args...)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || !strings.Contains(strings.Join(plan, "\n"), index) {
			t.Errorf("query %+v does not use %s: %v\n%s", q, index, err, strings.Join(plan, "\n"))
		}
	}
}

func TestGDALListsTheLayers(t *testing.T) {
	program, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("SKIPPED: ogrinfo is not installed (apt-get install gdal-bin)")
	}
	s, url := openFresh(t)
	if _, err := s.Load(context.Background(), countryside(30), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	query := "PG:dbname=" + databaseOf(url) + " user=cuntong host=" + s.pool.Config().ConnConfig.Host + " schemas=cuntong"
	output, err := exec.Command(program, "-ro", "-so", query, "settlement").CombinedOutput()
	text := string(output)
	if err != nil || !strings.Contains(text, "Geometry: Point") || !strings.Contains(text, "Feature Count: 30") || !strings.Contains(text, `ID["EPSG",4326]`) {
		t.Errorf("ogrinfo: %v\n%s", err, text)
	}
	if strings.Contains(text, "Warning") || strings.Contains(text, "ERROR") {
		t.Errorf("ogrinfo complains:\n%s", text)
	}
}
