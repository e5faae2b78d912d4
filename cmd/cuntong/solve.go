package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"cuntong/data/export"
	"cuntong/planner"
	"cuntong/planner/quality"
	"cuntong/planner/study"
	"cuntong/planner/verify"
)

// SolveCmd answers a published instance, or recounts an answer to one.
type SolveCmd struct {
	Model    string `arg:"" placeholder:"MODEL" help:"lscp, scp, mclp, pmedian, pcenter, cpmp, uflp, cflp, vrp, vrp2e, lrp or lrp2e; or verify, to recount a solution file."`
	File     string `arg:"" placeholder:"FILE" help:"The instance: OR-Library pmed, scp, rail, cap and pmedcap, TSPLIB or plain points, covering grids (F and C lines), SJC; vrp: CVRPLIB, Solomon, Dethloff, Queiroga, Cordeau, HVRP, Li-Lim; vrp2e: Set 2a; lrp: Prodhon, Barreto; lrp2e: Prodhon, Nguyen, Contardo."`
	Recount  string `arg:"" optional:"" placeholder:"SOLUTION" help:"With verify: the solution file."`
	P        *int64 `name:"p" placeholder:"N" help:"Number of sites (mclp, pmedian, pcenter, cpmp); default: what the file says."`
	Radius   string `placeholder:"R" help:"Covering radius in the file's units (lscp, scp, mclp on points); covered means strictly nearer."`
	Closed   bool   `help:"Points at the radius count as covered too."`
	Capacity *int64 `placeholder:"C" help:"Capacity of every site (cflp, cpmp); default: what the file says."`
	Single   bool   `name:"single-source" help:"Each customer has one site (cflp); default: customers may be split, as in the published optima."`
	Metric   string `placeholder:"M" help:"Distance of points: floor, nearest, ceil or euclid (exact); default: as the published values count."`
	Solution string `placeholder:"FILE" help:"Write the answer to FILE, for solve verify."`
	MPS      string `name:"mps" placeholder:"FILE" help:"Write the problem as a mixed-integer programme (free MPS) for other solvers, in place of solving it."`
	SolveFlags
	OutputFlags
}

// Run implements the command.
func (c *SolveCmd) Run(ctx context.Context, p *program) error {
	if err := c.SolveFlags.check(); err != nil {
		return invalid("%v", err)
	}
	switch {
	case c.Model == "verify" && c.Recount == "":
		return invalid("solve verify takes an instance and a solution file; the solution file is missing")
	case c.Model == "verify":
		return c.verify(p)
	case c.Recount != "":
		return invalid("solve %s takes one file; %q is too much", c.Model, c.Recount)
	case slices.Contains(quality.RoutingModels(), c.Model):
		return c.routing(ctx, p)
	case c.Model == "vrp2e":
		return c.echelons(ctx, p)
	case slices.Contains(quality.LocationModels(), c.Model):
		return c.location(ctx, p)
	case slices.Contains(quality.SitingModels(), c.Model):
		return c.siting(ctx, p)
	}
	return invalid("model %q is not one of %s, vrp2e, %s, verify", c.Model, strings.Join(quality.Models(), ", "), strings.Join(quality.LocationModels(), ", "))
}

// siting answers a siting instance, recounts the answer and prints it.
func (c *SolveCmd) siting(ctx context.Context, p *program) error {
	instance, err := quality.Read(c.File, quality.Question{
		Model: c.Model, P: c.P, Radius: c.Radius, Closed: c.Closed, Capacity: c.Capacity, SingleSource: c.Single, Metric: quality.Metric(c.Metric),
	})
	if err != nil {
		return badFile(err)
	}
	if c.MPS != "" {
		if err := export.WriteFile(c.MPS, instance.WriteMPS); err != nil {
			return invalid("write --mps %s: %v", c.MPS, err)
		}
		return nil
	}
	model, err := study.ModelFor(instance.Siting)
	if err != nil {
		return invalid("%v", err)
	}
	options := c.SolveFlags.options(p)
	options.Progress = p.solveProgress()
	answer, err := model.Solve(ctx, instance.Siting, options)
	if err != nil {
		return fmt.Errorf("solve %s: %w", instance.Name, err)
	}
	if err := verify.Siting(instance.Siting, answer); err != nil {
		return fmt.Errorf("solve %s: the answer did not pass its recount, please report this: %w", instance.Name, err)
	}
	result := solvedOf(instance, answer)
	return c.finish(p, instance.Name, solvedEnd{answer.Status, answer.Objective != nil, answer.Reason}, instance.Solution(answer).Write, result, result.print)
}

// solvedEnd is how a solve ended.
type solvedEnd struct {
	status   planner.Status
	answered bool
	reason   string
}

// finish writes the solution file that was asked for, prints the result, and fails where there is no answer.
func (c *SolveCmd) finish(p *program, instance string, end solvedEnd, solution func(io.Writer) error, result any, print func(io.Writer)) error {
	if c.Solution != "" && end.answered {
		if err := export.WriteFile(c.Solution, solution); err != nil {
			return fmt.Errorf("write --solution %s: %w", c.Solution, err)
		}
	}
	if err := p.emit(c.OutputFlags, result, print); err != nil {
		return err
	}
	switch {
	case end.status == planner.Infeasible:
		return errInfeasible
	case !end.answered:
		return fmt.Errorf("solve %s: stopped before there was an answer: %s", instance, end.reason)
	}
	return nil
}

