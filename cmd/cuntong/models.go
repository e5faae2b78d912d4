package main

import (
	"fmt"

	"cuntong/planner"
	"cuntong/planner/assign"
	"cuntong/planner/charge"
	"cuntong/planner/cover"
	"cuntong/planner/median"
)

// modelFor returns the first of the models that takes the problem, the special ones before the general one, or the sentences in which all of them refuse.
func modelFor(p *planner.Siting) (planner.Model, error) {
	reasons := ""
	for _, model := range []planner.Model{cover.New(), median.New(), charge.New(), assign.New()} {
		err := model.Accepts(p)
		if err == nil {
			return model, nil
		}
		if reasons != "" {
			reasons += "; "
		}
		reasons += err.Error()
	}
	return nil, fmt.Errorf("no model takes this problem: %s", reasons)
}
