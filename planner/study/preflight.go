package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/geo/travel"
	"cuntong/planner"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
)

// keysShown bounds the codes that a finding names.
const keysShown = 200

// Preflight looks at a scenario's question as Plan would, solves nothing, and says what stands in its way and what its reader must know. What
// Plan refuses blocks, in the same words, and nothing else does.
func (s *Study) Preflight(ctx context.Context, scenario data.Scenario) (*report.Preflight, error) {
	request := PlanRequest{
		Scenario: scenario.ID, Name: scenario.Name, Area: scenario.Area, Standard: scenario.Standard, Travel: scenario.Travel, Profile: scenario.Profile,
		Model: scenario.Model, Weight: scenario.Weight, P: scenario.P, Budget: scenario.Budget, Changes: scenario.Changes, Rules: scenario.Rules,
	}
	info, err := s.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	p := &preflight{request: request, out: &report.Preflight{Scenario: scenario.ID, Model: scenario.Model, Revision: info.Revision, Findings: []report.PreflightFinding{}}}
	if err := p.look(ctx, s); err != nil {
		return nil, err
	}
	if info.Sample {
		p.find(report.FindSample, report.PreflightWarns, nil)
	}
	if info.Mixed {
		p.find(report.FindMixed, report.PreflightWarns, nil)
	}
	if p.out.Estimate, err = s.comparable(ctx, request); err != nil {
		return nil, err
	}
	return p.finish(), nil
}

// preflight gathers findings.
type preflight struct {
	request PlanRequest
	out     *report.Preflight
	refused error // what Plan would say; nil: nothing
}

// look poses the question as far as it goes.
func (p *preflight) look(ctx context.Context, s *Study) error {
	err := p.pose(ctx, s)
	if errors.Is(err, data.ErrInvalid) || errors.Is(err, data.ErrNotFound) {
		p.refused, err = err, nil
	}
	return err
}

func (p *preflight) pose(ctx context.Context, s *Study) error {
	request := p.request
	if err := CheckRules(request.Model, request.Rules); err != nil {
		return err
	}
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return err
	}
	p.standard(standard)
	if request.Model == TierModel {
		return p.tier(ctx, s)
	}
	asked := trip{request.Travel, request.Profile, request.Changes}
	q, refused := s.poseFar(ctx, request, standard)
	if q == nil {
		if _, err := s.router(ctx, asked, standard); request.Travel == ByRoad && errors.Is(err, data.ErrNotFound) {
			return refuse(report.FindNoRoads, refused)
		}
		return refused
	}
	p.people(q)
	p.sites(q, refused == nil)
	if err := p.roads(ctx, s, asked, standard, q.scene.settlements); err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	if _, err := s.other(ctx, asked, standard); err != nil { // the audit that a plan begins with asks for it
		return err
	}
	if _, err := ModelFor(q.problem); err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	pairs := 0
	var far []string
	for i := range q.demands {
		near := false
		for j, leg := range q.problem.Travel.Row(i) {
			if q.problem.Limit.Allows(leg) {
				pairs++
				near = near || !q.problem.Sites[j].Forbidden
			}
		}
		if !near {
			far = append(far, q.demands[i].Code)
		}
	}
	f := p.about(report.FindWithin, levelOf(len(far)), "settlements", far)
	switch q.problem.Objective {
	case planner.PMedian, planner.PCenter, planner.FixedCharge: // they serve everybody or nobody
		if len(far) > 0 {
			f.Params = map[string]string{"ends": string(planner.Infeasible)}
		}
	}
	p.out.Demands, p.out.Sites, p.out.Pairs = new(len(q.demands)), new(len(q.sites)), &pairs
	return nil
}

func levelOf(count int) report.PreflightLevel {
	if count == 0 {
		return report.PreflightOK
	}
	return report.PreflightWarns
}

// find adds a finding that is not about records, or whose count the params do not need.
func (p *preflight) find(code string, level report.PreflightLevel, params map[string]string) *report.PreflightFinding {
	p.out.Findings = append(p.out.Findings, report.PreflightFinding{Level: level, Code: code, Params: params})
	return &p.out.Findings[len(p.out.Findings)-1]
}

