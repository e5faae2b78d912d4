package verify

import (
	"fmt"

	"cuntong/planner"
)

// Frontier recounts a curve from its problem alone and returns an error naming the first thing wrong, or nil: every
// point's sites, yuan and weight, the order of the points, and that no bound is below the weight beside it.
func Frontier(p *planner.Siting, f *planner.Frontier) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("verify: the problem itself: %w", err)
	}
	if f == nil {
		return fmt.Errorf("verify: no frontier")
	}
	if len(f.Points) == 0 {
		if f.Status != planner.Stopped || f.Reason == "" {
			return fmt.Errorf("verify: status %q without points and reason %q", f.Status, f.Reason)
		}
		return nil
	}
	counted, err := countChains(p, f)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	proven := true
	for k, point := range f.Points {
		if err := checkPoint(p, f, counted, k); err != nil {
			return fmt.Errorf("verify: point %d of the frontier: %w", k, err)
		}
		proven = proven && point.Bound == point.Weight
	}
	if proven != (f.Status == planner.Optimal) {
		return fmt.Errorf("verify: status %q, all points proven: %t", f.Status, proven)
	}
	if f.Nested && len(f.Chains) > 1 {
		return fmt.Errorf("verify: a nested frontier has %d chains", len(f.Chains))
	}
	return nil
}

// tally is what the beginnings of one chain cost and cover.
type tally struct{ yuan, weight []int64 }

func countChains(p *planner.Siting, f *planner.Frontier) ([]tally, error) {
	touched := make([][]int32, len(p.Sites)) // demands of each site, each with the leg's figure beside it
	lengths := make([][]int64, len(p.Sites))
	for i := range p.Demands {
		for j, leg := range p.Travel.Row(i) {
			length := leg.Meters
			if p.Limit.Metric == "seconds" {
				length = leg.Seconds
			}
			if length <= p.Limit.Value { // the limit is closed
				touched[j] = append(touched[j], int32(i))
				lengths[j] = append(lengths[j], length)
			}
		}
	}
	counted := make([]tally, len(f.Chains))
	for k, order := range f.Chains {
		nearest := make([]int64, len(p.Demands))
		for i := range nearest {
			nearest[i] = -1
		}
		weight, yuan := int64(0), int64(0)
		open := func(j int) {
			for n, i := range touched[j] {
				d := lengths[j][n]
				if was := nearest[i]; was < 0 || d < was {
					weight += p.Demands[i].Weight * (portion(p, d) - portion(p, was))
					nearest[i] = d
				}
			}
		}
		used := make([]bool, len(p.Sites))
		for j, site := range p.Sites {
			if site.Fixed {
				open(j)
				used[j] = true
			}
		}
		counted[k] = tally{[]int64{0}, []int64{weight}}
		for n, j := range order {
			if j < 0 || int(j) >= len(p.Sites) || used[j] || p.Sites[j].Forbidden {
				return nil, fmt.Errorf("chain %d opens site %d at place %d: fixed, forbidden, repeated or none of %d", k, j, n, len(p.Sites))
			}
			used[j] = true
			open(int(j))
			yuan += p.Sites[j].CostYuan
			counted[k].yuan, counted[k].weight = append(counted[k].yuan, yuan), append(counted[k].weight, weight)
		}
	}
	return counted, nil
}

// portion is what a demand counts at a distance: 1, or thousandths where coverage is partial; nothing where it is not covered.
func portion(p *planner.Siting, d int64) int64 {
	if d < 0 {
		return 0
	}
	if len(p.Decay) == 0 {
		return 1
	}
	most := int64(0)
	for _, step := range p.Decay {
		if d <= step.Within {
			most = max(most, step.Permille)
		}
	}
	return most
}

func checkPoint(p *planner.Siting, f *planner.Frontier, counted []tally, k int) error {
	point := f.Points[k]
	if point.Chain < 0 || int(point.Chain) >= len(f.Chains) || point.New < 0 || point.New > int64(len(f.Chains[point.Chain])) {
		return fmt.Errorf("%d sites of chain %d, which does not hold them", point.New, point.Chain)
	}
	own := counted[point.Chain]
	if point.Yuan != own.yuan[point.New] || point.Weight != own.weight[point.New] {
		return fmt.Errorf("%d yuan and weight %d, recounted %d and %d", point.Yuan, point.Weight, own.yuan[point.New], own.weight[point.New])
	}
	if point.Bound < point.Weight {
		return fmt.Errorf("bound %d is below weight %d", point.Bound, point.Weight)
	}
	use, most := point.New, p.New
	if p.New == nil {
		use, most = point.Yuan, p.BudgetYuan
	}
	if most == nil || use > *most {
		return fmt.Errorf("uses %d, more than the problem's limit", use)
	}
	if k == 0 {
		if use != 0 {
			return fmt.Errorf("the first point uses %d, expected nothing", use)
		}
		return nil
	}
	before := f.Points[k-1]
	last := before.New
	if p.New == nil {
		last = before.Yuan
	}
	if use <= last || point.Weight <= before.Weight || point.Bound < before.Bound {
		return fmt.Errorf("uses %d for weight %d (bound %d) after %d for %d (%d), expected more of all", use, point.Weight, point.Bound, last, before.Weight, before.Bound)
	}
	if f.Nested && point.New <= before.New {
		return fmt.Errorf("opens %d sites after %d in a nested frontier", point.New, before.New)
	}
	return nil
}
