package data

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CostBook says what a three-tier network costs where the records do not: premises by tier, carriage by echelon, and who has
// which share of the parcels. Cost books are data with a source; Verified false is shown as 待核.
type CostBook struct {
	ID           string                    `json:"id"`
	NameZH       string                    `json:"name_zh"`
	NameEN       string                    `json:"name_en"`
	Source       string                    `json:"source" doc:"Document the figures come from"`
	Verified     bool                      `json:"verified" doc:"false: not checked against an official text, shown as 待核"`
	Note         string                    `json:"note,omitempty"`
	DaysPerYear  int64                     `json:"days_per_year" doc:"Days on which parcels are carried"`
	UnservedYuan float64                   `json:"unserved_yuan_per_parcel" doc:"What a parcel that no point serves costs its village; 0: every village must be served"`
	TrunkLimit   int64                     `json:"trunk_limit_s" doc:"Closed limit of travel from a hub or a station, in seconds at the truck's speed"`
	Tiers        map[FacilityTier]TierCost `json:"tiers"`
	Tour         Haulage                   `json:"tour" doc:"From a station to its points"`
	Straight     Haulage                   `json:"straight" doc:"From a hub straight to points"`
	Truck        Haulage                   `json:"truck" doc:"From a hub to its stations"`
	Shares       map[Operator]float64      `json:"shares" doc:"Share of the parcels by operator; they add up to 1"`
}

// TierCost is what premises of a tier cost and take where their record does not say.
type TierCost struct {
	CapacityParcelsDay float64   `json:"capacity_parcels_day"`
	YearlyYuan         float64   `json:"yearly_yuan"`
	OpeningYuan        float64   `json:"opening_yuan"`
	OpeningYears       int64     `json:"opening_years" doc:"Years over which the opening cost is spread"`
	HandlingYuan       float64   `json:"handling_yuan_per_parcel"`
	LeastParcelsDay    float64   `json:"least_parcels_day" doc:"Below this premises are not viable"`
	Upgrades           []Upgrade `json:"upgrades" doc:"Larger sizes of the same premises, ascending"`
	BuildMonths        int64     `json:"build_months,omitempty" doc:"From paying to running new premises; up to 12 within the year, up to 24 a year later"`
}

// Upgrade is a larger size of premises, as multiples of the size on record.
type Upgrade struct {
	CapacityFactor float64 `json:"capacity_factor"`
	YearlyFactor   float64 `json:"yearly_factor"`
	OpeningYuan    float64 `json:"opening_yuan"`
}

// Haulage is what carrying on one echelon costs.
type Haulage struct {
	Vehicle        string  `json:"vehicle"`
	Capacity       float64 `json:"capacity_parcels"`
	YuanPerKm      float64 `json:"yuan_per_km"`
	YuanPerHour    float64 `json:"yuan_per_hour" doc:"Driver"`
	SpeedKmh       float64 `json:"speed_kmh" doc:"Turns kilometres into hours of the driver"`
	StopsPerTour   float64 `json:"stops_per_tour"`
	MinutesPerStop float64 `json:"minutes_per_stop"`
}

// DefaultCostBook is the ID of the cost book used where none is named.
const DefaultCostBook = "rural-2024"

