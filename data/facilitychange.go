package data

import (
	"fmt"
	"slices"
)

// UniversalServiceRule is the name of the rule that keeps universal-service facilities: who closes, moves or merges one
// needs the approval of the postal authority (邮政普遍服务监督管理办法, 交通运输部令 2015 年第 19 号; clause 待核).
const UniversalServiceRule = "universal-service-approval"

// Offers lists all offers in display order.
func Offers() []Offer { return []Offer{Pickup, Dropoff, Retail, Supplies, Payment, Finance} }

// tierRank orders tiers from the village up; -1 for none.
func tierRank(t FacilityTier) int { return slices.Index([]FacilityTier{ServicePoint, Station, Hub}, t) }

// Applied is what facility changes come to.
type Applied struct {
	Facilities []Facility // all of them, in the order given, new ones last
	Approvals  []string   // IDs of universal-service facilities that were closed, moved or merged with approved: 需审批
}

// ApplyFacilities makes the facility changes on a copy of the given facilities. settlement finds a settlement by
// its code. A change that does not fit the records, or that a rule forbids, is ErrInvalid.
func (c *ChangeSet) ApplyFacilities(facilities []Facility, settlement func(code string) (Settlement, bool)) (Applied, error) {
	if c == nil || len(c.Facilities) == 0 {
		return Applied{Facilities: facilities}, nil
	}
	a := applying{Applied: Applied{Facilities: slices.Clone(facilities)}, at: make(map[string]int, len(facilities)), settlement: settlement}
	for i, f := range facilities {
		a.at[f.ID] = i
	}
	for i := range c.Facilities {
		if err := a.apply(&c.Facilities[i]); err != nil {
			return Applied{}, fmt.Errorf("changes.facilities[%d]: %s %s: %w: %w", i, c.Facilities[i].Do, c.Facilities[i].Facility, err, ErrInvalid)
		}
	}
	return a.Applied, nil
}

type applying struct {
	Applied
	at         map[string]int // position of an ID
	settlement func(code string) (Settlement, bool)
}

func (a *applying) apply(change *FacilityChange) error {
	at, known := a.at[change.Facility]
	if change.Do == AddFacility {
		if !known {
			return a.addNew(change)
		}
		f := &a.Facilities[at]
		if f.Status == Active {
			return fmt.Errorf("it is active already; give a new facility an ID of its own")
		}
		f.Status = Active
		f.change(change)
		return a.locate(f, change)
	}
	if !known {
		return fmt.Errorf("no such facility is on record")
	}
	f := &a.Facilities[at]
	if f.Status != Active {
		return fmt.Errorf("its status is %s, expected active", f.Status)
	}
	switch change.Do {
	case CloseFacility:
		if err := a.approve(f, change); err != nil {
			return err
		}
		f.Status = Closed
	case MoveFacility:
		if err := a.approve(f, change); err != nil {
			return err
		}
		f.change(change)
		f.Location, f.Settlement = nil, ""
		return a.locate(f, change)
	case UpgradeFacility:
		if change.Tier != "" && tierRank(change.Tier) < tierRank(f.Tier) {
			return fmt.Errorf("%s is below its tier %s; an upgrade goes up", change.Tier, f.Tier)
		}
		f.change(change)
	case MergeFacility:
		return a.merge(f, change)
	}
	return nil
}

// approve applies UniversalServiceRule.
func (a *applying) approve(f *Facility, change *FacilityChange) error {
	if !f.UniversalService {
		return nil
	}
	if !change.Approved {
		return fmt.Errorf("%s 是邮政普遍服务营业场所，撤销、合并或迁移须经邮政管理部门批准（需审批）：取得批准后写明 \"approved\": true / "+
			"rule %s: a universal-service facility is closed, merged or moved only with approval; say \"approved\": true", f.Name, UniversalServiceRule)
	}
	a.Approvals = append(a.Approvals, f.ID)
	return nil
}

func (a *applying) merge(f *Facility, change *FacilityChange) error {
	at, known := a.at[change.Into]
	if !known || a.Facilities[at].Status != Active {
		return fmt.Errorf("into %s is not an active facility", change.Into)
	}
	if err := a.approve(f, change); err != nil {
		return err
	}
	into := &a.Facilities[at]
	into.Operators = union(Operators(), into.Operators, f.Operators)
	into.Offers = union(Offers(), into.Offers, f.Offers)
	into.UniversalService = into.UniversalService || f.UniversalService
	into.change(&FacilityChange{Capacity: change.Capacity, YearlyCostYuan: change.YearlyCostYuan})
	f.Status = Closed
	return nil
}

func (a *applying) addNew(change *FacilityChange) error {
	switch {
	case change.Name == "" || change.Tier == "":
		return fmt.Errorf("no such facility is on record, and a new one needs name and tier")
	case len(change.Operators) == 0 || len(change.Offers) == 0:
		return fmt.Errorf("a new facility needs operators and offers")
	case change.Location == nil && change.Settlement == "":
		return fmt.Errorf("a new facility needs a location or a settlement")
	}
	f := Facility{ID: change.Facility, Status: Active, Provenance: Provenance{Source: "scenario"}}
	f.change(change)
	if err := a.locate(&f, change); err != nil {
		return err
	}
	a.at[f.ID] = len(a.Facilities)
	a.Facilities = append(a.Facilities, f)
	return nil
}

// locate puts a facility where the change says; the town is that of the settlement.
func (a *applying) locate(f *Facility, change *FacilityChange) error {
	if change.Settlement != "" {
		s, ok := a.settlement(change.Settlement)
		if !ok {
			return fmt.Errorf("settlement %s is not on record", change.Settlement)
		}
		if change.Location == nil && s.Location == nil {
			return fmt.Errorf("settlement %s has no position on record; give location", change.Settlement)
		}
		f.Settlement, f.Town, f.Location = s.Code, s.Town, s.Location
	}
	if change.Location != nil {
		place := *change.Location
		f.Location = &place
	}
	return nil
}

// change takes over what a change gives; lists are joined.
func (f *Facility) change(c *FacilityChange) {
	if c.Name != "" {
		f.Name = c.Name
	}
	if c.Tier != "" {
		f.Tier = c.Tier
	}
	f.Operators, f.Offers = union(Operators(), f.Operators, c.Operators), union(Offers(), f.Offers, c.Offers)
	if c.Capacity != nil {
		f.CapacityParcelsDay = c.Capacity
	}
	if c.OpeningCostYuan != nil {
		f.OpeningCostYuan = c.OpeningCostYuan
	}
	if c.YearlyCostYuan != nil {
		f.YearlyCostYuan = c.YearlyCostYuan
	}
}

// union joins two lists in display order; words of neither order come last as they came.
func union[T comparable](order []T, a, b []T) []T {
	if len(b) == 0 {
		return a
	}
	var joined []T
	for _, word := range slices.Concat(order, a, b) {
		if (slices.Contains(a, word) || slices.Contains(b, word)) && !slices.Contains(joined, word) {
			joined = append(joined, word)
		}
	}
	return joined
}

// ApplyDemand multiplies the parcels of settlements by the factor; unknown stays unknown.
func (c *ChangeSet) ApplyDemand(settlements []Settlement) []Settlement {
	factor := c.Factor()
	if factor == 1 {
		return settlements
	}
	scaled := slices.Clone(settlements)
	for i := range scaled {
		for _, parcels := range []**float64{&scaled[i].ParcelsInDay, &scaled[i].ParcelsOutDay} {
			if *parcels != nil {
				times := **parcels * factor
				*parcels = &times
			}
		}
	}
	return scaled
}
