package planner

import "fmt"

// BusFreight asks which calls ride in the holds of buses that run anyhow, in place of being toured by vehicles of our own (客货邮). What is
// brought to a call gets on where the bus stops near one of the call's depots and off near the call; what is taken from it the other
// way round, with the same or another trip. People at either end walk to the bus stop with the parcels.
//
// A trip carries at most Capacity parcels at once. At each stop where parcels get on or off it stands Handover seconds
// longer, once however many they are, and MaxDelay bounds the sum: passengers are not held up for longer. Costs are units of the
// problem's choice, as in Routing; what touring costs is not part of the problem.
type BusFreight struct {
	Trips  []BusTrip
	Calls  []BusCall
	Window Window // parcels are at the depots and at the calls from Open; the last is where it belongs by Close
}

// BusTrip is one departure of a line on the day.
type BusTrip struct {
	Stops     []BusTime // by time
	Capacity  int64     // parcels on board at once
	Handover  int64     // seconds
	MaxDelay  int64     // seconds
	PerParcel int64     // what the bus company is paid for one
}

// BusTime is when a trip is at a stop by its timetable, in seconds of the day.
type BusTime struct {
	Place         int32 // number of the bus stop
	Arrive, Leave int64
}

// BusCall is a call that could ride.
type BusCall struct {
	Down, Up int64       // parcels
	Home     []BusAccess // bus stops near its depots
	Near     []BusAccess // bus stops near it
}

// BusAccess is a bus stop within reach, and how long the way to it takes with the parcels.
type BusAccess struct {
	Place   int32
	Seconds int64
}

// BusFreightAnswer says which calls ride and how; the others are toured.
type BusFreightAnswer struct {
	Rides []BusRide // by call ascending
}

// BusRide is how a call's parcels travel; a direction without parcels is nil.
type BusRide struct {
	Call     int32
	Down, Up *BusLeg
}

// BusLeg is a way on a trip, from and to positions in BusTrip.Stops.
type BusLeg struct{ Trip, Board, Alight int32 }

// Check returns an error naming the first thing wrong with the problem's own numbers.
func (p *BusFreight) Check() error {
	for k, trip := range p.Trips {
		if trip.Capacity < 0 || trip.Handover < 0 || trip.MaxDelay < 0 || trip.PerParcel < 0 {
			return fmt.Errorf("bus trip %d has a capacity, time or price below zero", k)
		}
		at := int64(0)
		for i, stop := range trip.Stops {
			if stop.Arrive < at || stop.Leave < stop.Arrive {
				return fmt.Errorf("bus trip %d is at its stop %d from %d s to %d s, having left the one before at %d s", k, i, stop.Arrive, stop.Leave, at)
			}
			at = stop.Leave
		}
	}
	for k, call := range p.Calls {
		if call.Down < 0 || call.Up < 0 {
			return fmt.Errorf("bus call %d has parcels below zero", k)
		}
		for _, access := range append(append([]BusAccess{}, call.Home...), call.Near...) {
			if access.Seconds < 0 {
				return fmt.Errorf("bus call %d has a way of %d s", k, access.Seconds)
			}
		}
	}
	return nil
}
