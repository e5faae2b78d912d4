package api

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"cuntong/data"
)

// slowReads counts how often settlements are read and holds each reading until it is let go.
type slowReads struct {
	data.Store
	count atomic.Int64
	gate  chan struct{}
}

func (s *slowReads) Settlements(ctx context.Context, q data.Query) ([]data.Settlement, error) {
	s.count.Add(1)
	<-s.gate
	return s.Store.Settlements(ctx, q)
}

func TestAnAuditIsMadeOnceForAllWhoAskAndKeptUntilTheRecordsChange(t *testing.T) {
	s := tinyStudy(t)
	slow := &slowReads{Store: s.Store, gate: make(chan struct{})}
	s.Store = slow
	server := serve(t, Options{Study: s})
	var waiting sync.WaitGroup
	for range 8 {
		waiting.Go(func() {
			response, err := http.Get(server.URL + "/api/v1/audits?area=370522")
			if err != nil {
				t.Error(err)
				return
			}
			response.Body.Close()
		})
	}
	close(slow.gate)
	waiting.Wait()
	ask(t, server, http.MethodGet, "/api/v1/audits?area=370522000000&standard=village-2km&travel=straight", "") // the same, spelled out; a date would be that of travel too
	if got := slow.count.Load(); got != 1 {
		t.Errorf("settlements were read %d times for one audit, want once", got)
	}
	ask(t, server, http.MethodGet, "/api/v1/audits?area=370522&standard=village-5km", "")
	batch := tinyCounty()
	batch.Settlements[0].Name = "新名"
	if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: batch.Settlements[:1]}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	ask(t, server, http.MethodGet, "/api/v1/audits?area=370522", "")
	if got := slow.count.Load(); got != 3 {
		t.Errorf("settlements were read %d times, want again for another standard and for new records", got)
	}
}
