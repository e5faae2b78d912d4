package ingest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"cuntong/data"
)

// syntheticPrefix begins the codes of places that have none: no province has the number 99.
const syntheticPrefix = "99"

// gazetteer knows all areas and settlements that rows may refer to: those of the store and those of the batch.
type gazetteer struct {
	in           *intake
	areas        map[string]data.Area
	settlements  map[string]int32          // by code: the number in intake.settlements, or ^number in Known.Settlements
	given        map[int32]data.Settlement // what a row gave where the store completed it, by number
	townsByName  map[string][]string       // name and core name to town codes
	counties     map[string][]string       // name to county codes
	villages     map[string]map[string][]string
	outlines     map[string]*outline // by county code
	anyOutline   []*outline
	syntheticFor map[string]bool
	unnamed      []string // areas made from codes for which no file has a name

	tally          *townTally
	storedCounties map[string]bool
	listsTowns     map[string]bool // counties of which towns are on record or in the files
	near           *neighbours
	farPlaces      map[*FileReport][]string
	mentioned      []string // counties made because rows speak of them
}

// settleAreas takes the areas of the files, completed by what the store knows, and then adds the counties and
// cities that rows name in passing.
func (g *gazetteer) settleAreas() {
	in := g.in
	known := map[string]data.Area{}
	for _, a := range in.options.Known.Areas {
		known[a.Code] = a
		g.areas[a.Code] = a
	}
	seen := map[string]seenRow{}
	at := map[string]int{}
	var taken []pendingArea
	for _, a := range in.areas {
		if i, again := at[a.record.Code]; again && !reflectEqualAreas(taken[i].record, a.record) {
			if merged, ok := completed(taken[i].record, a.record); ok { // a table and an outline of the same area
				taken[i].record = merged
				continue
			}
		}
		equal := a.record
		equal.Provenance = bare(equal.Provenance)
		if in.repeated(seen, a.record.Code, a.origin, "code", equal) {
			continue
		}
		at[a.record.Code] = len(taken)
		taken = append(taken, a)
	}
	for i := range taken {
		if stored, ok := known[taken[i].record.Code]; ok && !taken[i].native() {
			if merged, ok := completed(taken[i].record, stored); ok {
				taken[i].record = merged
			}
		}
		g.areas[taken[i].record.Code] = taken[i].record
	}
	for _, code := range sortedKeys(in.counties) {
		g.addCounty(code, in.counties[code])
	}
	g.checkParents(taken)
	g.gatherOutlines()
	for _, a := range taken {
		if _, kept := g.areas[a.record.Code]; !kept {
			continue
		}
		record := g.areas[a.record.Code]
		if wrong := g.outside(record.Seat, countyAround(record)); !wrong.none() {
			in.refuseAccepted(a.origin, "position", record.Provenance.Original, wrong)
			delete(g.areas, a.record.Code)
			continue
		}
		in.batch.Areas = append(in.batch.Areas, record)
	}
	g.nameTowns()
}

func countyAround(a data.Area) string {
	if a.Tier == data.TierTown {
		return a.Parent
	}
	return a.Code
}

// addCounty creates a county that rows only mention, and its city where it is named.
func (g *gazetteer) addCounty(code string, said countyMention) {
	if _, ok := g.areas[code]; ok {
		return
	}
	if said.name == "" {
		said.name = code
		g.unnamed = append(g.unnamed, code)
	}
	county := data.Area{Code: code, Name: said.name, Tier: data.TierCounty, Kind: countyKind(code), Provenance: data.Provenance{Source: g.in.files[0].File}}
	city := code[:4] + "00"
	if _, ok := g.areas[city]; !ok && said.city != "" {
		area := data.Area{Code: city, Name: said.city, Tier: data.TierCity, Kind: data.KindCity, Provenance: county.Provenance}
		g.areas[city] = area
		g.in.batch.Areas = append(g.in.batch.Areas, area)
	}
	if _, ok := g.areas[city]; ok {
		county.Parent = city
	}
	g.areas[code] = county
	g.in.batch.Areas = append(g.in.batch.Areas, county)
	g.mentioned = append(g.mentioned, code)
}

// dropUnused takes back the counties that only refused rows mentioned: a mistyped code must not leave one behind.
func (g *gazetteer) dropUnused() {
	if len(g.mentioned) == 0 {
		return
	}
	used := map[string]bool{}
	for _, a := range g.areas {
		used[a.Parent] = true
	}
	for i := range g.in.settlements {
		used[g.in.settlements[i].Code[:6]] = true
	}
	drop := map[string]bool{}
	for _, code := range g.mentioned {
		if !used[code] {
			drop[code] = true
			delete(g.areas, code)
		}
	}
	if len(drop) == 0 {
		return
	}
	g.in.batch.Areas = slices.DeleteFunc(g.in.batch.Areas, func(a data.Area) bool { return drop[a.Code] })
	g.unnamed = slices.DeleteFunc(g.unnamed, func(code string) bool { return drop[code] })
	for name, codes := range g.counties {
		g.counties[name] = slices.DeleteFunc(codes, func(code string) bool { return drop[code] })
	}
}

