package quality

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/fleet"
	"cuntong/planner/verify"
)

// Flags of the table of routes. The limit and threads are those of the other table.
var (
	routesOnly = flag.String("routes", "", "solve the published routing instances whose key matches and print the table")
	cpuClock   = flag.Bool("cpu-clock", false, "with -routes: count seconds of processor time per thread, for a machine that others use too")
	waysOnly   = flag.Bool("ways", false, "with -routes: count the ways alone where vehicles go first")
	routesSeed = flag.Int64("routes-seed", 1, "with -routes: seed")
)

// routesFolders hold the published routing instances and their lists of known values.
var routesFolders = []struct{ folder, below, end string }{
	{"cvrp", "", ".vrp"}, {"vrptw", "", ".txt"}, {"vrpspd", "", ".vrpspd"}, {"vrpb", "queiroga/", ".vrp"},
	{"mdvrp", "cordeau/", ".txt"}, {"hvrp", "HFVRP/", ".txt"}, {"pdptw", "li_lim_100/", ".txt"},
}

// routesRow is an instance with its best known value.
type routesRow struct {
	key, file string
	vehicles  int // 0: not counted
	value     float64
	ways      float64 // best known ways alone where vehicles go first; 0 unknown
}

func routesRows(t *testing.T) []routesRow {
	var rows []routesRow
	for _, f := range routesFolders {
		file, err := os.Open(filepath.Join(shared, f.folder, "values.tsv"))
		if err != nil {
			t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
		}
		lines := bufio.NewScanner(file)
		lines.Scan()
		for lines.Scan() {
			columns := strings.Split(lines.Text(), "\t")
			row := routesRow{key: f.folder + "/" + columns[0], file: filepath.Join(shared, f.folder, filepath.FromSlash(f.below+columns[0]+f.end))}
			value := columns[1]
			if vehicles, way, ok := strings.Cut(value, " veh / "); ok {
				row.vehicles, _ = strconv.Atoi(vehicles)
				value = way
			}
			if _, note, ok := strings.Cut(columns[len(columns)-1], "solved_with_vehicles': "); ok && f.folder == "pdptw" {
				row.vehicles, _ = strconv.Atoi(strings.TrimSuffix(note, "}"))
			}
			if _, note, ok := strings.Cut(columns[len(columns)-1], "distance-only BKS in vroom: "); ok {
				row.ways, _ = strconv.ParseFloat(strings.Fields(note)[0], 64)
			}
			if row.value, err = strconv.ParseFloat(value, 64); err != nil {
				t.Fatalf("%s: %v", row.key, err)
			}
			rows = append(rows, row)
		}
		file.Close()
	}
	return rows
}

// TestTableOfPublishedRoutes solves and prints; with -short or without -routes it is skipped.
func TestTableOfPublishedRoutes(t *testing.T) {
	if *routesOnly == "" {
		t.Skip("SKIPPED: -routes EXPRESSION -limit 10s prints the table of published routing instances")
	}
	pattern := regexp.MustCompile(*routesOnly)
	var figures []routesFigure
	for _, row := range routesRows(t) {
		if !pattern.MatchString(row.key) || *waysOnly && row.ways == 0 {
			continue
		}
		in, err := Read(row.file, Question{Model: "vrp"})
		if err != nil {
			t.Error(err)
			continue
		}
		if *waysOnly {
			in.Vehicle = 0
			for k := range in.Routing.Vehicles {
				in.Routing.Vehicles[k].Fixed = 0
			}
		}
		now := time.Now
		cpu := processorTime(t)
		if *cpuClock {
			begin := time.Now()
			now = func() time.Time { return begin.Add((processorTime(t) - cpu) / time.Duration(*threads)) }
		}
		begin := time.Now()
		a, err := fleet.New().Solve(context.Background(), in.Routing, planner.Options{Seed: *routesSeed, Threads: *threads, TimeLimit: *limit, Now: now})
		if err != nil {
			t.Error(err)
			continue
		}
		if err := verify.Routing(in.Routing, a); err != nil {
			t.Errorf("%s: %v", row.key, err)
			continue
		}
		if a.Objective == nil {
			fmt.Printf("%s\tno answer: %s\n", row.key, a.Reason)
			t.Errorf("%s: no answer: %s", row.key, a.Reason)
			continue
		}
		known := row.value
		if *waysOnly {
			known = row.ways
		}
		got := in.Units(*a.Objective - in.Vehicle*int64(len(a.Routes)))
		over := 0
		if row.vehicles > 0 && !*waysOnly {
			over = len(a.Routes) - row.vehicles
		}
		figure := routesFigure{key: row.key, known: known, got: got, vehicles: len(a.Routes), over: over, vehiclesFirst: in.Vehicle > 0,
			bound: 100 * float64(*a.Bound) / float64(*a.Objective), seconds: (processorTime(t) - cpu).Seconds(), steps: a.Stats.Effort, megabytes: megabytes(t)}
		fmt.Printf("%s\tknown %.2f\tgot %.2f\tgap %.3f %%\tvehicles %d (%+d)\tbound %.1f %%\twall %.1f s\tcpu %.1f s\tsteps %d\n", row.key, known, got, figure.gap(), len(a.Routes), over,
			figure.bound, time.Since(begin).Seconds(), figure.seconds, a.Stats.Effort)
		figures = append(figures, figure)
	}
	clock := "Seconds of the wall"
	if *cpuClock {
		clock = "Seconds of processor time"
	}
	heading := fmt.Sprintf("%s, %v", *routesOnly, *limit)
	if *waysOnly {
		heading += ", ways alone"
	}
	section := routesSection(heading, fmt.Sprintf("%s, %d threads, seed %d.", clock, *threads, *routesSeed), figures)
	head, _, _ := strings.Cut(section, "|")
	fmt.Print(head)
	if *routesWrite != "" {
		writeSection(t, *routesWrite, "## Routes", section)
	}
}

func processorTime(t *testing.T) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
