package quality

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/planner"
)

// shared is the folder of published instances; it is no part of the project.
var shared = filepath.Join("..", "..", "..", "shared", "bench")

// published reads a shared instance or skips the test.
func published(t testing.TB, path string, q Question) *Instance {
	t.Helper()
	if found, _ := filepath.Glob(filepath.Join(shared, "*")); len(found) == 0 {
		t.Skipf("SKIPPED: the published instances are not beside the project at %s", shared)
	}
	instance, err := Read(filepath.Join(shared, path), q)
	if err != nil {
		t.Fatal(err)
	}
	return instance
}

// readText reads a file given as text.
func readText(text string, q Question) (*Instance, error) {
	return read(bufio.NewReader(strings.NewReader(text)), "file", q)
}

// legs renders all rows as site:leg.
func legs(p *planner.Siting) string {
	var rows []string
	for i := range p.Demands {
		var row []string
		for j, leg := range p.Travel.Row(i) {
			row = append(row, fmt.Sprintf("%d:%d", j, leg.Meters))
		}
		rows = append(rows, strings.Join(row, " "))
	}
	return strings.Join(rows, " | ")
}

func TestFilesAreReadAsTheirFamilySays(t *testing.T) {
	two, capacity := int64(2), int64(9)
	for _, c := range []struct {
		name, text string
		q          Question
		family     string
		scale      int64
		legs       string
	}{
		{"an edge listed twice costs what is said last, both ways round", "3 3 1\n1 2 5\n2 3 4\n2 1 7\n", Question{Model: "pmedian"}, "pmed", 1,
			"0:0 1:7 2:11 | 0:7 1:0 2:4 | 0:11 1:4 2:0"},
		{"a vertex without edges reaches only itself", "3 1 1\n1 2 5\n", Question{Model: "pcenter"}, "pmed", 1, "0:0 1:5 | 0:5 1:0 | 2:0"},
		{"a path of two edges may be shorter than one", "3 3 1\n1 2 1\n2 3 1\n1 3 9\n", Question{Model: "pmedian", P: &two}, "pmed", 1,
			"0:0 1:1 2:2 | 0:1 1:0 2:1 | 0:2 1:1 2:0"},
		{"distances of TSPLIB points are rounded down", "NAME : x\nCOMMENT : 3 : 4\nTYPE : TSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 1.5e0 1.5\nEOF\n",
			Question{Model: "pmedian", P: &two}, "points", 1, "0:0 1:2 | 0:2 1:0"},
		{"or to the nearest where asked", "DIMENSION: 2\nNODE_COORD_SECTION\n1 0 0\n2 2 2\n", Question{Model: "pmedian", P: &two, Metric: Nearest}, "points", 1, "0:0 1:3 | 0:3 1:0"},
		{"or up", "DIMENSION:2\nNODE_COORD_SECTION\n1 0 0\n2 1 2\n", Question{Model: "pmedian", P: &two, Metric: Ceil}, "points", 1, "0:0 1:3 | 0:3 1:0"},
		{"or exact, in millionths", "DIMENSION : 2\r\nNODE_COORD_SECTION\r\n1 0 0\r\n2 1 1\r\nEOF\r\n", Question{Model: "pcenter", P: &two, Metric: Euclid}, "points", 1_000_000,
			"0:0 1:1414214 | 0:1414214 1:0"},
		{"points without a head are exact", " 2 2\n -0.5 0\n 0.5 0\n", Question{Model: "pmedian", P: &two}, "points", 1_000_000, "0:0 1:1000000 | 0:1000000 1:0"},
		{"rows of a set covering file list columns in any order", " 2 3 \n 5 6 7 \n 2 \n 3 1 \n 1 \n 2 \n", Question{Model: "scp"}, "scp", 1, "0:1 2:1 | 1:1"},
		{"columns of a rail file list rows", "2 3\n2 1 1\n1 2 2 1\n1 1 2\n", Question{Model: "lscp"}, "rail", 1, "0:1 1:1 | 1:1 2:1"},
		{"a customer is covered strictly below the radius", "2 2\nF 0 0 0 1\nF 1 3.0 4.0 1\nC 0 0.0 0 7\nC 1 0 0.5 3\n", Question{Model: "mclp", P: &two, Radius: "5"}, "grid", 1, "0:0 | 0:5 1:46"},
		{"or at it where closed", "2 2\nF 0 0 0 1\nF 1 3.0 4.0 1\nC 0 0.0 0 7\nC 1 0 0.5 3\n", Question{Model: "lscp", Radius: "5", Closed: true}, "grid", 1, "0:0 1:50 | 0:5 1:46"},
		{"costs of facilities are whole at the scale", "1 2\n 10 7.5 \n 4\n 2.25\n 3\n 1\n", Question{Model: "uflp"}, "cap", 100, "0:225 | 0:100"},
		{"and finer where customers may be split, so that a total is nearly whole", "1 2\n 10 7.5 \n 4\n 2.25\n 3\n 1\n", Question{Model: "cflp"}, "cap", 1_000_000, "0:2250000 | 0:1000000"},
		{"or whole, where that can be", "1 2\n 10 7.5 \n 4\n 2.5\n 5\n 1\n", Question{Model: "cflp"}, "cap", 1000, "0:2500 | 0:1000"},
		{"a capacity that is left open is given", "1 1\n capacity 7. \n 4\n 2.5\n", Question{Model: "cflp", Capacity: &capacity, SingleSource: true}, "cap", 10, "0:25"},
		{"small whole coordinates are rounded down", "2 1\n 0 0 9 3\n 1 1 9 4\n", Question{Model: "cpmp"}, "cpmp", 1, "0:0 1:1 | 0:1 1:0"},
		{"others are exact", "2 1\n 1000 1000 9 3\n 1001 1001 9 4\n", Question{Model: "cpmp"}, "cpmp", 1_000_000, "0:0 1:1414214 | 0:1414214 1:0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := readText(c.text, c.q)
			if err != nil {
				t.Fatal(err)
			}
			if in.Family != c.family || in.Scale != c.scale || legs(in.Siting) != c.legs {
				t.Errorf("family %s, scale %d, legs %s\nwant %s, %d, %s", in.Family, in.Scale, legs(in.Siting), c.family, c.scale, c.legs)
			}
		})
	}
}

