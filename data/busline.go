package data

import (
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// BusLine is a bus line, or a freight line that repeats (货运班线), with its timetable and what its trips take along in the hold.
type BusLine struct {
	ID              string
	Name            string
	Operator        string    // company; empty unknown
	Phone           string    // for complaints, as the route board shows it
	CapacityParcels *int64    // in the hold of one trip; nil unknown
	HandoverSeconds *int64    // what one hand-over at a stop takes; nil unknown
	DelaySeconds    *int64    // how much longer a trip may take because of parcels; nil unknown
	YuanPerParcel   *float64  // what the company is paid for one; nil unknown
	Stops           []BusStop // in the order of the line
	Trips           []BusTrip // by departure
	Provenance      Provenance
	Version         int64
}

// BusStop is where a line stops.
type BusStop struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Place    *orb.Point `json:"coordinates"` // nil unlocated: no parcels are handed over there
	Facility string     `json:"facility,omitempty"`
}

// BusTrip is one departure of a line. It runs on its weekdays between From and To, on the Added days, and not on the Removed ones.
type BusTrip struct {
	ID       string    `json:"id"`
	Headsign string    `json:"headsign,omitempty"`
	Weekdays [7]bool   `json:"weekdays"`       // Monday first
	From     Date      `json:"from,omitempty"` // closed; empty: open
	To       Date      `json:"to,omitempty"`
	Added    []Date    `json:"added,omitempty"`
	Removed  []Date    `json:"removed,omitempty"`
	Calls    []BusCall `json:"calls"` // by time
}

// BusCall is when a trip is at a stop, in seconds from midnight of its day; beyond midnight above 86,400.
type BusCall struct {
	Stop   string `json:"stop"` // ID of a stop of the line
	Arrive int64  `json:"arrive_s"`
	Leave  int64  `json:"leave_s"`
}

func busLineKey(l *BusLine) (string, *int64) { return l.ID, &l.Version }

// RunsOn reports whether a trip is made on a day; an empty day asks for any of its weekdays.
func (t BusTrip) RunsOn(day Date) bool {
	if day == "" {
		return slices.Contains(t.Weekdays[:], true) || len(t.Added) > 0
	}
	if slices.Contains(t.Added, day) {
		return true
	}
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil || slices.Contains(t.Removed, day) || t.From != "" && day < t.From || t.To != "" && t.To < day {
		return false
	}
	return t.Weekdays[(int(at.Weekday())+6)%7]
}

func checkBusLine(c *check, l *BusLine) {
	c.key = l.ID
	c.text("text", l.ID, l.Name, l.Operator, l.Phone)
	c.count("capacity", l.CapacityParcels)
	c.count("hand-over seconds", l.HandoverSeconds)
	c.count("delay seconds", l.DelaySeconds)
	c.number("yuan per parcel", l.YuanPerParcel)
	stops := map[string]bool{}
	for i := range l.Stops {
		s := &l.Stops[i]
		c.text("stop", s.ID, s.Name, s.Facility)
		c.place("stop "+s.ID, s.Place)
		if s.ID == "" || stops[s.ID] {
			c.fail("stop number %d has no ID, or that of another", i+1)
		}
		stops[s.ID] = true
	}
	for i := range l.Trips {
		t := &l.Trips[i]
		c.text("trip", t.ID, t.Headsign)
		for _, day := range slices.Concat([]Date{t.From, t.To}, t.Added, t.Removed) {
			c.day("trip "+t.ID, day)
		}
		at := int64(0)
		for _, call := range t.Calls {
			if !stops[call.Stop] {
				c.fail("trip %s calls at %q, which is no stop of the line", t.ID, call.Stop)
			}
			if call.Arrive < at || call.Leave < call.Arrive || call.Leave > 3*86_400 {
				c.fail("trip %s is at %s from %d s to %d s, having left the stop before at %d s", t.ID, call.Stop, call.Arrive, call.Leave, at)
			}
			at = call.Leave
		}
	}
	c.provenance(l.Provenance)
}
