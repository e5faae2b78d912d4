package quality

import "cuntong/planner"

// contardo reads Contardo's format of two echelons: customers, satellites, platforms, capacities of second- and first-level vehicles,
// their fixed costs, a cost for each unit of served demand; a lower and an upper bound, the kind of cost (0 exact, 1 rounded up,
// 2 rounded) and the factor of first-level costs; then customers "id x y demand", satellites and platforms "id x y cost capacity".
func (f *locationFile) contardo() error {
	var counts [3]int64
	for k, what := range []string{"customers", "satellites", "platforms"} {
		var err error
		if counts[k], err = f.in.whole("the number of "+what, 1, maxLocationPlaces); err != nil {
			return err
		}
	}
	if err := f.sizes(counts[0], counts[1], counts[2]); err != nil {
		return err
	}
	metric, err := f.contardoHead()
	if err != nil {
		return err
	}
	id := int64(0)
	row := func() (int32, error) {
		id++
		if _, err := f.in.whole("the id", id, id); err != nil {
			return 0, err
		}
		return f.place()
	}
	for i := range f.p.Stops {
		if f.p.Stops[i].Place, err = row(); err != nil {
			return err
		}
		if f.p.Stops[i].Load, err = f.amount("a demand"); err != nil {
			return err
		}
	}
	sites := func(sites []planner.DepotSite, costs []decimal) error {
		for k := range sites {
			if sites[k].Place, err = row(); err != nil {
				return err
			}
			if costs[k], err = f.in.decimal("a fixed cost", 0); err != nil {
				return err
			}
			capacity, err := f.amount("a capacity")
			if err != nil {
				return err
			}
			sites[k].Capacity = &capacity
		}
		return nil
	}
	if err := sites(f.p.Depots, f.depots); err != nil {
		return err
	}
	if err := sites(f.p.Feed.Hubs, f.hubs); err != nil {
		return err
	}
	return f.price(metric, 1, 1)
}

// contardoHead reads what stands between the numbers of places and the places.
func (f *locationFile) contardoHead() (Metric, error) {
	var err error
	if f.p.Van.Capacity, err = f.amount("the capacity of a second-level vehicle"); err != nil {
		return "", err
	}
	if f.p.Feed.Truck.Capacity, err = f.amount("the capacity of a first-level vehicle"); err != nil {
		return "", err
	}
	if f.van, err = f.in.decimal("the cost of a second-level vehicle", 0); err != nil {
		return "", err
	}
	if f.truck, err = f.in.decimal("the cost of a first-level vehicle", 0); err != nil {
		return "", err
	}
	if _, err = f.in.whole("the cost of a unit of served demand", 0, 0); err != nil {
		return "", err
	}
	if _, err = f.in.decimal("a lower bound", 0); err != nil {
		return "", err
	}
	if f.known, err = f.in.word("an upper bound"); err != nil {
		return "", err
	}
	kind, err := f.in.whole("the kind of cost", 0, 2)
	if err != nil {
		return "", err
	}
	if f.p.Feed.Truck.PerMeter, err = f.in.whole("the factor of first-level costs", 1, 1000); err != nil {
		return "", err
	}
	return []Metric{Euclid, Ceil, Nearest}[kind], nil
}
