package data

import "fmt"

// The rules of Store.SaveStopEvents, which both stores follow step by step.

// CheckEvents refuses events that no store can keep, and those that do not say when they came in.
func CheckEvents(events []StopEvent) error {
	for _, e := range events {
		if err := e.Check(); err != nil {
			return err
		}
		if e.ReceivedAt.IsZero() {
			return fmt.Errorf("event %q does not say when it came in: %w", e.ID, ErrInvalid)
		}
	}
	return nil
}

// EventsByRun parts events by the run that they name.
func EventsByRun(events []StopEvent) map[string][]StopEvent {
	byRun := map[string][]StopEvent{}
	for _, e := range events {
		byRun[e.Run] = append(byRun[e.Run], e)
	}
	return byRun
}

// FreshEvents returns the events that are not stored yet, each once and under the ID to store it by, and counts all of them.
func FreshEvents(events []StopEvent, stored func(id string) (*StopEvent, error), result *EventResult) ([]StopEvent, error) {
	var fresh []StopEvent
	brought := map[string]StopEvent{}
	find := func(id string) (*StopEvent, error) {
		if e, ok := brought[id]; ok {
			return &e, nil
		}
		return stored(id)
	}
	for _, e := range events {
		id := e.ID
		known, err := find(id)
		if err != nil {
			return nil, err
		}
		renamed := known != nil && !known.Same(e)
		if renamed {
			e = e.Renamed()
			if known, err = find(e.ID); err != nil {
				return nil, err
			}
		}
		result.Each = append(result.Each, EventFate{ID: id, Kept: e.ID, Known: known != nil})
		if known != nil {
			result.Known++
			continue
		}
		if renamed {
			result.Renamed++
		}
		result.New++
		brought[e.ID] = e
		fresh = append(fresh, e)
	}
	return fresh, nil
}

// MoveOn checks the events brought for a run and brings its state up to date, given all events of the run; run is nil where the store has
// none of this ID.
func MoveOn(run *Run, id string, brought, all []StopEvent, result *EventResult) error {
	if run == nil {
		return fmt.Errorf("event %q: run %q is not in the store; save the day's routes first (cuntong route --date D --save): %w", brought[0].ID, id, ErrInvalid)
	}
	for _, e := range brought {
		if err := e.CheckFor(*run); err != nil {
			return err
		}
	}
	run.State = run.StateAfter(all)
	result.Runs++
	for _, e := range InOrder(all) {
		if e.Conflict {
			result.Conflict++
		}
	}
	return nil
}
