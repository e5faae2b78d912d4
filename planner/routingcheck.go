package planner

import "fmt"

// Check returns an error naming the first thing wrong with the problem's own numbers.
func (p *Routing) Check() error {
	for _, check := range []func() error{p.checkProfiles, p.checkDepots, p.checkVehicles, p.checkStops, p.checkTransfers, p.checkPrevious} {
		if err := check(); err != nil {
			return fmt.Errorf("routing: %w", err)
		}
	}
	return nil
}

// places returns the size of the profiles.
func (p *Routing) places() int {
	if len(p.Profiles) == 0 {
		return 0
	}
	n, _ := p.Profiles[0].Size()
	return n
}

func (p *Routing) checkProfiles() error {
	for k, m := range p.Profiles {
		if m == nil {
			return fmt.Errorf("profile %d has no travel matrix", k)
		}
		if rows, columns := m.Size(); rows != p.places() || columns != p.places() {
			return fmt.Errorf("profile %d is %d × %d, expected %d × %d like the first", k, rows, columns, p.places(), p.places())
		}
	}
	return nil
}

func (p *Routing) checkDepots() error {
	for k, d := range p.Depots {
		if d.Place < 0 || int(d.Place) >= p.places() {
			return fmt.Errorf("depot %d stands at place %d of %d", k, d.Place, p.places())
		}
		if d.Reload < 0 || d.Reload > maxTime {
			return fmt.Errorf("depot %d has a reload time of %d s, expected 0 to %d", k, d.Reload, int64(maxTime))
		}
		if err := d.Window.check(); err != nil {
			return fmt.Errorf("depot %d: %w", k, err)
		}
	}
	return nil
}

// maxTime and maxRate bound times and cost rates so that no sum or product of a problem leaves int64.
const (
	maxTime = 1 << 40
	maxRate = 1 << 24
)

func (w *Window) check() error {
	if w == nil {
		return nil
	}
	if w.Open < -maxTime || w.Close > maxTime || w.Open > w.Close {
		return fmt.Errorf("window from %d to %d s, expected the first not after the second and both within ± %d", w.Open, w.Close, int64(maxTime))
	}
	return nil
}

func (l Load) check() error {
	for d, amount := range l {
		if amount < 0 || amount > maxTotal {
			return fmt.Errorf("%d in load dimension %d, expected 0 to %d", amount, d, int64(maxTotal))
		}
	}
	return nil
}

func (p *Routing) checkVehicles() error {
	for k := range p.Vehicles {
		if err := p.checkVehicle(&p.Vehicles[k]); err != nil {
			return fmt.Errorf("vehicle type %d: %w", k, err)
		}
	}
	return nil
}

func (p *Routing) checkVehicle(v *VehicleType) error {
	switch {
	case v.Count != nil && *v.Count < 0:
		return fmt.Errorf("%d vehicles, expected 0 or more", *v.Count)
	case v.Profile < 0 || int(v.Profile) >= len(p.Profiles):
		return fmt.Errorf("profile %d of %d", v.Profile, len(p.Profiles))
	case v.Fixed < 0 || v.Fixed > maxTotal:
		return fmt.Errorf("fixed cost %d, expected 0 to %d", v.Fixed, int64(maxTotal))
	case v.PerMeter < 0 || v.PerMeter > maxRate || v.PerSecond < 0 || v.PerSecond > maxRate:
		return fmt.Errorf("costs of %d a metre and %d a second, expected 0 to %d", v.PerMeter, v.PerSecond, maxRate)
	case v.MaxSeconds != nil && *v.MaxSeconds < 0 || v.MaxMeters != nil && *v.MaxMeters < 0:
		return fmt.Errorf("a negative limit of seconds or metres")
	case v.Trips < 0:
		return fmt.Errorf("%d trips, expected 0 or more", v.Trips)
	case v.Trips > 1 && len(v.Reloads) == 0:
		return fmt.Errorf("%d trips and no depot to reload at", v.Trips)
	}
	for _, d := range append([]int32{v.Start, v.End}, v.Reloads...) {
		if d < 0 || int(d) >= len(p.Depots) {
			return fmt.Errorf("depot %d of %d", d, len(p.Depots))
		}
	}
	if v.Break != nil {
		if err := v.Break.Window.check(); err != nil {
			return fmt.Errorf("break: %w", err)
		}
		if v.Break.Seconds < 0 || v.Break.Seconds > maxTime {
			return fmt.Errorf("break of %d s", v.Break.Seconds)
		}
	}
	if err := v.Shift.check(); err != nil {
		return fmt.Errorf("shift: %w", err)
	}
	return v.Capacity.check()
}

