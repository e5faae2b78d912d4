package data

import (
	"encoding/json"
	"fmt"
	"math"
)

// Rules are what a scenario asks of a plan beside its model, the number of points and the budget. The zero value asks
// for nothing. planner/study turns them into the options of planner.Siting.
type Rules struct {
	// Loads. A settlement's load is its parcels in and out a day; where those are unknown, ParcelsPer1000 residents.
	Capacities     bool     `json:"capacities,omitempty" doc:"Points serve no more parcels a day than their capacity on record"`
	Capacity       *float64 `json:"capacity_parcels_day,omitempty" minimum:"0" doc:"Capacity of candidates that have none on record"`
	MinLoad        *float64 `json:"min_load_parcels_day,omitempty" minimum:"0" doc:"Least parcels a day that a new point serves"`
	ParcelsPer1000 *float64 `json:"parcels_per_1000_day,omitempty" minimum:"0" doc:"Parcels a day for 1,000 residents, where a settlement's own are unknown"`
	Split          bool     `json:"split,omitempty" doc:"Several points may share a settlement's parcels"`

	// Coverage.
	Needs          *int64      `json:"needs,omitempty" minimum:"1" maximum:"20" doc:"Points within the standard that a settlement needs to be covered (lscp, scp, mclp)"`
	BackupPermille *int64      `json:"backup_permille,omitempty" minimum:"0" maximum:"1000" doc:"What one point more than needed adds to a settlement's weight (mclp)"`
	Decay          []DecayStep `json:"decay,omitempty" doc:"Coverage in part by distance (mclp)"`
	Nearest        *int64      `json:"nearest,omitempty" minimum:"1" maximum:"20" doc:"How many nearest points of each settlement median adds up"`
	HuffPower      *float64    `json:"huff_power,omitempty" minimum:"0.1" maximum:"10" doc:"Exponent of distance in huff, in tenths; absent: 2"`

	Within *int64 `json:"within,omitempty" minimum:"0" maximum:"100000000" doc:"Farthest that a point serves, metres or seconds as the standard; absent: the standard's limit, and any distance for median, center and facility"`
	// YuanPerParcelKm makes travel and yearly costs comparable in facility.
	YuanPerParcelKm *float64 `json:"yuan_per_parcel_km,omitempty" minimum:"0" maximum:"1000" doc:"What carrying a parcel one kilometre costs, for facility"`

	// Places.
	Forbid      []string        `json:"forbid,omitempty" maxItems:"100000" doc:"Candidates that must not open"`
	ForbidArea  json.RawMessage `json:"forbid_area,omitempty" doc:"GeoJSON polygons, WGS 84, inside which nothing may open"`
	Open        []string        `json:"open,omitempty" maxItems:"100000" doc:"Candidates that are taken as open already"`
	OnePerHost  bool            `json:"one_per_village,omitempty" doc:"At most one open point in each settlement"`
	Exclusive   [][]string      `json:"exclusive,omitempty" doc:"Groups of points of which at most one is open"`
	MinSpacing  *int64          `json:"min_spacing,omitempty" minimum:"0" doc:"Least metres (seconds where the standard is a time) between two points of which one is new"`
	TownMinNew  *int64          `json:"town_min_new,omitempty" minimum:"0" doc:"Least new points in each town"`
	TownMaxNew  *int64          `json:"town_max_new,omitempty" minimum:"0" doc:"Most new points in each town"`
	FloorPermil *int64          `json:"town_floor_permille,omitempty" minimum:"0" maximum:"1000" doc:"Least share of each town's weight that is covered, in thousandths"`
	Towns       []TownRule      `json:"towns,omitempty" doc:"Towns that differ from the others"`

	Tier *TierRules `json:"tier,omitempty" doc:"What model tier asks; it takes no other rule"`
}

// DecayStep says that travel up to Within covers Permille of a settlement.
type DecayStep struct {
	Within   int64 `json:"within" doc:"Metres, or seconds where the standard is a time"`
	Permille int64 `json:"permille" minimum:"0" maximum:"1000"`
}

// TownRule is what one town asks for in place of the rules for all.
type TownRule struct {
	Town   string `json:"town" doc:"Code of the town"`
	MinNew *int64 `json:"min_new,omitempty" minimum:"0"`
	MaxNew *int64 `json:"max_new,omitempty" minimum:"0"`
	Floor  *int64 `json:"floor_permille,omitempty" minimum:"0" maximum:"1000"`
}

// Text is the JSON that stores keep, nil for no rules.
func (r *Rules) Text() json.RawMessage {
	if r == nil {
		return nil
	}
	text, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("data: rules that were checked do not fit JSON: %v", err))
	}
	return text
}

// Check names the first rule that cannot be by itself. Whether places and towns are on record is found when planning.
func (r *Rules) Check() error {
	if r == nil {
		return nil
	}
	for name, value := range map[string]*float64{"capacity_parcels_day": r.Capacity, "min_load_parcels_day": r.MinLoad, "parcels_per_1000_day": r.ParcelsPer1000, "yuan_per_parcel_km": r.YuanPerParcelKm} {
		if value != nil && !(*value >= 0 && *value <= 1e9) {
			return fmt.Errorf("rules.%s is %v, expected 0 to 1,000,000,000", name, *value)
		}
	}
	if r.HuffPower != nil && !(*r.HuffPower >= 0.1 && *r.HuffPower <= 10 && math.Abs(*r.HuffPower*10-math.Round(*r.HuffPower*10)) < 1e-9) {
		return fmt.Errorf("rules.huff_power is %v, expected 0.1 to 10 in tenths", *r.HuffPower)
	}
	for _, whole := range []struct {
		name        string
		value       *int64
		least, most int64
	}{{"needs", r.Needs, 1, 20}, {"backup_permille", r.BackupPermille, 0, 1000}, {"nearest", r.Nearest, 1, 20}, {"within", r.Within, 0, 100_000_000}, {"min_spacing", r.MinSpacing, 0, 1 << 31},
		{"town_min_new", r.TownMinNew, 0, 1 << 31}, {"town_max_new", r.TownMaxNew, 0, 1 << 31}, {"town_floor_permille", r.FloorPermil, 0, 1000}} {
		if whole.value != nil && (*whole.value < whole.least || *whole.value > whole.most) {
			return fmt.Errorf("rules.%s is %d, expected %d to %d", whole.name, *whole.value, whole.least, whole.most)
		}
	}
	for k, step := range r.Decay {
		if step.Within < 0 || step.Permille < 0 || step.Permille > 1000 || k > 0 && (step.Within <= r.Decay[k-1].Within || step.Permille >= r.Decay[k-1].Permille) {
			return fmt.Errorf("rules.decay[%d] (within %d: %d thousandths) is out of order or range; distances ascend and shares descend", k, step.Within, step.Permille)
		}
	}
	if len(r.ForbidArea) > 0 && !json.Valid(r.ForbidArea) {
		return fmt.Errorf("rules.forbid_area is not valid JSON; expected GeoJSON polygons")
	}
	if err := r.Tier.Check(); err != nil {
		return fmt.Errorf("rules.tier: %w", err)
	}
	for k, town := range r.Towns {
		if _, err := AreaCode(town.Town); err != nil {
			return fmt.Errorf("rules.towns[%d]: %w", k, err)
		}
	}
	return nil
}
