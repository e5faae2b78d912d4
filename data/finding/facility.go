package finding

import (
	"cmp"
	"slices"
	"strconv"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// written is a position as Provenance.Original keeps it.
func written(p orb.Point) string {
	return strconv.FormatFloat(p[0], 'f', -1, 64) + "," + strconv.FormatFloat(p[1], 'f', -1, 64)
}

// facilities applies the rules on premises, those apart that are closed.
func (w *world) facilities() {
	var villages []orb.Point
	var codes []string
	for i := range w.Settlements {
		if s := &w.Settlements[i]; s.Location != nil {
			villages, codes = append(villages, *s.Location), append(codes, s.Code)
		}
	}
	index := geo.NewIndex(villages, nil)
	byName, bySource := map[string][]*data.Facility{}, map[string][]*data.Facility{}
	for i := range w.Facilities {
		f := &w.Facilities[i]
		if f.Status == data.Closed {
			continue
		}
		if len(f.Operators) == 0 && f.Status != data.Candidate {
			w.facility(FacilityNoOperator, f, nil, "没有运营主体", "no operator")
		}
		village := w.villages[f.Settlement]
		if f.Town == "" {
			w.facility(FacilityNoTown, f, w.townOfFacility(f, village), "没有乡镇", "no town")
		}
		if f.Location == nil {
			w.facility(FacilityNoPosition, f, takePosition(f, village), "没有坐标", "no position")
			continue
		}
		byName[alike(f.Name)] = append(byName[alike(f.Name)], f)
		if village == nil {
			if f.Tier == data.ServicePoint && f.Status != data.Candidate {
				near := index.Nearest(*f.Location, 2)
				var meant *data.Settlement
				if len(near) > 0 && near[0].Distance <= nearVillage && (len(near) == 1 || near[1].Distance > nextVillage) {
					meant = w.villages[codes[near[0].Index]]
				}
				w.facility(FacilityNoVillage, f, takeVillage(f, meant), "没有所在村", "no village")
			}
		} else if village.Location != nil && f.Provenance.LocatedBy != data.LocatedName {
			bySource[f.Provenance.Source] = append(bySource[f.Provenance.Source], f)
		}
		if own := w.borders[f.Town]; own != nil {
			if away := own.away(*f.Location); away > outsideTown {
				var fix *Remedy
				if town := w.townAt(*f.Location); town != nil && (village == nil || village.Town == town.Code) {
					fixed := *f
					fixed.Town = town.Code
					fix = &Remedy{ZH: "乡镇改为" + town.Name, EN: "its town becomes " + town.Name, facility: &fixed}
				}
				w.facility(FacilityOutside, f, fix, "在%[1]s边界外 %[2]s 公里", "%[2]s km outside %[1]s", own.area.Name, km(away))
			}
		}
	}
	for _, group := range byName {
		w.twice(group)
	}
	for _, group := range bySource {
		w.datum(group)
	}
}

func (w *world) townOfFacility(f *data.Facility, village *data.Settlement) *Remedy {
	fixed := *f
	switch {
	case village != nil && village.Town != "":
		fixed.Town = village.Town
	case village == nil && f.Location != nil:
		if town := w.townAt(*f.Location); town != nil {
			fixed.Town = town.Code
		}
	}
	if fixed.Town == "" {
		return nil
	}
	name := w.name(fixed.Town)
	return &Remedy{ZH: "归入" + name, EN: "its town becomes " + name, facility: &fixed}
}

func takePosition(f *data.Facility, village *data.Settlement) *Remedy {
	if village == nil || village.Location == nil {
		return nil
	}
	fixed, at := *f, *village.Location
	fixed.Location = &at
	fixed.Provenance.LocatedBy = data.LocatedName
	fixed.Provenance.Datum, fixed.Provenance.Original = "", ""
	return &Remedy{ZH: "取" + village.Name + "的坐标", EN: "takes the position of " + village.Name, facility: &fixed}
}

func takeVillage(f *data.Facility, village *data.Settlement) *Remedy {
	if village == nil || f.Town != "" && f.Town != village.Town {
		return nil
	}
	fixed := *f
	fixed.Settlement, fixed.Town = village.Code, village.Town
	return &Remedy{ZH: "归入" + village.Name, EN: "stands in " + village.Name, facility: &fixed}
}

// twice finds premises of one name at one place. The first by ID stays; it takes what the second has, so that nobody loses a service.
// A universal-service office is not closed without approval.
func (w *world) twice(group []*data.Facility) {
	if len(group) < 2 {
		return
	}
	slices.SortFunc(group, func(a, b *data.Facility) int { return cmp.Compare(a.ID, b.ID) })
	points := make([]orb.Point, len(group))
	for i, f := range group {
		points[i] = *f.Location
	}
	index, taken := geo.NewIndex(points, nil), map[*data.Facility]bool{}
	for i, first := range group {
		if taken[first] {
			continue
		}
		var later []int
		for _, near := range index.Within(points[i], samePlace+1) { // the index measures on a plane; what counts is measured below
			if near.Index > i {
				later = append(later, near.Index)
			}
		}
		slices.Sort(later)
		for _, k := range later {
			second := group[k]
			if taken[second] || first.Status != second.Status || first.Tier != second.Tier || geo.Distance(*first.Location, *second.Location) > samePlace {
				continue
			}
			taken[second] = true
			var fix *Remedy
			if !second.UniversalService && second.Status == data.Active && covers(first.Operators, second.Operators) && covers(first.Offers, second.Offers) {
				fixed := *second
				fixed.Status = data.Closed
				fix = &Remedy{ZH: "关闭，保留" + first.ID, EN: "closed; " + first.ID + " stays", facility: &fixed}
			}
			w.facility(FacilityTwice, second, fix, "与 %[1]s 同名，相距 %.0[2]f 米", "has the name of %[1]s, %.0[2]f m away", first.ID, float64(geo.Distance(*first.Location, *second.Location)))
		}
	}
}

// covers reports whether a list holds all of another.
func covers[T comparable](all, some []T) bool {
	return !slices.ContainsFunc(some, func(one T) bool { return !slices.Contains(all, one) })
}

// datum looks at the facilities of one file against their villages: were they all nearer in another datum, the file was in that.
func (w *world) datum(group []*data.Facility) {
	for _, f := range group {
		if away := geo.Distance(*f.Location, *w.villages[f.Settlement].Location); away > farFromVillage {
			w.facility(FacilityFar, f, nil, "距%[1]s %[2]s 公里", "%[2]s km from %[1]s", w.villages[f.Settlement].Name, km(away))
		}
	}
	if len(group) < datumRows {
		return
	}
	median := func(of geo.Datum) geo.Meters {
		var away []geo.Meters
		for _, f := range group {
			if at, err := of.ToWGS84(*f.Location); err == nil {
				away = append(away, geo.Distance(at, *w.villages[f.Settlement].Location))
			}
		}
		slices.Sort(away)
		return away[len(away)/2]
	}
	now := median(geo.WGS84)
	if now < datumOff {
		return
	}
	for _, other := range []geo.Datum{geo.GCJ02, geo.BD09} {
		then := median(other)
		if then*datumGain > now {
			continue
		}
		for _, f := range group {
			at, err := other.ToWGS84(*f.Location)
			if err != nil || f.Provenance.Datum == other {
				continue
			}
			fixed := *f
			fixed.Location, fixed.Provenance.Datum, fixed.Provenance.Original = &at, other, written(*f.Location)
			w.facility(OtherDatum, f, &Remedy{ZH: "按 " + string(other) + " 换算", EN: "converted from " + string(other), facility: &fixed},
				"文件 %[1]s 的点距所在村中位 %.0[2]f 米，按 %[3]s 换算后 %.0[4]f 米", "the points of %[1]s lie %.0[2]f m from their villages at the median, %.0[4]f m when taken as %[3]s", f.Provenance.Source, float64(now), string(other), float64(then))
		}
		return
	}
}

// tiers finds points and stations without the tier above them.
func (w *world) tiers() {
	stations, hubs := map[string]bool{}, map[string]bool{}
	county := func(f *data.Facility) string {
		c, _ := w.tree.County(f.Town)
		return c.Code
	}
	for i := range w.Facilities {
		if f := &w.Facilities[i]; f.Status == data.Active && f.Town != "" {
			switch f.Tier {
			case data.Station:
				stations[f.Town] = true
			case data.Hub:
				hubs[county(f)] = true
			}
		}
	}
	for i := range w.Facilities {
		f := &w.Facilities[i]
		if f.Status != data.Active || f.Town == "" {
			continue
		}
		switch {
		case f.Tier == data.ServicePoint && !stations[f.Town] && !hubs[county(f)]:
			w.facility(NoStation, f, nil, "%s没有乡镇站，本县也没有县级中心", "%s has no station, and the county no hub", w.name(f.Town))
		case f.Tier == data.Station && !hubs[county(f)]:
			w.facility(NoHub, f, nil, "%s没有县级中心", "%s has no hub", w.name(county(f)))
		}
	}
}
