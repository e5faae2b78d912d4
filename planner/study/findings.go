package study

import (
	"context"
	"errors"
	"math"

	"cuntong/data"
	"cuntong/data/finding"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Findings looks at the records for what is probably wrong with them. All records are looked at; those of the area, and everything inside it,
// are told of. An empty area is everything.
func (s *Study) Findings(ctx context.Context, area string) ([]finding.Finding, error) {
	records, err := s.FindingRecords(ctx)
	if err != nil {
		return nil, err
	}
	tree := data.NewAreaTree(records.Areas)
	at, err := areaOf(tree, area)
	if err != nil {
		return nil, err
	}
	findings := finding.Check(records)
	if err := ctx.Err(); err != nil { // how far roads are was not told to the end
		return nil, err
	}
	if area == "" {
		return findings, nil
	}
	return finding.Only(findings, func(_ string, row *finding.Found) bool { return row.Town != "" && tree.Inside(row.Town, at.Code) }), nil
}

// FindingRecords reads what the rules look at.
func (s *Study) FindingRecords(ctx context.Context) (records finding.Records, err error) {
	if records.Areas, err = s.Store.Areas(ctx, data.Query{}); err != nil {
		return records, err
	}
	if records.Settlements, err = s.Store.Settlements(ctx, data.Query{}); err != nil {
		return records, err
	}
	if records.Facilities, err = s.Store.Facilities(ctx, data.Query{}); err != nil {
		return records, err
	}
	road, err := s.road(ctx, "")
	if errors.Is(err, data.ErrNotFound) {
		return records, nil
	}
	if err != nil {
		return records, err
	}
	records.RoadMeters = func(places []orb.Point) []geo.Meters {
		away := make([]geo.Meters, len(places))
		unlinked, err := road.Unlinked(ctx, places)
		if err != nil { // the context has ended, which its owner notices
			return away
		}
		for _, one := range unlinked {
			away[one.Index] = geo.Meters(math.Inf(1))
			if one.Found {
				away[one.Index] = one.Distance
			}
		}
		return away
	}
	return records, nil
}
