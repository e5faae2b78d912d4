package postgis

import (
	"cuntong/data"
)

func services() table[data.Service] {
	return table[data.Service]{
		name: "service", counted: "services",
		columns: append([]string{"id", "settlement", "operator", "mode", "facility", "times_per_week", "valid_from", "valid_to", "exempt_reason"}, provenanceColumns()...),
		key:     func(s *data.Service) string { return s.ID },
		version: func(s *data.Service) *int64 { return &s.Version },
		write: func(s *data.Service, v *values) {
			addText(v, s.ID)
			addText(v, s.Settlement)
			addText(v, s.Operator)
			addText(v, s.Mode)
			addText(v, s.Facility)
			addUnknown(v, s.TimesPerWeek)
			v.addDate(s.ValidFrom)
			v.addDate(s.ValidTo)
			addText(v, s.ExemptReason)
			v.addProvenance(s.Provenance)
		},
		read: func(s *data.Service) []any {
			into := []any{text(&s.ID), text(&s.Settlement), text(&s.Operator), text(&s.Mode), text(&s.Facility),
				&s.TimesPerWeek, dateCell{&s.ValidFrom}, dateCell{&s.ValidTo}, text(&s.ExemptReason)}
			return append(into, provenance(&s.Provenance)...)
		},
		owner: "settlement = ANY (ARRAY(SELECT code FROM cuntong.settlement WHERE town = ANY (ARRAY(SELECT code FROM inside))))",
		within: func(box extentParameters) string {
			return "settlement IN (SELECT code FROM cuntong.settlement WHERE " + box.point() + ")"
		},
	}
}

func vehicles() table[data.Vehicle] {
	return table[data.Vehicle]{
		name: "vehicle", counted: "vehicles",
		columns: append([]string{"id", "name", "kind", "facility", "count", "capacity_kg", "capacity_parcels", "speed_kmh", "range_km",
			"yuan_per_km", "yuan_per_hour", "yuan_per_day"}, provenanceColumns()...),
		key:     func(w *data.Vehicle) string { return w.ID },
		version: func(w *data.Vehicle) *int64 { return &w.Version },
		write: func(w *data.Vehicle, v *values) {
			addText(v, w.ID)
			addText(v, w.Name)
			addText(v, w.Kind)
			addText(v, w.Facility)
			v.add(w.Count)
			for _, figure := range []*float64{w.CapacityKg, w.CapacityParcels, w.SpeedKmh, w.RangeKm, w.YuanPerKm, w.YuanPerHour, w.YuanPerDay} {
				addUnknown(v, figure)
			}
			v.addProvenance(w.Provenance)
		},
		read: func(w *data.Vehicle) []any {
			into := []any{text(&w.ID), text(&w.Name), text(&w.Kind), text(&w.Facility), &w.Count, &w.CapacityKg,
				&w.CapacityParcels, &w.SpeedKmh, &w.RangeKm, &w.YuanPerKm, &w.YuanPerHour, &w.YuanPerDay}
			return append(into, provenance(&w.Provenance)...)
		},
		owner: "facility = ANY (ARRAY(SELECT id FROM cuntong.facility WHERE town = ANY (ARRAY(SELECT code FROM inside))))",
		within: func(box extentParameters) string {
			return "facility IN (SELECT id FROM cuntong.facility WHERE " + box.point() + ")"
		},
	}
}

func standards() table[data.Standard] {
	return table[data.Standard]{
		name: "standard", counted: "standards",
		columns: []string{"id", "name_zh", "name_en", "limit_m", "limit_s", "detour_factor", "speed_kmh", "offers", "kinds", "target_share",
			"source", "clause", "valid_from", "valid_to", "verified", "note"},
		key: func(s *data.Standard) string { return s.ID },
		write: func(s *data.Standard, v *values) {
			addText(v, s.ID)
			addText(v, s.NameZH)
			addText(v, s.NameEN)
			addUnknown(v, s.LimitMeters)
			addUnknown(v, s.LimitSeconds)
			v.add(s.DetourFactor)
			v.add(s.SpeedKmh)
			addTexts(v, s.Offers)
			addTexts(v, s.Kinds)
			addUnknown(v, s.TargetShare)
			addText(v, s.Source)
			addText(v, s.Clause)
			v.addDate(s.ValidFrom)
			v.addDate(s.ValidTo)
			v.add(s.Verified)
			addText(v, s.Note)
		},
		read: func(s *data.Standard) []any {
			return []any{text(&s.ID), text(&s.NameZH), text(&s.NameEN), &s.LimitMeters, &s.LimitSeconds, &s.DetourFactor, &s.SpeedKmh,
				texts(&s.Offers), texts(&s.Kinds), &s.TargetShare, text(&s.Source), text(&s.Clause), dateCell{&s.ValidFrom},
				dateCell{&s.ValidTo}, &s.Verified, text(&s.Note)}
		},
	}
}
