package data

import "time"

// ScenarioState is what has become of a scenario. It belongs to the people who decide: it is no part of the question, so that neither
// the fingerprint of a plan nor whether one is out of date depends on it.
type ScenarioState struct {
	Archived     bool       `json:"archived,omitempty" doc:"Put away: lists of pages leave it out"`
	AcceptedPlan string     `json:"accepted_plan,omitempty" doc:"ID of the plan that was accepted (已采纳); absent: none"`
	AcceptedBy   string     `json:"accepted_by,omitempty" doc:"Who accepted it"`
	AcceptedAt   *time.Time `json:"accepted_at,omitempty" doc:"When it was accepted"`
}

// Accept returns the state with a plan accepted.
func (s ScenarioState) Accept(plan, by string, at time.Time) ScenarioState {
	at = at.UTC().Truncate(time.Millisecond)
	s.AcceptedPlan, s.AcceptedBy, s.AcceptedAt = plan, by, &at
	return s
}

// Withdraw returns the state without an accepted plan.
func (s ScenarioState) Withdraw() ScenarioState { return ScenarioState{Archived: s.Archived} }

// state refuses an acceptance that does not say of what and when.
func (c *check) state(s ScenarioState) {
	c.text("text", s.AcceptedPlan, s.AcceptedBy)
	switch accepted := s.AcceptedPlan != ""; {
	case accepted != (s.AcceptedAt != nil):
		c.fail("an accepted plan and the time when it was accepted go together")
	case !accepted && s.AcceptedBy != "":
		c.fail("it says who accepted a plan, and not which")
	}
}