// checkParents fills the parent of counties where the city is on record, creates the county of a town that no
// row mentions, and refuses parents that do not exist.
func (g *gazetteer) checkParents(taken []pendingArea) {
	for _, a := range taken {
		record, ok := g.areas[a.record.Code]
		if !ok {
			continue
		}
		if record.Tier == data.TierCounty && record.Parent == "" {
			city := record.Code[:4] + "00"
			if said := g.in.counties[record.Code]; said.city != "" {
				if _, ok := g.areas[city]; !ok {
					area := data.Area{Code: city, Name: said.city, Tier: data.TierCity, Kind: data.KindCity, Provenance: data.Provenance{Source: a.report.File}}
					g.areas[city] = area
					g.in.batch.Areas = append(g.in.batch.Areas, area)
				}
			}
			if _, ok := g.areas[city]; ok {
				record.Parent = city
			}
		}
		if province := record.Code[:2] + "0000"; record.Tier == data.TierCity && record.Parent == "" {
			if _, ok := g.areas[province]; ok {
				record.Parent = province
			}
		}
		g.areas[record.Code] = record
	}
	for again := true; again; { // a refused parent takes its children along
		again = false
		for _, a := range taken {
			record, ok := g.areas[a.record.Code]
			if !ok || record.Parent == "" {
				continue
			}
			parent, ok := g.areas[record.Parent]
			if ok && tierRank(parent.Tier) <= tierRank(record.Tier) && parent.Tier != data.TierTown && parent.Code != record.Code {
				continue
			}
			g.in.refuseAccepted(a.origin, "parent", record.Parent, say("库中没有这个上级区划，请先导入或一并导入", "an area of higher rank on record; load it first or together"))
			delete(g.areas, record.Code)
			again = true
		}
	}
}

func tierRank(t data.AreaTier) int {
	return slices.Index([]data.AreaTier{data.TierProvince, data.TierCity, data.TierCounty, data.TierTown}, t)
}

// settleSettlements gives every settlement its town and its code, refuses repeats and places outside the county.
// What stays moves to the front of the list, which becomes the batch's.
func (g *gazetteer) settleSettlements() {
	in := g.in
	g.settlements = make(map[string]int32, len(in.options.Known.Settlements)+len(in.settlements))
	for i := range in.options.Known.Settlements {
		g.settlements[in.options.Known.Settlements[i].Code] = ^int32(i)
	}
	kept := map[*FileReport]int{}
	codeless := map[string]int32{} // rows without a code by what identifies them
	codes := map[string]bool{}     // synthetic codes given out in this load
	taken := int32(0)
	g.storeCounties()
	g.tallyTowns()
	for i := range in.settlements {
		record, s := in.settlements[i], in.rows[i].pending()
		if wrong := g.townOfSettlement(&record, s); wrong != nil {
			in.refuseAccepted(s.origin, wrong.field, wrong.value, wrong.expected)
			continue
		}
		if wrong := g.outside(record.Location, g.countyOfTown(record.Town, s.place.countyCode)); !wrong.none() {
			in.refuseAccepted(s.origin, "position", record.Provenance.Original, wrong)
			continue
		}
		known := (*data.Settlement)(nil)
		if record.Code == "" {
			key := strings.Join([]string{s.region, s.sourceID, record.Name, record.Provenance.Original}, "\x00")
			if s.sourceID != "" {
				key = strings.Join([]string{s.region, s.sourceID}, "\x00")
			}
			if first, again := codeless[key]; again {
				field, shown := "name", record.Name
				if s.sourceID != "" {
					field, shown = "source_id", s.sourceID
				}
				in.repeatedSettlement(s.origin, field, shown, first, g.givenBy(first, true), record)
				continue
			}
			record.Code = syntheticCode(s.region, key, codes)
			codeless[key] = taken
		}
		if first, there := g.settlements[record.Code]; there && first >= 0 {
			in.repeatedSettlement(s.origin, "code", record.Code, first, g.givenBy(first, false), record)
			continue
		} else if there {
			known = &in.options.Known.Settlements[^first]
		}
		if known != nil && !s.native() {
			given := record
			if completeSettlement(&record, *known) {
				g.given[taken] = given
				kept[s.report]++
			}
		}
		if record.Location == nil {
			s.report.Unlocated++
		}
		g.settlements[record.Code] = taken
		in.settlements[taken], in.rows[taken] = record, in.rows[i]
		taken++
	}
	clear(in.settlements[taken:])
	in.settlements, in.rows = in.settlements[:taken], in.rows[:taken]
	g.refuseFarSettlements()
	g.dropUnused()
	g.tellTwins()
	in.batch.Settlements = in.settlements
	for _, report := range in.files {
		if n := kept[report]; n > 0 {
			in.notice("%s：%d 个居民点库中已有的数值或坐标在文件中为空，已保留库中的", "%s: %d settlements are on record with figures or positions that the file leaves blank; these were kept", report.File, n)
		}
	}
	if len(g.unnamed) > 0 {
		in.notice("没有文件给出区划 %s 的名称；暂以代码为名", "no file names the areas %s; they are called by their codes until one does", shortList(g.unnamed))
	}
}

