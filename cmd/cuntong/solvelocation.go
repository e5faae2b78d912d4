package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"cuntong/planner"
	"cuntong/planner/depot"
	"cuntong/planner/quality"
	"cuntong/planner/verify"
)

// location answers a location-routing instance of one echelon or two, recounts the answer and prints it.
func (c *SolveCmd) location(ctx context.Context, p *program) error {
	instance, err := quality.ReadLocation(c.File, c.Model)
	if err != nil {
		return badFile(err)
	}
	options := c.SolveFlags.options(p)
	options.Progress = p.solveProgress()
	answer, err := depot.Solve(ctx, instance.Problem, options)
	if err != nil {
		return invalid("%v", err)
	}
	if err := verify.LocationRouting(instance.Problem, answer); err != nil {
		return fmt.Errorf("solve %s: the answer did not pass its recount, please report this: %w", instance.Name, err)
	}
	result := locatedOf(instance, answer)
	return c.finish(p, instance.Name, solvedEnd{answer.Status, answer.Objective != nil, answer.Reason}, instance.Solution(answer).Write, result, result.print)
}

// locatedJSON is the answer to a location-routing instance; figures are in the file's units, depots, hubs and stops count from 1.
type locatedJSON struct {
	Instance     string                 `json:"instance"`
	Model        string                 `json:"model"`
	Status       planner.Status         `json:"status"`
	Objective    *json.Number           `json:"objective"`
	Bound        *json.Number           `json:"bound"`
	Gap          *float64               `json:"gap"`
	Reason       string                 `json:"reason,omitempty"`
	Seed         int64                  `json:"seed"`
	Effort       int64                  `json:"effort"`
	Seconds      float64                `json:"seconds"`
	Threads      int                    `json:"threads"`
	Verified     bool                   `json:"verified"`
	PeakRSSBytes *int64                 `json:"peak_rss_bytes"`
	Stops        int                    `json:"stops"`
	Sites        int                    `json:"sites"`
	Scale        int64                  `json:"scale"`
	Rounding     float64                `json:"rounding"`
	Opened       []int                  `json:"opened"`
	Hubs         []int                  `json:"opened_hubs,omitempty"`
	Tours        []quality.LocationTour `json:"tours"`
	Feeders      []quality.LocationTour `json:"feeders,omitempty"`
}

func locatedOf(in *quality.LocationInstance, a *planner.LocationRoutingAnswer) locatedJSON {
	solution := in.Solution(a)
	result := locatedJSON{Instance: in.Name, Model: in.Model, Status: a.Status, Reason: a.Reason, Seed: a.Stats.Seed, Effort: a.Stats.Effort,
		Seconds: a.Stats.Seconds, Threads: a.Stats.Threads, Verified: true, Stops: len(in.Problem.Stops), Sites: len(in.Problem.Depots),
		Scale: in.Scale, Rounding: in.Rounding, Opened: starts(solution.Tours), Tours: solution.Tours}
	if in.Problem.Feed != nil {
		result.Hubs, result.Feeders = starts(solution.Feeders), solution.Feeders
	}
	if a.Objective != nil {
		result.Objective = &solution.Objective
	}
	if a.Bound != nil {
		result.Bound = new(json.Number(in.Decimal(*a.Bound)))
	}
	if gap, ok := planner.Gap(a.Objective, a.Bound); ok {
		result.Gap = &gap
	}
	if peak, ok := peakRSSBytes(); ok {
		result.PeakRSSBytes = &peak
	}
	return result
}

// starts lists where tours start from, each once.
func starts(tours []quality.LocationTour) []int {
	open := []int{}
	for _, tour := range tours {
		if !slices.Contains(open, tour.Depot) {
			open = append(open, tour.Depot)
		}
	}
	slices.Sort(open)
	return open
}

// print writes the answer for people.
func (r locatedJSON) print(w io.Writer) {
	printSolved(w, r.Instance, r.Model, r.Objective, r.Bound, r.Gap, r.Status)
	fmt.Fprintf(w, "  开设 %d 处，车 %d 趟", len(r.Opened), len(r.Tours))
	if len(r.Feeders) > 0 {
		fmt.Fprintf(w, "；枢纽 %d 处，卡车 %d 趟", len(r.Hubs), len(r.Feeders))
	}
	fmt.Fprintf(w, " · 停靠 %d 处 · 备选 %d · 种子 %d · 工作量 %d · %.2f 秒 · 已独立复核\n", r.Stops, r.Sites, r.Seed, r.Effort, r.Seconds)
	if r.Reason != "" {
		fmt.Fprintf(w, "  %s\n", r.Reason)
	}
}

// recountLocation recounts a solution file against its instance.
func (c *SolveCmd) recountLocation(p *program, text []byte) error {
	solution, err := quality.ReadLocationSolution(text, c.Recount)
	if err != nil {
		return badFile(err)
	}
	instance, err := quality.ReadLocation(c.File, solution.Model)
	if err != nil {
		return badFile(err)
	}
	result := recountJSON{Instance: instance.Name, Model: solution.Model, Objective: solution.Objective, Right: true}
	switch cost, err := verify.LocationRoutingCost(instance.Problem, solution.Answer()); {
	case err != nil:
		result.Right, result.Reason = false, err.Error()+" (tours, depots and stops are counted from 0 here)"
	case instance.Decimal(cost) != solution.Objective.String():
		result.Right, result.Reason = false, fmt.Sprintf("objective is %s, counted %s", solution.Objective, instance.Decimal(cost))
	}
	if err := p.emit(c.OutputFlags, result, result.print); err != nil {
		return err
	}
	if !result.Right {
		return fmt.Errorf("%s: %s", c.Recount, result.Reason)
	}
	return nil
}
