package quality

import (
	"fmt"
	"slices"

	"cuntong/planner"
)

// facilityFile is a facility location file as read: costs are for a customer's whole demand.
type facilityFile struct {
	capacity, charge []decimal // by site; capacity without entries where the file leaves it open
	demand           []int64
	cost             []decimal // customers by rows
}

// readFacility reads a warehouse location problem of the OR-Library (Beasley 1988, doi:10.1016/0377-2217(88)90022-8):
// "sites customers"; capacity and fixed cost of each site; then for each customer its demand and, for each site, the
// cost of serving the whole demand from there. In the large files (capa) the word "capacity" stands for a number that
// Question.Capacity gives.
//
// Costs are exact: Scale makes every one whole, a leg is the cost of a customer's whole demand and its weight is 1. In the
// classic cflp a customer may be split, each part at its part of the cost; these fractions are added up exactly, and only
// their total is rounded, up to the next 1/Scale (capa; Instance.Rounding).
func readFacility(in *tokens, q Question) (*Instance, error) {
	sites, err := in.count("sites", 1)
	if err != nil {
		return nil, err
	}
	customers, err := in.count("customers", 1)
	if err != nil {
		return nil, err
	}
	if int64(sites)*int64(customers) > maxPairs {
		return nil, in.wrong("%d sites × %d customers are more than %d costs", sites, customers, maxPairs)
	}
	f := facilityFile{}
	open := false // the file leaves capacities open
	for range sites {
		word, err := in.word("a capacity")
		if err != nil {
			return nil, err
		}
		capacity, err := parseDecimal(word)
		if word == "capacity" {
			open, err = true, nil
		}
		if err != nil || capacity.mantissa < 0 {
			return nil, in.wrong("the capacity is %q, expected a number or the word capacity", word)
		}
		charge, err := in.decimal("a fixed cost", 0)
		if err != nil {
			return nil, err
		}
		f.capacity, f.charge = append(f.capacity, capacity), append(f.charge, charge)
	}
	for range customers {
		demand, err := in.whole("a demand", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		f.demand = append(f.demand, demand)
		for range sites {
			cost, err := in.decimal("a cost", 0)
			if err != nil {
				return nil, err
			}
			f.cost = append(f.cost, cost)
		}
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	if q.Model == "cflp" && open && q.Capacity == nil {
		return nil, in.wrong("the file leaves the capacity open; give one (published for capa: 8000, 10000, 12000, 14000)")
	}
	instance, err := f.instance(q)
	if err != nil {
		return nil, in.wrong("%v", err)
	}
	return instance, nil
}

func (f *facilityFile) instance(q Question) (*Instance, error) {
	instance := &Instance{Family: "cap", Question: q, First: 1}
	p := &planner.Siting{Objective: planner.FixedCharge, Limit: unlimited(), Demands: make([]planner.Demand, len(f.demand)), Sites: make([]planner.Site, len(f.charge))}
	instance.Siting = p
	instance.Scale = scaleOf(f.charge, f.cost)
	if split := q.Model == "cflp" && !q.SingleSource; split {
		p.Splittable = true
		instance.Scale, instance.Rounding = f.splitScale()
	}
	t := &table{sites: len(f.charge)}
	var err error
	if t.cost, err = whole(f.cost, instance.Scale); err != nil {
		return nil, err
	}
	p.Travel = t
	charges, err := whole(f.charge, instance.Scale)
	if err != nil {
		return nil, err
	}
	for j := range p.Sites {
		p.Sites[j].Charge = charges[j]
		if q.Model != "cflp" {
			continue
		}
		capacity, ok := f.capacity[j].times(1)
		if q.Capacity != nil {
			capacity, ok = *q.Capacity, true
		}
		if !ok {
			return nil, fmt.Errorf("the capacity of site %d is no whole number", j+1)
		}
		p.Sites[j].Capacity = &capacity
	}
	for i, demand := range f.demand {
		p.Demands[i] = planner.Demand{Weight: 1, Load: demand}
	}
	return instance, nil
}

// splitScale returns the smallest scale at which costs are whole and so is the cost of each single unit of demand, and with
// them every total; where there is none up to maxScale, the finest that fits, and by how much the total may be rounded.
func (f *facilityFile) splitScale() (scale int64, rounding float64) {
	for scale = scaleOf(f.charge, f.cost); ; scale *= 10 {
		costs, err := whole(f.cost, scale)
		if err == nil && f.wholeUnits(costs) {
			return scale, 0
		}
		_, finer := whole(slices.Concat(f.charge, f.cost), 10*scale)
		if scale >= maxScale || finer != nil {
			return scale, 1 / float64(scale)
		}
	}
}

// wholeUnits reports whether each unit of demand has a whole cost.
func (f *facilityFile) wholeUnits(costs []int64) bool {
	for k, cost := range costs {
		if demand := f.demand[k/len(f.charge)]; demand > 0 && cost%demand != 0 {
			return false
		}
	}
	return true
}
