package data

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// EventKind is what happened.
type EventKind string

// Kinds of events. A road report belongs to the run but to no stop, and so does the office's answer to it.
const (
	Delivered  EventKind = "delivered"   // 已送达: handed over, and what was waiting taken on board
	Failed     EventKind = "failed"      // 未送达, with a reason
	RoadReport EventKind = "road_report" // 路况: flooded, broken, closed …
	RoadAnswer EventKind = "road_answer" // 路况处理: what the office makes of a road report
)

// OfStop reports whether events of this kind say what became of a stop.
func (k EventKind) OfStop() bool { return k == Delivered || k == Failed }

// The reasons of an answer to a road report.
const (
	ReportAccepted  = "accepted"  // 采纳: closed in a scenario, which its note names
	ReportDismissed = "dismissed" // 不采纳
)

// StopEvent is what a courier notes on the way. Devices make the ID; the same ID with the same content is the same event, however often it
// comes in. Events are only ever added: who was wrong notes another one.
type StopEvent struct {
	ID             string     `json:"id"`
	Run            string     `json:"run"`
	Stop           string     `json:"stop"` // as the run names it; empty in a road report
	Kind           EventKind  `json:"kind"`
	Reason         string     `json:"reason"` // why a delivery failed, or what is wrong with the road
	Note           string     `json:"note"`
	At             time.Time  `json:"at"` // by the clock of the device
	Location       *orb.Point `json:"coordinates"`
	AccuracyMeters *float64   `json:"accuracy_m"`
	Down           *int64     `json:"parcels_down"` // counted at the hand-over; nil: as the run says
	Up             *int64     `json:"parcels_up"`
	Until          *time.Time `json:"until,omitempty"` // of a road report: when the road should be open again; nil unknown
	About          string     `json:"about,omitempty"` // of an answer: ID of the road report
	Device         string     `json:"device"`
	Seq            int64      `json:"seq"` // order on the device
	ReceivedAt     time.Time  `json:"received_at"`
	Conflict       bool       `json:"conflict"` // another device says otherwise of the same stop; set by InOrder, never kept
}

// EventResult is what became of events that came in.
type EventResult struct {
	New      int         `json:"new"`
	Known    int         `json:"known"`   // had come in before
	Renamed  int         `json:"renamed"` // came with the ID of another event: kept under an ID of their own
	Runs     int         `json:"runs"`
	Conflict int         `json:"conflicts"` // events of these runs that contradict another device
	Each     []EventFate `json:"-"`         // one for each event, in the order in which they were brought
}

// EventFate is what became of one event that came in.
type EventFate struct {
	ID    string // as it was brought
	Kept  string // ID it is kept under
	Known bool   // it had come in before, under that ID
}

func stopEventKey(e *StopEvent) (string, *int64) { return e.ID, new(int64) }

// renamedBy stands between the ID that an event came with and the digest that tells it from the other event of that ID.
const renamedBy = "~"

// Same reports whether two events are one, whenever they came in.
func (e StopEvent) Same(other StopEvent) bool { return e.content() == other.content() }

// content is everything an event says, in one text.
func (e StopEvent) content() string {
	e.ID, _, _ = strings.Cut(e.ID, renamedBy)
	e.ReceivedAt, e.Conflict = time.Time{}, false
	e.At = e.At.UTC().Truncate(time.Millisecond)
	if e.Until != nil {
		until := e.Until.UTC().Truncate(time.Millisecond)
		e.Until = &until
	}
	text, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("data: an event that was checked does not fit JSON: %v", err))
	}
	return string(text)
}

// Renamed is the event under the ID that it gets where another event has its own.
func (e StopEvent) Renamed() StopEvent {
	sum := sha256.Sum256([]byte(e.content()))
	base, _, _ := strings.Cut(e.ID, renamedBy)
	e.ID = base + renamedBy + hex.EncodeToString(sum[:4])
	return e
}

// Check refuses an event that no store can keep.
func (e StopEvent) Check() error {
	c := check{key: e.ID}
	c.text("text", e.ID, e.Run, e.Stop, string(e.Kind), e.Reason, e.Note, e.About, e.Device)
	c.place("position", e.Location)
	c.number("accuracy", e.AccuracyMeters)
	c.count("parcels down", e.Down)
	c.count("parcels up", e.Up)
	switch {
	case e.ID == "" || e.Run == "":
		c.fail("it has no ID or names no run")
	case !e.Kind.OfStop() && e.Kind != RoadReport && e.Kind != RoadAnswer:
		c.fail("its kind is %q, expected delivered, failed, road_report or road_answer", e.Kind)
	case e.Kind.OfStop() != (e.Stop != ""):
		c.fail("it is a %s of stop %q; road reports and their answers name no stop, and all others do", e.Kind, e.Stop)
	case (e.Kind == RoadAnswer) != (e.About != ""):
		c.fail("it is a %s about %q; answers to road reports name the report, and no others do", e.Kind, e.About)
	case e.Kind == RoadAnswer && e.Reason != ReportAccepted && e.Reason != ReportDismissed:
		c.fail("it answers a road report with %q, expected accepted or dismissed", e.Reason)
	case e.Until != nil && (e.Kind != RoadReport || !e.Until.After(e.At) || e.Until.Year() > 2200):
		c.fail("it is a %s until %s; road reports alone say until when, and that is after they were made", e.Kind, e.Until.Format(time.RFC3339))
	case e.Kind != Delivered && e.Reason == "":
		c.fail("it is a %s without a reason", e.Kind)
	case e.At.IsZero() || e.At.Year() < 2000 || e.At.Year() > 2200:
		c.fail("it says no time between 2000 and 2200")
	case e.AccuracyMeters != nil && *e.AccuracyMeters < 0:
		c.fail("its accuracy is %g m", *e.AccuracyMeters)
	case e.AccuracyMeters != nil && e.Location == nil:
		c.fail("it says how exact a position is and has none")
	case e.Seq < 0:
		c.fail("its number on the device is %d", e.Seq)
	}
	return c.asError("event")
}

