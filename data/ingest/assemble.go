package ingest

import (
	"reflect"
	"strings"

	"cuntong/data"
)

// assemble settles everything that needs all files: names and codes of places, repeated rows, references and
// positions that lie outside their county. Parents come first, so that what refers to a refused row is refused.
func (in *intake) assemble() error {
	g := &gazetteer{in: in, syntheticFor: map[string]bool{}, areas: map[string]data.Area{}, given: map[int32]data.Settlement{}}
	g.settleAreas()
	g.settleSettlements()
	facilities := g.settleFacilities()
	g.tellFar()
	g.checkStored()
	g.settleServices(facilities)
	g.settleVehicles(facilities)
	g.settleCounts()
	in.settleBusLines()
	in.nameKinds()
	return in.ctx.Err()
}

// nameKinds says of files of places whether areas, settlements or both came out.
func (in *intake) nameKinds() {
	areas, settlements := map[*FileReport]bool{}, map[*FileReport]bool{}
	for _, a := range in.areas {
		areas[a.report] = true
	}
	for i := range in.rows {
		settlements[in.rows[i].report] = true
	}
	for _, report := range in.files {
		if report.Kind != kindPlace {
			continue
		}
		switch {
		case areas[report] && settlements[report]:
			report.Kind = "area+settlement"
		case areas[report]:
			report.Kind = "area"
		default:
			report.Kind = "settlement"
		}
	}
}

// seenRow is the first row that brought a code or ID.
type seenRow struct {
	origin origin
	record any
}

// repeated refuses the second row of a code or ID, naming the first, unless it is equal in everything but its
// line; then it is counted and dropped.
func (in *intake) repeated(seen map[string]seenRow, key string, o origin, field string, record any) bool {
	first, again := seen[key]
	if !again {
		seen[key] = seenRow{o, record}
		return false
	}
	if reflect.DeepEqual(first.record, record) {
		o.report.Accepted--
		o.report.Repeated++
		return true
	}
	in.refuseTwice(o, field, key, first.origin)
	return true
}

func (in *intake) refuseTwice(o origin, field, key string, first origin) {
	in.refuseAccepted(o, field, key, say("重复：%[2]s 已有同一个 %[1]s 而内容不同，请删去其中一行", "each %s once; %s has it already with other values: remove one of the two", field, first))
}

func bare(p data.Provenance) data.Provenance {
	p.Line, p.Source = 0, ""
	return p
}

// settleServices resolves the settlement and the facility of each service.
func (g *gazetteer) settleServices(facilities map[string]bool) {
	in := g.in
	seen := map[string]seenRow{}
	dropped := map[origin]bool{}
	for _, s := range in.services {
		if dropped[s.origin] {
			continue
		}
		record := s.record
		if record.Settlement == "" {
			code, why := g.settlementOf(s.place)
			if code == "" {
				in.refuseAccepted(s.origin, "village", cmpOr(s.place.villageCode, s.place.townName+s.place.village), why)
				dropped[s.origin] = true
				continue
			}
			record.Settlement = code
		} else if _, ok := g.settlements[record.Settlement]; !ok {
			in.refuseAccepted(s.origin, "settlement_code", record.Settlement, say("库中没有这个居民点，请先导入或一并导入居民点", "a settlement on record; load the settlements first or together"))
			continue
		}
		if s.facilityName != "" && record.Mode == data.AtPoint {
			record.Facility = s.facilityName
		}
		if record.Facility != "" && !facilities[record.Facility] {
			in.refuseAccepted(s.origin, "facility_id", record.Facility, say("库中没有这个网点，请先导入或一并导入网点", "a facility on record; load the facilities first or together"))
			dropped[s.origin] = true
			continue
		}
		if record.ID == "" {
			record.ID = digestID("s", record.Settlement, string(record.Operator), string(record.Mode), record.Facility, string(record.ValidFrom))
		}
		equal := record
		equal.Provenance = bare(equal.Provenance)
		if in.repeated(seen, record.ID, s.origin, "id", equal) {
			dropped[s.origin] = true
			continue
		}
		in.batch.Services = append(in.batch.Services, record)
	}
}

func (g *gazetteer) settleVehicles(facilities map[string]bool) {
	seen := map[string]seenRow{}
	for _, v := range g.in.vehicles {
		if v.record.Facility != "" && !facilities[v.record.Facility] {
			g.in.refuseAccepted(v.origin, "facility_id", v.record.Facility, say("库中没有这个网点，请先导入或一并导入网点", "a facility on record; load the facilities first or together"))
			continue
		}
		equal := v.record
		equal.Provenance = bare(equal.Provenance)
		if g.in.repeated(seen, v.record.ID, v.origin, "id", equal) {
			continue
		}
		g.in.batch.Vehicles = append(g.in.batch.Vehicles, v.record)
	}
}

