package study

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"cuntong/data"
	"cuntong/geo/travel"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
)

// AuditRequest says what to audit.
type AuditRequest struct {
	Area     string        // code; empty: everything
	Standard string        // ID of a stored or preset standard; empty: data.DefaultStandard
	Travel   string        // ByStraight or ByRoad; empty: ByStraight
	Profile  string        // of travel on roads: ID of a preset speed profile; empty: network.DefaultProfile
	Date     data.Date     // on which service records are judged; empty: today
	Operator data.Operator // only this operator's facilities count; empty: all
	// Extra counts these further facilities as active, as a plan's sites are.
	Extra []data.Facility
	// Changes are made on the baseline before it is audited; nil: none.
	Changes *data.ChangeSet
}

// Audit measures who is near a facility and who is served. Facilities outside the area count too: a village
// may well go to the next county.
func (s *Study) Audit(ctx context.Context, request AuditRequest) (*report.Audit, error) {
	audit, _, err := s.audit(ctx, request, wholeAudit)
	return audit, err
}

// auditDepth says how much of an audit is wanted.
type auditDepth int

const (
	wholeAudit auditDepth = iota
	reachAudit            // only who is near what: nothing by operator, nothing measured the other way
)

// audit is Audit with what it was made from.
func (s *Study) audit(ctx context.Context, request AuditRequest, depth auditDepth) (*report.Audit, *scene, error) {
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return nil, nil, err
	}
	scene, err := s.read(ctx, request.Area, standard, request.Changes)
	if err != nil {
		return nil, nil, err
	}
	asked := trip{request.Travel, request.Profile, request.Changes}
	routes, err := s.router(ctx, asked, standard)
	if err != nil {
		return nil, nil, err
	}
	in := report.Input{
		Standard: standard, Travel: routes.Describe(), Area: scene.area.Code, AreaName: scene.area.Name,
		Date: request.Date, Revision: scene.revision, NotAsked: scene.notAsked, Areas: scene.tree, Services: scene.services,
	}
	if in.Date == "" {
		in.Date = data.Date(s.Now().Format(time.DateOnly))
	}
	counting := append(slices.Clone(scene.facilities), countingOf(standard, request.Extra)...)
	if request.Operator != "" {
		counting = slices.DeleteFunc(counting, func(f data.Facility) bool { return !slices.Contains(f.Operators, request.Operator) })
	}
	in.Facilities = len(counting)
	if in.Subjects, err = reach(ctx, routes, standard, scene.settlements, counting); err != nil {
		return nil, nil, err
	}
	if depth == reachAudit {
		return report.Build(in), scene, nil
	}
	beside, err := s.other(ctx, asked, standard)
	if err != nil {
		return nil, nil, err
	}
	if beside != nil {
		subjects, err := reach(ctx, beside, standard, scene.settlements, counting)
		if err != nil {
			return nil, nil, err
		}
		in.Other = report.Compare(beside.Describe(), standard, subjects)
	}
	for _, operator := range data.Operators() {
		rate, err := operatorRate(ctx, routes, standard, scene.settlements, counting, operator)
		if err != nil {
			return nil, nil, err
		}
		in.ByOperator = append(in.ByOperator, rate)
	}
	return report.Build(in), scene, nil
}

// scene is what a use case reads from the store about one area.
type scene struct {
	area        data.Area
	queryArea   string // for Query.Area; empty where everything is meant
	tree        *data.AreaTree
	settlements []data.Settlement // to which the standard applies
	facilities  []data.Facility   // located ones that count, of the whole store
	candidates  []data.Facility   // located ones in the area that would count if opened
	services    []data.Service
	planned     int      // located facilities in the area that are planned or being built, and would count when opened
	approvals   []string // universal-service facilities whose closing, merging or moving needs approval
	notAsked    int      // settlements of kinds that the standard does not ask to cover
	revision    int64
}

// readTries bounds how often a scene is read again because somebody wrote in between.
const readTries = 5

// read reads a scene that is of one revision: a write in the middle starts it again.
func (s *Study) read(ctx context.Context, areaCode string, standard data.Standard, changes *data.ChangeSet) (*scene, error) {
	before, err := s.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	for range readTries {
		sc, err := s.readOnce(ctx, areaCode, standard, changes)
		if err != nil {
			return nil, err
		}
		after, err := s.Store.Info(ctx)
		if err != nil {
			return nil, err
		}
		if after.Revision == before.Revision {
			sc.revision = after.Revision
			return sc, nil
		}
		before = after
	}
	return nil, fmt.Errorf("the store is being written all the time; try again: %w", data.ErrBusy)
}

