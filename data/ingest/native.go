package ingest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unique"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// nativeProfile is one of the files that cuntong writes itself. Its coordinates are WGS 84; its datum column
// says what they were given in. Records come back as they were written; their line is not kept, because it is
// a line of the file that their source names.
type nativeProfile struct {
	kind   string
	header []string
	read   func(*intake, row) error
}

func nativeProfiles() []nativeProfile {
	const tail = ",source,synthetic"
	return []nativeProfile{
		{"area", strings.Split("code,name,tier,kind,parent,population,seat_lon,seat_lat"+tail, ","), (*intake).nativeArea},
		{"settlement", strings.Split("code,name,kind,town_code,lon,lat,population,parcels_in_day,parcels_out_day,datum,original,located_by"+tail, ","), (*intake).nativeSettlement},
		{"facility", strings.Split("id,name,tier,operators,offers,status,town_code,settlement_code,lon,lat,capacity_parcels_day,opening_cost_yuan,yearly_cost_yuan,universal_service,datum,original,located_by"+tail, ","), (*intake).nativeFacility},
		{"service", strings.Split("id,settlement_code,operator,mode,facility_id,times_per_week,valid_from,valid_to,exempt_reason"+tail, ","), (*intake).nativeService},
		{"vehicle", strings.Split("id,name,kind,facility_id,count,capacity_kg,capacity_parcels,speed_kmh,range_km,yuan_per_km,yuan_per_hour,yuan_per_day"+tail, ","), (*intake).nativeVehicle},
	}
}

// matchNative finds the profile of exactly this header; nil for any other.
func matchNative(headers []string) *nativeProfile {
	for _, profile := range nativeProfiles() {
		if slices.Equal(headers, profile.header) {
			return &profile
		}
	}
	return nil
}

// matchNativeAreas finds the profile of areas by its properties in any order.
func matchNativeAreas(keys []string) *nativeProfile {
	areas := nativeProfiles()[0]
	if a, b := slices.Sorted(slices.Values(keys)), slices.Sorted(slices.Values(areas.header)); slices.Equal(a, b) {
		return &areas
	}
	return nil
}

// cells reads the typed cells of a native row and keeps the first problem.
type cells struct {
	row   row
	wrong *problem
}

func (c *cells) fail(f field, expected words) {
	if c.wrong == nil {
		c.wrong = &problem{string(f), c.row.get(f), expected}
	}
}

// text keeps blanks inside a cell as they are; names and reasons come back as they were written.
func (c *cells) text(f field) string { return c.row.cell(c.row.sheet.columns[f]) }

func (c *cells) needed(f field) string {
	text := c.text(f)
	if strings.TrimSpace(text) == "" {
		c.fail(f, say("不能为空", "a value"))
	}
	return text
}

func (c *cells) bool(f field) bool {
	switch c.row.get(f) {
	case "true":
		return true
	case "false", "":
	default:
		c.fail(f, say("应为 true 或 false", "true or false"))
	}
	return false
}

func (c *cells) int(f field) *int64 {
	text := c.row.get(f)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		c.fail(f, say("应为不小于 0 的整数", "a whole number of at least 0"))
		return nil
	}
	return c.row.sheet.in.shelf.whole(n)
}

func (c *cells) float(f field) *float64 {
	text := c.row.get(f)
	if text == "" {
		return nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
		c.fail(f, say("应为不小于 0 的数", "a number of at least 0"))
		return nil
	}
	return c.row.sheet.in.shelf.decimal(x)
}

func (c *cells) point(lonField, latField field) *orb.Point {
	lonText, latText := c.row.get(lonField), c.row.get(latField)
	if lonText == "" && latText == "" {
		return nil
	}
	lon, lonErr := strconv.ParseFloat(lonText, 64)
	lat, latErr := strconv.ParseFloat(latText, 64)
	p := orb.Point{lon, lat}
	if lonErr != nil || latErr != nil || geo.CheckPoint(p) != nil {
		c.fail(lonField, say("应为 WGS 84 的经纬度（度）", "longitude and latitude in degrees, WGS 84"))
		return nil
	}
	return &p
}

func (c *cells) date(f field) data.Date {
	text := c.row.get(f)
	if text == "" {
		return ""
	}
	day, err := data.ParseDate(text)
	if err != nil {
		c.fail(f, say("应为 YYYY-MM-DD 形式的日期", "a day written YYYY-MM-DD"))
	}
	return day
}

func (c *cells) provenance(located bool) data.Provenance {
	p := data.Provenance{Source: shared(c.text("source")), Synthetic: c.bool("synthetic")}
	if !located {
		return p
	}
	p.Original = c.text("original")
	if text := c.row.get("datum"); text != "" {
		if i := slices.Index(geo.Datums(), geo.Datum(text)); i >= 0 {
			p.Datum = geo.Datums()[i]
		} else {
			c.fail("datum", say("应为 wgs84、cgcs2000、gcj02、bd09 之一", "one of wgs84, cgcs2000, gcj02, bd09"))
		}
	}
	p.LocatedBy = oneOf(c, "located_by", "", data.LocatedGiven, data.LocatedName)
	return p
}

// oneOf reads a word out of a fixed list.
func oneOf[T ~string](c *cells, f field, allowed ...T) T {
	i := slices.Index(allowed, T(c.row.get(f)))
	if i < 0 {
		c.fail(f, say("应为 %v 之一", "one of %v", allowed))
		return ""
	}
	return allowed[i] // not the cell, which would keep its whole row in memory
}

