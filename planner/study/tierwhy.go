package study

import (
	"fmt"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// why answers for one village why it is served from where it is, and what a point in the village itself would cost: the
// difference to the plan if the nearest place for a point were run for this village alone and all else stayed.
func (q *networkQuestion) why(code string, n *networkScene, a *planner.NetworkAnswer) (*report.Sentence, error) {
	for i, village := range q.villages {
		if village.Code == code {
			if a.Objective == nil {
				return nil, fmt.Errorf("there is no plan that could be explained: %s: %w", a.Reason, data.ErrInvalid)
			}
			return q.whyVillage(i, n, a), nil
		}
	}
	return nil, fmt.Errorf("village %s is not part of the plan: it has no position or parcels, or lies elsewhere: %w", code, data.ErrNotFound)
}

func (q *networkQuestion) whyVillage(i int, n *networkScene, a *planner.NetworkAnswer) *report.Sentence {
	village, j := q.villages[i], a.ServedAt[i]
	said := report.Sentence{ZH: village.Name + "没有点服务：", EN: village.Name + " is not served: "}
	if j == planner.Unassigned {
		said.ZH += fmt.Sprintf("标准之内的点都已满，或比不服务（每件 %.2f 元）更贵", n.costs.UnservedYuan)
		said.EN += fmt.Sprintf("points within the standard are full or cost more than leaving it unserved (%.2f yuan a parcel)", n.costs.UnservedYuan)
	} else {
		point, feeder := q.points[j], ""
		if s := a.FedFrom[j]; s != planner.Unassigned {
			feeder = q.stations[s].Name
		} else {
			feeder = q.hubs[a.DirectFrom[j]].Name
		}
		leg, _ := legOf(q.problem.Reach, i, int(j))
		share := yuan(q.wayFen(a, i, j))
		said.ZH = fmt.Sprintf("%s由 %s（%s）服务，距离 %d 米，由 %s 送达，本村 %d 件/日的处理和运送每年 %.0f 元", village.Name, point.Name, point.ID, leg.Meters, feeder, q.problem.Villages[i].Flow(), share)
		said.EN = fmt.Sprintf("%s is served at %s (%s), %d m away, which %s feeds; handling and carrying its %d parcels a day costs %.0f yuan a year", village.Name, point.Name, point.ID, leg.Meters, feeder, q.problem.Villages[i].Flow(), share)
	}
	place, size, more, ok := q.ownPoint(i, a)
	if !ok {
		return &report.Sentence{ZH: said.ZH + "；本村没有可以设点而未设的地方。", EN: said.EN + "; there is no further place for a point in it."}
	}
	return &report.Sentence{
		ZH: fmt.Sprintf("%s；在本村（%s）另设一点，建设费 %d 元、点位年费用 %.0f 元，全网每年%s %.0f 元。", said.ZH, place.ID, size.OpeningYuan, yuan(size.YearlyFen), moreOrLess(more, "多花", "少花"), yuan(max(more, -more))),
		EN: fmt.Sprintf("%s; a point of its own (%s) costs %d yuan once and %.0f yuan a year, and the whole network %.0f yuan a year %s.", said.EN, place.ID, size.OpeningYuan, yuan(size.YearlyFen), yuan(max(more, -more)), moreOrLess(more, "more", "less")),
	}
}

func moreOrLess(v int64, more, less string) string {
	if v < 0 {
		return less
	}
	return more
}

// ownPoint is the nearest place in the village where no point is run, its smallest size that takes the village, and what the
// network costs more in fen a year if it serves the village, fed from where the old point is.
func (q *networkQuestion) ownPoint(i int, a *planner.NetworkAnswer) (place data.Facility, size planner.Size, moreFen int64, ok bool) {
	p, best, nearest := q.problem, -1, int64(0)
	for j, leg := range p.Reach.Row(i) {
		if a.Points[j] == planner.NotRun && q.points[j].Settlement == q.villages[i].Code && !p.Points[j].Forbidden && (best < 0 || leg.Meters < nearest) {
			best, nearest = j, leg.Meters
		}
	}
	if best < 0 {
		return place, size, 0, false
	}
	flow := p.Villages[i].Flow()
	size = p.Points[best].Sizes[len(p.Points[best].Sizes)-1]
	for _, one := range p.Points[best].Sizes {
		if one.Capacity == nil || *one.Capacity >= flow {
			size = one
			break
		}
	}
	moreFen = size.YearlyFen + flow*size.HandlingFen
	old := a.ServedAt[i]
	if old == planner.Unassigned {
		moreFen -= flow * p.UnservedFen
	} else {
		moreFen -= q.wayFen(a, i, old)
	}
	fed := false
	for s, leg := range p.Feed.Row(best) {
		if old != planner.Unassigned && int32(s) == a.FedFrom[old] {
			hub := a.TrunkFrom[s]
			trunk, _ := legOf(p.Trunk, s, int(hub))
			moreFen += p.Tour.FixedFen(leg.Meters, p.Points[best].LocalMeters) + p.Tour.FlowFen(leg.Meters, flow) + p.Truck.FlowFen(trunk.Meters, flow) +
				flow*(p.Stations[s].Sizes[a.Stations[s]].HandlingFen+p.Hubs[hub].Sizes[a.Hubs[hub]].HandlingFen)
			fed = true
		}
	}
	for h, leg := range p.Direct.Row(best) {
		if !fed && a.Hubs[h] != planner.NotRun {
			moreFen += p.Straight.FixedFen(leg.Meters, p.Points[best].LocalMeters) + p.Straight.FlowFen(leg.Meters, flow) + flow*p.Hubs[h].Sizes[a.Hubs[h]].HandlingFen
			fed = true
		}
	}
	return q.points[best], size, moreFen, fed
}
