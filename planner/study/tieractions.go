package study

import (
	"cmp"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/report"
)

// samePlace is how near two premises are one place (多站合一, 一点多能).
const samePlace geo.Meters = 50

// actions says what happens to every facility: what is run is kept, upgraded or added; what is active and not run is merged
// into premises that are run at the same place or, of points, in the same settlement, or else closed.
func (q *networkQuestion) actions(plan *report.NetworkPlan, a *planner.NetworkAnswer, flows tierFlows) {
	together := q.users()
	for _, tier := range []struct {
		places   []data.Facility
		premises []planner.Premises
		size     []int32
		flow     []int64
		feeder   func(int) string
		count    *report.NetworkTier
	}{
		{q.hubs, q.problem.Hubs, a.Hubs, flows.hubs, func(int) string { return "" }, &plan.Hubs},
		{q.stations, q.problem.Stations, a.Stations, flows.stations, func(s int) string { return q.hubs[a.TrunkFrom[s]].ID }, &plan.Stations},
		{q.points, q.problem.Points, a.Points, flows.points, func(j int) string {
			if s := a.FedFrom[j]; s != planner.Unassigned {
				return q.stations[s].ID
			}
			return q.hubs[a.DirectFrom[j]].ID
		}, &plan.Points},
	} {
		for j, facility := range tier.places {
			one := report.Action{Facility: facility.ID, Name: facility.Name, Tier: string(facility.Tier), Town: facility.Town, Settlement: facility.Settlement,
				Coordinates: *facility.Location, Operators: facility.Operators}
			if size := tier.size[j]; size != planner.NotRun {
				run := tier.premises[j].Sizes[size]
				tier.count.Run++
				one.Size, one.Operators = int(size)+1, together(facility)
				one.Capacity, one.Flow, one.YearlyYuan, one.OpeningYuan, one.FedFrom = run.Capacity, tier.flow[j], yuan(run.YearlyFen), run.OpeningYuan, tier.feeder(j)
				one.SubsidyYuan = q.subsidies[facility.ID][size]
				one.OpeningYuan += one.SubsidyYuan
				plan.Cost.OpeningYuan += one.OpeningYuan
				plan.Cost.SubsidyYuan += one.SubsidyYuan
				switch {
				case facility.Status != data.Active:
					one.Action = "add"
					tier.count.Added++
				case size > 0:
					one.Action = "upgrade"
					tier.count.Upgraded++
				default:
					one.Action = "keep"
				}
			} else {
				if facility.Status != data.Active {
					continue
				}
				one.NeedsApproval = facility.UniversalService
				if into := heir(tier.places, tier.size, facility); into != "" {
					one.Action, one.Into = "merge", into
					tier.count.Merged++
				} else {
					one.Action = "close"
					tier.count.Closed++
				}
			}
			plan.Actions = append(plan.Actions, one)
		}
	}
}

// heir is the facility that is run at the place of one that is not.
func heir(places []data.Facility, size []int32, gone data.Facility) string {
	for j, other := range places {
		if size[j] == planner.NotRun || other.ID == gone.ID {
			continue
		}
		if gone.Settlement != "" && other.Settlement == gone.Settlement || geo.Distance(*other.Location, *gone.Location) <= samePlace {
			return other.ID
		}
	}
	return ""
}

// towns says what each town pays, in the order of their codes.
func (q *networkQuestion) towns(plan *report.NetworkPlan, n *networkScene, a *planner.NetworkAnswer) {
	byCode := map[string]*report.NetworkTown{}
	at := func(code string) *report.NetworkTown {
		if byCode[code] == nil {
			area, _ := n.tree.Area(code)
			byCode[code] = &report.NetworkTown{Town: code, Name: area.Name}
		}
		return byCode[code]
	}
	p := q.problem
	for s, size := range a.Stations {
		if size != planner.NotRun {
			leg, _ := legOf(p.Trunk, s, int(a.TrunkFrom[s]))
			at(q.stations[s].Town).Yuan += yuan(p.Stations[s].Sizes[size].YearlyFen + p.Truck.FixedFen(leg.Meters, p.Stations[s].LocalMeters))
		}
	}
	for j, size := range a.Points {
		if size == planner.NotRun {
			continue
		}
		town := at(q.points[j].Town)
		town.Points++
		fen := p.Points[j].Sizes[size].YearlyFen
		if s := a.FedFrom[j]; s != planner.Unassigned {
			leg, _ := legOf(p.Feed, j, int(s))
			fen += p.Tour.FixedFen(leg.Meters, p.Points[j].LocalMeters)
		} else {
			leg, _ := legOf(p.Direct, j, int(a.DirectFrom[j]))
			fen += p.Straight.FixedFen(leg.Meters, p.Points[j].LocalMeters)
		}
		town.Yuan += yuan(fen)
	}
	for i, j := range a.ServedAt {
		town := at(q.villages[i].Town)
		town.Villages++
		if j == planner.Unassigned {
			continue
		}
		town.Served++
		town.Yuan += yuan(q.wayFen(a, i, j))
	}
	for _, town := range byCode {
		plan.Towns = append(plan.Towns, *town)
	}
	slices.SortFunc(plan.Towns, func(a, b report.NetworkTown) int { return cmp.Compare(a.Town, b.Town) })
}

// wayFen is what handling and carrying one village's parcels costs a year.
func (q *networkQuestion) wayFen(a *planner.NetworkAnswer, i int, j int32) int64 {
	p := q.problem
	flow := p.Villages[i].Flow()
	fen := flow * p.Points[j].Sizes[a.Points[j]].HandlingFen
	hub := a.DirectFrom[j]
	if s := a.FedFrom[j]; s != planner.Unassigned {
		hub = a.TrunkFrom[s]
		feed, _ := legOf(p.Feed, int(j), int(s))
		trunk, _ := legOf(p.Trunk, int(s), int(hub))
		fen += flow*p.Stations[s].Sizes[a.Stations[s]].HandlingFen + p.Tour.FlowFen(feed.Meters, flow) + p.Truck.FlowFen(trunk.Meters, flow)
	} else {
		leg, _ := legOf(p.Direct, int(j), int(hub))
		fen += p.Straight.FlowFen(leg.Meters, flow)
	}
	return fen + flow*p.Hubs[hub].Sizes[a.Hubs[hub]].HandlingFen
}

func legOf(t planner.Travel, from, to int) (geo.Leg, bool) {
	for k, leg := range t.Row(from) {
		if k == to {
			return leg, true
		}
	}
	return geo.Leg{}, false
}
