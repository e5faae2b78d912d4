package quality

import (
	"math"

	"cuntong/planner"
)

// smallSquare is the square of whole coordinates in which the OR-Library's pmedcap files lie.
const smallSquare = 100

// readCapacitatedMedian reads a capacitated p-median problem: "points p", then "x y capacity demand". Every point is a
// demand of weight 1 whose load is its demand, and a site; each is served by one site. The format does not say how
// distances are rounded, the published values do: pmedcap (Osman and Christofides 1994,
// doi:10.1016/0969-6016(94)90032-9) rounds down, the sets of Lorena and Senne (2004, doi:10.1016/S0305-0548(03)00039-X) do
// not round. By default, therefore, points that all have whole coordinates from 0 to 100 are rounded down ("floor"),
// others are exact ("euclid").
func readCapacitatedMedian(in *tokens, q Question) (*Instance, error) {
	n, err := in.count("points", 1)
	if err != nil {
		return nil, err
	}
	named, err := in.whole("p", 1, int64(n))
	if err != nil {
		return nil, err
	}
	if q.P == nil {
		q.P = &named
	}
	p := &points{}
	var capacities, loads []int64
	for range n {
		if err := p.read(in); err != nil {
			return nil, err
		}
		capacity, err := in.whole("a capacity", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		load, err := in.whole("a demand", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		if q.Capacity != nil {
			capacity = *q.Capacity
		}
		capacities, loads = append(capacities, capacity), append(loads, load)
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	if q.Metric == "" {
		q.Metric = Floor
		for i := range p.x {
			if !isSmall(p.x[i]) || !isSmall(p.y[i]) {
				q.Metric = Euclid
			}
		}
	}
	instance, err := finish("cpmp", in, p, q)
	if err != nil {
		return nil, err
	}
	for i := range n {
		instance.Siting.Sites[i] = planner.Site{Capacity: &capacities[i]}
		instance.Siting.Demands[i].Load = loads[i]
	}
	return instance, nil
}

func isSmall(v float64) bool { return v >= 0 && v <= smallSquare && v == math.Trunc(v) }
