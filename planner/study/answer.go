package study

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"

	"cuntong/data"
	"cuntong/geo/travel"
	"cuntong/planner"
)

// inputDigest is the SHA-256 of everything an answer depends on but seed and effort, in hexadecimal.
type inputDigest string

// plan turns a verified answer into a plan record, all but its audits, sites and stamps.
func (q *question) plan(request PlanRequest, standard data.Standard, answer *planner.SitingAnswer) data.Plan {
	plan := data.Plan{
		Scenario: data.Scenario{
			ID: request.Scenario, Name: request.Name, Area: q.scene.queryArea, Standard: standard.ID, Model: request.Model, Weight: q.weight,
			Travel: q.travel.Method, Profile: q.travel.Profile, P: request.P, Budget: request.Budget, Phases: request.Phases, Changes: request.Changes, Rules: request.Rules,
		},
		AreaName: q.scene.area.Name, Status: string(answer.Status), Objective: answer.Objective, Bound: answer.Bound,
		Reason: answer.Reason, Seed: answer.Stats.Seed, Effort: answer.Stats.Effort, Seconds: answer.Stats.Seconds,
		Threads: answer.Stats.Threads, Verified: true, Notes: q.notes, InputFingerprint: string(q.input),
		Assignments: q.assignments(answer), Blocked: q.blocked(answer),
	}
	if gap, ok := planner.Gap(answer.Objective, answer.Bound); ok {
		plan.Gap = &gap
	}
	plan.OpeningCostYuan, plan.YearlyCostYuan = q.costs(answer)
	plan.Fingerprint = q.fingerprint(request, answer)
	plan.ID = plan.Fingerprint[:planIDLength]
	return plan
}

// planIDLength is how much of the fingerprint names a plan: 48 bits are plenty for one store.
const planIDLength = 12

// costs sums what the opened sites cost; one unknown cost makes the sum unknown.
func (q *question) costs(answer *planner.SitingAnswer) (opening, yearly *int64) {
	if answer.Objective == nil {
		return nil, nil
	}
	opening, yearly = new(int64), new(int64)
	for _, j := range q.newSites(answer) {
		opening = addOrUnknown(opening, q.sites[j].OpeningCostYuan)
		yearly = addOrUnknown(yearly, q.sites[j].YearlyCostYuan)
	}
	return opening, yearly
}

func addOrUnknown(sum, cost *int64) *int64 {
	if sum == nil || cost == nil {
		return nil
	}
	total := *sum + *cost
	return &total
}

// digestInput hashes the problem as records see it: codes, weights, sites, travel and rule. It does not
// depend on the store, the machine or the order of rows in the store, since lists come ordered.
func digestInput(q *question, standard data.Standard, description travel.Description) inputDigest {
	h := sha256.New()
	if len(q.phases) > 0 {
		writeJSON(h, map[string]any{"phases_yuan": q.phases})
	}
	if key := q.changes.Key(); key != "" {
		fmt.Fprintf(h, "changes %s\n", key)
	}
	if q.rules != nil {
		writeJSON(h, map[string]any{"rules": q.rules, "limit": q.problem.Limit})
	}
	writeJSON(h, map[string]any{
		"objective": q.problem.Objective, "standard": standard, "travel": description, "weight": q.weight,
		"new": q.problem.New, "budget_yuan": q.problem.BudgetYuan, "area": q.scene.queryArea,
	})
	for i, demand := range q.demands {
		fmt.Fprintf(h, "demand %s %d\n", demand.Code, q.problem.Demands[i].Weight)
		for j, leg := range q.problem.Travel.Row(i) {
			fmt.Fprintf(h, "%s %d %d\n", q.sites[j].ID, leg.Meters, leg.Seconds)
		}
	}
	for j, site := range q.sites {
		fmt.Fprintf(h, "site %s %t %d\n", site.ID, q.problem.Sites[j].Fixed, q.problem.Sites[j].CostYuan)
	}
	return inputDigest(hex.EncodeToString(h.Sum(nil)))
}

// fingerprint hashes input, seed, effort budget and answer.
func (q *question) fingerprint(request PlanRequest, answer *planner.SitingAnswer) string {
	h := sha256.New()
	fmt.Fprintf(h, "input %s\nseed %d\neffort budget %d\n", q.input, request.Options.Seed, request.Options.Effort)
	writeJSON(h, map[string]any{"status": answer.Status, "objective": answer.Objective, "bound": answer.Bound})
	for _, j := range answer.Open {
		fmt.Fprintf(h, "open %s\n", q.sites[j].ID)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeJSON writes a value whose maps JSON orders by key.
func writeJSON(h hash.Hash, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic("study: a problem does not marshal: " + err.Error())
	}
	h.Write(append(text, '\n'))
}