func TestWrongFilesAreRefusedByLine(t *testing.T) {
	five := int64(5)
	for _, c := range []struct {
		name, text string
		q          Question
		want       string
	}{
		{"an unknown vertex", "3 1 1\n1 4 5\n", Question{Model: "pmedian"}, "file:2: a vertex is 4, expected 1 to 3"},
		{"a cost below 0", "3 1 1\n1 2 -5\n", Question{Model: "pmedian"}, "file:2: a cost is -5, expected 0 to 214748"},
		{"a file cut short", "3 2 1\n1 2 5\n", Question{Model: "pmedian"}, "file:3: the file ends, expected a vertex"},
		{"more than the header promises", "3 1 1\n1 2 5\n2 3 4\n", Question{Model: "pmedian"}, `file:3: "2" follows where the file should end: its header promises less`},
		{"a huge header", "4000000000 1 1\n", Question{Model: "pmedian"}, "file:1: the number of vertices is 4000000000, expected 1 to 10000"},
		{"p above the number of vertices", "3 1 1\n1 2 5\n", Question{Model: "pmedian", P: &five}, "file:1: p is 5, the file has 3 vertices"},
		{"a metric for a graph", "3 1 1\n1 2 5\n", Question{Model: "pmedian", Metric: Floor}, "file:1: the file is a graph with costs; a metric is for points"},
		{"an unknown metric", "3 1 1\n1 2 5\n", Question{Model: "pmedian", Metric: "manhattan"}, `file: metric "manhattan" is not one of floor, nearest, ceil, euclid`},
		{"points on a globe", "TYPE : TSP\nEDGE_WEIGHT_TYPE : GEO\n", Question{Model: "pmedian"}, `file:2: EDGE_WEIGHT_TYPE is "GEO", expected points on a plane such as EUC_2D`},
		{"points without a number", "TYPE : TSP\nNODE_COORD_SECTION\n1 0 0\n", Question{Model: "pmedian"}, "file:2: NODE_COORD_SECTION comes before DIMENSION"},
		{"no number of sites", "DIMENSION : 1\nNODE_COORD_SECTION\n1 0 0\n", Question{Model: "pmedian"}, "file:4: the file names no number of sites; give p"},
		{"a coordinate that is no number", "DIMENSION : 1\nNODE_COORD_SECTION\n1 0 NaN\n", Question{Model: "pmedian"}, `file:3: y is "NaN", expected a number between -7e+08 and 7e+08`},
		{"more points than promised", "DIMENSION : 1\nNODE_COORD_SECTION\n1 0 0\n2 0 0\n", Question{Model: "pmedian"}, `file:4: "2" follows after 1 points, expected EOF`},
		{"a column twice in a row", "1 2\n1 1\n2\n1 1\n", Question{Model: "scp"}, "file:4: 1 is listed twice"},
		{"a column too many", "1 2\n1 1\n3\n1 2 3\n", Question{Model: "scp"}, "file:3: the number of columns of a row is 3, expected 0 to 2"},
		{"customers before sites", "1 1\nC 0 0 0 1\nF 0 0 0 1\n", Question{Model: "mclp"}, `file:2: the line begins with "C", expected F: 1 sites (F) come before 1 customers (C)`},
		{"ids out of order", "2 1\nF 0 0 0 1\nF 2 0 0 1\n", Question{Model: "mclp"}, "file:3: the id is 2, expected 1 to 1"},
		{"no radius", "1 1\nF 0 0 0 1\nC 0 0 0 1\n", Question{Model: "lscp"}, "file:4: the file names no radius; give one"},
		{"a radius of 0", "1 1\nF 0 0 0 1\nC 0 0 0 1\n", Question{Model: "lscp", Radius: "0"}, `file:4: the radius is "0", expected a number above 0`},
		{"a country in millimetres", "1 1\nF 0 0 0 1\nC 0 5000000.001 0 1\n", Question{Model: "lscp", Radius: "9"}, "file:4: coordinates and radius differ too much in size: at most 60000000 units of 1/1000 across"},
		{"a capacity left open", "1 1\ncapacity 7.\n4\n2.5\n", Question{Model: "cflp"}, "file:5: the file leaves the capacity open; give one (published for capa: 8000, 10000, 12000, 14000)"},
		{"an unknown word for a capacity", "1 1\nplenty 7.\n4\n2.5\n", Question{Model: "cflp"}, `file:2: the capacity is "plenty", expected a number or the word capacity`},
		{"a cost with too many digits", "1 1\n9 7.\n4\n2.1234567890123456789\n", Question{Model: "uflp"}, `file:4: a cost is "2.1234567890123456789", expected a number with at most 18 digits`},
		{"a number of sites for lscp", "1 2\n1 1\n1\n1\n", Question{Model: "lscp", P: &five}, "file: lscp takes no number of sites"},
		{"p above the number of points", "2 1\n 0 0 9 3\n 1 1 9 4\n", Question{Model: "cpmp", P: &five}, "file:4: p is 5, the file has 2 points"},
		{"an empty file", "", Question{Model: "cpmp"}, "file:1: the file ends, expected the number of points"},
		{"a long word", strings.Repeat("9", 70), Question{Model: "cpmp"}, "file:1: a word of more than 64 characters, expected numbers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readText(c.text, c.q); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	t.Run("an unknown model", func(t *testing.T) {
		if _, err := Read("file", Question{Model: "tsp"}); err == nil || !strings.HasPrefix(err.Error(), `model "tsp" is not one of lscp, scp`) {
			t.Errorf("got %v", err)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"3 3 1\n1 2 5\n2 3 4\n2 1 7\n", "NAME : x\nDIMENSION : 2\nNODE_COORD_SECTION\n1 0 0\n2 1.5e0 1.5\nEOF\n", "2 2\n-0.5 0\n0.5 0\n",
		"2 3\n5 6 7\n2\n3 1\n1\n2\n", "2 3\n2 1 1\n1 2 2 1\n1 1 2\n", "2 2\nF 0 0 0 1\nF 1 3.0 4.0 1\nC 0 0.0 0 7\nC 1 0 0.5 3\n",
		"1 2\n 10 7.5 \n 4\n 2.25\n 3\n 1\n", "2 1\n 1000 1000 9 3\n 1001 1001 9 4\n",
		lilimFile, "2 4 1 2\n0 80\n50 90\n1 0 0 3 7 1 2 1 2\n2 0 1 0 0 0 0\n3 2 0 0 0 0 0\n", " //Lines : x\n 1 1 99.0 0.0 7 8\n 4 20 0 1.0\n 0 0\n 1 0 18\n",
		"NAME: x\nDIMENSION: 2\nCAPACITY: 9\nNODE_COORD_SECTION\n1 0 0\n2 3 4\nDEMAND_SECTION\n1 0\n2 0\nBACKHAUL_SECTION\n1 0\n2 4\nDEPOT_SECTION\n1\nEOF",
		"C1\nVEHICLE\nNUMBER CAPACITY\n 3 9\nCUSTOMER\nCUST NO. X\n 0 0 0 0 0 12 0\n 1 1 1 4 2 10 1.5\n",
	} {
		for k := range Models() {
			f.Add(seed, uint8(k), "5")
		}
	}
	f.Fuzz(func(t *testing.T, text string, model uint8, radius string) {
		p := int64(1)
		q := Question{Model: Models()[int(model)%len(Models())]}
		switch q.Model {
		case "lscp", "scp":
			q.Radius = radius
		case "mclp":
			q.Radius, q.P = radius, &p
		case "pmedian", "pcenter":
			q.P = &p
		}
		in, err := readText(text, q)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "file") {
				t.Fatalf("error %q does not name the file", err)
			}
			return
		}
		if in.Routing != nil {
			return
		}
		sites := len(in.Siting.Sites)
		for i := range min(len(in.Siting.Demands), 100) {
			last := -1
			for j, leg := range in.Siting.Travel.Row(i) {
				if j <= last || j >= sites || leg.Meters < 0 {
					t.Fatalf("row %d: site %d of %d after %d, leg %+v", i, j, sites, last, leg)
				}
				last = j
			}
		}
	})
}

