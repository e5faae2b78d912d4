package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"cuntong/data"
	"cuntong/geo/network"
	"cuntong/planner/report"
)

// ErrStalePlan is the kind of a refusal to accept a plan that the records or the scenario have left behind.
var ErrStalePlan = errors.New("the plan is out of date")

// Acceptance says which plan is accepted for a scenario.
type Acceptance struct {
	Plan    string // ID
	Knowing bool   // a plan that is out of date is accepted too
	Note    string // why, for the change log; may be empty
}

// AcceptPlan keeps that a plan was accepted for a scenario, by whom the note names, and returns the scenario as it is kept. The plan must
// be of the scenario's area, have an answer and be verified. One that is out of date is ErrStalePlan unless a.Knowing.
func (s *Study) AcceptPlan(ctx context.Context, scenario data.Scenario, a Acceptance, note data.ChangeNote) (data.Scenario, error) {
	plan, err := s.Store.Plan(ctx, a.Plan)
	if err != nil {
		return scenario, err
	}
	tree, revision, err := s.outline(ctx)
	if err != nil {
		return scenario, err
	}
	switch {
	case !sameArea(tree, scenario, plan):
		return scenario, fmt.Errorf("plan %s is of area %s, the scenario of %s: %w", plan.ID, cmp.Or(plan.Scenario.Area, "everything"), cmp.Or(scenario.Area, "everything"), data.ErrInvalid)
	case plan.Objective == nil:
		return scenario, fmt.Errorf("plan %s has no answer (%s), so there is nothing to accept: %w", plan.ID, plan.Status, data.ErrInvalid)
	case !plan.Verified:
		return scenario, fmt.Errorf("plan %s did not pass the independent recount: %w", plan.ID, data.ErrInvalid)
	}
	if !a.Knowing {
		why, err := s.staleness(ctx, tree, scenario, plan, revision)
		if err != nil {
			return scenario, err
		}
		if why != "" {
			return scenario, fmt.Errorf("plan %s: %s; plan again, or accept it knowingly with \"stale\": true: %w", plan.ID, why, ErrStalePlan)
		}
	}
	note.Action, note.Reason = "accept", "plan "+plan.ID
	if a.Note != "" {
		note.Reason += "; " + a.Note
	}
	scenario.ScenarioState = scenario.Accept(plan.ID, note.Actor, note.At)
	scenario.Version, err = s.Store.SaveScenario(ctx, scenario, note)
	return scenario, err
}

// outline reads the tree of areas and the revision.
func (s *Study) outline(ctx context.Context) (*data.AreaTree, int64, error) {
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return nil, 0, err
	}
	stamp, err := s.Store.Stamp(ctx)
	return data.NewAreaTree(areas), stamp.Revision, err
}

// AcceptedStale reports whether a scenario's accepted plan answers it no longer: the records or the question have changed since. heads are the
// plans without their parts, in which one that is not there is no answer.
func (s *Study) AcceptedStale(ctx context.Context, tree *data.AreaTree, scenario data.Scenario, heads []data.Plan, revision int64) (bool, error) {
	if scenario.AcceptedPlan == "" {
		return false, nil
	}
	for _, head := range heads {
		if head.ID == scenario.AcceptedPlan {
			why, err := s.staleness(ctx, tree, scenario, head, revision)
			return why != "", err
		}
	}
	return true, nil
}

// staleness says why a plan does not answer a scenario as it is today; empty: it does.
func (s *Study) staleness(ctx context.Context, tree *data.AreaTree, scenario data.Scenario, plan data.Plan, revision int64) (string, error) {
	if field := otherQuestion(tree, scenario, plan); field != "" {
		return "the scenario asks another question now (" + field + ")", nil
	}
	stale, err := s.Stale(ctx, plan, revision)
	if stale {
		return "the records have changed since it was made", err
	}
	return "", err
}

// sameArea reports whether a plan is of a scenario's area; everything and the one top area are the same.
func sameArea(tree *data.AreaTree, scenario data.Scenario, plan data.Plan) bool {
	if plan.Scenario.Area == scenario.Area {
		return true
	}
	top, ok := tree.Top()
	return ok && (scenario.Area == "" && plan.Scenario.Area == top.Code || plan.Scenario.Area == "" && scenario.Area == top.Code)
}

// otherQuestion names the first thing that a scenario asks otherwise than a plan was asked; empty: the same. What the scenario leaves open
// is what the plan chose, and yearly budgets, which scenarios do not keep, stand in place of p and budget_yuan.
func otherQuestion(tree *data.AreaTree, scenario data.Scenario, plan data.Plan) string {
	of := plan.Scenario
	profile := ""
	if scenario.Travel == ByRoad {
		profile = cmp.Or(scenario.Profile, network.DefaultProfile)
	}
	for _, one := range []struct {
		field string
		same  bool
	}{
		{"area", sameArea(tree, scenario, plan)},
		{"standard", cmp.Or(scenario.Standard, data.DefaultStandard) == of.Standard},
		{"model", scenario.Model == of.Model},
		{"weight", scenario.Weight == "" || of.Weight == "" || scenario.Weight == of.Weight},
		{"travel", cmp.Or(scenario.Travel, ByStraight) == of.Travel},
		{"profile", profile == of.Profile},
		{"p", len(of.Phases) > 0 || equalOrNone(scenario.P, of.P)},
		{"budget_yuan", len(of.Phases) > 0 || equalOrNone(scenario.Budget, of.Budget)},
		{"changes", scenario.Changes.Key() == of.Changes.Key()},
		{"rules", string(scenario.Rules.Text()) == string(of.Rules.Text())},
	} {
		if !one.same {
			return one.field
		}
	}
	return ""
}

func equalOrNone(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// acceptances are the scenarios that accepted plans, by the plan's ID.
type acceptances map[string][]data.Scenario

func (s *Study) acceptances(ctx context.Context) (acceptances, error) {
	scenarios, err := s.Store.Scenarios(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	accepted := acceptances{}
	for _, one := range scenarios {
		if one.AcceptedPlan != "" {
			accepted[one.AcceptedPlan] = append(accepted[one.AcceptedPlan], one)
		}
	}
	return accepted, nil
}

// of says who accepted a plan; nil: nobody. Of several acceptances it is one whose scenario asks today what the plan was asked, of those the first in time,
// then by scenario.
func (a acceptances) of(tree *data.AreaTree, plan data.Plan) *report.Acceptance {
	var first *report.Acceptance
	for _, one := range a[plan.ID] {
		next := &report.Acceptance{Scenario: one.ID, By: one.AcceptedBy, At: *one.AcceptedAt, OtherQuestion: otherQuestion(tree, one, plan)}
		if first == nil || first.OtherQuestion != "" && next.OtherQuestion == "" || (first.OtherQuestion == "") == (next.OtherQuestion == "") && next.At.Before(first.At) {
			first = next
		}
	}
	return first
}
