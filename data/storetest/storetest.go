// Package storetest is the conformance suite of data.Store: what it accepts is what "alike" means for the
// GeoPackage file, PostGIS and whatever comes next. A store's own tests call Run.
//
// Beyond the words on the interface the suite decides:
//
//   - An empty text and an empty list mean unknown; an empty list comes back nil, JSON comes back as sent.
//   - Times come back as the same instant in UTC, to the millisecond.
//   - A key that comes twice in one batch, a key that is missing, text that is not UTF-8 or holds a zero
//     byte, a coordinate that is no place on Earth and a figure that is no number are ErrInvalid.
//   - An area that nobody knows holds nothing; asking for it is no error.
//   - Facilities and vehicles belong to an area by the town of the facility, services by the settlement
//     served; scenarios of an area include those of areas inside it, plans do not. What has no location of
//     its own is in a bound by the settlement or facility it names, else in none.
//   - A network of the same fingerprint keeps version, name and time, and leaves no line in the log.
//   - An edit that changes nothing keeps the version and leaves no line in the log. Scenarios, plans, daily counts, runs and
//     events do not raise the revision. A load always leaves a line, and one
//     before it for each changed row where these are few (data.RowsLogged).
//   - The lines of the log are one chain (Change.HashUpon), whoever writes at the same time.
//   - Behind After, Plans continues in its own order, newest first.
package storetest

import (
	"context"
	"testing"

	"cuntong/data"
)

// Run puts the stores that open returns through the suite. Each call must return an empty store of its own,
// which open closes when the test ends.
func Run(t *testing.T, open func(t *testing.T) data.Store) {
	for _, part := range []struct {
		name string
		run  func(t *testing.T, s data.Store)
	}{
		{"an empty store has no rows and no extent", emptyStore},
		{"every field comes back", everyField},
		{"unknown stays unknown and zero stays zero", unknownIsNotZero},
		{"a random batch comes back in the order of bytes", randomBatch},
		{"the order of a batch does not matter", batchOrder},
		{"an area holds everything inside it", areaDescent},
		{"bounds are closed", closedBounds},
		{"pages join without gaps", paging},
		{"keys are ordered by bytes, whatever the language", byteOrder},
		{"facilities are chosen by status", facilityStatus},
		{"equal rows keep their version", versions},
		{"the revision grows only when records change", revision},
		{"a bad reference leaves everything as it was", badReference},
		{"references may point into the store", storedReference},
		{"areas cannot lie inside themselves", areaRing},
		{"what no store can keep is refused", refusedRows},
		{"an edit needs the version it saw", editConflicts},
		{"of many editors one wins", editRace},
		{"an edit leaves before and after in the log", editLog},
		{"what nothing names can be deleted", deletes},
		{"the change log is read from a number on", logPaging},
		{"lines of the log are found by what they say", logQueries},
		{"the change log is one chain", chained},
		{"a load tells which rows it changed", rowsInLoads},
		{"a load takes rows away with what it writes, all or nothing", removals},
		{"a load tells of each of many rows where that is asked for", eachRow},
		{"runs and events tell what they changed", rowsOfDays},
		{"a disclosure leaves a line", disclosure},
		{"many who write make one chain", chainOfMany},
		{"a scenario comes back and is replaced by version", scenarios},
		{"a plan comes back whole and is listed without its parts", plans},
		{"saving a plan twice changes nothing, on later records it renews it", planTwice},
		{"plans are listed newest first", planOrder},
		{"a network comes back whole and is replaced by its fingerprint", networks},
		{"a load brings networks with its records or not at all", networksInLoads},
		{"daily counts come back by day and leave the revision alone", dailyCounts},
		{"runs come back whole and are replaced by version, all or none", runs},
		{"events are added once, move their runs on, and are kept where they differ", stopEvents},
		{"events that fit no run leave everything as it was", strangeEvents},
		{"road reports are answered by events of their own", roadAnswers},
		{"readers see one state while a load runs", readersDuringLoad},
		{"a stopped load leaves nothing", stoppedLoad},
		{"info counts, measures and knows a sample", info},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Helper()
			part.run(t, open(t))
		})
	}
}

func background() context.Context { return context.Background() }

func load(t *testing.T, s data.Store, b data.Batch) data.LoadResult {
	t.Helper()
	result, err := s.Load(background(), b, data.ChangeNote{Actor: "suite", Action: "load", At: noon})
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return result
}

// must returns the value of a read that has to work.
func must[T any](t *testing.T) func(value T, err error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
