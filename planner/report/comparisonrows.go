package report

import (
	"cmp"
	"math"
	"slices"

	"cuntong/data"
)

// indicatorRows lists the totals of all plans.
func indicatorRows(inputs []ComparedInput) []IndicatorRow {
	count := func(n int) *int64 { v := int64(n); return &v }
	near := func(a *Audit, of func(*Quantiles) *int64) *int64 {
		if a.Near == nil {
			return nil
		}
		return of(a.Near)
	}
	rows := []IndicatorRow{}
	for _, indicator := range []struct {
		key, unit, better string
		of                func(p *data.Plan, a *Audit) *int64
	}{
		{"covered_settlements", "settlements", "more", func(_ *data.Plan, a *Audit) *int64 { return count(a.CoveredSettlements) }},
		{"covered_population", "people", "more", func(_ *data.Plan, a *Audit) *int64 { return a.CoveredPopulation }},
		{"uncovered_settlements", "settlements", "less", func(_ *data.Plan, a *Audit) *int64 { return count(a.UncoveredSettlements) }},
		{"unreachable_settlements", "settlements", "less", func(_ *data.Plan, a *Audit) *int64 { return count(a.UnreachableSettlements) }},
		{"unlocated_settlements", "settlements", "less", func(_ *data.Plan, a *Audit) *int64 { return count(a.UnlocatedSettlements) }},
		{"opened", "points", "less", func(p *data.Plan, _ *Audit) *int64 { return count(len(p.Opened)) }},
		{"opening_cost_yuan", "yuan", "less", func(p *data.Plan, _ *Audit) *int64 { return p.OpeningCostYuan }},
		{"yearly_cost_yuan", "yuan", "less", func(p *data.Plan, _ *Audit) *int64 { return p.YearlyCostYuan }},
		{"nearest_p50_m", "m", "less", func(_ *data.Plan, a *Audit) *int64 { return near(a, func(q *Quantiles) *int64 { return &q.P50Meters }) }},
		{"nearest_p90_m", "m", "less", func(_ *data.Plan, a *Audit) *int64 { return near(a, func(q *Quantiles) *int64 { return &q.P90Meters }) }},
		{"nearest_max_m", "m", "less", func(_ *data.Plan, a *Audit) *int64 { return near(a, func(q *Quantiles) *int64 { return &q.MaxMeters }) }},
		{"people_mean_m", "m", "less", func(_ *data.Plan, a *Audit) *int64 { return near(a, func(q *Quantiles) *int64 { return q.PeopleMean }) }},
	} {
		row := IndicatorRow{Key: indicator.key, Unit: indicator.unit, Better: indicator.better}
		for i := range inputs {
			row.Values = append(row.Values, indicator.of(&inputs[i].Plan, &inputs[i].After))
		}
		rows = append(rows, row)
	}
	return rows
}

// townRows lists every town that any plan's audit or sites name.
func townRows(inputs []ComparedInput, areas *data.AreaTree) []TownRow {
	at := map[string]int{}
	rows := []TownRow{}
	row := func(code string) *TownRow {
		i, known := at[code]
		if !known {
			town, _ := areas.Area(code)
			county, _ := areas.County(code)
			i, at[code] = len(rows), len(rows)
			one := TownRow{Code: code, Name: town.Name, County: county.Code, Plans: make([]TownFigures, len(inputs))}
			for k := range one.Plans {
				one.Plans[k].OpeningCostYuan, one.Plans[k].YearlyCostYuan = new(int64), new(int64)
			}
			rows = append(rows, one)
		}
		return &rows[i]
	}
	for k, in := range inputs {
		for _, area := range in.After.ByArea {
			if area.Tier == data.TierTown {
				town := row(area.Code)
				town.Settlements = max(town.Settlements, area.Settlements)
				if town.Name == "" {
					town.Name, town.County = area.Name, area.Parent
				}
				town.Plans[k].CoveredSettlements, town.Plans[k].CoveredPopulation = area.CoveredSettlements, area.CoveredPopulation
			}
		}
		if in.Network != nil {
			for _, one := range in.Network.Joint.Towns {
				row(one.Town).Plans[k].NetworkYuan = new(int64(math.Round(one.Yuan)))
			}
		}
		for _, site := range in.Plan.Opened {
			figures := &row(site.Town).Plans[k]
			figures.Opened++
			figures.OpeningCostYuan = sumOrUnknown(figures.OpeningCostYuan, site.OpeningCostYuan)
			figures.YearlyCostYuan = sumOrUnknown(figures.YearlyCostYuan, site.YearlyCostYuan)
		}
	}
	slices.SortFunc(rows, func(a, b TownRow) int { return cmp.Compare(a.Code, b.Code) })
	return rows
}

func sumOrUnknown(sum, cost *int64) *int64 {
	if sum == nil || cost == nil {
		return nil
	}
	total := *sum + *cost
	return &total
}
