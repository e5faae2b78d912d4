package quality

import (
	"encoding/json"
	"fmt"
	"io"

	"cuntong/planner"
)

// LocationSolution is an answer to a location-routing instance as a file holds it: the objective in the instance's units; depots, hubs
// and stops count from 1 in the order of the instance's file, each kind on its own.
type LocationSolution struct {
	Instance  string         `json:"instance"`
	Model     string         `json:"model"`
	Objective json.Number    `json:"objective"`
	Tours     []LocationTour `json:"tours"`
	Feeders   []LocationTour `json:"feeders,omitempty"` // of trucks: from hubs over depots
}

// LocationTour is one tour.
type LocationTour struct {
	Depot int   `json:"depot"`
	Stops []int `json:"stops"`
}

// Solution turns an answer to the instance into what a file holds.
func (in *LocationInstance) Solution(a *planner.LocationRoutingAnswer) LocationSolution {
	s := LocationSolution{Instance: in.Name, Model: in.Model, Tours: lines(a.Tours), Feeders: lines(a.Feeders)}
	if a.Objective != nil {
		s.Objective = json.Number(in.Decimal(*a.Objective))
	}
	return s
}

func lines(tours []planner.DepotTour) []LocationTour {
	out := []LocationTour{}
	for _, tour := range tours {
		line := LocationTour{Depot: int(tour.Depot) + 1}
		for _, i := range tour.Stops {
			line.Stops = append(line.Stops, int(i)+1)
		}
		out = append(out, line)
	}
	return out
}

// Write writes the solution as one JSON object.
func (s LocationSolution) Write(w io.Writer) error {
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write solution: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// ReadLocationSolution reads a solution file; name stands in errors.
func ReadLocationSolution(text []byte, name string) (LocationSolution, error) {
	var s LocationSolution
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("%s: expected one JSON object as `solve lrp --solution` writes it: %w", name, err)
	}
	return s, nil
}

// Answer turns a solution into an answer without an objective, for a recount. Numbers below 1 stay below 0, where a recount refuses them.
func (s LocationSolution) Answer() *planner.LocationRoutingAnswer {
	a := &planner.LocationRoutingAnswer{Status: planner.Feasible}
	for _, list := range []struct {
		from []LocationTour
		to   *[]planner.DepotTour
	}{{s.Tours, &a.Tours}, {s.Feeders, &a.Feeders}} {
		for _, line := range list.from {
			tour := planner.DepotTour{Depot: int32(min(max(line.Depot-1, -1), 1<<30))}
			for _, i := range line.Stops {
				tour.Stops = append(tour.Stops, int32(min(max(i-1, -1), 1<<30)))
			}
			*list.to = append(*list.to, tour)
		}
	}
	return a
}
