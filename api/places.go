package api

import (
	"context"
	"fmt"

	"cuntong/data"

	"github.com/maypok86/otter/v2"
)

// places are the areas of one revision of the store, for names and outlines.
type places struct {
	areas []data.Area // ordered by code
	tree  *data.AreaTree
}

// currentPlaces returns the areas as the store has them now. They are read once for each revision.
func (s *server) currentPlaces(ctx context.Context) (*places, error) {
	stamp, err := s.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, fmt.Errorf("look where the store stands: %w", err)
	}
	return s.places.Get(ctx, stamp.Revision, otter.LoaderFunc[int64, *places](func(ctx context.Context, _ int64) (*places, error) {
		// Others may wait for this read: the first to ask must not take it away when leaving.
		areas, err := s.Study.Store.Areas(context.WithoutCancel(ctx), data.Query{})
		if err != nil {
			return nil, fmt.Errorf("read areas: %w", err)
		}
		return &places{areas, data.NewAreaTree(areas)}, nil
	}))
}

// Belonging names the town and county of a record; null where unknown.
type Belonging struct {
	Town       *string `json:"town" doc:"Code of the town"`
	TownName   *string `json:"town_name"`
	County     *string `json:"county" doc:"Code of the county around the town"`
	CountyName *string `json:"county_name"`
}

func (p *places) belonging(town string) Belonging {
	b := Belonging{Town: known(town)}
	if area, ok := p.tree.Area(town); ok {
		b.TownName = known(area.Name)
	}
	if county, ok := p.tree.County(town); ok {
		b.County, b.CountyName = known(county.Code), known(county.Name)
	}
	return b
}