func TestDecimalsAreWrittenAsTheFileHasThem(t *testing.T) {
	for _, c := range []struct {
		figure, scale int64
		want          string
	}{{0, 1, "0"}, {-7, 1, "-7"}, {1050, 100, "10.5"}, {-1, 1000, "-0.001"}, {1 << 62, 1, "4611686018427387904"}, {-1 << 63, 10, "-922337203685477580.8"}} {
		if got := (&Instance{Scale: c.scale}).Decimal(c.figure); got != c.want {
			t.Errorf("%d / %d is written %s, want %s", c.figure, c.scale, got, c.want)
		}
	}
}

func TestDiscsHoldTheSitesThatAFullScanFinds(t *testing.T) {
	in := published(t, "mclp/GRID_n1000_m1000_f10_100_s1.dat", Question{Model: "lscp", Radius: "3.25"})
	d := in.Siting.Travel.(*discs)
	for i := range in.Siting.Demands {
		var want, got []int
		for j := range d.sites {
			dx, dy := d.x[d.sites+i]-d.x[j], d.y[d.sites+i]-d.y[j]
			if dx*dx+dy*dy < 3_250_000*3_250_000 {
				want = append(want, j)
			}
		}
		for j := range d.Row(i) {
			got = append(got, j)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("customer %d: %v, want %v", i, got, want)
		}
	}
}

