// Package why says why an answer to a siting problem is as it is: what each opened site brings and what could stand in
// its place, what keeps a demand uncovered and what it would cost to cover it, and which limits of a problem without an
// answer cannot hold together.
//
// Sites and demands are positions in the problem; weights, loads, yuan and d are whole numbers as in planner. What is
// said rests on counting the answer anew, not on the model that found it.
package why

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/assign"
)

// Site is why a new site is open.
type Site struct {
	Site   int32
	Weight int64   // of the demands that nobody else covers
	Load   int64   // of the same demands
	Only   []int32 // those demands, ascending
	// Without is the objective once the site is gone and its demands go elsewhere; nil where the rest alone breaks a limit.
	Without *int64
	// Others are the best sites to open in its place, best first.
	Others []Other
}

// Other is a site that could stand in another's place.
type Other struct {
	Site      int32
	Objective int64
	Permille  int64 // how much worse than the answer, in thousandths of its objective, rounded up; below 0: better
}

// Block is what keeps a demand uncovered.
type Block string

// The reasons, from the hardest on. The first that holds is given.
const (
	Distance  Block = "distance"     // no allowed site within the limit
	Forbidden Block = "forbidden"    // only forbidden ones
	Needs     Block = "several"      // some are open, fewer than it needs
	Capacity  Block = "capacity"     // an open site is within the limit, but none has room
	MinLoad   Block = "minimum_load" // no site within the limit could reach its least load
	Rival     Block = "exclusive"    // every site within the limit is excluded by an open one, or too close to one
	TownLimit Block = "town_limit"   // the towns of all sites within the limit are full
	Number    Block = "number"       // the number of new sites is used up
	Budget    Block = "budget"       // what is left of the budget opens none of them
	Choice    Block = "choice"       // a site could open, and others brought more
)

// Demand is why a demand is not covered.
type Demand struct {
	Demand int32
	Block  Block
	// Nearest is the nearest allowed site that the problem's travel holds, within the limit or not; −1 where it holds none.
	Nearest  int32
	NearestD int64
	// CostYuan is the least that opening the sites it lacks would cost, whatever the limits say; nil where there are too few.
	CostYuan *int64
}

// Explanation is all that is said of an answer.
type Explanation struct {
	Sites   []Site   // new ones, ascending
	Demands []Demand // uncovered ones, ascending
}

// Options limit the work.
type Options struct {
	Others int // how many sites are tried in the place of each; 0: 12, or 4 where loads count
}

// Explain explains an answer that has an objective.
func Explain(ctx context.Context, p *planner.Siting, a *planner.SitingAnswer, o Options) (*Explanation, error) {
	if a.Objective == nil {
		return nil, fmt.Errorf("why: there is no answer to explain; ask for the conflict")
	}
	scorer, err := assign.NewScorer(ctx, p, a.Open, a.Assignment)
	if err != nil {
		return nil, fmt.Errorf("why: %w", err)
	}
	if o.Others <= 0 {
		if o.Others = 12; p.Loaded() {
			o.Others = 4
		}
	}
	v := look(p, a)
	x := &Explanation{}
	for _, j := range a.Open {
		if p.Sites[j].Fixed {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x.Sites = append(x.Sites, v.site(scorer, j, o.Others))
	}
	for i := range p.Demands {
		if !v.covered[i] {
			x.Demands = append(x.Demands, v.demand(int32(i)))
		}
	}
	return x, nil
}

// at is a site in a demand's row.
type at struct {
	site  int32
	d     int64
	keeps bool // the limit
}

// view is the problem with the answer in it.
type view struct {
	p       *planner.Siting
	a       *planner.SitingAnswer
	rows    [][]at
	isOpen  []bool
	served  []bool
	covered []bool
	opens   []int
	reach   []int64 // load of all demands within the limit of each site
	newly   int64
	yuan    int64
	inTown  []int64
	near    [][]int32 // of each site: others that share demands with it, those that share most first
}

func look(p *planner.Siting, a *planner.SitingAnswer) *view {
	v := &view{p: p, a: a, isOpen: make([]bool, len(p.Sites)), served: make([]bool, len(p.Demands)), covered: make([]bool, len(p.Demands)),
		opens: make([]int, len(p.Demands)), reach: make([]int64, len(p.Sites)), inTown: make([]int64, len(p.Towns))}
	for _, j := range a.Open {
		v.isOpen[j] = true
		if s := p.Sites[j]; !s.Fixed {
			v.newly++
			v.yuan += s.CostYuan
			if len(v.inTown) > 0 {
				v.inTown[s.Town]++
			}
		}
	}
	for i, j := range a.Assignment {
		if j >= 0 {
			v.served[i] = true
		}
	}
	for _, share := range a.Shares {
		v.served[share.Demand] = true
	}
	for i, demand := range p.Demands {
		var row []at
		for j, leg := range p.Travel.Row(i) {
			d := leg.Meters
			if p.Limit.Metric == geo.BySeconds {
				d = leg.Seconds
			}
			keeps := p.Limit.Allows(leg)
			row = append(row, at{int32(j), d, keeps})
			if keeps && v.isOpen[j] {
				v.opens[i]++
			}
			if keeps {
				v.reach[j] += demand.Load
			}
		}
		slices.SortFunc(row, func(a, b at) int { return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(a.site, b.site)) })
		v.rows = append(v.rows, row)
		v.covered[i] = v.served[i] && v.opens[i] >= max(1, int(demand.Needs))
	}
	v.neighbours()
	return v
}

