package postgis

import (
	"cuntong/data"
)

func areas() table[data.Area] {
	return table[data.Area]{
		name: "area", counted: "areas",
		columns: append(append([]string{"code", "name", "tier", "kind", "parent", "population", "seat"}, provenanceColumns()...), "geom"),
		key:     func(a *data.Area) string { return a.Code },
		version: func(a *data.Area) *int64 { return &a.Version },
		write: func(a *data.Area, v *values) {
			addText(v, a.Code)
			addText(v, a.Name)
			addText(v, a.Tier)
			addText(v, a.Kind)
			addText(v, a.Parent)
			addUnknown(v, a.Population)
			v.addPoint(a.Seat)
			v.addProvenance(a.Provenance)
			v.addOutline(a.Outline)
		},
		read: func(a *data.Area) []any {
			into := []any{text(&a.Code), text(&a.Name), text(&a.Tier), text(&a.Kind), text(&a.Parent), &a.Population, &a.Seat}
			return append(append(into, provenance(&a.Provenance)...), &a.Outline)
		},
		owner: "code = ANY (ARRAY(SELECT code FROM inside))", within: extentParameters.shape,
	}
}

func settlements() table[data.Settlement] {
	return table[data.Settlement]{
		name: "settlement", counted: "settlements",
		columns: append(append([]string{"code", "name", "kind", "town", "population", "parcels_in_day", "parcels_out_day"}, provenanceColumns()...), "geom"),
		key:     func(s *data.Settlement) string { return s.Code },
		version: func(s *data.Settlement) *int64 { return &s.Version },
		write: func(s *data.Settlement, v *values) {
			addText(v, s.Code)
			addText(v, s.Name)
			addText(v, s.Kind)
			addText(v, s.Town)
			addUnknown(v, s.Population)
			addUnknown(v, s.ParcelsInDay)
			addUnknown(v, s.ParcelsOutDay)
			v.addProvenance(s.Provenance)
			v.addPoint(s.Location)
		},
		read: func(s *data.Settlement) []any {
			into := []any{text(&s.Code), text(&s.Name), text(&s.Kind), text(&s.Town), &s.Population, &s.ParcelsInDay, &s.ParcelsOutDay}
			return append(append(into, provenance(&s.Provenance)...), &s.Location)
		},
		owner: "town = ANY (ARRAY(SELECT code FROM inside))", within: extentParameters.point,
	}
}

func facilities() table[data.Facility] {
	return table[data.Facility]{
		name: "facility", counted: "facilities",
		columns: append(append([]string{"id", "name", "tier", "operators", "offers", "status", "town", "settlement",
			"capacity_parcels_day", "opening_cost_yuan", "yearly_cost_yuan", "universal_service", "contact", "phone"}, provenanceColumns()...), "geom"),
		key:     func(f *data.Facility) string { return f.ID },
		version: func(f *data.Facility) *int64 { return &f.Version },
		write: func(f *data.Facility, v *values) {
			addText(v, f.ID)
			addText(v, f.Name)
			addText(v, f.Tier)
			addTexts(v, f.Operators)
			addTexts(v, f.Offers)
			addText(v, f.Status)
			addText(v, f.Town)
			addText(v, f.Settlement)
			addUnknown(v, f.CapacityParcelsDay)
			addUnknown(v, f.OpeningCostYuan)
			addUnknown(v, f.YearlyCostYuan)
			v.add(f.UniversalService)
			addText(v, f.Contact)
			addText(v, f.Phone)
			v.addProvenance(f.Provenance)
			v.addPoint(f.Location)
		},
		read: func(f *data.Facility) []any {
			into := []any{text(&f.ID), text(&f.Name), text(&f.Tier), texts(&f.Operators), texts(&f.Offers), text(&f.Status),
				text(&f.Town), text(&f.Settlement), &f.CapacityParcelsDay, &f.OpeningCostYuan, &f.YearlyCostYuan, &f.UniversalService, text(&f.Contact), text(&f.Phone)}
			return append(append(into, provenance(&f.Provenance)...), &f.Location)
		},
		owner: "town = ANY (ARRAY(SELECT code FROM inside))", within: extentParameters.point,
	}
}
