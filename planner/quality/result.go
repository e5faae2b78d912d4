package quality

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Result is what one run of `cuntong solve` gave on a row, figures in the file's units; NaN where there is none.
type Result struct {
	Status           string
	Objective, Bound float64
	Scale            int64   // see Instance.Scale
	Rounding         float64 // see Instance.Rounding
	Wall, CPU        float64 // seconds of the whole program, reading and recounting included
	Solve            float64 // seconds of the solve alone
	Megabytes        float64 // most memory held
}

// Maximises reports whether the row asks for the most.
func (r Row) Maximises() bool { return r.Question.Model == "mclp" }

// tolerance is by how much a figure may pass the known value without contradicting it: nothing where both are whole
// numbers; else one unit of the last digit that was published (some lists cut digits off) and the rounding of costs.
func (r Row) tolerance(result Result) float64 {
	if result.Scale == 1 {
		return 0
	}
	_, decimals, _ := strings.Cut(r.Known, ".")
	return math.Pow10(-len(decimals)) + result.Rounding
}

// Contradicts returns an error where a result cannot be right if the known value is: an objective better than a proven
// optimum, a bound beyond what somebody has reached, or a proof of something worse.
func (r Row) Contradicts(result Result) error {
	if r.Known == "" {
		return nil
	}
	known, err := strconv.ParseFloat(r.Known, 64)
	if err != nil {
		return err
	}
	better, beyond := known-result.Objective, result.Bound-known
	if r.Maximises() {
		better, beyond = -better, -beyond
	}
	switch tolerance := r.tolerance(result); {
	case r.Proven && better > tolerance:
		return fmt.Errorf("%s: objective %v beats the proven optimum %s", r.Key, result.Objective, r.Known)
	case beyond > tolerance:
		return fmt.Errorf("%s: bound %v excludes the known answer %s", r.Key, result.Bound, r.Known)
	}
	return nil
}

// gaps returns by what share of the known value the objective is worse (negative: better), and how far it is from its
// own bound.
func (r Row) gaps(result Result) (known, bound float64) {
	bound = math.Abs(result.Objective-result.Bound) / math.Max(math.Abs(result.Objective), 1e-9)
	value, err := strconv.ParseFloat(r.Known, 64)
	if err != nil {
		return math.NaN(), bound
	}
	known = (result.Objective - value) / math.Abs(value)
	if r.Maximises() {
		known = -known
	}
	if tolerance := r.tolerance(result); math.Abs(result.Objective-value) <= tolerance {
		known = 0
	}
	return known, bound
}

// Line is the row of the table in QUALITY.md; version says with which program it was measured.
func (r Row) Line(result Result, version string) string {
	known, bound := r.gaps(result)
	proven := ""
	if r.Proven {
		proven = " *"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s%s | %s | %s | %s | %.1f | %.1f | %.0f | %.0f | %s |", r.Key, r.Question.Model, number(result.Objective),
		number(result.Bound), r.Known, proven, percent(known), percent(bound), result.Status, result.Wall, result.CPU, result.Megabytes, r.Limit.Seconds(), version)
}

func number(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func percent(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case v == 0:
		return "0"
	}
	return strconv.FormatFloat(v*100, 'f', 3, 64) + " %"
}
