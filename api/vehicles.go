package api

import (
	"context"

	"cuntong/data"
)

// VehicleList is a page of vehicles.
type VehicleList struct {
	Items []Vehicle `json:"items"`
	Next  *string   `json:"next" doc:"Cursor of the next page; null on the last"`
}

// Vehicle is a kind of vehicle and how many of it stand at a facility.
type Vehicle struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	Kind            string   `json:"kind" doc:"e-trike, van, truck, bus, unmanned, motorcycle"`
	Facility        *string  `json:"facility" doc:"ID of the facility where it starts; null unknown"`
	Count           int64    `json:"count"`
	CapacityKg      *float64 `json:"capacity_kg" doc:"null unknown"`
	CapacityParcels *float64 `json:"capacity_parcels" doc:"null unknown"`
	SpeedKmh        *float64 `json:"speed_kmh" doc:"null: the speed of the road"`
	RangeKm         *float64 `json:"range_km" doc:"null unknown"`
	YuanPerKm       *float64 `json:"yuan_per_km" doc:"null unknown"`
	YuanPerHour     *float64 `json:"yuan_per_hour" doc:"null unknown"`
	YuanPerDay      *float64 `json:"yuan_per_day" doc:"null unknown"`
	data.Provenance
	Version int64 `json:"version" doc:"Grows with every change of the row"`
}

type vehiclesInput struct{ Paging }

func (s *server) registerVehicles(o *operations) {
	register(o, get("listVehicles", "/api/v1/vehicles", "records", "Vehicles", "Ordered by ID. An account with an area sees those that start in it."), []int{400}, s.listVehicles)
}

func (s *server) listVehicles(ctx context.Context, in *vehiclesInput) (*answer[VehicleList], error) {
	area, err := s.scope(ctx, "")
	if err != nil {
		return nil, err
	}
	rows, err := s.Study.Store.Vehicles(ctx, data.Query{Area: area, After: in.After, Limit: in.oneMore()})
	if err != nil {
		return nil, err
	}
	rows, next := cut(in.Paging, rows, func(row data.Vehicle) string { return row.ID })
	items := make([]Vehicle, len(rows))
	masked := callerOf(ctx).seesMasked()
	for i, row := range rows {
		if masked {
			row = data.Masked(row)
		}
		items[i] = Vehicle{
			ID: row.ID, Name: row.Name, Kind: row.Kind, Facility: known(row.Facility), Count: row.Count,
			CapacityKg: row.CapacityKg, CapacityParcels: row.CapacityParcels, SpeedKmh: row.SpeedKmh, RangeKm: row.RangeKm,
			YuanPerKm: row.YuanPerKm, YuanPerHour: row.YuanPerHour, YuanPerDay: row.YuanPerDay,
			Provenance: row.Provenance, Version: row.Version,
		}
	}
	return &answer[VehicleList]{VehicleList{items, next}}, nil
}
