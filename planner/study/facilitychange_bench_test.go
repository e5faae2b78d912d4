//go:build unix

package study

import (
	"syscall"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/geo/networktest"
)

// BenchmarkFacilityChange is what a planner waits for who closes or opens a facility: both sides of the effects, all warm, on the sample county and on the
// roads of Delaware, each time another facility. The processor time of the whole program stands beside the wall's.
func BenchmarkFacilityChange(b *testing.B) {
	roads := networktest.ReadPBF(b, networktest.Delaware(b))
	for _, place := range []struct {
		name string
		s    *Study
		area string
	}{{"sample county", sampled(b), "370522"}, {"Delaware", delaware(b, roads), ""}} {
		facilities, err := place.s.Store.Facilities(b.Context(), data.Query{Area: place.area, Status: []data.FacilityStatus{data.Active}})
		if err != nil {
			b.Fatal(err)
		}
		for _, way := range []string{ByStraight, ByRoad} {
			for name, effects := range map[string]func(AuditRequest) error{
				"whole audits": func(r AuditRequest) error { _, _, err := place.s.AuditChanges(b.Context(), r); return err },
				"rescored":     func(r AuditRequest) error { _, err := place.s.Rescore(b.Context(), r); return err },
			} {
				for _, do := range []data.FacilityDo{data.CloseFacility, data.MoveFacility} {
					b.Run(place.name+" by "+way+", "+string(do)+", "+name, func(b *testing.B) {
						request := AuditRequest{Area: place.area, Travel: way}
						if err := effects(request); err != nil {
							b.Fatal(err)
						}
						began, k := processorTime(b), 0
						for b.Loop() {
							change := data.FacilityChange{Do: do, Facility: facilities[k%len(facilities)].ID, Approved: true}
							if do == data.MoveFacility {
								change.Location = facilities[(k+7)%len(facilities)].Location
							}
							request.Changes = &data.ChangeSet{Facilities: []data.FacilityChange{change}}
							if err := effects(request); err != nil {
								b.Fatal(err)
							}
							k++
						}
						b.ReportMetric(float64((processorTime(b)-began).Milliseconds())/float64(k), "cpu-ms/op")
					})
				}
			}
		}
	}
}

// processorTime is what this program has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
