package quality

import (
	"fmt"
	"math/big"

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
// uflp is exact: Scale makes every cost whole. In the classic cflp a customer may be split; then a demand's weight is
// its load and a leg is the cost of one unit, rounded to 1/Scale where it does not end (capa; Instance.Rounding).
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
	split := q.Model == "cflp" && !q.SingleSource
	t := &table{sites: len(f.charge)}
	var err error
	if split {
		p.Splittable = true
		instance.Scale, instance.Rounding, t.cost = f.unitCosts()
	} else {
		instance.Scale = scaleOf(f.charge, f.cost)
		if t.cost, err = whole(f.cost, instance.Scale); err != nil {
			return nil, err
		}
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
		if split {
			p.Demands[i].Weight = demand
		}
	}
	return instance, nil
}

// unitCosts divides each cost by its customer's demand. The scale is the smallest that makes all of them and the fixed
// costs whole, or at most maxScale; rounding is then what all demands together may be off by.
func (f *facilityFile) unitCosts() (scale int64, rounding float64, legs []int64) {
	largest := 0.0
	for k, cost := range f.cost {
		if demand := f.demand[k/len(f.charge)]; demand > 0 {
			exact, _ := new(big.Rat).SetFrac(big.NewInt(cost.mantissa), big.NewInt(demand)).Float64()
			for range cost.places {
				exact /= 10
			}
			largest = max(largest, exact)
		}
	}
	most := max(scaleFor(largest), scaleOf(f.charge))
	for scale = scaleOf(f.charge); ; scale *= 10 {
		off := 0.0
		legs, off = f.roundedUnits(scale)
		if off == 0 || scale >= most {
			return scale, off, legs
		}
	}
}

// roundedUnits rounds unit costs to the nearest 1/scale and says by how much a whole answer may be off.
func (f *facilityFile) roundedUnits(scale int64) (legs []int64, off float64) {
	legs = make([]int64, len(f.cost))
	numerator, divisor := new(big.Int), new(big.Int)
	inexact := make([]bool, len(f.demand))
	for k, cost := range f.cost {
		i := k / len(f.charge)
		if f.demand[i] == 0 {
			continue // weight 0: the leg plays no part
		}
		divisor.SetInt64(f.demand[i])
		for range cost.places {
			divisor.Mul(divisor, big.NewInt(10))
		}
		numerator.Mul(big.NewInt(cost.mantissa), big.NewInt(scale))
		remainder := new(big.Int)
		numerator.QuoRem(numerator, divisor, remainder)
		legs[k] = numerator.Int64()
		if remainder.Sign() != 0 {
			inexact[i] = true
			if remainder.Lsh(remainder, 1).Cmp(divisor) >= 0 {
				legs[k]++
			}
		}
	}
	for i, demand := range f.demand {
		if inexact[i] {
			off += float64(demand) / 2 / float64(scale)
		}
	}
	return legs, off
}