// neighbours finds, for every open new site, the closed candidates that share most weight with it.
func (v *view) neighbours() {
	v.near = make([][]int32, len(v.p.Sites))
	shared := make([]map[int32]int64, len(v.p.Sites))
	for i, row := range v.rows {
		for _, one := range row {
			if !one.keeps || !v.isOpen[one.site] || v.p.Sites[one.site].Fixed {
				continue
			}
			if shared[one.site] == nil {
				shared[one.site] = map[int32]int64{}
			}
			for n, other := range row {
				if s := v.p.Sites[other.site]; n < 40 && other.keeps && !v.isOpen[other.site] && !s.Forbidden {
					shared[one.site][other.site] += v.p.Demands[i].Weight + 1
				}
			}
		}
	}
	for j, with := range shared {
		for other := range with {
			v.near[j] = append(v.near[j], other)
		}
		slices.SortFunc(v.near[j], func(a, b int32) int { return cmp.Or(cmp.Compare(with[b], with[a]), cmp.Compare(a, b)) })
	}
}

// site explains one open new site.
func (v *view) site(scorer *assign.Scorer, j int32, others int) Site {
	p := v.p
	x := Site{Site: j}
	for i, row := range v.rows {
		if !v.covered[i] || v.opens[i] > max(1, int(p.Demands[i].Needs)) {
			continue
		}
		for _, one := range row {
			if one.site == j && one.keeps {
				x.Only = append(x.Only, int32(i))
				x.Weight += p.Demands[i].Weight
				x.Load += p.Demands[i].Load
			}
		}
	}
	if without, ok := scorer.Rescore(j, -1); ok {
		x.Without = &without
	}
	for _, other := range v.near[j][:min(others, len(v.near[j]))] {
		if objective, ok := scorer.Rescore(j, other); ok {
			x.Others = append(x.Others, Other{other, objective, v.worse(objective)})
		}
	}
	slices.SortStableFunc(x.Others, func(a, b Other) int { return cmp.Compare(a.Permille, b.Permille) })
	return x
}

// worse is how much worse an objective is than the answer's, in thousandths, rounded up.
func (v *view) worse(objective int64) int64 {
	now := *v.a.Objective
	difference := objective - now
	if v.p.Objective.Maximises() {
		difference = -difference
	}
	if now == 0 {
		if difference == 0 {
			return 0
		}
		now = 1
	}
	permille := float64(difference) / float64(now) * 1000
	if difference > 0 {
		return max(1, int64(permille+0.999999))
	}
	return int64(permille)
}

// Within returns the best other site whose objective is at most so many thousandths worse; false where none was found.
func (s Site) Within(permille int64) (Other, bool) {
	if len(s.Others) > 0 && s.Others[0].Permille <= permille {
		return s.Others[0], true
	}
	return Other{}, false
}
