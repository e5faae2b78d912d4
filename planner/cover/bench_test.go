package cover

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// BenchmarkCounty times the county (500 × 500) and the city (1,900 × 1,900) with and without fixed sites.
func BenchmarkCounty(b *testing.B) {
	for _, villages := range []int{500, 1900} {
		for _, fixed := range []float64{0, 0.2} {
			base := plannertest.County{Villages: villages, FixedShare: fixed, Seed: 1}.Siting()
			run := func(name string, change func(p *planner.Siting)) {
				p := *base
				change(&p)
				b.Run(fmt.Sprintf("villages=%d/fixed=%g/%s", villages, fixed, name), func(b *testing.B) {
					for range b.N {
						a, err := New().Solve(context.Background(), &p, planner.Options{Now: time.Now})
						if err != nil {
							b.Fatal(err)
						}
						if err := verify.Siting(&p, a); err != nil {
							b.Fatal(err)
						}
						gap, _ := planner.Gap(a.Objective, a.Bound)
						b.ReportMetric(gap*100, "gap%")
						b.ReportMetric(float64(a.Stats.Effort)/1e6, "Meffort")
						b.ReportMetric(float64(*a.Objective), "objective")
					}
				})
			}
			run("lscp", func(*planner.Siting) {})
			for _, share := range []int64{100, 20, 10, 6, 4} {
				run(fmt.Sprintf("mclp/p=%d", int64(villages)/share), func(p *planner.Siting) {
					p.Objective, p.New = planner.MCLP, new(int64(villages)/share)
				})
				run(fmt.Sprintf("mclp/budget=%dk", int64(villages)/share*30), func(p *planner.Siting) {
					p.Objective, p.BudgetYuan = planner.MCLP, new(int64(villages)/share*30000)
				})
			}
			run("mclp/both", func(p *planner.Siting) {
				p.Objective, p.New, p.BudgetYuan = planner.MCLP, new(int64(villages)/10), new(int64(villages)/10*25000)
			})
		}
	}
}
