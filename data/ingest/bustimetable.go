package ingest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"cuntong/data"
)

// pendingBusCall is one row of a timetable: a trip at a stop.
type pendingBusCall struct {
	origin
	line data.BusLine // without stops and trips
	stop data.BusStop
	trip data.BusTrip // without calls
	call data.BusCall
}

// readBusCall reads one row of a timetable. What concerns the line or the trip need stand in one of its rows only.
func (in *intake) readBusCall(r row) (*problem, error) {
	c := pendingBusCall{origin: r.origin(), line: data.BusLine{ID: cmp.Or(r.get("line"), r.get("route_name")), Name: r.get("route_name"), Operator: r.get("operator"), Phone: r.get("phone")},
		stop: data.BusStop{ID: r.get("stop_id"), Name: cmp.Or(r.get("stop_name"), r.get("name"))}, trip: data.BusTrip{ID: r.get("trip")}}
	c.stop.ID = cmp.Or(c.stop.ID, c.stop.Name)
	for _, needed := range []struct{ field, value string }{{"line", c.line.ID}, {"trip", c.trip.ID}, {"stop_name", c.stop.ID}} {
		if needed.value == "" {
			return &problem{r.header(field(needed.field)), "", say("不能为空", "a value")}, nil
		}
	}
	place, provenance, wrong, err := r.position()
	if wrong != nil || err != nil {
		return wrong, err
	}
	c.stop.Place, c.line.Provenance = place, provenance
	c.line.Provenance.Original, c.line.Provenance.LocatedBy = "", ""
	var times [2]*int64
	for i, f := range []field{"arrive", "depart"} {
		text := r.get(f)
		if text == "" {
			continue
		}
		seconds, ok := timeOfDay(halfWidth(text))
		if !ok {
			return &problem{r.header(f), text, say("应为时刻，例如 06:40（次日写 25:10）", "a time such as 06:40 (25:10 on the next day)")}, nil
		}
		times[i] = &seconds
	}
	switch {
	case times[0] == nil && times[1] == nil:
		return &problem{r.header("arrive"), "", say("缺少到站或离站时刻", "an arrival or a departure")}, nil
	case times[0] == nil:
		times[0] = times[1]
	case times[1] == nil:
		times[1] = times[0]
	}
	c.call = data.BusCall{Stop: c.stop.ID, Arrive: *times[0], Leave: *times[1]}
	if c.trip.Weekdays, wrong = r.weekdays(); wrong != nil {
		return wrong, nil
	}
	if c.line.CapacityParcels, wrong = r.whole("capacity_parcels"); wrong != nil {
		return wrong, nil
	}
	for f, into := range map[field]**int64{"handover_min": &c.line.HandoverSeconds, "delay_min": &c.line.DelaySeconds} {
		minutes, wrong := r.decimal(f)
		if wrong != nil {
			return wrong, nil
		}
		if minutes != nil {
			seconds := int64(*minutes*60 + 0.5)
			*into = &seconds
		}
	}
	if c.line.YuanPerParcel, wrong = r.decimal("yuan_per_parcel"); wrong != nil {
		return wrong, nil
	}
	in.busCalls = append(in.busCalls, c)
	r.accept()
	return nil, nil
}

// timeOfDay reads H:MM, HH:MM:SS and, from workbooks, a fraction of a day.
func timeOfDay(text string) (seconds int64, ok bool) {
	if fraction, err := strconv.ParseFloat(text, 64); err == nil && fraction >= 0 && fraction < 1 && strings.Contains(text, ".") {
		return int64(fraction*86_400 + 0.5), true
	}
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	for i, part := range append(parts, "0")[:3] {
		number, err := strconv.ParseInt(strings.TrimSpace(part), 10, 32)
		if err != nil || number < 0 || i > 0 && number > 59 || i == 0 && number > 71 {
			return 0, false
		}
		seconds = seconds*60 + number
	}
	return seconds, true
}

// weekdays reads on which days a trip is made; blank is every day.
func (r row) weekdays() (days [7]bool, wrong *problem) {
	text := strings.TrimSpace(halfWidth(r.get("days")))
	switch text {
	case "", "每天", "每日", "daily":
		return [7]bool{true, true, true, true, true, true, true}, nil
	case "工作日", "weekdays":
		return [7]bool{true, true, true, true, true}, nil
	case "周末", "weekends":
		return [7]bool{5: true, 6: true}, nil
	}
	for _, digit := range text {
		switch {
		case digit >= '1' && digit <= '7':
			days[digit-'1'] = true
		case !strings.ContainsRune(" ,、/", digit):
			return days, &problem{r.header("days"), text, say("应为 每天、工作日、周末，或 1–7 的数字（1 为周一）", "daily, weekdays, weekends, or digits 1-7 from Monday")}
		}
	}
	return days, nil
}

