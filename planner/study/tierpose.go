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
)

// NetworkRequest says what three-tier network to plan.
type NetworkRequest struct {
	Area     string // code; empty: everything in the store
	Standard string // which villages must be within reach of a point; only villages (建制村) are planned for
	Travel   string
	Profile  string
	Costs    *data.CostBook // nil: the preset of data.DefaultCostBook
	Budget   *int64         // of opening cost that nobody else pays, in yuan; nil no such limit
	Phases   []int64        // yearly budgets that add up to Budget; nil: all at once
	// Subsidies lower what a budget pays; nil: none. Grade is that of the yearly assessment.
	Subsidies *data.SubsidyBook
	Grade     string
	Assume    *data.AssumedParcels // of villages whose parcels are not on record; nil: they are left out
	Changes   *data.ChangeSet      // made on the baseline first; nil: none
	// CrossTown lets villages and points be served across the border of their town.
	CrossTown bool
	// Approved lets universal-service premises be closed; the plan then marks them as needing approval (需审批).
	Approved bool
	Why      string // code of a village to explain; empty: none
	Options  planner.Options
	Stop     <-chan struct{} // when closed, ends the solve and keeps its best answer; nil: never
}

// networkScene is what the network use cases read once.
type networkScene struct {
	*scene
	costs    data.CostBook
	subsidy  func(facility data.Facility, openingYuan int64) int64 // what others pay of opening or upgrading
	standard data.Standard
	routes   travel.Router
	places   map[data.FacilityTier][]data.Facility // located; active anywhere in the area, candidates too
	villages []data.Settlement                     // with position and parcels
	leftOut  []data.Settlement                     // villages without
	assume   *data.AssumedParcels                  // as asked; nil: nothing is assumed
	assumed  []string                              // codes of the villages that took it
}

func (s *Study) readNetwork(ctx context.Context, request NetworkRequest) (*networkScene, error) {
	n, err := s.readNetworkFar(ctx, request)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// readNetworkFar is readNetwork that hands out what it has where the records do not suffice: nil where nothing could be read.
func (s *Study) readNetworkFar(ctx context.Context, request NetworkRequest) (*networkScene, error) {
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return nil, err
	}
	standard.Kinds = []data.SettlementKind{data.KindVillage}
	n := &networkScene{standard: standard, places: map[data.FacilityTier][]data.Facility{}, subsidy: subsidyOf(request)}
	if n.costs, err = costBook(request.Costs); err != nil {
		return nil, err
	}
	if n.scene, err = s.read(ctx, request.Area, standard, request.Changes); err != nil {
		return nil, err
	}
	if n.routes, err = s.router(ctx, trip{request.Travel, request.Profile, request.Changes}, standard); err != nil {
		return nil, err
	}
	facilities, _, err := s.facilities(ctx, request.Changes)
	if err != nil {
		return nil, err
	}
	after, err := s.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	if after.Revision != n.revision {
		return nil, fmt.Errorf("the records changed while the network was being read; try again: %w", data.ErrConflict)
	}
	for _, facility := range facilities {
		usable := facility.Status == data.Active || facility.Status == data.Candidate
		if usable && facility.Location != nil && facility.Town != "" && (n.queryArea == "" || n.tree.Inside(facility.Town, n.queryArea)) {
			n.places[facility.Tier] = append(n.places[facility.Tier], facility)
		}
	}
	if err := request.Assume.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	n.assume = request.Assume
	n.settlements, n.assumed = n.assume.Fill(n.settlements, request.Changes.Factor())
	for _, village := range n.settlements {
		if village.Location == nil || village.ParcelsInDay == nil || village.ParcelsOutDay == nil {
			n.leftOut = append(n.leftOut, village)
		} else {
			n.villages = append(n.villages, village)
		}
	}
	if len(n.villages) == 0 {
		return n, refuse(report.FindParcels, fmt.Errorf("none of the %d villages has both a position and parcels a day (parcels_in_day, parcels_out_day); load them, or say what to assume (--assume-parcels, rules.tier.assume_parcels): %w", len(n.settlements), data.ErrInvalid))
	}
	if len(n.places[data.Hub]) == 0 {
		return n, refuse(report.FindHubs, fmt.Errorf("no hub (县级中心) with a position is on record in the area; load one, or a candidate, first: %w", data.ErrInvalid))
	}
	return n, nil
}

// costBook is the book that is asked for, or the preset.
func costBook(asked *data.CostBook) (data.CostBook, error) {
	if asked != nil {
		return *asked, asked.Check()
	}
	presets, err := data.PresetCostBooks()
	if err != nil {
		return data.CostBook{}, err
	}
	for _, preset := range presets {
		if preset.ID == data.DefaultCostBook {
			return preset, nil
		}
	}
	return data.CostBook{}, fmt.Errorf("the preset cost book %s is missing", data.DefaultCostBook)
}

