package postgis

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/postgis/pgtest"

	"github.com/paulmach/orb"
)

// countryside makes settlements in towns of 13 villages, counties of 16 towns as in the nation (600,000 in
// 45,000 towns of 2,844 counties), laid out over a grid, with a station in each town.
func countryside(settlements int) data.Batch {
	const perTown, townsPerCounty = 13, 16
	var b data.Batch
	var county, town string
	for i := range settlements {
		countyIndex := i / (perTown * townsPerCounty)
		at := orb.Point{80 + float64(countyIndex%60)*0.8 + float64(i*7919%1000)/1250, 20 + float64(countyIndex/60)*0.6 + float64(i*104729%1000)/1700}
		if i%(perTown*townsPerCounty) == 0 {
			county = fmt.Sprintf("%06d", 110000+countyIndex)
			b.Areas = append(b.Areas, data.Area{Code: county, Name: "县" + county, Tier: data.TierCounty, Kind: data.KindCounty})
		}
		if i%perTown == 0 {
			town = fmt.Sprintf("%s%03d000", county, 100+i/perTown%townsPerCounty)
			b.Areas = append(b.Areas, data.Area{Code: town, Name: "镇" + town, Tier: data.TierTown, Kind: data.KindTown, Parent: county})
			b.Facilities = append(b.Facilities, data.Facility{ID: "f" + town, Name: "站" + town, Tier: data.Station, Operators: []data.Operator{data.Postal},
				Offers: []data.Offer{data.Pickup}, Status: data.Active, Town: town, Location: &at})
		}
		people, parcels := int64(300+i%1700), float64(i%97)/3
		b.Settlements = append(b.Settlements, data.Settlement{Code: fmt.Sprintf("%s%03d", town[:9], 200+i%perTown), Name: "村" + strconv.Itoa(i),
			Kind: data.KindVillage, Town: town, Location: &at, Population: &people, ParcelsInDay: &parcels,
			Provenance: data.Provenance{Source: "villages.csv", Line: i + 2, Datum: "wgs84", Original: fmt.Sprintf("%.6f,%.6f", at[0], at[1]), LocatedBy: data.LocatedGiven}})
	}
	return b
}

// benchmarkSize is the number of settlements, or what CUNTONG_BENCH_SETTLEMENTS says.
func benchmarkSize() int {
	size, err := strconv.Atoi(os.Getenv("CUNTONG_BENCH_SETTLEMENTS"))
	if err != nil {
		return 600_000
	}
	return size
}

func BenchmarkLoadNation(b *testing.B) {
	batch := countryside(benchmarkSize())
	rows := len(batch.Areas) + len(batch.Settlements) + len(batch.Facilities)
	for b.Loop() {
		s, err := Open(context.Background(), pgtest.Start(b), Options{Create: true})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Load(context.Background(), batch, data.ChangeNote{}); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkLoadedNation loads the nation once and then measures what is done to it.
func BenchmarkLoadedNation(b *testing.B) {
	ctx := context.Background()
	s, err := Open(ctx, pgtest.Start(b), Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	batch := countryside(benchmarkSize())
	if _, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil {
		b.Fatal(err)
	}
	b.Run("load the same again", func(b *testing.B) {
		for b.Loop() {
			if result, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil || result.Inserted+result.Updated > 0 {
				b.Fatal(result, err)
			}
		}
	})
	b.Run("county", func(b *testing.B) {
		var times []time.Duration
		for i := 0; b.Loop(); i++ {
			code := fmt.Sprintf("%06d", 110000+i*37%(len(batch.Settlements)/208))
			start := time.Now()
			areas, err := s.Areas(ctx, data.Query{Area: code})
			if err != nil {
				b.Fatal(err)
			}
			settlements, err := s.Settlements(ctx, data.Query{Area: code})
			if err != nil {
				b.Fatal(err)
			}
			facilities, err := s.Facilities(ctx, data.Query{Area: code})
			if err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(start))
			if len(areas) != 17 || len(settlements) != 208 || len(facilities) != 16 {
				b.Fatal(code, len(areas), len(settlements), len(facilities))
			}
		}
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-median")
		b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "ms-p99")
	})
	b.Run("bound", func(b *testing.B) {
		for b.Loop() {
			bound := orb.Bound{Min: orb.Point{100, 30}, Max: orb.Point{100.3, 30.3}}
			if list, err := s.Settlements(ctx, data.Query{Bound: &bound}); err != nil || len(list) == 0 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("info", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Info(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}
