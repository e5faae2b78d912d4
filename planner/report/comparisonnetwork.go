package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"

	"cuntong/data"
)

// tierParameters are those of three-tier plans; for plans of other models they are empty.
func tierParameters() []parameter {
	rules := func(of func(data.TierRules) string) func(data.Plan) string {
		return func(p data.Plan) string {
			if p.Scenario.Model != "tier" {
				return ""
			}
			asked := data.TierRules{}
			if p.Scenario.Rules != nil && p.Scenario.Rules.Tier != nil {
				asked = *p.Scenario.Rules.Tier
			}
			return of(asked)
		}
	}
	return []parameter{
		{"costs", true, func(p data.Plan) string {
			var network struct{ Costs json.RawMessage }
			var book data.CostBook
			if json.Unmarshal(p.Network, &network) != nil || json.Unmarshal(network.Costs, &book) != nil {
				return ""
			}
			sum := sha256.Sum256(network.Costs)
			return book.ID + " (" + hex.EncodeToString(sum[:4]) + ")" // the same ID may stand for figures that were edited
		}},
		{"assume_parcels", true, rules(func(r data.TierRules) string { return r.Assume.String() })},
		{"cross_town", false, rules(func(r data.TierRules) string { return strconv.FormatBool(r.CrossTown) })},
		{"approved", false, rules(func(r data.TierRules) string { return strconv.FormatBool(r.Approved) })},
	}
}

// networkRows lists the totals of three-tier plans; none where no plan is one.
func networkRows(inputs []ComparedInput) []IndicatorRow {
	rows := []IndicatorRow{}
	whole := func(v float64) *int64 { return new(int64(math.Round(v))) }
	count := func(n int) *int64 { return new(int64(n)) }
	for _, indicator := range []struct {
		key, unit, better string
		of                func(p *NetworkPlan) *int64
	}{
		{"served_villages", "settlements", "more", func(p *NetworkPlan) *int64 { return count(p.Served) }},
		{"served_people", "people", "more", func(p *NetworkPlan) *int64 {
			if p.People == 0 { // on record nowhere
				return nil
			}
			return &p.ServedPeople
		}},
		{"served_parcels_day", "parcels", "more", func(p *NetworkPlan) *int64 { return &p.ServedParcels }},
		{"points_run", "points", "less", func(p *NetworkPlan) *int64 { return count(p.Points.Run) }},
		{"stations_run", "points", "less", func(p *NetworkPlan) *int64 { return count(p.Stations.Run) }},
		{"hubs_run", "points", "less", func(p *NetworkPlan) *int64 { return count(p.Hubs.Run) }},
		{"premises_yuan", "yuan", "less", func(p *NetworkPlan) *int64 { return whole(p.Cost.Points + p.Cost.Stations + p.Cost.Hubs) }},
		{"handling_yuan", "yuan", "less", func(p *NetworkPlan) *int64 { return whole(p.Cost.Handling) }},
		{"carriage_yuan", "yuan", "less", func(p *NetworkPlan) *int64 { return whole(p.Cost.Tours + p.Cost.Straight + p.Cost.Trucks) }},
		{"unserved_yuan", "yuan", "less", func(p *NetworkPlan) *int64 { return whole(p.Cost.Unserved) }},
		{"fen_per_parcel", "fen", "less", func(p *NetworkPlan) *int64 {
			if p.YuanPerParcel == nil {
				return nil
			}
			return whole(100 * *p.YuanPerParcel)
		}},
		{"km_day", "km", "less", func(p *NetworkPlan) *int64 { return whole(p.KmPerDay) }},
	} {
		row, known := IndicatorRow{Key: indicator.key, Unit: indicator.unit, Better: indicator.better}, false
		for _, in := range inputs {
			if in.Network == nil || in.Network.Joint.ObjectiveYuan == nil {
				row.Values = append(row.Values, nil)
				continue
			}
			row.Values, known = append(row.Values, indicator.of(&in.Network.Joint)), true
		}
		if known {
			rows = append(rows, row)
		}
	}
	return rows
}
