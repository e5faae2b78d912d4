package ingest

import (
	"strings"

	"cuntong/data"
)

// A row that gives a code of twelve digits and the name of a town says twice where it belongs. Where the two
// contradict each other, one of them is mistyped and the row is refused, rather than a second town of that name made.

// establishedRows is from how many rows on a county is taken to be meant, although nothing names it.
const establishedRows = 5

// townSaid is what a row with a code says of its town.
type townSaid struct{ town, name, county string }

// townTally counts what the rows of a load say of their towns, so that one mistyped first row does not win over
// all others.
type townTally struct {
	rows       map[townSaid]int
	byName     map[string][]townSaid
	countyRows map[string]int
	verdicts   map[townSaid]words
}

func (g *gazetteer) tallyTowns() {
	t := &townTally{map[townSaid]int{}, map[string][]townSaid{}, map[string]int{}, map[townSaid]words{}}
	for i := range g.in.settlements {
		code, how := g.in.settlements[i].Code, g.in.rows[i].said
		if code == "" || how == nil {
			continue
		}
		t.countyRows[code[:6]]++
		if how.place.townName == "" || how.place.townCode != "" {
			continue
		}
		key := townSaid{code[:9], how.place.townName, how.place.countyName}
		if t.rows[key]++; t.rows[key] == 1 {
			core := coreTown(key.name)
			t.byName[core] = append(t.byName[core], key)
		}
	}
	g.tally = t
}

// contradiction says what is wrong between the code of a settlement and the town that its row names.
func (g *gazetteer) contradiction(code string, where place) words {
	if where.townName == "" || where.townCode != "" {
		return words{}
	}
	key := townSaid{code[:9], where.townName, where.countyName}
	wrong, done := g.tally.verdicts[key]
	if !done {
		wrong = g.judgeTown(key)
		g.tally.verdicts[key] = wrong
	}
	return wrong
}

func (g *gazetteer) judgeTown(key townSaid) words {
	town := key.town + "000"
	area, onRecord := g.areas[town]
	if onRecord && (area.Name == town || sameTown(area.Name, key.name)) {
		return words{}
	}
	rival := ""
	consider := func(code string) {
		if code != town && rival == "" && (onRecord || g.isRival(key, code)) {
			rival = code
		}
	}
	for _, name := range []string{key.name, coreTown(key.name)} {
		for _, code := range g.townsByName[name] {
			consider(code)
		}
	}
	for _, other := range g.tally.byName[coreTown(key.name)] {
		if g.tally.rows[other] > g.tally.rows[key] && (other.county == key.county || other.county == "" || key.county == "") {
			consider(other.town + "000")
		}
	}
	if rival == "" {
		return words{}
	}
	own := area.Name
	if !onRecord {
		own = "?"
	}
	return say("代码与乡镇不符：代码前 9 位是 %[1]s（%[2]s），而所写的乡镇“%[3]s”的代码是 %[4]s；请改正代码或乡镇名称；若两者都对，请先导入该乡镇或增加县区一列",
		"a code of the town that the row names; this one begins with %[1]s (%[2]s), but %[3]s has the code %[4]s: correct the code or the name of the town; if both are right load that town first or add a column for the county", key.town, own, key.name, rival[:9])
}

// isRival reports whether a town that is called as the row says must be the one meant. Inside one county it is;
// many counties have a town of the same name, so that one of another county is meant only if the row names that
// county, if nothing else speaks of the county that the code begins with, or if that county's towns are on record
// and few rows speak of this one.
func (g *gazetteer) isRival(key townSaid, code string) bool {
	own, other := key.town[:6], code[:6]
	if area, ok := g.areas[code]; ok && area.Parent != "" {
		other = area.Parent
	}
	if own == other {
		return true
	}
	otherName := cmpOr(g.areas[other].Name, g.in.counties[other].name)
	if key.county != "" {
		return otherName == key.county && (g.areas[own].Name != key.county || !g.established(own))
	}
	return !g.established(own) || g.listsTowns[own] && g.tally.rows[key] < establishedRows
}

// established reports whether a county is on record, has a row of its own, or is where many rows lie.
func (g *gazetteer) established(county string) bool {
	if g.tally.countyRows[county] >= establishedRows {
		return true
	}
	for _, a := range g.in.areas {
		if a.record.Code == county || a.record.Parent == county {
			return true
		}
	}
	return g.storedCounties[county]
}

// sameTown compares the names of a town: with or without its rank, or one inside the other (经济开发区, 利津经济开发区).
func sameTown(a, b string) bool {
	a, b = coreTown(a), coreTown(b)
	return a == b || len(a) >= 6 && strings.Contains(b, a) || len(b) >= 6 && strings.Contains(a, b)
}

// storeCounties notes which counties the store holds, and for which towns are listed.
func (g *gazetteer) storeCounties() {
	g.storedCounties, g.listsTowns = map[string]bool{}, map[string]bool{}
	for _, a := range g.in.options.Known.Areas {
		switch a.Tier {
		case data.TierCounty:
			g.storedCounties[a.Code] = true
		case data.TierTown:
			g.listsTowns[a.Parent] = true
		}
	}
	for _, a := range g.in.areas {
		if a.record.Tier == data.TierTown {
			g.listsTowns[a.record.Parent] = true
		}
	}
}
