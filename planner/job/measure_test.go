package job_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/postgis/pgtest"
	"cuntong/planner/job"
)

// BenchmarkSubmitToStarted measures how long an empty job waits from its submission to its first step, with
// nothing else to do; it reports the median.
func BenchmarkSubmitToStarted(b *testing.B) {
	for _, kind := range []string{"gpkg", "postgis"} {
		b.Run(kind, func(b *testing.B) {
			started := make(chan time.Time, 1)
			r := newRunner(b, benchPlace(b, kind), "w", trial(func(context.Context, *job.Task) (data.JobOutcome, error) {
				started <- time.Now()
				return data.JobOutcome{}, nil
			}))
			start(b, r, 2)
			var waits []time.Duration
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				j := submit(b, r, "trial", i)
				waits = append(waits, (<-started).Sub(began))
				await(b, r, j.ID, finished)
			}
			slices.Sort(waits)
			b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "median-ms")
			b.ReportMetric(float64(waits[len(waits)*9/10].Microseconds())/1000, "p90-ms")
		})
	}
}

// BenchmarkEmptyJobs measures how many empty jobs a worker does in a second, from a backlog.
func BenchmarkEmptyJobs(b *testing.B) {
	const backlog = 500
	for _, kind := range []string{"gpkg", "postgis"} {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				var done atomic.Int64
				all := make(chan struct{})
				r := newRunner(b, benchPlace(b, kind), "w", func(o *job.Options) {
					trial(func(context.Context, *job.Task) (data.JobOutcome, error) {
						if done.Add(1) == backlog {
							close(all)
						}
						return data.JobOutcome{}, nil
					})(o)
					o.TTL, o.Sweep = 0, 0
				})
				for i := range backlog {
					submit(b, r, "trial", fmt.Sprint(i))
				}
				began := time.Now()
				start(b, r, 16)
				<-all
				b.ReportMetric(backlog/time.Since(began).Seconds(), "jobs/s")
			}
		})
	}
}

func benchPlace(b *testing.B, kind string) place {
	if kind == "gpkg" {
		return place{filepath.Join(b.TempDir(), "s.gpkg"), kind}
	}
	return place{pgtest.Start(b), kind}
}
