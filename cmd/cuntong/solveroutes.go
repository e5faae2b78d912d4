package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"cuntong/planner"
	"cuntong/planner/fleet"
	"cuntong/planner/quality"
	"cuntong/planner/verify"
)

// maxRouteSolutionBytes bounds what is read of a solution file.
const maxRouteSolutionBytes = 64 << 20

// routing answers a vehicle routing instance, recounts the answer and prints it.
func (c *SolveCmd) routing(ctx context.Context, p *program) error {
	instance, err := quality.Read(c.File, quality.Question{Model: c.Model})
	if err != nil {
		return badFile(err)
	}
	model := fleet.New()
	if err := model.Accepts(instance.Routing); err != nil {
		return invalid("%v", err)
	}
	options := c.SolveFlags.options(p)
	options.Progress = p.solveProgress()
	answer, err := model.Solve(ctx, instance.Routing, options)
	if err != nil {
		return fmt.Errorf("solve %s: %w", instance.Name, err)
	}
	if err := verify.Routing(instance.Routing, answer); err != nil {
		return fmt.Errorf("solve %s: the answer did not pass its recount, please report this: %w", instance.Name, err)
	}
	result := routedOf(instance, answer)
	return c.finish(p, instance.Name, solvedEnd{answer.Status, answer.Objective != nil, answer.Reason}, instance.RouteSolution(answer).Write, result, result.print)
}

// routedJSON is the answer to a routing instance; figures are in the file's units.
type routedJSON struct {
	Instance     string              `json:"instance"`
	Model        string              `json:"model"`
	Status       planner.Status      `json:"status"`
	Objective    *json.Number        `json:"objective"` // without what vehicles cost only to go first
	Bound        *json.Number        `json:"bound"`
	Gap          *float64            `json:"gap"`
	Reason       string              `json:"reason,omitempty"`
	Seed         int64               `json:"seed"`
	Effort       int64               `json:"effort"`
	Seconds      float64             `json:"seconds"`
	Threads      int                 `json:"threads"`
	Verified     bool                `json:"verified"`
	PeakRSSBytes *int64              `json:"peak_rss_bytes"`
	Stops        int                 `json:"stops"`
	Vehicles     int                 `json:"vehicles"`
	Fewest       bool                `json:"vehicles_first"`
	Scale        int64               `json:"scale"`
	Rounding     float64             `json:"rounding"`
	Routes       []quality.RouteLine `json:"routes"`
}

func routedOf(in *quality.Instance, a *planner.RoutingAnswer) routedJSON {
	solution := in.RouteSolution(a)
	result := routedJSON{
		Instance: in.Name, Model: in.Question.Model, Status: a.Status, Seed: a.Stats.Seed, Effort: a.Stats.Effort, Seconds: a.Stats.Seconds,
		Threads: a.Stats.Threads, Verified: true, Stops: len(in.Routing.Stops), Vehicles: len(a.Routes), Fewest: in.Vehicle > 0,
		Scale: in.Scale, Rounding: in.Rounding, Routes: solution.Routes, Reason: a.Reason,
	}
	if a.Objective != nil {
		result.Objective = &solution.Distance
	}
	switch {
	case a.Bound != nil && in.Vehicle == 0:
		result.Bound = new(json.Number(in.Decimal(*a.Bound)))
		if gap, ok := planner.Gap(a.Objective, a.Bound); ok {
			result.Gap = &gap
		}
	case a.Bound != nil:
		result.Reason = "vehicles count before distance, so there is no bound on the distance alone"
	}
	if peak, ok := peakRSSBytes(); ok {
		result.PeakRSSBytes = &peak
	}
	return result
}

// print writes the answer for people.
func (r routedJSON) print(w io.Writer) {
	fmt.Fprintf(w, "%s（%s）：目标值 %s，车辆 %d，已证明界 %s，状态 %s\n", r.Instance, r.Model, figureOrUnknown(r.Objective), r.Vehicles, figureOrUnknown(r.Bound), r.Status)
	fmt.Fprintf(w, "  停靠 %d 处 · 种子 %d · 工作量 %d · %.2f 秒 · 已独立复核\n", r.Stops, r.Seed, r.Effort, r.Seconds)
	if r.Reason != "" {
		fmt.Fprintf(w, "  %s\n", r.Reason)
	}
}

// recountRoutes recounts a solution file of routes against its instance.
func (c *SolveCmd) recountRoutes(p *program, text []byte) error {
	solution, err := quality.ReadRouteSolution(text, c.Recount)
	if err != nil {
		return badFile(err)
	}
	instance, err := quality.Read(c.File, quality.Question{Model: solution.Model})
	if err != nil {
		return badFile(err)
	}
	orders, err := solution.Orders(instance)
	if err != nil {
		return invalid("%s: %v", c.Recount, err)
	}
	answer, err := fleet.Schedule(instance.Routing, orders)
	if err != nil {
		return invalid("%s: %v", c.Recount, err)
	}
	result := recountJSON{Instance: instance.Name, Model: solution.Model, Objective: solution.Distance, Right: true}
	switch err := verify.Routing(instance.Routing, answer); {
	case err != nil:
		result.Right, result.Reason = false, err.Error()+" (routes, calls and stops are counted from 0 here)"
	case answer.Objective == nil:
		result.Right, result.Reason = false, answer.Reason
	case instance.Decimal(instance.Ways(answer)) != solution.Distance.String():
		result.Right, result.Reason = false, fmt.Sprintf("distance is %s, counted %s", solution.Distance, instance.Decimal(instance.Ways(answer)))
	}
	if err := p.emit(c.OutputFlags, result, result.print); err != nil {
		return err
	}
	if !result.Right {
		return fmt.Errorf("%s: %s", c.Recount, result.Reason)
	}
	return nil
}

// routesIn reads a solution file and the model that it names; "" where it holds something else.
func routesIn(path string) (string, []byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", nil, badFile(err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxRouteSolutionBytes))
	if err != nil {
		return "", nil, badFile(err)
	}
	var model struct {
		Model string `json:"model"`
	}
	if json.Unmarshal(text, &model) != nil {
		return "", nil, nil
	}
	return model.Model, text, nil
}