// verify recounts a solution file against its instance.
func (c *SolveCmd) verify(p *program) error {
	switch model, text, err := routesIn(c.Recount); {
	case err != nil:
		return err
	case slices.Contains(quality.RoutingModels(), model):
		return c.recountRoutes(p, text)
	case slices.Contains(quality.LocationModels(), model):
		return c.recountLocation(p, text)
	}
	file, err := os.Open(c.Recount)
	if err != nil {
		return badFile(err)
	}
	defer file.Close()
	solution, err := quality.ReadSolution(file, c.Recount)
	if err != nil {
		return badFile(err)
	}
	instance, err := quality.Read(c.File, solution.Question())
	if err != nil {
		return badFile(err)
	}
	answer, err := solution.Answer(instance)
	if err != nil {
		return invalid("%s: %v", c.Recount, err)
	}
	result := recountJSON{Instance: instance.Name, Model: solution.Model, Objective: solution.Objective, Right: true}
	if err := verify.Siting(instance.Siting, answer); err != nil {
		result.Right, result.Reason = false, err.Error()
		if instance.First != 0 {
			result.Reason += " (sites and demands are counted from 0 here)"
		}
	}
	if err := p.emit(c.OutputFlags, result, result.print); err != nil {
		return err
	}
	if !result.Right {
		return fmt.Errorf("%s: %s", c.Recount, result.Reason)
	}
	return nil
}

// badFile marks what a user's file or path has wrong.
func badFile(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return invalid("there is no such file: %v", err)
	}
	return invalid("%v", err)
}

// recountJSON is what solve verify prints.
type recountJSON struct {
	Instance  string      `json:"instance"`
	Model     string      `json:"model"`
	Objective json.Number `json:"objective"`
	Right     bool        `json:"right"`
	Reason    string      `json:"reason,omitempty"`
}

func (r recountJSON) print(w io.Writer) {
	if r.Right {
		fmt.Fprintf(w, "%s（%s）：复核无误，目标值 %s\n", r.Instance, r.Model, r.Objective)
	}
}

// solvedJSON is the answer to a published instance; figures are in the file's units.
type solvedJSON struct {
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
	Demands      int            `json:"demands"`
	Sites        int            `json:"sites"`
	Metric       quality.Metric `json:"metric,omitempty"`
	Scale        int64          `json:"scale"`    // figures are whole numbers of 1/scale
	Rounding     float64        `json:"rounding"` // and off by at most this
	Opened       []int          `json:"opened"`   // numbered as in the file
}

// solvedOf turns an answer that has been recounted into figures of the file's units.
func solvedOf(in *quality.Instance, a *planner.SitingAnswer) solvedJSON {
	solution := in.Solution(a)
	result := solvedJSON{
		Instance: in.Name, Model: in.Question.Model, Status: a.Status, Seed: a.Stats.Seed, Effort: a.Stats.Effort,
		Seconds: a.Stats.Seconds, Threads: a.Stats.Threads, Verified: true, Demands: len(in.Siting.Demands), Sites: len(in.Siting.Sites),
		Metric: in.Question.Metric, Scale: in.Scale, Rounding: in.Rounding, Opened: solution.Open,
	}
	if solution.Objective != "" {
		result.Objective = &solution.Objective
	}
	if solution.Bound != "" {
		result.Bound = &solution.Bound
	}
	if gap, ok := planner.Gap(a.Objective, a.Bound); ok {
		result.Gap = &gap
	}
	if a.Status == planner.Infeasible || result.Gap == nil {
		result.Reason = a.Reason
	}
	if peak, ok := peakRSSBytes(); ok {
		result.PeakRSSBytes = &peak
	}
	return result
}

// printSolved writes the first line of an answer: what it reached, how far from the bound, and whether it is proven.
func printSolved(w io.Writer, instance, model string, objective, bound *json.Number, gap *float64, status planner.Status) {
	far := "未知"
	if gap != nil {
		far = fmt.Sprintf("%.4f%%", *gap*100)
	}
	fmt.Fprintf(w, "%s（%s）：目标值 %s，已证明界 %s，与界差距 %s，状态 %s\n", instance, model, figureOrUnknown(objective), figureOrUnknown(bound), far, status)
}

// figureOrUnknown writes a figure of an instance that there may not be.
func figureOrUnknown(n *json.Number) string {
	if n == nil {
		return "未知"
	}
	return n.String()
}

// print writes the answer for people.
func (r solvedJSON) print(w io.Writer) {
	printSolved(w, r.Instance, r.Model, r.Objective, r.Bound, r.Gap, r.Status)
	fmt.Fprintf(w, "  开设 %d 处 · 需求 %d · 备选 %d · 种子 %d · 工作量 %d · %.2f 秒 · 已独立复核\n", len(r.Opened), r.Demands, r.Sites, r.Seed, r.Effort, r.Seconds)
	if r.Reason != "" {
		fmt.Fprintf(w, "  %s\n", r.Reason)
	}
}
