package verify

import (
	"fmt"

	"cuntong/planner"
)

// BusFreight recounts which calls ride on buses: every leg on its trip, from a bus stop within reach of one end to one within reach of the
// other, in time at both; holds never over capacity; no trip later than it may be. It returns what the rides cost.
func BusFreight(p *planner.BusFreight, answer *planner.BusFreightAnswer) (cost int64, err error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	type stand struct{ trip, position int32 }
	board, stands := map[stand]int64{}, map[stand]bool{}
	last := int32(-1)
	for _, ride := range answer.Rides {
		if ride.Call <= last || int(ride.Call) >= len(p.Calls) {
			return 0, fmt.Errorf("call %d rides twice, out of order, or does not exist", ride.Call)
		}
		last = ride.Call
		call := &p.Calls[ride.Call]
		for _, way := range []struct {
			name     string
			leg      *planner.BusLeg
			parcels  int64
			from, to []planner.BusAccess
		}{{"down", ride.Down, call.Down, call.Home, call.Near}, {"up", ride.Up, call.Up, call.Near, call.Home}} {
			if (way.leg != nil) != (way.parcels > 0) {
				return 0, fmt.Errorf("call %d: %d parcels %s, and a leg for them: %v", ride.Call, way.parcels, way.name, way.leg != nil)
			}
			if way.leg == nil {
				continue
			}
			leg := *way.leg
			if leg.Trip < 0 || int(leg.Trip) >= len(p.Trips) || leg.Board < 0 || leg.Alight <= leg.Board || int(leg.Alight) >= len(p.Trips[leg.Trip].Stops) {
				return 0, fmt.Errorf("call %d, %s: trip %d has no way from stop %d to stop %d", ride.Call, way.name, leg.Trip, leg.Board, leg.Alight)
			}
			trip := &p.Trips[leg.Trip]
			for k, end := range []struct {
				stop   planner.BusTime
				access []planner.BusAccess
			}{{trip.Stops[leg.Board], way.from}, {trip.Stops[leg.Alight], way.to}} {
				if walk(end.access, end.stop.Place) == nil {
					return 0, fmt.Errorf("call %d, %s: bus stop %d is out of reach (end %d)", ride.Call, way.name, end.stop.Place, k)
				}
			}
			if ready := p.Window.Open + *walk(way.from, trip.Stops[leg.Board].Place); ready > trip.Stops[leg.Board].Leave {
				return 0, fmt.Errorf("call %d, %s: the parcels are at the bus stop at %d s, and the trip leaves at %d s", ride.Call, way.name, ready, trip.Stops[leg.Board].Leave)
			}
			for position := leg.Board; position < leg.Alight; position++ {
				board[stand{leg.Trip, position}] += way.parcels
			}
			stands[stand{leg.Trip, leg.Board}], stands[stand{leg.Trip, leg.Alight}] = true, true
			cost += trip.PerParcel * way.parcels
		}
	}
	for k := range p.Trips {
		trip := &p.Trips[k]
		late := int64(0)
		for position := range trip.Stops {
			at := stand{int32(k), int32(position)}
			if stands[at] {
				late += trip.Handover
			}
			if board[at] > trip.Capacity {
				return 0, fmt.Errorf("trip %d carries %d parcels behind its stop %d, its hold takes %d", k, board[at], position, trip.Capacity)
			}
		}
		if late > trip.MaxDelay {
			return 0, fmt.Errorf("trip %d is %d s late because of parcels, at most %d s are allowed", k, late, trip.MaxDelay)
		}
	}
	for _, ride := range answer.Rides {
		for _, way := range []struct {
			leg *planner.BusLeg
			to  []planner.BusAccess
		}{{ride.Down, p.Calls[ride.Call].Near}, {ride.Up, p.Calls[ride.Call].Home}} {
			if way.leg == nil {
				continue
			}
			trip := &p.Trips[way.leg.Trip]
			at := trip.Stops[way.leg.Alight].Arrive + *walk(way.to, trip.Stops[way.leg.Alight].Place)
			for position := int32(0); position <= way.leg.Alight; position++ {
				if stands[stand{way.leg.Trip, position}] {
					at += trip.Handover
				}
			}
			if at > p.Window.Close {
				return 0, fmt.Errorf("call %d: its parcels are there at %d s, and the day ends at %d s", ride.Call, at, p.Window.Close)
			}
		}
	}
	return cost, nil
}

// walk is the shortest way to a bus stop; nil where it is out of reach.
func walk(access []planner.BusAccess, place int32) *int64 {
	var best *int64
	for k := range access {
		if access[k].Place == place && (best == nil || access[k].Seconds < *best) {
			best = &access[k].Seconds
		}
	}
	return best
}
