package ingest

import (
	"strings"

	"cuntong/data"
)

// readVehicle reads a kind of vehicle and how many of it there are.
func (in *intake) readVehicle(r row) (*problem, error) {
	v := data.Vehicle{Provenance: data.Provenance{Source: r.sheet.report.File, Line: r.line}, Count: 1,
		Name: r.firstOf("name", "vehicle"), Kind: vehicleKindOf(r.firstOf("type", "vehicle", "name")), Facility: r.get("facility_id")}
	if v.Name == "" {
		return &problem{r.header("vehicle"), "", say("缺少车辆名称或类型", "the name or kind of the vehicle")}, nil
	}
	if r.get("count") != "" {
		count, wrong := r.whole("count")
		if wrong != nil {
			return wrong, nil
		}
		if count != nil {
			v.Count = *count
		}
	}
	for _, item := range []struct {
		field field
		into  **float64
	}{{"capacity_kg", &v.CapacityKg}, {"capacity_parcels", &v.CapacityParcels}, {"speed_kmh", &v.SpeedKmh}, {"range_km", &v.RangeKm},
		{"yuan_per_km", &v.YuanPerKm}, {"yuan_per_hour", &v.YuanPerHour}, {"yuan_per_day", &v.YuanPerDay}} {
		value, wrong := r.decimal(item.field)
		if wrong != nil {
			return wrong, nil
		}
		*item.into = value
	}
	if capacity, wrong := r.decimal("capacity"); wrong != nil {
		return wrong, nil
	} else if capacity != nil {
		if said := r.header("capacity") + r.get("capacity"); strings.Contains(said, "件") {
			v.CapacityParcels = capacity
		} else {
			v.CapacityKg = capacity
		}
	}
	if v.ID = r.get("code"); v.ID == "" {
		v.ID = digestID("v", v.Name, v.Kind, v.Facility)
	}
	in.vehicles = append(in.vehicles, pendingVehicle{r.origin(), v})
	r.accept()
	return nil, nil
}
