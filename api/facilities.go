package api

import (
	"context"

	"cuntong/data"
)

// FacilityCollection is a GeoJSON feature collection of facilities.
type FacilityCollection struct {
	Type     string            `json:"type" enum:"FeatureCollection"`
	Features []FacilityFeature `json:"features"`
	Next     *string           `json:"next" doc:"Cursor of the next page; null on the last"`
}

// FacilityFeature is one facility at its position.
type FacilityFeature struct {
	Type       string             `json:"type" enum:"Feature"`
	ID         string             `json:"id"`
	Geometry   *PointGeometry     `json:"geometry" doc:"null: no position on record"`
	Properties FacilityProperties `json:"properties"`
}

// FacilityProperties are the facts of one facility.
type FacilityProperties struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Tier      string   `json:"tier" enum:"hub,station,point" doc:"hub 县级中心, station 乡镇站, point 村级点"`
	Operators []string `json:"operators" enum:"postal,express,coop,ecommerce" doc:"邮政, 快递, 供销, 电商; in this order"`
	Offers    []string `json:"offers" enum:"pickup,dropoff,retail,supplies,payment,finance" doc:"What it does for people"`
	Status    string   `json:"status" enum:"candidate,planned,building,active,suspended,closed" doc:"Only active ones serve"`
	Belonging
	Settlement         *string  `json:"settlement" doc:"Code of the settlement it stands in; null unknown"`
	CapacityParcelsDay *float64 `json:"capacity_parcels_day" doc:"Parcels a day; null unknown"`
	OpeningCostYuan    *int64   `json:"opening_cost_yuan" doc:"Once; null unknown"`
	YearlyCostYuan     *int64   `json:"yearly_cost_yuan" doc:"Every year; null unknown"`
	UniversalService   bool     `json:"universal_service" doc:"邮政普遍服务营业场所: closing needs approval"`
	Contact            *string  `json:"contact" doc:"负责人: who keeps it; masked, such as 张**, for callers who may not plan; null unknown"`
	Phone              *string  `json:"phone" doc:"联系电话; masked, such as 138****5678, for callers who may not plan; null unknown"`
	data.Provenance
	Version int64 `json:"version" doc:"Grows with every change of the row"`
}

type facilitiesInput struct {
	Within
	Status []string `query:"status" enum:"candidate,planned,building,active,suspended,closed" doc:"Only these states, separated by commas; absent: all"`
	Paging
}

func (s *server) registerFacilities(o *operations) {
	register(o, get("listFacilities", "/api/v1/facilities", "records", "Premises of all operators, and candidates", "Ordered by ID. With bbox, facilities without a position are left out."), []int{400, 404}, s.listFacilities)
}

func (s *server) listFacilities(ctx context.Context, in *facilitiesInput) (*answer[FacilityCollection], error) {
	query, err := s.query(ctx, in.Within, in.Paging)
	if err != nil {
		return nil, err
	}
	for _, status := range in.Status {
		query.Status = append(query.Status, data.FacilityStatus(status))
	}
	rows, err := s.Study.Store.Facilities(ctx, query)
	if err != nil {
		return nil, err
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	rows, next := cut(in.Paging, rows, func(row data.Facility) string { return row.ID })
	features := make([]FacilityFeature, len(rows))
	masked := callerOf(ctx).seesMasked()
	for i, row := range rows {
		if masked {
			row = data.Masked(row)
		}
		features[i] = FacilityFeature{featureWord, row.ID, pointOf(row.Location), FacilityProperties{
			ID: row.ID, Name: row.Name, Tier: string(row.Tier), Operators: words(row.Operators), Offers: words(row.Offers),
			Status: string(row.Status), Belonging: current.belonging(row.Town), Settlement: known(row.Settlement),
			CapacityParcelsDay: row.CapacityParcelsDay, OpeningCostYuan: row.OpeningCostYuan, YearlyCostYuan: row.YearlyCostYuan,
			UniversalService: row.UniversalService, Contact: known(row.Contact), Phone: known(row.Phone), Provenance: row.Provenance, Version: row.Version,
		}}
	}
	return &answer[FacilityCollection]{FacilityCollection{collectionWord, features, next}}, nil
}
