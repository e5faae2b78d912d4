// Package study holds the use cases, and is the one place where data, travel and models meet: load files,
// audit, plan. The command line, the API and (later) the jobs call the same functions.
package study

import (
	"time"

	"cuntong/data"
	"cuntong/planner"
)

// Study runs use cases on one store.
type Study struct {
	Store   data.Store
	Now     func() time.Time // the clock, for time stamps and time limits
	Version string           // of the program, for saved plans
	Actor   string           // who acts, for the change log
}

// AuditRequest says what to audit.
type AuditRequest struct {
	Area     string    // code; empty: everything
	Standard string    // ID of a stored or preset standard; empty: data.DefaultStandard
	Travel   string    // "straight"; empty the same
	Date     data.Date // on which service records are judged; empty: today
	// Extra counts these further facilities as active, as a plan's sites are.
	Extra []data.Facility
}

// PlanRequest says what to plan.
type PlanRequest struct {
	Name     string
	Area     string // code; empty: the top area of the store
	Standard string
	Travel   string
	Model    string // lscp or mclp
	Weight   string // population or settlements; empty: population where all are known, else settlements
	P        *int64
	Budget   *int64
	Options  planner.Options
}
