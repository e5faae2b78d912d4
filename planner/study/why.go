package study

import (
	"context"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
	"cuntong/planner/why"
)

// Why says why a saved plan is as it is, as data and in sentences.
type Why struct {
	Plan      string           `json:"plan" doc:"ID of the plan"`
	Sites     []WhySite        `json:"sites" doc:"Opened sites"`
	Uncovered []WhyDemand      `json:"uncovered" doc:"Settlements that the model does not cover"`
	Village   *report.Sentence `json:"village,omitempty" doc:"Of a three-tier plan: why the village that asks is served from where it is, and what a point in it would cost"`
	Conflict  *WhyConflict     `json:"conflict,omitempty" doc:"Limits that cannot hold together, where the plan has no answer and a conflict was proven"`
}

// WhySite is what one opened site brings.
type WhySite struct {
	Site         string          `json:"site" doc:"ID"`
	Name         string          `json:"name"`
	Weight       int64           `json:"weight" doc:"People (or settlements) that only this site covers"`
	Parcels      float64         `json:"parcels_day" doc:"Their parcels a day, where the plan counts them"`
	Settlements  []string        `json:"settlements" doc:"Codes of the settlements that only this site covers"`
	Without      *int64          `json:"objective_without" doc:"Objective without the site; null where the rest alone breaks a limit"`
	Alternatives []WhyOther      `json:"alternatives" doc:"Sites that were tried in its place and are at most 5 % worse, best first"`
	Sentence     report.Sentence `json:"sentence" doc:"The same in words"`
}

// WhyOther is a site in another's place.
type WhyOther struct {
	Site      string `json:"site" doc:"ID"`
	Name      string `json:"name"`
	Objective int64  `json:"objective" doc:"Objective with it in place"`
	Worse     int64  `json:"worse_permille" doc:"How much worse than the plan, in thousandths, rounded up; negative: better"`
}

// WhyDemand is why one settlement is not covered.
type WhyDemand struct {
	Settlement string          `json:"settlement" doc:"Code"`
	Name       string          `json:"name"`
	Reason     string          `json:"reason" enum:"distance,forbidden,several,capacity,minimum_load,exclusive,town_limit,number,budget,choice"`
	Nearest    string          `json:"nearest_site,omitempty" doc:"ID of the nearest site that may be open; absent where there is none"`
	Meters     *int64          `json:"nearest_m,omitempty" doc:"Metres to it"`
	CostYuan   *int64          `json:"cost_yuan" doc:"Least opening cost that would cover it, whatever the limits say; null where no site could or a cost is unknown"`
	Sentence   report.Sentence `json:"sentence" doc:"The same in words"`
}

// WhyConflict is a set of limits that cannot hold together.
type WhyConflict struct {
	Limits      []WhyLimit      `json:"limits" doc:"The limits"`
	Irreducible bool            `json:"irreducible" doc:"Whether it was proven that leaving out any one of them lets the others hold"`
	Smallest    bool            `json:"smallest" doc:"Whether it was proven that no smaller set conflicts"`
	Sentence    report.Sentence `json:"sentence" doc:"The same in words"`
}

// WhyLimit is one limit of a conflict.
type WhyLimit struct {
	Kind string `json:"kind" enum:"demand,number,budget,town_min,town_max,town_floor,capacity,minimum_load,exclusive,spacing"`
	At   string `json:"at,omitempty" doc:"Code of the settlement or town"`
	Name string `json:"name,omitempty" doc:"Its name"`
}

// conflictEffort is what one trial in the search for a conflict may take: about a tenth of a second for a county.
const conflictEffort = 20_000_000

// Why explains a saved plan. It poses the plan's question again, and refuses where the records no longer give the same one.
// A three-tier plan is explained to one village, named by its code; other plans take none.
func (s *Study) Why(ctx context.Context, id, village string) (*Why, error) {
	plan, err := s.Store.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	switch tiers := plan.Scenario.Model == TierModel; {
	case tiers && village == "":
		return nil, fmt.Errorf("a three-tier plan is explained to one village: name its code (village): %w", data.ErrInvalid)
	case tiers:
		said, err := s.WhyVillage(ctx, id, village)
		return &Why{Plan: id, Sites: []WhySite{}, Uncovered: []WhyDemand{}, Village: said}, err
	case village != "":
		return nil, fmt.Errorf("village belongs to three-tier plans, and plan %s is of model %s: %w", id, plan.Scenario.Model, data.ErrInvalid)
	}
	scenario := plan.Scenario
	standard, err := s.Standard(ctx, scenario.Standard)
	if err != nil {
		return nil, err
	}
	q, err := s.pose(ctx, PlanRequest{
		Area: scenario.Area, Standard: scenario.Standard, Travel: scenario.Travel, Profile: scenario.Profile, Model: scenario.Model, Weight: scenario.Weight,
		P: scenario.P, Budget: budgetBefore(scenario), Phases: scenario.Phases, Changes: scenario.Changes, Rules: scenario.Rules,
	}, standard)
	if err != nil {
		return nil, fmt.Errorf("pose the question of plan %s again: %w", id, err)
	}
	if string(q.input) != plan.InputFingerprint {
		return nil, fmt.Errorf("the records have changed since plan %s was made, so its reasons can no longer be counted; plan again: %w", id, data.ErrConflict)
	}
	w := &Why{Plan: id, Sites: []WhySite{}, Uncovered: []WhyDemand{}}
	if plan.Objective == nil {
		conflict, err := why.FindConflict(ctx, q.problem, conflictEffort)
		if err != nil || conflict == nil {
			return w, err
		}
		w.Conflict = q.conflict(conflict)
		return w, nil
	}
	x, err := why.Explain(ctx, q.problem, q.remember(plan), why.Options{})
	if err != nil {
		return nil, err
	}
	for _, site := range x.Sites {
		w.Sites = append(w.Sites, q.whySite(site, *plan.Objective))
	}
	for _, demand := range x.Demands {
		w.Uncovered = append(w.Uncovered, q.whyDemand(demand))
	}
	return w, nil
}