// settleBusLines gathers the rows of timetables into lines.
func (in *intake) settleBusLines() {
	lines, trips := map[string]*data.BusLine{}, map[[2]string]*data.BusTrip{}
	var order []string
	ofLine := map[string][]*data.BusTrip{}
	first := map[string]origin{}
	for _, c := range in.busCalls {
		line := lines[c.line.ID]
		if line == nil {
			made := c.line
			line = &made
			lines[made.ID], first[made.ID] = line, c.origin
			order = append(order, made.ID)
		}
		line.Name, line.Operator, line.Phone = cmp.Or(line.Name, c.line.Name), cmp.Or(line.Operator, c.line.Operator), cmp.Or(line.Phone, c.line.Phone)
		line.Provenance.Datum = cmp.Or(line.Provenance.Datum, c.line.Provenance.Datum)
		line.CapacityParcels, line.HandoverSeconds = cmp.Or(line.CapacityParcels, c.line.CapacityParcels), cmp.Or(line.HandoverSeconds, c.line.HandoverSeconds)
		line.DelaySeconds, line.YuanPerParcel = cmp.Or(line.DelaySeconds, c.line.DelaySeconds), cmp.Or(line.YuanPerParcel, c.line.YuanPerParcel)
		at := slices.IndexFunc(line.Stops, func(s data.BusStop) bool { return s.ID == c.stop.ID })
		switch {
		case at < 0:
			line.Stops = append(line.Stops, c.stop)
		case line.Stops[at].Place == nil:
			line.Stops[at].Place = c.stop.Place
		case c.stop.Place != nil && *c.stop.Place != *line.Stops[at].Place:
			in.refuseAccepted(c.origin, "stop_name", c.stop.ID, say("同一线路的同一停靠站坐标应相同；同名的两站请用编号区分", "one place for each stop of a line; tell two stops of one name apart by an ID"))
			continue
		}
		key := [2]string{c.line.ID, c.trip.ID}
		if trips[key] == nil {
			made := c.trip
			trips[key] = &made
			ofLine[c.line.ID] = append(ofLine[c.line.ID], &made)
		}
		trips[key].Calls = append(trips[key].Calls, c.call)
	}
	for _, id := range order {
		line := lines[id]
		for _, trip := range ofLine[id] {
			slices.SortStableFunc(trip.Calls, func(a, b data.BusCall) int { return cmp.Compare(a.Arrive, b.Arrive) })
			line.Trips = append(line.Trips, *trip)
		}
		in.keepLine(*line, first[id])
	}
}

// keepLine puts trips in order and takes a line that a store could keep; the first row of another is refused.
func (in *intake) keepLine(line data.BusLine, from origin) {
	slices.SortStableFunc(line.Trips, func(a, b data.BusTrip) int {
		if len(a.Calls) == 0 || len(b.Calls) == 0 {
			return cmp.Compare(len(b.Calls), len(a.Calls))
		}
		return cmp.Or(cmp.Compare(a.Calls[0].Leave, b.Calls[0].Leave), cmp.Compare(a.ID, b.ID))
	})
	if slices.ContainsFunc(in.batch.BusLines, func(other data.BusLine) bool { return other.ID == line.ID }) {
		in.refuseAccepted(from, "line", line.ID, say("这条线路已在本次导入的另一个文件中", "each line in one file only"))
		return
	}
	if err := (data.Batch{BusLines: []data.BusLine{line}}).Check(); err != nil {
		in.refuseAccepted(from, "line", line.ID, say("班次的时刻应逐站递增（%v）", "times that go on from stop to stop: %v", err))
		return
	}
	in.batch.BusLines = append(in.batch.BusLines, line)
	unlocated := 0
	for _, stop := range line.Stops {
		if stop.Place == nil {
			unlocated++
		}
	}
	if unlocated > 0 {
		in.notice("线路 %s 有 %d 个停靠站没有坐标，不能在那里交接", "line %s has %d stops without a position; nothing can be handed over there", line.ID, unlocated)
	}
}