func (s *Study) readOnce(ctx context.Context, areaCode string, standard data.Standard, changes *data.ChangeSet) (*scene, error) {
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	sc := &scene{tree: data.NewAreaTree(areas)}
	if sc.area, err = areaOf(sc.tree, areaCode); err != nil {
		return nil, err
	}
	if areaCode != "" {
		sc.queryArea = sc.area.Code
	}
	settlements, err := s.Store.Settlements(ctx, data.Query{Area: sc.queryArea})
	if err != nil {
		return nil, err
	}
	for _, settlement := range settlements {
		if standard.Applies(settlement.Kind) {
			sc.settlements = append(sc.settlements, settlement)
		} else {
			sc.notAsked++
		}
	}
	if sc.queryArea == "" && sc.area.Code != "" && sc.allInside(sc.area.Code) {
		sc.queryArea = sc.area.Code // everything is the one top area, so that what is said of all is found under its code
	}
	if len(sc.settlements) == 0 {
		return nil, fmt.Errorf("no settlements to which standard %s applies; load some first with: cuntong load --store FILE settlements.csv: %w", standard.ID, data.ErrNotFound)
	}
	if sc.services, err = s.Store.Services(ctx, data.Query{Area: sc.queryArea}); err != nil {
		return nil, err
	}
	sc.settlements = changes.ApplyDemand(sc.settlements)
	facilities, approvals, err := s.facilities(ctx, changes)
	if err != nil {
		return nil, err
	}
	sc.approvals = approvals
	for _, facility := range facilities {
		if facility.Location == nil || !standard.Accepts(facility) {
			continue
		}
		switch {
		case facility.Status == data.Active:
			sc.facilities = append(sc.facilities, facility)
		case sc.queryArea != "" && !sc.tree.Inside(facility.Town, sc.queryArea):
		case facility.Status == data.Candidate:
			sc.candidates = append(sc.candidates, facility)
		default:
			sc.planned++
		}
	}
	return sc, nil
}

// allInside reports whether every settlement lies in the area.
func (sc *scene) allInside(area string) bool {
	return !slices.ContainsFunc(sc.settlements, func(s data.Settlement) bool { return !sc.tree.Inside(s.Town, area) })
}

func countingOf(standard data.Standard, facilities []data.Facility) []data.Facility {
	var counting []data.Facility
	for _, facility := range facilities {
		if facility.Location != nil && standard.Counts(facility) {
			counting = append(counting, facility)
		}
	}
	return counting
}

// reach asks the router for each settlement's nearest facility.
func reach(ctx context.Context, routes travel.Router, standard data.Standard, settlements []data.Settlement, facilities []data.Facility) ([]report.Subject, error) {
	subjects := make([]report.Subject, len(settlements))
	var origins []orb.Point
	var located []int
	for i, settlement := range settlements {
		subjects[i] = report.Subject{Settlement: settlement, Facilities: len(facilities) > 0}
		if settlement.Location != nil {
			origins = append(origins, *settlement.Location)
			located = append(located, i)
		}
	}
	nearest, err := routes.Nearest(ctx, origins, locations(facilities), standard.Limit().Metric)
	if err != nil {
		return nil, fmt.Errorf("find nearest facilities: %w", err)
	}
	for k, i := range located {
		if nearest[k].Found {
			subjects[i].Found = true
			subjects[i].Facility = &facilities[nearest[k].Destination]
			subjects[i].Leg = nearest[k].Leg
		}
	}
	roads, ok := routes.(roadRouter)
	if !ok {
		return subjects, nil
	}
	var lost []orb.Point // of those alone that nothing is reached from it matters whether a road is near
	var lostAt []int
	for k, i := range located {
		if !nearest[k].Found {
			lost, lostAt = append(lost, origins[k]), append(lostAt, i)
		}
	}
	unlinked, err := roads.Unlinked(ctx, lost)
	if err != nil {
		return nil, fmt.Errorf("link settlements: %w", err)
	}
	for _, place := range unlinked {
		subject := &subjects[lostAt[place.Index]]
		if subject.Unlinked = true; place.Found {
			meters := int64(math.Ceil(float64(place.Distance)))
			subject.RoadMeters = &meters
		}
	}
	return subjects, nil
}

func operatorRate(ctx context.Context, routes travel.Router, standard data.Standard, settlements []data.Settlement, facilities []data.Facility, operator data.Operator) (report.OperatorRate, error) {
	var own []data.Facility
	for _, facility := range facilities {
		if slices.Contains(facility.Operators, operator) {
			own = append(own, facility)
		}
	}
	subjects, err := reach(ctx, routes, standard, settlements, own)
	if err != nil {
		return report.OperatorRate{}, err
	}
	return report.RateOperator(operator, len(own), standard, subjects), nil
}

func locations(facilities []data.Facility) []orb.Point {
	points := make([]orb.Point, len(facilities))
	for i, facility := range facilities {
		points[i] = *facility.Location
	}
	return points
}
