package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// RunEventList is a page of events.
type RunEventList struct {
	Items []RunEvent `json:"items"`
	Next  *string    `json:"next" doc:"Cursor of the next page; null on the last"`
}

// RunEventDraft is an event as a device noted it.
type RunEventDraft struct {
	ID             string         `json:"id" minLength:"1" maxLength:"100" pattern:"^[^~\\x00]+$" doc:"Made by the device, for ever that of this event; without ~"`
	Run            string         `json:"run,omitempty" maxLength:"300" doc:"As in files of events: the run of the path, or absent"`
	Stop           string         `json:"stop,omitempty" maxLength:"200" doc:"As the run names it; absent in a road report"`
	Kind           data.EventKind `json:"kind" enum:"delivered,failed,road_report" doc:"delivered 已送达, failed 未送达, road_report 路况: it names no stop"`
	Reason         string         `json:"reason,omitempty" maxLength:"200" doc:"Why a delivery failed, or what is wrong with the road; needed by both"`
	Note           string         `json:"note,omitempty" maxLength:"2000"`
	At             time.Time      `json:"at" doc:"By the clock of the device"`
	Coordinates    *Position      `json:"coordinates,omitempty" doc:"Where the device was, [lon, lat], WGS 84; absent unknown"`
	AccuracyMeters *float64       `json:"accuracy_m,omitempty" minimum:"0" maximum:"10000000" doc:"Of the coordinates; absent unknown"`
	ParcelsDown    *int64         `json:"parcels_down,omitempty" minimum:"0" maximum:"1000000" doc:"Counted at the hand-over; absent: as the run says"`
	ParcelsUp      *int64         `json:"parcels_up,omitempty" minimum:"0" maximum:"1000000" doc:"Counted at the hand-over; absent: as the run says"`
	Until          *time.Time     `json:"until,omitempty" doc:"Of a road report: when the road should be open again; absent unknown"`
	Device         string         `json:"device,omitempty" maxLength:"100" doc:"absent: that of the batch"`
	Seq            int64          `json:"seq,omitempty" minimum:"0" maximum:"9007199254740991" doc:"Order on the device"`
}

// RunEventBatch is what a device brings at once.
type RunEventBatch struct {
	Device string          `json:"device,omitempty" maxLength:"100" doc:"Of events that do not say theirs"`
	Events []RunEventDraft `json:"events" minItems:"1" maxItems:"1000"`
}

// RunEventsNoted says what became of a batch.
type RunEventsNoted struct {
	Results []EventNoted `json:"results" doc:"One for each event, in the order of the batch"`
	Run     RunHead      `json:"run" doc:"The run afterwards"`
}

// EventNoted says what became of an event.
type EventNoted struct {
	ID       string `json:"id" doc:"As it came"`
	Result   string `json:"result" enum:"accepted,known,renamed" doc:"accepted: kept; known: it had come in before, nothing changed; renamed: another event has its ID, it is kept under kept_as"`
	KeptAs   string `json:"kept_as" doc:"ID it is kept under"`
	Conflict bool   `json:"conflict" doc:"true: another device says otherwise of the same stop, or another event has the same ID; all are kept"`
}

type runEventsInput struct {
	RunID
	Paging
}

func (s *server) listRunEvents(ctx context.Context, in *runEventsInput) (*answer[RunEventList], error) {
	view, err := s.run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	events := view.Events
	if in.After != "" {
		last := slices.IndexFunc(events, func(e data.StopEvent) bool { return e.ID == in.After })
		if last < 0 {
			return nil, invalidQuery("after", in.After, "expected the next of the answer before")
		}
		events = events[last+1:]
	}
	events = events[:min(len(events), in.oneMore())]
	events, next := cut(in.Paging, events, func(e data.StopEvent) string { return e.ID })
	return &answer[RunEventList]{RunEventList{runEvents(events), next}}, nil
}

type noteRunEventsInput struct {
	RunID
	Body RunEventBatch
}

func (s *server) noteRunEvents(ctx context.Context, in *noteRunEventsInput) (*answer[RunEventsNoted], error) {
	view, err := s.run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	events, err := s.eventsOf(&view.Run, &in.Body)
	if err != nil {
		return nil, err
	}
	result, err := s.Study.Store.SaveStopEvents(ctx, events, s.note(ctx, "events", fmt.Sprintf("%d events of run %s", len(events), in.ID)))
	if err != nil {
		return nil, err
	}
	if view, err = s.Study.RunView(ctx, in.ID); err != nil {
		return nil, err
	}
	return &answer[RunEventsNoted]{RunEventsNoted{notedOf(result.Each, &view), runHead(&view)}}, nil
}

// notedOf says what became of each event. An event that is kept under another ID than its own is renamed, however often it comes.
func notedOf(fates []data.EventFate, view *study.RunView) []EventNoted {
	conflicts := map[string]bool{}
	for _, e := range view.Events {
		conflicts[e.ID] = e.Conflict
	}
	noted := make([]EventNoted, len(fates))
	for i, fate := range fates {
		noted[i] = EventNoted{ID: fate.ID, Result: "accepted", KeptAs: fate.Kept, Conflict: conflicts[fate.Kept]}
		switch {
		case fate.Kept != fate.ID:
			noted[i].Result = "renamed"
		case fate.Known:
			noted[i].Result = "known"
		}
	}
	return noted
}

// eventsOf reads a batch, and refuses it with a sentence for each event that the run cannot have.
func (s *server) eventsOf(run *data.Run, batch *RunEventBatch) ([]data.StopEvent, error) {
	now := s.Study.Now().UTC().Truncate(time.Millisecond)
	events := make([]data.StopEvent, len(batch.Events))
	var refused []FieldProblem
	for i, draft := range batch.Events {
		e := data.StopEvent{
			ID: draft.ID, Run: run.ID, Stop: draft.Stop, Kind: draft.Kind, Reason: draft.Reason, Note: draft.Note, At: draft.At.UTC(), Location: (*orb.Point)(draft.Coordinates),
			AccuracyMeters: draft.AccuracyMeters, Down: draft.ParcelsDown, Up: draft.ParcelsUp, Until: draft.Until, Device: draft.Device, Seq: draft.Seq, ReceivedAt: now,
		}
		if e.Device == "" {
			e.Device = batch.Device
		}
		err := e.Check()
		if err == nil {
			err = e.CheckFor(*run)
		}
		if err == nil && draft.Run != "" && draft.Run != run.ID {
			err = fmt.Errorf("event %q is of run %s, expected %s; send it there: %w", e.ID, draft.Run, run.ID, data.ErrInvalid)
		}
		if err != nil {
			refused = append(refused, FieldProblem{Location: fmt.Sprintf("body.events[%d]", i), Message: sentence(err, data.ErrInvalid), Value: shorten(e.ID)})
		}
		events[i] = e
	}
	if len(refused) > 0 {
		sentences := make([]string, 0, len(refused))
		for _, one := range refused[:min(len(refused), 5)] {
			sentences = append(sentences, one.Message)
		}
		p := problem(http.StatusUnprocessableEntity, "invalid", fmt.Sprintf("nothing was kept, because %d of %d events are refused: %s", len(refused), len(events), strings.Join(sentences, "; ")))
		p.Errors = refused
		return nil, p.with("id", run.ID)
	}
	return events, nil
}
