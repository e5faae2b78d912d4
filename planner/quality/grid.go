package quality

import (
	"strings"

	"cuntong/geo"
	"cuntong/planner"
)

// readGrid reads a covering problem in the format of Cordeau, Furini and Ljubić (2019, doi:10.1016/j.ejor.2018.12.021):
// "sites customers", then "F id x y cost" and "C id x y demand" with ids in order from 0. A customer is covered by a
// site strictly nearer than the radius; Question.Closed takes those at the radius too. Coordinates are compared in
// whole numbers, so no rounding decides. Asked as lscp or scp, every customer that can be covered must be.
func readGrid(in *tokens, q Question) (*Instance, error) {
	sites, err := in.count("sites", 1)
	if err != nil {
		return nil, err
	}
	customers, err := in.count("customers", 1)
	if err != nil {
		return nil, err
	}
	p := &planner.Siting{}
	var coordinates [2][]decimal // x and y, first of the sites, then of the customers
	for range sites + customers {
		if err := readGridLine(in, p, &coordinates, sites, customers); err != nil {
			return nil, err
		}
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	if q.Radius == "" {
		return nil, in.wrong("the file names no radius; give one")
	}
	radius, err := parseDecimal(q.Radius)
	if err != nil || radius.mantissa <= 0 {
		return nil, in.wrong("the radius is %q, expected a number above 0", q.Radius)
	}
	switch {
	case q.Model == "mclp" && q.P == nil:
		return nil, in.wrong("the file names no number of sites; give p")
	case q.Model == "mclp":
		p.Objective, p.New = planner.MCLP, q.P
	case q.Model == "scp":
		p.Objective = planner.SetCover
	default:
		p.Objective = planner.LSCP
	}
	travel, err := newDiscs(coordinates, sites, radius, q.Closed)
	if err != nil {
		return nil, in.wrong("%v", err)
	}
	p.Travel, p.Limit = travel, geo.Limit{Metric: geo.ByMeters, Value: travel.most}
	return &Instance{Family: "grid", Question: q, Siting: p, Scale: 1}, nil
}

// readGridLine reads one site or customer. Sites come first, ids count up from 0.
func readGridLine(in *tokens, p *planner.Siting, coordinates *[2][]decimal, sites, customers int) error {
	kind, err := in.word("F or C")
	if err != nil {
		return err
	}
	expected, id := "C", len(p.Demands)
	if len(p.Sites) < sites {
		expected, id = "F", len(p.Sites)
	}
	if strings.ToUpper(kind) != expected {
		return in.wrong("the line begins with %q, expected %s: %d sites (F) come before %d customers (C)", kind, expected, sites, customers)
	}
	if _, err := in.whole("the id", int64(id), int64(id)); err != nil {
		return err
	}
	for axis, name := range []string{"x", "y"} {
		v, err := in.decimal(name, -1)
		if err != nil {
			return err
		}
		coordinates[axis] = append(coordinates[axis], v)
	}
	amount, err := in.whole("the cost or demand", 0, maxMagnitude)
	if err != nil {
		return err
	}
	if expected == "F" {
		p.Sites = append(p.Sites, planner.Site{CostYuan: amount})
	} else {
		p.Demands = append(p.Demands, planner.Demand{Weight: amount})
	}
	return nil
}
