package ingest

import "strings"

// Kinds of files; a place is an area or a settlement, decided row by row.
const (
	kindVehicle  = "vehicle"
	kindService  = "service"
	kindFacility = "facility"
	kindPlace    = "place"
)

// decideKind applies the rule of the package comment to the recognised columns.
func (s *sheet) decideKind() string {
	facility := s.has("operator", "brands", "brand_count", "type", "functions", "status", "hours", "area_m2") || s.nameSaysFacility()
	switch {
	case s.has("vehicle", "name") && s.has("capacity_kg", "capacity_parcels", "capacity", "range_km", "yuan_per_km", "speed_kmh") && (s.has("vehicle") || !facility):
		return kindVehicle
	case s.has("served", "service_mode", "frequency", "exempt") && s.has("village", "stat_code", "settlement_code") &&
		!s.has("brands", "type", "functions", "lon", "lat", "coord", "x", "y"):
		return kindService
	case facility:
		return kindFacility
	}
	return kindPlace
}

// nameSaysFacility reports whether the header of the name column, or of the code, speaks of a facility.
func (s *sheet) nameSaysFacility() bool {
	for _, f := range []field{"name", "code"} {
		if i, ok := s.columns[f]; ok {
			for _, word := range []string{"网点", "站点", "服务点", "服务站", "驿站", "店", "代办", "facility"} {
				if strings.Contains(strings.ToLower(s.headers[i]), word) {
					return true
				}
			}
		}
	}
	return false
}

// usedFields lists the fields that a kind reads; other columns are reported as ignored.
func usedFields(kind string) map[field]bool {
	where := []field{"county_code", "county", "city", "town_code", "town", "village"}
	position := []field{"lon", "lat", "coord", "x", "y", "crs"}
	var fields []field
	switch kind {
	case kindVehicle:
		fields = []field{"vehicle", "name", "code", "type", "facility_id", "count", "capacity", "capacity_kg", "capacity_parcels", "speed_kmh", "range_km", "yuan_per_km", "yuan_per_hour", "yuan_per_day"}
	case kindService:
		fields = append(where, "stat_code", "settlement_code", "name", "code", "facility_id", "operator", "served", "service_mode", "frequency", "exempt", "valid_from", "valid_to")
	case kindFacility:
		fields = append(append(where, position...), "name", "code", "stat_code", "settlement_code", "level", "type", "operator", "brands", "functions", "status",
			"capacity_parcels_day", "invest", "yearly_cost", "universal_service")
	default:
		fields = append(append(where, position...), "name", "code", "stat_code", "source_id", "region", "level", "kind", "parent",
			"population", "population_resident", "population_registered", "volume_in", "volume_out", "seat_lon", "seat_lat")
	}
	used := map[field]bool{}
	for _, f := range fields {
		used[f] = true
	}
	return used
}

// readRow reads a row of a file that is not of the native profile.
func (in *intake) readRow(r row) error {
	var wrong *problem
	var err error
	switch r.sheet.report.Kind {
	case kindVehicle:
		wrong, err = in.readVehicle(r)
	case kindService:
		wrong, err = in.readService(r)
	case kindFacility:
		wrong, err = in.readFacility(r)
	default:
		wrong, err = in.readPlace(r)
	}
	if wrong != nil {
		in.refuse(r, wrong.field, wrong.value, wrong.expected)
	}
	return err
}

// accept counts a row as taken.
func (r row) accept() { r.sheet.report.Accepted++ }

// place reads how a row names where it belongs. Codes are checked, names are taken as they stand.
func (r row) place() (place, *problem) {
	p := place{countyName: r.get("county"), cityName: r.get("city"), townName: r.get("town"), village: r.get("village")}
	for _, item := range []struct {
		field  field
		digits int
		into   *string
	}{{"county_code", 6, &p.countyCode}, {"town_code", 12, &p.townCode}} {
		text := r.get(item.field)
		if text == "" {
			continue
		}
		code, expected := areaCode(text)
		if expected.none() && len(code) != item.digits {
			expected = map[int]words{6: say("应为 6 位县区代码", "the code of a county, six digits"),
				12: say("应为 9 或 12 位乡镇代码", "the code of a town, nine or twelve digits")}[item.digits]
		}
		if !expected.none() {
			return p, &problem{r.header(item.field), text, expected}
		}
		*item.into = code
	}
	return p, nil
}
