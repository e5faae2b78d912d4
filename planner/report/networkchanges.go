package report

import (
	"slices"

	"cuntong/data"
)

// ChangeSet is the plan as changes on the baseline, after the given ones: what is run serves parcels of all who use it, what is
// merged or closed is so with the approval that the plan marks. Nothing of it is ever made on the records.
func (p NetworkPlan) ChangeSet(first *data.ChangeSet) *data.ChangeSet {
	changes := data.ChangeSet{}
	if first != nil {
		changes = *first
		changes.Facilities = slices.Clone(first.Facilities)
	}
	parcels := []data.Offer{data.Pickup, data.Dropoff}
	for _, pass := range []bool{true, false} { // what takes others in is there before they come
		for _, action := range p.Actions {
			one := data.FacilityChange{Facility: action.Facility}
			switch action.Action {
			case "add":
				one.Do, one.Operators, one.Offers = data.AddFacility, action.Operators, parcels
			case "keep", "upgrade":
				one.Do, one.Operators, one.Offers = data.UpgradeFacility, action.Operators, parcels
			case "merge":
				one.Do, one.Into, one.Approved = data.MergeFacility, action.Into, action.NeedsApproval
			case "close":
				one.Do, one.Approved = data.CloseFacility, action.NeedsApproval
			}
			if action.Size > 1 && action.Capacity != nil {
				one.Capacity = new(float64(*action.Capacity))
			}
			if action.Run() == pass {
				changes.Facilities = append(changes.Facilities, one)
			}
		}
	}
	return &changes
}
