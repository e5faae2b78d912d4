package study

import (
	"context"
	"fmt"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/cover"
	"cuntong/planner/report"
	"cuntong/planner/verify"
)

// FrontierRequest asks for the whole curve of coverage against new points or yuan.
type FrontierRequest struct {
	Area     string // code; empty: everything in the store
	Standard string
	Travel   string // ByStraight or ByRoad; empty: ByStraight
	Profile  string
	Weight   string // as in PlanRequest
	By       string // ByPoints or ByYuan; empty: ByPoints
	Most     *int64 // end of the curve; nil: until nothing more can be covered
	Nested   bool   // every point keeps what the points before it open
	Options  planner.Options
}

// What a frontier counts along its axis.
const (
	ByPoints = "points"
	ByYuan   = "yuan"
)

// Frontier is a curve of coverage whose every point is an answer with a proven bound. It is not saved in the store.
type Frontier struct {
	Area        string            `json:"area"`
	AreaName    string            `json:"area_name"`
	Standard    string            `json:"standard"`
	Travel      string            `json:"travel"`
	Profile     string            `json:"profile,omitempty"`
	Weight      string            `json:"weight" enum:"population,settlements" doc:"What a demand counts"`
	By          string            `json:"by" enum:"points,yuan" doc:"What the curve is drawn against"`
	Nested      bool              `json:"nested" doc:"true: every point keeps what the points before it open"`
	Status      string            `json:"status" enum:"optimal,feasible,stopped" doc:"optimal: every point's bound equals its weight"`
	Reason      string            `json:"reason,omitempty" doc:"Why there are no points"`
	TotalWeight int64             `json:"total_weight" doc:"Of all settlements with a position"`
	Points      []FrontierPoint   `json:"points" doc:"Ascending in points or yuan and in weight; the first opens nothing"`
	Chains      [][]string        `json:"chains" doc:"Orders of opening: IDs of facilities, or codes of settlements where a settlement is the candidate"`
	Notes       []report.Sentence `json:"notes" doc:"What the reader must know of the inputs"`
	Seed        int64             `json:"seed"`
	Effort      int64             `json:"effort" doc:"Counted work units"`
	Seconds     float64           `json:"seconds"`
	Verified    bool              `json:"verified" doc:"true: recounted from the problem alone"`
	Revision    int64             `json:"revision" doc:"Of the store's records"`
	CreatedAt   time.Time         `json:"created_at"`
}

// FrontierPoint opens the first Points sites of its chain.
type FrontierPoint struct {
	Points int64   `json:"points" doc:"New points"`
	Yuan   *int64  `json:"opening_cost_yuan" doc:"What they cost; null if any cost is unknown"`
	Weight int64   `json:"weight" doc:"Weight covered, existing points included: the best found for every limit up to the next point's"`
	Bound  int64   `json:"bound" doc:"Proven: no answer within any of those limits covers more"`
	Gap    float64 `json:"gap" doc:"(bound − weight) / max(weight, 1e-9), a fraction"`
	Chain  int32   `json:"chain" doc:"Position in chains"`
}

// Frontier draws the curve, recounts every point and returns it; it saves nothing.
func (s *Study) Frontier(ctx context.Context, request FrontierRequest) (*Frontier, error) {
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return nil, err
	}
	most := int64(1) << 40
	if request.Most != nil {
		most = *request.Most
	}
	plan := PlanRequest{Area: request.Area, Standard: request.Standard, Travel: request.Travel, Profile: request.Profile, Weight: request.Weight, Model: string(planner.MCLP)}
	switch request.By {
	case "", ByPoints:
		request.By, plan.P = ByPoints, &most
	case ByYuan:
		plan.Budget = &most
	default:
		return nil, fmt.Errorf("by %q is unknown, expected points or yuan: %w", request.By, data.ErrInvalid)
	}
	q, err := s.pose(ctx, plan, standard)
	if err != nil {
		return nil, err
	}
	curve, err := cover.Frontier(ctx, q.problem, cover.FrontierOptions{Options: request.Options, Nested: request.Nested})
	if err != nil {
		return nil, fmt.Errorf("draw the frontier: %w", err)
	}
	if err := verify.Frontier(q.problem, curve); err != nil {
		return nil, fmt.Errorf("the frontier did not pass the independent recount and was thrown away: %w", err)
	}
	f := q.frontier(curve)
	f.By, f.Standard, f.CreatedAt = request.By, standard.ID, s.Now().UTC().Truncate(time.Second)
	return f, nil
}

// frontier says a curve in terms of records.
func (q *question) frontier(curve *planner.Frontier) *Frontier {
	f := &Frontier{
		Area: q.scene.queryArea, AreaName: q.scene.area.Name, Travel: q.travel.Method, Profile: q.travel.Profile, Weight: q.weight,
		Nested: curve.Nested, Status: string(curve.Status), Reason: curve.Reason, Points: []FrontierPoint{}, Chains: [][]string{},
		Notes: report.Notes(data.Plan{Notes: q.notes}), Seed: curve.Stats.Seed, Effort: curve.Stats.Effort, Seconds: curve.Stats.Seconds,
		Verified: true, Revision: q.scene.revision,
	}
	for _, demand := range q.problem.Demands {
		f.TotalWeight += demand.Weight
	}
	known := make([]int, len(curve.Chains)) // how many sites each chain opens before one of unknown cost
	for k, chain := range curve.Chains {
		ids := make([]string, len(chain))
		known[k] = len(chain)
		for n, j := range chain {
			ids[n] = q.sites[j].ID
			if q.sites[j].OpeningCostYuan == nil {
				known[k] = min(known[k], n)
			}
		}
		f.Chains = append(f.Chains, ids)
	}
	for _, at := range curve.Points {
		point := FrontierPoint{Points: at.New, Weight: at.Weight, Bound: at.Bound, Chain: at.Chain}
		point.Gap, _ = planner.Gap(&at.Weight, &at.Bound)
		if at.New <= int64(known[at.Chain]) {
			point.Yuan = &at.Yuan
		}
		f.Points = append(f.Points, point)
	}
	return f
}
