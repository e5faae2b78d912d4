package verify

import (
	"fmt"

	"cuntong/geo"
	"cuntong/planner"
)

// Network recounts an answer to a three-tier problem and returns an error naming the first thing wrong, or nil. An
// answer without objective passes where it says why. It cannot check that a bound is true, only its side.
func Network(p *planner.Network, a *planner.NetworkAnswer) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("verify: the problem itself: %w", err)
	}
	if a == nil {
		return fmt.Errorf("verify: no answer")
	}
	if a.Objective == nil {
		if a.Reason == "" || a.Status == planner.Optimal || a.Status == planner.Feasible {
			return fmt.Errorf("verify: status %q without an objective, or no reason", a.Status)
		}
		return nil
	}
	n := newNetworkCount(p, a)
	for _, step := range []func() error{n.sizes, n.feeding, n.serving, n.premises, n.money, n.standing} {
		if err := step(); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
	return nil
}

// networkCount holds what has been counted so far.
type networkCount struct {
	p                    *planner.Network
	a                    *planner.NetworkAnswer
	pointFlow            []int64
	stationFlow, hubFlow []int64
	reach                map[[2]int]geo.Leg
	feed, direct, trunk  map[[2]int]geo.Leg
	cost                 planner.NetworkCost
}

func newNetworkCount(p *planner.Network, a *planner.NetworkAnswer) *networkCount {
	return &networkCount{p: p, a: a, pointFlow: make([]int64, len(p.Points)), stationFlow: make([]int64, len(p.Stations)), hubFlow: make([]int64, len(p.Hubs)),
		reach: pairsOf(p.Reach), feed: pairsOf(p.Feed), direct: pairsOf(p.Direct), trunk: pairsOf(p.Trunk)}
}

func pairsOf(t planner.Travel) map[[2]int]geo.Leg {
	pairs := map[[2]int]geo.Leg{}
	rows, _ := t.Size()
	for i := range rows {
		for j, leg := range t.Row(i) {
			pairs[[2]int{i, j}] = leg
		}
	}
	return pairs
}

// sizes checks that every list has its length and every size exists.
func (n *networkCount) sizes() error {
	for _, tier := range []struct {
		name     string
		premises []planner.Premises
		size     []int32
		links    []int32
		targets  int
	}{
		{"point", n.p.Points, n.a.Points, n.a.FedFrom, len(n.p.Stations)}, {"point", n.p.Points, n.a.Points, n.a.DirectFrom, len(n.p.Hubs)},
		{"station", n.p.Stations, n.a.Stations, n.a.TrunkFrom, len(n.p.Hubs)}, {"hub", n.p.Hubs, n.a.Hubs, nil, 0},
	} {
		if len(tier.size) != len(tier.premises) || tier.links != nil && len(tier.links) != len(tier.premises) {
			return fmt.Errorf("%d sizes and %d links for %d %ss", len(tier.size), len(tier.links), len(tier.premises), tier.name)
		}
		for j, size := range tier.size {
			if size < planner.NotRun || int(size) >= len(tier.premises[j].Sizes) {
				return fmt.Errorf("%s %d is run at size %d of %d", tier.name, j, size, len(tier.premises[j].Sizes))
			}
			if tier.premises[j].Forbidden && size != planner.NotRun {
				return fmt.Errorf("%s %d is run though forbidden", tier.name, j)
			}
			if tier.premises[j].Keep && size == planner.NotRun {
				return fmt.Errorf("%s %d is kept but not run", tier.name, j)
			}
			if tier.links != nil && (tier.links[j] < planner.Unassigned || int(tier.links[j]) >= tier.targets) {
				return fmt.Errorf("%s %d is linked to %d of %d", tier.name, j, tier.links[j], tier.targets)
			}
		}
	}
	if len(n.a.ServedAt) != len(n.p.Villages) {
		return fmt.Errorf("%d villages served of %d", len(n.a.ServedAt), len(n.p.Villages))
	}
	return nil
}