// about adds a finding about records.
func (p *preflight) about(code string, level report.PreflightLevel, of string, keys []string) *report.PreflightFinding {
	f := p.find(code, level, nil)
	f.Count = len(keys)
	if f.Count > 0 {
		slices.Sort(keys)
		f.Of, f.Keys = of, keys[:min(len(keys), keysShown)]
	}
	return f
}

func (p *preflight) standard(standard data.Standard) {
	level := report.PreflightWarns
	if standard.Verified {
		level = report.PreflightOK
	}
	p.find(report.FindStandard, level, map[string]string{"id": standard.ID, "name_zh": standard.NameZH, "name_en": standard.NameEN})
}

// people looks at positions, populations and parcels of the settlements.
func (p *preflight) people(q *question) {
	p.about(report.FindPositions, levelOf(len(q.unlocated)), "settlements", codesOf(q.unlocated))
	var unknown, silent []string
	for _, one := range q.demands {
		if one.Population == nil {
			unknown = append(unknown, one.Code)
		}
		if _, err := parcels(one, cmp.Or(p.request.Rules, &data.Rules{})); err != nil {
			silent = append(silent, one.Code)
		}
	}
	if p.request.Weight == BySettlements {
		unknown = nil
	}
	f := p.about(report.FindPopulation, levelOf(len(unknown)), "settlements", unknown)
	f.Params = map[string]string{"weight": p.request.Weight}
	if rules := p.request.Rules; p.request.Model == "facility" || rules != nil && (rules.Capacities || rules.Capacity != nil || rules.MinLoad != nil) {
		p.about(report.FindParcels, levelOf(len(silent)), "settlements", silent)
	}
}

func codesOf(settlements []data.Settlement) []string {
	var codes []string
	for _, one := range settlements {
		codes = append(codes, one.Code)
	}
	return codes
}

// sites looks at candidates, what they cost and hold, and at the sites that rules name, which are known only once the question is posed.
func (p *preflight) sites(q *question, posed bool) {
	sc, rules := q.scene, cmp.Or(p.request.Rules, &data.Rules{})
	if len(sc.candidates) == 0 {
		p.find(report.FindCandidates, report.PreflightWarns, nil).Count = len(q.demands)
	} else {
		p.find(report.FindCandidates, report.PreflightOK, nil).Count = len(sc.candidates)
	}
	var free, yearless, endless []string
	for _, one := range sc.candidates {
		if one.OpeningCostYuan == nil {
			free = append(free, one.ID)
		}
		if one.YearlyCostYuan == nil {
			yearless = append(yearless, one.ID)
		}
	}
	if len(sc.candidates) > 0 {
		p.about(report.FindOpeningCosts, levelOf(len(free)), "facilities", free)
		if p.request.Model == "facility" {
			p.about(report.FindYearlyCosts, levelOf(len(yearless)), "facilities", yearless)
		}
	}
	if sc.planned > 0 {
		p.find(report.FindPlanned, report.PreflightWarns, nil).Count = sc.planned
	}
	if len(sc.approvals) > 0 {
		p.about(report.FindApprovals, report.PreflightWarns, "facilities", slices.Clone(sc.approvals))
	}
	if posed && (rules.Capacities || rules.Capacity != nil) {
		for j, one := range q.sites {
			if q.problem.Sites[j].Capacity == nil {
				endless = append(endless, one.ID)
			}
		}
		p.about(report.FindCapacities, levelOf(len(endless)), "facilities", endless)
	}
	known := map[string]bool{}
	for _, one := range q.sites {
		known[one.ID] = true
	}
	var strange []string
	for _, ids := range append([][]string{rules.Forbid, rules.Open}, rules.Exclusive...) {
		for _, id := range ids {
			if !known[id] && !slices.Contains(strange, id) {
				strange = append(strange, id)
			}
		}
	}
	if len(strange) > 0 && len(q.sites) > 0 {
		p.about(report.FindRuleSites, report.PreflightWarns, "facilities", strange)
	}
}

