package api

import (
	"context"
	"encoding/json"
	"errors"

	"cuntong/data"
)

// changeSight is what a caller may see of the change log. What a line is about is told by the record before and after.
type changeSight struct {
	server     *server
	caller     caller
	places     *places
	facilities map[string]bool // those in the caller's area; nil: not read yet
	villages   map[string]bool
	runs       map[string]bool // by ID, whether they start in the area
}

func (s *server) sightOfChanges(ctx context.Context) (*changeSight, error) {
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	return &changeSight{server: s, caller: callerOf(ctx), places: current, runs: map[string]bool{}}, nil
}

// changedRecord is what places a record: the keys of all kinds, of which each has its own.
type changedRecord struct {
	Code, Town, Settlement, Facility string
	Area                             string `json:"area"`
	Depot                            string `json:"depot"`
	Run                              string `json:"run"`
	Scenario                         struct {
		Area string `json:"area"`
	}
}

// sees reports whether the caller may see a line.
func (v *changeSight) sees(ctx context.Context, c data.Change) (bool, error) {
	administers := v.caller.may(mayAdminister)
	switch c.Kind {
	case "account", "token", "setting", data.DisclosureKind:
		if !administers {
			return false, nil
		}
	}
	if v.caller.Area == "" {
		return true, nil
	}
	for _, side := range []string{c.Before, c.After} {
		var record changedRecord
		if side == "" || json.Unmarshal([]byte(side), &record) != nil {
			continue
		}
		if inside, err := v.inside(ctx, c.Kind, record); inside || err != nil {
			return inside, err
		}
	}
	return false, nil
}

// inside reports whether a record lies in the caller's area. Kinds that belong to no area are not seen by who is bounded by one.
func (v *changeSight) inside(ctx context.Context, kind string, r changedRecord) (bool, error) {
	switch kind {
	case "area":
		return v.caller.inside(v.places, r.Code), nil
	case "settlement", "facility":
		return v.caller.inside(v.places, r.Town), nil
	case "scenario", "account", "token":
		return v.caller.inside(v.places, r.Area), nil
	case "plan":
		return v.caller.inside(v.places, r.Scenario.Area), nil
	case "service":
		return v.ofVillage(ctx, r.Settlement)
	case "vehicle", "daily_count":
		return v.ofFacility(ctx, r.Facility)
	case "run":
		return v.ofFacility(ctx, r.Depot)
	case "stop_event", "run_link":
		return v.ofRun(ctx, r.Run)
	}
	return false, nil
}

func (v *changeSight) ofFacility(ctx context.Context, id string) (bool, error) {
	if v.facilities == nil {
		rows, err := v.server.Study.Store.Facilities(ctx, data.Query{Area: v.caller.Area})
		if err != nil {
			return false, err
		}
		v.facilities = make(map[string]bool, len(rows))
		for _, row := range rows {
			v.facilities[row.ID] = true
		}
	}
	return v.facilities[id], nil
}

func (v *changeSight) ofVillage(ctx context.Context, code string) (bool, error) {
	if v.villages == nil {
		rows, err := v.server.Study.Store.Settlements(ctx, data.Query{Area: v.caller.Area})
		if err != nil {
			return false, err
		}
		v.villages = make(map[string]bool, len(rows))
		for _, row := range rows {
			v.villages[row.Code] = true
		}
	}
	return v.villages[code], nil
}

func (v *changeSight) ofRun(ctx context.Context, id string) (bool, error) {
	if known, ok := v.runs[id]; ok {
		return known, nil
	}
	run, err := v.server.Study.Store.Run(ctx, id)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return false, err
	}
	inside := false
	if err == nil {
		if inside, err = v.ofFacility(ctx, run.Depot); err != nil {
			return false, err
		}
	}
	v.runs[id] = inside
	return inside, nil
}
