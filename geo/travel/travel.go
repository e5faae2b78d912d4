// Package travel is the router seam: how far and how long from origins to destinations. Straight answers
// by great-circle length times a detour factor, Road on a road network of geo/network by a Hierarchy; package osrm asks a server.
//
// Lengths are whole metres and times whole seconds, both rounded up, so that a closed limit never takes
// in what lies beyond it. Points are WGS 84, longitude first.
package travel

import (
	"context"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Router measures travel. Every method keeps the order of the points it was given, honours the context,
// and may be called from many goroutines at once.
type Router interface {
	// Describe names the method and its parameters as they stand beside every figure computed with it.
	Describe() Description

	// Nearest returns, for each origin, the nearest destination by metres or by seconds (ties by
	// position). Nothing reachable is Found == false.
	Nearest(ctx context.Context, origins, destinations []orb.Point, by geo.Metric) ([]Nearest, error)

	// Within returns the pairs whose travel is at most limit; the limit is closed.
	Within(ctx context.Context, origins, destinations []orb.Point, limit geo.Limit) (*geo.SparseMatrix, error)

	// Matrix returns the travel of every pair.
	Matrix(ctx context.Context, origins, destinations []orb.Point) (*geo.Matrix, error)
}

// Description names a router's method.
type Description struct {
	Method       string  `json:"method" enum:"straight,road,osrm" doc:"How travel is measured: straight line times a detour factor, on the store's road network, or by an OSRM server that was named"`
	DetourFactor float64 `json:"detour_factor,omitempty" doc:"Factor on the straight line; absent on roads"`
	SpeedKmh     float64 `json:"speed_kmh,omitempty" doc:"Speed in km/h that turns metres into seconds; absent on roads"`
	Network      string  `json:"network,omitempty" doc:"Version of the road network; absent for straight lines"`
	Profile      string  `json:"profile,omitempty" doc:"ID of the speed profile, or the name of the server's; absent for straight lines"`
	Day          string  `json:"day,omitempty" doc:"Day of travel whose seasonal closures of roads and ferries are in force; absent: none is"`
	Server       string  `json:"server,omitempty" doc:"Address of the OSRM server; absent for all else"`
}

// Nearest is one origin's nearest destination.
type Nearest struct {
	Found       bool // false: no destination can be reached
	Destination int  // position in the destinations; meaningless unless Found
	Leg         geo.Leg
}