// roads looks for settlements that no road passes.
func (p *preflight) roads(ctx context.Context, s *Study, asked trip, standard data.Standard, settlements []data.Settlement) error {
	routes, err := s.router(ctx, asked, standard)
	roads, ok := routes.(roadRouter)
	if err != nil || !ok {
		return err
	}
	var places []orb.Point
	var codes, lost []string
	for _, one := range settlements {
		if one.Location != nil {
			places, codes = append(places, *one.Location), append(codes, one.Code)
		}
	}
	unlinked, err := roads.Unlinked(ctx, places)
	if err != nil {
		return err
	}
	for _, one := range unlinked {
		lost = append(lost, codes[one.Index])
	}
	f := p.about(report.FindRoads, levelOf(len(lost)), "settlements", lost)
	f.Params = map[string]string{"limit_m": report.PreflightMeters(travel.DefaultLinkRule().LimitMeters)}
	return nil
}

// tier looks at a three-tier question.
func (p *preflight) tier(ctx context.Context, s *Study) error {
	ask, err := tierRequest(p.request)
	if err != nil {
		return err
	}
	n, refused := s.readNetworkFar(ctx, ask)
	if n == nil {
		return refused
	}
	if len(n.leftOut) > 0 || refused == nil {
		p.about(report.FindParcels, levelOf(len(n.leftOut)), "settlements", codesOf(n.leftOut))
	}
	if len(n.assumed) > 0 {
		p.about(report.FindAssumed, report.PreflightWarns, "settlements", slices.Clone(n.assumed))
	}
	if !n.costs.Verified {
		p.find(report.FindCosts, report.PreflightWarns, map[string]string{"id": n.costs.ID})
	}
	if len(n.places[data.Hub]) == 0 {
		p.find(report.FindHubs, report.PreflightWarns, nil)
	}
	if len(n.approvals) > 0 {
		p.about(report.FindApprovals, report.PreflightWarns, "facilities", slices.Clone(n.approvals))
	}
	asked := trip{p.request.Travel, p.request.Profile, p.request.Changes}
	if err := p.roads(ctx, s, asked, n.standard, n.settlements); err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	if _, err := s.other(ctx, asked, n.standard); err != nil {
		return err
	}
	q, err := s.poseNetwork(ctx, n, ask, "", false)
	if err != nil {
		return err
	}
	p.network(q)
	return nil
}

// network counts a three-tier question and looks for stations without a hub and villages without a point.
func (p *preflight) network(q *networkQuestion) {
	pairs := 0
	lonely := func(table planner.Travel, count int, key func(i int) string) (keys []string) {
		for i := range count {
			any := false
			for range table.Row(i) {
				pairs, any = pairs+1, true
			}
			if !any {
				keys = append(keys, key(i))
			}
		}
		return keys
	}
	far := lonely(q.problem.Reach, len(q.villages), func(i int) string { return q.villages[i].Code })
	p.about(report.FindWithin, levelOf(len(far)), "settlements", far)
	apart := lonely(q.problem.Trunk, len(q.stations), func(i int) string { return q.stations[i].ID })
	p.about(report.FindStationHubs, levelOf(len(apart)), "facilities", apart)
	p.out.Demands, p.out.Sites, p.out.Pairs = new(len(q.villages)), new(len(q.points)+len(q.stations)+len(q.hubs)), &pairs
}

// finish lets block what Plan refuses, orders the findings and says them in words.
func (p *preflight) finish() *report.Preflight {
	out := p.out
	if p.refused != nil {
		code := cmp.Or(refusedFor(p.refused), report.FindRefused)
		at := slices.IndexFunc(out.Findings, func(f report.PreflightFinding) bool { return f.Code == code })
		if at < 0 {
			p.find(code, report.PreflightBlocks, nil)
			at = len(out.Findings) - 1
		}
		out.Findings[at].Level, out.Findings[at].Detail = report.PreflightBlocks, refusalWords(p.refused)
	}
	out.Ready = p.refused == nil
	levels := []report.PreflightLevel{report.PreflightBlocks, report.PreflightWarns, report.PreflightOK}
	slices.SortStableFunc(out.Findings, func(a, b report.PreflightFinding) int {
		return slices.Index(levels, a.Level) - slices.Index(levels, b.Level)
	})
	for i := range out.Findings {
		out.Findings[i].Sentence = report.PreflightWords(out.Findings[i])
	}
	return out
}

// refusalWords are those of an error without the bare name of its kind.
func refusalWords(err error) string {
	return strings.TrimSuffix(strings.TrimSuffix(err.Error(), ": "+data.ErrInvalid.Error()), ": "+data.ErrNotFound.Error())
}
