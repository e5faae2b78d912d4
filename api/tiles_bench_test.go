package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cuntong/api/layer"
	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/postgis"
	"cuntong/data/postgis/pgtest"
	"cuntong/geo/network"
	"cuntong/planner/study"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
)

// The region: 600,000 villages, 40,000 towns with outlines, 200,000 roads, over about 400 tiles of zoom 9.
const (
	regionTowns    = 200 // along each side
	regionCounties = 50
	regionCities   = 10
	villagesOfTown = 15
	roadsOfTown    = 5
	regionWest     = 104.0
	regionSouth    = 30.0
	townWide       = 14.0 / regionTowns
	townHigh       = 11.0 / regionTowns
)

// corner is a corner of the lattice of towns, moved a little.
func corner(x, y int) orb.Point {
	r := rand.New(rand.NewPCG(uint64(x), uint64(y)))
	return orb.Point{regionWest + (float64(x)+0.3*(r.Float64()-0.5))*townWide, regionSouth + (float64(y)+0.3*(r.Float64()-0.5))*townHigh}
}

// border is the line between two corners, the same from either side.
func border(a, b [2]int) []orb.Point {
	p, q := corner(a[0], a[1]), corner(b[0], b[1])
	r := rand.New(rand.NewPCG(uint64(a[0])<<32|uint64(a[1]), uint64(b[0])<<32|uint64(b[1])))
	line := []orb.Point{p}
	for k := 1; k < 7; k++ {
		share := float64(k) / 7
		line = append(line, orb.Point{p[0] + (q[0]-p[0])*share + (r.Float64()-0.5)*townWide/12, p[1] + (q[1]-p[1])*share + (r.Float64()-0.5)*townHigh/12})
	}
	return append(line, q)
}