// Check returns an error naming the first field that is missing or wrong.
func (c CostBook) Check() error {
	wrong := func(field string, value any, expected string) error {
		return fmt.Errorf("cost book %s: %s is %v, expected %s", c.ID, field, value, expected)
	}
	switch {
	case c.ID == "" || strings.ContainsAny(c.ID, " /\\"):
		return fmt.Errorf("cost book: id %q must be a word without spaces or slashes", c.ID)
	case c.Source == "":
		return fmt.Errorf("cost book %s: source must name the document", c.ID)
	case c.DaysPerYear < 1 || c.DaysPerYear > 366:
		return wrong("days_per_year", c.DaysPerYear, "1 to 366")
	case c.UnservedYuan < 0 || c.UnservedYuan > 1000:
		return wrong("unserved_yuan_per_parcel", c.UnservedYuan, "0 to 1000")
	case c.TrunkLimit < 1 || c.TrunkLimit > 864_000:
		return wrong("trunk_limit_s", c.TrunkLimit, "1 to 864000")
	}
	for _, tier := range []FacilityTier{Hub, Station, ServicePoint} {
		cost, ok := c.Tiers[tier]
		if !ok {
			return fmt.Errorf("cost book %s: tiers lacks %s", c.ID, tier)
		}
		if err := cost.check(); err != nil {
			return fmt.Errorf("cost book %s: tiers.%s.%w", c.ID, tier, err)
		}
	}
	for _, echelon := range []struct {
		name string
		Haulage
	}{{"tour", c.Tour}, {"straight", c.Straight}, {"truck", c.Truck}} {
		h := echelon.Haulage
		if h.Capacity < 1 || h.Capacity > 100_000 || h.YuanPerKm < 0 || h.YuanPerKm > 100 || h.YuanPerHour < 0 || h.YuanPerHour > 1000 ||
			h.SpeedKmh <= 0 || h.SpeedKmh > 200 || h.StopsPerTour < 1 || h.StopsPerTour > 1000 || h.MinutesPerStop < 0 || h.MinutesPerStop > 480 {
			return wrong(echelon.name, h, "figures of a vehicle")
		}
	}
	sum := 0.0
	for _, operator := range slices.Sorted(maps.Keys(c.Shares)) {
		share := c.Shares[operator]
		if !slices.Contains(Operators(), operator) || share < 0 {
			return wrong("shares."+string(operator), share, "a share of postal, express, coop or ecommerce")
		}
		sum += share
	}
	if sum < 0.999 || sum > 1.001 {
		return wrong("shares", sum, "a sum of 1")
	}
	return nil
}

func (t TierCost) check() error {
	switch {
	case t.CapacityParcelsDay < 1 || t.CapacityParcelsDay > 4_000_000:
		return fmt.Errorf("capacity_parcels_day is %v, expected 1 to 4000000", t.CapacityParcelsDay)
	case t.YearlyYuan < 0 || t.YearlyYuan > 1e9 || t.OpeningYuan < 0 || t.OpeningYuan > 1e9:
		return fmt.Errorf("yearly_yuan and opening_yuan are %v and %v, expected 0 to 1000000000", t.YearlyYuan, t.OpeningYuan)
	case t.OpeningYears < 1 || t.OpeningYears > 100:
		return fmt.Errorf("opening_years is %d, expected 1 to 100", t.OpeningYears)
	case t.BuildMonths < 0 || t.BuildMonths > 120:
		return fmt.Errorf("build_months is %d, expected 0 to 120", t.BuildMonths)
	case t.HandlingYuan < 0 || t.HandlingYuan > 25 || t.LeastParcelsDay < 0 || t.LeastParcelsDay > 1_000_000:
		return fmt.Errorf("handling_yuan_per_parcel and least_parcels_day are %v and %v, expected 0 to 25 and 0 to 1000000", t.HandlingYuan, t.LeastParcelsDay)
	}
	last := 1.0
	for k, u := range t.Upgrades {
		if u.CapacityFactor <= last || u.CapacityFactor > 1000 || u.YearlyFactor < 0 || u.YearlyFactor > 1000 || u.OpeningYuan < 0 || u.OpeningYuan > 1e9 {
			return fmt.Errorf("upgrades[%d] is %+v, expected ascending factors above 1", k, u)
		}
		last = u.CapacityFactor
	}
	return nil
}

// ParseCostBook reads and checks one cost book from JSON; fields it does not know are refused.
func ParseCostBook(text []byte) (CostBook, error) {
	return parsePreset[CostBook](text, "a cost book", "data/costbooks")
}

//go:embed costbooks/*.json
var costBookFiles embed.FS

// PresetCostBooks returns the cost books that ship with the program, ordered by file name.
func PresetCostBooks() ([]CostBook, error) { return presets(costBookFiles, ParseCostBook) }
