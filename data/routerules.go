package data

import (
	_ "embed"
	"fmt"
	"strings"
)

// RouteRules say how a day of delivery is worked where the records do not: hours, service times, weights and, by kind, what a
// vehicle carries and costs. They are data with a source; Verified false is shown as 待核.
type RouteRules struct {
	ID            string                 `json:"id"`
	NameZH        string                 `json:"name_zh"`
	NameEN        string                 `json:"name_en"`
	Source        string                 `json:"source" doc:"Document the figures come from"`
	Verified      bool                   `json:"verified" doc:"false: not checked against an official text, shown as 待核"`
	Note          string                 `json:"note,omitempty"`
	StartSeconds  int64                  `json:"start_s" doc:"Earliest departure, in seconds from midnight"`
	ShiftSeconds  int64                  `json:"shift_s" doc:"From the earliest departure to the latest return"`
	StopSeconds   int64                  `json:"stop_s" doc:"Service at a stop"`
	ParcelSeconds int64                  `json:"parcel_s" doc:"Service for each parcel, down or up"`
	ReloadSeconds int64                  `json:"reload_s" doc:"At the depot between two trips"`
	Trips         int32                  `json:"trips" doc:"Most trips of a vehicle in a day"`
	KgPerParcel   float64                `json:"kg_per_parcel"`
	MoveYuan      float64                `json:"move_yuan" doc:"What it is worth to leave a stop with its vehicle of the day before"`
	Vehicles      map[string]VehicleRule `json:"vehicles" doc:"By kind; a kind that is missing is not sent on tours"`
	Bus           *BusRule               `json:"bus,omitempty" doc:"How buses carry parcels; absent: they do not"`
	Haul          *HaulRule              `json:"haul,omitempty" doc:"How parcels come from hubs to stations before the tours; absent: it is not planned"`
	Visits        *VisitRules            `json:"visits,omitempty" doc:"On how many days a week points are called at; absent: every day"`
}

// HaulRule is the first echelon of a day.
type HaulRule struct {
	CutOffSeconds  int64 `json:"cut_off_s" doc:"Parcels that are at the hub by then go out on this day, in seconds from midnight; trucks leave from then on"`
	StopSeconds    int64 `json:"stop_s" doc:"Unloading at a station"`
	ParcelSeconds  int64 `json:"parcel_s" doc:"Unloading and loading for each parcel"`
	HomeSeconds    int64 `json:"home_s" doc:"How long after the beginning of tours trucks must be home"`
	PromiseSeconds int64 `json:"promise_s" doc:"From the cut-off at the hub to the village, and from the village back to a hub"`
}

// BusRule is how parcels ride in buses where a line's record does not say.
type BusRule struct {
	CapacityParcels int64   `json:"capacity_parcels" doc:"In the hold of one trip"`
	HandoverSeconds int64   `json:"handover_s" doc:"How much longer a bus stands where parcels get on or off"`
	DelaySeconds    int64   `json:"delay_s" doc:"How late a trip may be in all because of parcels"`
	YuanPerParcel   float64 `json:"yuan_per_parcel" doc:"What the bus company is paid for one"`
	ReachMeters     int64   `json:"reach_m" doc:"Longest straight line between a bus stop and the station or service point"`
	WalkKmh         float64 `json:"walk_kmh" doc:"Speed with the parcels along that line"`
}

// VehicleRule is what a vehicle of a kind carries and costs where its record does not say.
type VehicleRule struct {
	CapacityKg      float64 `json:"capacity_kg"`
	CapacityParcels float64 `json:"capacity_parcels"`
	SpeedKmh        float64 `json:"speed_kmh" doc:"For straight lines only; on roads the road says, unless the record has a speed"`
	RangeKm         float64 `json:"range_km"`
	YuanPerKm       float64 `json:"yuan_per_km"`
	YuanPerHour     float64 `json:"yuan_per_hour"`
	YuanPerDay      float64 `json:"yuan_per_day"`
}