// givenBy returns a settlement of this load as its row gave it, with the town it was found to be in.
func (g *gazetteer) givenBy(number int32, codeless bool) data.Settlement {
	record, completed := g.given[number]
	if !completed {
		record = g.in.settlements[number]
	}
	if codeless {
		record.Code = ""
	}
	return record
}

// repeatedSettlement is repeated for settlements, whose first rows are on the list.
func (in *intake) repeatedSettlement(o origin, field, key string, number int32, first, record data.Settlement) {
	first.Provenance, record.Provenance = bare(first.Provenance), bare(record.Provenance)
	if reflect.DeepEqual(first, record) {
		o.report.Accepted--
		o.report.Repeated++
		return
	}
	in.refuseTwice(o, field, key, in.rows[number].origin)
}

// townOfSettlement finds or, from a twelve-digit code, creates the town.
func (g *gazetteer) townOfSettlement(record *data.Settlement, s pendingSettlement) *problem {
	if record.Town != "" { // native
		if area, ok := g.areas[record.Town]; !ok || area.Tier != data.TierTown {
			return &problem{"town_code", record.Town, say("库中没有这个乡镇，请先导入或一并导入行政区划", "a town on record; load the areas first or together")}
		}
		return nil
	}
	if record.Code == "" {
		if s.place.townCode == "" && s.place.townName == "" {
			record.Town = g.syntheticTown(s)
			return nil
		}
		town, why := g.townOfPlace(s.place)
		if town == "" {
			return &problem{"town", cmpOr(s.place.townCode, s.place.townName), why}
		}
		record.Town = town
		return nil
	}
	if wrong := g.contradiction(record.Code, s.place); !wrong.none() {
		return &problem{"code", record.Code, wrong}
	}
	town := cmpOr(s.place.townCode, townOf(record.Code))
	if area, ok := g.areas[town]; ok {
		if area.Tier != data.TierTown {
			return &problem{"town_code", town, say("应为乡镇代码", "the code of a town")}
		}
		record.Town = town
		return nil
	}
	county := cmpOr(s.place.countyCode, town[:6])
	if _, ok := g.areas[county]; !ok {
		return &problem{"county_code", county, say("所属县区那一行已被拒绝，请先改正", "a county that is not refused itself")}
	}
	name := s.place.townName
	if name == "" {
		name = town
		g.unnamed = append(g.unnamed, town)
	}
	area := data.Area{Code: town, Name: name, Tier: data.TierTown, Kind: townKind(town), Parent: county, Provenance: data.Provenance{Source: s.report.File, Line: s.line}}
	g.areas[town] = area
	g.in.batch.Areas = append(g.in.batch.Areas, area)
	g.townsByName[name] = append(g.townsByName[name], town)
	if core := coreTown(name); core != name {
		g.townsByName[core] = append(g.townsByName[core], town)
	}
	record.Town = town
	return nil
}

// syntheticCounty is the county code of a region without codes.
func syntheticCounty(region string) string {
	county := fmt.Sprintf("%s%04d", syntheticPrefix, digest(9999, region)+1)
	if strings.HasSuffix(county, "00") {
		return county[:5] + "1" // a code that ends in 00 is a city's
	}
	return county
}

// syntheticTown returns the one town of a region without codes, made with its county when first needed.
func (g *gazetteer) syntheticTown(s pendingSettlement) string {
	county := syntheticCounty(s.region)
	town := county + "001000"
	if !g.syntheticFor[town] {
		g.syntheticFor[town] = true
		provenance := data.Provenance{Source: s.report.File, Synthetic: true}
		for _, a := range []data.Area{
			{Code: county, Name: s.region, Tier: data.TierCounty, Kind: data.KindCounty, Provenance: provenance},
			{Code: town, Name: s.region, Tier: data.TierTown, Kind: data.KindZone, Parent: county, Provenance: provenance},
		} {
			if _, ok := g.areas[a.Code]; !ok {
				g.areas[a.Code] = a
				g.in.batch.Areas = append(g.in.batch.Areas, a)
			}
		}
		g.in.notice("%s：%s 的居民点没有代码；已为其编制以 %s 开头的代码并建同名区划", "%s: the settlements of %s have no codes; codes beginning with %s and one area of that name were made for them", s.report.File, s.region, county)
	}
	return town
}

// syntheticCode gives a settlement without code twelve digits from a digest of what identifies it. Where two
// meet on the same number the later one of the file takes the next free number.
func syntheticCode(region, key string, taken map[string]bool) string {
	county := syntheticCounty(region)
	const first, size = 100_000, 900_000 // digits 7-9 from 100: 001 is the town's
	for n := digest(size, key); ; n = (n + 1) % size {
		code := fmt.Sprintf("%s%06d", county, first+n)
		if !strings.HasSuffix(code, "000") && !taken[code] {
			taken[code] = true
			return code
		}
	}
}
