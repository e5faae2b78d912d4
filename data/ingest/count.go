package ingest

import (
	"strings"

	"cuntong/data"
)

// pendingCount is a count whose service point is still to be found.
type pendingCount struct {
	origin
	record data.DailyCount
	name   string // of the facility, where the row gives no ID
	place  place
}

// readCount reads what a service point gets and sends on one day. A blank cell is not counted, which is not zero.
func (in *intake) readCount(r row) (*problem, error) {
	where, wrong := r.place()
	if wrong != nil {
		return wrong, nil
	}
	count := data.DailyCount{Facility: cmpOr(r.get("facility_id"), r.get("code")), Provenance: data.Provenance{Source: r.sheet.report.File, Line: r.line}}
	if count.Date, wrong = r.date("date"); wrong != nil {
		return wrong, nil
	}
	if count.Date == "" {
		return &problem{r.header("date"), "", say("缺少日期", "the day of the count")}, nil
	}
	name := r.get("name")
	if count.Facility == "" && name == "" {
		return &problem{r.header("facility_id"), "", say("缺少网点编号或名称", "the ID or the name of the facility")}, nil
	}
	for _, side := range []struct {
		into   **int64
		fields [2]field
	}{{&count.Down, [2]field{"parcels_down", "volume_in"}}, {&count.Up, [2]field{"parcels_up", "volume_out"}}} {
		for _, f := range side.fields {
			if *side.into != nil {
				break
			}
			if *side.into, wrong = r.whole(f); wrong != nil {
				return wrong, nil
			}
		}
	}
	if count.Down == nil && count.Up == nil {
		return &problem{r.header("parcels_down"), "", say("缺少件数；没有件请写 0", "the number of parcels; write 0 where there are none")}, nil
	}
	in.counts = append(in.counts, pendingCount{r.origin(), count, name, where})
	r.accept()
	return nil, nil
}

// settleCounts finds the facility of each count: by its ID, else by its name, within the town where the row says one.
func (g *gazetteer) settleCounts() {
	in := g.in
	if len(in.counts) == 0 {
		return
	}
	byID, byName := map[string]bool{}, map[string][]data.Facility{}
	for _, list := range [][]data.Facility{in.options.Known.Facilities, in.batch.Facilities} {
		for _, f := range list {
			if !byID[f.ID] {
				byID[f.ID] = true
				byName[f.Name] = append(byName[f.Name], f)
			}
		}
	}
	seen := map[string]seenRow{}
	for _, c := range in.counts {
		record := c.record
		if record.Facility == "" {
			record.Facility = g.onlyFacility(byName[c.name], c.place)
			if record.Facility == "" {
				in.refuseAccepted(c.origin, "name", c.name, say("应为库中唯一的网点名称（可加乡镇列），或改写网点编号", "the name of one facility on record (a column for the town helps), or its ID"))
				continue
			}
		} else if !byID[record.Facility] {
			in.refuseAccepted(c.origin, "facility_id", record.Facility, say("库中没有这个网点，请先导入或一并导入网点", "a facility on record; load the facilities first or together"))
			continue
		}
		equal := record
		equal.Provenance = bare(equal.Provenance)
		if in.repeated(seen, record.ID(), c.origin, "date", equal) {
			continue
		}
		in.batch.DailyCounts = append(in.batch.DailyCounts, record)
	}
}

// onlyFacility returns the ID of the one facility of a name, within the town that a row says; empty where there are none or several.
func (g *gazetteer) onlyFacility(named []data.Facility, where place) string {
	town := ""
	if where.townCode+where.townName != "" {
		town, _ = g.townOfPlace(where)
	}
	var ids []string
	for _, f := range named {
		if town == "" || strings.EqualFold(f.Town, town) {
			ids = append(ids, f.ID)
		}
	}
	if len(ids) != 1 {
		return ""
	}
	return ids[0]
}
