package study

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// redeal serves the villages of a problem with what an answer runs, but for premises that are gone, and opens nothing. A village stays
// where it was as long as there is a way and room, those with more people first; the others go to the nearest point that is run, within
// reach and has room; stations and points whose feeder is gone are fed from where that is cheapest. Greedy: the best deal may serve a few more.
type redeal struct {
	p           *planner.Network
	a           *planner.NetworkAnswer
	point       []int64 // room left
	station     []int64
	hub         []int64
	was         *planner.NetworkAnswer
	moved       int
	order       []int32
	crossesTown bool
}

// lostPremises are those that are gone, by position.
type lostPremises struct{ hubs, stations, points map[int]bool }

func dealAgain(p *planner.Network, was *planner.NetworkAnswer, lost lostPremises) (*planner.NetworkAnswer, int) {
	d := &redeal{p: p, was: was, crossesTown: p.CrossTown, a: &planner.NetworkAnswer{Status: planner.Feasible, Reason: "villages are dealt again without looking for the best deal", Hubs: slices.Clone(was.Hubs), Stations: slices.Clone(was.Stations), Points: slices.Clone(was.Points),
		FedFrom: slices.Clone(was.FedFrom), DirectFrom: slices.Clone(was.DirectFrom), TrunkFrom: slices.Clone(was.TrunkFrom), ServedAt: unassigned(len(p.Villages))}}
	for _, one := range []struct {
		size []int32
		lost map[int]bool
	}{{d.a.Hubs, lost.hubs}, {d.a.Stations, lost.stations}, {d.a.Points, lost.points}} {
		for j := range one.size {
			if one.lost[j] {
				one.size[j] = planner.NotRun
			}
		}
	}
	d.feed()
	d.hub, d.station, d.point = rooms(p.Hubs, d.a.Hubs), rooms(p.Stations, d.a.Stations), rooms(p.Points, d.a.Points)
	for i := range p.Villages {
		d.order = append(d.order, int32(i))
	}
	slices.SortStableFunc(d.order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(p.Villages[y].People, p.Villages[x].People), cmp.Compare(p.Villages[x].Flow(), p.Villages[y].Flow()), cmp.Compare(x, y))
	})
	for _, i := range d.order {
		if j := was.ServedAt[i]; j != planner.Unassigned {
			if _, ok := legOf(p.Reach, int(i), int(j)); ok {
				d.take(i, j)
			}
		}
	}
	for _, i := range d.order {
		if was.ServedAt[i] != planner.Unassigned && d.a.ServedAt[i] == planner.Unassigned && d.nearest(i) {
			d.moved++
		}
	}
	for i := range p.Villages {
		if !reachable(p, i) {
			d.a.Blocked = append(d.a.Blocked, int32(i))
		}
	}
	d.a.Cost = countCost(p, d.a)
	fen := d.a.Cost.Sum()
	d.a.Objective = &fen
	return d.a, d.moved
}

func rooms(premises []planner.Premises, size []int32) []int64 {
	room := make([]int64, len(size))
	for j, s := range size {
		if s != planner.NotRun {
			if room[j] = 1 << 40; premises[j].Sizes[s].Capacity != nil {
				room[j] = *premises[j].Sizes[s].Capacity
			}
		}
	}
	return room
}

// feed hangs stations and points whose feeder is gone, or out of reach, on another one, or takes them out too.
func (d *redeal) feed() {
	for s, size := range d.a.Stations {
		if size != planner.NotRun {
			if _, ok := legOf(d.p.Trunk, s, int(d.a.TrunkFrom[s])); ok && d.a.Hubs[d.a.TrunkFrom[s]] != planner.NotRun {
				continue
			}
			least := int64(-1)
			d.a.TrunkFrom[s] = planner.Unassigned
			for h, leg := range d.p.Trunk.Row(s) {
				if fen := d.p.Truck.FixedFen(leg.Meters, d.p.Stations[s].LocalMeters); d.a.Hubs[h] != planner.NotRun && (least < 0 || fen < least) {
					least, d.a.TrunkFrom[s] = fen, int32(h)
				}
			}
		}
		if d.a.TrunkFrom[s] == planner.Unassigned || size == planner.NotRun {
			d.a.Stations[s], d.a.TrunkFrom[s] = planner.NotRun, planner.Unassigned
		}
	}
	for j, size := range d.a.Points {
		if size != planner.NotRun && d.fed(j) {
			continue
		}
		d.a.FedFrom[j], d.a.DirectFrom[j] = planner.Unassigned, planner.Unassigned
		least := int64(-1)
		for s, leg := range d.p.Feed.Row(j) {
			if size == planner.NotRun || d.a.Stations[s] == planner.NotRun || !d.crossesTown && d.p.Stations[s].Town != d.p.Points[j].Town {
				continue
			}
			if fen := d.p.Tour.FixedFen(leg.Meters, d.p.Points[j].LocalMeters); least < 0 || fen < least {
				least, d.a.FedFrom[j] = fen, int32(s)
			}
		}
		for h, leg := range d.p.Direct.Row(j) {
			if size == planner.NotRun || d.a.Hubs[h] == planner.NotRun {
				continue
			}
			if fen := d.p.Straight.FixedFen(leg.Meters, d.p.Points[j].LocalMeters); least < 0 || fen < least {
				least, d.a.FedFrom[j], d.a.DirectFrom[j] = fen, planner.Unassigned, int32(h)
			}
		}
		if least < 0 {
			d.a.Points[j] = planner.NotRun
		}
	}
}

