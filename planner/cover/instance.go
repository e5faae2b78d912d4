package cover

import (
	"cuntong/planner"
)

// scaleBits is how finely multipliers divide one whole unit of the objective; the sum of all scaled weights
// stays within 2^scaledBits, so that sums over sites stay exact in int64 while a row has below 2^12 sites on average.
const (
	scaleBits  = 20
	scaledBits = 50
)

// instance is a siting problem seen as a core: fixed sites, forbidden sites and what they decide are taken out.
type instance struct {
	problem *planner.Siting
	core    *core
	blocked []int32
	base    int64 // MCLP: weight that fixed sites cover
	total   int64 // MCLP: weight that fixed and free sites could cover together
}

// newInstance reads the problem once. Rows of the core are the demands that no fixed site covers but some
// free one does (MCLP: those with weight); its sites are the free ones.
func newInstance(p *planner.Siting) *instance {
	in := &instance{problem: p}
	c := &core{rowStart: []int32{0}}
	renamed := make([]int32, len(p.Sites))
	for j, site := range p.Sites {
		renamed[j] = -1
		free := !site.Fixed && !site.Forbidden
		if p.Objective == planner.MCLP && (p.BudgetYuan != nil && site.CostYuan > *p.BudgetYuan || p.New != nil && *p.New == 0) {
			free = false
		}
		if free {
			renamed[j] = int32(len(c.siteID))
			c.siteID = append(c.siteID, int32(j))
		}
	}
	totalWeight := int64(0)
	for i, demand := range p.Demands {
		begin := len(c.rowSites)
		allowed, fixed := false, false
		for j, leg := range p.Travel.Row(i) {
			if p.Sites[j].Forbidden || !p.Limit.Allows(leg) {
				continue
			}
			allowed = true
			fixed = fixed || p.Sites[j].Fixed
			if renamed[j] >= 0 {
				c.rowSites = append(c.rowSites, renamed[j])
			}
		}
		if !allowed {
			in.blocked = append(in.blocked, int32(i))
		}
		if fixed {
			in.base += demand.Weight
		}
		if fixed || len(c.rowSites) == begin || p.Objective == planner.MCLP && demand.Weight == 0 {
			c.rowSites = c.rowSites[:begin]
			continue
		}
		totalWeight += demand.Weight
		c.rowStart = append(c.rowStart, int32(len(c.rowSites)))
		c.weight = append(c.weight, demand.Weight)
	}
	in.total = in.base + totalWeight
	c.transpose(len(c.siteID))
	c.cost = make([]int64, len(c.siteID))
	c.scale = 1
	if p.Objective == planner.LSCP {
		c.scale, c.must = 1<<scaleBits, true
		for j := range c.cost {
			c.cost[j] = c.scale
		}
		for i := range c.weight {
			c.weight[i] = c.scale
		}
	} else {
		for c.scale < 1<<scaleBits && totalWeight <= 1<<(scaledBits-1)/c.scale {
			c.scale *= 2
		}
		for i := range c.weight {
			c.weight[i] *= c.scale
		}
		c.limits = limitsOf(p, c.siteID)
	}
	in.core = c
	return in
}

// limitsOf returns the limits that can bind: one that takes all sites together is no limit.
func limitsOf(p *planner.Siting, siteID []int32) []limit {
	var limits []limit
	if p.New != nil && *p.New < int64(len(siteID)) {
		ones := make([]int64, len(siteID))
		for j := range ones {
			ones[j] = 1
		}
		limits = append(limits, limit{ones, *p.New})
	}
	if p.BudgetYuan != nil {
		yuan := make([]int64, len(siteID))
		total := int64(0)
		for j, id := range siteID {
			yuan[j] = p.Sites[id].CostYuan
			total += yuan[j]
		}
		if total > *p.BudgetYuan {
			limits = append(limits, limit{yuan, *p.BudgetYuan})
		}
	}
	return limits
}
