package quality

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"cuntong/geo"
	"cuntong/planner"
)

// maxSolutionBytes bounds what is read of a solution file.
const maxSolutionBytes = 256 << 20

// Solution is an answer as a file holds it: the question that was asked, figures in the instance's units, sites and
// demands by the numbers of the instance's file.
type Solution struct {
	Instance string `json:"instance"`
	Model    string `json:"model"`

	P            *int64 `json:"p,omitempty"`
	Radius       string `json:"radius,omitempty"`
	Closed       bool   `json:"closed,omitempty"`
	Capacity     *int64 `json:"capacity,omitempty"`
	SingleSource bool   `json:"single_source,omitempty"`
	Metric       Metric `json:"metric,omitempty"`

	Status    planner.Status `json:"status,omitempty"`
	Objective json.Number    `json:"objective"`
	Bound     json.Number    `json:"bound,omitempty"` // "" not known
	// Second is what ties were broken by in pcenter: the sum of all distances. It may be left out.
	Second json.Number `json:"second,omitempty"`
	Open   []int       `json:"open"`
	// Assignment names the site that serves each demand, in the order of the demands, null where nobody does. It may be
	// left out where nothing is limited: the nearest open site serves.
	Assignment []*int          `json:"assignment,omitempty"`
	Shares     []SolutionShare `json:"shares,omitempty"`
}

// SolutionShare is the part of a demand's load that one site serves.
type SolutionShare struct {
	Demand int   `json:"demand"`
	Site   int   `json:"site"`
	Load   int64 `json:"load"`
}

// Solution turns an answer to the instance into what a file holds.
func (in *Instance) Solution(a *planner.SitingAnswer) Solution {
	q := in.Question
	s := Solution{
		Instance: in.Name, Model: q.Model, P: q.P, Radius: q.Radius, Closed: q.Closed, Capacity: q.Capacity,
		SingleSource: q.SingleSource, Metric: q.Metric, Status: a.Status, Open: []int{},
	}
	if a.Objective != nil {
		s.Objective = json.Number(in.Decimal(*a.Objective))
	}
	if a.Bound != nil {
		s.Bound = json.Number(in.Decimal(*a.Bound))
	}
	if a.Second != nil {
		s.Second = json.Number(in.Decimal(*a.Second))
	}
	for _, j := range a.Open {
		s.Open = append(s.Open, int(j)+in.First)
	}
	for _, j := range a.Assignment {
		if j == planner.Unassigned {
			s.Assignment = append(s.Assignment, nil)
			continue
		}
		s.Assignment = append(s.Assignment, new(int(j)+in.First))
	}
	for _, share := range a.Shares {
		s.Shares = append(s.Shares, SolutionShare{int(share.Demand) + in.First, int(share.Site) + in.First, share.Load})
	}
	return s
}