// Check returns an error naming the first field that is missing or wrong.
func (r RouteRules) Check() error {
	wrong := func(field string, value any, expected string) error {
		return fmt.Errorf("route rules %s: %s is %v, expected %s", r.ID, field, value, expected)
	}
	switch {
	case r.ID == "" || strings.ContainsAny(r.ID, " /\\"):
		return fmt.Errorf("route rules: id %q must be a word without spaces or slashes", r.ID)
	case r.Source == "":
		return fmt.Errorf("route rules %s: source must name the document", r.ID)
	case r.StartSeconds < 0 || r.StartSeconds > 86_400:
		return wrong("start_s", r.StartSeconds, "0 to 86400")
	case r.ShiftSeconds < 1 || r.ShiftSeconds > 86_400:
		return wrong("shift_s", r.ShiftSeconds, "1 to 86400")
	case r.StopSeconds < 0 || r.StopSeconds > 86_400 || r.ParcelSeconds < 0 || r.ParcelSeconds > 3600 || r.ReloadSeconds < 0 || r.ReloadSeconds > 86_400:
		return wrong("stop_s, parcel_s and reload_s", []int64{r.StopSeconds, r.ParcelSeconds, r.ReloadSeconds}, "0 to a day (parcel_s: an hour)")
	case r.Trips < 1 || r.Trips > 100:
		return wrong("trips", r.Trips, "1 to 100")
	case !(r.KgPerParcel >= 0 && r.KgPerParcel <= 1000):
		return wrong("kg_per_parcel", r.KgPerParcel, "0 to 1000")
	case !(r.MoveYuan >= 0 && r.MoveYuan <= 10_000):
		return wrong("move_yuan", r.MoveYuan, "0 to 10000")
	case len(r.Vehicles) == 0:
		return fmt.Errorf("route rules %s: vehicles names no kind", r.ID)
	}
	if b := r.Bus; b != nil && !(b.CapacityParcels >= 0 && b.CapacityParcels <= 1e6 && b.HandoverSeconds >= 0 && b.HandoverSeconds <= 3600 && b.DelaySeconds >= 0 && b.DelaySeconds <= 86_400 &&
		b.YuanPerParcel >= 0 && b.YuanPerParcel <= 1000 && b.ReachMeters >= 0 && b.ReachMeters <= 100_000 && b.WalkKmh > 0 && b.WalkKmh <= 100) {
		return wrong("bus", *b, "figures of 0 or more and a speed above 0")
	}
	if h := r.Haul; h != nil && !(h.CutOffSeconds >= 0 && h.CutOffSeconds <= r.StartSeconds && h.StopSeconds >= 0 && h.StopSeconds <= 86_400 && h.ParcelSeconds >= 0 && h.ParcelSeconds <= 3600 &&
		h.HomeSeconds >= 0 && h.HomeSeconds <= 86_400 && h.PromiseSeconds > 0 && h.PromiseSeconds <= 30*86_400) {
		return wrong("haul", *h, "a cut-off before tours begin, and times of 0 or more")
	}
	if err := r.Visits.check(); err != nil {
		return fmt.Errorf("route rules %s: %w", r.ID, err)
	}
	for kind, v := range r.Vehicles {
		if !(v.CapacityKg > 0 && v.CapacityKg <= 1e6 && v.CapacityParcels >= 1 && v.CapacityParcels <= 1e6 && v.SpeedKmh > 0 && v.SpeedKmh <= 200 &&
			v.RangeKm > 0 && v.RangeKm <= 10_000 && v.YuanPerKm >= 0 && v.YuanPerKm <= 100 && v.YuanPerHour >= 0 && v.YuanPerHour <= 1000 && v.YuanPerDay >= 0 && v.YuanPerDay <= 100_000) {
			return wrong("vehicles."+kind, v, "figures of a vehicle, all above 0 but costs")
		}
	}
	return nil
}

// ParseRouteRules reads and checks route rules from JSON; fields it does not know are refused.
func ParseRouteRules(text []byte) (RouteRules, error) {
	return parsePreset[RouteRules](text, "a set of route rules", "data/routerules")
}

//go:embed routerules/rural-day.json
var ruralDay []byte

// DefaultRouteRules returns the preset used where no route rules are named.
func DefaultRouteRules() (RouteRules, error) { return ParseRouteRules(ruralDay) }