// feeding checks that every point and station that is run is fed once over an allowed pair, and none other is.
func (n *networkCount) feeding() error {
	for j, size := range n.a.Points {
		station, hub := n.a.FedFrom[j], n.a.DirectFrom[j]
		links := 0
		if station != planner.Unassigned {
			links++
			if _, ok := n.feed[[2]int{j, int(station)}]; !ok || n.a.Stations[station] == planner.NotRun {
				return fmt.Errorf("point %d is fed from station %d, which is not run or not allowed", j, station)
			}
			if !n.p.CrossTown && n.p.Points[j].Town != n.p.Stations[station].Town {
				return fmt.Errorf("point %d is fed from station %d of another town", j, station)
			}
		}
		if hub != planner.Unassigned {
			links++
			if _, ok := n.direct[[2]int{j, int(hub)}]; !ok || n.a.Hubs[hub] == planner.NotRun {
				return fmt.Errorf("point %d is fed straight from hub %d, which is not run or not allowed", j, hub)
			}
		}
		if run := size != planner.NotRun; run && links != 1 || !run && links != 0 {
			return fmt.Errorf("point %d is run at size %d and fed from %d places", j, size, links)
		}
	}
	for s, size := range n.a.Stations {
		hub := n.a.TrunkFrom[s]
		if (size == planner.NotRun) != (hub == planner.Unassigned) {
			return fmt.Errorf("station %d is run at size %d and hangs on hub %d", s, size, hub)
		}
		if hub == planner.Unassigned {
			continue
		}
		if _, ok := n.trunk[[2]int{s, int(hub)}]; !ok || n.a.Hubs[hub] == planner.NotRun {
			return fmt.Errorf("station %d hangs on hub %d, which is not run or not allowed", s, hub)
		}
	}
	return nil
}

// serving adds up the flow and what carrying it costs, village by village.
func (n *networkCount) serving() error {
	blocked := map[int32]bool{}
	for k, i := range n.a.Blocked {
		if i < 0 || int(i) >= len(n.p.Villages) || k > 0 && n.a.Blocked[k-1] >= i {
			return fmt.Errorf("blocked[%d] is village %d", k, i)
		}
		blocked[i] = true
	}
	for i, village := range n.p.Villages {
		if hopeless := !n.reachable(i); hopeless != blocked[int32(i)] {
			return fmt.Errorf("village %d: blocked is %v, expected %v", i, blocked[int32(i)], hopeless)
		}
		j := n.a.ServedAt[i]
		if j == planner.Unassigned {
			if n.p.UnservedFen == 0 && !blocked[int32(i)] {
				return fmt.Errorf("village %d is not served though it must be", i)
			}
			if !blocked[int32(i)] {
				n.cost.Unserved += n.p.UnservedFen * village.Flow()
			}
			continue
		}
		if j < 0 || int(j) >= len(n.p.Points) || n.a.Points[j] == planner.NotRun {
			return fmt.Errorf("village %d is served at point %d, which is not run", i, j)
		}
		if _, ok := n.reach[[2]int{i, int(j)}]; !ok || !n.p.CrossTown && village.Town != n.p.Points[j].Town {
			return fmt.Errorf("village %d is served at point %d, which is not allowed", i, j)
		}
		n.carry(int(j), village.Flow())
	}
	return nil
}

// carry adds one village's flow along the way of its point.
func (n *networkCount) carry(j int, flow int64) {
	n.pointFlow[j] += flow
	n.cost.Handling += flow * n.p.Points[j].Sizes[n.a.Points[j]].HandlingFen
	hub := n.a.DirectFrom[j]
	if station := n.a.FedFrom[j]; station != planner.Unassigned {
		hub = n.a.TrunkFrom[station]
		n.stationFlow[station] += flow
		n.cost.Handling += flow * n.p.Stations[station].Sizes[n.a.Stations[station]].HandlingFen
		n.cost.Tours += n.p.Tour.FlowFen(n.feed[[2]int{j, int(station)}].Meters, flow)
		n.cost.Trucks += n.p.Truck.FlowFen(n.trunk[[2]int{int(station), int(hub)}].Meters, flow)
	} else {
		n.cost.Straight += n.p.Straight.FlowFen(n.direct[[2]int{j, int(hub)}].Meters, flow)
	}
	n.hubFlow[hub] += flow
	n.cost.Handling += flow * n.p.Hubs[hub].Sizes[n.a.Hubs[hub]].HandlingFen
}

// reachable reports whether an allowed point that could be fed is within reach of a village.
func (n *networkCount) reachable(i int) bool {
	for j := range n.p.Reach.Row(i) {
		if !n.p.Points[j].Forbidden && (n.p.CrossTown || n.p.Points[j].Town == n.p.Villages[i].Town) && n.feedable(j) {
			return true
		}
	}
	return false
}