// networkQuestion is a three-tier problem and what its positions stand for.
type networkQuestion struct {
	problem                *planner.Network
	villages               []data.Settlement
	points, stations, hubs []data.Facility
	operator               data.Operator // that plans alone; empty: all together
	shares                 map[data.Operator]float64
	subsidies              map[string][]int64 // by facility and size: what others pay of opening or upgrading
}

// users tells who uses a facility that is run: everybody with parcels where all plan together, beside those who are there.
func (q *networkQuestion) users() func(data.Facility) []data.Operator {
	return func(facility data.Facility) []data.Operator {
		if q.operator != "" {
			return []data.Operator{q.operator}
		}
		var list []data.Operator
		for _, operator := range data.Operators() {
			if q.shares[operator] > 0 || slices.Contains(facility.Operators, operator) {
				list = append(list, operator)
			}
		}
		return list
	}
}

// poseNetwork turns the scene into a problem. An operator plans alone with its share of the parcels and its own premises;
// an empty one stands for all together. With asToday all that is active is kept as it is and nothing else may be run.
func (s *Study) poseNetwork(ctx context.Context, n *networkScene, request NetworkRequest, operator data.Operator, asToday bool) (*networkQuestion, error) {
	q := &networkQuestion{villages: n.villages, operator: operator, shares: n.costs.Shares, subsidies: map[string][]int64{}, problem: &planner.Network{
		CrossTown: request.CrossTown, BudgetYuan: request.Budget, UnservedFen: fenAYear(n.costs.UnservedYuan, n.costs),
		Tour: carriage(n.costs.Tour, n.costs), Straight: carriage(n.costs.Straight, n.costs), Truck: carriage(n.costs.Truck, n.costs),
	}}
	if asToday {
		q.problem.BudgetYuan = nil
	}
	pick := func(tier data.FacilityTier) (list []data.Facility) {
		for _, facility := range n.places[tier] {
			own := operator == "" || slices.Contains(facility.Operators, operator) || facility.Status == data.Candidate && len(facility.Operators) == 0
			if own && !(asToday && facility.Status == data.Candidate) {
				list = append(list, facility)
			}
		}
		return list
	}
	q.points, q.stations, q.hubs = pick(data.ServicePoint), pick(data.Station), pick(data.Hub)
	towns := map[string]int32{}
	townOf := func(code string) int32 {
		if _, ok := towns[code]; !ok {
			towns[code] = int32(len(towns))
		}
		return towns[code]
	}
	for _, village := range n.villages {
		one := planner.Village{Town: townOf(village.Town), In: wholeParcels(*village.ParcelsInDay), Out: wholeParcels(*village.ParcelsOutDay)}
		if village.Population != nil {
			one.People = *village.Population
		}
		if operator != "" {
			one.In, one.Out = shareOf(one.In, operator, n.costs.Shares), shareOf(one.Out, operator, n.costs.Shares)
		}
		q.problem.Villages = append(q.problem.Villages, one)
	}
	local := localWays(n.villages, n.standard.DetourFactor)
	for _, tier := range []struct {
		places   []data.Facility
		premises *[]planner.Premises
	}{{q.points, &q.problem.Points}, {q.stations, &q.problem.Stations}, {q.hubs, &q.problem.Hubs}} {
		for _, facility := range tier.places {
			one, paid := premises(facility, n, asToday)
			q.subsidies[facility.ID] = paid
			one.Town, one.LocalMeters = townOf(facility.Town), local(*facility.Location)
			one.Keep = facility.Status == data.Active && (asToday || facility.UniversalService && !request.Approved)
			*tier.premises = append(*tier.premises, one)
		}
	}
	q.problem.Towns = len(towns)
	return q, q.measure(ctx, n)
}

// measure fills the problem's travel.
func (q *networkQuestion) measure(ctx context.Context, n *networkScene) error {
	villages := settlementPoints(q.villages)
	points, stations, hubs := locations(q.points), locations(q.stations), locations(q.hubs)
	far := geo.Limit{Metric: geo.ByMeters, Value: int64(float64(n.costs.TrunkLimit) * n.costs.Truck.SpeedKmh / 3.6)} // the standard's speed is not a truck's
	for _, table := range []struct {
		to       *planner.Travel
		from, at []orb.Point
		limit    geo.Limit
	}{
		{&q.problem.Reach, villages, points, n.standard.Limit()}, {&q.problem.Feed, points, stations, far},
		{&q.problem.Direct, points, hubs, far}, {&q.problem.Trunk, stations, hubs, far},
	} {
		pairs, err := n.routes.Within(ctx, table.from, table.at, table.limit)
		if err != nil {
			return fmt.Errorf("measure travel: %w", err)
		}
		*table.to = pairs
	}
	if err := q.problem.Check(); err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	return nil
}

