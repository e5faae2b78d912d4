package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"cuntong/planner"
	"cuntong/planner/fleet"
	"cuntong/planner/quality"
	"cuntong/planner/verify"
)

// echelons answers a two-echelon routing instance, recounts the answer and prints it.
func (c *SolveCmd) echelons(ctx context.Context, p *program) error {
	if c.Solution != "" {
		return invalid("solve vrp2e writes no solution file; use --json, which holds all routes")
	}
	instance, err := quality.ReadTwoEchelon(c.File)
	if err != nil {
		return badFile(err)
	}
	answer, err := fleet.SolveTwoEchelon(ctx, instance.Problem, c.SolveFlags.options(p))
	if err != nil {
		return invalid("%v", err)
	}
	if err := verify.TwoEchelon(instance.Problem, answer); err != nil {
		return fmt.Errorf("solve %s: the answer did not pass its recount, please report this: %w", instance.Name, err)
	}
	result := echelonsOf(instance, answer)
	if err := p.emit(c.OutputFlags, result, result.print); err != nil {
		return err
	}
	if answer.Objective == nil {
		return fmt.Errorf("solve %s: %s", instance.Name, answer.Reason)
	}
	return nil
}

// echelonsJSON is the answer to a two-echelon instance; figures are in the file's units, satellites and stops count from 1.
type echelonsJSON struct {
	Instance     string         `json:"instance"`
	Model        string         `json:"model"`
	Status       planner.Status `json:"status"`
	Objective    *json.Number   `json:"objective"`
	Bound        *json.Number   `json:"bound"`
	Gap          *float64       `json:"gap"`
	Reason       string         `json:"reason,omitempty"`
	Seed         int64          `json:"seed"`
	Effort       int64          `json:"effort"`
	Seconds      float64        `json:"seconds"`
	Threads      int            `json:"threads"`
	Verified     bool           `json:"verified"`
	PeakRSSBytes *int64         `json:"peak_rss_bytes"`
	Trucks       [][]truckJSON  `json:"trucks"`
	Vans         []vanJSON      `json:"vans"`
}

type truckJSON struct {
	Satellite int32 `json:"satellite"`
	Load      int64 `json:"load"`
}

type vanJSON struct {
	Satellite int32   `json:"satellite"`
	Stops     []int32 `json:"stops"`
}

func echelonsOf(in *quality.TwoEchelonInstance, a *planner.TwoEchelonAnswer) echelonsJSON {
	result := echelonsJSON{Instance: in.Name, Model: "vrp2e", Status: a.Status, Reason: a.Reason, Seed: a.Stats.Seed, Effort: a.Stats.Effort,
		Seconds: a.Stats.Seconds, Threads: a.Stats.Threads, Verified: true, Trucks: [][]truckJSON{}, Vans: []vanJSON{}}
	if a.Objective != nil {
		result.Objective = new(json.Number(in.Decimal(*a.Objective)))
	}
	if a.Bound != nil {
		result.Bound = new(json.Number(in.Decimal(*a.Bound)))
	}
	if gap, ok := planner.Gap(a.Objective, a.Bound); ok {
		result.Gap = &gap
	}
	for _, route := range a.Trucks {
		visits := []truckJSON{}
		for _, v := range route.Visits {
			visits = append(visits, truckJSON{v.Satellite + 1, v.Load})
		}
		result.Trucks = append(result.Trucks, visits)
	}
	for _, tour := range a.Vans {
		van := vanJSON{Satellite: tour.Satellite + 1}
		for _, i := range tour.Stops {
			van.Stops = append(van.Stops, i+1)
		}
		result.Vans = append(result.Vans, van)
	}
	if peak, ok := peakRSSBytes(); ok {
		result.PeakRSSBytes = &peak
	}
	return result
}

// print writes the answer for people.
func (r echelonsJSON) print(w io.Writer) {
	objective := "未知"
	if r.Objective != nil {
		objective = r.Objective.String()
	}
	fmt.Fprintf(w, "%s（%s）：目标值 %s，卡车 %d 趟，末端车 %d 趟，状态 %s\n", r.Instance, r.Model, objective, len(r.Trucks), len(r.Vans), r.Status)
	fmt.Fprintf(w, "  种子 %d · 工作量 %d · %.2f 秒 · 已独立复核\n", r.Seed, r.Effort, r.Seconds)
	if r.Reason != "" {
		fmt.Fprintf(w, "  %s\n", r.Reason)
	}
}