// feedable reports whether any hub could feed a point, straight or through a station.
func (n *networkCount) feedable(j int) bool {
	for h := range n.p.Direct.Row(j) {
		if !n.p.Hubs[h].Forbidden {
			return true
		}
	}
	for s := range n.p.Feed.Row(j) {
		if n.p.Stations[s].Forbidden || !n.p.CrossTown && n.p.Stations[s].Town != n.p.Points[j].Town {
			continue
		}
		for h := range n.p.Trunk.Row(s) {
			if !n.p.Hubs[h].Forbidden {
				return true
			}
		}
	}
	return false
}

// premises checks capacity, least flow and groups, and adds what premises and calls cost.
func (n *networkCount) premises() error {
	for _, tier := range []struct {
		name     string
		premises []planner.Premises
		size     []int32
		flow     []int64
		sum      *int64
	}{{"point", n.p.Points, n.a.Points, n.pointFlow, &n.cost.Points}, {"station", n.p.Stations, n.a.Stations, n.stationFlow, &n.cost.Stations}, {"hub", n.p.Hubs, n.a.Hubs, n.hubFlow, &n.cost.Hubs}} {
		groups := map[int32]int{}
		for j, size := range tier.size {
			if size == planner.NotRun {
				continue
			}
			premises := tier.premises[j]
			run := premises.Sizes[size]
			if run.Capacity != nil && tier.flow[j] > *run.Capacity {
				return fmt.Errorf("%s %d takes %d parcels a day, more than its %d", tier.name, j, tier.flow[j], *run.Capacity)
			}
			if !premises.Keep && tier.flow[j] < premises.MinFlow {
				return fmt.Errorf("%s %d takes %d parcels a day, fewer than its least %d", tier.name, j, tier.flow[j], premises.MinFlow)
			}
			if group := premises.Exclusive; group > 0 {
				if other, taken := groups[group]; taken {
					return fmt.Errorf("%ss %d and %d of group %d are both run", tier.name, other, j, group)
				}
				groups[group] = j
			}
			*tier.sum += run.YearlyFen
			n.cost.OpeningYuan += run.OpeningYuan
		}
	}
	for j, size := range n.a.Points {
		if size == planner.NotRun {
			continue
		}
		if station := n.a.FedFrom[j]; station != planner.Unassigned {
			n.cost.Tours += n.p.Tour.FixedFen(n.feed[[2]int{j, int(station)}].Meters, n.p.Points[j].LocalMeters)
		} else {
			n.cost.Straight += n.p.Straight.FixedFen(n.direct[[2]int{j, int(n.a.DirectFrom[j])}].Meters, n.p.Points[j].LocalMeters)
		}
	}
	for s, hub := range n.a.TrunkFrom {
		if hub != planner.Unassigned {
			n.cost.Trucks += n.p.Truck.FixedFen(n.trunk[[2]int{s, int(hub)}].Meters, n.p.Stations[s].LocalMeters)
		}
	}
	return nil
}

// money compares the parts and the sum.
func (n *networkCount) money() error {
	if n.p.BudgetYuan != nil && n.cost.OpeningYuan > *n.p.BudgetYuan {
		return fmt.Errorf("opening costs %d yuan, the budget is %d", n.cost.OpeningYuan, *n.p.BudgetYuan)
	}
	if n.a.Cost != n.cost {
		return fmt.Errorf("cost says %+v, recounted %+v", n.a.Cost, n.cost)
	}
	if *n.a.Objective != n.cost.Sum() {
		return fmt.Errorf("objective says %d fen, recounted %d", *n.a.Objective, n.cost.Sum())
	}
	return nil
}

// standing checks that status and bound say no more than what is shown.
func (n *networkCount) standing() error {
	if n.a.Bound == nil && n.a.Reason == "" {
		return fmt.Errorf("no bound and no reason")
	}
	if n.a.Bound != nil && *n.a.Bound > *n.a.Objective {
		return fmt.Errorf("bound %d is above the objective %d of a minimisation", *n.a.Bound, *n.a.Objective)
	}
	if n.a.Status == planner.Optimal && (n.a.Bound == nil || *n.a.Bound != *n.a.Objective) {
		return fmt.Errorf("status %q without a bound equal to the objective", n.a.Status)
	}
	if n.a.Status == planner.Infeasible {
		return fmt.Errorf("status %q with an objective", n.a.Status)
	}
	return nil
}
