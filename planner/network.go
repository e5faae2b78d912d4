package planner

// Network is a question about three tiers together: which hubs, stations and points to run and at what size, which
// village is served at which point, which point is fed by which station or straight from a hub, and which station by
// which hub, so that a year costs least. Money is whole fen (hundredths of a yuan) a year, flow whole parcels a day.
//
// A point is called at on every day of Carriage.DaysPerYear by a vehicle that shares its way out and back with the other
// points of its tour (continuous approximation after Daganzo 1984, doi:10.1287/trsc.18.4.331, with the share taken as
// the sum of the share of its stops and the share of its load, which is never below either). METHOD.md has the formulas.
type Network struct {
	Villages []Village
	Points   []Premises
	Stations []Premises
	Hubs     []Premises
	Towns    int // towns are numbered from 0

	// Reach holds the village × point pairs that keep the service standard.
	Reach Travel
	// Feed holds point × station pairs that a tour may use; Direct point × hub pairs; Trunk station × hub pairs that keep
	// the limit of truck time. A pair that is absent may not be used.
	Feed, Direct, Trunk   Travel
	Tour, Straight, Truck Carriage // of feeding from stations, straight from hubs, and of stations from hubs

	// CrossTown lets villages be served, and points be fed, across the border of their town.
	CrossTown bool
	// BudgetYuan limits Σ Size.OpeningYuan of all that is run; nil no such limit.
	BudgetYuan *int64
	// UnservedFen is what a parcel a day left unserved costs a year; 0 means that every village that has an allowed
	// point must be served.
	UnservedFen int64
}

// Village is a settlement with the parcels that come and go.
type Village struct {
	Town    int32
	In, Out int64 // parcels a day
	People  int64
}

// Flow is what a village brings to capacities, in parcels a day.
func (v Village) Flow() int64 { return v.In + v.Out }

// Premises is a place that could be run at one of several sizes, or at none.
type Premises struct {
	Town      int32
	Keep      bool   // must be run: open today and protected, or asked for
	Forbidden bool   // never run
	Sizes     []Size // ascending capacity; at least one unless Forbidden; for what is open today the first is as it is
	MinFlow   int64  // least flow, where it is run and not kept
	Exclusive int32  // of premises of its tier with the same number above 0 at most one is run (one host per village)
	// LocalMeters is what a call here adds to a tour beyond its share of the way out and back. Not read for hubs.
	LocalMeters int64
}

// Size is a way to run premises.
type Size struct {
	Capacity    *int64 // most flow; nil no such limit
	YearlyFen   int64  // a year, with the opening cost spread over its years
	OpeningYuan int64  // once; counts under a budget
	HandlingFen int64  // a year for each parcel a day that passes
}

// NotRun stands in NetworkAnswer for premises that are not run.
const NotRun int32 = -1

// NetworkAnswer is an answer to a Network.
type NetworkAnswer struct {
	Status    Status
	Objective *int64 // fen a year, the sum of Cost; nil where there is no answer
	Bound     *int64 // proven to be at most the least possible; nil without one
	// Points, Stations and Hubs give the size each is run at, or NotRun.
	Points, Stations, Hubs []int32
	ServedAt               []int32 // point of each village, or Unassigned
	FedFrom                []int32 // station of each point that is run; Unassigned where a hub feeds it
	DirectFrom             []int32 // hub of each point that a hub feeds straight, else Unassigned
	TrunkFrom              []int32 // hub of each station that is run, else Unassigned
	Blocked                []int32 // villages without any allowed point, ascending; they are left out of the money
	Cost                   NetworkCost
	Reason                 string // a sentence where Status is infeasible or there is no bound
	Stats                  Stats
}

// NetworkCost is where the fen of a year go.
type NetworkCost struct {
	Points, Stations, Hubs  int64 // yearly cost of the premises that are run
	Handling                int64 // at all tiers
	Tours, Straight, Trucks int64 // by Carriage
	Unserved                int64 // by UnservedFen
	OpeningYuan             int64 // once; not part of the sum
}

// Sum is the objective.
func (c NetworkCost) Sum() int64 {
	return c.Points + c.Stations + c.Hubs + c.Handling + c.Tours + c.Straight + c.Trucks + c.Unserved
}