func TestPublishedMCLPAnswersCountAsPublished(t *testing.T) {
	ten := int64(10)
	in := published(t, "mclp/GRID_n100_m1000_s1.dat", Question{Model: "mclp", P: &ten, Radius: "5.5"})
	open := []int{11, 12, 13, 15, 17, 27, 40, 56, 90, 99}
	covered := int64(0)
	for i, demand := range in.Siting.Demands {
		for j := range in.Siting.Travel.Row(i) {
			if slices.Contains(open, j) {
				covered += demand.Weight
				break
			}
		}
	}
	if covered != 44731 {
		t.Errorf("covered %d, published 44731", covered)
	}
}

func TestTotalsOfPublishedFacilitiesAreExactOrSayHowFarOff(t *testing.T) {
	for _, c := range []struct {
		path   string
		exact  bool
		within float64
	}{{"facility/cap41.txt", true, 0}, {"facility/cap74.txt", true, 0}, {"facility/capa.txt", false, 1e-6}} {
		capacity := int64(8000)
		in := published(t, c.path, Question{Model: "cflp", Capacity: &capacity})
		if c.exact != (in.Rounding == 0) || in.Rounding > c.within {
			t.Errorf("%s: rounding %g at scale %d, want at most %g", c.path, in.Rounding, in.Scale, c.within)
		}
	}
}

