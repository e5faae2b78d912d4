package study

import (
	"cmp"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/planner/report"
)

// vehicleKind is a vehicle record with every figure that routing needs.
type vehicleKind struct {
	record         data.Vehicle
	depot          int32 // position in the district
	grams, parcels int64
	speedKmh       float64 // by straight line; on roads the cap of the record, 0 none
	meters         int64   // range of a day
	perMeter       int64   // millionths of a yuan
	perSecond      int64
	fixed          int64
}

// presetList counts the figures that records do not say.
type presetList struct {
	entries map[string]*report.RoutePreset
}

func newPresetList() *presetList { return &presetList{map[string]*report.RoutePreset{}} }

// pick returns the figure of a record, else the preset, which it notes.
func (l *presetList) pick(kind, field string, recorded *float64, preset float64, source string, verified bool) float64 {
	if recorded != nil {
		return *recorded
	}
	key := kind + " " + field
	if l.entries[key] == nil {
		l.entries[key] = &report.RoutePreset{Kind: kind, Field: field, Value: preset, Source: source, Verified: verified}
	}
	l.entries[key].Records++
	return preset
}

// list returns the presets used, by kind and field.
func (l *presetList) list() []report.RoutePreset {
	all := []report.RoutePreset{}
	for _, entry := range l.entries {
		all = append(all, *entry)
	}
	slices.SortFunc(all, func(a, b report.RoutePreset) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Field, b.Field))
	})
	return all
}

// kindsOf returns the vehicles of a depot. What a record does not say comes from the cost book where the book has that kind of
// vehicle (the van of tours, the truck), else from the route rules.
func (d *day) kindsOf(facility string, depot int) []vehicleKind {
	var kinds []vehicleKind
	for _, v := range d.vehicles[facility] {
		rule := d.rules.Vehicles[v.Kind]
		type preset struct {
			value    float64
			source   string
			verified bool
		}
		ruled := func(value float64) preset { return preset{value, d.rules.ID, d.rules.Verified} }
		parcels, perKm, perHour, speed := ruled(rule.CapacityParcels), ruled(rule.YuanPerKm), ruled(rule.YuanPerHour), ruled(rule.SpeedKmh)
		for _, book := range []data.Haulage{d.costs.Truck, d.costs.Tour} {
			if book.Vehicle == v.Kind {
				booked := func(value float64) preset { return preset{value, d.costs.ID, d.costs.Verified} }
				parcels, perKm, perHour, speed = booked(book.Capacity), booked(book.YuanPerKm), booked(book.YuanPerHour), booked(book.SpeedKmh)
			}
		}
		pick := func(field string, recorded *float64, p preset) float64 {
			return d.presets.pick(v.Kind, field, recorded, p.value, p.source, p.verified)
		}
		one := vehicleKind{
			record:    v,
			depot:     int32(depot),
			grams:     int64(math.Floor(1000 * pick("capacity_kg", v.CapacityKg, ruled(rule.CapacityKg)))),
			parcels:   int64(math.Floor(pick("capacity_parcels", v.CapacityParcels, parcels))),
			meters:    int64(math.Floor(1000 * pick("range_km", v.RangeKm, ruled(rule.RangeKm)))),
			perMeter:  int64(math.Round(1000 * pick("yuan_per_km", v.YuanPerKm, perKm))),
			perSecond: int64(math.Round(1e6 / 3600 * pick("yuan_per_hour", v.YuanPerHour, perHour))),
			fixed:     int64(math.Round(1e6 * pick("yuan_per_day", v.YuanPerDay, ruled(rule.YuanPerDay)))),
		}
		switch {
		case d.travel != ByRoad:
			one.speedKmh = pick("speed_kmh", v.SpeedKmh, speed)
		case v.SpeedKmh != nil:
			one.speedKmh = *v.SpeedKmh
		}
		kinds = append(kinds, one)
	}
	return kinds
}

// dayPresets are the figures of the day that no record holds.
func (d *day) dayPresets() []report.RoutePreset {
	var list []report.RoutePreset
	for _, one := range []struct {
		field string
		value float64
	}{{"start_s", float64(d.rules.StartSeconds)}, {"shift_s", float64(d.rules.ShiftSeconds)}, {"stop_s", float64(d.rules.StopSeconds)}, {"parcel_s", float64(d.rules.ParcelSeconds)},
		{"reload_s", float64(d.rules.ReloadSeconds)}, {"trips", float64(d.rules.Trips)}, {"kg_per_parcel", d.rules.KgPerParcel}, {"move_yuan", d.rules.MoveYuan}} {
		list = append(list, report.RoutePreset{Field: one.field, Value: one.value, Source: d.rules.ID, Verified: d.rules.Verified})
	}
	return list
}
