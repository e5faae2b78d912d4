package tier

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// openNothing finds ways to run the regions that open nothing beyond what must be run: they keep any budget that can be kept, and mixed
// with those of other prices they let the budget go where it takes most off the cost.
func (s *master) openNothing() {
	s.openOnly(2, func(region, state, zone int) []opening { return []opening{{}} })
}

// openSome finds ways between opening nothing and all that the dearest known way of a zone opens: its openings in the order of parcels
// for a yuan, a few more each time. A price finds only ways on the lower hull of cost and opening; these lie between.
func (s *master) openSome() {
	s.openOnly(2, func(region, state, zone int) []opening {
		var dearest *outcome
		for _, out := range s.regions[region].found[state][zone] {
			if dearest == nil || out.yuan > dearest.yuan {
				dearest = out
			}
		}
		if dearest == nil || dearest.yuan == 0 {
			return nil
		}
		return prefixes(s.w.p, dearest)
	})
}

// openOnly settles zones with only the given openings allowed, at no price of opening, with one part in so many of what effort is left.
func (s *master) openOnly(part int64, choices func(region, state, zone int) []opening) {
	for n, r := range s.regions {
		until := s.m.effort + max((s.m.most-s.m.effort)/(part*int64(len(s.regions)-n)), 1)
		var states []int
		for k, state := range r.states {
			if !r.tooLittleRoom(s.w, state) && state.yuan <= *s.w.p.BudgetYuan {
				states = append(states, k)
			}
		}
		for nth, k := range states {
			at := prices{hubSize: r.states[k].size, hubFlow: make([]int64, len(s.w.p.Hubs))}
			for z, zone := range r.zones {
				list := choices(n, k, z)
				for c, allowed := range list {
					s.m.share = s.m.effort + max((until-s.m.effort)/int64((len(states)-nth)*(len(r.zones)-z)*(len(list)-c)), 1)
					w := read(withOpening(s.w.p, allowed))
					t := newPlot(w, zone, at)
					begin := slices.Clone(r.begin[z])
					if begin == nil {
						begin = firstMultipliers(t)
					}
					if found := settlePlot(t, scale, begin, true, s.m); found.best != nil {
						r.found[k][z] = withOutcome(r.found[k][z], outcomeOf(w, zone, t, found.best))
					}
				}
			}
		}
		r.mix(s.w)
	}
	s.m.share = s.m.most
}

// opening says which points and stations may be run at a size that costs to open, and at which at most.
type opening struct{ points, stations map[int32]int32 }

// mostPrefixes limits the ways between nothing and all for one zone.
const mostPrefixes = 12

// prefixes are the openings of a way to run a zone, those with most parcels for a yuan first, in growing lists.
func prefixes(p *planner.Network, out *outcome) []opening {
	flow := map[int32]int64{}
	for _, v := range out.served {
		if v.point != planner.Unassigned {
			flow[v.point] += p.Villages[v.village].Flow()
		}
	}
	stations := map[int32]int32{}
	for _, s := range out.stations {
		if p.Stations[s.station].Sizes[s.size].OpeningYuan > 0 {
			stations[s.station] = s.size
		}
	}
	yuan := func(r runPoint) int64 { return p.Points[r.point].Sizes[r.size].OpeningYuan }
	var points []runPoint
	for _, r := range out.points {
		if _, fed := stations[r.station]; yuan(r) > 0 || fed {
			points = append(points, r)
		}
	}
	slices.SortStableFunc(points, func(a, b runPoint) int { // flow a / yuan a against flow b / yuan b
		return cmp.Compare(flow[b.point]*max(yuan(a), 1), flow[a.point]*max(yuan(b), 1))
	})
	var list []opening
	steps := min(len(points), mostPrefixes)
	for step := 1; step <= steps; step++ {
		one := opening{map[int32]int32{}, map[int32]int32{}}
		for _, r := range points[:len(points)*step/steps] {
			one.points[r.point] = r.size
			if size, opened := stations[r.station]; opened {
				one.stations[r.station] = size
			}
		}
		list = append(list, one)
	}
	return list
}

// withOpening is the problem with points and stations at those of their first sizes that cost nothing to open, or up to the size that
// an opening allows; what has none and need not be run is forbidden. Positions stay.
func withOpening(p *planner.Network, allowed opening) *planner.Network {
	q := *p
	for _, tier := range []struct {
		list *[]planner.Premises
		size map[int32]int32
	}{{&q.Points, allowed.points}, {&q.Stations, allowed.stations}} {
		*tier.list = slices.Clone(*tier.list)
		for j := range *tier.list {
			one := &(*tier.list)[j]
			free := 0
			for free < len(one.Sizes) && one.Sizes[free].OpeningYuan == 0 {
				free++
			}
			if size, open := tier.size[int32(j)]; open {
				free = max(free, int(size)+1)
			}
			switch {
			case free > 0:
				one.Sizes = one.Sizes[:free]
			case !one.Keep:
				one.Forbidden = true
			}
		}
	}
	return &q
}
