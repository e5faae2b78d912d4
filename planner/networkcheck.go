package planner

import "fmt"

// Check returns an error naming the first thing wrong with the problem's own numbers.
func (p *Network) Check() error {
	for _, table := range []struct {
		name          string
		travel        Travel
		rows, columns int
	}{
		{"reach", p.Reach, len(p.Villages), len(p.Points)}, {"feed", p.Feed, len(p.Points), len(p.Stations)},
		{"direct", p.Direct, len(p.Points), len(p.Hubs)}, {"trunk", p.Trunk, len(p.Stations), len(p.Hubs)},
	} {
		if table.travel == nil {
			return fmt.Errorf("network: no %s matrix", table.name)
		}
		if rows, columns := table.travel.Size(); rows != table.rows || columns != table.columns {
			return fmt.Errorf("network: %s is %d × %d, expected %d × %d", table.name, rows, columns, table.rows, table.columns)
		}
		for i := range table.rows {
			for j, leg := range table.travel.Row(i) {
				if leg.Meters > maxMeters {
					return fmt.Errorf("network: %s from %d to %d is %d metres, expected at most %d", table.name, i, j, leg.Meters, int64(maxMeters))
				}
			}
		}
	}
	total := int64(0)
	for i, v := range p.Villages {
		if v.In < 0 || v.Out < 0 || v.People < 0 || v.In > maxFlow || v.Out > maxFlow || total > maxFlow {
			return fmt.Errorf("network: village %d has %d parcels in, %d out, %d people; expected 0 or more and at most %d parcels in all", i, v.In, v.Out, v.People, int64(maxFlow))
		}
		total += v.Flow()
		if v.Town < 0 || int(v.Town) >= p.Towns {
			return fmt.Errorf("network: village %d lies in town %d of %d", i, v.Town, p.Towns)
		}
	}
	for _, tier := range []struct {
		name     string
		premises []Premises
	}{{"point", p.Points}, {"station", p.Stations}, {"hub", p.Hubs}} {
		for j, premises := range tier.premises {
			if err := premises.check(p.Towns); err != nil {
				return fmt.Errorf("network: %s %d %w", tier.name, j, err)
			}
		}
	}
	for _, c := range []Carriage{p.Tour, p.Straight, p.Truck} {
		if !c.check() {
			return fmt.Errorf("network: carriage %+v is out of range", c)
		}
	}
	if p.UnservedFen < 0 || p.UnservedFen > 1000*maxHandling {
		return fmt.Errorf("network: an unserved parcel costs %d fen, expected 0 to %d", p.UnservedFen, int64(1000*maxHandling))
	}
	if p.BudgetYuan != nil && *p.BudgetYuan < 0 {
		return fmt.Errorf("network: budget %d yuan, expected 0 or more", *p.BudgetYuan)
	}
	return nil
}

// Bounds that keep every cost, and the sum of all, exact in int64.
const (
	maxFlow     = 1 << 22 // parcels a day in all
	maxFen      = 1 << 40 // a year, of one premises
	maxTariff   = 1 << 17 // fen of a call or of a kilometre
	maxHandling = 1 << 20 // fen a year for a parcel a day
	maxMeters   = 1 << 23 // of one leg
)

func (s Premises) check(towns int) error {
	switch {
	case s.Town < 0 || int(s.Town) >= towns:
		return fmt.Errorf("lies in town %d of %d", s.Town, towns)
	case s.Keep && s.Forbidden:
		return fmt.Errorf("is both kept and forbidden")
	case len(s.Sizes) == 0 && !s.Forbidden:
		return fmt.Errorf("has no size to run at")
	case s.MinFlow < 0 || s.Exclusive < 0 || s.LocalMeters < 0 || s.LocalMeters > maxMeters:
		return fmt.Errorf("has a least flow, group or local way out of range")
	}
	for k, size := range s.Sizes {
		if size.YearlyFen < 0 || size.YearlyFen > maxFen || size.OpeningYuan < 0 || size.OpeningYuan > maxFen || size.HandlingFen < 0 || size.HandlingFen > maxHandling || size.Capacity != nil && *size.Capacity < 0 {
			return fmt.Errorf("has a size %d out of range", k)
		}
		if k > 0 && (s.Sizes[k-1].Capacity == nil || size.Capacity != nil && *size.Capacity <= *s.Sizes[k-1].Capacity) {
			return fmt.Errorf("has sizes that do not ascend at %d", k)
		}
	}
	return nil
}
