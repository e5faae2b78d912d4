package report

import (
	"cmp"
	"slices"

	"cuntong/data"
	"cuntong/geo"
)

// Effects say what changed for whom between two audits of the same settlements under the same standard.
type Effects struct {
	Baseline        Counts   `json:"-"` // of the audit without the changes
	Better          Moved    `json:"better" doc:"Settlements whose class or travel improves, and their people"`
	Worse           Moved    `json:"worse"`
	NewlyCovered    Moved    `json:"newly_covered" doc:"Of the better ones, those that come within the standard"`
	NoLongerCovered Moved    `json:"no_longer_covered" doc:"Of the worse ones, those that fall out of the standard"`
	Items           []Effect `json:"items" doc:"Every settlement whose class, metres or seconds differ; worse ones first, then by how much, then by code"`
	Approvals       []string `json:"approvals" doc:"需审批: IDs of universal-service facilities that the changes close, merge or move"`
}

// Moved counts settlements and the people known to live in them.
type Moved struct {
	Settlements int   `json:"settlements"`
	Population  int64 `json:"population" doc:"Residents where they are known"`
	Unknown     int   `json:"unknown_population_settlements,omitempty" doc:"Of these settlements, those whose population is unknown"`
}

// Verdict is what a change means for one settlement, by class and then by what the standard limits.
type Verdict string

// The verdicts. Other is a change of the figure that the standard does not limit.
const (
	VerdictBetter Verdict = "better"
	VerdictWorse  Verdict = "worse"
	VerdictOther  Verdict = "other"
)

// Effect is what changed for one settlement.
type Effect struct {
	Code       string        `json:"code"`
	Name       string        `json:"name"`
	Location   *[2]float64   `json:"location" doc:"[lon, lat]; null: no position on record"`
	Town       string        `json:"town"`
	TownName   string        `json:"town_name"`
	County     string        `json:"county"`
	CountyName string        `json:"county_name"`
	Population *int64        `json:"population"`
	Verdict    Verdict       `json:"verdict" enum:"better,worse,other"`
	Before     EffectFigures `json:"before"`
	After      EffectFigures `json:"after"`
}

// EffectFigures are a settlement's class and travel to its nearest facility that counts.
type EffectFigures struct {
	Class           Class  `json:"class" enum:"covered,uncovered,unreachable,unlocated"`
	Nearest         string `json:"nearest,omitempty" doc:"ID of the nearest facility that counts; absent where there is none"`
	NearestName     string `json:"nearest_name,omitempty"`
	DistanceMeters  *int64 `json:"distance_m"`
	DurationSeconds *int64 `json:"duration_s"`
}

// Baseline is what EffectsOf must know of the settlements.
type Baseline struct {
	Standard    data.Standard
	Areas       *data.AreaTree
	Settlements []data.Settlement
}

// EffectsOf compares two audits settlement by settlement; one that is missing in either is left out.
func EffectsOf(base Baseline, before, after *Audit) *Effects {
	was := make(map[string]Reach, len(before.Reached))
	for _, reach := range before.Reached {
		was[reach.Code] = reach
	}
	of := make(map[string]data.Settlement, len(base.Settlements))
	for _, settlement := range base.Settlements {
		of[settlement.Code] = settlement
	}
	effects := &Effects{Baseline: before.Counts, Items: []Effect{}, Approvals: []string{}}
	metric := base.Standard.Limit().Metric
	for _, now := range after.Reached {
		then, known := was[now.Code]
		settlement, listed := of[now.Code]
		if !known || !listed || figuresOf(then).same(figuresOf(now)) {
			continue
		}
		one := effectOf(base.Areas, settlement, then, now)
		if one.Verdict = verdictOf(metric, figuresOf(then), figuresOf(now)); one.Verdict == VerdictBetter {
			effects.Better.Add(settlement.Population)
		} else if one.Verdict == VerdictWorse {
			effects.Worse.Add(settlement.Population)
		}
		switch {
		case then.Class != Covered && now.Class == Covered:
			effects.NewlyCovered.Add(settlement.Population)
		case then.Class == Covered && now.Class != Covered:
			effects.NoLongerCovered.Add(settlement.Population)
		}
		effects.Items = append(effects.Items, one)
	}
	slices.SortFunc(effects.Items, func(a, b Effect) int {
		return cmp.Or(
			cmp.Compare(verdictRank(a.Verdict), verdictRank(b.Verdict)),
			cmp.Compare(b.size(metric), a.size(metric)),
			cmp.Compare(a.Code, b.Code))
	})
	return effects
}

// Add counts one settlement more.
func (m *Moved) Add(population *int64) {
	if m.Settlements++; population != nil {
		m.Population += *population
	} else {
		m.Unknown++
	}
}

func figuresOf(r Reach) EffectFigures {
	return EffectFigures{r.Class, r.Nearest, r.NearestName, r.DistanceMeters, r.DurationSeconds}
}

// same reports whether class, metres and seconds agree.
func (f EffectFigures) same(g EffectFigures) bool {
	return f.Class == g.Class && equal(f.DistanceMeters, g.DistanceMeters) && equal(f.DurationSeconds, g.DurationSeconds)
}

func equal(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func effectOf(areas *data.AreaTree, s data.Settlement, then, now Reach) Effect {
	town, _ := areas.Area(s.Town)
	county, _ := areas.County(s.Town)
	one := Effect{
		Code: s.Code, Name: s.Name, Town: town.Code, TownName: town.Name, County: county.Code, CountyName: county.Name,
		Population: s.Population, Before: figuresOf(then), After: figuresOf(now),
	}
	if s.Location != nil {
		one.Location = (*[2]float64)(s.Location)
	}
	return one
}

// classRank orders classes from the best.
func classRank(c Class) int {
	return slices.Index([]Class{Covered, Uncovered, Unreachable, Unlocated}, c)
}

func verdictRank(v Verdict) int {
	return slices.Index([]Verdict{VerdictWorse, VerdictBetter, VerdictOther}, v)
}

// limited is the figure that the standard limits; no way at all is the most.
func limited(by geo.Metric, f EffectFigures) int64 {
	if by == geo.BySeconds {
		return orMost(f.DurationSeconds)
	}
	return orMost(f.DistanceMeters)
}

// size is how much the limited figure changed; a way that is gained or lost is the most.
func (e Effect) size(by geo.Metric) int64 {
	before, after := limited(by, e.Before), limited(by, e.After)
	return max(before, after) - min(before, after)
}
