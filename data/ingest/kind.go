package ingest

import (
	"slices"
	"strings"
)

// Kinds of files; a place is an area or a settlement, decided row by row.
const (
	kindVehicle  = "vehicle"
	kindService  = "service"
	kindFacility = "facility"
	kindCount    = "count"
	kindBus      = "bus timetable"
	kindPlace    = "place"
)

// Kinds lists what a file may be said to hold, see Options.Kind; place is an area or a settlement row by row.
func Kinds() []string {
	return []string{kindPlace, kindFacility, kindService, kindVehicle, kindCount, kindBus}
}

// decideKind applies the rule of the package comment to the recognised columns.
func (s *sheet) decideKind() string {
	if s.in.options.Kind != "" {
		return s.in.options.Kind
	}
	facility := s.has("operator", "brands", "brand_count", "type", "functions", "status", "hours", "area_m2") || s.nameSaysFacility() ||
		s.has("invest", "yearly_cost") && s.has("settlement_code")
	switch {
	case s.has("line", "route_name") && s.has("trip") && s.has("arrive", "depart"):
		return kindBus
	case s.has("date") && s.has("parcels_down", "parcels_up", "volume_in", "volume_out") && s.has("facility_id", "code", "name"):
		return kindCount
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

// codeSaysFacility reports whether the column of codes speaks of a facility.
func (s *sheet) codeSaysFacility() bool {
	i, ok := s.columns["code"]
	return ok && saysFacility(s.headers[i])
}

func saysFacility(header string) bool {
	for _, word := range []string{"网点", "站点", "服务点", "服务站", "驿站", "店", "代办", "facility"} {
		if strings.Contains(strings.ToLower(header), word) {
			return true
		}
	}
	return false
}

// nameSaysFacility reports whether the header of the name column, or of the code, speaks of a facility.
func (s *sheet) nameSaysFacility() bool {
	for _, f := range []field{"name", "code"} {
		if i, ok := s.columns[f]; ok {
			if saysFacility(s.headers[i]) {
				return true
			}
		}
	}
	return false
}

// checkMapUse remembers columns of --map whose field this kind of file does not read.
func (s *sheet) checkMapUse() {
	if s.native != nil || s.leftOut {
		for _, header := range s.headers {
			s.in.mapUseful[normalise(header)] = true
		}
		return
	}
	for _, header := range s.headers {
		key := normalise(header)
		target, mapped := s.in.mapped[key]
		switch {
		case !mapped:
		case target == ignored || s.used[target]:
			s.in.mapUseful[key] = true
		case s.in.mapUseless[key] == nil:
			kind := map[string]words{kindPlace: say("居民点和行政区划", "areas and settlements"), kindFacility: say("网点", "facilities"),
				kindService: say("服务", "services"), kindVehicle: say("车辆", "vehicles"), kindCount: say("每日件量", "daily counts"), kindBus: say("公交时刻表", "bus timetables")}[s.report.Kind]
			s.in.mapUseless[key] = fileError(s.report.File, "按%[1]s读取，--map %[3]s=%[4]s 的字段对它没有用处；可用的字段是 %[5]s",
				"is read as %[2]s, for which the field of --map %[3]s=%[4]s is of no use; the fields are %[5]s",
				kind.zh, kind.en, header, target, joinFields(s.used))
		}
	}
}

func joinFields(fields map[field]bool) string {
	var names []string
	for _, f := range sortedKeys(fields) {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// tellValidity names columns of a list of services that look like days of validity but are read as none.
func (s *sheet) tellValidity() {
	if s.report.Kind != kindService {
		return
	}
	for _, header := range s.report.IgnoredColumns {
		for _, word := range []string{"有效", "生效", "失效", "到期", "期限", "起止", "终止", "截止", "起始", "valid", "expir"} {
			if strings.Contains(strings.ToLower(header), word) {
				s.in.notice("%[1]s：列“%[2]s”像是有效期，但没有读取；请用 --map %[2]s=valid_from 或 --map %[2]s=valid_to 指定，每列一个日期",
					"%[1]s: the column %[2]s looks like days of validity but was not read; say --map %[2]s=valid_from or --map %[2]s=valid_to, one day in each column", s.report.File, header)
				break
			}
		}
	}
}

// readOwnGaps reads the gaps that the program itself gives as a table: its 类别 says why a settlement is a gap and
// its 类型 what the settlement is, neither of them the type of a facility.
func (s *sheet) readOwnGaps() {
	at := func(header string) int {
		return slices.IndexFunc(s.headers, func(h string) bool { return strings.Trim(strings.TrimSpace(h), "\ufeff") == header })
	}
	if kind := at("类型"); kind >= 0 && at("类别") >= 0 && at("代码") >= 0 && at("最近网点编号") >= 0 {
		delete(s.columns, "type")
		s.columns["kind"] = kind
	}
}

// usedFields lists the fields that a kind reads; other columns are reported as ignored.
func usedFields(kind string) map[field]bool {
	where := []field{"county_code", "county", "city", "town_code", "town", "village"}
	position := []field{"lon", "lat", "coord", "x", "y", "crs"}
	var fields []field
	switch kind {
	case kindVehicle:
		fields = []field{"vehicle", "name", "code", "type", "facility_id", "count", "capacity", "capacity_kg", "capacity_parcels", "speed_kmh", "range_km", "yuan_per_km", "yuan_per_hour", "yuan_per_day"}
	case kindBus:
		fields = append(position, "line", "route_name", "trip", "days", "stop_id", "stop_name", "name", "arrive", "depart", "capacity_parcels", "handover_min", "delay_min", "yuan_per_parcel", "operator", "phone")
	case kindCount:
		fields = []field{"date", "facility_id", "code", "name", "town", "town_code", "parcels_down", "parcels_up", "volume_in", "volume_out"}
	case kindService:
		fields = append(where, "stat_code", "settlement_code", "name", "code", "facility_id", "operator", "served", "service_mode", "frequency", "exempt", "valid_from", "valid_to")
	case kindFacility:
		fields = append(append(where, position...), "name", "code", "facility_id", "stat_code", "settlement_code", "level", "type", "operator", "brands", "functions", "status",
			"capacity_parcels_day", "invest", "yearly_cost", "universal_service", "contact", "phone")
	default:
		fields = append(append(where, position...), "name", "code", "stat_code", "settlement_code", "natural_village", "source_id", "region", "level", "kind", "parent",
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
	case kindBus:
		wrong, err = in.readBusCall(r)
	case kindCount:
		wrong, err = in.readCount(r)
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
