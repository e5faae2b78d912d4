package api

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/postgis"
	"cuntong/data/postgis/pgtest"
	"cuntong/planner/study"

	"github.com/jackc/pgx/v5/pgxpool"
)

// BenchmarkOGCItems asks for pages of 1,000 of the region's 600,000 villages over real connections, goes through all of them by
// next links, and has GDAL copy them out. The figures are logged; PERFORMANCE.md keeps them.
func BenchmarkOGCItems(b *testing.B) {
	for _, kind := range []string{"postgis", "gpkg"} {
		b.Run(kind, func(b *testing.B) { pagesOfItems(b, openVillages(b, kind)) })
	}
}

// openVillages keeps the region's villages alone, loaded at once.
func openVillages(b *testing.B, kind string) *region {
	b.Helper()
	r := &region{name: kind}
	var err error
	if kind == "postgis" {
		address := pgtest.Start(b)
		if r.store, err = postgis.Open(b.Context(), address, postgis.Options{Create: true}); err != nil {
			b.Fatal(err)
		}
		if r.pool, err = pgxpool.New(b.Context(), address); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(r.pool.Close)
	} else if r.store, err = gpkg.Open(b.Context(), filepath.Join(b.TempDir(), "villages.gpkg"), gpkg.Options{Create: true}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.store.Close() })
	var all data.Batch
	for batch := range regionBatches {
		for _, area := range batch.Areas {
			area.Outline = nil
			all.Areas = append(all.Areas, area)
		}
		all.Settlements = append(all.Settlements, batch.Settlements...)
	}
	if _, err := r.store.Load(b.Context(), all, data.ChangeNote{Action: "load"}); err != nil {
		b.Fatal(err)
	}
	return r
}

func pagesOfItems(b *testing.B, r *region) {
	handler, err := New(Options{Study: &study.Study{Store: r.store, Now: time.Now, Version: "bench"}})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8}
	defer transport.CloseIdleConnections()
	get := func(address string, gzip bool) (body []byte, took time.Duration) {
		request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
		if err != nil {
			b.Fatal(err)
		}
		if gzip {
			request.Header.Set("Accept-Encoding", "gzip")
		}
		began := time.Now()
		response, err := transport.RoundTrip(request)
		if err != nil {
			b.Fatal(err)
		}
		defer response.Body.Close()
		if body, err = io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
			b.Fatalf("%s: %d %v %.200s", address, response.StatusCode, err, body)
		}
		return body, time.Since(began)
	}
	items := server.URL + "/ogc/collections/settlements/items?limit=1000"
	page, took := get(items, false)
	b.Logf("the first page, with the layer: %.2f s, %d kB", took.Seconds(), len(page)>>10)
	for _, gzip := range []bool{false, true} {
		const requests = 2000
		var database []int
		if r.pool != nil {
			database = backends(b, r.pool)
		}
		wall, spent := time.Now(), cpu(b, database)
		fourAtOnce(requests, func(i int) {
			get(fmt.Sprintf("%s&after=93%07d000", items, i*20), gzip)
		})
		b.Logf("limit 1000, gzip %v: %.0f requests/s over four connections, %.2f CPU-ms each (client, server and database)", gzip,
			requests/time.Since(wall).Seconds(), (cpu(b, database)-spent).Seconds()*1e3/requests)
	}

	next := regexp.MustCompile(`"href":"([^"]*)","rel":"next"`)
	for _, question := range []string{items, items + "&filter=" + "population%20%3E%20700%20AND%20name%20LIKE%20%27%25%E6%9D%91%27"} {
		var times []time.Duration
		rows, wall := 0, time.Now()
		for address := question; address != ""; {
			page, took := get(address, false)
			times = append(times, took)
			rows += strings.Count(string(page), `"type":"Feature",`)
			address = ""
			if found := next.FindSubmatch(page); found != nil {
				address = strings.ReplaceAll(string(found[1]), `\u0026`, "&")
			}
		}
		middle := func(list []time.Duration) float64 {
			return slices.Sorted(slices.Values(list))[len(list)/2].Seconds() * 1e3
		}
		b.Logf("%s: %d rows on %d pages in %.1f s; the first page %.2f ms, pages 2 to 51 %.2f ms, the last 50 %.2f ms", strings.TrimPrefix(question, server.URL), rows, len(times), time.Since(wall).Seconds(),
			times[0].Seconds()*1e3, middle(times[1:51]), middle(times[len(times)-50:]))
	}
	if _, err := exec.LookPath("ogr2ogr"); err != nil {
		b.Log("ogr2ogr is not installed")
		return
	}
	copied, wall := filepath.Join(b.TempDir(), "copy.gpkg"), time.Now()
	if output, err := exec.CommandContext(b.Context(), "ogr2ogr", "-f", "GPKG", copied, "OAPIF:"+server.URL+"/ogc", "settlements", "-oo", "PAGE_SIZE=10000").CombinedOutput(); err != nil {
		b.Fatalf("ogr2ogr: %v\n%s", err, output)
	}
	count, err := exec.CommandContext(b.Context(), "ogrinfo", "-ro", "-so", copied, "settlements").CombinedOutput()
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("ogr2ogr copied them in %.1f s: %s", time.Since(wall).Seconds(), regexp.MustCompile(`Feature Count: \d+`).Find(count))
}
