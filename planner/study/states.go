package study

import (
	"context"
	"encoding/json"
	"fmt"

	"cuntong/data"
	"cuntong/planner/report"
)

// StateRequest names a state of an area: a scenario with its changes, or a plan of it carried out besides; the zero value is the present state.
type StateRequest struct {
	Scenario *data.Scenario // nil: the present state
	Plan     string         // ID of a plan with an answer; empty: none
}

// CompareStates holds state b against state a, both counted on the records of today. The present state is measured as the other one asks.
// At least one of the two must be a scenario.
func (s *Study) CompareStates(ctx context.Context, a, b StateRequest) (*report.StateComparison, error) {
	if a.Scenario == nil && b.Scenario == nil {
		return nil, fmt.Errorf("name at least one scenario to compare: %w", data.ErrInvalid)
	}
	for range readTries {
		sides := [2]*stateSide{}
		for k, request := range []StateRequest{a, b} {
			side, err := s.side(ctx, request)
			if err != nil {
				return nil, err
			}
			sides[k] = side
		}
		for k, side := range sides {
			if side.in.Scenario.ID == "" {
				other := sides[1-k].asked
				side.asked = AuditRequest{Area: other.Area, Standard: other.Standard, Travel: other.Travel, Profile: other.Profile}
			}
			if err := s.countSide(ctx, side); err != nil {
				return nil, err
			}
		}
		if x, y := sides[0], sides[1]; x.in.Audit.Revision == y.in.Audit.Revision {
			return report.CompareStates(x.in, y.in, y.counted.base.scene.tree), nil
		}
	}
	return nil, fmt.Errorf("the store is being written all the time; try again: %w", data.ErrBusy)
}

// stateSide is one of two states on its way.
type stateSide struct {
	asked   AuditRequest
	in      report.StateInput
	plan    *data.Plan // nil: none
	counted *rescored
}

// side reads what a state is made of.
func (s *Study) side(ctx context.Context, request StateRequest) (*stateSide, error) {
	v := &stateSide{}
	if request.Scenario == nil {
		return v, nil
	}
	v.in.Scenario = *request.Scenario
	v.in.State = report.ComparedState{Scenario: request.Scenario.ID, Name: request.Scenario.Name, Plan: request.Plan}
	changes := request.Scenario.Changes
	if request.Plan != "" {
		plan, err := s.Store.Plan(ctx, request.Plan)
		if err != nil {
			return nil, err
		}
		if plan.Objective == nil {
			return nil, fmt.Errorf("plan %s has no answer (%s), so there is nothing to compare: %w", plan.ID, plan.Status, data.ErrInvalid)
		}
		stamp, err := s.Store.Stamp(ctx)
		if err != nil {
			return nil, err
		}
		if v.in.State.Stale, err = s.Stale(ctx, plan, stamp.Revision); err != nil {
			return nil, err
		}
		id := v.in.Scenario.ID
		v.plan, v.in.Scenario, changes = &plan, plan.Scenario, plan.Scenario.Changes
		v.in.Scenario.ID = id // a plan of the same question may have been made without a saved scenario
		if len(plan.Network) > 0 {
			var network report.NetworkStudy
			if err := json.Unmarshal(plan.Network, &network); err != nil {
				return nil, fmt.Errorf("the network of plan %s cannot be read: %w", plan.ID, err)
			}
			changes = network.Joint.ChangeSet(changes)
		} else {
			for _, site := range plan.Opened {
				v.in.State.Opened = append(v.in.State.Opened, report.ComparedSite{Site: site.Site, Name: site.Name, Location: [2]float64(site.Location)})
			}
		}
	}
	of := v.in.Scenario
	v.in.State.Changes = changes
	v.asked = AuditRequest{Area: of.Area, Standard: of.Standard, Travel: of.Travel, Profile: of.Profile, Changes: changes}
	return v, nil
}

// countSide audits a state and adds up what it costs.
func (s *Study) countSide(ctx context.Context, v *stateSide) error {
	standard, err := s.Standard(ctx, v.asked.Standard)
	if err != nil {
		return err
	}
	if v.plan != nil && len(v.plan.Network) == 0 {
		for _, site := range v.plan.Opened {
			place := site.Location
			v.asked.Extra = append(v.asked.Extra, data.Facility{ID: site.Site, Name: site.Name, Tier: data.ServicePoint, Status: data.Active, Offers: standard.Offers, Town: site.Town, Settlement: site.Settlement, Location: &place})
		}
	}
	if v.counted, err = s.rescore(ctx, v.asked); err != nil {
		return err
	}
	v.in.Audit, v.in.Settlements = v.counted.audit, v.counted.base.scene.settlements
	v.money()
	return nil
}

// money adds up village points and costs of the area's premises; one unknown cost makes a sum unknown.
func (v *stateSide) money() {
	sc := v.counted.base.scene
	records := make(map[string]data.Facility, len(v.counted.base.facilities))
	for _, one := range v.counted.base.facilities {
		records[one.ID] = one
	}
	v.in.OpeningYuan, v.in.YearlyYuan = new(int64), new(int64)
	for _, one := range v.counted.facilities {
		if one.Status != data.Active || sc.queryArea != "" && !sc.tree.Inside(one.Town, sc.queryArea) {
			continue
		}
		if v.in.YearlyYuan = addOrUnknown(v.in.YearlyYuan, one.YearlyCostYuan); one.Tier == data.ServicePoint {
			v.in.Points++
		}
	}
	if v.plan != nil && len(v.plan.Network) > 0 {
		v.in.OpeningYuan, v.in.YearlyYuan, v.in.Carriage = v.plan.OpeningCostYuan, v.plan.YearlyCostYuan, true
		return
	}
	if v.asked.Changes != nil {
		for _, change := range v.asked.Changes.Facilities {
			switch change.Do {
			case data.AddFacility:
				cost := change.OpeningCostYuan
				if record, known := records[change.Facility]; cost == nil && known {
					cost = record.OpeningCostYuan
				}
				v.in.OpeningYuan = addOrUnknown(v.in.OpeningYuan, cost)
			case data.UpgradeFacility, data.MoveFacility:
				v.in.OpeningYuan = addOrUnknown(v.in.OpeningYuan, change.OpeningCostYuan)
			}
		}
	}
	if v.plan != nil {
		v.in.Points += len(v.plan.Opened)
		if len(v.plan.Opened) > 0 {
			v.in.OpeningYuan, v.in.YearlyYuan = addOrUnknown(v.in.OpeningYuan, v.plan.OpeningCostYuan), addOrUnknown(v.in.YearlyYuan, v.plan.YearlyCostYuan)
		}
	}
}
