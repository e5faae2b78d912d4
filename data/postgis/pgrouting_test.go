package postgis

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"cuntong/data/postgis/pgtest"
	"cuntong/geo/network"
	"cuntong/geo/networktest"
	"cuntong/geo/travel"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// BenchmarkPgRoutingBesideOurs measures the same many-to-many times on the Delaware roads with pgRouting and with
// ours in one run, on one thread each, and reports the ratio. Rows: 50 origins; pgRouting's time grows with their number.
func BenchmarkPgRoutingBesideOurs(b *testing.B) {
	const origins, destinations = 50, 1000
	ctx := context.Background()
	n := networktest.ReadPBF(b, networktest.Delaware(b))
	profile, err := network.PresetProfile("plain-van")
	if err != nil {
		b.Fatal(err)
	}
	costs, err := n.Cost(profile, network.Day{})
	if err != nil {
		b.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, pgtest.Start(b))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE EXTENSION pgrouting"); err != nil {
		b.Skipf("SKIPPED: pgRouting is not installed beside this PostgreSQL (apt-get install postgresql-15-pgrouting): %v", err)
	}
	copyRoads(b, conn, n, costs)
	onVertices := travel.LinkRule{LimitMeters: 0.5, WalkingKmh: 4.5, DetourFactor: 1}
	road, err := travel.NewRoad(costs, travel.NewHierarchy(n), travel.RoadOptions{Link: onVertices, Threads: 1})
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 1))
	draw := func(count int) (vertices []int32, places []orb.Point) {
		for len(vertices) < count {
			v := int32(rng.IntN(n.Vertices()))
			if unlinked, err := road.Unlinked(ctx, []orb.Point{n.Point(v)}); err != nil || len(unlinked) > 0 {
				continue // on a motorway nobody gets on
			}
			vertices, places = append(vertices, v), append(places, n.Point(v))
		}
		return vertices, places
	}
	from, fromPlaces := draw(origins)
	to, toPlaces := draw(destinations)
	if _, err := road.Matrix(ctx, fromPlaces[:1], toPlaces[:1]); err != nil { // sets the weights
		b.Fatal(err)
	}
	for b.Loop() {
		began := time.Now()
		theirs := pgRoutingCosts(b, conn, from, to)
		pgRouting := time.Since(began)
		began = time.Now()
		ours, err := road.Matrix(ctx, fromPlaces, toPlaces)
		if err != nil {
			b.Fatal(err)
		}
		own := time.Since(began)
		agree := 0
		for i := range from {
			for j := range to {
				leg, ok := ours.At(i, j)
				seconds, reached := theirs[[2]int32{from[i], to[j]}]
				if from[i] == to[j] {
					continue // pgRouting leaves these out
				}
				if ok != reached || ok && leg.Seconds != int64(math.Ceil(seconds-1e-6)) {
					b.Fatalf("from vertex %d to %d: ours %+v (%v), pgRouting %v s (%v)", from[i], to[j], leg, ok, seconds, reached)
				}
				agree++
			}
		}
		b.ReportMetric(pgRouting.Seconds(), "pgrouting-s")
		b.ReportMetric(own.Seconds(), "ours-s")
		b.ReportMetric(pgRouting.Seconds()/own.Seconds(), "ratio")
		b.ReportMetric(float64(agree), "equal-pairs")
	}
}

// copyRoads makes pgRouting's table of edges, with costs in seconds, -1 where an edge is closed.
func copyRoads(b *testing.B, conn *pgx.Conn, n *network.Network, costs *network.Costs) {
	b.Helper()
	ctx := context.Background()
	if _, err := conn.Exec(ctx, "CREATE TABLE ways (id bigint PRIMARY KEY, source bigint, target bigint, cost float8, reverse_cost float8)"); err != nil {
		b.Fatal(err)
	}
	seconds := func(arc int32) float64 {
		if !costs.Open(arc) {
			return -1
		}
		return float64(costs.Centiseconds(arc)) / 100
	}
	var rows [][]any
	for s := range int32(n.Stretches()) {
		tail, head := n.Ends(s)
		rows = append(rows, []any{int64(s), int64(tail), int64(head), seconds(2 * s), seconds(2*s + 1)})
	}
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"ways"}, []string{"id", "source", "target", "cost", "reverse_cost"}, pgx.CopyFromRows(rows)); err != nil {
		b.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "ANALYZE ways"); err != nil {
		b.Fatal(err)
	}
}

func pgRoutingCosts(b *testing.B, conn *pgx.Conn, from, to []int32) map[[2]int32]float64 {
	b.Helper()
	rows, err := conn.Query(context.Background(), "SELECT start_vid, end_vid, agg_cost FROM pgr_dijkstraCost('SELECT id, source, target, cost, reverse_cost FROM ways', $1::bigint[], $2::bigint[], true)", from, to)
	if err != nil {
		b.Fatal(err)
	}
	found := map[[2]int32]float64{}
	var start, end int64
	var cost float64
	if _, err := pgx.ForEachRow(rows, []any{&start, &end, &cost}, func() error {
		found[[2]int32{int32(start), int32(end)}] = cost
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return found
}
