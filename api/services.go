package api

import (
	"context"

	"cuntong/data"
)

// ServiceList is a page of service records.
type ServiceList struct {
	Items []Service `json:"items"`
	Next  *string   `json:"next" doc:"Cursor of the next page; null on the last"`
}

// Service says that a settlement is served by an operator.
type Service struct {
	ID           string   `json:"id"`
	Settlement   string   `json:"settlement" doc:"Code"`
	Operator     string   `json:"operator" enum:"postal,express,coop,ecommerce"`
	Mode         string   `json:"mode" enum:"point,door,scheduled,none,exempt" doc:"none: no service; exempt: none required, see exempt_reason"`
	Facility     *string  `json:"facility" doc:"ID of the facility where it is served; null unless mode is point"`
	TimesPerWeek *float64 `json:"times_per_week" doc:"null unknown"`
	ValidFrom    *string  `json:"valid_from" format:"date" doc:"First day; null open"`
	ValidTo      *string  `json:"valid_to" format:"date" doc:"Last day, closed; null open"`
	ExemptReason *string  `json:"exempt_reason" doc:"Why none is required; null unless mode is exempt"`
	data.Provenance
	Version int64 `json:"version" doc:"Grows with every change of the row"`
}

type servicesInput struct {
	Area string `query:"area" maxLength:"12" doc:"Code of an area; only records of settlements in it"`
	Paging
}

func (s *server) registerServices(o *operations) {
	register(o, get("listServices", "/api/v1/services", "records", "Which settlement is served by whom, how and when", "Ordered by ID."), []int{400, 404}, s.listServices)
}

func (s *server) listServices(ctx context.Context, in *servicesInput) (*answer[ServiceList], error) {
	query, err := s.query(ctx, Within{Area: in.Area}, in.Paging)
	if err != nil {
		return nil, err
	}
	rows, err := s.Study.Store.Services(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, next := cut(in.Paging, rows, func(row data.Service) string { return row.ID })
	items := make([]Service, len(rows))
	masked := callerOf(ctx).seesMasked()
	for i, row := range rows {
		if masked {
			row = data.Masked(row)
		}
		items[i] = Service{
			ID: row.ID, Settlement: row.Settlement, Operator: string(row.Operator), Mode: string(row.Mode),
			Facility: known(row.Facility), TimesPerWeek: row.TimesPerWeek, ValidFrom: known(row.ValidFrom), ValidTo: known(row.ValidTo),
			ExemptReason: known(row.ExemptReason), Provenance: row.Provenance, Version: row.Version,
		}
	}
	return &answer[ServiceList]{ServiceList{items, next}}, nil
}
