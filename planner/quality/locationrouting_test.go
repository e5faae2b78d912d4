package quality

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/charge"
	"cuntong/planner/depot"
	"cuntong/planner/verify"
)

const (
	tinyProdhon = "2\n2\n\n0 0\n10 0\n\n0 3\n10 4\n\n5\n9\n9\n2\n3\n100\n200\n1000\n0\n"
	tinyNguyen  = "2 2\n9 5\n4000 1000\n0 0\n0 0 9 100\n10 0 9 200\n0 3 2\n10 4 3\n0\n"
	tiny2e      = "2\n2\n\n0 0\n0 0\n10 0\n\n0 3\n10 4\n\n5\n9\n9\n9\n2\n3\n100\n200\n1000\n5000\n0\n"
	tinyContard = "2 2 1 5 9 7 8 0\n0 99.5 0 3\n1 0 3 2\n2 10 4 3\n3 0 0 100 9\n4 10 0 200 9\n5 0 1 50 9\n"
)

func TestLocationRoutingFilesAreReadByTheirRules(t *testing.T) {
	for _, c := range []struct{ name, model, text, want string }{
		// Both stops in one tour from the first depot: ⌈100·3⌉ + ⌈100·√101⌉ + ⌈100·√116⌉.
		{"prodhon", "lrp", tinyProdhon, "3483"},
		// The same exactly.
		{"barreto", "lrp", strings.TrimSuffix(tinyProdhon, "0\n") + "1\n", "1123.820206"},
		// The hub stands beside the satellite: the truck costs its 5000 alone.
		{"prodhon's two", "lrp2e", tiny2e, "8483"},
		// ⌈10·3⌉ + ⌈10·√101⌉ + ⌈10·√116⌉ and the truck's 4000.
		{"nguyen", "lrp2e", tinyNguyen, "5339"},
		// 23.820206 for the van, 100 + 50 + 7 + 8, and the truck three times 2.
		{"contardo", "lrp2e", tinyContard, "194.820206"},
	} {
		in, err := readLocation(bufio.NewReader(strings.NewReader(c.text)), "tiny", c.model)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		a, err := depot.Solve(context.Background(), in.Problem, planner.Options{Effort: 1000})
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.LocationRouting(in.Problem, a); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := in.Decimal(*a.Objective); got != c.want || a.Status != planner.Optimal {
			t.Errorf("%s: objective %s %s, want %s optimal", c.name, got, a.Status, c.want)
		}
	}
}

func TestWrongLocationRoutingFilesAreNamed(t *testing.T) {
	for name, c := range map[string][2]string{
		"a file that ends":          {"lrp", strings.TrimSuffix(tinyProdhon, "0\n")},
		"another kind of cost":      {"lrp", strings.TrimSuffix(tinyProdhon, "0\n") + "2\n"},
		"more than was promised":    {"lrp", tinyProdhon + "1\n"},
		"too many places":           {"lrp", "5000\n5000\n"},
		"a negative demand":         {"lrp2e", strings.Replace(tinyContard, "2 10 4 3", "2 10 4 -3", 1)},
		"ids in another order":      {"lrp2e", strings.Replace(tinyContard, "2 10 4 3", "3 10 4 3", 1)},
		"a cost of served demand":   {"lrp2e", strings.Replace(tinyContard, "7 8 0", "7 8 1", 1)},
		"a letter for a coordinate": {"lrp2e", strings.Replace(tinyNguyen, "0 3 2", "x 3 2", 1)},
		"nothing":                   {"lrp2e", ""},
		"points too far apart":      {"lrp", strings.Replace(tinyProdhon, "10 0", "99000000 0", 1)},
	} {
		if _, err := readLocation(bufio.NewReader(strings.NewReader(c[1])), "wrong.dat", c[0]); err == nil || !strings.HasPrefix(err.Error(), "wrong.dat:") {
			t.Errorf("%s: got %v, want an error that names the file", name, err)
		}
	}
}