func TestRowsThatContradictWhatIsKnownAreFound(t *testing.T) {
	for _, c := range []struct {
		name             string
		model, known     string
		proven           bool
		objective, bound float64
		scale            int64
		rounding         float64
		wrong            bool
	}{
		{"an optimum", "pmedian", "5819", true, 5819, 5819, 1, 0, false},
		{"a worse answer", "pmedian", "5819", true, 5820, 5800, 1, 0, false},
		{"a proof of a worse answer", "pmedian", "5819", true, 5820, 5820, 1, 0, true},
		{"an answer better than a proven one", "pmedian", "5819", true, 5818, 5800, 1, 0, true},
		{"an answer better than an unproven one", "pmedian", "5819", false, 5818, 5800, 1, 0, false},
		{"a bound above an unproven one", "pmedian", "5819", false, 5830, 5820, 1, 0, true},
		{"more than a proven maximum", "mclp", "44731", true, 44732, 44732, 1, 0, true},
		{"a bound below a maximum", "mclp", "44731", false, 44700, 44700, 1, 0, true},
		{"digits that were cut off", "pcenter", "1207.77", true, 1207.7784, 1207.7784, 1000, 0.0005, false},
		{"costs that were rounded", "pmedian", "19240822.449", true, 19240822.447645, 19240822.447645, 1_000_000, 0.06, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := Row{Question: Question{Model: c.model}, Known: c.known, Proven: c.proven}
			if err := row.Contradicts(Result{Objective: c.objective, Bound: c.bound, Scale: c.scale, Rounding: c.rounding}); (err != nil) != c.wrong {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEveryRowOfKnownValuesNamesAFileThatReads(t *testing.T) {
	published(t, "pmedian_orlib/pmed1.txt", Question{Model: "pmedian"})
	all, err := Rows(shared)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range all {
		if _, err := os.Stat(filepath.Join(shared, row.File)); err != nil {
			t.Error(err)
		}
		if key := filepath.Dir(row.File) + row.Question.Model; !seen[key] { // one of each folder; make bench reads all
			seen[key] = true
			if _, err := Read(filepath.Join(shared, row.File), row.Question); err != nil {
				t.Errorf("%s: %v", row.Key, err)
			}
		}
		if row.Limit < time.Second {
			t.Errorf("%s has a limit of %v", row.Key, row.Limit)
		}
	}
	if len(all) < 250 {
		t.Errorf("%d rows", len(all))
	}
}

func TestGeneratedGridsAreTheSameEverywhere(t *testing.T) {
	var text strings.Builder
	if err := WriteGrid(&text, 2, 3, 1); err != nil {
		t.Fatal(err)
	}
	want := "2\t3\nF\t0\t2.673353\t21.460693\t64\nF\t1\t21.046142\t16.663660\t12\n" +
		"C\t0\t17.710043\t9.181215\t82\nC\t1\t14.972434\t2.248369\t14\nC\t2\t4.630527\t26.489462\t97\n"
	if text.String() != want {
		t.Errorf("got %q, want %q", text.String(), want)
	}
	if _, err := readText(text.String(), Question{Model: "lscp", Radius: "30"}); err != nil {
		t.Error(err)
	}
}