// blockOutline walks round a block of towns.
func blockOutline(x, y, size int) orb.MultiPolygon {
	var ring orb.Ring
	add := func(line []orb.Point, backwards bool) {
		if backwards {
			slices.Reverse(line)
		}
		ring = append(ring, line[:len(line)-1]...)
	}
	for k := range size {
		add(border([2]int{x + k, y}, [2]int{x + k + 1, y}), false)
	}
	for k := range size {
		add(border([2]int{x + size, y + k}, [2]int{x + size, y + k + 1}), false)
	}
	for k := size - 1; k >= 0; k-- {
		add(border([2]int{x + k, y + size}, [2]int{x + k + 1, y + size}), true)
	}
	for k := size - 1; k >= 0; k-- {
		add(border([2]int{x, y + k}, [2]int{x, y + k + 1}), true)
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

// regionBatches yields the areas, then the villages, 100,000 at a time.
func regionBatches(yield func(data.Batch) bool) {
	var areas []data.Area
	areas = append(areas, data.Area{Code: "910000", Name: "省", Tier: data.TierProvince, Kind: data.KindProvince})
	city := func(x, y int) string {
		return fmt.Sprintf("94%02d00", (y/(regionTowns/regionCities))*regionCities+x/(regionTowns/regionCities))
	}
	for y := 0; y < regionTowns; y += regionTowns / regionCities {
		for x := 0; x < regionTowns; x += regionTowns / regionCities {
			areas = append(areas, data.Area{Code: city(x, y), Name: "市" + city(x, y), Tier: data.TierCity, Kind: data.KindCity, Parent: "910000", Outline: blockOutline(x, y, regionTowns/regionCities)})
		}
	}
	county := func(x, y int) string {
		step := regionTowns / regionCounties
		return fmt.Sprintf("92%04d", (y/step)*regionCounties+x/step)
	}
	for y := 0; y < regionTowns; y += regionTowns / regionCounties {
		for x := 0; x < regionTowns; x += regionTowns / regionCounties {
			areas = append(areas, data.Area{Code: county(x, y), Name: "县" + county(x, y), Tier: data.TierCounty, Kind: data.KindCounty, Parent: city(x, y), Outline: blockOutline(x, y, regionTowns/regionCounties)})
		}
	}
	town := func(x, y int) string { return fmt.Sprintf("93%07d000", y*regionTowns+x) }
	for y := range regionTowns {
		for x := range regionTowns {
			people := int64(20_000 + (x*7919+y*104729)%30_000)
			areas = append(areas, data.Area{Code: town(x, y), Name: fmt.Sprintf("镇%d", y*regionTowns+x), Tier: data.TierTown, Kind: data.KindTown, Parent: county(x, y), Population: &people, Outline: blockOutline(x, y, 1)})
		}
	}
	if !yield(data.Batch{Areas: areas}) {
		return
	}
	r := rand.New(rand.NewPCG(1, 8))
	var villages []data.Settlement
	for y := range regionTowns {
		for x := range regionTowns {
			for k := range villagesOfTown {
				people, parcels := 200+r.Int64N(3000), float64(r.IntN(400))/10
				villages = append(villages, data.Settlement{Code: fmt.Sprintf("93%07d%03d", y*regionTowns+x, 200+k), Name: fmt.Sprintf("第%d村", r.IntN(100_000)), Kind: data.KindVillage, Town: town(x, y),
					Location:   &orb.Point{regionWest + (float64(x)+r.Float64())*townWide, regionSouth + (float64(y)+r.Float64())*townHigh},
					Population: &people, ParcelsInDay: &parcels, Provenance: data.Provenance{Source: "bench", Synthetic: true}})
			}
		}
		if len(villages) >= 100_000 || y == regionTowns-1 {
			if !yield(data.Batch{Settlements: villages}) {
				return
			}
			villages = nil
		}
	}
}

// regionRoads draws the roads: most are village and township roads.
func regionRoads(b *testing.B) *network.Network {
	b.Helper()
	builder := network.NewBuilder()
	r := rand.New(rand.NewPCG(1, 9))
	classes := []network.Class{network.Village, network.Village, network.Village, network.Township, network.Township, network.County, network.Village, network.Village, network.Village, network.Township}
	node := int64(0)
	for way := range int64(regionTowns * regionTowns * roadsOfTown) {
		town := int(way) / roadsOfTown
		p := orb.Point{regionWest + (float64(town%regionTowns)+r.Float64())*townWide, regionSouth + (float64(town/regionTowns)+r.Float64())*townHigh}
		w := network.Way{ID: way + 1, Name: "路" + strconv.FormatInt(way%5000, 10), Traits: network.Traits{Class: classes[way%10]}}
		if way%50 == 0 {
			w.Class = network.Provincial
		}
		angle := r.Float64() * 2 * math.Pi
		for range 8 {
			node++
			if err := builder.AddNode(node, p); err != nil {
				b.Fatal(err)
			}
			w.Nodes = append(w.Nodes, node)
			angle += (r.Float64() - 0.5)
			p = orb.Point{p[0] + math.Cos(angle)*townWide/12, p[1] + math.Sin(angle)*townHigh/12}
		}
		if err := builder.AddWay(w); err != nil {
			b.Fatal(err)
		}
	}
	n, err := builder.Finish()
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// cpu is what processes have spent: this one, or those of the database.
func cpu(b *testing.B, database []int) time.Duration {
	b.Helper()
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		b.Fatal(err)
	}
	spent := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	for _, process := range database {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
		if err != nil {
			continue // it ended
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
		for _, field := range fields[11:13] {
			ticks, _ := strconv.Atoi(field)
			spent += time.Duration(ticks) * 10 * time.Millisecond
		}
	}
	return spent
}

// backends lists the processes that serve a database.
func backends(b *testing.B, pool *pgxpool.Pool) []int {
	b.Helper()
	rows, err := pool.Query(b.Context(), "SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	var list []int
	for rows.Next() {
		var process int
		if err := rows.Scan(&process); err != nil {
			b.Fatal(err)
		}
		list = append(list, process)
	}
	return list
}

// TestMain stops the database server that a benchmark started.
func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// region is the data in one kind of store.
type region struct {
	name  string
	store data.Store
	pool  *pgxpool.Pool // of PostGIS, for its processes and for the peer
}

func openRegion(b *testing.B, kind string) *region {
	b.Helper()
	r := &region{name: kind}
	if kind == "postgis" {
		address := pgtest.Start(b)
		store, err := postgis.Open(b.Context(), address, postgis.Options{Create: true})
		if err != nil {
			b.Fatal(err)
		}
		r.store = store
		if r.pool, err = pgxpool.New(b.Context(), address); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(r.pool.Close)
	} else {
		store, err := gpkg.Open(b.Context(), filepath.Join(b.TempDir(), "region.gpkg"), gpkg.Options{Create: true})
		if err != nil {
			b.Fatal(err)
		}
		r.store = store
	}
	b.Cleanup(func() { _ = r.store.Close() })
	for batch := range regionBatches {
		if _, err := r.store.Load(b.Context(), batch, data.ChangeNote{Action: "load"}); err != nil {
			b.Fatal(err)
		}
	}
	n := regionRoads(b)
	var content bytes.Buffer
	if err := n.Encode(&content); err != nil {
		b.Fatal(err)
	}
	if _, err := r.store.SaveNetwork(b.Context(), data.Network{ID: data.DefaultNetwork, Name: "bench", Fingerprint: n.Fingerprint(), Content: content.Bytes(), CreatedAt: noon()}, data.ChangeNote{}); err != nil {
		b.Fatal(err)
	}
	return r
}

// heap is what is in use after collecting.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// tilesAt lists tiles of a zoom over the region in a random order.
func tilesAt(z maptile.Zoom, most int) []maptile.Tile {
	first := maptile.At(orb.Point{regionWest + 0.1, regionSouth + 10.9}, z)
	last := maptile.At(orb.Point{regionWest + 13.9, regionSouth + 0.1}, z)
	var list []maptile.Tile
	for x := first.X; x <= last.X; x++ {
		for y := first.Y; y <= last.Y; y++ {
			list = append(list, maptile.New(x, y, z))
		}
	}
	r := rand.New(rand.NewPCG(1, 10))
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:min(most, len(list))]
}

// sink is an answer that nobody reads.
type sink struct {
	header http.Header
	bytes  int
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { s.bytes += len(p); return len(p), nil }

// fourAtOnce calls do for each number below n from four goroutines.
func fourAtOnce(n int, do func(i int)) {
	var next atomic.Int64
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	running.Wait()
}

const tileRound = "/tiles/areas,settlements,roads/"

// BenchmarkTiles measures tiles of the region: CPU time of server and database for each gzip tile that is not in the cache, and how
// many tiles a second come from the cache. One run takes about two minutes; b.N does not count.
func BenchmarkTiles(b *testing.B) {
	for _, kind := range []string{"gpkg", "postgis"} {
		b.Run(kind, func(b *testing.B) {
			before := heap()
			r := openRegion(b, kind)
			loaded := heap()
			s := &study.Study{Store: r.store, Now: time.Now, Version: "bench"}
			handler, err := New(Options{Study: s, TileBytesKept: 1})
			if err != nil {
				b.Fatal(err)
			}
			var database []int
			ask := func(path string) *sink {
				answer := &sink{header: http.Header{}, status: http.StatusOK}
				handler.ServeHTTP(answer, &http.Request{Method: http.MethodGet, Host: "localhost", URL: &url.URL{Path: path}, RequestURI: path, Header: http.Header{"Accept-Encoding": {"gzip"}},
					Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody})
				return answer
			}
			for _, collection := range []string{"areas", "settlements", "roads"} {
				if r.pool != nil {
					database = backends(b, r.pool)
				}
				wall, spent := time.Now(), cpu(b, database)
				ask("/tiles/" + collection + "/20/0/0")
				say(b, "%s: %s read in %.2f s, %.2f CPU-s", kind, collection, time.Since(wall).Seconds(), (cpu(b, database) - spent).Seconds())
			}
			say(b, "%s: heap %d MB, %d MB before the layers, %d MB at start", kind, heap()>>20, loaded>>20, before>>20)
			for _, z := range []maptile.Zoom{6, 9, 12} {
				list := tilesAt(z, map[maptile.Zoom]int{6: 16, 9: 300, 12: 3000}[z])
				fourAtOnce(4, func(i int) { ask(fmt.Sprintf("%s%d/%d/%d", tileRound, z, list[i%len(list)].X, list[i%len(list)].Y)) })
				if r.pool != nil {
					database = backends(b, r.pool)
				}
				var size, most atomic.Int64
				wall, spent := time.Now(), cpu(b, database)
				fourAtOnce(len(list), func(i int) {
					answer := ask(fmt.Sprintf("%s%d/%d/%d", tileRound, z, list[i].X, list[i].Y))
					if answer.status != http.StatusOK && answer.status != http.StatusNoContent {
						b.Errorf("tile %v answers %d", list[i], answer.status)
					}
					size.Add(int64(answer.bytes))
					for {
						seen := most.Load()
						if int64(answer.bytes) <= seen || most.CompareAndSwap(seen, int64(answer.bytes)) {
							break
						}
					}
				})
				took := cpu(b, database) - spent
				say(b, "%s z%d: %.3f CPU-ms a gzip tile, %.0f tiles/s, %d kB on average, %d kB at most", kind, z, took.Seconds()*1e3/float64(len(list)), float64(len(list))/time.Since(wall).Seconds(),
					size.Load()/int64(len(list))>>10, most.Load()>>10)
			}
			cachedTiles(b, kind, s)
			if r.pool != nil {
				askPostGIS(b, r)
			}
		})
	}
}

// say tells a figure at once: a run is long.
func say(b *testing.B, format string, args ...any) {
	b.Helper()
	fmt.Printf(format+"\n", args...)
}

// cachedTiles asks for tiles that are in the cache over four connections.
func cachedTiles(b *testing.B, kind string, s *study.Study) {
	handler, err := New(Options{Study: s})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	list := tilesAt(9, 100)
	paths := make([]string, len(list))
	for i, t := range list {
		paths[i] = fmt.Sprintf("%s%d/%d/%d", tileRound, t.Z, t.X, t.Y)
	}
	const n = 20_000
	times := make([]time.Duration, n)
	var next atomic.Int64
	var running sync.WaitGroup
	round := func(count int, note bool) {
		next.Store(0)
		for range 4 {
			running.Go(func() {
				c, err := net.Dial("tcp", server.Listener.Addr().String())
				if err != nil {
					b.Error(err)
					return
				}
				defer c.Close()
				buffer := make([]byte, 1<<20)
				for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
					began := time.Now()
					if err := getRaw(c, paths[i%len(paths)], buffer); err != nil {
						b.Error(err)
						return
					}
					if note {
						times[i] = time.Since(began)
					}
				}
			})
		}
		running.Wait()
	}
	round(len(paths), false)
	wall, spent := time.Now(), cpu(b, nil)
	round(n, true)
	seconds := time.Since(wall).Seconds()
	slices.Sort(times)
	say(b, "%s cached z9: %.0f tiles/s, p50 %.2f ms, p99 %.2f ms, %.3f CPU-ms each, client included", kind, n/seconds, times[n/2].Seconds()*1e3, times[n*99/100].Seconds()*1e3, (cpu(b, nil)-spent).Seconds()*1e3/n)
}

// getRaw asks on one connection and reads the answer without making anything of it: the client should cost little.
func getRaw(c net.Conn, path string, buffer []byte) error {
	if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"); err != nil {
		return err
	}
	have, whole := 0, -1
	for whole < 0 || have < whole {
		n, err := c.Read(buffer[have:])
		if err != nil {
			return err
		}
		have += n
		if head := bytes.Index(buffer[:have], []byte("\r\n\r\n")); whole < 0 && head >= 0 {
			if !bytes.HasPrefix(buffer, []byte("HTTP/1.1 200")) {
				return fmt.Errorf("%s: %s", path, buffer[:min(have, 300)])
			}
			_, after, ok := bytes.Cut(buffer[:head], []byte("Content-Length: "))
			if !ok {
				return fmt.Errorf("%s: no length", path)
			}
			length, _, _ := bytes.Cut(after, []byte("\r\n"))
			size, err := strconv.Atoi(string(length))
			if err != nil {
				return err
			}
			whole = head + 4 + size
		}
	}
	return nil
}

// askPostGIS measures the peer: ST_AsMVT of the three layers in one prepared statement, compressed as ours.
func askPostGIS(b *testing.B, r *region) {
	ctx := b.Context()
	for _, statement := range []string{
		"CREATE TABLE bench_line (id bigint, name text, class text, geom geometry(LineString, 4326))",
		"CREATE INDEX ON bench_line USING gist (geom)",
	} {
		if _, err := r.pool.Exec(ctx, statement); err != nil {
			b.Fatal(err)
		}
	}
	s := &study.Study{Store: r.store, Now: time.Now}
	set, err := layer.NewSet(s)
	if err != nil {
		b.Fatal(err)
	}
	roads, err := set.Get(ctx, layer.Ref{Kind: layer.Roads})
	if err != nil {
		b.Fatal(err)
	}
	var ids []int64
	var names, classes, lines []string
	name, _ := roads.FieldIndex("name")
	class, _ := roads.FieldIndex("class")
	for i := range roads.Len() {
		var text strings.Builder
		for k, p := range roads.Geometry(i).(orb.LineString) {
			if k > 0 {
				text.WriteByte(',')
			}
			fmt.Fprintf(&text, "%.7f %.7f", p[0], p[1])
		}
		ids, names, classes, lines = append(ids, roads.FID(i)), append(names, roads.Value(i, name).Text), append(classes, roads.Value(i, class).Text), append(lines, "LINESTRING("+text.String()+")")
	}
	if _, err := r.pool.Exec(ctx, "INSERT INTO bench_line SELECT a, b, c, ST_GeomFromText(d, 4326) FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS t(a, b, c, d)", ids, names, classes, lines); err != nil {
		b.Fatal(err)
	}
	if _, err := r.pool.Exec(ctx, "ANALYZE"); err != nil {
		b.Fatal(err)
	}
	const one = "(SELECT ST_AsMVT(q, '%s', 4096, 'geom') FROM (SELECT %s, ST_AsMVTGeom(ST_Transform(t.geom, 3857), ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS geom FROM %s t " +
		"WHERE t.geom && ST_Transform(ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096), 4326)) q WHERE q.geom IS NOT NULL)"
	query := "SELECT " + fmt.Sprintf(one, "areas", "code, name, tier, kind, population", "cuntong.area") + " || " + fmt.Sprintf(one, "settlements", "code, name, kind, population, parcels_in_day", "cuntong.settlement") +
		" || " + fmt.Sprintf(one, "roads", "id, name, class", "bench_line")
	for _, z := range []maptile.Zoom{6, 9, 12} {
		list := tilesAt(z, map[maptile.Zoom]int{6: 4, 9: 150, 12: 1500}[z])
		var size atomic.Int64
		get := func(ctx context.Context, t maptile.Tile) {
			var body []byte
			if err := r.pool.QueryRow(ctx, query, int(t.Z), int(t.X), int(t.Y)).Scan(&body); err != nil {
				b.Error(err)
				return
			}
			var packed bytes.Buffer
			w, _ := gzip.NewWriterLevel(&packed, tileLevel)
			_, _ = w.Write(body)
			_ = w.Close()
			size.Add(int64(packed.Len()))
		}
		fourAtOnce(4, func(i int) { get(ctx, list[i%len(list)]) })
		database := backends(b, r.pool)
		size.Store(0)
		wall, spent := time.Now(), cpu(b, database)
		fourAtOnce(len(list), func(i int) { get(ctx, list[i]) })
		took := cpu(b, database) - spent
		say(b, "peer, ST_AsMVT z%d: %.3f CPU-ms a gzip tile, %.0f tiles/s, %d kB on average", z, took.Seconds()*1e3/float64(len(list)), float64(len(list))/time.Since(wall).Seconds(), size.Load()/int64(len(list))>>10)
	}
}
