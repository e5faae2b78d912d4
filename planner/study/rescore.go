package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
)

// What the shelf of baselines holds: the last ones asked for, none of more settlements or facilities than a city has.
const (
	keptBaselines  = 6
	keptPlacesMost = 30_000
)

// baselineKey names what facility changes are counted against: the records at a revision, travelled as asked.
type baselineKey struct {
	revision                        int64
	area, standard, travel, profile string
	roads                           string // road changes and day of travel
}

// baseline is who reaches what before facilities change.
type baseline struct {
	key        baselineKey
	standard   data.Standard
	scene      *scene
	facilities []data.Facility // all on record, whatever their status
	routes     travel.Router
	subjects   []report.Subject // by position in scene.settlements
	audit      *report.Audit    // as far as reach goes
}

// baselineShelf keeps baselines, newest last. They are only read once they are on it.
type baselineShelf struct {
	mu   sync.Mutex
	list []*baseline
}

func (b *baselineShelf) find(key baselineKey) *baseline {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := slices.IndexFunc(b.list, func(one *baseline) bool { return one.key == key })
	if at < 0 {
		return nil
	}
	one := b.list[at]
	b.list = append(slices.Delete(b.list, at, at+1), one)
	return one
}

func (b *baselineShelf) keep(one *baseline) {
	if len(one.scene.settlements) > keptPlacesMost || len(one.facilities) > keptPlacesMost {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = slices.DeleteFunc(b.list, func(old *baseline) bool { return old.key.revision != one.key.revision || old.key == one.key })
	if len(b.list) == keptBaselines {
		b.list = slices.Delete(b.list, 0, 1)
	}
	b.list = append(b.list, one)
}

// baselineOf returns the baseline under the road changes of a request, from the shelf or made anew.
func (s *Study) baselineOf(ctx context.Context, request AuditRequest) (*baseline, error) {
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return nil, err
	}
	stamp, err := s.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	var roads *data.ChangeSet
	if !request.Changes.RoadsStay() {
		roads = &data.ChangeSet{Date: request.Changes.Date, Roads: request.Changes.Roads}
	}
	key := baselineKey{stamp.Revision, request.Area, standard.ID, cmp.Or(request.Travel, ByStraight), request.Profile, roads.Key()}
	if one := s.baselines.find(key); one != nil {
		return one, nil
	}
	one := &baseline{key: key, standard: standard}
	if one.scene, err = s.read(ctx, request.Area, standard, roads); err != nil {
		return nil, err
	}
	if one.routes, err = s.router(ctx, trip{request.Travel, request.Profile, roads}, standard); err != nil {
		return nil, err
	}
	if one.facilities, err = s.Store.Facilities(ctx, data.Query{}); err != nil {
		return nil, err
	}
	if one.subjects, err = reach(ctx, one.routes, standard, one.scene.settlements, one.scene.facilities); err != nil {
		return nil, err
	}
	one.audit = one.count(s.Now(), one.subjects, len(one.scene.facilities))
	if stamp, err = s.Store.Stamp(ctx); err != nil {
		return nil, err
	}
	if one.key.revision = one.scene.revision; stamp.Revision == one.scene.revision {
		s.baselines.keep(one)
		return one, nil
	}
	return nil, fmt.Errorf("the records changed while they were being read; try again: %w", data.ErrConflict)
}

// count builds the audit of subjects.
func (b *baseline) count(now time.Time, subjects []report.Subject, facilities int) *report.Audit {
	return report.Build(report.Input{
		Standard: b.standard, Travel: b.routes.Describe(), Area: b.scene.area.Code, AreaName: b.scene.area.Name, Date: data.Date(now.Format(time.DateOnly)), Revision: b.scene.revision,
		Facilities: facilities, NotAsked: b.scene.notAsked, Areas: b.scene.tree, Services: b.scene.services, Subjects: subjects,
	})
}

// rescored is an audit as far as reach goes, counted against a baseline.
type rescored struct {
	base       *baseline
	audit      *report.Audit
	facilities []data.Facility // all, with the changes, without Extra
	approvals  []string
}

// rescore audits with changes: the same as audit at the depth of reachAudit, but only those are measured again whom the changes of facilities
// can concern. Date and Operator of the request are not looked at.
func (s *Study) rescore(ctx context.Context, request AuditRequest) (*rescored, error) {
	for range readTries {
		base, err := s.baselineOf(ctx, request)
		if errors.Is(err, data.ErrConflict) {
			continue // written in between
		}
		if err != nil {
			return nil, err
		}
		if len(request.Extra) == 0 && (request.Changes == nil || len(request.Changes.Facilities) == 0) {
			return &rescored{base: base, audit: base.audit, facilities: base.facilities}, nil
		}
		applied, err := s.applied(ctx, base, request.Changes)
		if err != nil {
			return nil, err
		}
		var after []data.Facility
		for _, facility := range applied.Facilities {
			if facility.Location != nil && base.standard.Counts(facility) {
				after = append(after, facility)
			}
		}
		after = append(after, countingOf(base.standard, request.Extra)...)
		subjects, err := base.reachAfter(ctx, after)
		if err != nil {
			return nil, err
		}
		stamp, err := s.Store.Stamp(ctx)
		if err != nil {
			return nil, err
		}
		if stamp.Revision == base.key.revision {
			return &rescored{base, base.count(s.Now(), subjects, len(after)), applied.Facilities, applied.Approvals}, nil
		}
	}
	return nil, fmt.Errorf("the store is being written all the time; try again: %w", data.ErrBusy)
}

