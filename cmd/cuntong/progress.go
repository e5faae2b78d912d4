package main

import (
	"time"

	"cuntong/planner"

	"github.com/schollz/progressbar/v3"
)

// rowProgress shows how many rows have been read. On a terminal it is a bar; elsewhere nothing is printed.
func (p *program) rowProgress() (report func(file string, rows int), finish func()) {
	if !p.terminal {
		return func(string, int) {}, func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetItsString("行"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	report = func(file string, rows int) {
		bar.Describe(file)
		_ = bar.Set(rows) // a bar that cannot draw must not stop a load
	}
	return report, func() { _ = bar.Finish() }
}

// solveProgress prints the state of a solve at most twice a second.
func (p *program) solveProgress() func(planner.Progress) {
	if !p.terminal {
		return nil
	}
	var last time.Time
	return func(progress planner.Progress) {
		if now := p.now(); now.Sub(last) >= 500*time.Millisecond {
			last = now
			p.say("%s：目标值 %s，界 %s，工作量 %d", progress.Step, orUnknown(progress.Objective), orUnknown(progress.Bound), progress.Effort)
		}
	}
}
