package study

import (
	"context"
	"errors"
	"fmt"

	"cuntong/data"
	"cuntong/planner/report"
)

// facilities reads those that may matter, with the changes made on them. Without facility changes the ones that
// are suspended or closed are not read at all.
func (s *Study) facilities(ctx context.Context, changes *data.ChangeSet) (list []data.Facility, approvals []string, err error) {
	query := data.Query{Status: []data.FacilityStatus{data.Active, data.Candidate, data.Planned, data.Building}}
	if changes == nil || len(changes.Facilities) == 0 {
		list, err = s.Store.Facilities(ctx, query)
		return list, nil, err
	}
	if list, err = s.Store.Facilities(ctx, data.Query{}); err != nil {
		return nil, nil, err
	}
	settlements := map[string]data.Settlement{}
	for _, change := range changes.Facilities {
		if code := change.Settlement; code != "" {
			found, err := one(ctx, s.Store.Settlements, "settlement", code, func(v data.Settlement) string { return v.Code })
			if err != nil && !errors.Is(err, data.ErrNotFound) {
				return nil, nil, err
			}
			if err == nil {
				settlements[code] = found
			}
		}
	}
	applied, err := changes.ApplyFacilities(list, func(code string) (data.Settlement, bool) {
		found, ok := settlements[code]
		return found, ok
	})
	if err != nil {
		return nil, nil, err
	}
	list = applied.Facilities[:0:0]
	for _, facility := range applied.Facilities {
		if facility.Status != data.Suspended && facility.Status != data.Closed {
			list = append(list, facility)
		}
	}
	return list, applied.Approvals, nil
}

// CheckChanges tells whether a change-set can be made on the records of today.
func (s *Study) CheckChanges(ctx context.Context, changes *data.ChangeSet, profile string) error {
	if _, _, err := s.facilities(ctx, changes); err != nil {
		return err
	}
	if changes == nil || len(changes.Roads) == 0 {
		return nil
	}
	_, err := s.changedRoad(ctx, profile, changes)
	return err
}

// AuditChanges audits an area with and without the changes of a request, and says for whom that makes a difference.
func (s *Study) AuditChanges(ctx context.Context, request AuditRequest) (*report.Audit, *report.Effects, error) {
	baseline := request
	baseline.Changes, baseline.Extra = nil, nil
	for range readTries {
		before, sc, err := s.audit(ctx, baseline, reachAudit)
		if err != nil {
			return nil, nil, err
		}
		after, changed, err := s.audit(ctx, request, wholeAudit)
		if err != nil {
			return nil, nil, err
		}
		if before.Revision == after.Revision {
			effects := report.EffectsOf(report.Baseline{Standard: before.StandardRule, Areas: sc.tree, Settlements: sc.settlements}, before, after)
			effects.Approvals = append(effects.Approvals, changed.approvals...)
			return after, effects, nil
		}
	}
	return nil, nil, fmt.Errorf("the store is being written all the time; try again: %w", data.ErrBusy)
}
