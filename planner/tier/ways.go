package tier

import "cuntong/planner"

// leg is an allowed pair with its length.
type leg struct {
	to     int32
	meters int64
}

// ways holds the allowed pairs of a problem: those whose ends may be run, keep the borders of towns where they count,
// and lead on to a hub.
type ways struct {
	p       *planner.Network
	trunk   [][]leg   // by station: hubs
	feed    [][]leg   // by point: stations
	direct  [][]leg   // by point: hubs
	reach   [][]int32 // by village: points
	blocked []int32

	hubStates int // most ways to run the hubs of a basin that are all tried
	hubLeaves int // most parts that more of them are divided into
}

func read(p *planner.Network) *ways {
	w := &ways{p: p, hubStates: maxHubStates, hubLeaves: maxHubLeaves, trunk: make([][]leg, len(p.Stations)), feed: make([][]leg, len(p.Points)), direct: make([][]leg, len(p.Points)), reach: make([][]int32, len(p.Villages))}
	for s, station := range p.Stations {
		if station.Forbidden {
			continue
		}
		for h, l := range p.Trunk.Row(s) {
			if !p.Hubs[h].Forbidden {
				w.trunk[s] = append(w.trunk[s], leg{int32(h), l.Meters})
			}
		}
	}
	for j, point := range p.Points {
		if point.Forbidden {
			continue
		}
		for s, l := range p.Feed.Row(j) {
			if len(w.trunk[s]) > 0 && (p.CrossTown || p.Stations[s].Town == point.Town) {
				w.feed[j] = append(w.feed[j], leg{int32(s), l.Meters})
			}
		}
		for h, l := range p.Direct.Row(j) {
			if !p.Hubs[h].Forbidden {
				w.direct[j] = append(w.direct[j], leg{int32(h), l.Meters})
			}
		}
	}
	for i, village := range p.Villages {
		for j := range p.Reach.Row(i) {
			if len(w.feed[j])+len(w.direct[j]) > 0 && (p.CrossTown || p.Points[j].Town == village.Town) {
				w.reach[i] = append(w.reach[i], int32(j))
			}
		}
		if len(w.reach[i]) == 0 {
			w.blocked = append(w.blocked, int32(i))
		}
	}
	return w
}

// basin is a part of the network that shares no way and no group with the rest.
type basin struct {
	hubs  []int32
	zones []zone
}

// zone is a part of a basin that shares nothing with the rest but hubs.
type zone struct{ villages, points, stations []int32 }

// split finds the basins in the order of their first member, and their zones. Premises that can never be run and are not
// kept, and blocked villages, belong to none.
func split(w *ways) []basin {
	p := w.p
	points, stations, hubs := len(p.Villages), len(p.Villages)+len(p.Points), len(p.Villages)+len(p.Points)+len(p.Stations)
	total := hubs + len(p.Hubs)
	zones, basins := newForest(total), newForest(total)
	join := func(a, b int) { zones.join(a, b); basins.join(a, b) }
	for i, list := range w.reach {
		for _, j := range list {
			join(i, points+int(j))
		}
	}
	for j := range p.Points {
		for _, l := range w.feed[j] {
			join(points+j, stations+int(l.to))
		}
		for _, l := range w.direct[j] {
			basins.join(points+j, hubs+int(l.to))
		}
	}
	for s := range p.Stations {
		for _, l := range w.trunk[s] {
			basins.join(stations+s, hubs+int(l.to))
		}
	}
	joinGroups(p.Points, points, join)
	joinGroups(p.Stations, stations, join)
	joinGroups(p.Hubs, hubs, basins.join)

	var list []basin
	basinAt, zoneAt := map[int]int{}, map[int]int{}
	place := func(member int) *basin {
		root := basins.root(member)
		k, seen := basinAt[root]
		if !seen {
			k = len(list)
			basinAt[root] = k
			list = append(list, basin{})
		}
		return &list[k]
	}
	inZone := func(member int) *zone {
		b, root := place(member), zones.root(member)
		k, seen := zoneAt[root]
		if !seen {
			k = len(b.zones)
			zoneAt[root] = k
			b.zones = append(b.zones, zone{})
		}
		return &b.zones[k]
	}
	for i := range p.Villages {
		if len(w.reach[i]) > 0 {
			z := inZone(i)
			z.villages = append(z.villages, int32(i))
		}
	}
	for j, one := range p.Points {
		if one.Keep || len(w.feed[j])+len(w.direct[j]) > 0 {
			z := inZone(points + j)
			z.points = append(z.points, int32(j))
		}
	}
	for s, one := range p.Stations {
		if one.Keep || len(w.trunk[s]) > 0 {
			z := inZone(stations + s)
			z.stations = append(z.stations, int32(s))
		}
	}
	for h, one := range p.Hubs {
		if !one.Forbidden {
			b := place(hubs + h)
			b.hubs = append(b.hubs, int32(h))
		}
	}
	return list
}

// joinGroups keeps premises of one exclusive group together.
func joinGroups(premises []planner.Premises, base int, join func(a, b int)) {
	first := map[int32]int{}
	for j, one := range premises {
		if one.Exclusive == 0 || one.Forbidden {
			continue
		}
		if other, seen := first[one.Exclusive]; seen {
			join(base+other, base+j)
		} else {
			first[one.Exclusive] = j
		}
	}
}

// forest is a union-find structure (Tarjan 1975, doi:10.1145/321879.321884) whose roots are the smallest members.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) root(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(a, b int) {
	if a, b = f.root(a), f.root(b); a < b {
		f[b] = a
	} else {
		f[a] = b
	}
}
