package api

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"

	"cuntong/data"
)

// meet says where a run starts, and whom its courier meets and how to call them, as the records say now: that is no part of the run. People
// are named to those who plan or drive alone. It returns a mark that changes whenever what it says does.
func (s *server) meet(ctx context.Context, run *Run) (string, error) {
	ids := []string{run.Depot}
	for _, stop := range run.Stops {
		ids = append(ids, stop.Stop, firstCall(stop.Stop))
	}
	facilities, err := s.Study.Store.Facilities(ctx, data.Query{IDs: ids})
	if err != nil {
		return "", fmt.Errorf("read the facilities of run %s: %w", run.ID, err)
	}
	byID := make(map[string]*data.Facility, len(facilities))
	mark := fnv.New32a()
	named := callerOf(ctx).may(mayNote)
	fmt.Fprint(mark, named, callerOf(ctx).seesMasked() && !callerOf(ctx).ownRunsOnly())
	for i := range facilities {
		byID[facilities[i].ID] = &facilities[i]
		fmt.Fprint(mark, facilities[i].ID, facilities[i].Version)
	}
	run.DepotName = run.Depot
	if depot := byID[run.Depot]; depot != nil {
		run.DepotName, run.DepotCoordinates = callerOf(ctx).words(depot.Name), (*Position)(depot.Location)
	}
	for i := range run.Stops {
		stop := &run.Stops[i]
		facility := byID[stop.Stop]
		if facility == nil {
			facility = byID[firstCall(stop.Stop)]
		}
		if facility != nil && named {
			stop.Contact, stop.Phone = known(facility.Contact), known(facility.Phone)
		}
	}
	return fmt.Sprintf("%08x", mark.Sum32()), nil
}

// firstCall is the facility of a stop that may be the second call there (P1/2).
func firstCall(stop string) string {
	at := strings.LastIndexByte(stop, '/')
	if at < 0 || strings.Trim(stop[at+1:], "0123456789") != "" {
		return stop
	}
	return stop[:at]
}
