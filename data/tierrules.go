package data

import "fmt"

// TierRules are what a three-tier question (model tier) asks beside area, standard, travel, budget and changes.
type TierRules struct {
	Costs     *CostBook `json:"costs,omitempty" doc:"Cost book; absent: the preset rural-2024"`
	CrossTown bool      `json:"cross_town,omitempty" doc:"Villages may be served, and points fed, across the border of their town"`
	Approved  bool      `json:"approved,omitempty" doc:"需审批: universal-service premises may be closed, with the postal authority's approval"`
	Separate  bool      `json:"separate,omitempty" doc:"Plan each operator alone too, by the same rules"`
	Today     bool      `json:"today,omitempty" doc:"Count what stands today too"`
	// Subsidies lower what a budget must pay; the money of a year stays whole.
	Subsidies *SubsidyBook `json:"subsidies,omitempty" doc:"Who else pays for opening and upgrading; absent: nobody"`
	Grade     string       `json:"grade,omitempty" doc:"Grade of the yearly assessment that subsidies depend on; absent: the best"`
}

// Check names the first thing that cannot be.
func (r *TierRules) Check() error {
	switch {
	case r == nil:
		return nil
	case r.Costs != nil:
		if err := r.Costs.Check(); err != nil {
			return err
		}
	}
	if r.Subsidies == nil {
		return nil
	}
	if err := r.Subsidies.Check(); err != nil {
		return err
	}
	if _, known := r.Subsidies.Grades[r.Grade]; r.Grade != "" && !known {
		return fmt.Errorf("grade %q is not one of the subsidies %s", r.Grade, r.Subsidies.ID)
	}
	return nil
}
