package cover

import (
	"math"

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
	unit    int64 // units of the objective that the core counts as one whole: the common divisor of SetCover's costs, or 1
	base    int64 // MCLP: weight that fixed sites cover
	total   int64 // MCLP: weight that fixed and free sites could cover together
}

// newInstance reads the problem once. Rows of the core are the demands that no fixed site covers but some
// free one does (MCLP: those with weight), demands with the same sites merged into one; its sites are the free ones.
func newInstance(p *planner.Siting) *instance {
	in := &instance{problem: p, unit: 1}
	b := newRowBuilder(p)
	in.read(b)
	c := b.core
	c.transpose(len(c.siteID))
	c.cost = make([]int64, len(c.siteID))
	c.scale = 1
	switch p.Objective {
	case planner.LSCP:
		c.scale, c.must = 1<<scaleBits, true
		for j := range c.cost {
			c.cost[j] = c.scale
		}
		for i := range c.weight {
			c.weight[i] = c.scale
		}
	case planner.SetCover:
		yuan := make([]int64, len(c.siteID))
		for j, id := range c.siteID {
			yuan[j] = p.Sites[id].CostYuan
		}
		in.unit = c.mustCover(yuan)
	default:
		totalWeight := in.total - in.base
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

// read walks through the demands and adds their rows: one for each demand, and with Decay one for each step, which
// weighs what that step adds to the next one.
func (in *instance) read(b *rowBuilder) {
	p := in.problem
	steps := p.Decay
	if len(steps) == 0 {
		steps = []planner.DecayStep{{Within: p.Limit.Value, Permille: 1}}
	}
	total := int64(0)
	for i, demand := range p.Demands {
		b.reach = b.reach[:0]
		allowed, fixed := false, int64(math.MaxInt64)
		for j, leg := range p.Travel.Row(i) {
			if !p.Limit.Allows(leg) || b.renamed[j] == siteForbidden {
				continue
			}
			allowed = true
			switch d := measure(p.Limit, leg); b.renamed[j] {
			case siteFixed:
				fixed = min(fixed, d)
			case siteUseless:
			default:
				b.reach = append(b.reach, reach{b.renamed[j], d})
			}
		}
		if !allowed {
			in.blocked = append(in.blocked, int32(i))
		}
		for k, step := range steps {
			weight := demand.Weight * step.Permille
			if k+1 < len(steps) {
				weight -= demand.Weight * steps[k+1].Permille
			}
			if fixed <= step.Within {
				in.base += weight
				continue
			}
			if p.Objective == planner.MCLP && weight == 0 {
				continue
			}
			if b.add(step.Within, weight) {
				total += weight
			}
		}
	}
	in.total = in.base + total
}

// mustCover makes the core a covering problem with the given costs of its sites, scaled by as much as fits, and
// returns their common divisor, which is the unit of the core's value.
func (c *core) mustCover(costs []int64) (unit int64) {
	total := int64(0)
	for _, cost := range costs {
		unit = divisor(unit, cost)
		total += cost
	}
	unit = max(unit, 1)
	c.must, c.scale = true, 1
	for c.scale < 1<<scaleBits && total/unit <= 1<<(scaledBits-1)/c.scale {
		c.scale *= 2
	}
	c.cost = make([]int64, len(costs))
	for j, cost := range costs {
		c.cost[j] = cost / unit * c.scale
	}
	c.worth()
	return unit
}

// worth sets the weight of every row that must be covered to the cost of its cheapest site: no best multiplier is larger.
func (c *core) worth() {
	for i := range c.rows() {
		for n, j := range c.sitesOf(int32(i)) {
			if n == 0 || c.cost[j] < c.weight[i] {
				c.weight[i] = c.cost[j]
			}
		}
	}
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
