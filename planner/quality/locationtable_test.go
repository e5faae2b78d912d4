package quality

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/depot"
	"cuntong/planner/verify"
)

var (
	locationOnly = flag.String("location", "", "solve the published location-routing instances whose key matches and print the table; -limit, -cpu-clock and -routes-seed as with -routes")
	locationWork = flag.Int64("location-effort", 0, "with -location: counted effort in place of -limit")
)

// locationRow is an instance with its best known value.
type locationRow struct {
	key, file, model, known string
	proven                  bool
}

// locationRows lists every location-routing instance beside the project, also those without a known value.
func locationRows(t *testing.T) []locationRow {
	t.Helper()
	var rows []locationRow
	for folder, model := range map[string]string{"clrp": "lrp", "lrp2e": "lrp2e"} {
		known := map[string][]string{}
		file, err := os.Open(filepath.Join(shared, folder, "values.tsv"))
		if err != nil {
			t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
		}
		for lines := bufio.NewScanner(file); lines.Scan(); {
			columns := strings.Split(lines.Text(), "\t")
			known[columns[0]] = columns
		}
		file.Close()
		files, err := filepath.Glob(filepath.Join(shared, folder, "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			key := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
			if strings.HasSuffix(key, ".sol") {
				continue
			}
			row := locationRow{key: folder + "/" + key, file: path, model: model}
			columns, ok := known[key]
			if !ok {
				columns = known[strings.TrimSuffix(key, "-2e.dat")+"-2e"]
			}
			if columns == nil {
				columns = known[strings.TrimSuffix(key, "-2e.dat")+"-2e.dat"]
			}
			if columns != nil {
				row.known, row.proven = columns[1], strings.HasPrefix(columns[2], "yes")
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// locationRecords is where answers lie that pass a best known value that nobody has proven.
var locationRecords = filepath.Join("testdata", "location")

func recordOf(row locationRow) string {
	return filepath.Join(locationRecords, strings.ReplaceAll(row.key, "/", "_")+".json")
}

// keepLocation writes such an answer where none is kept that is as good.
func keepLocation(row locationRow, in *LocationInstance, a *planner.LocationRoutingAnswer) error {
	if text, err := os.ReadFile(recordOf(row)); err == nil {
		kept, err := ReadLocationSolution(text, recordOf(row))
		if err != nil {
			return err
		}
		if cost, err := verify.LocationRoutingCost(in.Problem, kept.Answer()); err != nil || cost <= *a.Objective {
			return err
		}
	}
	var text bytes.Buffer
	if err := in.Solution(a).Write(&text); err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(locationRecords, 0o755), os.WriteFile(recordOf(row), text.Bytes(), 0o644))
}

func TestLocationRecordsAreRightAndBetterThanWhatWasKnown(t *testing.T) {
	kept, _ := filepath.Glob(filepath.Join(locationRecords, "*.json"))
	for _, row := range locationRows(t) {
		if !slices.Contains(kept, recordOf(row)) {
			continue
		}
		kept = slices.DeleteFunc(kept, func(path string) bool { return path == recordOf(row) })
		text, err := os.ReadFile(recordOf(row))
		if err != nil {
			t.Fatal(err)
		}
		solution, err := ReadLocationSolution(text, recordOf(row))
		if err != nil {
			t.Fatal(err)
		}
		in, err := ReadLocation(row.file, row.model)
		if err != nil {
			t.Fatal(err)
		}
		cost, err := verify.LocationRoutingCost(in.Problem, solution.Answer())
		if err != nil {
			t.Errorf("%s: %v", recordOf(row), err)
			continue
		}
		known, err := strconv.ParseFloat(row.known, 64)
		if err != nil {
			t.Fatal(err)
		}
		if in.Decimal(cost) != solution.Objective.String() || in.Units(cost) >= known {
			t.Errorf("%s: counted %s, it says %s, known was %s", recordOf(row), in.Decimal(cost), solution.Objective, row.known)
		}
		t.Logf("%s: %s, known before %s", row.key, solution.Objective, row.known)
	}
	if len(kept) > 0 {
		t.Errorf("records of no instance: %v", kept)
	}
}

// TestTableOfPublishedLocationRouting solves and prints; without -location it is skipped.
func TestTableOfPublishedLocationRouting(t *testing.T) {
	if *locationOnly == "" {
		t.Skip("SKIPPED: -location EXPRESSION -limit 10s prints the table of published location-routing instances")
	}
	pattern := regexp.MustCompile(*locationOnly)
	sum, count, most := 0.0, 0, 0.0
	for _, row := range locationRows(t) {
		if !pattern.MatchString(row.key) {
			continue
		}
		in, err := ReadLocation(row.file, row.model)
		if err != nil {
			t.Error(err)
			continue
		}
		cpu, begin := processorTime(t), time.Now()
		o := planner.Options{Seed: *routesSeed, Threads: *threads, TimeLimit: *limit, Now: time.Now}
		if *cpuClock {
			o.Now = func() time.Time { return begin.Add((processorTime(t) - cpu) / time.Duration(*threads)) }
		}
		if *locationWork > 0 {
			o.Effort, o.TimeLimit = *locationWork, 0
		}
		a, err := depot.Solve(context.Background(), in.Problem, o)
		if err != nil {
			t.Errorf("%s: %v", row.key, err)
			continue
		}
		if err := verify.LocationRouting(in.Problem, a); err != nil {
			t.Errorf("%s: %v", row.key, err)
			continue
		}
		if a.Objective == nil {
			t.Errorf("%s: no answer: %s", row.key, a.Reason)
			continue
		}
		got, known, bound := in.Units(*a.Objective), math.NaN(), math.NaN()
		if row.known != "" {
			if known, err = strconv.ParseFloat(row.known, 64); err != nil {
				t.Fatal(err)
			}
			gap := 100 * (got/known - 1)
			sum, count, most = sum+gap, count+1, math.Max(most, gap)
			if row.proven && gap < -0.01 {
				t.Errorf("%s: %v beats the proven optimum %v", row.key, got, known)
			}
		}
		if a.Bound != nil {
			bound = in.Units(*a.Bound)
		}
		if got < known-0.01 && !row.proven {
			if err := keepLocation(row, in, a); err != nil {
				t.Error(err)
			}
		}
		open := map[int32]bool{}
		for _, tour := range a.Tours {
			open[tour.Depot] = true
		}
		var usage syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("%s\tknown %.2f\tgot %.2f\tgap %.3f %%\tbound %.2f (%.2f %%)\t%s\topen %d\ttours %d\twall %.1f s\tcpu %.1f s\tMB %d\tsteps %d\n", row.key, known, got, 100*(got/known-1), bound,
			100*(got-bound)/got, a.Status, len(open), len(a.Tours), time.Since(begin).Seconds(), (processorTime(t) - cpu).Seconds(), usage.Maxrss>>10, a.Stats.Effort)
	}
	fmt.Printf("%s\tmean gap %.3f %%\tlargest %.3f %%\t%d instances with a known value\n", *locationOnly, sum/float64(count), most, count)
}
