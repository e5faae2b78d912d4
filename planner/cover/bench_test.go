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

// BenchmarkLarge times questions far beyond a county: a generated MCLP of 1,000 sites and 1,000,000 customers (square 30,000, radius 3,250, 20 new
// sites, seed 1) and the frontier of 14,000 sites and 400,000 demands (square 133,000, radius 2,000, seed 1). Reading is part of it, generating is not.
func BenchmarkLarge(b *testing.B) {
	b.Run("mclp/sites=1000/customers=1000000", func(b *testing.B) {
		p := generated(1_000_000, 1000, 30_000, 3250, 1)
		p.New = new(int64(20))
		for b.Loop() {
			a, err := New().Solve(context.Background(), p, planner.Options{Now: time.Now, Threads: 2, Effort: 10_000_000_000})
			if err != nil {
				b.Fatal(err)
			}
			if err := verify.Siting(p, a); err != nil {
				b.Fatal(err)
			}
			gap, _ := planner.Gap(a.Objective, a.Bound)
			b.ReportMetric(gap*100, "gap%")
			b.ReportMetric(float64(*a.Objective), "objective")
			b.ReportMetric(float64(*a.Bound), "bound")
			b.ReportMetric(a.Stats.Seconds, "s")
		}
	})
	b.Run("frontier/sites=14000/demands=400000", func(b *testing.B) {
		p := generated(400_000, 14_000, 133_000, 2000, 1)
		p.New = new(int64(14_000))
		for b.Loop() {
			f, err := Frontier(context.Background(), p, FrontierOptions{Options: planner.Options{Now: time.Now, Threads: 2}})
			if err != nil {
				b.Fatal(err)
			}
			if err := verify.Frontier(p, f); err != nil {
				b.Fatal(err)
			}
			worst := 0.0
			for _, point := range f.Points[1:] {
				worst = max(worst, float64(point.Bound-point.Weight)/float64(point.Weight))
			}
			b.ReportMetric(worst*100, "worst%")
			b.ReportMetric(float64(len(f.Points)), "points")
			b.ReportMetric(f.Stats.Seconds, "s")
		}
	})
}
