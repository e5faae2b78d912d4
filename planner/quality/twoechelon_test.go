package quality

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"cuntong/planner"
	"cuntong/planner/fleet"
	"cuntong/planner/verify"
)

var routesEffort = flag.Int64("routes-effort", 200_000, "with -routes: effort for two-echelon instances")

const tinyEchelons = "!--\n!Trucks\n2,10,1,0\n!\n!City\n2,3,5,1,0\n!Stores\n0,0 10,0 0,10\n!Customers\n13,4,5 4,13,3\n"

func TestTwoEchelonsOfATinyFileAreSolved(t *testing.T) {
	in, err := readTwoEchelon(strings.NewReader(tinyEchelons), "tiny.dat")
	if err != nil {
		t.Fatal(err)
	}
	var last planner.Progress
	a, err := fleet.SolveTwoEchelon(context.Background(), in.Problem, planner.Options{Effort: 3000, Progress: func(r planner.Progress) {
		if r.Effort < last.Effort || r.Bound == nil || last.Objective != nil && (r.Objective == nil || *r.Objective > *last.Objective) {
			t.Errorf("%+v is told after %+v", r, last)
		}
		last = r
	}})
	if err != nil {
		t.Fatal(err)
	}
	if last.Objective == nil || *last.Objective != *a.Objective || *last.Bound > *a.Objective {
		t.Errorf("the last told is %+v, the answer %d", last, *a.Objective)
	}
	if err := verify.TwoEchelon(in.Problem, a); err != nil {
		t.Fatal(err)
	}
	// Each customer from its own satellite: 10 + 10, and one truck round both satellites: 10 + 14.142136 + 10.
	if got := in.Decimal(*a.Objective); got != "54.142136" {
		t.Errorf("objective %s, want 54.142136", got)
	}
	a.Trucks[0].Visits[0].Load++
	if verify.TwoEchelon(in.Problem, a) == nil {
		t.Error("a load too many passed the recount")
	}
	for _, text := range []string{"", "1,2\n", strings.Replace(tinyEchelons, "13,4,5", "13,4", 1), strings.Replace(tinyEchelons, "10,0 ", "x,0 ", 1)} {
		if _, err := readTwoEchelon(strings.NewReader(text), "tiny.dat"); err == nil || !strings.HasPrefix(err.Error(), "tiny.dat: ") {
			t.Errorf("%q: got %v, want an error that names the file", text, err)
		}
	}
}

// TestPublishedTwoEchelonOptimaAreFound tries two files of Set 2a; with -routes all of them.
func TestPublishedTwoEchelonOptimaAreFound(t *testing.T) {
	list, err := os.Open(filepath.Join(shared, "vrp2e", "values.tsv"))
	if err != nil {
		t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	defer list.Close()
	lines := bufio.NewScanner(list)
	lines.Scan()
	var figures []routesFigure
	for lines.Scan() {
		columns := strings.Split(lines.Text(), "\t")
		if *routesOnly == "" && !strings.Contains(columns[0], "s6-17") && !strings.Contains(columns[0], "s1-9") {
			continue
		}
		in, err := ReadTwoEchelon(filepath.Join(shared, "vrp2e", columns[0]+".dat"))
		if err != nil {
			t.Fatal(err)
		}
		o := planner.Options{Effort: 60_000, Threads: *threads}
		if *routesOnly != "" {
			o.Effort = *routesEffort
		}
		before := processorTime(t)
		a, err := fleet.SolveTwoEchelon(context.Background(), in.Problem, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.TwoEchelon(in.Problem, a); err != nil {
			t.Fatalf("%s: %v", columns[0], err)
		}
		known, err := strconv.ParseFloat(columns[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		got := float64(*a.Objective) / float64(in.Scale)
		figures = append(figures, routesFigure{key: columns[0], known: known, got: got, vehicles: len(a.Vans), bound: 100 * float64(*a.Bound) / float64(*a.Objective),
			seconds: (processorTime(t) - before).Seconds(), megabytes: megabytes(t)})
		t.Logf("%s: known %.2f, got %.3f, %.1f s of processor", columns[0], known, got, (processorTime(t) - before).Seconds())
		if got < known-0.02 {
			t.Errorf("%s: %.3f beats the proven optimum %.2f", columns[0], got, known)
		}
		if got > known+0.08 { // the list rounds: 707.41 stands there for 707.48
			t.Errorf("%s: %.3f, the optimum is %.2f", columns[0], got, known)
		}
	}
	if *routesWrite != "" {
		how := fmt.Sprintf("Seconds of processor time, %d threads, effort %d; the list rounds some values (707.41 for 707.48).", *threads, *routesEffort)
		writeSection(t, *routesWrite, "## Routes", routesSection("vrp2e Set 2a", how, figures))
	}
}
