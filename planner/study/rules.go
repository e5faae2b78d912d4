package study

import (
	"context"
	"fmt"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"
	"cuntong/planner"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
)

// parcelParts is how finely loads and capacities are told: in tenths of a parcel a day.
const parcelParts = 10

// mostLegs bounds the pairs of a question that travel is measured for in memory: some 1 GB.
const mostLegs = 50_000_000

// legLimit is the limit of legs that count: the standard's, but that median, center and facility serve everybody at any
// distance unless the rules say how far.
func legLimit(objective planner.Objective, rules *data.Rules, standard geo.Limit) geo.Limit {
	if rules != nil && rules.Within != nil {
		standard.Value = *rules.Within
	} else if objective == planner.PMedian || objective == planner.PCenter || objective == planner.FixedCharge {
		standard.Value = anywhere
	}
	return standard
}

// anywhere is a limit that every leg on Earth keeps, in metres or in seconds.
const anywhere = 100_000_000

// apply turns the rules of a request into options of the problem.
func (q *question) apply(ctx context.Context, rules *data.Rules, routes travel.Router) error {
	q.rules = rules
	if rules == nil {
		rules = &data.Rules{}
	}
	if err := rules.Check(); err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	if rules.Needs != nil {
		for i := range q.problem.Demands {
			q.problem.Demands[i].Needs = int32(*rules.Needs)
		}
	}
	if rules.BackupPermille != nil {
		q.problem.BackupPermille = *rules.BackupPermille
	}
	for _, step := range rules.Decay {
		q.problem.Decay = append(q.problem.Decay, planner.DecayStep{Within: step.Within, Permille: step.Permille})
	}
	if rules.Nearest != nil {
		q.problem.Nearest = int(*rules.Nearest)
	}
	if rules.HuffPower != nil {
		q.problem.HuffPower = int64(math.Round(*rules.HuffPower * 10))
	}
	for _, step := range []func(*data.Rules) error{q.places, q.towns, q.loads, q.charges} {
		if err := step(rules); err != nil {
			return fmt.Errorf("%w: %w", err, data.ErrInvalid)
		}
	}
	return q.spacing(ctx, rules, routes)
}

// places forbids, opens and excludes sites.
func (q *question) places(rules *data.Rules) error {
	position := map[string]int{}
	for j, site := range q.sites {
		position[site.ID] = j
	}
	sites := q.problem.Sites
	find := func(field, id string) (int, error) {
		j, known := position[id]
		if !known {
			return 0, refuse(report.FindRuleSites, fmt.Errorf("rules.%s names %q, which is neither a candidate of the area nor a facility near it", field, id))
		}
		return j, nil
	}
	for _, id := range rules.Forbid {
		j, err := find("forbid", id)
		if err != nil {
			return err
		}
		if sites[j].Fixed {
			return fmt.Errorf("rules.forbid names %q, which is open already; close it in the changes of the scenario", id)
		}
		sites[j].Forbidden = true
	}
	if len(rules.ForbidArea) > 0 {
		areas, err := polygons(rules.ForbidArea)
		if err != nil {
			return err
		}
		for j, site := range q.sites {
			if !sites[j].Fixed && planar.MultiPolygonContains(areas, *site.Location) {
				sites[j].Forbidden = true
			}
		}
	}
	for _, id := range rules.Open {
		j, err := find("open", id)
		if err != nil {
			return err
		}
		if sites[j].Forbidden {
			return fmt.Errorf("rules name %q both in open and in what is forbidden", id)
		}
		sites[j].Fixed = true
		q.committed = append(q.committed, int32(j))
	}
	groups := map[string][]int{}
	var names []string
	for k, ids := range rules.Exclusive {
		for _, id := range ids {
			j, err := find("exclusive", id)
			if err != nil {
				return err
			}
			name := fmt.Sprintf("exclusive %d", k)
			groups[name] = append(groups[name], j)
		}
		names = append(names, fmt.Sprintf("exclusive %d", k))
	}
	if rules.OnePerHost {
		for j, site := range q.sites {
			if site.Settlement != "" {
				if len(groups[site.Settlement]) == 0 {
					names = append(names, site.Settlement)
				}
				groups[site.Settlement] = append(groups[site.Settlement], j)
			}
		}
	}
	return q.exclude(names, groups)
}

