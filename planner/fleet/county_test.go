package fleet

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/verify"
)

var countySeconds = flag.Float64("county-seconds", 1, "time limit of BenchmarkCountyDay")

// BenchmarkCountyDay routes a county's day with windows, pick-ups, breaks and reloads, within a time limit.
func BenchmarkCountyDay(b *testing.B) {
	for _, stops := range []int{500, 1000} {
		b.Run(fmt.Sprintf("stops=%d", stops), func(b *testing.B) {
			p := countyDay(stops, true, 1)
			for b.Loop() {
				a, err := New().Solve(context.Background(), p, planner.Options{Threads: 2, TimeLimit: time.Duration(*countySeconds * 1e9), Now: time.Now})
				if err != nil {
					b.Fatal(err)
				}
				if err := verify.Routing(p, a); err != nil {
					b.Fatal(err)
				}
				if a.Objective == nil {
					b.Fatal(a.Reason)
				}
				var memory runtime.MemStats
				runtime.ReadMemStats(&memory)
				b.ReportMetric(float64(*a.Objective)/1e6, "yuan")
				b.ReportMetric(float64(len(a.Routes)), "vehicles")
				b.ReportMetric(float64(a.Stats.Effort), "steps")
				b.ReportMetric(float64(memory.Sys)/1e6, "MB")
			}
		})
	}
}
