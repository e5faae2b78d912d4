package report

import (
	"cmp"
	"slices"

	"cuntong/data"
	"cuntong/geo"
)

// served is how a plan serves each settlement, by code: the covered ones as assigned, the others as audited.
func served(in ComparedInput) map[string]EffectFigures {
	of := make(map[string]EffectFigures, len(in.Plan.Assignments))
	for _, list := range [][]Gap{in.After.Uncovered, in.After.Unreachable, in.After.Unlocated} {
		for _, gap := range list {
			class := Uncovered
			switch gap.Reason {
			case "unreachable", "unlinked":
				class = Unreachable
			case "unlocated":
				class = Unlocated
			}
			of[gap.Code] = EffectFigures{class, gap.Nearest, gap.NearestName, gap.DistanceMeters, gap.DurationSeconds}
		}
	}
	names := make(map[string]string, len(in.Plan.Opened))
	for _, site := range in.Plan.Opened {
		names[site.Site] = site.Name
	}
	if in.Network != nil {
		for _, action := range in.Network.Joint.Actions {
			names[action.Facility] = action.Name
		}
	}
	for _, a := range in.Plan.Assignments {
		if _, gap := of[a.Settlement]; !gap {
			of[a.Settlement] = EffectFigures{Covered, a.Site, names[a.Site], &a.Meters, &a.Seconds}
		}
	}
	return of
}

// shift fills in who is served differently.
func (c *Comparison) shift(inputs []ComparedInput, areas *data.AreaTree, settlements []data.Settlement) {
	var plans []map[string]EffectFigures
	for _, in := range inputs {
		of := served(in)
		in.nameUnserved(of, areas, settlements)
		plans = append(plans, of)
	}
	c.Gains = make([]ComparedPeople, len(inputs))
	metric := inputs[0].After.StandardRule.Limit().Metric
	for _, s := range settlements {
		one, differs := Shift{Code: s.Code, Name: s.Name, Town: s.Town, Population: s.Population}, false
		first, known := plans[0][s.Code]
		for k := range plans {
			figures, ok := plans[k][s.Code]
			if !ok || !known {
				differs = false
				break // a plan of another area does not speak of it
			}
			v := VerdictOther
			if !figures.same(first) {
				differs = true
				v = verdictOf(metric, first, figures)
			}
			one.Plans, one.Verdicts = append(one.Plans, figures), append(one.Verdicts, v)
		}
		if !differs || len(one.Plans) != len(plans) {
			continue
		}
		town, _ := areas.Area(s.Town)
		one.TownName = town.Name
		c.Shifts = append(c.Shifts, one)
		for k, figures := range one.Plans {
			c.Gains[k].add(one.Verdicts[k], first, figures, s.Population)
		}
	}
	worst := func(s Shift) int {
		rank := verdictRank(VerdictOther)
		for _, v := range s.Verdicts {
			rank = min(rank, verdictRank(v))
		}
		return rank
	}
	slices.SortStableFunc(c.Shifts, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(worst(a), worst(b)), cmp.Compare(orLeast(b.Population), orLeast(a.Population)), cmp.Compare(a.Code, b.Code))
	})
}

// nameUnserved adds to how a three-tier plan serves settlements the villages that it leaves unserved although a point is near:
// near is not served. Villages without position or parcels are not spoken of.
func (in ComparedInput) nameUnserved(of map[string]EffectFigures, areas *data.AreaTree, settlements []data.Settlement) {
	if in.Network == nil {
		return
	}
	for _, s := range settlements {
		inside := in.Plan.Scenario.Area == "" || areas.Inside(s.Town, in.Plan.Scenario.Area)
		if _, known := of[s.Code]; !known && inside && s.Kind == data.KindVillage && !slices.Contains(in.Network.LeftOut, s.Code) {
			of[s.Code] = EffectFigures{Class: Uncovered}
		}
	}
}

func (g *ComparedPeople) add(v Verdict, first, now EffectFigures, population *int64) {
	switch v {
	case VerdictBetter:
		g.Better.Add(population)
	case VerdictWorse:
		g.Worse.Add(population)
	}
	switch {
	case first.Class != Covered && now.Class == Covered:
		g.NewlyCovered.Add(population)
	case first.Class == Covered && now.Class != Covered:
		g.NoLongerCovered.Add(population)
	}
}

// verdictOf holds figures against the first ones.
func verdictOf(by geo.Metric, then, now EffectFigures) Verdict {
	switch order := cmp.Or(cmp.Compare(classRank(now.Class), classRank(then.Class)), cmp.Compare(limited(by, now), limited(by, then))); {
	case order < 0:
		return VerdictBetter
	case order > 0:
		return VerdictWorse
	}
	return VerdictOther
}
