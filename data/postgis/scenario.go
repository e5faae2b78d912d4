package postgis

import (
	"context"
	"fmt"

	"cuntong/data"
)

func scenarios() table[data.Scenario] {
	return table[data.Scenario]{
		name: "scenario", counted: "scenarios",
		columns: []string{"id", "name", "area", "standard", "model", "weight", "travel", "profile", "p", "budget_yuan", "changes", "rules",
			"archived", "accepted_plan", "accepted_by", "accepted_at"},
		json:    []string{"changes", "rules"},
		key:     func(c *data.Scenario) string { return c.ID },
		version: func(c *data.Scenario) *int64 { return &c.Version },
		write: func(c *data.Scenario, v *values) {
			for _, text := range []string{c.ID, c.Name, c.Area, c.Standard, c.Model, c.Weight, c.Travel, c.Profile} {
				addText(v, text)
			}
			addUnknown(v, c.P)
			addUnknown(v, c.Budget)
			v.addRaw(c.Changes.Text())
			v.addRaw(c.Rules.Text())
			v.add(c.Archived)
			addText(v, c.AcceptedPlan)
			addText(v, c.AcceptedBy)
			addTime(v, c.AcceptedAt)
		},
		read: func(c *data.Scenario) []any {
			return []any{text(&c.ID), text(&c.Name), text(&c.Area), text(&c.Standard), text(&c.Model), text(&c.Weight), text(&c.Travel), text(&c.Profile),
				&c.P, &c.Budget, document(&c.Changes), document(&c.Rules),
				&c.Archived, text(&c.AcceptedPlan), text(&c.AcceptedBy), unknownInstantCell{&c.AcceptedAt}}
		},
		owner: "area = ANY (ARRAY(SELECT code FROM inside))",
	}
}

// SaveScenario stores a scenario if its stored version equals the given one; version 0 creates it. It does
// not raise the revision, since the records stay as they are.
func (s *Store) SaveScenario(ctx context.Context, scenario data.Scenario, note data.ChangeNote) (int64, error) {
	if err := scenario.Check(); err != nil {
		return 0, err
	}
	return replace(ctx, s, scenarios(), scenario, edit{kind: "scenario", note: acting(note, "scenario")})
}

// Scenario returns the scenario with an ID.
func (s *Store) Scenario(ctx context.Context, id string) (data.Scenario, error) {
	found, err := scenarios().one(ctx, s.pool, id)
	if err != nil {
		return data.Scenario{}, s.fault("read", err)
	}
	if found == nil {
		return data.Scenario{}, fmt.Errorf("scenario %q is not in store %s: %w", id, s.name, data.ErrNotFound)
	}
	return *found, nil
}

// Scenarios lists scenarios by ID; Query.Area selects those of the area and of areas inside it.
func (s *Store) Scenarios(ctx context.Context, q data.Query) ([]data.Scenario, error) {
	return choose(ctx, s, scenarios(), q)
}
