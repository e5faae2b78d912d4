package data

// TierRules are what a three-tier question (model tier) asks beside area, standard, travel, budget and changes.
type TierRules struct {
	Costs     *CostBook `json:"costs,omitempty" doc:"Cost book; absent: the preset rural-2024"`
	CrossTown bool      `json:"cross_town,omitempty" doc:"Villages may be served, and points fed, across the border of their town"`
	Approved  bool      `json:"approved,omitempty" doc:"需审批: universal-service premises may be closed, with the postal authority's approval"`
	Separate  bool      `json:"separate,omitempty" doc:"Plan each operator alone too, by the same rules"`
	Today     bool      `json:"today,omitempty" doc:"Count what stands today too"`
}

// Check names the first thing that cannot be.
func (r *TierRules) Check() error {
	if r == nil || r.Costs == nil {
		return nil
	}
	return r.Costs.Check()
}
