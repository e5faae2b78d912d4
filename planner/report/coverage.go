package report

import (
	"cmp"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"
)

// Input is what Build needs to know of an audited area.
type Input struct {
	Standard   data.Standard
	Travel     travel.Description
	Area       string
	AreaName   string
	Date       data.Date
	Revision   int64
	Facilities int // that count, of the whole store
	NotAsked   int // settlements of kinds that the standard does not ask to cover
	Areas      *data.AreaTree
	Subjects   []Subject
	Services   []data.Service
	ByOperator []OperatorRate
	Other      *Other
}

// Subject is one settlement that the standard asks to cover, and what the router found for it.
type Subject struct {
	Settlement data.Settlement
	// Facilities is false where the store has no facility that counts at all.
	Facilities bool
	Found      bool // a facility can be reached
	Facility   *data.Facility
	Leg        geo.Leg
	Unlinked   bool   // nothing is reached and no road passes near enough
	RoadMeters *int64 // straight, to the nearest road of an unlinked settlement; nil where there is none
}

// class applies the rule: unlocated before anything else, then reachable or not, then the closed limit.
func (s Subject) class(limit geo.Limit) Class {
	switch {
	case s.Settlement.Location == nil:
		return Unlocated
	case !s.Facilities:
		return Uncovered
	case !s.Found:
		return Unreachable
	case limit.Allows(s.Leg):
		return Covered
	}
	return Uncovered
}

// Build counts an audit. The subjects may come in any order; the result is ordered.
func Build(in Input) *Audit {
	subjects := slices.Clone(in.Subjects)
	slices.SortFunc(subjects, func(a, b Subject) int { return cmp.Compare(a.Settlement.Code, b.Settlement.Code) })
	audit := &Audit{
		Standard: in.Standard.ID, StandardRule: in.Standard, Travel: in.Travel, Area: in.Area, AreaName: in.AreaName,
		Date: in.Date, Revision: in.Revision, ByOperator: in.ByOperator, Facilities: in.Facilities, NotAsked: in.NotAsked, Other: in.Other,
		Uncovered: []Gap{}, Unreachable: []Gap{}, Unlocated: []Gap{}, ByKind: []KindCounts{}, ByArea: []AreaCounts{},
	}
	limit := in.Standard.Limit()
	var total tally
	kinds := map[data.SettlementKind]*tally{}
	areas := map[string]*tally{}
	for _, s := range subjects {
		class := s.class(limit)
		total.add(class, s.Settlement.Population)
		tallyOf(kinds, s.Settlement.Kind).add(class, s.Settlement.Population)
		for _, area := range reportAreas(in.Areas, s.Settlement.Town) {
			tallyOf(areas, area.Code).add(class, s.Settlement.Population)
		}
		audit.Reached = append(audit.Reached, reachOf(s, class))
		switch gap := gapOf(in.Areas, s, class); class {
		case Uncovered:
			audit.Uncovered = append(audit.Uncovered, gap)
		case Unreachable:
			audit.Unreachable = append(audit.Unreachable, gap)
		case Unlocated:
			audit.Unlocated = append(audit.Unlocated, gap)
		}
	}
	slices.SortStableFunc(audit.Uncovered, worstFirst)
	audit.Counts = total.counts()
	audit.Near = quantilesOf(subjects)
	for _, kind := range []data.SettlementKind{data.KindVillage, data.KindResidents, data.KindPseudo} {
		if t := kinds[kind]; t != nil {
			audit.ByKind = append(audit.ByKind, KindCounts{kind, t.counts()})
		}
	}
	rates := serviceRates(in, subjects)
	audit.Service = rates[""].rate()
	audit.ByArea = areaRows(in.Areas, areas, rates)
	return audit
}

func reachOf(s Subject, class Class) Reach {
	reach := Reach{Code: s.Settlement.Code, Class: class}
	if s.Found && class != Unlocated {
		reach.Nearest, reach.NearestName = s.Facility.ID, s.Facility.Name
		reach.DistanceMeters, reach.DurationSeconds = &s.Leg.Meters, &s.Leg.Seconds
	}
	return reach
}

