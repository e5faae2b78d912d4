package planner

import "fmt"

// maxTotal keeps sums of weights and costs exact in int64 and in float64.
const maxTotal = 1 << 50

// maxAttraction keeps what all sites together draw of a demand, 2³⁰ for each unit, within int64.
const maxAttraction = 1 << 32

// Check returns an error naming the first thing wrong with the problem's own numbers.
func (p *Siting) Check() error {
	if p.Travel == nil {
		return fmt.Errorf("siting: no travel matrix")
	}
	if rows, columns := p.Travel.Size(); rows != len(p.Demands) || columns != len(p.Sites) {
		return fmt.Errorf("siting: travel is %d × %d, expected %d demands × %d sites", rows, columns, len(p.Demands), len(p.Sites))
	}
	for _, check := range []func() error{p.checkObjective, p.checkDemands, p.checkSites, p.checkLimits, p.checkSpacing} {
		if err := check(); err != nil {
			return fmt.Errorf("siting: %w", err)
		}
	}
	return nil
}

// checkObjective sees that the question has the limits it needs and no option that belongs to another one.
func (p *Siting) checkObjective() error {
	limited := p.New != nil || p.BudgetYuan != nil
	switch p.Objective {
	case LSCP, SetCover:
		if limited {
			return fmt.Errorf("%s takes neither a number of sites nor a budget; use mclp", p.Objective)
		}
	case MCLP, MaxMin, Huff:
		if !limited {
			return fmt.Errorf("%s needs a number of new sites or a budget", p.Objective)
		}
	case PMedian, PCenter:
		if !limited {
			return fmt.Errorf("%s needs a number of new sites or a budget", p.Objective)
		}
	case PDispersion:
		if p.New == nil || p.Spacing == nil {
			return fmt.Errorf("%s needs a number of new sites and the travel between sites", p.Objective)
		}
	case FixedCharge:
	default:
		return fmt.Errorf("objective %q is not one of lscp, scp, mclp, pmedian, pcenter, pdispersion, facility, maxmin, huff", p.Objective)
	}
	if p.Objective == MaxMin && len(p.Towns) == 0 {
		return fmt.Errorf("%s needs towns", p.Objective)
	}
	if p.Objective != MCLP && (len(p.Decay) > 0 || p.BackupPermille != 0) {
		return fmt.Errorf("partial coverage and weighted backup belong to mclp, not to %s", p.Objective)
	}
	if p.Objective != PMedian && p.Nearest > 1 {
		return fmt.Errorf("several nearest sites belong to pmedian, not to %s", p.Objective)
	}
	if loaded := p.Loaded(); loaded && p.Nearest > 1 {
		return fmt.Errorf("several nearest sites do not go with capacities or least loads; leave one of them out")
	} else if loaded && p.Splittable && (len(p.Decay) > 0 || p.Objective == Huff) {
		return fmt.Errorf("split demands do not go with partial coverage or huff; leave one of them out")
	}
	return nil
}

func (p *Siting) checkDemands() error {
	weight, load := int64(0), int64(0)
	for i, d := range p.Demands {
		if d.Weight < 0 || d.Weight > maxTotal || weight > maxTotal-d.Weight {
			return fmt.Errorf("demand %d has weight %d, expected 0 or more and at most %d in all", i, d.Weight, int64(maxTotal))
		}
		if d.Load < 0 || d.Load > maxTotal || load > maxTotal-d.Load {
			return fmt.Errorf("demand %d has load %d, expected 0 or more and at most %d in all", i, d.Load, int64(maxTotal))
		}
		weight, load = weight+d.Weight, load+d.Load
		if len(p.Towns) > 0 && (d.Town < 0 || int(d.Town) >= len(p.Towns)) {
			return fmt.Errorf("demand %d lies in town %d of %d", i, d.Town, len(p.Towns))
		}
		if d.Needs < 0 || d.Needs > 1 && p.Objective != LSCP && p.Objective != SetCover && p.Objective != MCLP {
			return fmt.Errorf("demand %d needs %d sites; more than one belong to lscp, scp and mclp", i, d.Needs)
		}
	}
	return nil
}

