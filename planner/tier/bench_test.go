package tier

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

func BenchmarkCountyNetwork(b *testing.B) {
	for _, towns := range []int{9, 40} {
		for _, budget := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d_towns_budget_%v", towns, budget), func(b *testing.B) {
				for n := range b.N {
					p := plannertest.CountyNetwork(towns, int64(n+1))
					if budget {
						p.UnservedFen, p.BudgetYuan = 60_000, new(int64(towns)*60_000)
					}
					a, err := New().SolveNetwork(context.Background(), p, planner.Options{Now: time.Now})
					if err != nil {
						b.Fatal(err)
					}
					if err := verify.Network(p, a); err != nil {
						b.Fatal(err)
					}
					if a.Objective == nil {
						b.Fatal(a.Reason)
					}
					gap, _ := planner.Gap(a.Objective, a.Bound)
					b.ReportMetric(100*gap, "gap_%")
					b.ReportMetric(float64(a.Stats.Effort)/1e6, "Meffort")
					b.Logf("%s %d yuan, gap %.3f %%, %.2f s, %+v", a.Status, *a.Objective/100, 100*gap, a.Stats.Seconds, a.Cost)
				}
			})
		}
	}
}
