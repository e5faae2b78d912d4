package charge

import (
	"context"
	"testing"
	"time"

	"cuntong/planner"
)

// BenchmarkCounty solves problems of 500 demands × 500 sites of every kind for three seconds and reports the gap in per cent.
func BenchmarkCounty(b *testing.B) {
	for _, name := range []string{"free", "shared", "whole", "median"} {
		b.Run(name, func(b *testing.B) {
			gap, seconds := 0.0, 0.0
			for seed := range b.N {
				p := kinds[name](500, int64(seed))
				a, err := New().Solve(context.Background(), p, planner.Options{Threads: 2, Now: time.Now, TimeLimit: 3 * time.Second})
				if err != nil || a.Objective == nil {
					b.Fatal(err, a.Reason)
				}
				own, _ := planner.Gap(a.Objective, a.Bound)
				gap, seconds = gap+100*own, seconds+a.Stats.Seconds
			}
			b.ReportMetric(gap/float64(b.N), "%gap")
			b.ReportMetric(seconds/float64(b.N), "s")
		})
	}
}
