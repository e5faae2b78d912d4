package charge

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/planner"
	"cuntong/planner/quality"
)

var (
	soak      = flag.Bool("soak", false, "solve all published instances, with a time limit")
	only      = flag.String("only", "", "solve only the published instances whose name begins so")
	timeLimit = flag.Duration("within", 60*time.Second, "time limit for one published instance")
)

const published = "../../../shared/bench"

// rows returns the table of a family's known values.
func rows(t *testing.T, family string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(published, family, "values.tsv"))
	if err != nil {
		t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	var list [][]string
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		if fields := strings.Split(line, "\t"); strings.HasPrefix(fields[0], *only) {
			list = append(list, fields)
		}
	}
	return list
}

// try solves a published instance and logs what came of it.
func try(t *testing.T, name string, in *quality.Instance, known string) *planner.SitingAnswer {
	t.Helper()
	o := planner.Options{Now: time.Now, Threads: runtime.GOMAXPROCS(0)}
	if *soak {
		o.TimeLimit = *timeLimit
	}
	a := solved(t, in.Siting, o)
	if a.Objective == nil {
		t.Fatalf("%s: %s %s", name, a.Status, a.Reason)
	}
	gap, _ := planner.Gap(a.Objective, a.Bound)
	value, _ := strconv.ParseFloat(known, 64)
	t.Logf("%s: %s, bound %s, known %s (%+.4f%%), gap %.4f%%, %s, %.2f s, effort %d million", name, in.Decimal(*a.Objective), in.Decimal(*a.Bound), known,
		100*(float64(*a.Objective)/float64(in.Scale)/value-1), 100*gap, a.Status, a.Stats.Seconds, a.Stats.Effort/1e6)
	return a
}

func TestPublishedFacilityLocations(t *testing.T) {
	for _, row := range rows(t, "facility") {
		words := strings.Fields(row[0])
		if !*soak && words[0] == "capa" && words[1] != "UFL" {
			continue
		}
		t.Run(row[0], func(t *testing.T) {
			q := quality.Question{Model: "uflp"}
			if words[len(words)-1] == "CFL" {
				q.Model = "cflp"
			}
			if len(words) == 3 {
				q.Capacity = new(int64)
				if _, err := fmt.Sscanf(words[1], "cap=%d", q.Capacity); err != nil {
					t.Fatal(err)
				}
			}
			in, err := quality.Read(filepath.Join(published, "facility", words[0]+".txt"), q)
			if err != nil {
				t.Fatal(err)
			}
			a := try(t, row[0], in, row[1])
			known, _ := strconv.ParseFloat(row[1], 64)
			// Published values are rounded or cut to three decimals.
			if off := float64(*a.Objective)/float64(in.Scale) - known; a.Status != planner.Optimal || off > 0.0011+in.Rounding || off < -0.0011-in.Rounding {
				t.Errorf("%s: objective %s %s, published optimum %s", row[0], in.Decimal(*a.Objective), a.Status, row[1])
			}
		})
	}
}

func TestPublishedCapacitatedMedians(t *testing.T) {
	for _, row := range rows(t, "cpmp") {
		if !*soak && row[0] != "cpmp05" && row[0] != "cpmp09" {
			continue
		}
		t.Run(row[0], func(t *testing.T) {
			file := filepath.Join(published, "cpmp", "pmedcap", row[0]+".txt")
			for prefix, folder := range map[string]string{"SJC": "sjc", "p3038": "p3038"} {
				if strings.HasPrefix(row[0], prefix) {
					file = filepath.Join(published, "cpmp", folder, row[0]+".dat")
				}
			}
			in, err := quality.Read(file, quality.Question{Model: "cpmp"})
			if err != nil {
				t.Fatal(err)
			}
			a := try(t, row[0], in, row[1])
			known, _ := strconv.ParseFloat(row[1], 64)
			off := float64(*a.Objective)/float64(in.Scale) - known
			if proven := row[2] == "yes"; proven && (off > 0.6+in.Rounding || off < -0.6-in.Rounding) || off > 0.005*known {
				t.Errorf("%s: objective %s %s, published %s", row[0], in.Decimal(*a.Objective), a.Status, row[1])
			}
		})
	}
}
