package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"cuntong/data"

	"github.com/paulmach/orb"
)

const byteOrderMark = "\ufeff"

// WriteSettlements writes settlements.csv.
func WriteSettlements(w io.Writer, settlements []data.Settlement) error {
	return newSettlementTable(w).writeAll(settlements)
}

func newSettlementTable(w io.Writer) *table[data.Settlement] {
	const header = "code,name,kind,town_code,lon,lat,population,parcels_in_day,parcels_out_day,datum,original,located_by,source,synthetic"
	return newTable(w, header, func(s data.Settlement) []string {
		lon, lat := place(s.Location)
		p := s.Provenance
		return []string{
			s.Code, s.Name, string(s.Kind), s.Town, lon, lat, whole(s.Population), decimal(s.ParcelsInDay), decimal(s.ParcelsOutDay),
			string(p.Datum), p.Original, string(p.LocatedBy), p.Source, strconv.FormatBool(p.Synthetic),
		}
	})
}

// WriteFacilities writes facilities.csv.
func WriteFacilities(w io.Writer, facilities []data.Facility) error {
	return newFacilityTable(w).writeAll(facilities)
}

func newFacilityTable(w io.Writer) *table[data.Facility] {
	const header = "id,name,tier,operators,offers,status,town_code,settlement_code,lon,lat,capacity_parcels_day,opening_cost_yuan,yearly_cost_yuan,universal_service,datum,original,located_by,source,synthetic"
	return newTable(w, header, func(f data.Facility) []string {
		lon, lat := place(f.Location)
		p := f.Provenance
		return []string{
			f.ID, f.Name, string(f.Tier), list(f.Operators), list(f.Offers), string(f.Status), f.Town, f.Settlement, lon, lat,
			decimal(f.CapacityParcelsDay), whole(f.OpeningCostYuan), whole(f.YearlyCostYuan), strconv.FormatBool(f.UniversalService),
			string(p.Datum), p.Original, string(p.LocatedBy), p.Source, strconv.FormatBool(p.Synthetic),
		}
	})
}

// WriteServices writes services.csv.
func WriteServices(w io.Writer, services []data.Service) error {
	return newServiceTable(w).writeAll(services)
}

func newServiceTable(w io.Writer) *table[data.Service] {
	const header = "id,settlement_code,operator,mode,facility_id,times_per_week,valid_from,valid_to,exempt_reason,source,synthetic"
	return newTable(w, header, func(s data.Service) []string {
		return []string{
			s.ID, s.Settlement, string(s.Operator), string(s.Mode), s.Facility, decimal(s.TimesPerWeek), string(s.ValidFrom), string(s.ValidTo),
			s.ExemptReason, s.Provenance.Source, strconv.FormatBool(s.Provenance.Synthetic),
		}
	})
}

// WriteVehicles writes vehicles.csv.
func WriteVehicles(w io.Writer, vehicles []data.Vehicle) error {
	return newVehicleTable(w).writeAll(vehicles)
}

func newVehicleTable(w io.Writer) *table[data.Vehicle] {
	const header = "id,name,kind,facility_id,count,capacity_kg,capacity_parcels,speed_kmh,range_km,yuan_per_km,yuan_per_hour,yuan_per_day,source,synthetic"
	return newTable(w, header, func(v data.Vehicle) []string {
		return []string{
			v.ID, v.Name, v.Kind, v.Facility, strconv.FormatInt(v.Count, 10), decimal(v.CapacityKg), decimal(v.CapacityParcels), decimal(v.SpeedKmh),
			decimal(v.RangeKm), decimal(v.YuanPerKm), decimal(v.YuanPerHour), decimal(v.YuanPerDay), v.Provenance.Source, strconv.FormatBool(v.Provenance.Synthetic),
		}
	})
}

// table writes rows below a header.
type table[T any] struct {
	rows   *csv.Writer
	fields func(T) []string
	err    error // of the header
}

func newTable[T any](w io.Writer, header string, fields func(T) []string) *table[T] {
	_, err := io.WriteString(w, byteOrderMark+header+"\n")
	return &table[T]{csv.NewWriter(w), fields, err}
}

func (t *table[T]) write(rows []T) error {
	if t.err != nil {
		return t.err
	}
	for _, row := range rows {
		if err := t.rows.Write(t.fields(row)); err != nil {
			return err
		}
	}
	return nil
}

func (t *table[T]) end() error {
	t.rows.Flush()
	return t.rows.Error()
}

func (t *table[T]) writeAll(rows []T) error {
	if err := t.write(rows); err != nil {
		return err
	}
	return t.end()
}

func place(p *orb.Point) (lon, lat string) {
	if p == nil {
		return "", ""
	}
	return decimal(&p[0]), decimal(&p[1])
}

// decimal writes a number so that reading it gives the same float64.
func decimal(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

func whole(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func list[T ~string](items []T) string {
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = string(item)
	}
	return strings.Join(words, "|")
}
