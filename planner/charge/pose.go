package charge

import (
	"fmt"
	"math/bits"

	"cuntong/geo"
	"cuntong/planner"
)

// measure returns d, the leg by the problem's metric.
func measure(p *planner.Siting, leg geo.Leg) int64 {
	if p.Limit.Metric == geo.BySeconds {
		return leg.Seconds
	}
	return leg.Meters
}

// pose makes a question of a problem: allowed sites, with their positions in the problem, and pairs within the limit. It lists the
// demands that no allowed site reaches.
func pose(p *planner.Siting) (q *Question, siteID, blocked []int32, err error) {
	q = &Question{Start: make([]int, 1, len(p.Demands)+1), Shared: p.Splittable}
	index := make([]int32, len(p.Sites))
	for j, site := range p.Sites {
		index[j] = nobody
		if site.Forbidden {
			continue
		}
		index[j] = int32(len(siteID))
		siteID = append(siteID, int32(j))
		charge, capacity := site.Charge, int64(maxCost)
		if p.Objective != planner.FixedCharge {
			charge = 0
		}
		if site.Capacity != nil {
			capacity = min(capacity, *site.Capacity)
		}
		q.Charge, q.Fixed, q.Capacity = append(q.Charge, charge), append(q.Fixed, site.Fixed), append(q.Capacity, capacity)
	}
	if p.New != nil {
		q.Most = new(int(min(*p.New, int64(len(siteID)))))
	}
	for i, d := range p.Demands {
		q.Load = append(q.Load, d.Load)
		for j, leg := range p.Travel.Row(i) {
			if index[j] < 0 || !p.Limit.Allows(leg) {
				continue
			}
			high, cost := bits.Mul64(uint64(d.Weight), uint64(measure(p, leg)))
			if high != 0 || cost > maxCost {
				return nil, nil, nil, fmt.Errorf("weight %d × %d between demand %d and site %d is more than %d; use a coarser unit of weight", d.Weight, measure(p, leg), i, j, int64(maxCost))
			}
			q.Site, q.Cost = append(q.Site, index[j]), append(q.Cost, int64(cost))
		}
		if len(q.Site) == q.Start[i] {
			blocked = append(blocked, int32(i))
		}
		q.Start = append(q.Start, len(q.Site))
	}
	return q, siteID, blocked, q.check()
}
