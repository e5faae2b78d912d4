package study

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// RoadReportState is what the office has made of a road report.
type RoadReportState string

// States of a road report.
const (
	ReportOpen      RoadReportState = "open"
	ReportAccepted  RoadReportState = data.ReportAccepted
	ReportDismissed RoadReportState = data.ReportDismissed
)

// RoadReport is what a courier said of a road, and the office's last answer to it.
type RoadReport struct {
	data.StopEvent
	State  RoadReportState
	Answer *data.StopEvent // nil: none yet
}

// RoadReports lists the road reports of runs whose depot lies in an area (empty: all), the latest first, ties by ID.
func (s *Study) RoadReports(ctx context.Context, area string) ([]RoadReport, error) {
	events, err := s.Store.StopEvents(ctx, data.Query{Area: area, Kinds: []data.EventKind{data.RoadReport, data.RoadAnswer}})
	if err != nil {
		return nil, err
	}
	answers := map[string]*data.StopEvent{}
	events = data.InOrder(events)
	for i := range events {
		if e := &events[i]; e.Kind == data.RoadAnswer {
			answers[e.About] = e
		}
	}
	reports := []RoadReport{}
	for _, e := range events {
		if e.Kind != data.RoadReport {
			continue
		}
		report := RoadReport{StopEvent: e, State: ReportOpen, Answer: answers[e.ID]}
		if report.Answer != nil {
			report.State = RoadReportState(report.Answer.Reason)
		}
		reports = append(reports, report)
	}
	slices.SortFunc(reports, func(a, b RoadReport) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	return reports, nil
}

// RoadReport returns one road report of an area.
func (s *Study) RoadReport(ctx context.Context, area, id string) (RoadReport, error) {
	reports, err := s.RoadReports(ctx, area)
	if err != nil {
		return RoadReport{}, err
	}
	at := slices.IndexFunc(reports, func(r RoadReport) bool { return r.ID == id })
	if at < 0 {
		return RoadReport{}, fmt.Errorf("road report %q is not in the store: %w", id, data.ErrNotFound)
	}
	return reports[at], nil
}

// NearWay is a way of the road network near a place.
type NearWay struct {
	Way      int64  `json:"way" doc:"Identifier in the road network"`
	Name     string `json:"name" doc:"Empty where it has none"`
	Class    string `json:"class" doc:"As in changes of roads"`
	Distance int64  `json:"distance_m" doc:"Rounded up"`
}

// The ways that a report may be about: as near as a phone errs beside a wide road, and not more than a person reads.
const (
	reportReach geo.Meters = 150
	mostWays    int        = 20
)

// WaysNear lists the ways within 150 m of a place, the nearest first, ties by identifier. Without roads on record there are none.
func (s *Study) WaysNear(ctx context.Context, place orb.Point) ([]NearWay, error) {
	ways := []NearWay{}
	if _, err := s.road(ctx, ""); errors.Is(err, data.ErrNotFound) {
		return ways, nil
	} else if err != nil {
		return nil, err
	}
	s.shelf.mu.Lock()
	roads, linker := s.shelf.network, s.shelf.linker
	s.shelf.mu.Unlock()
	for _, link := range linker().Within(place, reportReach, roads.OfWay) {
		id := roads.WayID(link.Stretch)
		if len(ways) == mostWays || slices.ContainsFunc(ways, func(w NearWay) bool { return w.Way == id }) {
			continue
		}
		ways = append(ways, NearWay{Way: id, Name: roads.Name(link.Stretch), Class: roads.Traits(link.Stretch).Class.String(), Distance: int64(link.Distance) + 1})
	}
	return ways, nil
}

// RoadReportAnswer is what the office makes of a report.
type RoadReportAnswer struct {
	Accept   bool
	Scenario string // accepted: ID of the scenario that takes the closure over
	Way      *int64 // accepted: the way that is closed; nil with an empty Road: the nearest
	Road     string // accepted: all ways of this name in place of one
	Note     string
}

// saveTries is how often an answer is tried again where somebody else changes the scenario meanwhile.
const saveTries = 5

// AnswerRoadReport accepts a report, which closes its road in a scenario, or dismisses it. The scenario is saved by save, which checks it as
// any other change of one. A report may be answered again: the last answer holds, and what a scenario took over before stays there. Accepting it
// twice into the same scenario changes nothing the second time.
func (s *Study) AnswerRoadReport(ctx context.Context, report RoadReport, answer RoadReportAnswer, note data.ChangeNote, save func(context.Context, data.Scenario) error) error {
	event := data.StopEvent{Run: report.Run, Kind: data.RoadAnswer, About: report.ID, Reason: data.ReportDismissed, Note: answer.Note, At: s.Now().UTC().Truncate(time.Millisecond)}
	if answer.Accept {
		event.Reason, event.Note = data.ReportAccepted, strings.TrimSpace(answer.Scenario+" "+answer.Note)
		change, err := s.closureOf(ctx, report, answer)
		if err != nil {
			return err
		}
		if err := s.closeIn(ctx, answer.Scenario, report, change, save); err != nil {
			return err
		}
	}
	if last := report.Answer; last != nil && last.Reason == event.Reason && last.Note == event.Note {
		return nil
	}
	if last := report.Answer; last != nil { // the last one holds, whatever clocks say
		event.Seq = last.Seq + 1
		if last.At.After(event.At) {
			event.At = last.At
		}
	}
	sum := sha256.Sum256([]byte(report.ID + "\x00" + event.Reason + "\x00" + event.Note + "\x00" + event.At.String()))
	event.ID, event.ReceivedAt = "answer-"+hex.EncodeToString(sum[:12]), event.At
	_, err := s.Store.SaveStopEvents(ctx, []data.StopEvent{event}, note)
	return err
}

// closureOf is the change that closes the road of a report.
func (s *Study) closureOf(ctx context.Context, report RoadReport, answer RoadReportAnswer) (data.RoadChange, error) {
	change := data.RoadChange{Do: data.CloseRoad, Way: answer.Way, Road: answer.Road, Note: fmt.Sprintf("路况 %s：%s", report.ID, report.Reason)}
	switch {
	case answer.Way != nil && answer.Road != "":
		return change, fmt.Errorf("say way or road, not both: %w", data.ErrInvalid)
	case answer.Way != nil || answer.Road != "":
		return change, nil
	case report.Location == nil:
		return change, fmt.Errorf("the report has no position; say which way, or which road by its name, is closed: %w", data.ErrInvalid)
	}
	near, err := s.WaysNear(ctx, *report.Location)
	if err != nil {
		return change, err
	}
	if len(near) == 0 {
		return change, fmt.Errorf("no road on record lies within %.0f m of the report; say which way, or which road by its name, is closed: %w", float64(reportReach), data.ErrInvalid)
	}
	change.Way = &near[0].Way
	return change, nil
}

// closeIn adds a closure to a scenario that does not have it yet. Where the scenario has a day, the closure holds from the report's day until the
// one that it names; without a day closures hold for good.
func (s *Study) closeIn(ctx context.Context, id string, report RoadReport, change data.RoadChange, save func(context.Context, data.Scenario) error) error {
	for try := 1; ; try++ {
		scenario, err := s.Store.Scenario(ctx, id)
		if err != nil {
			return err
		}
		changes := data.ChangeSet{}
		if scenario.Changes != nil {
			changes = *scenario.Changes
		}
		one := change
		if changes.Date != "" && report.Until != nil {
			one.During = report.At.In(s.zone()).Format(time.DateOnly) + "/" + report.Until.In(s.zone()).Format(time.DateOnly)
		}
		if slices.ContainsFunc(changes.Roads, func(r data.RoadChange) bool {
			return r.Do == data.CloseRoad && r.Note == one.Note && r.Road == one.Road && sameWay(r.Way, one.Way)
		}) {
			return nil
		}
		changes.Roads = append(slices.Clone(changes.Roads), one)
		scenario.Changes = &changes
		if err = save(ctx, scenario); !errors.Is(err, data.ErrConflict) || try == saveTries {
			return err
		}
	}
}

func sameWay(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// zone is that of the clock: days of closures are local ones.
func (s *Study) zone() *time.Location { return s.Now().Location() }
