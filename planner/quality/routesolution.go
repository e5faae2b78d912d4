package quality

import (
	"encoding/json"
	"fmt"
	"io"

	"cuntong/planner"
)

// RouteSolution is an answer to a routing instance as a file holds it: figures in the instance's units, stops by the numbers of
// the instance's file, vehicle types and vehicles from 0.
type RouteSolution struct {
	Instance string      `json:"instance"`
	Model    string      `json:"model"`
	Vehicles int         `json:"vehicles"`
	Distance json.Number `json:"distance"` // the objective without what vehicles cost only to go first
	Routes   []RouteLine `json:"routes"`
}

// RouteLine is one route.
type RouteLine struct {
	Type    int32 `json:"type"`
	Vehicle int32 `json:"vehicle"`
	Stops   []int `json:"stops"`
}

// RouteSolution turns an answer to the instance into what a file holds.
func (in *Instance) RouteSolution(a *planner.RoutingAnswer) RouteSolution {
	s := RouteSolution{Instance: in.Name, Model: in.Question.Model, Vehicles: len(a.Routes), Routes: []RouteLine{}}
	if a.Objective != nil {
		s.Distance = json.Number(in.Decimal(in.Ways(a)))
	}
	for _, route := range a.Routes {
		line := RouteLine{Type: route.Type, Vehicle: route.Vehicle}
		for _, call := range route.Calls {
			if call.Stop != planner.Nowhere {
				line.Stops = append(line.Stops, int(call.Stop)+in.First)
			}
		}
		s.Routes = append(s.Routes, line)
	}
	return s
}

// Ways returns the objective of an answer without what vehicles cost only to go before distance.
func (in *Instance) Ways(a *planner.RoutingAnswer) int64 {
	return *a.Objective - in.Vehicle*int64(len(a.Routes))
}

// Write writes the solution as one JSON object.
func (s RouteSolution) Write(w io.Writer) error {
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write solution: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// ReadRouteSolution reads a solution file; name stands in errors.
func ReadRouteSolution(text []byte, name string) (RouteSolution, error) {
	var s RouteSolution
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("%s: expected one JSON object as `solve vrp --solution` writes it: %w", name, err)
	}
	return s, nil
}

// Orders turns the lines of a solution into routes for fleet.Schedule. It refuses stops that the instance does not have.
func (s RouteSolution) Orders(in *Instance) ([]planner.Route, error) {
	var routes []planner.Route
	for number, line := range s.Routes {
		route := planner.Route{Type: line.Type, Vehicle: line.Vehicle}
		for k, stop := range line.Stops {
			i, err := in.position(fmt.Sprintf("routes[%d].stops[%d]", number, k), stop, len(in.Routing.Stops))
			if err != nil {
				return nil, err
			}
			route.Calls = append(route.Calls, planner.Call{Stop: i, Depot: planner.Nowhere})
		}
		routes = append(routes, route)
	}
	return routes, nil
}
