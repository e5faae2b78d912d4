package data

import (
	"slices"
	"testing"
	"time"
)

// Of one device the number decides, of several the time, in whatever order the events come in.
func TestOutcomesGoByNumberOnOneDeviceAndByTimeBetweenDevices(t *testing.T) {
	word := func(id, device string, seq int64, minute int, kind EventKind) StopEvent {
		e := StopEvent{ID: id, Run: "r", Stop: "A", Kind: kind, Device: device, Seq: seq, At: time.Date(2026, 11, 26, 9, minute, 0, 0, time.UTC)}
		if kind == Failed {
			e.Reason = "无人"
		}
		return e
	}
	for name, c := range map[string]struct {
		events   []StopEvent
		want     string
		conflict bool
	}{
		"the clock was put back before the correction": {[]StopEvent{word("a", "x", 1, 30, Delivered), word("b", "x", 2, 10, Failed)}, "b", false},
		"another device that said so in between":       {[]StopEvent{word("a", "x", 1, 30, Delivered), word("b", "x", 2, 10, Failed), word("c", "y", 1, 20, Failed)}, "c", false},
		"another device that says otherwise":           {[]StopEvent{word("a", "x", 1, 30, Delivered), word("b", "x", 2, 10, Failed), word("c", "y", 1, 20, Delivered)}, "c", true},
		"devices by time, whatever their numbers":      {[]StopEvent{word("a", "x", 9, 10, Delivered), word("b", "y", 1, 20, Failed)}, "b", true},
		"no device: by time":                           {[]StopEvent{word("a", "", 2, 10, Delivered), word("b", "", 1, 20, Failed)}, "b", false},
		"no numbers: by time":                          {[]StopEvent{word("a", "x", 0, 10, Delivered), word("b", "x", 0, 20, Failed)}, "b", false},
		"a later word without a number":                {[]StopEvent{word("a", "x", 2, 10, Delivered), word("b", "x", 0, 20, Failed), word("c", "x", 1, 30, Failed)}, "b", false},
	} {
		reversed := slices.Clone(c.events)
		slices.Reverse(reversed)
		for _, events := range [][]StopEvent{c.events, reversed} {
			got := Outcomes(events)["A"]
			if got.ID != c.want || got.Conflict != c.conflict {
				t.Errorf("%s: the outcome is %s, conflict %v; want %s, conflict %v", name, got.ID, got.Conflict, c.want, c.conflict)
			}
		}
	}
}
