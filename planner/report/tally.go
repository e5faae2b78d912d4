package report

import (
	"cmp"
	"math"
	"slices"
)

// tally counts settlements and the people known to live in them, by class.
type tally struct {
	settlements map[Class]int
	known       map[Class]int // settlements whose population is known
	people      map[Class]int64
}

func (t *tally) add(class Class, population *int64) {
	if t.settlements == nil {
		t.settlements, t.known, t.people = map[Class]int{}, map[Class]int{}, map[Class]int64{}
	}
	t.settlements[class]++
	if population != nil {
		t.known[class]++
		t.people[class] += *population
	}
}

func (t *tally) counts() Counts {
	classes := []Class{Covered, Uncovered, Unreachable, Unlocated}
	var settlements, known int
	var people int64
	for _, class := range classes {
		settlements += t.settlements[class]
		known += t.known[class]
		people += t.people[class]
	}
	counts := Counts{
		Settlements:            settlements,
		CoveredSettlements:     t.settlements[Covered],
		UncoveredSettlements:   t.settlements[Uncovered],
		UnreachableSettlements: t.settlements[Unreachable], UnlocatedSettlements: t.settlements[Unlocated],
		UnknownPopulationSettlements: settlements - known,
	}
	if settlements > 0 && known == 0 {
		counts.PopulationReason = NoPopulationKnown
		return counts
	}
	counts.Population = &people
	of := func(class Class) *int64 {
		if t.settlements[class] > 0 && t.known[class] == 0 {
			counts.PopulationReason = NoPopulationInAClass
			return nil
		}
		sum := t.people[class]
		return &sum
	}
	counts.CoveredPopulation, counts.UncoveredPopulation = of(Covered), of(Uncovered)
	counts.UnreachablePopulation, counts.UnlocatedPopulation = of(Unreachable), of(Unlocated)
	return counts
}

// weighted is a distance and how much it weighs.
type weighted struct{ meters, weight int64 }

// quantilesOf describes the distance to the nearest facility over the settlements that reach one.
func quantilesOf(subjects []Subject) *Quantiles {
	var each, people []weighted
	allKnown := true
	for _, s := range subjects {
		if s.Settlement.Location == nil || !s.Found {
			continue
		}
		each = append(each, weighted{s.Leg.Meters, 1})
		if s.Settlement.Population == nil {
			allKnown = false
			continue
		}
		people = append(people, weighted{s.Leg.Meters, *s.Settlement.Population})
	}
	if len(each) == 0 {
		return nil
	}
	byMeters := func(a, b weighted) int { return cmp.Compare(a.meters, b.meters) }
	slices.SortFunc(each, byMeters)
	slices.SortFunc(people, byMeters)
	q := &Quantiles{
		P50Meters: *quantile(each, 0.5), P90Meters: *quantile(each, 0.9),
		MaxMeters: each[len(each)-1].meters, MeanMeters: *mean(each),
	}
	if allKnown {
		q.PeopleP50Meters, q.PeopleP90Meters, q.PeopleMean = quantile(people, 0.5), quantile(people, 0.9), mean(people)
	}
	return q
}

// quantile returns the smallest distance within which at least the share of the weight lies; nil where
// nothing weighs anything. The entries are in ascending order.
func quantile(entries []weighted, share float64) *int64 {
	var total int64
	for _, e := range entries {
		total += e.weight
	}
	if total == 0 {
		return nil
	}
	want := int64(math.Ceil(share * float64(total)))
	var sum int64
	for _, e := range entries {
		if sum += e.weight; sum >= want {
			return &e.meters
		}
	}
	return &entries[len(entries)-1].meters
}

func mean(entries []weighted) *int64 {
	var total, sum int64
	for _, e := range entries {
		total += e.weight
		sum += e.meters * e.weight
	}
	if total == 0 {
		return nil
	}
	rounded := (sum + total/2) / total
	return &rounded
}