// CheckFor refuses an event of a stop that the run does not have.
func (e StopEvent) CheckFor(r Run) error {
	if !e.Kind.OfStop() || slices.ContainsFunc(r.Stops, func(s RunStop) bool { return s.Stop == e.Stop && !s.Reload }) {
		return nil
	}
	return fmt.Errorf("event %q: run %s does not call at %q: %w", e.ID, r.ID, e.Stop, ErrInvalid)
}

// InOrder sorts events by time, then by number on the device and ID, and marks those in conflict: of each stop the last word of
// each device (see lastWords), where two of them differ in kind or counts, and events that came with one ID and different content. All
// events are kept, and who reads them decides. The marks depend on the set of events alone, not on when they came in.
func InOrder(events []StopEvent) []StopEvent {
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b StopEvent) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
	})
	base := map[string][]int{}
	for i := range sorted {
		sorted[i].Conflict = false
		id, _, _ := strings.Cut(sorted[i].ID, renamedBy)
		base[id] = append(base[id], i)
	}
	for _, same := range base {
		for _, i := range same {
			sorted[i].Conflict = len(same) > 1
		}
	}
	type call struct{ run, stop string }
	of := map[call][]int{}
	for _, i := range lastWords(sorted) {
		key := call{sorted[i].Run, sorted[i].Stop}
		of[key] = append(of[key], i)
	}
	for _, group := range of {
		for _, i := range group {
			for _, j := range group {
				if sorted[i].contradicts(sorted[j]) {
					sorted[i].Conflict = true
				}
			}
		}
	}
	return sorted
}

// lastWords returns where the last word of each device on each stop stands, in the order of the events, which are sorted. The word of
// a device is the one of its highest number, whatever its clock said: a clock that is put back between two notes must not bring back
// the one that was corrected. What has no number or names no device goes by time, and the later of the two counts.
func lastWords(sorted []StopEvent) []int {
	type word struct{ run, stop, device string }
	last, numbered := map[word]int{}, map[word]int{}
	for i, e := range sorted {
		if !e.Kind.OfStop() {
			continue
		}
		key := word{e.Run, e.Stop, e.Device}
		if e.Device == "" || e.Seq == 0 {
			last[key] = i
		} else if before, ok := numbered[key]; !ok || sorted[before].Seq <= e.Seq {
			numbered[key] = i
		}
	}
	for key, i := range numbered {
		if before, ok := last[key]; !ok || before < i {
			last[key] = i
		}
	}
	return slices.Sorted(maps.Values(last))
}

// contradicts reports whether two words on one stop cannot both be true.
func (e StopEvent) contradicts(other StopEvent) bool {
	differ := func(a, b *int64) bool { return a != nil && b != nil && *a != *b }
	return e.Kind != other.Kind || differ(e.Down, other.Down) || differ(e.Up, other.Up)
}

// Outcomes returns the last word on each stop: of each device the one of its highest number, and of these words the latest by time,
// then number and ID.
func Outcomes(events []StopEvent) map[string]StopEvent {
	outcome := map[string]StopEvent{}
	sorted := InOrder(events)
	for _, i := range lastWords(sorted) {
		outcome[sorted[i].Stop] = sorted[i]
	}
	return outcome
}

// EventFileFormat is the first line of what a courier's page saves.
const EventFileFormat = "cuntong-stop-events-1"

// EventFile is what a courier's page saves and the office reads back.
type EventFile struct {
	Format string      `json:"format"`
	Device string      `json:"device"`
	Events []StopEvent `json:"events"`
}

// ParseEvents reads a file of events. Positions are WGS 84, as devices give them.
func ParseEvents(text []byte) ([]StopEvent, error) {
	var file EventFile
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("it is not a file of events: %w: %w", err, ErrInvalid)
	}
	if file.Format != EventFileFormat {
		return nil, fmt.Errorf("its format is %q, expected %q, as the courier's page saves it: %w", file.Format, EventFileFormat, ErrInvalid)
	}
	for i := range file.Events {
		e := &file.Events[i]
		if e.Device == "" {
			e.Device = file.Device
		}
		e.Conflict = false
		if e.Kind == RoadAnswer {
			return nil, fmt.Errorf("event %q answers a road report, which couriers' files do not: %w", e.ID, ErrInvalid)
		}
		if e.Location != nil && geo.CheckPoint(*e.Location) != nil {
			return nil, fmt.Errorf("event %q: coordinates %v are no place on Earth, longitude first: %w", e.ID, *e.Location, ErrInvalid)
		}
		if err := e.Check(); err != nil {
			return nil, err
		}
		if strings.Contains(e.ID, renamedBy) {
			return nil, fmt.Errorf("event %q: its ID holds %s, which only the store adds: %w", e.ID, renamedBy, ErrInvalid)
		}
	}
	return file.Events, nil
}
