package median

import (
	"bufio"
	"flag"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/geo"
	"cuntong/planner"
)

var benchLimit = flag.Duration("bench-limit", 60*time.Second, "time limit of each published instance in BenchmarkPublished")

// bench holds published instances; it is no part of the project.
var bench = filepath.Join("..", "..", "..", "shared", "bench")

// plane is travel between places on a plane, computed as it is asked for: ⌊√(dx² + dy²)⌋.
type plane [][2]float64

func (p plane) Size() (demands, sites int) { return len(p), len(p) }

func (p plane) Row(i int) iter.Seq2[int, geo.Leg] {
	return func(yield func(int, geo.Leg) bool) {
		for j := range p {
			dx, dy := p[i][0]-p[j][0], p[i][1]-p[j][1]
			if !yield(j, geo.Leg{Meters: int64(math.Sqrt(float64(dx*dx) + float64(dy*dy)))}) {
				return
			}
		}
	}
}

// readPlane reads the coordinates of a TSPLIB file.
func readPlane(tb testing.TB, name string) plane {
	tb.Helper()
	file, err := os.Open(filepath.Join(bench, "tsplib", name+".tsp"))
	if err != nil {
		tb.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	defer file.Close()
	var at plane
	begun := false
	for scan := bufio.NewScanner(file); scan.Scan(); {
		var id int
		var x, y float64
		if begun {
			if _, err := fmt.Sscan(scan.Text(), &id, &x, &y); err == nil {
				at = append(at, [2]float64{x, y})
			}
		}
		begun = begun || strings.HasPrefix(scan.Text(), "NODE_COORD")
	}
	return at
}

// readGraph reads an OR-Library pmed graph: all-pairs shortest paths, the last cost of an edge that is listed twice.
func readGraph(tb testing.TB, name string) (dist *geo.SparseMatrix, sites int64) {
	tb.Helper()
	file, err := os.Open(filepath.Join(bench, "pmedian_orlib", name+".txt"))
	if err != nil {
		tb.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	defer file.Close()
	in := bufio.NewReader(file)
	var n, edges int
	if _, err := fmt.Fscan(in, &n, &edges, &sites); err != nil {
		tb.Fatal(err)
	}
	const none = 1 << 30
	d := make([][]int64, n)
	for i := range d {
		d[i] = make([]int64, n)
		for j := range d[i] {
			if i != j {
				d[i][j] = none
			}
		}
	}
	for range edges {
		var a, b int
		var cost int64
		if _, err := fmt.Fscan(in, &a, &b, &cost); err != nil {
			tb.Fatal(err)
		}
		d[a-1][b-1], d[b-1][a-1] = cost, cost
	}
	for k := range d {
		for i := range d {
			for j, via := range d[k] {
				d[i][j] = min(d[i][j], d[i][k]+via)
			}
		}
	}
	b := geo.NewSparseBuilder(n)
	for i := range d {
		for j, length := range d[i] {
			b.Add(j, geo.Leg{Meters: length})
		}
		b.EndRow()
	}
	return b.Matrix(), sites
}

// publishedProblem is a problem in which every place is demand and site at once.
func publishedProblem(objective planner.Objective, travel planner.Travel, sites int64) *planner.Siting {
	n, _ := travel.Size()
	p := &planner.Siting{Objective: objective, Travel: travel, New: &sites, Sites: make([]planner.Site, n),
		Limit: geo.Limit{Metric: geo.ByMeters, Value: math.MaxInt32}}
	for range n {
		p.Demands = append(p.Demands, planner.Demand{Weight: 1})
	}
	return p
}

// known reads a column of a table of known values by its first one.
func known(tb testing.TB, parts ...string) map[string]string {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{bench}, parts...)...))
	if err != nil {
		tb.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	values := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Split(line, "\t"); len(fields) > 2 {
			values[fields[0]] = fields[1]
		}
	}
	return values
}

func TestPublishedOptimaAreProven(t *testing.T) {
	medians, centers := known(t, "pmedian_orlib", "values.tsv"), known(t, "pmedian_orlib", "values_pcenter.tsv")
	for _, name := range []string{"pmed1", "pmed3", "pmed5", "pmed7"} {
		travel, sites := readGraph(t, name)
		for objective, want := range map[planner.Objective]string{planner.PMedian: medians[name], planner.PCenter: centers[name]} {
			a := solved(t, publishedProblem(objective, travel, sites), planner.Options{})
			if a.Status != planner.Optimal || fmt.Sprint(*a.Objective) != want {
				t.Errorf("%s %s: objective %d, bound %d, status %s; published optimum %s", name, objective, *a.Objective, *a.Bound, a.Status, want)
			}
		}
	}
}

var pmeds = []int{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39}

// BenchmarkPublished solves the published p-median and p-center instances and reports what came of each.
func BenchmarkPublished(b *testing.B) {
	run := func(name string, p *planner.Siting, want string) {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				a := solved(b, p, planner.Options{Threads: 2, Now: time.Now, TimeLimit: *benchLimit})
				gap, _ := planner.Gap(a.Objective, a.Bound)
				b.ReportMetric(float64(*a.Objective), "objective")
				b.ReportMetric(gap*100, "gap%")
				b.ReportMetric(float64(a.Stats.Effort)/1e6, "Meffort")
				b.Logf("%s: %d, bound %d, known %s, gap %.4f %%, %s, %.2f s, effort %d million", name, *a.Objective, *a.Bound, want, gap*100, a.Status, a.Stats.Seconds, a.Stats.Effort/1e6)
			}
		})
	}
	values, centers := known(b, "pmedian_orlib", "values.tsv"), known(b, "pmedian_orlib", "values_pcenter.tsv")
	for _, k := range pmeds {
		name := fmt.Sprintf("pmed%d", k)
		travel, sites := readGraph(b, name)
		run("center/"+name, publishedProblem(planner.PCenter, travel, sites), centers[name])
		run("median/"+name, publishedProblem(planner.PMedian, travel, sites), values[name])
	}
	tsp := known(b, "tsplib", "values.tsv")
	for _, name := range []string{"rl1304", "fl1400", "pcb3038", "usa13509"} {
		at := readPlane(b, name)
		for _, p := range []int64{5, 10, 20, 50, 100, 150, 200, 300, 400, 500, 3000} {
			row := fmt.Sprintf("%s p=%d", name, p)
			if tsp[row] != "" {
				run("median/"+strings.ReplaceAll(row, " ", "/"), publishedProblem(planner.PMedian, at, p), tsp[row])
			}
		}
	}
}
