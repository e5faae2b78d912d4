package storetest

import (
	"fmt"
	"sync"
	"testing"

	"cuntong/data"
)

// readersDuringLoad lets readers look while every row is replaced again and again: each list must be of one
// load, and info must fit one too.
func readersDuringLoad(t *testing.T, s data.Store) {
	ctx := background()
	b := RandomBatch(3, Size{Towns: 2, Settlements: 200, Facilities: 5})
	stamp := func(round int) {
		for i := range b.Settlements {
			b.Settlements[i].Name = fmt.Sprint("第", round)
		}
	}
	stamp(0)
	load(t, s, b)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				list, err := s.Settlements(ctx, data.Query{})
				if err != nil || len(list) != 200 {
					t.Errorf("read %d settlements, %v", len(list), err)
					return
				}
				for _, row := range list {
					if row.Name != list[0].Name || row.Version != list[0].Version {
						t.Errorf("one list holds %s and %s", list[0].Name, row.Name)
						return
					}
				}
				if _, err := s.Info(ctx); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for round := 1; round <= 8; round++ {
		stamp(round)
		load(t, s, b)
		if list := must[[]data.Settlement](t)(s.Settlements(ctx, data.Query{Limit: 1})); list[0].Name != fmt.Sprint("第", round) {
			t.Errorf("after load %d a reader still sees %s", round, list[0].Name)
		}
	}
	close(done)
	readers.Wait()
}
