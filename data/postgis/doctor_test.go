package postgis

import (
	"context"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

// examine runs the doctor and returns the findings by check.
func examine(t *testing.T, s *Store) map[string]data.Finding {
	t.Helper()
	findings, err := s.Doctor(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	byCheck := map[string]data.Finding{}
	for _, finding := range findings {
		byCheck[finding.Check] = finding
	}
	if len(byCheck) != 7 {
		t.Fatalf("%d findings: %+v", len(byCheck), findings)
	}
	return byCheck
}

// wantWell fails where the doctor finds anything.
func wantWell(t *testing.T, s *Store, when string) {
	t.Helper()
	for check, finding := range examine(t, s) {
		if !finding.OK {
			t.Fatalf("%s: %s: %s", when, check, finding.Detail)
		}
	}
}

// fillWell puts a countryside with a plan into a store.
func fillWell(t *testing.T, s *Store) {
	t.Helper()
	ctx := context.Background()
	batch := countryside(250)
	if _, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	site := data.PlanSite{Site: batch.Settlements[0].Code, Location: *batch.Settlements[0].Location}
	if err := s.SavePlan(ctx, data.Plan{ID: "a", Fingerprint: "a", CreatedAt: time.Unix(1, 0), Opened: []data.PlanSite{site}}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
}

func TestTheDoctorFindsAWorkingStoreWell(t *testing.T) {
	s, url := openFresh(t)
	wantWell(t, s, "empty")
	fillWell(t, s)
	wantWell(t, s, "filled")
	reader := another(t, url, Options{ReadOnly: true})
	wantWell(t, reader, "read-only")
	if tree := examine(t, s)["spatial index"]; strings.HasPrefix(tree.Detail, "0 ") {
		t.Errorf("nothing is indexed: %+v", tree)
	}
}

// unguarded does to the log what its triggers refuse, as the owner of the database can.
func unguarded(harm string) string {
	const guards = "change_log_not_changed, ENABLE ALWAYS TRIGGER change_log_not_emptied"
	return "ALTER TABLE cuntong.change_log DISABLE TRIGGER change_log_not_changed; " + harm + "; ALTER TABLE cuntong.change_log ENABLE ALWAYS TRIGGER " + guards
}

func TestTheDoctorNamesEachDamageAndNothingElse(t *testing.T) {
	for name, damage := range map[string]struct{ check, sql, says string }{
		"older schema":           {"schema", "DELETE FROM cuntong.goose_db_version WHERE version_id = (SELECT max(version_id) FROM cuntong.goose_db_version)", "schema version"},
		"no store row":           {"schema", "DELETE FROM cuntong.store", "0 rows"},
		"index gone":             {"indices", "DROP INDEX cuntong.settlement_town", "settlement_town is missing"},
		"index invalid":          {"indices", "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'cuntong.area_parent'::regclass", "area_parent is not valid"},
		"spatial index partial":  {"spatial index", "DROP INDEX cuntong.settlement_geom; CREATE INDEX settlement_geom ON cuntong.settlement USING gist (geom) WHERE false", "settlement has no valid spatial index"},
		"spatial index stale":    {"spatial index", "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indexrelid = 'cuntong.facility_geom'::regclass; INSERT INTO cuntong.facility (id, geom) VALUES ('unseen', ST_SetSRID(ST_MakePoint(110, 30), 4326)); UPDATE pg_index SET indisready = true, indisvalid = true WHERE indexrelid = 'cuntong.facility_geom'::regclass", "spatial index of facility finds"},
		"orphan":                 {"references", "SET session_replication_role = replica; UPDATE cuntong.settlement SET town = '999999' WHERE code = (SELECT min(code) FROM cuntong.settlement); RESET session_replication_role", "names a missing area 999999"},
		"guard gone":             {"references", "ALTER TABLE cuntong.vehicle DROP CONSTRAINT vehicle_facility_fkey", "vehicle.facility"},
		"ring":                   {"references", "UPDATE cuntong.area SET parent = code WHERE code = (SELECT min(code) FROM cuntong.area)", "lies inside itself"},
		"crossed outline":        {"geometries", "UPDATE cuntong.area SET geom = ST_Multi(ST_GeomFromText('POLYGON((110 30,111 31,111 30,110 31,110 30))', 4326)) WHERE code = (SELECT min(code) FROM cuntong.area)", "Self-intersection"},
		"off the Earth":          {"geometries", "UPDATE cuntong.area SET seat = ST_SetSRID(ST_MakePoint(4000000, 30), 4326) WHERE code = (SELECT min(code) FROM cuntong.area)", "no place on Earth"},
		"other reference system": {"geometries", "ALTER TABLE cuntong.settlement ALTER COLUMN geom TYPE geometry(Point, 3857) USING ST_Transform(geom, 3857); ALTER TABLE cuntong.settlement ALTER COLUMN geom TYPE geometry(Point, 0) USING ST_SetSRID(geom, 0)", "expected POINT 4326"},
		"log line gone":          {"change log", unguarded("DELETE FROM cuntong.change_log WHERE seq = 1"), "line 1 is missing"},
		"log line changed":       {"change log", unguarded("UPDATE cuntong.change_log SET record = 'settlements 41' WHERE seq = 1"), "line 1 was changed after it was written"},
		"log lines exchanged": {"change log", unguarded("UPDATE cuntong.change_log SET seq = -1 WHERE seq = 1; UPDATE cuntong.change_log SET seq = 1 WHERE seq = 2; UPDATE cuntong.change_log SET seq = 2 WHERE seq = -1"),
			"line 1 was not written upon line 0"},
		"log line put in": {"change log", unguarded("UPDATE cuntong.change_log SET seq = 3 WHERE seq = 2; INSERT INTO cuntong.change_log SELECT 2, at, actor, action, reason, kind, record, version, before, after, hash FROM cuntong.change_log WHERE seq = 1"),
			"line 2 was not written upon line 1"},
		"log unguarded": {"change log", "ALTER TABLE cuntong.change_log DISABLE TRIGGER change_log_not_emptied", "change_log_not_emptied is gone or switched off"},
		"table gone":    {"change log", "DROP TABLE cuntong.change_log", "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openFresh(t)
			fillWell(t, s)
			if _, err := s.pool.Exec(context.Background(), damage.sql); err != nil {
				t.Fatal(err)
			}
			for check, finding := range examine(t, s) {
				switch also := name == "table gone" && check == "indices" || name == "no store row" && check == "change log" || name == "other reference system" && check == "spatial index"; {
				case check == damage.check && (finding.OK || !strings.Contains(finding.Detail, damage.says)):
					t.Errorf("%s: %+v, expected %q", check, finding, damage.says)
				case check != damage.check && !finding.OK && !also:
					t.Errorf("also %s: %s", check, finding.Detail)
				}
			}
		})
	}
}

func TestTheDoctorIsNotWrongAboutAnUnreachableServer(t *testing.T) {
	s, _ := openFresh(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if findings, err := s.Doctor(ctx); err == nil {
		t.Errorf("findings %+v of a store that was not asked", findings)
	}
}
