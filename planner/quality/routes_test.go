package quality

import (
	"fmt"
	"strings"
	"testing"

	"cuntong/planner"
)

// sketch renders a routing problem on one line.
func sketch(p *planner.Routing) string {
	var s strings.Builder
	n, _ := p.Profiles[0].Size()
	for i := range n {
		for j := range n {
			leg, _ := p.Profiles[0].At(i, j)
			fmt.Fprintf(&s, "%d/%d ", leg.Meters, leg.Seconds)
		}
	}
	optional := func(v *int64) int64 {
		if v == nil {
			return -1
		}
		return *v
	}
	for _, d := range p.Depots {
		fmt.Fprintf(&s, "| depot %d ", d.Place)
		if d.Window != nil {
			fmt.Fprintf(&s, "%d-%d ", d.Window.Open, d.Window.Close)
		}
	}
	for _, v := range p.Vehicles {
		fmt.Fprintf(&s, "| %d vehicles from %d, %d, fixed %d, %d a metre, at most %d s %d m ", optional(v.Count), v.Start, v.Capacity[0], v.Fixed, v.PerMeter, optional(v.MaxSeconds), optional(v.MaxMeters))
	}
	for _, stop := range p.Stops {
		fmt.Fprintf(&s, "| %d: -%d +%d ", stop.Place, stop.Delivery[0], stop.Pickup[0])
		if stop.Window != nil {
			fmt.Fprintf(&s, "%d-%d ", stop.Window.Open, stop.Window.Close)
		}
		if stop.Service > 0 {
			fmt.Fprintf(&s, "service %d ", stop.Service)
		}
	}
	for _, transfer := range p.Transfers {
		fmt.Fprintf(&s, "| %d from %d to %d ", transfer.Load[0], transfer.From, transfer.To)
	}
	return strings.TrimSpace(s.String())
}

const lilimFile = "3 9 0\n0 0 0 0 0 9 0 0 0\n1 0 1 4 0 9 1 0 2\n2 1 1 -4 0 9 1 1 0\n"

func TestRoutingFilesAreReadAsTheirFamilySays(t *testing.T) {
	for _, c := range []struct {
		name, text, family string
		scale, vehicle     int64
		want               string
	}{
		{"distances of CVRPLIB are rounded to the nearest", "NAME : x\nCOMMENT : \"a : b\"\nTYPE : CVRP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 9\nNODE_COORD_SECTION\n1 0 0\n2 2 2\nDEMAND_SECTION\n1 0\n2 4\nDEPOT_SECTION\n 1\n -1\nEOF\n",
			"vrplib", 1, 0, "0/0 3/3 3/3 0/0 | depot 0 | -1 vehicles from 0, 9, fixed 0, 1 a metre, at most -1 s -1 m | 1: -4 +0"},
		{"backhauls bring home what they say", "NAME: x\nDIMENSION: 2\nCAPACITY: 9\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\nDEMAND_SECTION\n1 0\n2 0\nBACKHAUL_SECTION\n1 0\n2 4\nDEPOT_SECTION\n1\nEOF",
			"vrplib", 1, 0, "0/0 0/0 5/5 0/0 | depot 0 | -1 vehicles from 0, 9, fixed 0, 1 a metre, at most -1 s -1 m | 1: -0 +4"},
		{"simultaneous pick-up and delivery has a matrix", "NAME : x\nTYPE : VRPSPD\nDIMENSION : 2\nVEHICLES : 4\nCAPACITY : 9\nDISTANCE : 0\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 7\n8 0\nPICKUP_AND_DELIVERY_SECTION\n1 0 0 9 0 0 0\n2 0 0 9 0 3 5\nDEPOT_SECTION\n1\n-1\nEOF\n",
			"vrplib", 10_000, 0, "0/0 7/7 8/8 0/0 | depot 0 | -1 vehicles from 0, 9, fixed 0, 1 a metre, at most -1 s -1 m | 1: -5 +3"},
		{"Solomon's windows and services are in millionths, seconds rounded up", "C1\n\nVEHICLE\nNUMBER CAPACITY\n 3 9\n\nCUSTOMER\nCUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME\n\n 0 0 0 0 0 12 0\n 1 1 1 4 2 10 1.5\n",
			"solomon", 1_000_000, 10_000_000,
			"0/0 1414214/1414214 1414214/1414214 0/0 | depot 0 0-12000000 | 3 vehicles from 0, 9, fixed 10000000, 1 a metre, at most -1 s -1 m | 1: -4 +0 2000000-10000000 service 1500000"},
		{"calls of Li and Lim are pairs", lilimFile, "lilim", 1_000_000, 10_000_000,
			"0/0 1000000/1000000 1414214/1414214 1000000/1000000 0/0 1000000/1000000 1414214/1414214 1000000/1000000 0/0 | depot 0 0-9000000 " +
				"| 3 vehicles from 0, 9, fixed 10000000, 1 a metre, at most -1 s -1 m | 1: -0 +0 0-9000000 service 1000000 | 2: -0 +0 0-9000000 service 1000000 | 4 from 0 to 1"},
		{"depots of Cordeau come last", "2 4 1 2\n0 80\n50 90\n1 0 0 3 7 1 2 1 2\n2 0 1 0 0 0 0\n3 2 0 0 0 0 0\n", "cordeau", 1_000_000, 0,
			"0/0 1000000/1000000 2000000/2000000 1000000/1000000 0/0 2236068/2236068 2000000/2000000 2236068/2236068 0/0 | depot 1 | depot 2 " +
				"| 4 vehicles from 0, 80, fixed 0, 1 a metre, at most -1 s -1 m | 4 vehicles from 1, 90, fixed 0, 1 a metre, at most 50000000 s -1 m | 0: -7 +0 service 3000000"},
		{"rates of a mixed fleet are whole", " //Lines : x\n //Line 6\n 1 2 99.0 0.0 7 8\n 4 20 0 1.0\n 2 30 5 1.25\n 0 0\n 1 0 18\n", "hvrp", 100_000_000, 0,
			"0/0 1000000/1000000 1000000/1000000 0/0 | depot 0 | 4 vehicles from 0, 20, fixed 0, 100 a metre, at most -1 s 99000000 m " +
				"| 2 vehicles from 0, 30, fixed 500000000, 125 a metre, at most -1 s 99000000 m | 1: -18 +0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := readText(c.text, Question{Model: "vrp"})
			if err != nil {
				t.Fatal(err)
			}
			if got := sketch(in.Routing); in.Family != c.family || in.Scale != c.scale || in.Vehicle != c.vehicle || got != c.want {
				t.Errorf("%s, scale %d, vehicle %d\n%s\nwant %s, %d, %d\n%s", in.Family, in.Scale, in.Vehicle, got, c.family, c.scale, c.vehicle, c.want)
			}
		})
	}
}

func TestWrongRoutingFilesAreRefusedByLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"an unknown section", "NAME : x\nDIMENSION : 2\nTIME_WINDOW_SECTION\n", "file:3: TIME_WINDOW_SECTION is no section that is read here"},
		{"a section before the dimension", "NAME : x\nDEMAND_SECTION\n", "file:2: DEMAND_SECTION comes before DIMENSION"},
		{"no capacity", "NAME : x\nDIMENSION : 2\nEOF\n", "file:3: DIMENSION or CAPACITY is missing"},
		{"a huge dimension", "NAME : x\nDIMENSION : 2000000\n", `file:2: DIMENSION is "2000000", expected 1 to 10000`},
		{"points on a globe", "NAME : x\nEDGE_WEIGHT_TYPE : GEO\n", `file:2: EDGE_WEIGHT_TYPE is "GEO", expected EUC_2D or EXPLICIT`},
		{"ids out of order", "NAME : x\nDIMENSION : 2\nNODE_COORD_SECTION\n2 0 0\n", "file:4: the id is 2, expected 1 to 1"},
		{"another depot", "NAME : x\nDIMENSION : 2\nDEPOT_SECTION\n2\n", "file:4: the depot is 2, expected 1 to 1"},
		{"a call without its delivery", "3 9 1\n0 0 0 0 0 9 0 0 0\n1 0 1 4 0 9 1 0 2\n2 1 1 -3 0 9 1 1 0\n", "file:5: the delivery of call 1 is 2, expected a call that takes what was loaded"},
		{"a call without a pair", "3 9 1\n0 0 0 0 0 9 0 0 0\n1 0 1 -4 0 9 1 2 0\n", "file:4: 1 calls make 0 pairs"},
		{"a window that ends before it begins", "3 9 1\n0 0 0 0 9 3 0 0 0\n", "file:2: a window ends before it begins"},
		{"another kind of Cordeau", "4 3 9 1\n", "file:1: the kind of problem, 2 for several depots, is 4, expected 2 to 2"},
		{"a depot too few", "2 4 1 2\n0 80\n50 90\n1 0 0 3 7 1\n2 0 1 0 0 0\n", "file:6: the file ends, expected the id"},
		{"a fleet without its points", "//\n1 1 99 0 7 8\n4 20 0 1.0\n", "file:4: the file ends, expected x"},
		{"a demand and a backhaul", "NAME: x\nDIMENSION: 2\nCAPACITY: 9\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\nDEMAND_SECTION\n1 0\n2 4\nBACKHAUL_SECTION\n1 0\n2 1\n",
			"file:13: customer 2 has a demand of 4 and a backhaul of 1, expected one of them to be 0"},
		{"points too far away", "3 9 1\n0 0 900 0 0 9 0 0 0\n", "file:3: point 0 lies at 0, 900, expected coordinates between -700 and 700"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readText(c.text, Question{Model: "vrp"}); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestPublishedRoutingFilesRead(t *testing.T) {
	for _, c := range []struct {
		path             string
		stops, transfers int
	}{
		{"cvrp/X/X-n303-k21.vrp", 302, 0}, {"vrptw/solomon/RC108.txt", 100, 0}, {"vrptw/gh/r1_2_1.txt", 200, 0}, {"vrpspd/dethloff/SCA8-9.vrpspd", 50, 0},
		{"vrpb/queiroga/X-n548-80-k40.vrp", 547, 0}, {"mdvrp/cordeau/p09.txt", 249, 0}, {"hvrp/HFVRP/HVRP13.txt", 50, 0}, {"pdptw/li_lim_100/lc101.txt", 106, 53},
	} {
		in := published(t, c.path, Question{Model: "vrp"})
		if len(in.Routing.Stops) != c.stops || len(in.Routing.Transfers) != c.transfers {
			t.Errorf("%s: %d stops, %d transfers; want %d, %d", c.path, len(in.Routing.Stops), len(in.Routing.Transfers), c.stops, c.transfers)
		}
	}
}
