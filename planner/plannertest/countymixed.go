package plannertest

import (
	"math"
	"math/rand/v2"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// Mixed returns a county-like problem with an objective and all of the options asked for, each of a size that matters:
// every village is demand and candidate at once, towns are squares of about 30 villages, and about a fifth of the
// villages may get a new site. A limit of 0 is 5,000 m; loads are parcels a day.
func (c County) Mixed(objective planner.Objective, options ...planner.Option) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(c.Seed), 6))
	limit := c.LimitMeters
	if limit == 0 {
		limit = 5000
	}
	n := c.Villages
	uses := func(option planner.Option) bool { return slices.Contains(options, option) }
	p := &planner.Siting{Objective: objective, Limit: geo.Limit{Metric: geo.ByMeters, Value: limit}}
	height := math.Sqrt(float64(n)/1.5) * spacingMeters
	across := max(1, int(math.Sqrt(float64(n)/30*1.5)))
	down := max(1, n/30/across)
	at := make([][2]float64, n)
	load, cost := int64(0), int64(0)
	for i := range at {
		at[i] = [2]float64{r.Float64() * height * 1.5, r.Float64() * height}
		town := int32(int(at[i][0]/(height*1.5)*float64(across))*down + int(at[i][1]/height*float64(down)))
		people := 1 + int64(700*math.Exp(r.NormFloat64()*0.7))
		p.Demands = append(p.Demands, planner.Demand{Weight: people, Load: 1 + people/20, Town: town})
		site := planner.Site{Fixed: r.Float64() < c.FixedShare, CostYuan: 1000 * (8 + r.Int64N(53)), Town: town, Attraction: 1 + r.Int64N(5)}
		site.Charge = site.CostYuan * 20
		load, cost = load+p.Demands[i].Load, cost+site.CostYuan
		p.Sites = append(p.Sites, site)
	}
	p.Towns = make([]planner.Town, across*down)
	sites := int64(n / 5)
	switch objective {
	case planner.MCLP, planner.MaxMin, planner.Huff:
		sites = max(1, int64(n)*1538*1538/limit/limit/20)
	}
	switch objective {
	case planner.LSCP, planner.SetCover, planner.FixedCharge:
	case planner.PDispersion:
		p.New = new(sites / 4)
	default:
		p.New = new(sites)
		p.BudgetYuan = new(cost / int64(n) * sites * 8 / 10)
	}
	for j := range p.Sites {
		s := &p.Sites[j]
		if uses(planner.OptionCapacity) {
			s.Capacity = new(load / sites * (100 + r.Int64N(100)) / 100)
		}
		if uses(planner.OptionMinLoad) {
			s.MinLoad = load / sites / 3
		}
		if nearest := -1; uses(planner.OptionExclusive) && s.Exclusive == 0 { // two places in one village
			for k := j + 1; k < n; k++ {
				if o := p.Sites[k]; o.Exclusive == 0 && !o.Fixed && (nearest < 0 || apart(at[j], at[k]) < apart(at[j], at[nearest])) {
					nearest = k
				}
			}
			if s.Exclusive = int32(1 + j); nearest >= 0 {
				p.Sites[nearest].Exclusive = s.Exclusive
			}
		}
	}
	for i := range p.Demands {
		if uses(planner.OptionNeeds) {
			p.Demands[i].Needs = int32(1 + i%2)
		}
	}
	for t := range p.Towns {
		if uses(planner.OptionTownNew) {
			p.Towns[t].MaxNew = new(max(1, sites*2/int64(len(p.Towns))))
			if sites >= 2*int64(len(p.Towns)) {
				p.Towns[t].MinNew = new(int64(1))
			}
		}
		if uses(planner.OptionTownFloor) {
			p.Towns[t].FloorPermille = 600
		}
	}
	p.Splittable = uses(planner.OptionSplit)
	if uses(planner.OptionNearest) {
		p.Nearest = 2
	}
	if uses(planner.OptionDecay) {
		p.Decay = []planner.DecayStep{{Within: limit / 3, Permille: 1000}, {Within: limit * 2 / 3, Permille: 600}, {Within: limit, Permille: 250}}
	}
	if uses(planner.OptionBackup) {
		p.BackupPermille = 300
	}
	if uses(planner.OptionMinSpacing) {
		p.MinSpacing = new(int64(1500))
	}
	p.Travel = within(at, limit)
	if objective == planner.PDispersion || p.MinSpacing != nil {
		p.Spacing = within(at, 1<<30)
	}
	return p
}

func apart(a, b [2]float64) float64 { return math.Hypot(a[0]-b[0], a[1]-b[1]) }

func within(at [][2]float64, limit int64) *geo.SparseMatrix {
	b := geo.NewSparseBuilder(len(at))
	for i := range at {
		for j := range at {
			if meters := geo.WholeMeters(geo.Meters(apart(at[i], at[j]))); meters <= limit {
				b.Add(j, geo.Leg{Meters: meters, Seconds: meters / 10})
			}
		}
		b.EndRow()
	}
	return b.Matrix()
}