// Write writes the solution as one JSON object.
func (s Solution) Write(w io.Writer) error {
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write solution: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// ReadSolution reads a solution file; name stands in errors.
func ReadSolution(r io.Reader, name string) (Solution, error) {
	var s Solution
	text, err := io.ReadAll(io.LimitReader(r, maxSolutionBytes+1))
	if err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxSolutionBytes {
		return s, fmt.Errorf("%s: more than %d MB", name, maxSolutionBytes>>20)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		line := 1 + bytes.Count(text[:min(int(decoder.InputOffset()), len(text))], []byte("\n"))
		return s, fmt.Errorf("%s:%d: expected one JSON object as `solve --solution` writes it: %w", name, line, err)
	}
	if rest := bytes.TrimSpace(text[decoder.InputOffset():]); len(rest) > 0 {
		return s, fmt.Errorf("%s: something follows the JSON object", name)
	}
	if s.Objective == "" {
		return s, fmt.Errorf("%s: objective is missing", name)
	}
	return s, nil
}

// Question returns the question that the solution answers.
func (s Solution) Question() Question {
	return Question{Model: s.Model, P: s.P, Radius: s.Radius, Closed: s.Closed, Capacity: s.Capacity, SingleSource: s.SingleSource, Metric: s.Metric}
}

// Answer turns the solution back into an answer to the instance, for planner/verify to recount. It refuses numbers
// that the instance's file does not have.
func (s Solution) Answer(in *Instance) (*planner.SitingAnswer, error) {
	a := &planner.SitingAnswer{Status: s.Status, Reason: "the solution file names no bound", Blocked: blocked(in.Siting)}
	if a.Status == "" {
		a.Status = planner.Feasible
	}
	var err error
	if a.Objective, err = in.figure("objective", s.Objective); err != nil {
		return nil, err
	}
	if s.Bound != "" {
		if a.Bound, err = in.figure("bound", s.Bound); err != nil {
			return nil, err
		}
	}
	for k, number := range s.Open {
		j, err := in.position(fmt.Sprintf("open[%d]", k), number, len(in.Siting.Sites))
		if err != nil {
			return nil, err
		}
		a.Open = append(a.Open, j)
	}
	for k, share := range s.Shares {
		i, err := in.position(fmt.Sprintf("shares[%d].demand", k), share.Demand, len(in.Siting.Demands))
		if err != nil {
			return nil, err
		}
		j, err := in.position(fmt.Sprintf("shares[%d].site", k), share.Site, len(in.Siting.Sites))
		if err != nil {
			return nil, err
		}
		a.Shares = append(a.Shares, planner.Share{Demand: i, Site: j, Load: share.Load})
	}
	for k, number := range s.Assignment {
		j := planner.Unassigned
		if number != nil {
			if j, err = in.position(fmt.Sprintf("assignment[%d]", k), *number, len(in.Siting.Sites)); err != nil {
				return nil, err
			}
		}
		a.Assignment = append(a.Assignment, j)
	}
	if s.Assignment == nil && !in.Siting.Loaded() {
		a.Assignment = nearest(in.Siting, a.Open)
	}
	if s.Second != "" {
		if a.Second, err = in.figure("second", s.Second); err != nil {
			return nil, err
		}
	} else if in.Siting.Objective == planner.PCenter {
		a.Second = new(distances(in.Siting, a.Assignment))
	}
	return a, nil
}

// figure turns a number of the file back into one of the problem.
func (in *Instance) figure(what string, number json.Number) (*int64, error) {
	d, err := parseDecimal(number.String())
	if err != nil {
		return nil, fmt.Errorf("%s is %s, expected a decimal number", what, number)
	}
	v, ok := d.times(in.Scale)
	if !ok {
		return nil, fmt.Errorf("%s is %s, expected a whole number of 1/%d", what, number, in.Scale)
	}
	return &v, nil
}

// position turns a number of the file into a position.
func (in *Instance) position(what string, number, n int) (int32, error) {
	if number < in.First || number >= in.First+n {
		return 0, fmt.Errorf("%s is %d, expected %d to %d", what, number, in.First, in.First+n-1)
	}
	return int32(number - in.First), nil
}

// d is a leg's length by the metric of the problem's limit.
func d(p *planner.Siting, leg geo.Leg) int64 {
	if p.Limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// nearest assigns every demand to the nearest of the open sites within the limit, as planner.SitingAnswer says.
func nearest(p *planner.Siting, open []int32) []int32 {
	isOpen := make([]bool, len(p.Sites))
	for _, j := range open {
		isOpen[j] = true
	}
	assignment := make([]int32, len(p.Demands))
	for i := range p.Demands {
		assignment[i] = planner.Unassigned
		var best geo.Leg
		for j, leg := range p.Travel.Row(i) {
			if !isOpen[j] || !p.Limit.Allows(leg) {
				continue
			}
			closer := d(p, leg) < d(p, best) || d(p, leg) == d(p, best) && (leg.Meters < best.Meters || leg.Meters == best.Meters && leg.Seconds < best.Seconds)
			if assignment[i] == planner.Unassigned || closer {
				assignment[i], best = int32(j), leg
			}
		}
	}
	return assignment
}

// distances adds up the weighted legs from every demand to the site that serves it.
func distances(p *planner.Siting, assignment []int32) int64 {
	sum := int64(0)
	for i := range min(len(assignment), len(p.Demands)) {
		for j, leg := range p.Travel.Row(i) {
			if int32(j) == assignment[i] {
				sum += p.Demands[i].Weight * d(p, leg)
			}
		}
	}
	return sum
}

// blocked lists the demands that fewer allowed sites than they need could cover.
func blocked(p *planner.Siting) []int32 {
	var list []int32
	for i := range p.Demands {
		allowed := 0
		for j, leg := range p.Travel.Row(i) {
			if p.Limit.Allows(leg) && !p.Sites[j].Forbidden {
				if allowed++; allowed == p.Asks(i) {
					break
				}
			}
		}
		if allowed < p.Asks(i) {
			list = append(list, int32(i))
		}
	}
	return list
}
