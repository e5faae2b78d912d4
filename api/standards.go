package api

import (
	"context"

	"cuntong/data"
)

// StandardList lists the service standards; there are few, so there is no paging.
type StandardList struct {
	Items []StandardEntry `json:"items"`
}

// StandardEntry is a standard and where it comes from.
type StandardEntry struct {
	data.Standard
	Preset bool `json:"preset" doc:"true: ships with the program; false: kept in the store"`
}

func (s *server) registerStandards(o *operations) {
	register(o, get("listStandards", "/api/v1/standards", "records", "Service standards", "Those of the store and the presets, ordered by ID. verified false is shown as 待核."), []int{503}, s.listStandards)
}

func (s *server) listStandards(ctx context.Context, _ *struct{}) (*answer[StandardList], error) {
	entries, err := s.Study.Standards(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]StandardEntry, len(entries))
	for i, entry := range entries {
		items[i] = StandardEntry{entry.Standard, entry.Preset}
	}
	return &answer[StandardList]{StandardList{items}}, nil
}
