package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// gdal runs a program of GDAL, which .ci/setup installs.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("SKIPPED: %s is not installed; .ci/setup test installs it (gdal-bin)", program)
	}
	ctx, done := context.WithTimeout(t.Context(), 5*time.Minute)
	defer done()
	output, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, output)
	}
	return string(output)
}

// counts reads "Layer name: X" and the "Feature Count: N" behind it.
func counts(t *testing.T, text string) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, m := range regexp.MustCompile(`(?s)Layer name: (\S+)\n.*?Feature Count: (\d+)`).FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		found[m[1]] = n
	}
	return found
}

// TestGDALReadsEverythingFromAServedStore: the whole program on port 0, read by ogrinfo and ogr2ogr.
func TestGDALReadsEverythingFromAServedStore(t *testing.T) {
	store := demoFile(t)
	url := startServer(t, store)
	source := "OAPIF:" + url + "/ogc"

	var list struct {
		Collections []struct {
			ID        string
			ItemCount *int
		}
	}
	getJSON(t, url+"/ogc/collections", &list)
	listed := gdal(t, "ogrinfo", "-ro", source)
	counted := counts(t, gdal(t, "ogrinfo", "-ro", "-al", "-so", source))
	for _, c := range list.Collections {
		if !strings.Contains(listed, ": "+c.ID+" ") {
			t.Errorf("ogrinfo does not list %s", c.ID)
		}
		var page struct{ NumberMatched int }
		getJSON(t, url+"/ogc/collections/"+c.ID+"/items?limit=1", &page)
		if n, ok := counted[c.ID]; !ok || n != page.NumberMatched || c.ItemCount != nil && *c.ItemCount != n {
			t.Errorf("%s: ogrinfo counts %d, the server %d", c.ID, n, page.NumberMatched)
		}
	}
	if len(list.Collections) != 5+3*6 || counted["settlements"] < 1898 || counted["roads"] == 0 || counted["facilities"] == 0 {
		t.Errorf("the demo has %d collections with %v", len(list.Collections), counted)
	}

	// All rows, paged through, with the attributes of the store, which GDAL reads for itself.
	copied := filepath.Join(t.TempDir(), "copy.gpkg")
	gdal(t, "ogr2ogr", "-f", "GPKG", copied, source, "facilities", "-oo", "PAGE_SIZE=1000")
	gdal(t, "ogr2ogr", "-f", "GPKG", "-update", copied, source, "settlements", "-oo", "PAGE_SIZE=500")
	for _, c := range []struct{ query, layer string }{
		{"SELECT id, name, tier, status, operators, offers, town, settlement, capacity_parcels_day, opening_cost_yuan, yearly_cost_yuan, universal_service, synthetic, geom FROM %s ORDER BY id", "facilit"},
		{"SELECT code, name, kind, town, population, parcels_in_day, parcels_out_day, synthetic, geom FROM %s ORDER BY code", "settlement"},
	} {
		ours, theirs := map[string]string{"facilit": "facility", "settlement": "settlement"}[c.layer], map[string]string{"facilit": "facilities", "settlement": "settlements"}[c.layer]
		want, got := rowsOf(t, store, strings.Replace(c.query, "%s", ours, 1)), rowsOf(t, copied, strings.Replace(c.query, "%s", theirs, 1))
		if len(want) < 1000 || len(got) != len(want) {
			t.Fatalf("%s: copied %d rows, the store has %d", theirs, len(got), len(want))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%s, row %d:\n got %s\nwant %s", theirs, i, got[i], want[i])
			}
		}
	}

	// Filters: GDAL has the server do the work, and the number is right.
	for filter, query := range map[string]string{
		"status='candidate' AND tier='point'":            "status=candidate&tier=point",
		"name LIKE '%东%' OR capacity_parcels_day > 100":  "filter=name%20LIKE%20%27%25%E4%B8%9C%25%27%20OR%20capacity_parcels_day%20%3E%20100",
		"operators = 'postal,express'":                   "operators=postal,express",
		"capacity_parcels_day IS NULL AND tier <> 'hub'": "filter=capacity_parcels_day%20IS%20NULL%20AND%20tier%20%3C%3E%20%27hub%27",
	} {
		var page struct{ NumberMatched int }
		getJSON(t, url+"/ogc/collections/facilities/items?limit=1&"+query, &page)
		said := gdal(t, "ogrinfo", "-ro", "-so", "--debug", "on", source, "facilities", "-where", filter)
		if counts(t, said)["facilities"] != page.NumberMatched || !strings.Contains(said, "filter-lang=cql-text") || strings.Contains(said, "evaluated on client side") {
			t.Errorf("%s: GDAL counts %d, the server %d", filter, counts(t, said)["facilities"], page.NumberMatched)
		}
	}
	var boxed struct{ NumberMatched int }
	getJSON(t, url+"/ogc/collections/settlements/items?limit=1&bbox=118.2,37.4,118.4,37.6", &boxed)
	if n := counts(t, gdal(t, "ogrinfo", "-ro", "-so", source, "settlements", "-spat", "118.2", "37.4", "118.4", "37.6"))["settlements"]; n != boxed.NumberMatched || n == 0 {
		t.Errorf("inside a box GDAL counts %d, the server %d", n, boxed.NumberMatched)
	}
	if one := gdal(t, "ogrinfo", "-ro", source, "settlements", "-fid", "370502001011"); !strings.Contains(one, "code (String) = 370502001011") {
		t.Errorf("GDAL does not find a feature by its integer: %s", one)
	}
}

// rowsOf lists the rows of a query as GDAL reads them from a file.
func rowsOf(t *testing.T, file, query string) []string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "rows.csv")
	gdal(t, "ogr2ogr", "-f", "CSV", out, file, "-dialect", "OGRSQL", "-sql", strings.ReplaceAll(query, ", geom", ""), "-lco", "GEOMETRY=AS_XY")
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(bytes.ReplaceAll(text, []byte("\r"), nil))), "\n")
}
