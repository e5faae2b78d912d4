package gpkg

import (
	"cuntong/data"

	"github.com/paulmach/orb"
)

func busLines() table[data.BusLine] {
	return table[data.BusLine]{
		name: "bus_line", counted: "bus_lines",
		columns: append([]string{"id", "name", "operator", "phone", "capacity_parcels", "handover_s", "delay_s", "yuan_per_parcel", "stops", "trips"}, provenanceColumns()...),
		key:     func(l *data.BusLine) string { return l.ID },
		version: func(l *data.BusLine) *int64 { return &l.Version },
		write: func(l *data.BusLine, v *values) {
			for _, text := range []string{l.ID, l.Name, l.Operator, l.Phone} {
				addText(v, text)
			}
			addUnknown(v, l.CapacityParcels)
			addUnknown(v, l.HandoverSeconds)
			addUnknown(v, l.DelaySeconds)
			addUnknown(v, l.YuanPerParcel)
			addDocument(v, l.Stops)
			addDocument(v, l.Trips)
			v.addProvenance(l.Provenance)
		},
		read: func(l *data.BusLine) []any {
			into := []any{text(&l.ID), text(&l.Name), text(&l.Operator), text(&l.Phone), unknownWhole(&l.CapacityParcels), unknownWhole(&l.HandoverSeconds), unknownWhole(&l.DelaySeconds),
				unknownNumber(&l.YuanPerParcel), document(&l.Stops), document(&l.Trips)}
			return append(into, provenance(&l.Provenance)...)
		},
		owner: "0", // a line has no area
	}
}

func dailyCounts() table[data.DailyCount] {
	return table[data.DailyCount]{
		name: "daily_count", counted: "daily_counts", dated: true,
		columns: append([]string{"id", "date", "facility", "parcels_down", "parcels_up"}, provenanceColumns()...),
		key:     func(c *data.DailyCount) string { return c.ID() },
		version: func(c *data.DailyCount) *int64 { return &c.Version },
		write: func(c *data.DailyCount, v *values) {
			addText(v, c.ID())
			addText(v, c.Date)
			addText(v, c.Facility)
			addUnknown(v, c.Down)
			addUnknown(v, c.Up)
			v.addProvenance(c.Provenance)
		},
		read: func(c *data.DailyCount) []any {
			into := []any{passed(), text(&c.Date), text(&c.Facility), unknownWhole(&c.Down), unknownWhole(&c.Up)}
			return append(into, provenance(&c.Provenance)...)
		},
		owner:  "facility IN (SELECT id FROM facility WHERE town IN inside)",
		within: func(extent string) string { return "facility IN (SELECT id FROM facility WHERE " + extent + ")" },
	}
}

func runs() table[data.Run] {
	return table[data.Run]{
		name: "run", counted: "runs", dated: true,
		columns: []string{"id", "date", "vehicle", "vehicle_name", "kind", "courier", "state", "plan", "fingerprint", "depot", "depart_s", "home_s", "length_m", "stops", "created_at"},
		key:     func(r *data.Run) string { return r.ID },
		version: func(r *data.Run) *int64 { return &r.Version },
		write: func(r *data.Run, v *values) {
			addText(v, r.ID)
			addText(v, r.Date)
			for _, text := range []string{r.Vehicle, r.VehicleName, r.Kind, r.Courier, string(r.State), r.Plan, r.Fingerprint, r.Depot} {
				addText(v, text)
			}
			for _, number := range []int64{r.Depart, r.Home, r.Meters} {
				v.add(number)
			}
			addDocument(v, r.Stops)
			v.add(formatTime(r.CreatedAt))
		},
		read: func(r *data.Run) []any {
			return []any{text(&r.ID), text(&r.Date), text(&r.Vehicle), text(&r.VehicleName), text(&r.Kind), text(&r.Courier), text(&r.State), text(&r.Plan), text(&r.Fingerprint),
				text(&r.Depot), whole(&r.Depart), whole(&r.Home), whole(&r.Meters), document(&r.Stops), instant(&r.CreatedAt)}
		},
		owner:  "depot IN (SELECT id FROM facility WHERE town IN inside)",
		within: func(extent string) string { return "depot IN (SELECT id FROM facility WHERE " + extent + ")" },
	}
}

func stopEvents() table[data.StopEvent] {
	return table[data.StopEvent]{
		name: "stop_event", counted: "stop_events",
		columns: []string{"id", "run", "stop", "kind", "reason", "note", "at", "lon", "lat", "accuracy_m", "parcels_down", "parcels_up", "until_at", "about", "device", "seq", "received_at"},
		key:     func(e *data.StopEvent) string { return e.ID },
		write: func(e *data.StopEvent, v *values) {
			for _, text := range []string{e.ID, e.Run, e.Stop, string(e.Kind), e.Reason, e.Note} {
				addText(v, text)
			}
			v.add(formatTime(e.At))
			if e.Location == nil {
				v.add(nil)
				v.add(nil)
			} else {
				v.add(e.Location.Lon())
				v.add(e.Location.Lat())
			}
			addUnknown(v, e.AccuracyMeters)
			addUnknown(v, e.Down)
			addUnknown(v, e.Up)
			addTime(v, e.Until)
			addText(v, e.About)
			addText(v, e.Device)
			v.add(e.Seq)
			v.add(formatTime(e.ReceivedAt))
		},
		read: func(e *data.StopEvent) []any {
			return []any{text(&e.ID), text(&e.Run), text(&e.Stop), text(&e.Kind), text(&e.Reason), text(&e.Note), instant(&e.At), coordinate{&e.Location, 0}, coordinate{&e.Location, 1},
				unknownNumber(&e.AccuracyMeters), unknownWhole(&e.Down), unknownWhole(&e.Up), unknownInstant(&e.Until), text(&e.About), text(&e.Device), whole(&e.Seq), instant(&e.ReceivedAt)}
		},
		owner: "run IN (SELECT id FROM run WHERE depot IN (SELECT id FROM facility WHERE town IN inside))",
	}
}

// passed reads a column that the record gives by itself.
func passed() cell { return func(any) error { return nil } }

// coordinate reads one of the two columns of a place that is kept without a layer of its own; NULL leaves no place.
type coordinate struct {
	to   **orb.Point
	axis int
}

// Scan is what database/sql calls for each column.
func (c coordinate) Scan(value any) error {
	if value == nil {
		return nil
	}
	if *c.to == nil {
		*c.to = new(orb.Point)
	}
	return number(&(*c.to)[c.axis])(value)
}
