package study

import (
	"context"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"
	"cuntong/planner"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
)

// question is a siting problem and what its positions stand for.
type question struct {
	scene     *scene
	problem   *planner.Siting
	demands   []data.Settlement // located ones, by position in the problem
	sites     []data.Facility   // by position in the problem; a candidate without record carries its settlement's code as ID
	unlocated []data.Settlement
	weight    string
	travel    travel.Description
	notes     []string
	nearest   []travel.Nearest // of each demand, within the limit or not
	input     inputDigest
	changes   *data.ChangeSet
	rules     *data.Rules
	standard  geo.Limit // of the standard; the problem's own limit may be another
	committed []int32   // candidates that the rules take as open
	phases    []int64   // yearly budgets, if any
	phased    []int32   // new sites in the order of phases; empty for a plan without phases
}

// pose turns a scenario into a siting problem: located settlements are demands; active facilities are fixed
// sites, wherever they are; candidates of the area may be opened, and where the area has none, every
// located settlement is a candidate.
func (s *Study) pose(ctx context.Context, request PlanRequest, standard data.Standard) (*question, error) {
	q, err := s.poseFar(ctx, request, standard)
	if err != nil {
		return nil, err
	}
	return q, nil
}

// poseFar is pose that hands out what it has where the question is refused: nil where nothing could be read.
func (s *Study) poseFar(ctx context.Context, request PlanRequest, standard data.Standard) (*question, error) {
	sc, err := s.read(ctx, request.Area, standard, request.Changes)
	if err != nil {
		return nil, err
	}
	routes, err := s.router(ctx, trip{request.Travel, request.Profile, request.Changes}, standard)
	if err != nil {
		return nil, err
	}
	if len(request.Phases) > 0 {
		if request.Budget, err = budgetOf(request); err != nil {
			return nil, err
		}
	}
	q := &question{scene: sc, travel: routes.Describe(), changes: request.Changes, phases: request.Phases}
	for _, settlement := range sc.settlements {
		if settlement.Location == nil {
			q.unlocated = append(q.unlocated, settlement)
		} else {
			q.demands = append(q.demands, settlement)
		}
	}
	if len(q.demands) == 0 {
		return q, refuse(report.FindPositions, fmt.Errorf("none of the %d settlements has a position; load coordinates first: %w", len(sc.settlements), data.ErrInvalid))
	}
	if len(q.unlocated) > 0 {
		q.notes = append(q.notes, report.Note(report.UnlocatedLeftOut, len(q.unlocated)))
	}
	if sc.planned > 0 {
		q.notes = append(q.notes, report.Note(report.PlannedAreNoCandidates, sc.planned))
	}
	if len(sc.approvals) > 0 {
		q.notes = append(q.notes, report.Note(report.NeedsApproval, len(sc.approvals)))
	}
	weights, err := q.weigh(request.Weight)
	if err != nil {
		return q, err
	}
	objective := models()[request.Model]
	if err := CheckModel(request.Model, request.P, request.Budget); err != nil {
		return q, err
	}
	q.standard = standard.Limit()
	limit := legLimit(objective, request.Rules, q.standard)
	measured := limit
	measured.Value = max(limit.Value, q.standard.Value)
	if q.sites, err = q.near(ctx, routes, measured); err != nil {
		return q, fmt.Errorf("measure travel: %w", err)
	}
	fixed := len(q.sites)
	q.sites = append(q.sites, q.candidates(standard)...)
	if limit.Value > q.standard.Value && len(q.demands)*len(q.sites) > mostLegs {
		return q, fmt.Errorf("%d settlements and %d sites are too many pairs for %s at any distance; plan a smaller area or give rules.within: %w", len(q.demands), len(q.sites), request.Model, data.ErrInvalid)
	}
	pairs, err := routes.Within(ctx, settlementPoints(q.demands), locations(q.sites), measured)
	if err != nil {
		return q, fmt.Errorf("measure travel: %w", err)
	}
	if q.nearest, err = routes.Nearest(ctx, settlementPoints(q.demands), locations(q.sites), limit.Metric); err != nil {
		return q, fmt.Errorf("measure travel: %w", err)
	}
	q.problem = &planner.Siting{
		Objective: objective, Travel: pairs, Limit: limit, New: request.P, BudgetYuan: request.Budget,
	}
	for _, weight := range weights {
		q.problem.Demands = append(q.problem.Demands, planner.Demand{Weight: weight})
	}
	for j, site := range q.sites {
		one := planner.Site{Fixed: j < fixed}
		if site.OpeningCostYuan != nil && !one.Fixed {
			one.CostYuan = *site.OpeningCostYuan
		}
		if (request.Budget != nil || objective == planner.SetCover) && !one.Fixed && site.OpeningCostYuan == nil {
			return q, refuse(report.FindOpeningCosts, fmt.Errorf("candidate %s (%s) has no opening cost, which a budget and scp need; fill in opening_cost_yuan or plan with --p: %w", site.ID, site.Name, data.ErrInvalid))
		}
		q.problem.Sites = append(q.problem.Sites, one)
	}
	if err := q.apply(ctx, request.Rules, routes); err != nil {
		return q, err
	}
	if err := q.problem.Check(); err != nil {
		return q, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	q.input = digestInput(q, standard, routes.Describe())
	return q, nil
}

// near returns the facilities within the limit of at least one demand; all others cannot matter.
func (q *question) near(ctx context.Context, routes travel.Router, limit geo.Limit) ([]data.Facility, error) {
	all := q.scene.facilities
	pairs, err := routes.Within(ctx, settlementPoints(q.demands), locations(all), limit)
	if err != nil {
		return nil, err
	}
	touched := make([]bool, len(all))
	for i := range q.demands {
		for j := range pairs.Row(i) {
			touched[j] = true
		}
	}
	var near []data.Facility
	for j, facility := range all {
		if touched[j] {
			near = append(near, facility)
		}
	}
	return near, nil
}

// weigh returns what each demand counts. People are used only where all are known: unknown is not zero.
func (q *question) weigh(asked string) ([]int64, error) {
	var unknown int
	var example data.Settlement
	for _, demand := range q.demands {
		if demand.Population == nil {
			if unknown == 0 {
				example = demand
			}
			unknown++
		}
	}
	q.weight = asked
	switch {
	case asked == "" && unknown == 0:
		q.weight = ByPopulation
	case asked == "":
		q.weight = BySettlements
		q.notes = append(q.notes, report.Note(report.CountedBySettlements, unknown))
	case asked == ByPopulation && unknown > 0:
		return nil, refuse(report.FindPopulation, fmt.Errorf("%d settlements have no known population (first: %s %s), which --weight population needs; use --weight settlements: %w", unknown, example.Code, example.Name, data.ErrInvalid))
	case asked != ByPopulation && asked != BySettlements:
		return nil, fmt.Errorf("weight %q is unknown, expected population or settlements: %w", asked, data.ErrInvalid)
	}
	weights := make([]int64, len(q.demands))
	for i, demand := range q.demands {
		weights[i] = 1
		if q.weight == ByPopulation {
			weights[i] = *demand.Population
		}
	}
	return weights, nil
}

// candidates are the area's own, or one at every located settlement.
func (q *question) candidates(standard data.Standard) []data.Facility {
	if len(q.scene.candidates) > 0 {
		return q.scene.candidates
	}
	q.notes = append(q.notes, report.Note(report.SettlementsAreCandidates, len(q.demands)))
	var sites []data.Facility
	for _, settlement := range q.demands {
		sites = append(sites, data.Facility{
			ID: settlement.Code, Name: settlement.Name, Tier: data.ServicePoint, Status: data.Candidate, Offers: standard.Offers,
			Town: settlement.Town, Settlement: settlement.Code, Location: settlement.Location,
		})
	}
	return sites
}

// newSites lists the positions of the sites that an answer opens beyond the fixed ones, those of an earlier phase first.
func (q *question) newSites(answer *planner.SitingAnswer) []int32 {
	if len(q.phased) > 0 {
		return q.phased
	}
	if answer.Objective == nil {
		return nil
	}
	opened := slices.Clone(q.committed)
	for _, j := range answer.Open {
		if !q.problem.Sites[j].Fixed {
			opened = append(opened, j)
		}
	}
	return opened
}

// opened returns the facilities that an answer adds, as active ones.
func (q *question) opened(answer *planner.SitingAnswer) []data.Facility {
	var opened []data.Facility
	for _, j := range q.newSites(answer) {
		site := q.sites[j]
		site.Status = data.Active
		opened = append(opened, site)
	}
	return opened
}

// planSites describes what the plan opens and whom each site newly covers.
func (q *question) planSites(answer *planner.SitingAnswer, before *report.Audit) []data.PlanSite {
	was := map[string]report.Class{}
	for _, reach := range before.Reached {
		was[reach.Code] = reach.Class
	}
	count := map[int32]int64{}
	people := map[int32]*int64{}
	for _, served := range q.served(answer) {
		i, j := served.Demand, served.Site
		if was[q.demands[i].Code] == report.Covered || !served.largest || !q.standard.Allows(q.leg(int(i), int(j))) {
			continue
		}
		count[j]++
		people[j] = addKnown(people[j], q.demands[i].Population)
	}
	sites := []data.PlanSite{}
	for _, j := range q.newSites(answer) {
		site := q.sites[j]
		if count[j] == 0 { // nobody is nobody, not unknown
			people[j] = new(int64)
		}
		sites = append(sites, data.PlanSite{
			Site: site.ID, Name: site.Name, Town: site.Town, Settlement: site.Settlement, Location: *site.Location,
			OpeningCostYuan: site.OpeningCostYuan, YearlyCostYuan: site.YearlyCostYuan,
			NewlyCovered: count[j], NewlyCoveredPeople: people[j],
		})
	}
	return sites
}

// addKnown adds a population to a sum; the sum of nothing known stays unknown.
func addKnown(sum, population *int64) *int64 {
	if population == nil {
		return sum
	}
	total := *population
	if sum != nil {
		total += *sum
	}
	return &total
}

// assignments lists who is served where, for the demands that are served.
func (q *question) assignments(answer *planner.SitingAnswer) []data.Assignment {
	list := []data.Assignment{}
	for _, served := range q.served(answer) {
		leg := q.leg(int(served.Demand), int(served.Site))
		list = append(list, data.Assignment{Settlement: q.demands[served.Demand].Code, Site: q.sites[served.Site].ID, Meters: leg.Meters, Seconds: leg.Seconds})
	}
	return list
}

// served is who serves a demand, or a share of it; the largest share of each demand is marked, the first of equals.
type served struct {
	planner.Share
	largest bool
}

// served lists who serves whom, by demand and site.
func (q *question) served(answer *planner.SitingAnswer) []served {
	var list []served
	for i, j := range answer.Assignment {
		if j != planner.Unassigned {
			list = append(list, served{planner.Share{Demand: int32(i), Site: j, Load: q.problem.Demands[i].Load}, true})
		}
	}
	best := -1
	for _, share := range answer.Shares {
		list = append(list, served{share, false})
		if at := len(list) - 1; best < 0 || list[best].Demand != share.Demand || share.Load > list[best].Load {
			if best >= 0 && list[best].Demand == share.Demand {
				list[best].largest = false
			}
			list[at].largest, best = true, at
		}
	}
	return list
}

// reached counts the demands with an open site within the standard, whoever serves them.
func (q *question) reached(answer *planner.SitingAnswer) int {
	isOpen := make([]bool, len(q.sites))
	for j, site := range q.problem.Sites {
		isOpen[j] = site.Fixed && !slices.Contains(q.committed, int32(j))
	}
	for _, j := range answer.Open {
		isOpen[j] = true
	}
	count := 0
	for i := range q.demands {
		for j, leg := range q.problem.Travel.Row(i) {
			if isOpen[j] && q.standard.Allows(leg) {
				count++
				break
			}
		}
	}
	return count
}

func (q *question) leg(demand, site int) geo.Leg {
	for j, leg := range q.problem.Travel.Row(demand) {
		if j == site {
			return leg
		}
	}
	panic(fmt.Sprintf("study: verified answer assigns demand %d to site %d without travel", demand, site))
}

// blocked lists the settlements that no site can cover, and those without a position.
func (q *question) blocked(answer *planner.SitingAnswer) []data.Blocked {
	list := []data.Blocked{}
	for _, i := range answer.Blocked {
		one := data.Blocked{Settlement: q.demands[i].Code, Name: q.demands[i].Name, Reason: "no_site_within_limit"}
		if nearest := q.nearest[i]; nearest.Found {
			one.NearestMeters = &nearest.Leg.Meters
		}
		list = append(list, one)
	}
	for _, settlement := range q.unlocated {
		list = append(list, data.Blocked{Settlement: settlement.Code, Name: settlement.Name, Reason: "unlocated"})
	}
	return list
}

func settlementPoints(settlements []data.Settlement) []orb.Point {
	points := make([]orb.Point, len(settlements))
	for i, settlement := range settlements {
		points[i] = *settlement.Location
	}
	return points
}
