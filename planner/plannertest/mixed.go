package plannertest

import (
	"math/rand/v2"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// Objectives lists every objective.
func Objectives() []planner.Objective {
	return []planner.Objective{planner.LSCP, planner.SetCover, planner.MCLP, planner.PMedian, planner.PCenter, planner.PDispersion,
		planner.FixedCharge, planner.MaxMin, planner.Huff}
}

// OptionsOf lists every option that goes with the objective.
func OptionsOf(objective planner.Objective) []planner.Option {
	options := []planner.Option{planner.OptionCapacity, planner.OptionMinLoad, planner.OptionExclusive, planner.OptionTownNew, planner.OptionTownFloor,
		planner.OptionMinSpacing}
	switch objective {
	case planner.LSCP, planner.SetCover:
		options = append(options, planner.OptionNeeds, planner.OptionSplit)
	case planner.MCLP:
		options = append(options, planner.OptionNeeds, planner.OptionSplit, planner.OptionDecay, planner.OptionBackup)
	case planner.PMedian:
		options = append(options, planner.OptionSplit, planner.OptionNearest)
	case planner.PCenter, planner.PDispersion, planner.FixedCharge, planner.MaxMin:
		options = append(options, planner.OptionSplit)
	}
	return options
}

// Mixed returns a small problem like Random's in which each of the options is used or not by chance; without
// options, any that go with the objective. With capacities or least loads it has up to 6 demands and 6 sites. Some
// problems have no answer. Same objective, seed and options, same problem.
func Mixed(objective planner.Objective, seed int64, options ...planner.Option) *planner.Siting {
	if len(options) == 0 {
		options = OptionsOf(objective)
	}
	r := rand.New(rand.NewPCG(uint64(seed), 4))
	uses := map[planner.Option]bool{}
	for _, option := range options {
		uses[option] = r.IntN(min(3, len(options)+1)) == 0
	}
	loaded := uses[planner.OptionCapacity] || uses[planner.OptionMinLoad]
	if loaded {
		uses[planner.OptionNearest] = false
	}
	mostDemands, mostSites := 9, 10
	if loaded {
		mostDemands, mostSites = 7, 7
	}
	p := random(objective, seed, mostDemands, mostSites)
	complete(p, rand.New(rand.NewPCG(uint64(seed), 5)))
	demandOptions(p, r, uses)
	siteOptions(p, r, uses)
	townOptions(p, r, uses)
	if uses[planner.OptionNearest] {
		p.Nearest = 2 + r.IntN(2)
	}
	if uses[planner.OptionDecay] {
		p.Splittable = false
		within, permille := r.Int64N(20), int64(1000)-r.Int64N(2)*r.Int64N(300)
		for range 1 + r.IntN(3) {
			p.Decay = append(p.Decay, planner.DecayStep{Within: within, Permille: permille})
			within, permille = within+1+r.Int64N(20), permille-1-r.Int64N(300)
		}
	}
	if uses[planner.OptionBackup] {
		p.BackupPermille = 1 + r.Int64N(1000)
	}
	if uses[planner.OptionMinSpacing] {
		if p.Spacing == nil {
			p.Spacing = spacing(r, len(p.Sites))
		}
		p.MinSpacing = new(r.Int64N(40))
	}
	return p
}

func demandOptions(p *planner.Siting, r *rand.Rand, uses map[planner.Option]bool) {
	loaded := uses[planner.OptionCapacity] || uses[planner.OptionMinLoad]
	p.Splittable = uses[planner.OptionSplit]
	for i := range p.Demands {
		if uses[planner.OptionNeeds] {
			p.Demands[i].Needs = int32(r.IntN(4))
		}
		if loaded {
			p.Demands[i].Load = r.Int64N(5)
		}
	}
}

func siteOptions(p *planner.Siting, r *rand.Rand, uses map[planner.Option]bool) {
	fixed := map[int32]bool{}
	for j := range p.Sites {
		s := &p.Sites[j]
		if uses[planner.OptionCapacity] && r.IntN(3) > 0 {
			s.Capacity = new(r.Int64N(10))
		}
		if uses[planner.OptionMinLoad] && r.IntN(2) > 0 {
			s.MinLoad = r.Int64N(4)
		}
		if group := int32(r.IntN(5)); uses[planner.OptionExclusive] && !(s.Fixed && fixed[group]) {
			s.Exclusive = group
			fixed[group] = fixed[group] || s.Fixed && group > 0
		}
	}
}

func townOptions(p *planner.Siting, r *rand.Rand, uses map[planner.Option]bool) {
	if len(p.Towns) == 0 && (uses[planner.OptionTownNew] || uses[planner.OptionTownFloor]) {
		settle(p, r)
	}
	for t := range p.Towns {
		town := &p.Towns[t]
		if uses[planner.OptionTownNew] {
			if r.IntN(2) > 0 {
				town.MaxNew = new(r.Int64N(4))
			}
			if r.IntN(4) == 0 {
				town.MinNew = new(int64(1))
				if town.MaxNew != nil {
					town.MinNew = new(min(1, *town.MaxNew))
				}
			}
		}
		if uses[planner.OptionTownFloor] {
			town.FloorPermille = []int64{0, 0, 300, 500, 800}[r.IntN(5)]
		}
	}
}

// settle puts demands and sites into one to three towns.
func settle(p *planner.Siting, r *rand.Rand) {
	p.Towns = make([]planner.Town, 1+r.IntN(3))
	for i := range p.Demands {
		p.Demands[i].Town = int32(r.IntN(len(p.Towns)))
	}
	for j := range p.Sites {
		p.Sites[j].Town = int32(r.IntN(len(p.Towns)))
	}
}

// spacing measures between sites at random places, both ways alike; one pair in eight is not held.
func spacing(r *rand.Rand, sites int) *geo.SparseMatrix {
	legs := make([]geo.Leg, sites*sites)
	for j := range sites {
		for other := range j {
			if r.IntN(8) > 0 {
				leg := geo.Leg{Meters: 1 + r.Int64N(20)*5, Seconds: 1 + r.Int64N(100)}
				legs[j*sites+other], legs[other*sites+j] = leg, leg
			}
		}
	}
	b := geo.NewSparseBuilder(sites)
	for j := range sites {
		for other := range sites {
			if leg := legs[j*sites+other]; leg != (geo.Leg{}) {
				b.Add(other, leg)
			}
		}
		b.EndRow()
	}
	return b.Matrix()
}

// complete gives a problem what its objective needs.
func complete(p *planner.Siting, r *rand.Rand) {
	switch p.Objective {
	case planner.PMedian, planner.PCenter, planner.FixedCharge:
		p.Limit.Value = 40 + r.Int64N(80) // else nearly every problem has blocked demands
	}
	most := int64(6)
	if p.Objective == planner.PDispersion {
		most = 4
	}
	mix := r.IntN(3)
	if limited := []planner.Objective{planner.PMedian, planner.PCenter, planner.MaxMin, planner.Huff, planner.PDispersion}; slices.Contains(limited, p.Objective) {
		if mix != 1 || p.Objective == planner.PDispersion {
			p.New = new(r.Int64N(most))
		}
		if mix != 0 {
			p.BudgetYuan = new(r.Int64N(60))
		}
	}
	switch p.Objective {
	case planner.FixedCharge:
		for j := range p.Sites {
			p.Sites[j].Charge = []int64{0, 10, 50, r.Int64N(3000)}[r.IntN(4)]
		}
		if mix == 0 {
			p.New = new(1 + r.Int64N(5))
		}
	case planner.PDispersion:
		p.Spacing = spacing(r, len(p.Sites))
	case planner.MaxMin:
		settle(p, r)
	case planner.Huff:
		p.HuffPower = []int64{0, 10, 15, 20, 30, 7}[r.IntN(6)]
		for j := range p.Sites {
			p.Sites[j].Attraction = r.Int64N(5)
		}
	}
}