// fed reports whether a point's feeder is still there.
func (d *redeal) fed(j int) bool {
	if s := d.a.FedFrom[j]; s != planner.Unassigned {
		_, ok := legOf(d.p.Feed, j, int(s))
		return ok && d.a.Stations[s] != planner.NotRun
	}
	_, ok := legOf(d.p.Direct, j, int(d.a.DirectFrom[j]))
	return ok && d.a.Hubs[d.a.DirectFrom[j]] != planner.NotRun
}

// take serves a village at a point if the whole way has room.
func (d *redeal) take(i, j int32) bool {
	flow := d.p.Villages[i].Flow()
	if d.a.Points[j] == planner.NotRun || d.point[j] < flow {
		return false
	}
	hub, station := d.a.DirectFrom[j], d.a.FedFrom[j]
	if station != planner.Unassigned {
		if hub = d.a.TrunkFrom[station]; d.station[station] < flow {
			return false
		}
	}
	if d.hub[hub] < flow {
		return false
	}
	d.point[j] -= flow
	if d.hub[hub] -= flow; station != planner.Unassigned {
		d.station[station] -= flow
	}
	d.a.ServedAt[i] = j
	return true
}

// nearest serves a village at the nearest point with room.
func (d *redeal) nearest(i int32) bool {
	type near struct {
		point  int32
		meters int64
	}
	var list []near
	for j, leg := range d.p.Reach.Row(int(i)) {
		if d.a.Points[j] != planner.NotRun && (d.crossesTown || d.p.Points[j].Town == d.p.Villages[i].Town) {
			list = append(list, near{int32(j), leg.Meters})
		}
	}
	slices.SortFunc(list, func(a, b near) int { return cmp.Or(cmp.Compare(a.meters, b.meters), cmp.Compare(a.point, b.point)) })
	for _, one := range list {
		if d.take(i, one.point) {
			return true
		}
	}
	return false
}

// reachable reports whether a village has an allowed point that could be fed.
func reachable(p *planner.Network, i int) bool {
	for j := range p.Reach.Row(i) {
		if p.Points[j].Forbidden || !p.CrossTown && p.Points[j].Town != p.Villages[i].Town {
			continue
		}
		for h := range p.Direct.Row(j) {
			if !p.Hubs[h].Forbidden {
				return true
			}
		}
		for s := range p.Feed.Row(j) {
			if p.Stations[s].Forbidden || !p.CrossTown && p.Stations[s].Town != p.Points[j].Town {
				continue
			}
			for h := range p.Trunk.Row(s) {
				if !p.Hubs[h].Forbidden {
					return true
				}
			}
		}
	}
	return false
}

// countCost says where the money of a deal goes; planner/verify counts it again.
func countCost(p *planner.Network, a *planner.NetworkAnswer) planner.NetworkCost {
	var c planner.NetworkCost
	for h, size := range a.Hubs {
		if size != planner.NotRun {
			c.Hubs += p.Hubs[h].Sizes[size].YearlyFen
			c.OpeningYuan += p.Hubs[h].Sizes[size].OpeningYuan
		}
	}
	for s, size := range a.Stations {
		if size != planner.NotRun {
			leg, _ := legOf(p.Trunk, s, int(a.TrunkFrom[s]))
			c.Stations += p.Stations[s].Sizes[size].YearlyFen
			c.OpeningYuan += p.Stations[s].Sizes[size].OpeningYuan
			c.Trucks += p.Truck.FixedFen(leg.Meters, p.Stations[s].LocalMeters)
		}
	}
	for j, size := range a.Points {
		if size == planner.NotRun {
			continue
		}
		c.Points += p.Points[j].Sizes[size].YearlyFen
		c.OpeningYuan += p.Points[j].Sizes[size].OpeningYuan
		if s := a.FedFrom[j]; s != planner.Unassigned {
			leg, _ := legOf(p.Feed, j, int(s))
			c.Tours += p.Tour.FixedFen(leg.Meters, p.Points[j].LocalMeters)
		} else {
			leg, _ := legOf(p.Direct, j, int(a.DirectFrom[j]))
			c.Straight += p.Straight.FixedFen(leg.Meters, p.Points[j].LocalMeters)
		}
	}
	for i, j := range a.ServedAt {
		flow := p.Villages[i].Flow()
		if j == planner.Unassigned {
			if !slices.Contains(a.Blocked, int32(i)) {
				c.Unserved += flow * p.UnservedFen
			}
			continue
		}
		c.Handling += flow * p.Points[j].Sizes[a.Points[j]].HandlingFen
		hub := a.DirectFrom[j]
		if s := a.FedFrom[j]; s != planner.Unassigned {
			hub = a.TrunkFrom[s]
			feed, _ := legOf(p.Feed, int(j), int(s))
			trunk, _ := legOf(p.Trunk, int(s), int(hub))
			c.Handling += flow * p.Stations[s].Sizes[a.Stations[s]].HandlingFen
			c.Tours += p.Tour.FlowFen(feed.Meters, flow)
			c.Trucks += p.Truck.FlowFen(trunk.Meters, flow)
		} else {
			leg, _ := legOf(p.Direct, int(j), int(hub))
			c.Straight += p.Straight.FlowFen(leg.Meters, flow)
		}
		c.Handling += flow * p.Hubs[hub].Sizes[a.Hubs[hub]].HandlingFen
	}
	return c
}
