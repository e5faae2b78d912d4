package api

import (
	"context"

	"cuntong/data"
)

// SettlementCollection is a GeoJSON feature collection of settlements.
type SettlementCollection struct {
	Type     string              `json:"type" enum:"FeatureCollection"`
	Features []SettlementFeature `json:"features"`
	Next     *string             `json:"next" doc:"Cursor of the next page; null on the last"`
}

// SettlementFeature is one settlement at its position.
type SettlementFeature struct {
	Type       string               `json:"type" enum:"Feature"`
	ID         string               `json:"id" doc:"Code"`
	Geometry   *PointGeometry       `json:"geometry" doc:"null: no position on record"`
	Properties SettlementProperties `json:"properties"`
}

// SettlementProperties are the facts of one settlement.
type SettlementProperties struct {
	Code string `json:"code" doc:"Twelve digits"`
	Name string `json:"name"`
	Kind string `json:"kind" enum:"village,residents,pseudo" doc:"village 村委会, residents 居委会, pseudo 类似单位"`
	Belonging
	Population    *int64   `json:"population" doc:"Residents; null unknown"`
	ParcelsInDay  *float64 `json:"parcels_in_day" doc:"Parcels a day to the settlement; null unknown"`
	ParcelsOutDay *float64 `json:"parcels_out_day" doc:"Parcels a day from the settlement; null unknown"`
	data.Provenance
	Version int64 `json:"version" doc:"Grows with every change of the row"`
}

type settlementsInput struct {
	Within
	Paging
}

func (s *server) registerSettlements(o *operations) {
	register(o, get("listSettlements", "/api/v1/settlements", "records", "Villages and other populated places", "Ordered by code. With bbox, settlements without a position are left out."), []int{400, 404}, s.listSettlements)
}

func (s *server) listSettlements(ctx context.Context, in *settlementsInput) (*answer[SettlementCollection], error) {
	query, err := s.query(ctx, in.Within, in.Paging)
	if err != nil {
		return nil, err
	}
	rows, err := s.Study.Store.Settlements(ctx, query)
	if err != nil {
		return nil, err
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	rows, next := cut(in.Paging, rows, func(row data.Settlement) string { return row.Code })
	features := make([]SettlementFeature, len(rows))
	for i, row := range rows {
		features[i] = SettlementFeature{featureWord, row.Code, pointOf(row.Location), SettlementProperties{
			Code: row.Code, Name: row.Name, Kind: string(row.Kind), Belonging: current.belonging(row.Town),
			Population: row.Population, ParcelsInDay: row.ParcelsInDay, ParcelsOutDay: row.ParcelsOutDay,
			Provenance: row.Provenance, Version: row.Version,
		}}
	}
	return &answer[SettlementCollection]{SettlementCollection{collectionWord, features, next}}, nil
}
