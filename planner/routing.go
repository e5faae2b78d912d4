package planner

import "cuntong/geo"

// Load is what a vehicle carries or a stop asks for, in three dimensions that are counted apart; by custom kilograms, litres
// and parcels, but any whole units do as long as one problem keeps to them. A dimension nobody uses is 0 everywhere.
type Load [3]int64

// The dimensions of a Load.
const (
	Kilograms = iota
	Litres
	Parcels
)

// Window is a closed span of time in seconds: 08:00 to 11:30 includes both. Times of a problem count from one midnight.
type Window struct{ Open, Close int64 }

// Routing is a question about which vehicle calls where, in what order and when. METHOD.md gives it in words and as a formula.
// The zero value of every option means that it is not used. Costs are whole units of the problem's choice; planner/study uses
// millionths of a yuan, so that yuan per kilometre × 1,000 is the cost per metre.
//
// The objective is least Σ over routes (Fixed + PerMeter·metres + PerSecond·seconds under way) + Σ Penalty of the optional
// stops left out + BalanceCost·seconds of the longest route + MoveCost·stops that changed their vehicle.
type Routing struct {
	// Profiles are travel matrices from place to place, all of one size, one for each kind of vehicle that has roads or speeds
	// of its own. They need not be symmetric nor keep the triangle inequality; a pair that is missing may not be travelled.
	// From a place to itself is 0 whatever the matrix says.
	Profiles  []*geo.Matrix
	Depots    []Depot
	Vehicles  []VehicleType
	Stops     []Stop
	Transfers []Transfer // goods from stop to stop
	// BackhaulsLast asks that in each trip the stops where something is picked up and nothing delivered come after all stops
	// where something is delivered.
	BackhaulsLast bool
	BalanceCost   int64 // per second that the longest route is under way; at least 0
	// Previous tells who went where before, and MoveCost what each stop costs that Previous names and that another vehicle serves now.
	Previous []PreviousRoute
	MoveCost int64
}

// Depot is a place where vehicles start, reload and end: a hub or a station.
type Depot struct {
	Place  int32   // row and column in the profiles
	Window *Window // vehicles start and reload, from its beginning to the next departure, within it and are home by its Close; nil any time
	Reload int64   // seconds from the start of a reload to the next departure
}

// VehicleType is a number of vehicles that are alike and belong to the same depot.
type VehicleType struct {
	Count      *int64 // nil: as many as needed
	Profile    int32  // position in Routing.Profiles
	Start, End int32  // positions in Routing.Depots
	Capacity   Load
	Fixed      int64 // cost of using one at all; at least 0
	PerMeter   int64 // at least 0
	PerSecond  int64 // from the departure at Start to the arrival at End, waiting, service and breaks included; at least 0
	Shift      *Window
	MaxSeconds *int64 // from departure to arrival; nil no such limit
	MaxMeters  *int64 // of all trips of a route together (range of a charge); nil no such limit
	Break      *Break
	Trips      int32   // most trips of a route; 0 means 1
	Reloads    []int32 // depots where the next trip may be loaded; needed for more than one trip
	Skills     uint64  // a bit for each thing it can do: cold chain, dangerous goods
}

// Break is a rest. A route that leaves Start at or before Window.Close and reaches End after it takes the break: it begins within
// the window, at a stop or a reload, after the service there and before the vehicle drives on.
type Break struct {
	Window  Window
	Seconds int64
}

// Stop is a call to be made once, by one vehicle.
type Stop struct {
	Place    int32
	Delivery Load    // brought from the depot where the trip was loaded
	Pickup   Load    // taken to the depot where the trip ends; put on board after the delivery has left
	Window   *Window // service begins within; nil any time
	Service  int64   // seconds, time per stop and per parcel together
	Skills   uint64  // the vehicle needs all of them
	Optional bool    // may be left out
	Penalty  int64   // what leaving it out costs; optional stops only; at least 0
}

// Transfer is a load that one vehicle takes from one stop and brings to another in the same trip. A stop takes part in at most
// one transfer. Both ends are optional or neither is; they are left out together.
type Transfer struct {
	From, To int32
	Load     Load
}

// PreviousRoute tells which stops a vehicle served before, in order.
type PreviousRoute struct {
	Type    int32 // position in Routing.Vehicles
	Vehicle int32 // number within the type, from 0
	Stops   []int32
}

// RoutingAnswer is an answer to a Routing problem.
type RoutingAnswer struct {
	// Status is Infeasible only with a proof that some required stop can never be served; Stopped also where required stops
	// are left over without one. Both still hold routes for what could be served.
	Status    Status
	Objective *int64 // nil where a required stop is unserved
	Bound     *int64 // proven: not above the least possible objective; nil without one
	Routes    []Route
	Unserved  []Unserved // by stop ascending
	Reason    string     // a sentence where there is no objective or no bound
	Stats     Stats
}

// Route is what one vehicle does: the first call is at its start depot, the last at its end depot, reloads in between.
type Route struct {
	Type    int32
	Vehicle int32 // number within the type, from 0 and below its Count
	Calls   []Call
	Meters  int64
	Seconds int64 // from the first departure to the last arrival
	Cost    int64 // Fixed + PerMeter·Meters + PerSecond·Seconds
}

// Nowhere stands in Call.Stop at a depot and in Call.Depot at a stop.
const Nowhere int32 = -1

// Call is a visit at a stop or a depot. Times are seconds.
type Call struct {
	Stop, Depot int32
	Arrive      int64  // at the first call: equal to Depart
	Start       int64  // of service or reload, after any waiting; at the last call: equal to Arrive
	Depart      int64  // at the last call: equal to Arrive
	Break       *int64 // when a break begins here
	Load        Load   // on board when leaving; at the last call what is brought home
}

// Unserved is a stop that no route serves.
type Unserved struct {
	Stop  int32
	Cause Cause
}

// Cause says why a stop is left out. All but NotWorth and NoRoom are proofs: no vehicle could serve it even alone.
type Cause string

// The causes.
const (
	NoSkill     Cause = "skill"       // no vehicle has what it asks for
	TooLarge    Cause = "capacity"    // it fits into no vehicle that has the skills
	NoWay       Cause = "unreachable" // no such vehicle finds a way there and home
	NoTime      Cause = "time"        // no such vehicle is there within its window and home within shift, duration and range
	PartnerLost Cause = "transfer"    // the other end of its transfer can never be served, or the two together not
	NotWorth    Cause = "price"       // optional, and serving it costs more than leaving it out, as far as was found
	NoRoom      Cause = "room"        // no place was found for it in the routes; not a proof
)

// Proven reports whether the cause is a proof that the stop can never be served.
func (c Cause) Proven() bool { return c != NotWorth && c != NoRoom }
