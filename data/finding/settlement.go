package finding

import (
	"math"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// settlements applies the rules on villages. Units that carry no demand (pseudo) need neither position nor people.
func (w *world) settlements() {
	byName := map[string][]*data.Settlement{}
	var placed []*data.Settlement
	for i := range w.Settlements {
		s := &w.Settlements[i]
		if s.Kind != data.KindPseudo {
			if s.Location == nil {
				w.settlement(NoPosition, s, nil, "没有坐标", "no position")
			}
			if s.Population == nil {
				w.settlement(NoPopulation, s, nil, "没有人口", "no population")
			}
		}
		if s.Location == nil {
			if s.Town == "" {
				w.settlement(NoTown, s, nil, "没有乡镇", "no town")
			}
			continue
		}
		placed = append(placed, s)
		byName[alike(s.Name)] = append(byName[alike(s.Name)], s)
		if s.Town == "" {
			w.settlement(NoTown, s, w.takeTown(s), "没有乡镇", "no town")
			continue
		}
		w.outside(s)
	}
	for _, group := range byName {
		w.sameName(group)
	}
	w.roads(placed)
}

// takeTown is the remedy of the town whose outline holds a village; nil where none or several do.
func (w *world) takeTown(s *data.Settlement) *Remedy {
	town := w.townAt(*s.Location)
	if town == nil || town.Code == s.Town {
		return nil
	}
	fixed := *s
	fixed.Town = town.Code
	return &Remedy{ZH: fill("乡镇改为%s", []any{town.Name}), EN: fill("its town becomes %s", []any{town.Name}), settlement: &fixed}
}

// outside looks whether a village lies in its county, and if so in its town.
func (w *world) outside(s *data.Settlement) {
	town, _ := w.tree.Area(s.Town)
	if county := w.borders[town.Parent]; county != nil {
		if away := county.away(*s.Location); away > outsideCounty {
			w.settlement(OutsideCounty, s, w.swap(s, county, away), "在%[1]s边界外 %[2]s 公里", "%[2]s km outside %[1]s", county.area.Name, km(away))
			return
		}
	}
	if own := w.borders[s.Town]; own != nil {
		if away := own.away(*s.Location); away > outsideTown {
			w.settlement(OutsideTown, s, w.takeTown(s), "在%[1]s边界外 %[2]s 公里", "%[2]s km outside %[1]s", town.Name, km(away))
		}
	}
}

// swap is the remedy of turning longitude and latitude round, where that brings a village from far away into its county.
func (w *world) swap(s *data.Settlement, county *border, away geo.Meters) *Remedy {
	turned := orb.Point{s.Location[1], s.Location[0]}
	if away < swapFarther || geo.CheckPoint(turned) != nil || !county.holds(turned) {
		return nil
	}
	fixed := *s
	fixed.Location = &turned
	fixed.Provenance.Datum, fixed.Provenance.LocatedBy = geo.WGS84, data.LocatedGiven
	fixed.Provenance.Original = written(turned)
	return &Remedy{ZH: "经纬度对调后在" + county.area.Name + "之内", EN: "turned round it lies in " + county.area.Name, settlement: &fixed}
}

// sameName finds villages of one name near each other.
func (w *world) sameName(group []*data.Settlement) {
	if len(group) < 2 {
		return
	}
	points := make([]orb.Point, len(group))
	for i, s := range group {
		points[i] = *s.Location
	}
	index := geo.NewIndex(points, nil)
	for i, s := range group {
		for _, near := range index.Within(points[i], sameNameWithin) {
			if near.Index != i {
				w.settlement(SameNameNear, s, nil, "距同名的 %[1]s %.0[2]f 米", "%.0[2]f m from %[1]s of the same name", group[near.Index].Code, float64(near.Distance))
				break
			}
		}
	}
}

func (w *world) roads(placed []*data.Settlement) {
	if w.RoadMeters == nil || len(placed) == 0 {
		return
	}
	points := make([]orb.Point, len(placed))
	for i, s := range placed {
		points[i] = *s.Location
	}
	for i, away := range w.RoadMeters(points) {
		switch {
		case away <= farFromRoad || placed[i].Kind == data.KindPseudo:
		case math.IsInf(float64(away), 1):
			w.settlement(FarFromRoad, placed[i], nil, "附近没有道路", "no road is near")
		default:
			w.settlement(FarFromRoad, placed[i], nil, "最近的道路在 %s 公里外", "the nearest road is %s km away", km(away))
		}
	}
}
