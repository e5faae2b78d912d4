package api

import (
	"cuntong/data"
	"cuntong/planner/study"
)

// seesMasked reports whether names of persons and telephone numbers are masked for a caller: they are for all but those who
// plan or administer. Couriers see what belongs to their own runs (maskedRun).
func (c caller) seesMasked() bool { return !c.may(mayPlan) && !c.may(mayAdminister) }

// maskedRun is a run as the caller may see it: couriers see all of theirs, viewers no names and no numbers.
func (c caller) maskedRun(v study.RunView) study.RunView {
	if !c.seesMasked() || c.ownRunsOnly() { // of those only their own come here
		return v
	}
	v.Run = data.Masked(v.Run)
	events := make([]data.StopEvent, len(v.Events))
	for i, event := range v.Events {
		events[i] = data.Masked(event)
	}
	v.Events = events
	return v
}