func TestSmallPublishedLocationRoutingIsSolved(t *testing.T) {
	for _, c := range []struct {
		model, file, want string
		proven            bool
	}{
		{"lrp2e", "contardo/I1-8x3x2", "575.7", true}, {"lrp2e", "contardo/I1-8x4x2", "549.3", true}, {"lrp2e", "contardo/I1-9x3x2", "878.6", true},
		{"lrp2e", "contardo/I1-10x4x2", "806.7", true}, {"lrp2e", "prodhon/coord20-5-1-2e.dat", "89075", false},
		{"lrp", "prodhon/coord20-5-1.dat", "54793", false}, {"lrp", "barreto/coordGaspelle2.dat", "585.1", false},
	} {
		in, err := ReadLocation(filepath.Join(shared, map[string]string{"lrp": "clrp", "lrp2e": "lrp2e"}[c.model], filepath.FromSlash(c.file)), c.model)
		if os.IsNotExist(err) {
			t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		a, err := depot.Solve(context.Background(), in.Problem, planner.Options{Effort: 30_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.LocationRouting(in.Problem, a); err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		if got := in.Decimal(*a.Objective); !strings.HasPrefix(got, c.want) || c.proven && a.Status != planner.Optimal {
			t.Errorf("%s: %s %s, want %s, proven %v", c.file, got, a.Status, c.want, c.proven)
		}
	}
}

// siting turns facility location with one site for each customer into location-routing: nothing leads from stop to stop, so that every
// tour is one stop, and its two legs cost what the customer does.
func siting(p *planner.Siting) *planner.LocationRouting {
	n, m := len(p.Demands), len(p.Sites)
	travel := geo.NewMatrix(n+m, n+m)
	unit := int64(0) // of all costs, so that they fit a matrix
	for i, d := range p.Demands {
		for _, leg := range p.Travel.Row(i) {
			for a, b := unit, d.Weight*leg.Meters; ; a, b = b, a%b {
				if unit = a; b == 0 {
					break
				}
			}
		}
	}
	lrp := &planner.LocationRouting{Travel: travel, Van: planner.EchelonVehicle{PerMeter: unit}}
	for i, d := range p.Demands {
		for j, leg := range p.Travel.Row(i) {
			turn := d.Weight * leg.Meters / unit
			travel.Set(n+j, i, geo.Leg{Meters: turn / 2})
			travel.Set(i, n+j, geo.Leg{Meters: turn - turn/2})
		}
		lrp.Van.Capacity = max(lrp.Van.Capacity, d.Load)
		lrp.Stops = append(lrp.Stops, planner.EchelonStop{Place: int32(i), Load: d.Load})
	}
	for j, s := range p.Sites {
		lrp.Depots = append(lrp.Depots, planner.DepotSite{Place: int32(n + j), Fixed: s.Charge, Capacity: s.Capacity})
	}
	return lrp
}

func TestLocationRoutingWithoutToursIsFacilityLocation(t *testing.T) {
	for _, c := range []struct {
		file  string
		model string
		known string // proven; "" where charge proves it here
	}{{"cap71", "uflp", "932615.75"}, {"cap72", "uflp", "977799.4"}, {"cap74", "uflp", "1034976.975"}, {"cap61", "cflp", ""}, {"cap62", "cflp", ""}, {"cap63", "cflp", ""}} {
		in, err := Read(filepath.Join(shared, "facility", c.file+".txt"), Question{Model: c.model, SingleSource: c.model == "cflp"})
		if os.IsNotExist(err) {
			t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := c.known
		if want == "" {
			a, err := charge.New().Solve(context.Background(), in.Siting, planner.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if a.Status != planner.Optimal {
				t.Errorf("%s: charge answers %s", c.file, a.Status)
				continue
			}
			want = in.Decimal(*a.Objective)
		}
		p := siting(in.Siting)
		a, err := depot.Solve(context.Background(), p, planner.Options{Effort: 60_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.LocationRouting(p, a); err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		if got := in.Decimal(*a.Objective); got != want {
			t.Errorf("%s: %s as location-routing, %s as facility location", c.file, got, want)
		}
	}
}
