package assign

import (
	"cuntong/planner"
)

// build makes the core of a question about sums. Rows are those of the table up to a length (none: all).
func (t *table) build(objective planner.Objective, within int64) *core {
	p := t.p
	c := t.withSites()
	loaded := p.Loaded() && p.Objective != planner.Huff
	c.loaded, c.split = loaded, loaded && p.Splittable
	c.paired = loaded || objective == planner.PMedian || objective == planner.FixedCharge || len(p.Decay) > 0
	permille := int64(1)
	if objective == planner.MCLP && (len(p.Decay) > 0 || p.BackupPermille > 0) {
		permille = 1000
	}
	for i, demand := range p.Demands {
		standing := 0 // fixed sites in the row so far
		for _, at := range t.rows[i] {
			if at.d > within || standing >= t.suffice(i, loaded) {
				break
			}
			if p.Sites[at.site].Fixed {
				standing++
			}
			cost := int64(0)
			switch objective {
			case planner.PMedian, planner.FixedCharge:
				cost = demand.Weight * at.d
			case planner.MCLP:
				if c.paired {
					cost = -demand.Weight * permille
					if len(p.Decay) > 0 {
						cost = -demand.Weight * decay(p.Decay, at.d)
					}
				}
			}
			c.rowSite = append(c.rowSite, at.site)
			c.rowCost = append(c.rowCost, cost)
		}
		c.rowStart = append(c.rowStart, int32(len(c.rowSite)))
		needs, gain, backup := max(1, demand.Needs), int64(0), int64(0)
		if objective != planner.PMedian {
			needs = max(needs, int32(p.Nearest)) // asked only whether so many can be open
		}
		if objective == planner.MCLP {
			if !c.paired {
				gain = demand.Weight * permille
			}
			backup = demand.Weight * p.BackupPermille
		}
		c.must = append(c.must, objective.MustServe() && t.hopes[i])
		c.take = append(c.take, int32(max(1, p.Nearest)))
		c.needs = append(c.needs, needs)
		c.gain = append(c.gain, gain)
		c.backup = append(c.backup, backup)
		c.load = append(c.load, demand.Load)
		c.weight = append(c.weight, demand.Weight)
		c.town = append(c.town, demand.Town)
		c.counted = c.counted || !c.paired || needs > 1 || backup > 0
	}
	for j, s := range p.Sites {
		switch {
		case s.Fixed:
		case objective == planner.LSCP:
			c.cost[j] = 1
		case objective == planner.SetCover:
			c.cost[j] = s.CostYuan
		case objective == planner.FixedCharge:
			c.cost[j] = s.Charge
		}
	}
	c.sitesOnly = objective != planner.PMedian && objective != planner.FixedCharge && objective != planner.MCLP && objective != planner.Huff
	c.transpose()
	return c
}

// suffice is how many fixed sites in a demand's row make all that lie beyond them of no use: nearer sites serve it, and as
// many as it needs are open. Where loads count or sites share what chooses them, any site may matter.
func (t *table) suffice(i int, loaded bool) int {
	if loaded || t.p.Objective == planner.Huff || t.p.BackupPermille > 0 {
		return len(t.p.Sites) + 1
	}
	return t.p.Asks(i)
}

// withSites is a core without demands: sites and what limits them.
func (t *table) withSites() *core {
	p := t.p
	c := &core{rowStart: []int32{0}, most: none, budget: none, rivals: t.rivals}
	for _, s := range p.Sites {
		capacity, least := int64(none), s.MinLoad
		if s.Capacity != nil {
			capacity = *s.Capacity
		}
		if s.Fixed {
			least = 0
		}
		c.cost = append(c.cost, 0)
		c.yuan = append(c.yuan, s.CostYuan)
		c.capacity = append(c.capacity, capacity)
		c.least = append(c.least, least)
		c.fixed = append(c.fixed, s.Fixed)
		c.banned = append(c.banned, s.Forbidden)
		c.siteTown = append(c.siteTown, s.Town)
	}
	if p.New != nil {
		c.most = *p.New
	}
	if p.BudgetYuan != nil {
		c.budget = *p.BudgetYuan
	}
	total := make([]int64, len(p.Towns))
	for _, demand := range p.Demands {
		if len(total) > 0 {
			total[demand.Town] += demand.Weight
		}
	}
	limited := false
	for k, town := range p.Towns {
		limited = limited || town.MaxNew != nil || town.MinNew != nil
		most, fewest, floor := int64(none), int64(0), int64(0)
		if town.MaxNew != nil {
			most = *town.MaxNew
		}
		if town.MinNew != nil {
			fewest = *town.MinNew
		}
		if !p.Objective.MustServe() {
			floor = ceilShare(town.FloorPermille, total[k])
		}
		c.townMost = append(c.townMost, most)
		c.townFewest = append(c.townFewest, fewest)
		c.floor = append(c.floor, floor)
	}
	for j := range c.siteTown {
		if !limited { // towns that limit nothing need not part the sites
			c.siteTown[j] = -1
		}
	}
	return c
}

// ceilShare is the least whole part of a total that is at least so many thousandths of it.
func ceilShare(permille, total int64) int64 {
	return (permille*total + 999) / 1000
}

// decay is the permille of the first step that a length keeps, 0 beyond the last.
func decay(steps []planner.DecayStep, d int64) int64 {
	for _, step := range steps {
		if d <= step.Within {
			return step.Permille
		}
	}
	return 0
}
