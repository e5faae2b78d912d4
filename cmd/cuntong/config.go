package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner"

	"github.com/alecthomas/kong"
)

// Config is the whole configuration: every command with its flags, documented where it is declared. Flags
// and environment variables (CUNTONG_…) derive from the field names; defaults are filled, then checked.
type Config struct {
	Demo     DemoCmd          `cmd:"" help:"Load the sample county, audit and plan it, and serve the map."`
	Load     LoadCmd          `cmd:"" help:"Load files (CSV, XLSX, GeoJSON) into a store."`
	Audit    AuditCmd         `cmd:"" help:"Who is served and who is near, against a standard."`
	Plan     PlanCmd          `cmd:"" help:"Turn a scenario into a verified plan."`
	Scenario ScenarioCmd      `cmd:"" help:"Keep a scenario with its changes on the baseline, or list those that are kept."`
	Robust   RobustCmd        `cmd:"" help:"Try a saved three-tier plan against other demand, a closed road, lost hosts and an operator that leaves."`
	Merge    MergeCmd         `cmd:"" help:"Premises that several agencies list at one place: list proposals, confirm them into a scenario."`
	Compare  CompareCmd       `cmd:"" help:"Saved plans side by side: totals, towns, who gains, who loses, cost."`
	Export   ExportCmd        `cmd:"" help:"A report of a plan or an area to print and sign: HTML, XLSX or PDF."`
	Frontier FrontierCmd      `cmd:"" help:"The whole curve of coverage against new points or yuan, with its proven bound."`
	Route    RouteCmd         `cmd:"" help:"Delivery routes of a saved plan for one day."`
	Run      RunCmd           `cmd:"" help:"The runs of a day: who drives, what was delivered."`
	Serve    ServeCmd         `cmd:"" help:"Serve the HTTP API and the map."`
	Worker   WorkerCmd        `cmd:"" help:"Take background jobs from a store."`
	Copy     CopyCmd          `cmd:"" help:"Copy everything from one store to another and compare their digests."`
	Backup   BackupCmd        `cmd:"" help:"Copy a GeoPackage store into a file while it is in use."`
	Check    CheckCmd         `cmd:"" help:"List what is probably wrong with the records of a store, and what can be fixed."`
	Doctor   DoctorCmd        `cmd:"" help:"Look for damage in a store: pages, indices, references, change log."`
	Changes  ChangesCmd       `cmd:"" help:"Who changed what, when, before and after, why: the change log."`
	Generate GenerateCmd      `cmd:"" help:"Write a synthetic county for trials."`
	Matrix   MatrixCmd        `cmd:"" help:"Travel between two files of points over a road file."`
	Solve    SolveCmd         `cmd:"" help:"Answer a published instance, or recount an answer to one."`
	TLS      TLSCmd           `cmd:"" help:"A local certificate authority, so that phones trust this program's https."`
	User     UserCmd          `cmd:"" help:"Who may log in: make, list, disable accounts, set passwords, make tokens."`
	Version  kong.VersionFlag `help:"Print the version and leave."`
}

// StoreFlag names the store that a command works on.
type StoreFlag struct {
	Store string `required:"" placeholder:"STORE" help:"The store: a GeoPackage file such as county.gpkg, or a PostGIS database, postgres://user@host/database."`
}

// OutputFlags say how results are printed.
type OutputFlags struct {
	JSON bool   `name:"json" help:"Print one JSON object to standard output and nothing else there."`
	Out  string `placeholder:"FILE" help:"Write the result to FILE instead of standard output."`
}

// SolveFlags limit and steer a solve.
type SolveFlags struct {
	Seed      int64         `default:"1" help:"Seed; the same seed, inputs and effort give the same plan."`
	Threads   int           `default:"0" help:"Threads; 0: one per processor. The answer does not depend on it."`
	TimeLimit time.Duration `default:"0" help:"Stop after this time, such as 30s, and keep the best answer; 0: no limit."`
	Effort    int64         `default:"0" help:"Budget of counted work; 0: the model's default."`
}

// options turns the flags into solver options.
func (f SolveFlags) options(p *program) planner.Options {
	threads := f.Threads
	if threads == 0 {
		threads = runtime.NumCPU()
	}
	return planner.Options{Seed: f.Seed, Threads: threads, TimeLimit: f.TimeLimit, Effort: f.Effort, Now: p.now}
}

func (f SolveFlags) check() error {
	switch {
	case f.Threads < 0 || f.Threads > 1024:
		return fmt.Errorf("--threads %d is not between 0 and 1024", f.Threads)
	case f.TimeLimit < 0:
		return fmt.Errorf("--time-limit %v is negative", f.TimeLimit)
	case f.Effort < 0:
		return fmt.Errorf("--effort %d is negative", f.Effort)
	}
	return nil
}

// check validates what the declarations cannot say. It names the flag.
func (c *Config) check() error {
	if c.Load.Datum != "" {
		if _, err := geo.ParseDatum(c.Load.Datum); err != nil {
			return fmt.Errorf("--datum: %w", err)
		}
	}
	for _, condition := range c.Load.Where {
		if column, _, ok := strings.Cut(condition, "="); !ok || column == "" {
			return fmt.Errorf("--where %q is not of the form column=value", condition)
		}
	}
	for _, area := range []string{c.Audit.Area, c.Plan.Area} {
		if area == "" {
			continue
		}
		if _, err := data.AreaCode(area); err != nil {
			return fmt.Errorf("--area: %w", err)
		}
	}
	if c.Audit.Date != "" {
		if _, err := data.ParseDate(c.Audit.Date); err != nil {
			return fmt.Errorf("--date: %w", err)
		}
	}
	if err := c.Frontier.check(); err != nil {
		return err
	}
	if err := c.Export.check(); err != nil {
		return err
	}
	if err := c.Plan.check(); err != nil {
		return err
	}
	if err := c.Route.check(); err != nil {
		return err
	}
	if err := c.Serve.TLSFlags.check(); err != nil {
		return err
	}
	if err := c.Serve.LimitFlags.check(); err != nil {
		return err
	}
	if err := c.Serve.DrainFlags.check(); err != nil {
		return err
	}
	if err := c.Worker.check(); err != nil {
		return err
	}
	return c.Demo.SolveFlags.check()
}