// settleFacilities finds town, settlement and, where none is given, the place of each facility. It returns the
// IDs that services and vehicles may refer to.
func (g *gazetteer) settleFacilities() map[string]bool {
	in := g.in
	onRecord := map[string]bool{}
	for _, f := range in.options.Known.Facilities {
		onRecord[f.ID] = true
	}
	seen := map[string]seenRow{}
	unplaced, townless, villageless, waiting := map[*FileReport]int{}, map[*FileReport]int{}, map[*FileReport]int{}, map[*FileReport]int{}
	placed := in.facilities[:0]
	for _, f := range in.facilities {
		if wrong := g.placeFacility(&f.record, f.place); wrong != nil {
			in.refuseAccepted(f.origin, wrong.field, wrong.value, wrong.expected)
			continue
		}
		if f.record.Provenance.LocatedBy == data.LocatedGiven {
			g.near.add(f.record.Town, f.record.Location)
		}
		placed = append(placed, f)
	}
	clear(g.near.middles) // facilities count from here on too
	for _, f := range placed {
		record := f.record
		if wrong := g.outside(record.Location, g.countyOfTown(record.Town, cmpOr(f.place.countyCode, g.countyByName(f.place.countyName)))); !wrong.none() {
			in.refuseAccepted(f.origin, "position", record.Provenance.Original, wrong)
			continue
		}
		if record.Provenance.LocatedBy == data.LocatedGiven {
			wrong, sure := g.near.far(record.Town, record.Location)
			switch {
			case !wrong.none() && sure && !f.native():
				in.refuseAccepted(f.origin, "position", record.Provenance.Original, wrong)
				continue
			case !wrong.none():
				g.noticeFar(f.origin, record.Name)
			}
		}
		equal := record
		equal.Provenance = bare(equal.Provenance)
		if in.repeated(seen, record.ID, f.origin, "id", equal) {
			continue
		}
		switch {
		case record.Location == nil:
			f.report.Unlocated++
			if f.place.village != "" || f.place.villageCode != "" {
				unplaced[f.report]++
			}
		case record.Provenance.LocatedBy == data.LocatedName:
			f.report.LocatedByName++
		}
		if record.Town == "" && f.place.townName+f.place.townCode != "" {
			townless[f.report]++
		}
		if record.Settlement == "" && record.Location != nil && f.place.village+f.place.villageCode != "" {
			villageless[f.report]++
		}
		if record.Status == data.Planned || record.Status == data.Building {
			waiting[f.report]++
		}
		onRecord[record.ID] = true
		in.batch.Facilities = append(in.batch.Facilities, record)
	}
	for _, report := range in.files {
		if n := townless[report]; n > 0 {
			in.notice("%s：%d 个网点所写的乡镇库中没有或不唯一；导入该乡镇之前，它们不属于任何乡镇", "%s: %d facilities name a town that is not on record or not unique; they belong to no town until it is loaded", report.File, n)
		}
		if n := waiting[report]; n > 0 {
			in.notice("%s：%d 个规划或在建的网点不是备选点，方案不会选用；要参与选址，请把状态写为 备选（或用 --map 列=status 指定这样的一列）",
				"%s: %d planned facilities or such being built are not candidates, and plans do not choose them; to have them chosen write the status 备选 (or name such a column with --map column=status)", report.File, n)
		}
		if n := villageless[report]; n > 0 {
			in.notice("%s：%d 个有坐标的网点所写的村未知或在乡镇内不唯一；坐标已采用，但不属于任何村",
				"%s: %d facilities with coordinates name a village that is unknown or not unique in its town; their coordinates were taken, but they belong to no village", report.File, n)
		}
		if n := unplaced[report]; n > 0 {
			in.notice("%s：%d 个没有坐标的网点，所写的村未知、在乡镇内不唯一或本身没有坐标；它们没有位置", "%s: %d facilities without coordinates name a village that is unknown, not unique in its town or without a position itself; they stay unlocated", report.File, n)
		}
	}
	return onRecord
}

// placeFacility fills town and settlement, and the location from the settlement where the row gives none.
func (g *gazetteer) placeFacility(record *data.Facility, where place) *problem {
	if record.Settlement != "" || record.Town != "" { // native rows refer by code
		if _, ok := g.settlements[record.Settlement]; !ok && record.Settlement != "" {
			return &problem{"settlement_code", record.Settlement, say("库中没有这个居民点，请先导入或一并导入居民点", "a settlement on record; load the settlements first or together")}
		}
		if _, ok := g.areas[record.Town]; !ok && record.Town != "" {
			return &problem{"town_code", record.Town, say("库中没有这个乡镇，请先导入或一并导入行政区划", "a town on record; load the areas first or together")}
		}
		return nil
	}
	if code, _ := g.settlementOf(where); code != "" {
		s := g.settlement(code)
		record.Settlement, record.Town = code, s.Town
		if record.Location == nil && s.Location != nil {
			location := *s.Location
			record.Location = &location
			record.Provenance.LocatedBy = data.LocatedName
			record.Provenance.Datum, record.Provenance.Original = s.Provenance.Datum, s.Provenance.Original
		}
		return nil
	}
	if where.villageCode != "" && where.townCode == "" {
		where.townCode = townOf(where.villageCode)
	}
	record.Town, _ = g.townOfPlace(where)
	return nil
}

// countyByName finds a county by its name; empty where none or several have it.
func (g *gazetteer) countyByName(name string) string {
	if codes := g.counties[name]; len(codes) == 1 {
		return codes[0]
	}
	return ""
}

// countyOfTown is the county around a town, or else the one that the row names.
func (g *gazetteer) countyOfTown(town, said string) string {
	if area, ok := g.areas[town]; ok && area.Parent != "" {
		return area.Parent
	}
	if said != "" {
		return said
	}
	if len(town) == 12 && !strings.HasPrefix(town, syntheticPrefix) {
		return town[:6]
	}
	return ""
}
