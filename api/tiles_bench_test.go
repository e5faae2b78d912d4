package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
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
	"cuntong/planner/study"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
)

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
