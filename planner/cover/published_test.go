package cover

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/geo"
	"cuntong/planner"
)

var allPublished = flag.Bool("all-published", false, "solve every instance of ../shared/bench/mclp whose optimum is proven")

// publishedFolder holds instances of Cordeau, Furini and Ljubić (2019, doi:10.1016/j.ejor.2018.12.021); it
// is no part of the project.
var publishedFolder = filepath.Join("..", "..", "..", "shared", "bench", "mclp")

// readGrid reads an instance: a line "sites customers", then "F id x y cost" and "C id x y demand". A customer
// is covered by a site strictly nearer than the radius, or also at it where closed.
func readGrid(t *testing.T, name string, radius float64, closed bool) *planner.Siting {
	t.Helper()
	file, err := os.Open(filepath.Join(publishedFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p := &planner.Siting{Objective: planner.MCLP, Limit: geo.Limit{Metric: geo.ByMeters, Value: 1}}
	var sites, customers [][2]float64
	for scan := bufio.NewScanner(file); scan.Scan(); {
		fields := strings.Fields(scan.Text())
		if len(fields) < 5 {
			continue
		}
		x, errX := strconv.ParseFloat(fields[2], 64)
		y, errY := strconv.ParseFloat(fields[3], 64)
		amount, errAmount := strconv.ParseInt(fields[4], 10, 64)
		if errX != nil || errY != nil || errAmount != nil {
			t.Fatalf("%s: line %q does not read", name, scan.Text())
		}
		if fields[0] == "F" {
			sites = append(sites, [2]float64{x, y})
			p.Sites = append(p.Sites, planner.Site{CostYuan: amount})
		} else {
			customers = append(customers, [2]float64{x, y})
			p.Demands = append(p.Demands, planner.Demand{Weight: amount})
		}
	}
	b := geo.NewSparseBuilder(len(sites))
	for _, c := range customers {
		for j, s := range sites {
			dx, dy := c[0]-s[0], c[1]-s[1]
			if distance := math.Sqrt(dx*dx + dy*dy); distance < radius || closed && distance == radius {
				b.Add(j, geo.Leg{Meters: 1, Seconds: 1})
			}
		}
		b.EndRow()
	}
	p.Travel = b.Matrix()
	return p
}

// publishedRows yields instance, radius, p and value of each row with a proven optimum.
func publishedRows(t *testing.T) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(publishedFolder, "values.tsv"))
	if err != nil {
		t.Skipf("SKIPPED: the published MCLP instances are not beside the project: %v", err)
	}
	var rows [][]string
	for _, line := range strings.Split(string(text), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) > 2 && fields[2] == "yes" {
			rows = append(rows, fields)
		}
	}
	return rows
}

func TestPublishedMCLPOptimaAreProven(t *testing.T) {
	for _, row := range publishedRows(t) {
		if !*allPublished && !strings.HasPrefix(row[0], "GRID_n100_m1000_s1.dat") {
			continue
		}
		t.Run(row[0], func(t *testing.T) {
			var name string
			var radius float64
			var sites int64
			if _, err := fmt.Sscanf(row[0], "%s R=%g p=%d", &name, &radius, &sites); err != nil {
				t.Fatal(err)
			}
			p := readGrid(t, name, radius, strings.Contains(name, "n1000"))
			p.New = &sites
			a := solved(t, p, planner.Options{Now: time.Now})
			t.Logf("%s: %d, bound %d, %s, %.2f s, effort %d million", row[0], *a.Objective, *a.Bound, a.Status, a.Stats.Seconds, a.Stats.Effort/1e6)
			if fmt.Sprint(*a.Objective) != row[1] || a.Status != planner.Optimal {
				t.Errorf("objective %d bound %d status %s, published optimum %s", *a.Objective, *a.Bound, a.Status, row[1])
			}
		})
	}
}

var scpFolder = filepath.Join("..", "..", "..", "shared", "bench", "scp")

// readScp reads a set covering instance of the OR-Library: rows and columns, then for scp files the columns' costs and
// for each row its columns, for rail files for each column its cost and rows. Rows and columns count from 1.
func readScp(t testing.TB, name string) *planner.Siting {
	file, err := os.Open(filepath.Join(scpFolder, name))
	if err != nil {
		t.Skipf("SKIPPED: the published set covers are not beside the project: %v", err)
	}
	defer file.Close()
	scan := bufio.NewScanner(file)
	scan.Buffer(make([]byte, 1<<20), 1<<20)
	scan.Split(bufio.ScanWords)
	next := func() int {
		if !scan.Scan() {
			t.Fatalf("%s: ends early", name)
		}
		v, err := strconv.Atoi(scan.Text())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	rows, cols := next(), next()
	p := &planner.Siting{Objective: planner.SetCover, Limit: geo.Limit{Metric: geo.ByMeters, Value: 1}}
	p.Sites = make([]planner.Site, cols)
	p.Demands = make([]planner.Demand, rows)
	lists := make([][]int, rows)
	if strings.HasPrefix(name, "rail") {
		for j := range cols {
			p.Sites[j].CostYuan = int64(next())
			for k := next(); k > 0; k-- {
				i := next() - 1
				lists[i] = append(lists[i], j)
			}
		}
	} else {
		for j := range cols {
			p.Sites[j].CostYuan = int64(next())
		}
		for i := range rows {
			for k := next(); k > 0; k-- {
				lists[i] = append(lists[i], next()-1)
			}
		}
	}
	b := geo.NewSparseBuilder(cols)
	for _, l := range lists {
		for _, j := range l {
			b.Add(j, geo.Leg{Meters: 1, Seconds: 1})
		}
		b.EndRow()
	}
	p.Travel = b.Matrix()
	return p
}

func TestPublishedSetCoversAreProven(t *testing.T) {
	for name, want := range map[string]int64{"scp41.txt": 429, "scp49.txt": 641, "scp53.txt": 226} {
		a := solved(t, readScp(t, name), planner.Options{})
		if *a.Objective != want || a.Status != planner.Optimal {
			t.Errorf("%s: objective %d bound %d status %s, published optimum %d", name, *a.Objective, *a.Bound, a.Status, want)
		}
	}
}