// applied makes the facility changes on the facilities of a baseline.
func (s *Study) applied(ctx context.Context, base *baseline, changes *data.ChangeSet) (data.Applied, error) {
	var codes []string
	if changes != nil {
		for _, change := range changes.Facilities {
			if change.Settlement != "" {
				codes = append(codes, change.Settlement)
			}
		}
	}
	settlements := map[string]data.Settlement{}
	if len(codes) > 0 {
		found, err := s.Store.Settlements(ctx, data.Query{IDs: codes})
		if err != nil {
			return data.Applied{}, err
		}
		for _, one := range found {
			settlements[one.Code] = one
		}
	}
	return changes.ApplyFacilities(base.facilities, func(code string) (data.Settlement, bool) {
		found, ok := settlements[code]
		return found, ok
	})
}

// How much shorter than the straight line a way on roads may be told, at most: lengths of stretches are rounded, and the line is
// measured on a sphere.
const (
	shorterShare  = 0.01
	shorterMeters = 20
)

// reachAfter is reach with other facilities than the baseline's. On roads and under a limit of length, a settlement keeps what it reaches
// where that facility stays and no new one is as near by straight line: no way is shorter than that. All others are measured again among all
// facilities, so that ties fall as they always do.
func (b *baseline) reachAfter(ctx context.Context, after []data.Facility) ([]report.Subject, error) {
	before, settlements := b.scene.facilities, b.scene.settlements
	_, onRoads := b.routes.(roadRouter)
	if !onRoads || len(before) == 0 || len(after) == 0 || b.standard.Limit().Metric != geo.ByMeters {
		return reach(ctx, b.routes, b.standard, settlements, after)
	}
	was := make(map[string]orb.Point, len(before))
	for _, one := range before {
		was[one.ID] = *one.Location
	}
	stays := make(map[string]int, len(after))
	var added []orb.Point
	for j, one := range after {
		if place, known := was[one.ID]; known && place == *one.Location {
			stays[one.ID] = j
		} else {
			added = append(added, *one.Location)
		}
	}
	subjects := make([]report.Subject, len(settlements))
	var again []data.Settlement
	var at []int
	for i, subject := range b.subjects {
		stay := -1
		if subject.Found {
			if j, ok := stays[subject.Facility.ID]; ok && !nearerThan(*subject.Settlement.Location, added, float64(subject.Leg.Meters)) {
				stay = j
			}
		} else if subject.Settlement.Location == nil || len(added) == 0 {
			subjects[i] = subject // what was out of reach stays so
			continue
		}
		if stay < 0 {
			again, at = append(again, settlements[i]), append(at, i)
			continue
		}
		subject.Facility = &after[stay]
		subjects[i] = subject
	}
	if len(again) == 0 {
		return subjects, nil
	}
	measured, err := reach(ctx, b.routes, b.standard, again, after)
	if err != nil {
		return nil, err
	}
	for k, i := range at {
		subjects[i] = measured[k]
	}
	return subjects, nil
}

// nearerThan reports whether a way to any of the places may be as short as a length.
func nearerThan(from orb.Point, places []orb.Point, meters float64) bool {
	most := meters*(1+shorterShare) + shorterMeters
	return slices.ContainsFunc(places, func(p orb.Point) bool { return float64(geo.Distance(from, p)) <= most })
}

// Rescored is what changes change, with both sides' totals.
type Rescored struct {
	Standard      string // ID
	Travel        travel.Description
	Before, After report.Counts
	Effects       *report.Effects
}

// Rescore says what changes change for whom, as AuditChanges does, without what else a whole audit says. The baseline is kept between
// questions, and only those are measured again whom the changes of facilities can concern.
func (s *Study) Rescore(ctx context.Context, request AuditRequest) (*Rescored, error) {
	plain := request
	plain.Changes, plain.Extra = nil, nil
	for range readTries {
		before, err := s.rescore(ctx, plain)
		if err != nil {
			return nil, err
		}
		after, err := s.rescore(ctx, request)
		if err != nil {
			return nil, err
		}
		if before.audit.Revision != after.audit.Revision {
			continue
		}
		base := report.Baseline{Standard: after.base.standard, Areas: before.base.scene.tree, Settlements: before.base.scene.settlements}
		effects := report.EffectsOf(base, before.audit, after.audit)
		effects.Approvals = append(effects.Approvals, after.approvals...)
		return &Rescored{after.audit.Standard, after.audit.Travel, before.audit.Counts, after.audit.Counts, effects}, nil
	}
	return nil, fmt.Errorf("the store is being written all the time; try again: %w", data.ErrBusy)
}
