package api

import (
	"context"

	"cuntong/data"
)

// StandardList is a page of service standards.
type StandardList struct {
	Items []StandardEntry `json:"items"`
	Next  *string         `json:"next" doc:"Cursor of the next page; null on the last"`
}

// StandardEntry is a standard and where it comes from.
type StandardEntry struct {
	data.Standard
	Preset bool `json:"preset" doc:"true: ships with the program; false: kept in the store"`
}

func (s *server) registerStandards(o *operations) {
	register(o, get("listStandards", "/api/v1/standards", "records", "Service standards", "Those of the store and the presets, ordered by ID. verified false is shown as 待核."), []int{400, 503}, s.listStandards)
}

func (s *server) listStandards(ctx context.Context, in *struct{ Paging }) (*answer[StandardList], error) {
	entries, err := s.Study.Standards(ctx)
	if err != nil {
		return nil, err
	}
	items := []StandardEntry{}
	for _, entry := range entries { // there are few: all are at hand
		if entry.Standard.ID > in.After && len(items) < in.oneMore() {
			items = append(items, StandardEntry{entry.Standard, entry.Preset})
		}
	}
	items, next := cut(in.Paging, items, func(entry StandardEntry) string { return entry.Standard.ID })
	return &answer[StandardList]{StandardList{items, next}}, nil
}
