package gpkg

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// countryside makes settlements in towns of 40 villages, counties of 20 towns, spread over a grid.
func countryside(count int) data.Batch {
	var b data.Batch
	var county, town string
	for i := range count {
		at := orb.Point{90 + float64(i/800%40)*0.5 + float64(i*7919%1000)/2000, 25 + float64(i/32000)*0.5 + float64(i*104729%1000)/2000}
		if i%800 == 0 {
			county = fmt.Sprintf("%06d", 110000+i/800)
			b.Areas = append(b.Areas, data.Area{Code: county, Name: "县" + county, Tier: data.TierCounty})
		}
		if i%40 == 0 {
			town = fmt.Sprintf("%s%03d000", county, 100+i/40%20)
			b.Areas = append(b.Areas, data.Area{Code: town, Name: "镇" + town, Tier: data.TierTown, Parent: county})
		}
		people, parcels := int64(300+i%1700), float64(i%97)/3
		b.Settlements = append(b.Settlements, data.Settlement{Code: fmt.Sprintf("%s%03d", town[:9], 200+i%40), Name: "村" + strconv.Itoa(i),
			Kind: data.KindVillage, Town: town, Location: &at, Population: &people, ParcelsInDay: &parcels,
			Provenance: data.Provenance{Source: "villages.csv", Line: i + 2, Datum: "wgs84", Original: fmt.Sprintf("%.6f,%.6f", at[0], at[1]), LocatedBy: data.LocatedGiven}})
	}
	return b
}

// benchmarkSize is the number of settlements, or what CUNTONG_BENCH_SETTLEMENTS says.
func benchmarkSize(b *testing.B) int {
	size, err := strconv.Atoi(os.Getenv("CUNTONG_BENCH_SETTLEMENTS"))
	if err != nil {
		return 100_000
	}
	return size
}

func BenchmarkLoadSettlements(b *testing.B) {
	batch := countryside(benchmarkSize(b))
	for b.Loop() {
		s, err := Open(context.Background(), filepath.Join(b.TempDir(), "bench.gpkg"), Options{Create: true})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Load(context.Background(), batch, data.ChangeNote{}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadTheSameAgain(b *testing.B) {
	batch := countryside(benchmarkSize(b))
	s := openBench(b, batch)
	for b.Loop() {
		result, err := s.Load(context.Background(), batch, data.ChangeNote{})
		if err != nil || result.Inserted+result.Updated > 0 {
			b.Fatal(result, err)
		}
	}
}

func BenchmarkReadACounty(b *testing.B) {
	batch := countryside(benchmarkSize(b))
	s := openBench(b, batch)
	for b.Loop() {
		list, err := s.Settlements(context.Background(), data.Query{Area: "110003"})
		if err != nil || len(list) != 800 {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkReadABound(b *testing.B) {
	batch := countryside(benchmarkSize(b))
	s := openBench(b, batch)
	for b.Loop() {
		list, err := s.Settlements(context.Background(), data.Query{Bound: &orb.Bound{Min: orb.Point{92, 25}, Max: orb.Point{92.4, 25.4}}})
		if err != nil || len(list) == 0 {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkInfo(b *testing.B) {
	s := openBench(b, countryside(benchmarkSize(b)))
	for b.Loop() {
		if _, err := s.Info(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func openBench(b *testing.B, batch data.Batch) *Store {
	b.Helper()
	s, err := Open(context.Background(), filepath.Join(b.TempDir(), "bench.gpkg"), Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if _, err := s.Load(context.Background(), batch, data.ChangeNote{}); err != nil {
		b.Fatal(err)
	}
	return s
}
