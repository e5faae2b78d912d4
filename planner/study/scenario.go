package study

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"cuntong/data"
)

// maxScenarioBytes bounds a scenario's file: ten thousand changes fit.
const maxScenarioBytes = 16 << 20

// ReadScenario reads a scenario from a JSON file; a field that is not known is refused.
func ReadScenario(file string) (data.Scenario, error) {
	var scenario data.Scenario
	f, err := os.Open(file)
	if err != nil {
		return scenario, fmt.Errorf("%s cannot be read: %w: %w", file, err, data.ErrInvalid)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxScenarioBytes+1))
	if err != nil {
		return scenario, fmt.Errorf("%s cannot be read: %w: %w", file, err, data.ErrInvalid)
	}
	if len(text) > maxScenarioBytes {
		return scenario, fmt.Errorf("%s has more than %d bytes, which no scenario needs: %w", file, maxScenarioBytes, data.ErrInvalid)
	}
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&scenario); err != nil {
		return scenario, fmt.Errorf("%s is not a scenario written in JSON (an object with id, name, model and changes; see README.md): %w: %w", file, err, data.ErrInvalid)
	}
	if scenario.ID == "" || scenario.Name == "" {
		return scenario, fmt.Errorf("%s: a scenario needs an id and a name: %w", file, data.ErrInvalid)
	}
	return scenario, nil
}

// SaveScenario checks a scenario against the records and stores it under its ID, in place of what was there, and
// returns it as stored. An empty area is everything, an empty standard the default, an empty model lscp and an empty
// travel by straight line.
func (s *Study) SaveScenario(ctx context.Context, scenario data.Scenario) (data.Scenario, error) {
	for field, value := range map[*string]string{&scenario.Standard: data.DefaultStandard, &scenario.Model: "lscp", &scenario.Travel: ByStraight} {
		if *field == "" {
			*field = value
		}
	}
	fail := func(err error) (data.Scenario, error) {
		return data.Scenario{}, fmt.Errorf("scenario %s: %w", scenario.ID, err)
	}
	if err := scenario.Check(); err != nil {
		return data.Scenario{}, err
	}
	if err := CheckModel(scenario.Model, scenario.P, scenario.Budget); err != nil {
		return fail(err)
	}
	if err := CheckRules(scenario.Model, scenario.Rules); err != nil {
		return fail(err)
	}
	if scenario.Travel != ByStraight && scenario.Travel != ByRoad {
		return fail(fmt.Errorf("travel %q is unknown, expected straight or road: %w", scenario.Travel, data.ErrInvalid))
	}
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return fail(err)
	}
	if scenario.Area != "" {
		area, err := areaOf(data.NewAreaTree(areas), scenario.Area)
		if err != nil {
			return fail(err)
		}
		scenario.Area = area.Code
	}
	if _, err := s.Standard(ctx, scenario.Standard); err != nil {
		return fail(err)
	}
	if err := s.CheckChanges(ctx, scenario.Changes, scenario.Profile); err != nil {
		return fail(err)
	}
	stored, err := s.Store.Scenario(ctx, scenario.ID)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return fail(err)
	}
	scenario.Version, scenario.ScenarioState = stored.Version, stored.ScenarioState // what was decided is not a file's to say
	note := data.ChangeNote{Actor: s.Actor, At: s.Now().UTC(), Action: "scenario", Reason: scenario.Name}
	if scenario.Version, err = s.Store.SaveScenario(ctx, scenario, note); err != nil {
		return fail(err)
	}
	return scenario, nil
}
