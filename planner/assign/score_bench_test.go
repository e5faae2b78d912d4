package assign

import (
	"context"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/plannertest"
)

// BenchmarkRescore times what a planner waits for who changes one point of a plan for a county of 500 × 500 with capacities,
// a budget, limits and floors by town: the plan's score from nothing ("first-ms", reading the problem included), then a new
// point closed and one nearby opened in its place (the time of one on average, the slowest as "worst-ms", and how many keep all limits).
func BenchmarkRescore(b *testing.B) {
	for _, objective := range plannertest.Objectives() {
		b.Run(string(objective), func(b *testing.B) {
			mix := []planner.Option{planner.OptionCapacity, planner.OptionTownNew, planner.OptionTownFloor}
			if !offers(objective, mix) {
				mix = nil
			}
			p := plannertest.County{Villages: 500, FixedShare: 0.1, Seed: 1, LimitMeters: 5000}.Mixed(objective, mix...)
			a, err := New().Solve(context.Background(), p, planner.Options{Effort: 50_000_000})
			if err != nil || a.Objective == nil {
				b.Skipf("no answer to change: %v %s", err, a.Reason)
			}
			start := time.Now()
			scorer, err := NewScorer(context.Background(), p, a.Open, a.Assignment)
			if err != nil {
				b.Fatal(err)
			}
			scorer.Score()
			first := time.Since(start)
			changes := changesOf(p, a.Open)
			worst, valid, k := time.Duration(0), 0, 0
			for b.Loop() {
				start := time.Now()
				if _, ok := scorer.Rescore(changes[k%len(changes)][0], changes[k%len(changes)][1]); ok {
					valid++
				}
				worst = max(worst, time.Since(start))
				k++
			}
			b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
			b.ReportMetric(100*float64(valid)/float64(k), "valid%")
		})
	}
}

// changesOf lists each new point of an answer with each of the places that its own village reaches and that are not open.
func changesOf(p *planner.Siting, open []int32) (list [][2]int32) {
	isOpen := make([]bool, len(p.Sites))
	for _, j := range open {
		isOpen[j] = true
	}
	for _, out := range open {
		for in := range p.Travel.Row(int(out)) {
			if !p.Sites[out].Fixed && !isOpen[in] {
				list = append(list, [2]int32{out, int32(in)})
			}
		}
	}
	return list
}

// offers reports whether an objective takes all of the options.
func offers(objective planner.Objective, options []planner.Option) bool {
	all := map[planner.Option]bool{}
	for _, option := range plannertest.OptionsOf(objective) {
		all[option] = true
	}
	for _, option := range options {
		if !all[option] {
			return false
		}
	}
	return true
}