func (p *Routing) checkStops() error {
	var total Load
	for k, s := range p.Stops {
		if s.Place < 0 || int(s.Place) >= p.places() {
			return fmt.Errorf("stop %d lies at place %d of %d", k, s.Place, p.places())
		}
		for _, load := range []Load{s.Delivery, s.Pickup} {
			if err := load.check(); err != nil {
				return fmt.Errorf("stop %d: %w", k, err)
			}
			for d := range total {
				if total[d] += load[d]; total[d] > maxTotal {
					return fmt.Errorf("loads of all stops up to stop %d exceed %d in dimension %d", k, int64(maxTotal), d)
				}
			}
		}
		if s.Service < 0 || s.Service > maxTime {
			return fmt.Errorf("stop %d has a service time of %d s, expected 0 to %d", k, s.Service, int64(maxTime))
		}
		if err := s.Window.check(); err != nil {
			return fmt.Errorf("stop %d: %w", k, err)
		}
		if s.Penalty < 0 || s.Penalty > maxTotal || s.Penalty > 0 && !s.Optional {
			return fmt.Errorf("stop %d has a penalty of %d, expected 0 to %d, and 0 where it must be served", k, s.Penalty, int64(maxTotal))
		}
	}
	return nil
}

func (p *Routing) checkTransfers() error {
	used := map[int32]bool{}
	for k, t := range p.Transfers {
		for _, stop := range []int32{t.From, t.To} {
			if stop < 0 || int(stop) >= len(p.Stops) {
				return fmt.Errorf("transfer %d names stop %d of %d", k, stop, len(p.Stops))
			}
			if used[stop] {
				return fmt.Errorf("stop %d takes part in two transfers, or twice in one", stop)
			}
			used[stop] = true
		}
		if p.Stops[t.From].Optional != p.Stops[t.To].Optional {
			return fmt.Errorf("transfer %d has one optional end, expected both or none", k)
		}
		if err := t.Load.check(); err != nil {
			return fmt.Errorf("transfer %d: %w", k, err)
		}
	}
	return nil
}

func (p *Routing) checkPrevious() error {
	if p.BalanceCost < 0 || p.BalanceCost > maxRate || p.MoveCost < 0 || p.MoveCost > maxTotal {
		return fmt.Errorf("balance cost %d or move cost %d out of range", p.BalanceCost, p.MoveCost)
	}
	seen := map[int32]bool{}
	vehicles := map[[2]int32]bool{}
	for k, route := range p.Previous {
		if route.Type < 0 || int(route.Type) >= len(p.Vehicles) {
			return fmt.Errorf("previous route %d has vehicle type %d of %d", k, route.Type, len(p.Vehicles))
		}
		if count := p.Vehicles[route.Type].Count; route.Vehicle < 0 || count != nil && int64(route.Vehicle) >= *count {
			return fmt.Errorf("previous route %d has vehicle %d, which its type does not have", k, route.Vehicle)
		}
		if vehicle := [2]int32{route.Type, route.Vehicle}; vehicles[vehicle] {
			return fmt.Errorf("previous route %d has the same vehicle as one before", k)
		} else {
			vehicles[vehicle] = true
		}
		for _, stop := range route.Stops {
			if stop < 0 || int(stop) >= len(p.Stops) {
				return fmt.Errorf("previous route %d names stop %d of %d", k, stop, len(p.Stops))
			}
			if seen[stop] {
				return fmt.Errorf("previous routes name stop %d twice", stop)
			}
			seen[stop] = true
		}
	}
	return nil
}
