package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"cuntong/data"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func reflectEqualAreas(a, b data.Area) bool {
	a.Provenance, b.Provenance = bare(a.Provenance), bare(b.Provenance)
	return reflect.DeepEqual(a, b)
}

// completed joins two records of one area where they do not contradict each other: a table of counties and their
// outlines, or a new file and what the store knows. The first keeps what it says.
func completed(a, b data.Area) (data.Area, bool) {
	if a.Name != b.Name || a.Tier != b.Tier ||
		a.Population != nil && b.Population != nil && *a.Population != *b.Population && b.Version == 0 ||
		a.Outline != nil && b.Outline != nil && b.Version == 0 && !reflect.DeepEqual(a.Outline, b.Outline) {
		return a, false
	}
	if a.Parent == "" {
		a.Parent = b.Parent
	}
	if a.Population == nil {
		a.Population = b.Population
	}
	if a.Outline == nil {
		a.Outline = b.Outline
	}
	if a.Seat == nil {
		a.Seat = b.Seat
		if b.Seat != nil {
			a.Provenance.Datum, a.Provenance.Original, a.Provenance.LocatedBy = b.Provenance.Datum, b.Provenance.Original, b.Provenance.LocatedBy
		}
	}
	return a, true
}

// completeSettlement keeps what the store knows where a file is blank: a list of positions must not wipe out the
// populations that another list brought. It reports whether anything was kept.
func completeSettlement(s *data.Settlement, stored data.Settlement) (kept bool) {
	if s.Population == nil && stored.Population != nil {
		s.Population, kept = stored.Population, true
	}
	if s.ParcelsInDay == nil && stored.ParcelsInDay != nil {
		s.ParcelsInDay, kept = stored.ParcelsInDay, true
	}
	if s.ParcelsOutDay == nil && stored.ParcelsOutDay != nil {
		s.ParcelsOutDay, kept = stored.ParcelsOutDay, true
	}
	if s.Location == nil && stored.Location != nil {
		s.Location, kept = stored.Location, true
		s.Provenance.Datum, s.Provenance.Original, s.Provenance.LocatedBy = stored.Provenance.Datum, stored.Provenance.Original, stored.Provenance.LocatedBy
	}
	return kept
}

// shortList shows the first few of many codes.
func shortList(codes []string) string {
	const shown = 5
	slices.Sort(codes)
	if len(codes) <= shown {
		return strings.Join(codes, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(codes[:shown], ", "), len(codes)-shown)
}

// nameTowns makes towns findable by name and by core name, and counties by name.
func (g *gazetteer) nameTowns() {
	g.townsByName, g.counties = map[string][]string{}, map[string][]string{}
	for _, code := range sortedKeys(g.areas) {
		area := g.areas[code]
		if area.Tier == data.TierCounty {
			g.counties[area.Name] = append(g.counties[area.Name], code)
		}
		if area.Tier != data.TierTown {
			continue
		}
		g.townsByName[area.Name] = append(g.townsByName[area.Name], code)
		if core := coreTown(area.Name); core != area.Name {
			g.townsByName[core] = append(g.townsByName[core], code)
		}
	}
}

// townOfPlace finds the town that a row names, inside its county where that is named too.
func (g *gazetteer) townOfPlace(where place) (code string, why words) {
	if where.townCode != "" {
		if area, ok := g.areas[where.townCode]; ok && area.Tier == data.TierTown {
			return where.townCode, words{}
		}
		return "", say("库中没有这个乡镇，请先导入或一并导入乡镇", "a town on record; load the towns first or together")
	}
	if where.townName == "" {
		return "", say("缺少乡镇的名称或代码", "the town, by name or code")
	}
	for _, name := range []string{where.townName, coreTown(where.townName)} {
		var found []string
		for _, code := range g.townsByName[name] {
			if g.inCounty(code, where) && !slices.Contains(found, code) {
				found = append(found, code)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], words{}
		case len(found) > 1:
			return "", say("有几个乡镇同名，请增加县区一列", "a town that is unique; several have this name: add a column for the county")
		}
	}
	return "", say("库中没有这个乡镇，请先导入或一并导入乡镇，或为居民点填写 12 位统计用区划代码", "a town on record; load the towns first or together, or give the settlements their twelve-digit codes")
}

func (g *gazetteer) inCounty(town string, where place) bool {
	county := g.areas[town].Parent
	if where.countyCode != "" {
		return county == where.countyCode
	}
	return where.countyName == "" || g.areas[county].Name == where.countyName || g.areas[county].Name == ""
}

// settlement returns the settlement of a code; nil where there is none.
func (g *gazetteer) settlement(code string) *data.Settlement {
	i, ok := g.settlements[code]
	switch {
	case !ok:
		return nil
	case i < 0:
		return &g.in.options.Known.Settlements[^i]
	}
	return &g.in.settlements[i]
}

// nameVillages makes settlements findable by town and name. The key is never the name alone: three percent of
// the names repeat inside a county, none inside a town.
func (g *gazetteer) nameVillages() {
	g.villages = map[string]map[string][]string{}
	for _, code := range sortedKeys(g.settlements) {
		s := g.settlement(code)
		names := g.villages[s.Town]
		if names == nil {
			names = map[string][]string{}
			g.villages[s.Town] = names
		}
		names[s.Name] = append(names[s.Name], code)
		core := coreKey(s.Name)
		names[core] = append(names[core], code)
	}
}

// coreKey keeps core names apart from whole ones in the same map.
func coreKey(name string) string { return "\x00" + coreName(name) }

// settlementOf finds the settlement that a row names by code, or by town and name: the whole name first, then its
// core, which must be unique inside the town.
func (g *gazetteer) settlementOf(where place) (code string, why words) {
	if where.villageCode != "" {
		if _, ok := g.settlements[where.villageCode]; ok {
			return where.villageCode, words{}
		}
		return "", say("库中没有这个居民点，请先导入或一并导入居民点", "a settlement on record; load the settlements first or together")
	}
	if where.village == "" {
		return "", say("缺少村的名称或代码", "the village, by name or code")
	}
	town, why := g.townOfPlace(where)
	if town == "" {
		return "", why
	}
	if g.villages == nil { // only lists that name villages need it
		g.nameVillages()
	}
	names := g.villages[town]
	for _, key := range []string{strings.TrimSpace(where.village), coreKey(where.village)} {
		switch found := names[key]; {
		case len(found) == 1:
			return found[0], words{}
		case len(found) > 1:
			return "", say("该乡镇有几个村同名，请填写村代码", "a village whose name is unique in its town; give its code")
		}
	}
	return "", say("该乡镇没有这个村，请先导入或一并导入村庄，或改正村名", "a village on record in that town; load the villages first or together, or correct the name")
}