// exclude lets at most one of each group be open. Where one is open already the others are forbidden.
func (q *question) exclude(names []string, groups map[string][]int) error {
	sites := q.problem.Sites
	for k, name := range names {
		group := groups[name]
		if len(group) < 2 {
			continue
		}
		taken := slices.ContainsFunc(group, func(j int) bool { return sites[j].Fixed })
		for _, j := range group {
			switch {
			case taken:
				sites[j].Forbidden = !sites[j].Fixed
			case sites[j].Exclusive > 0:
				return fmt.Errorf("rules put site %q into two groups that exclude each other; leave it out of one", q.sites[j].ID)
			default:
				sites[j].Exclusive = int32(k + 1)
			}
		}
	}
	return nil
}

// polygons reads GeoJSON polygons in WGS 84.
func polygons(text []byte) (orb.MultiPolygon, error) {
	var all orb.MultiPolygon
	add := func(g orb.Geometry) error {
		switch one := g.(type) {
		case orb.Polygon:
			all = append(all, one)
		case orb.MultiPolygon:
			all = append(all, one...)
		default:
			return fmt.Errorf("rules.forbid_area holds a %T, expected polygons", g)
		}
		return nil
	}
	if collection, err := geojson.UnmarshalFeatureCollection(text); err == nil && collection.Type == "FeatureCollection" {
		for _, feature := range collection.Features {
			if err := add(feature.Geometry); err != nil {
				return nil, err
			}
		}
	} else if feature, err := geojson.UnmarshalFeature(text); err == nil && feature.Geometry != nil {
		if err := add(feature.Geometry); err != nil {
			return nil, err
		}
	} else if geometry, err := geojson.UnmarshalGeometry(text); err == nil {
		if err := add(geometry.Geometry()); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("rules.forbid_area is no GeoJSON polygon, multipolygon or collection of them")
	}
	for _, polygon := range all {
		for _, ring := range polygon {
			for _, point := range ring {
				if !(math.Abs(point[0]) <= 180 && math.Abs(point[1]) <= 90) {
					return nil, fmt.Errorf("rules.forbid_area has the point %v, expected longitude and latitude in WGS 84", point)
				}
			}
		}
	}
	return all, nil
}

// towns limits what opens in each town and what it has covered. Sites of no known town belong to one of their own that
// limits nothing.
func (q *question) towns(rules *data.Rules) error {
	asks := rules.TownMinNew != nil || rules.TownMaxNew != nil || rules.FloorPermil != nil || len(rules.Towns) > 0
	if !asks && q.problem.Objective != planner.MaxMin {
		return nil
	}
	position := map[string]int32{}
	town := func(code string) int32 {
		at, known := position[code]
		if !known {
			at = int32(len(q.problem.Towns))
			position[code] = at
			one := planner.Town{}
			if code != "" {
				one.MinNew, one.MaxNew = rules.TownMinNew, rules.TownMaxNew
				if rules.FloorPermil != nil {
					one.FloorPermille = *rules.FloorPermil
				}
			}
			q.problem.Towns = append(q.problem.Towns, one)
		}
		return at
	}
	for i, demand := range q.demands {
		q.problem.Demands[i].Town = town(demand.Town)
	}
	inside := len(q.problem.Towns) // towns outside the area ask for nothing
	for j, site := range q.sites {
		at := town(site.Town)
		if q.problem.Sites[j].Town = at; int(at) >= inside {
			q.problem.Towns[at] = planner.Town{}
		}
	}
	for k, rule := range rules.Towns {
		code, err := data.AreaCode(rule.Town)
		if err != nil {
			return err
		}
		at, known := position[code]
		if !known {
			return fmt.Errorf("rules.towns[%d] names town %s, in which the area has neither settlements nor sites", k, rule.Town)
		}
		one := &q.problem.Towns[at]
		if rule.MinNew != nil {
			one.MinNew = rule.MinNew
		}
		if rule.MaxNew != nil {
			one.MaxNew = rule.MaxNew
		}
		if rule.Floor != nil {
			one.FloorPermille = *rule.Floor
		}
	}
	return nil
}