// listOf reads words joined by |.
func listOf[T ~string](c *cells, f field, allowed ...T) []T {
	text := c.row.get(f)
	if text == "" {
		return nil
	}
	var list []T
	for _, item := range strings.Split(text, "|") {
		i := slices.Index(allowed, T(item))
		if i < 0 {
			c.fail(f, say("应取自 %v，以 | 分隔", "of %v, joined by |", allowed))
			return nil
		}
		list = append(list, allowed[i])
	}
	return list
}

// shared returns one copy of a text that many rows hold, such as their source or the code of their town.
func shared(text string) string { return unique.Make(text).Value() }

// done refuses the row if any cell was wrong, and counts it as taken otherwise.
func (c *cells) done(in *intake) bool {
	if c.wrong != nil {
		in.refuse(c.row, c.wrong.field, c.wrong.value, c.wrong.expected)
		return false
	}
	c.row.accept()
	return true
}

func (in *intake) nativeArea(r row) error {
	c := &cells{row: r}
	a := data.Area{Name: c.needed("name"), Parent: c.row.get("parent"), Population: c.int("population"), Seat: c.point("seat_lon", "seat_lat"),
		Tier:       oneOf(c, "tier", data.TierProvince, data.TierCity, data.TierCounty, data.TierTown),
		Kind:       oneOf(c, "kind", data.KindProvince, data.KindCity, data.KindCounty, data.KindStatistical, data.KindTown, data.KindTownship, data.KindSubdistrict, data.KindZone),
		Provenance: c.provenance(false)}
	a.Code = c.code("code")
	if outline, ok := r.geometry.(orb.MultiPolygon); ok {
		a.Outline = outline
	}
	if c.done(in) {
		in.areas = append(in.areas, pendingArea{r.origin(), a})
	}
	return nil
}

// code takes the code of an area in the form that records use.
func (c *cells) code(f field) string {
	code, expected := areaCode(c.row.get(f))
	if !expected.none() {
		c.fail(f, expected)
	}
	return code
}

func (in *intake) nativeSettlement(r row) error {
	c := &cells{row: r}
	s := data.Settlement{Code: c.row.get("code"), Name: c.needed("name"), Town: shared(c.needed("town_code")), Location: c.point("lon", "lat"),
		Kind:       oneOf(c, "kind", data.KindVillage, data.KindResidents, data.KindPseudo),
		Population: c.int("population"), ParcelsInDay: c.float("parcels_in_day"), ParcelsOutDay: c.float("parcels_out_day"),
		Provenance: c.provenance(true)}
	if code, expected := settlementCode(s.Code); !expected.none() {
		c.fail("code", say("应为不以 000 结尾的 12 位代码", "a code of twelve digits that does not end in 000"))
	} else {
		s.Code = code
	}
	if c.done(in) {
		in.shelf.detach(&s.Code, &s.Name, &s.Provenance.Original)
		in.addSettlement(r, s, nil)
	}
	return nil
}

func (in *intake) nativeFacility(r row) error {
	c := &cells{row: r}
	f := data.Facility{ID: c.needed("id"), Name: c.needed("name"), Town: c.row.get("town_code"), Settlement: c.row.get("settlement_code"),
		Tier:      oneOf(c, "tier", data.Hub, data.Station, data.ServicePoint),
		Operators: listOf(c, "operators", data.Operators()...),
		Offers:    listOf(c, "offers", data.Pickup, data.Dropoff, data.Retail, data.Supplies, data.Payment, data.Finance),
		Status:    oneOf(c, "status", data.Candidate, data.Planned, data.Building, data.Active, data.Suspended, data.Closed),
		Location:  c.point("lon", "lat"), CapacityParcelsDay: c.float("capacity_parcels_day"),
		OpeningCostYuan: c.int("opening_cost_yuan"), YearlyCostYuan: c.int("yearly_cost_yuan"),
		UniversalService: c.bool("universal_service"), Provenance: c.provenance(true)}
	if c.done(in) {
		f.Town = shared(f.Town)
		in.shelf.detach(&f.ID, &f.Name, &f.Settlement, &f.Provenance.Original)
		in.facilities = append(in.facilities, pendingFacility{origin: r.origin(), record: f})
	}
	return nil
}

func (in *intake) nativeService(r row) error {
	c := &cells{row: r}
	s := data.Service{ID: c.needed("id"), Settlement: c.needed("settlement_code"), Facility: c.row.get("facility_id"),
		Operator:     oneOf(c, "operator", data.Operators()...),
		Mode:         oneOf(c, "mode", data.AtPoint, data.AtDoor, data.Scheduled, data.NoService, data.Exempt),
		TimesPerWeek: c.float("times_per_week"), ValidFrom: c.date("valid_from"), ValidTo: c.date("valid_to"),
		ExemptReason: c.text("exempt_reason"), Provenance: c.provenance(false)}
	if c.done(in) {
		in.services = append(in.services, pendingService{origin: r.origin(), record: s})
	}
	return nil
}

func (in *intake) nativeVehicle(r row) error {
	c := &cells{row: r}
	v := data.Vehicle{ID: c.needed("id"), Name: c.needed("name"), Kind: c.text("kind"), Facility: c.row.get("facility_id"),
		CapacityKg: c.float("capacity_kg"), CapacityParcels: c.float("capacity_parcels"), SpeedKmh: c.float("speed_kmh"), RangeKm: c.float("range_km"),
		YuanPerKm: c.float("yuan_per_km"), YuanPerHour: c.float("yuan_per_hour"), YuanPerDay: c.float("yuan_per_day"), Provenance: c.provenance(false)}
	if count := c.int("count"); count != nil {
		v.Count = *count
	}
	if c.done(in) {
		in.vehicles = append(in.vehicles, pendingVehicle{r.origin(), v})
	}
	return nil
}
