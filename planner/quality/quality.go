// Package quality holds Cuntong against published instances: it reads their files into planner problems, knows
// where their best known values stand, writes and reads solution files, and prints the table of gaps and times.
//
// Problems count in whole numbers. Where a file has decimals, or asks for distances that are no whole numbers, all
// costs are multiplied by Instance.Scale; Instance.Decimal turns a figure back into the file's units. Solving is
// left to the models, recounting to planner/verify. Nothing here reads a file that it was not told to read.
package quality

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cuntong/planner"
)

// Question says how a file is to be read. A published file often leaves the question open: a set covering file is
// lscp (every column costs 1) as well as scp; points are pmedian for any p.
type Question struct {
	// Model is one of Models.
	Model string
	// P is the number of sites; nil: the number that the file names, where it names one.
	P *int64
	// Radius is the covering radius as a decimal in the file's units. A customer is covered strictly below it, as the
	// authors of the format have it, or also at it where Closed is set.
	Radius string
	Closed bool
	// Capacity replaces the capacity of every site; nil: what the file says.
	Capacity *int64
	// SingleSource serves every customer from one site in cflp, where the published optima split customers.
	SingleSource bool
	// Metric is how the distance of two points is rounded (not in vrp); "": what the family's published values use.
	Metric Metric
}

// Instance is a published problem as read.
type Instance struct {
	Name     string           // the file's name without its folder
	Family   string           // the format: pmed, points, scp, rail, grid, cap, cpmp, vrplib, solomon, lilim, cordeau, hvrp
	Question Question         // as asked, with the defaults filled in that the answer depends on
	Siting   *planner.Siting  // of SitingModels
	Routing  *planner.Routing // of RoutingModels
	// Scale is the number of units of the problem's objective in one unit of the file; a power of ten.
	Scale int64
	// Rounding is the most by which the objective of an answer, turned back into the file's units, may differ from the
	// figure without any rounding; 0 where the problem holds the file's costs exactly.
	Rounding float64
	// Vehicle is what each vehicle in use costs where fewer vehicles are better than any distance, in units of the
	// problem; 0 where distance alone counts.
	Vehicle int64
	// First is the number that the family gives to its first site and to its first demand.
	First int
}

// Models lists the words of Question.Model.
func Models() []string { return append(SitingModels(), RoutingModels()...) }

// SitingModels lists the models whose instances are planner.Siting.
func SitingModels() []string {
	return []string{"lscp", "scp", "mclp", "pmedian", "pcenter", "cpmp", "uflp", "cflp"}
}

// RoutingModels lists the models whose instances are planner.Routing.
func RoutingModels() []string { return []string{"vrp"} }

// reader reads one family; in stands at the start of the file.
type reader func(in *tokens, q Question) (*Instance, error)

// Read reads the file of a published instance as the question asks. The error names file and line, or the part of
// the question that does not fit the file.
func Read(path string, q Question) (*Instance, error) {
	if !slices.Contains(Models(), q.Model) {
		return nil, fmt.Errorf("model %q is not one of %s", q.Model, strings.Join(Models(), ", "))
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return read(bufio.NewReaderSize(file, 1<<16), filepath.Base(path), q)
}

// read chooses the family by the model and the first bytes of the file.
func read(r *bufio.Reader, name string, q Question) (*Instance, error) {
	head, _ := r.Peek(4096) // a shorter file is all there; an error of reading comes again with the first token
	in := newTokens(r, name)
	if err := q.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	instance, err := family(q.Model, string(head))(in, q)
	if err != nil {
		return nil, err
	}
	instance.Name = name
	if instance.Routing != nil {
		err = instance.Routing.Check()
	} else {
		err = instance.Siting.Check()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return instance, nil
}

// family finds the reader for a file that begins with head.
func family(model, head string) reader {
	letters := strings.ContainsAny(firstLines(head, 3), "FC")
	switch model {
	case "lscp", "scp":
		if letters {
			return readGrid
		}
		if isRail(head) {
			return readRail
		}
		return readSetCover
	case "mclp":
		return readGrid
	case "cpmp":
		return readCapacitatedMedian
	case "uflp", "cflp":
		return readFacility
	case "vrp":
		return routingFamily(head)
	}
	first := strings.TrimSpace(head)
	if first != "" && (first[0] >= 'A' && first[0] <= 'Z' || first[0] >= 'a' && first[0] <= 'z') {
		return readTSPLIB
	}
	if line, _, _ := strings.Cut(first, "\n"); len(strings.Fields(line)) == 2 {
		return readPoints
	}
	return readPmed
}

// firstLines returns the first n lines that are not blank.
func firstLines(head string, n int) string {
	var lines []string
	for line := range strings.Lines(head) {
		if strings.TrimSpace(line) != "" && len(lines) < n {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// check sees that the question's own values are possible and belong to its model.
func (q Question) check() error {
	switch {
	case q.P != nil && *q.P < 1:
		return fmt.Errorf("p is %d, expected 1 or more", *q.P)
	case q.P != nil && !slices.Contains([]string{"mclp", "pmedian", "pcenter", "cpmp"}, q.Model):
		return fmt.Errorf("%s takes no number of sites", q.Model)
	case q.Capacity != nil && *q.Capacity < 0:
		return fmt.Errorf("capacity is %d, expected 0 or more", *q.Capacity)
	case q.Capacity != nil && q.Model != "cflp" && q.Model != "cpmp":
		return fmt.Errorf("%s takes no capacity", q.Model)
	case q.SingleSource && q.Model != "cflp":
		return fmt.Errorf("single source belongs to cflp, not to %s", q.Model)
	case q.Metric != "" && !slices.Contains([]string{"pmedian", "pcenter", "cpmp"}, q.Model):
		return fmt.Errorf("%s takes no metric", q.Model)
	case (q.Radius != "" || q.Closed) && q.Model != "mclp" && q.Model != "lscp" && q.Model != "scp":
		return fmt.Errorf("%s takes no radius", q.Model)
	}
	if q.Metric != "" {
		return q.Metric.check()
	}
	return nil
}