// parcels is what a settlement sends and receives a day.
func parcels(settlement data.Settlement, rules *data.Rules) (float64, error) {
	switch {
	case settlement.ParcelsInDay != nil || settlement.ParcelsOutDay != nil:
		sum := float64(0)
		for _, part := range []*float64{settlement.ParcelsInDay, settlement.ParcelsOutDay} {
			if part != nil {
				sum += *part
			}
		}
		return sum, nil
	case rules.ParcelsPer1000 != nil && settlement.Population != nil:
		return float64(*settlement.Population) * *rules.ParcelsPer1000 / 1000, nil
	}
	return 0, refuse(report.FindParcels, fmt.Errorf("settlement %s (%s) has no known parcels a day, which capacities, least loads and facility need; fill in parcels_in_day or give parcels_per_1000_day (and the population)", settlement.Code, settlement.Name))
}

// loads gives demands their parcels and sites their capacities and least loads.
func (q *question) loads(rules *data.Rules) error {
	capacities := rules.Capacities || rules.Capacity != nil
	if !capacities && rules.MinLoad == nil {
		return nil
	}
	q.problem.Splittable = rules.Split
	for i, settlement := range q.demands {
		amount, err := parcels(settlement, rules)
		if err != nil {
			return err
		}
		q.problem.Demands[i].Load = int64(math.Ceil(amount * parcelParts))
	}
	for j, site := range q.sites {
		one := &q.problem.Sites[j]
		if capacities {
			own := site.CapacityParcelsDay
			if own == nil && !one.Fixed {
				own = rules.Capacity
			}
			if own != nil {
				one.Capacity = new(int64(math.Floor(*own * parcelParts)))
			}
		}
		if rules.MinLoad != nil && !one.Fixed {
			one.MinLoad = int64(math.Ceil(*rules.MinLoad * parcelParts))
		}
	}
	return nil
}

// microYuan is how finely facility counts: travel and charges are millionths of a yuan a year.
const microYuan = 1_000_000

// charges makes yearly costs and delivery comparable: a settlement weighs what carrying its parcels one metre costs a year.
func (q *question) charges(rules *data.Rules) error {
	if q.problem.Objective != planner.FixedCharge {
		return nil
	}
	if rules.YuanPerParcelKm == nil {
		return fmt.Errorf("facility needs rules.yuan_per_parcel_km, what carrying a parcel one kilometre costs")
	}
	if q.problem.Limit.Metric != geo.ByMeters {
		return fmt.Errorf("facility needs a standard in metres")
	}
	for i, settlement := range q.demands {
		amount, err := parcels(settlement, rules)
		if err != nil {
			return err
		}
		q.problem.Demands[i].Weight = int64(math.Round(amount * 365 * *rules.YuanPerParcelKm * (microYuan / 1000)))
	}
	for j, site := range q.sites {
		if q.problem.Sites[j].Fixed {
			continue
		}
		if site.YearlyCostYuan == nil {
			return refuse(report.FindYearlyCosts, fmt.Errorf("candidate %s (%s) has no yearly cost, which facility needs; fill in yearly_cost_yuan", site.ID, site.Name))
		}
		q.problem.Sites[j].Charge = *site.YearlyCostYuan * microYuan
	}
	return nil
}

// spacing measures between sites where a least spacing or dispersion asks for it.
func (q *question) spacing(ctx context.Context, rules *data.Rules, routes travel.Router) error {
	dispersion := q.problem.Objective == planner.PDispersion
	if rules.MinSpacing == nil && !dispersion {
		return nil
	}
	limit := q.problem.Limit
	if limit.Value = anywhere; !dispersion {
		limit.Value = *rules.MinSpacing
	} else if pairs := len(q.sites) * len(q.sites); pairs > mostLegs {
		return fmt.Errorf("dispersion measures between all %d sites, %d pairs, and %d is the most; plan a smaller area: %w", len(q.sites), pairs, mostLegs, data.ErrInvalid)
	}
	between, err := routes.Within(ctx, locations(q.sites), locations(q.sites), limit)
	if err != nil {
		return fmt.Errorf("measure between sites: %w", err)
	}
	q.problem.Spacing, q.problem.MinSpacing = between, rules.MinSpacing
	return nil
}
