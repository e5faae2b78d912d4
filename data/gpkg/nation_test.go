package gpkg

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"cuntong/data"
)

// BenchmarkReadACountyOfTheNation reads areas, settlements and facilities of one county after the other out of
// the store that CUNTONG_BENCH_NATION names: the preset "nation", loaded with cuntong load.
func BenchmarkReadACountyOfTheNation(b *testing.B) {
	path := os.Getenv("CUNTONG_BENCH_NATION")
	if path == "" {
		b.Skip("set CUNTONG_BENCH_NATION to a store that holds the preset nation")
	}
	ctx := context.Background()
	s, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	areas, err := s.Areas(ctx, data.Query{})
	if err != nil {
		b.Fatal(err)
	}
	areas = slices.DeleteFunc(areas, func(a data.Area) bool { return a.Tier != data.TierCounty })
	var took []time.Duration
	settlements := 0
	for i := 0; b.Loop(); i++ {
		query := data.Query{Area: areas[i*1009%len(areas)].Code}
		start := time.Now()
		inside, err := s.Areas(ctx, query)
		if err != nil || len(inside) < 2 {
			b.Fatal(len(inside), err)
		}
		list, err := s.Settlements(ctx, query)
		if err != nil || len(list) == 0 {
			b.Fatal(len(list), err)
		}
		if facilities, err := s.Facilities(ctx, query); err != nil || len(facilities) == 0 {
			b.Fatal(len(facilities), err)
		}
		took = append(took, time.Since(start))
		settlements += len(list)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(settlements)/float64(len(took)), "settlements/county")
}