func gapOf(areas *data.AreaTree, s Subject, class Class) Gap {
	reach := reachOf(s, class)
	town, _ := areas.Area(s.Settlement.Town)
	county, _ := areas.County(s.Settlement.Town)
	gap := Gap{
		Code: s.Settlement.Code, Name: s.Settlement.Name, Kind: s.Settlement.Kind,
		Town: town.Code, TownName: town.Name, County: county.Code, CountyName: county.Name,
		Population: s.Settlement.Population, Nearest: reach.Nearest, NearestName: reach.NearestName,
		DistanceMeters: reach.DistanceMeters, DurationSeconds: reach.DurationSeconds, Reason: "beyond_limit",
	}
	switch {
	case class == Unreachable && s.Unlinked:
		gap.Reason, gap.RoadMeters = "unlinked", s.RoadMeters
	case class != Uncovered:
		gap.Reason = string(class)
	case !s.Facilities:
		gap.Reason = "no_facility"
	}
	return gap
}

// worstFirst orders gaps: without any facility first, then by distance, then by people, then by code.
func worstFirst(a, b Gap) int {
	return cmp.Or(
		cmp.Compare(orMost(b.DistanceMeters), orMost(a.DistanceMeters)),
		cmp.Compare(orLeast(b.Population), orLeast(a.Population)),
		cmp.Compare(a.Code, b.Code))
}

func orMost(v *int64) int64 {
	if v == nil {
		return math.MaxInt64
	}
	return *v
}

func orLeast(v *int64) int64 {
	if v == nil {
		return math.MinInt64
	}
	return *v
}

// reportAreas returns the town of a settlement and the county around it. Statistical counties have no row
// of their own: their people live inside the county around them, and rows of counties add up to the total.
func reportAreas(areas *data.AreaTree, town string) []data.Area {
	var rows []data.Area
	if county, ok := areas.County(town); ok {
		rows = append(rows, county)
	}
	if area, ok := areas.Area(town); ok && area.Tier == data.TierTown {
		rows = append(rows, area)
	}
	return rows
}

func areaRows(areas *data.AreaTree, tallies map[string]*tally, rates map[string]*serviceTally) []AreaCounts {
	rows := []AreaCounts{}
	for code, t := range tallies { // ordered below
		area, _ := areas.Area(code)
		parent := area.Parent
		if area.Tier == data.TierTown {
			if county, ok := areas.County(code); ok {
				parent = county.Code
			}
		}
		rows = append(rows, AreaCounts{code, area.Name, area.Tier, parent, t.counts(), rates[code].rate()})
	}
	slices.SortFunc(rows, func(a, b AreaCounts) int {
		return cmp.Or(cmp.Compare(countyKey(a), countyKey(b)), cmp.Compare(len(a.Code), len(b.Code)), cmp.Compare(a.Code, b.Code))
	})
	return rows
}

// countyKey groups each county's row with its towns' rows.
func countyKey(row AreaCounts) string {
	if row.Tier == data.TierTown {
		return row.Parent
	}
	return row.Code
}

func tallyOf[K comparable](tallies map[K]*tally, key K) *tally {
	if tallies[key] == nil {
		tallies[key] = &tally{}
	}
	return tallies[key]
}

// RateOperator counts who is covered when only one operator's facilities count.
func RateOperator(operator data.Operator, facilities int, standard data.Standard, subjects []Subject) OperatorRate {
	var t tally
	for _, s := range subjects {
		t.add(s.class(standard.Limit()), s.Settlement.Population)
	}
	counts := t.counts()
	return OperatorRate{operator, facilities, counts.CoveredSettlements, counts.CoveredPopulation}
}

// Compare counts the same subjects as another router found them.
func Compare(by travel.Description, standard data.Standard, subjects []Subject) *Other {
	var t tally
	unlinked := 0
	for _, s := range subjects {
		class := s.class(standard.Limit())
		t.add(class, s.Settlement.Population)
		if class == Unreachable && s.Unlinked {
			unlinked++
		}
	}
	counts := t.counts()
	return &Other{by, counts.CoveredSettlements, counts.CoveredPopulation, counts.UncoveredSettlements, counts.UnreachableSettlements, unlinked}
}
