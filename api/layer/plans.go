package layer

import (
	"encoding/json"
	"fmt"

	"cuntong/data"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
)

// planLayer makes one layer of a plan. Where something lies is read from the current records, except for the sites, which the
// plan itself places.
func planLayer(kind Kind, plan *data.Plan, settlements, facilities *Layer) (*Layer, error) {
	ref := Ref{kind, plan.ID}
	switch kind {
	case Sites:
		return build(ref, plan.Opened, siteRow), nil
	case Assignments:
		sites := make(map[string]orb.Point, len(plan.Opened))
		for _, site := range plan.Opened {
			sites[site.Site] = site.Location
		}
		placeOf := func(id string) (orb.Point, bool) {
			if p, ok := sites[id]; ok {
				return p, true
			}
			for _, layer := range []*Layer{facilities, settlements} {
				if i, ok := layer.Find(id); ok {
					p, known := layer.Geometry(i).(orb.Point)
					return p, known
				}
			}
			return orb.Point{}, false
		}
		return build(ref, plan.Assignments, func(r *row, a *data.Assignment) { assignmentRow(r, a, settlements, placeOf) }), nil
	}
	var audit report.Audit
	if len(plan.After) > 0 {
		if err := json.Unmarshal(plan.After, &audit); err != nil {
			return nil, fmt.Errorf("read the audit of plan %s: %w", plan.ID, err)
		}
	}
	b := newBuilder(ref, len(audit.Uncovered)+len(audit.Unreachable)+len(audit.Unlocated))
	var r row
	for _, class := range []struct {
		name report.Class
		gaps []report.Gap
	}{{report.Uncovered, audit.Uncovered}, {report.Unreachable, audit.Unreachable}, {report.Unlocated, audit.Unlocated}} {
		for i := range class.gaps {
			gapRow(&r, &class.gaps[i], class.name, settlements)
			b.add(&r)
		}
	}
	return b.finish(), nil
}

func siteRow(r *row, s *data.PlanSite) {
	r.id, r.area, r.point = s.Site, s.Town, &s.Location
	r.values = append(r.values[:0], Value{}, text(s.Name), text(s.Town), text(s.Settlement), integerOr(s.OpeningCostYuan), integerOr(s.YearlyCostYuan),
		integer(s.NewlyCovered), integerOr(s.NewlyCoveredPeople))
}

func assignmentRow(r *row, a *data.Assignment, settlements *Layer, placeOf func(string) (orb.Point, bool)) {
	r.id, r.area, r.lines = a.Settlement, "", nil
	if i, ok := settlements.Find(a.Settlement); ok {
		r.area = settlements.Area(i)
		from, known := settlements.Geometry(i).(orb.Point)
		if to, ok := placeOf(a.Site); ok && known {
			r.lines = orb.MultiLineString{{from, to}}
		}
	}
	r.values = append(r.values[:0], Value{}, text(a.Site), integer(a.Meters), integer(a.Seconds), text(a.Station), text(a.Hub))
}

func gapRow(r *row, g *report.Gap, class report.Class, settlements *Layer) {
	r.id, r.area, r.point = g.Code, g.Town, nil
	if i, ok := settlements.Find(g.Code); ok {
		if p, known := settlements.Geometry(i).(orb.Point); known {
			r.point = &p
		}
	}
	r.values = append(r.values[:0], Value{}, text(g.Name), text(string(g.Kind)), text(g.Town), integerOr(g.Population), text(string(class)), text(g.Reason),
		text(g.Nearest), integerOr(g.DistanceMeters), integerOr(g.DurationSeconds))
}
