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
	// Assume is stated by who asks; without it what is not on record stays unknown and its village is left out.
	Assume *AssumedParcels `json:"assume_parcels,omitempty" doc:"Parcels a day of located villages where the records do not say; absent: such villages are left out"`
}

// AssumedParcels stand in for what records do not say.
type AssumedParcels struct {
	In  float64 `json:"in" minimum:"0" maximum:"100000" doc:"Down, to each such village, a day before any demand_factor"`
	Out float64 `json:"out" minimum:"0" maximum:"100000" doc:"Up, from each such village, a day before any demand_factor; 0 is a statement too"`
}

// Check names the first figure that cannot be.
func (a *AssumedParcels) Check() error {
	if a == nil {
		return nil
	}
	const most = 100_000
	if !(a.In >= 0 && a.In <= most && a.Out >= 0 && a.Out <= most && a.In+a.Out > 0) {
		return fmt.Errorf("assume_parcels is %v down and %v up a day, expected 0 to %d each and not both 0", a.In, a.Out, most)
	}
	return nil
}

// String is the assumption as flags and comparisons write it.
func (a *AssumedParcels) String() string {
	if a == nil {
		return ""
	}
	return fmt.Sprintf("%v/%v", a.In, a.Out)
}

// Fill gives the villages that lack them the assumed parcels, times the factor on demand, and returns the codes of those with a position
// that took any.
func (a *AssumedParcels) Fill(villages []Settlement, factor float64) ([]Settlement, []string) {
	if a == nil {
		return villages, nil
	}
	var took []string
	filled := append([]Settlement(nil), villages...)
	for i := range filled {
		one := &filled[i]
		if one.Location == nil || one.ParcelsInDay != nil && one.ParcelsOutDay != nil {
			continue
		}
		if one.ParcelsInDay == nil {
			one.ParcelsInDay = new(float64(a.In * factor))
		}
		if one.ParcelsOutDay == nil {
			one.ParcelsOutDay = new(float64(a.Out * factor))
		}
		took = append(took, one.Code)
	}
	return filled, took
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
	if err := r.Assume.Check(); err != nil || r.Subsidies == nil {
		return err
	}
	if err := r.Subsidies.Check(); err != nil {
		return err
	}
	if _, known := r.Subsidies.Grades[r.Grade]; r.Grade != "" && !known {
		return fmt.Errorf("grade %q is not one of the subsidies %s", r.Grade, r.Subsidies.ID)
	}
	return nil
}