func (p *Siting) checkSites() error {
	cost, charge, attraction := int64(0), int64(0), int64(0)
	taken := map[int32]int{}
	for j, s := range p.Sites {
		if s.CostYuan < 0 || s.CostYuan > maxTotal || cost > maxTotal-s.CostYuan {
			return fmt.Errorf("site %d costs %d yuan, expected 0 or more and at most %d in all", j, s.CostYuan, int64(maxTotal))
		}
		if s.Charge < 0 || s.Charge > maxTotal || charge > maxTotal-s.Charge {
			return fmt.Errorf("site %d has charge %d, expected 0 or more and at most %d in all", j, s.Charge, int64(maxTotal))
		}
		cost, charge = cost+s.CostYuan, charge+s.Charge
		if s.Fixed && s.Forbidden {
			return fmt.Errorf("site %d is both fixed and forbidden", j)
		}
		if s.Capacity != nil && *s.Capacity < 0 || s.MinLoad < 0 {
			return fmt.Errorf("site %d has a negative capacity or least load", j)
		}
		if s.Exclusive < 0 || s.Attraction < 0 {
			return fmt.Errorf("site %d has a negative exclusive group or attraction", j)
		}
		if s.Attraction > maxAttraction || attraction > maxAttraction-max(1, s.Attraction) {
			return fmt.Errorf("site %d has attraction %d, expected at most %d in all", j, s.Attraction, int64(maxAttraction))
		}
		attraction += max(1, s.Attraction)
		if other, twice := taken[s.Exclusive]; s.Fixed && s.Exclusive > 0 && twice {
			return fmt.Errorf("sites %d and %d are both fixed, but exclude each other (group %d)", other, j, s.Exclusive)
		} else if s.Fixed && s.Exclusive > 0 {
			taken[s.Exclusive] = j
		}
		if len(p.Towns) > 0 && (s.Town < 0 || int(s.Town) >= len(p.Towns)) {
			return fmt.Errorf("site %d lies in town %d of %d", j, s.Town, len(p.Towns))
		}
	}
	return nil
}

func (p *Siting) checkLimits() error {
	if p.New != nil && *p.New < 0 {
		return fmt.Errorf("%d new sites asked for, expected 0 or more", *p.New)
	}
	if p.BudgetYuan != nil && *p.BudgetYuan < 0 {
		return fmt.Errorf("budget %d yuan, expected 0 or more", *p.BudgetYuan)
	}
	for t, town := range p.Towns {
		if town.MinNew != nil && *town.MinNew < 0 || town.MaxNew != nil && *town.MaxNew < 0 {
			return fmt.Errorf("town %d has a negative number of new sites", t)
		}
		if town.MinNew != nil && town.MaxNew != nil && *town.MinNew > *town.MaxNew {
			return fmt.Errorf("town %d asks for at least %d and at most %d new sites", t, *town.MinNew, *town.MaxNew)
		}
		if town.FloorPermille < 0 || town.FloorPermille > 1000 {
			return fmt.Errorf("town %d has a floor of %d thousandths, expected 0 to 1,000", t, town.FloorPermille)
		}
	}
	for k, step := range p.Decay {
		if step.Within < 0 || step.Permille < 0 || step.Permille > 1000 || k > 0 && (step.Within <= p.Decay[k-1].Within || step.Permille >= p.Decay[k-1].Permille) {
			return fmt.Errorf("decay step %d (within %d: %d thousandths) is out of order or range", k, step.Within, step.Permille)
		}
	}
	if p.BackupPermille < 0 || p.BackupPermille > 1000 {
		return fmt.Errorf("backup counts %d thousandths, expected 0 to 1,000", p.BackupPermille)
	}
	if p.Nearest < 0 || p.HuffPower < 0 || p.HuffPower > 100 {
		return fmt.Errorf("nearest %d or power of distance %d is out of range", p.Nearest, p.HuffPower)
	}
	return nil
}

func (p *Siting) checkSpacing() error {
	if p.Spacing == nil {
		if p.MinSpacing != nil {
			return fmt.Errorf("a least spacing needs the travel between sites")
		}
		return nil
	}
	if rows, columns := p.Spacing.Size(); rows != len(p.Sites) || columns != len(p.Sites) {
		return fmt.Errorf("spacing is %d × %d, expected %d × %d sites", rows, columns, len(p.Sites), len(p.Sites))
	}
	if p.MinSpacing != nil && *p.MinSpacing < 0 {
		return fmt.Errorf("least spacing %d is negative", *p.MinSpacing)
	}
	return nil
}
