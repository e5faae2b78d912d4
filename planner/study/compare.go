package study

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"cuntong/data"
	"cuntong/planner/report"
)

// mostCompared bounds the plans of one comparison: more columns than that nobody reads.
const mostCompared = 10

// Compare puts saved plans side by side, the first being what the others are held against.
func (s *Study) Compare(ctx context.Context, ids []string) (*report.Comparison, error) {
	if len(ids) < 2 || len(ids) > mostCompared {
		return nil, fmt.Errorf("a comparison takes 2 to %d plans, got %d: %w", mostCompared, len(ids), data.ErrInvalid)
	}
	info, err := s.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	var inputs []report.ComparedInput
	for _, id := range ids {
		in := report.ComparedInput{}
		if in.Plan, err = s.Store.Plan(ctx, id); err != nil {
			return nil, err
		}
		if len(in.Plan.After) > 0 {
			if err := json.Unmarshal(in.Plan.After, &in.After); err != nil {
				return nil, fmt.Errorf("the audit of plan %s cannot be read: %w", id, err)
			}
		}
		if len(in.Plan.Network) > 0 {
			in.Network = &report.NetworkStudy{}
			if err := json.Unmarshal(in.Plan.Network, in.Network); err != nil {
				return nil, fmt.Errorf("the network of plan %s cannot be read: %w", id, err)
			}
		}
		if in.Stale, err = s.Stale(ctx, in.Plan, info.Revision); err != nil {
			return nil, err
		}
		inputs = append(inputs, in)
	}
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	settlements, err := s.Store.Settlements(ctx, data.Query{Area: inputs[0].Plan.Scenario.Area})
	if err != nil {
		return nil, err
	}
	return report.ComparePlans(inputs, data.NewAreaTree(areas), settlements), nil
}

// Stale reports whether a plan's inputs have changed since it was made (过期): the records, or the changes of the
// scenario that it answers.
func (s *Study) Stale(ctx context.Context, plan data.Plan, revision int64) (bool, error) {
	if plan.Revision != revision {
		return true, nil
	}
	if plan.Scenario.ID == "" {
		return false, nil
	}
	saved, err := s.Store.Scenario(ctx, plan.Scenario.ID)
	if errors.Is(err, data.ErrNotFound) {
		return false, nil
	}
	return err == nil && saved.Changes.Key() != plan.Scenario.Changes.Key(), err
}