// budgetBefore is the budget that was asked for: that of phases is counted from them.
func budgetBefore(scenario data.Scenario) *int64 {
	if len(scenario.Phases) > 0 {
		return nil
	}
	return scenario.Budget
}

// remember turns a saved plan back into the answer it came from, as far as it explains.
func (q *question) remember(plan data.Plan) *planner.SitingAnswer {
	position := map[string]int32{}
	for j, site := range q.sites {
		position[site.ID] = int32(j)
	}
	a := &planner.SitingAnswer{Objective: plan.Objective}
	for j, site := range q.problem.Sites {
		if site.Fixed {
			a.Open = append(a.Open, int32(j))
		}
	}
	for _, site := range plan.Opened {
		if j, known := position[site.Site]; known && !q.problem.Sites[j].Fixed {
			a.Open = append(a.Open, j)
		}
	}
	slices.Sort(a.Open)
	demand := map[string]int32{}
	for i, settlement := range q.demands {
		demand[settlement.Code] = int32(i)
	}
	a.Assignment = slices.Repeat([]int32{planner.Unassigned}, len(q.demands))
	for _, one := range plan.Assignments {
		a.Assignment[demand[one.Settlement]] = position[one.Site]
	}
	return a
}

func (q *question) whySite(x why.Site, objective int64) WhySite {
	w := WhySite{Site: q.sites[x.Site].ID, Name: q.sites[x.Site].Name, Weight: x.Weight, Parcels: float64(x.Load) / parcelParts, Without: x.Without,
		Settlements: []string{}, Alternatives: []WhyOther{}}
	for _, i := range x.Only {
		w.Settlements = append(w.Settlements, q.demands[i].Code)
	}
	for _, other := range x.Others {
		if other.Permille <= 50 {
			w.Alternatives = append(w.Alternatives, WhyOther{q.sites[other.Site].ID, q.sites[other.Site].Name, other.Objective, other.Permille})
		}
	}
	w.Sentence = siteSentence(w, objective, q.weight)
	return w
}

func (q *question) whyDemand(x why.Demand) WhyDemand {
	settlement := q.demands[x.Demand]
	w := WhyDemand{Settlement: settlement.Code, Name: settlement.Name, Reason: string(x.Block), CostYuan: x.CostYuan}
	if x.Nearest >= 0 {
		leg := q.leg(int(x.Demand), int(x.Nearest))
		w.Nearest, w.Meters = q.sites[x.Nearest].ID, &leg.Meters
	} else if nearest := q.nearest[x.Demand]; nearest.Found {
		w.Meters = &nearest.Leg.Meters
	}
	if x.CostYuan != nil && !q.costsKnown() {
		w.CostYuan = nil
	}
	w.Sentence = demandSentence(w, q.problem.Limit)
	return w
}

// costsKnown reports whether every candidate has an opening cost: a cost that is not known counts nothing in the problem.
func (q *question) costsKnown() bool {
	for j, site := range q.sites {
		if !q.problem.Sites[j].Fixed && site.OpeningCostYuan == nil {
			return false
		}
	}
	return true
}

func (q *question) conflict(c *why.Conflict) *WhyConflict {
	w := &WhyConflict{Irreducible: c.Irreducible, Smallest: c.Smallest, Limits: []WhyLimit{}}
	towns := map[int32]string{}
	if len(q.problem.Towns) > 0 {
		for i, settlement := range q.demands {
			towns[q.problem.Demands[i].Town] = settlement.Town
		}
		for j, site := range q.sites {
			towns[q.problem.Sites[j].Town] = site.Town
		}
	}
	for _, limit := range c.Limits {
		one := WhyLimit{Kind: string(limit.Kind)}
		switch limit.Kind {
		case why.OfDemand:
			one.At, one.Name = q.demands[limit.At].Code, q.demands[limit.At].Name
		case why.OfTownMin, why.OfTownMax, why.OfFloor:
			one.At = towns[limit.At]
			if area, known := q.scene.tree.Area(one.At); known {
				one.Name = area.Name
			}
		}
		w.Limits = append(w.Limits, one)
	}
	w.Sentence = conflictSentence(w)
	return w
}
