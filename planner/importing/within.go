package importing

import (
	"context"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/data/finding"
	"cuntong/data/ingest"
)

// keepWithin leaves in a batch the rows that lie in an area, as they are and as they were, and refuses all others: whoever is bounded by an area
// changes nothing outside it. Bus lines belong to no area.
func (d *Desk) keepWithin(ctx context.Context, batch *data.Batch, records finding.Records, area string) ([]ingest.Refusal, error) {
	w := &bounds{area: area, was: data.NewAreaTree(records.Areas),
		towns: map[string]string{}, storedTowns: map[string]string{}, sites: map[string]string{}, storedSites: map[string]string{}}
	for i := range records.Settlements {
		s := &records.Settlements[i]
		w.towns[s.Code], w.storedTowns[s.Code] = s.Town, s.Town
	}
	for i := range records.Facilities {
		f := &records.Facilities[i]
		w.sites[f.ID], w.storedSites[f.ID] = f.Town, f.Town
	}
	fitting := areasWithin(records.Areas, batch.Areas, area)
	batch.Areas = keep(w, batch.Areas, func(a *data.Area) (bool, data.Provenance, string) { return fitting[a.Code], a.Provenance, a.Code })
	w.tree = data.NewAreaTree(over(records.Areas, batch.Areas, func(a *data.Area) string { return a.Code }))
	batch.Settlements = keep(w, batch.Settlements, func(s *data.Settlement) (bool, data.Provenance, string) {
		inside := w.inside(s.Town) && w.wasInside(w.storedTowns, s.Code)
		if inside {
			w.towns[s.Code] = s.Town
		}
		return inside, s.Provenance, s.Code
	})
	batch.Facilities = keep(w, batch.Facilities, func(f *data.Facility) (bool, data.Provenance, string) {
		town, known := w.towns[f.Settlement]
		inside := w.inside(f.Town) && w.wasInside(w.storedSites, f.ID) && (f.Settlement == "" || known && w.inside(town))
		if inside {
			w.sites[f.ID] = f.Town
		}
		return inside, f.Provenance, f.ID
	})
	services, err := d.Study.Store.Services(ctx, data.Query{IDs: keysOf(batch.Services, func(s *data.Service) string { return s.ID })})
	if err != nil {
		return nil, err
	}
	vehicles, err := d.Study.Store.Vehicles(ctx, data.Query{IDs: keysOf(batch.Vehicles, func(v *data.Vehicle) string { return v.ID })})
	if err != nil {
		return nil, err
	}
	was := map[string]string{}
	for _, s := range services {
		was["service "+s.ID] = w.storedTowns[s.Settlement]
	}
	for _, v := range vehicles {
		was["vehicle "+v.ID] = w.storedSites[v.Facility]
	}
	batch.Services = keep(w, batch.Services, func(s *data.Service) (bool, data.Provenance, string) {
		return w.inside(w.towns[s.Settlement]) && (s.Facility == "" || w.inside(w.sites[s.Facility])) && w.wasInside(was, "service "+s.ID), s.Provenance, s.ID
	})
	batch.Vehicles = keep(w, batch.Vehicles, func(v *data.Vehicle) (bool, data.Provenance, string) {
		return w.inside(w.sites[v.Facility]) && w.wasInside(was, "vehicle "+v.ID), v.Provenance, v.ID
	})
	batch.DailyCounts = keep(w, batch.DailyCounts, func(c *data.DailyCount) (bool, data.Provenance, string) {
		return w.inside(w.sites[c.Facility]), c.Provenance, c.ID()
	})
	batch.BusLines = keep(w, batch.BusLines, func(l *data.BusLine) (bool, data.Provenance, string) { return false, l.Provenance, l.ID })
	return w.refused, nil
}

// areasWithin are the codes of those areas among rows that whoever is bounded by an area may write: what lies inside it, as stored and by its
// parent in the row, which may be another of them. The area itself stays where it is. A row that is refused makes no other one fit.
func areasWithin(stored, rows []data.Area, area string) map[string]bool {
	was := data.NewAreaTree(stored)
	fitting := map[string]bool{}
	var taken []data.Area
	for again := true; again; { // as often as areas are deep
		again = false
		tree := data.NewAreaTree(over(stored, taken, func(a *data.Area) string { return a.Code }))
		for i := range rows {
			a := &rows[i]
			before, known := was.Area(a.Code)
			fits := (!known || was.Inside(a.Code, area)) && tree.Inside(a.Parent, area)
			if a.Code == area {
				fits = known && a.Parent == before.Parent
			}
			if fits && !fitting[a.Code] {
				fitting[a.Code], again = true, true
				taken = append(taken, *a)
			}
		}
	}
	return fitting
}

// bounds knows where records lie, with those of the batch and before.
type bounds struct {
	area               string
	tree, was          *data.AreaTree
	towns, storedTowns map[string]string // of settlements
	sites, storedSites map[string]string // towns of facilities
	refused            []ingest.Refusal
}

func (w *bounds) inside(town string) bool { return town != "" && w.tree.Inside(town, w.area) }

// wasInside is true of records that are new.
func (w *bounds) wasInside(towns map[string]string, key string) bool {
	town, known := towns[key]
	return !known || town != "" && w.was.Inside(town, w.area)
}

func keep[T any](w *bounds, rows []T, look func(*T) (bool, data.Provenance, string)) []T {
	return slices.DeleteFunc(rows, func(record T) bool {
		inside, from, key := look(&record)
		if !inside {
			w.refused = append(w.refused, ingest.Refusal{File: from.Source, Line: from.Line, Field: "area", Value: key,
				Expected: fmt.Sprintf("a row inside area %s, which bounds this account", w.area), ExpectedZH: fmt.Sprintf("应在本账号的范围 %s 之内；范围外的行请由上级账号导入", w.area)})
		}
		return !inside
	})
}

// keysOf lists keys; of no rows one that nothing has, because an empty list chooses everything.
func keysOf[T any](rows []T, key func(*T) string) []string {
	keys := make([]string, 0, len(rows)+1)
	for i := range rows {
		keys = append(keys, key(&rows[i]))
	}
	if len(keys) == 0 {
		keys = append(keys, "\u0001")
	}
	return keys
}
