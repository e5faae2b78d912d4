package assign

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// BenchmarkCounty times every objective on a county of 500 × 500, plain, with each option alone and with mixtures.
func BenchmarkCounty(b *testing.B) {
	for _, objective := range plannertest.Objectives() {
		mixes := [][]planner.Option{nil}
		for _, option := range plannertest.OptionsOf(objective) {
			if option == planner.OptionSplit {
				mixes = append(mixes, []planner.Option{option, planner.OptionCapacity})
			} else {
				mixes = append(mixes, []planner.Option{option})
			}
		}
		mixes = append(mixes, []planner.Option{planner.OptionCapacity, planner.OptionTownNew, planner.OptionTownFloor},
			[]planner.Option{planner.OptionCapacity, planner.OptionMinLoad, planner.OptionExclusive, planner.OptionTownNew, planner.OptionTownFloor})
		for _, mix := range mixes {
			var names []string
			for _, option := range mix {
				names = append(names, strings.ReplaceAll(string(option), " ", "_"))
			}
			for _, limit := range []int64{2000, 5000} {
				b.Run(fmt.Sprintf("%s/%dm/%s", objective, limit, strings.Join(names, "+")), func(b *testing.B) {
					p := plannertest.County{Villages: 500, FixedShare: 0.1, Seed: 1, LimitMeters: limit}.Mixed(objective, mix...)
					for range b.N {
						a, err := New().Solve(context.Background(), p, planner.Options{Now: time.Now})
						if err != nil {
							b.Fatal(err)
						}
						if err := verify.Siting(p, a); err != nil {
							b.Fatal(err)
						}
						b.ReportMetric(float64(a.Stats.Effort)/1e6, "Meffort")
						gap, known := planner.Gap(a.Objective, a.Bound)
						if known {
							b.ReportMetric(gap*100, "gap%")
							b.ReportMetric(float64(*a.Bound), "bound")
						}
						if a.Objective != nil {
							b.ReportMetric(float64(*a.Objective), "objective")
						} else {
							b.Log(a.Status, a.Reason)
						}
					}
				})
			}
		}
	}
}
