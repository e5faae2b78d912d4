package tier

import "cuntong/planner"

// outcome is one way to run a zone, in real money and the problem's positions.
type outcome struct {
	fen, yuan int64
	hubFlow   []int64
	points    []runPoint
	stations  []runStation
	served    []servedVillage
}

type runPoint struct{ point, size, station, hub int32 } // station −1 where the hub feeds it straight

type runStation struct{ station, size, hub int32 }

type servedVillage struct{ village, point int32 }

// outcomeOf counts a choice without prices.
func outcomeOf(w *ways, z zone, t *plot, c *choice) *outcome {
	p := w.p
	out := &outcome{hubFlow: make([]int64, len(p.Hubs))}
	pointSize, stationSize := c.sizes(t)
	for s, f := range c.feed {
		if f < 0 {
			continue
		}
		id, hub := z.stations[s], t.feedHub[f]
		station := p.Stations[id]
		run := station.Sizes[stationSize[s]]
		out.fen += run.YearlyFen + p.Truck.FixedFen(trunkMeters(w, id, hub), station.LocalMeters)
		out.yuan += run.OpeningYuan
		out.stations = append(out.stations, runStation{id, stationSize[s], hub})
	}
	for k, o := range c.option {
		if o < 0 {
			continue
		}
		id := z.points[k]
		run, station := p.Points[id].Sizes[pointSize[k]], int32(-1)
		if f := t.feedOf(o); f >= 0 {
			station = z.stations[t.feedStation[f]]
			out.fen += p.Tour.FixedFen(meters(w.feed[id], station), p.Points[id].LocalMeters)
		} else {
			out.fen += p.Straight.FixedFen(meters(w.direct[id], t.hub[o]), p.Points[id].LocalMeters)
		}
		out.fen += run.YearlyFen
		out.yuan += run.OpeningYuan
		out.points = append(out.points, runPoint{id, pointSize[k], station, t.hub[o]})
	}
	for k, o := range c.served {
		village := z.villages[k]
		flow := p.Villages[village].Flow()
		if o < 0 {
			out.fen += flow * p.UnservedFen
			out.served = append(out.served, servedVillage{village, planner.Unassigned})
			continue
		}
		id, hub := z.points[t.point[o]], t.hub[o]
		out.fen += flow * p.Points[id].Sizes[pointSize[t.point[o]]].HandlingFen
		if f := t.feedOf(o); f >= 0 {
			station := z.stations[t.feedStation[f]]
			out.fen += p.Tour.FlowFen(meters(w.feed[id], station), flow) + p.Truck.FlowFen(trunkMeters(w, station, hub), flow) +
				flow*p.Stations[station].Sizes[stationSize[t.feedStation[f]]].HandlingFen
		} else {
			out.fen += p.Straight.FlowFen(meters(w.direct[id], hub), flow)
		}
		out.hubFlow[hub] += flow // the hub's own handling is added with its size
		out.served = append(out.served, servedVillage{village, id})
	}
	return out
}

func meters(legs []leg, to int32) int64 {
	for _, l := range legs {
		if l.to == to {
			return l.meters
		}
	}
	panic("tier: an option without its way")
}
