package fleet

import "cuntong/planner"

// sift finds the stops that no vehicle could serve even alone, each with its cause, and returns the problem with those made
// optional at no penalty, so that the search need not count them. A stop is tried straight from start to end, which is a proof
// where legs keep the triangle inequality; the causes NoWay and NoTime are given only where the quickest and the shortest ways
// over other places fail too.
func sift(p *planner.Routing) (*planner.Routing, []planner.Unserved) {
	var left []planner.Unserved
	ways := map[[2]int32]*reach{}
	for i := range p.Stops {
		if cause := causeOf(p, &p.Stops[i], ways); cause != "" {
			left = append(left, planner.Unserved{Stop: int32(i), Cause: cause})
		}
	}
	if len(left) == 0 {
		return p, nil
	}
	partner := map[int32]int32{}
	for _, t := range p.Transfers {
		partner[t.From], partner[t.To] = t.To, t.From
	}
	lost := map[int32]planner.Cause{}
	for _, u := range left {
		lost[u.Stop] = u.Cause
		if other, ok := partner[u.Stop]; ok && lost[other] == "" {
			lost[other] = planner.PartnerLost
		}
	}
	for _, u := range left { // a cause of its own goes before a lost partner
		lost[u.Stop] = u.Cause
	}
	fixed := *p
	fixed.Stops = append([]planner.Stop(nil), p.Stops...)
	left = left[:0]
	for i := range fixed.Stops {
		if cause := lost[int32(i)]; cause != "" {
			fixed.Stops[i].Optional = true
			left = append(left, planner.Unserved{Stop: int32(i), Cause: cause})
		}
	}
	return &fixed, left
}

// causeOf returns why no vehicle can serve a stop, or "".
func causeOf(p *planner.Routing, s *planner.Stop, ways map[[2]int32]*reach) planner.Cause {
	skill, size, way := false, false, false
	for k := range p.Vehicles {
		v := &p.Vehicles[k]
		if v.Count != nil && *v.Count == 0 || s.Skills&v.Skills != s.Skills {
			continue
		}
		skill = true
		fits := true
		for d := range v.Capacity {
			fits = fits && s.Delivery[d] <= v.Capacity[d] && s.Pickup[d] <= v.Capacity[d]
		}
		if !fits {
			continue
		}
		size = true
		out, home := wayOf(p, v.Profile, p.Depots[v.Start].Place, false, ways), wayOf(p, v.Profile, p.Depots[v.End].Place, true, ways)
		if out.seconds[s.Place] == never || home.seconds[s.Place] == never {
			continue
		}
		way = true
		if inTime(p, v, s, out, home) {
			return ""
		}
	}
	switch {
	case !skill:
		return planner.NoSkill
	case !size:
		return planner.TooLarge
	case !way:
		return planner.NoWay
	}
	return planner.NoTime
}

// inTime reports whether a vehicle could be at a stop within its window and home in time.
func inTime(p *planner.Routing, v *planner.VehicleType, s *planner.Stop, out, home *reach) bool {
	there := out.seconds[s.Place]
	back := home.seconds[s.Place]
	begin := ages / 2
	if v.Shift != nil {
		begin = v.Shift.Open + there
	}
	if s.Window != nil {
		if begin = max(begin, s.Window.Open); begin > s.Window.Close {
			return false
		}
	}
	return !(v.Shift != nil && begin+s.Service+back > v.Shift.Close ||
		v.MaxSeconds != nil && there+s.Service+back > *v.MaxSeconds ||
		v.MaxMeters != nil && out.meters[s.Place]+home.meters[s.Place] > *v.MaxMeters)
}

// reach holds the least seconds and, apart, the least metres between one place and every other, over any places between.
type reach struct{ seconds, meters []int64 }

// wayOf returns the ways from a place, or with home to it.
func wayOf(p *planner.Routing, profile, place int32, home bool, ways map[[2]int32]*reach) *reach {
	key := [2]int32{profile*2 + 1, place}
	if !home {
		key[0]--
	}
	if w := ways[key]; w != nil {
		return w
	}
	n, _ := p.Profiles[profile].Size()
	spread := func(meters bool) []int64 {
		best, done := make([]int64, n), make([]bool, n)
		for i := range best {
			best[i] = never
		}
		best[place] = 0
		for {
			at := -1
			for i := range best {
				if !done[i] && best[i] < never && (at < 0 || best[i] < best[at]) {
					at = i
				}
			}
			if at < 0 {
				return best
			}
			done[at] = true
			for j := range best {
				from, to := at, j
				if home {
					from, to = j, at
				}
				if leg, ok := p.Profiles[profile].At(from, to); ok {
					length := leg.Seconds
					if meters {
						length = leg.Meters
					}
					best[j] = min(best[j], best[at]+length)
				}
			}
		}
	}
	ways[key] = &reach{spread(false), spread(true)}
	return ways[key]
}