func wholeParcels(a float64) int64 { return int64(math.Floor(a + 0.5)) }

// shareOf splits parcels among operators by largest remainder, so that the shares add up, and returns one's.
func shareOf(parcels int64, operator data.Operator, shares map[data.Operator]float64) int64 {
	type part struct {
		operator  data.Operator
		whole     int64
		remainder float64
	}
	var parts []part
	left := parcels
	for _, one := range data.Operators() {
		exact := float64(parcels) * shares[one]
		whole := int64(math.Floor(exact + 1e-9))
		parts = append(parts, part{one, whole, exact - float64(whole)})
		left -= whole
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		switch {
		case a.remainder > b.remainder+1e-9:
			return -1
		case b.remainder > a.remainder+1e-9:
			return 1
		}
		return 0
	})
	for k := range parts {
		if left > 0 {
			parts[k].whole++
			left--
		}
		if parts[k].operator == operator {
			return parts[k].whole
		}
	}
	return 0
}

// subsidyOf is the rule by which others pay a part of opening or upgrading.
func subsidyOf(request NetworkRequest) func(data.Facility, int64) int64 {
	return func(facility data.Facility, openingYuan int64) int64 {
		do := data.UpgradeFacility
		if facility.Status != data.Active {
			do = data.AddFacility
		}
		return request.Subsidies.Yuan(facility.Tier, do, request.Grade, openingYuan)
	}
}

// premises are the sizes that a facility can be run at: as it is on record, and upgraded; where the record does not say, the
// cost book does.
func premises(facility data.Facility, n *networkScene, asToday bool) (planner.Premises, []int64) {
	costs := n.costs
	var paid []int64
	book := costs.Tiers[facility.Tier]
	capacity, yearly, opening := book.CapacityParcelsDay, book.YearlyYuan, 0.0
	if facility.CapacityParcelsDay != nil {
		capacity = *facility.CapacityParcelsDay
	}
	if facility.YearlyCostYuan != nil {
		yearly = float64(*facility.YearlyCostYuan)
	}
	if facility.Status != data.Active {
		opening = book.OpeningYuan
		if facility.OpeningCostYuan != nil {
			opening = float64(*facility.OpeningCostYuan)
		}
	}
	size := func(capacityFactor, yearlyFactor, opening float64) planner.Size {
		room := int64(math.Floor(capacity * capacityFactor))
		gross := int64(math.Round(opening))
		paid = append(paid, n.subsidy(facility, gross))
		return planner.Size{Capacity: &room, OpeningYuan: gross - paid[len(paid)-1], HandlingFen: fenAYear(book.HandlingYuan, costs),
			YearlyFen: int64(math.Round(100*yearly*yearlyFactor + 100*opening/float64(book.OpeningYears)))}
	}
	one := planner.Premises{Sizes: []planner.Size{size(1, 1, opening)}, MinFlow: int64(book.LeastParcelsDay)}
	if asToday {
		one.MinFlow = 0
		return one, paid
	}
	for _, upgrade := range book.Upgrades {
		one.Sizes = append(one.Sizes, size(upgrade.CapacityFactor, upgrade.YearlyFactor, opening+upgrade.OpeningYuan))
	}
	return one, paid
}

// fenAYear is what a parcel a day costs a year.
func fenAYear(yuanPerParcel float64, costs data.CostBook) int64 {
	return int64(math.Round(100 * yuanPerParcel * float64(costs.DaysPerYear)))
}

func carriage(h data.Haulage, costs data.CostBook) planner.Carriage {
	return planner.Carriage{
		DaysPerYear: costs.DaysPerYear, Capacity: int64(h.Capacity), StopsPerTour: int64(h.StopsPerTour),
		FenPerStop: int64(math.Round(100 * h.YuanPerHour * h.MinutesPerStop / 60)),
		FenPerKm:   int64(math.Round(100 * (h.YuanPerKm + h.YuanPerHour/h.SpeedKmh))),
	}
}

// localWays estimates the way between neighbouring calls: from a place to the nearest village elsewhere, by straight line and
// detour factor.
func localWays(villages []data.Settlement, detour float64) func(orb.Point) int64 {
	return func(at orb.Point) int64 {
		const same, none = 300.0, 5000.0 // metres: the village around the place itself; where no other is on record
		nearest := none
		for _, village := range villages {
			if math.Abs(village.Location.Lat()-at.Lat()) > 0.06 || math.Abs(village.Location.Lon()-at.Lon()) > 0.12 {
				continue
			}
			if away := float64(geo.Distance(at, *village.Location)); away > same && away < nearest {
				nearest = away
			}
		}
		return int64(math.Ceil(nearest * detour))
	}
}
