package study

import (
	"fmt"
	"strings"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/assign"
	"cuntong/planner/charge"
	"cuntong/planner/cover"
	"cuntong/planner/median"
)

// ModelFor returns the first of the models that takes the problem, the special ones before the general one, or the
// sentences in which all of them refuse.
func ModelFor(p *planner.Siting) (planner.Model, error) {
	var reasons []string
	for _, model := range []planner.Model{cover.New(), median.New(), charge.New(), assign.New()} {
		err := model.Accepts(p)
		if err == nil {
			return model, nil
		}
		reasons = append(reasons, err.Error())
	}
	return nil, fmt.Errorf("no model takes this problem: %s", strings.Join(reasons, "; "))
}

// models are the names of the questions as scenarios and the command line write them.
func models() map[string]planner.Objective {
	return map[string]planner.Objective{
		"lscp": planner.LSCP, "scp": planner.SetCover, "mclp": planner.MCLP, "median": planner.PMedian, "center": planner.PCenter,
		"facility": planner.FixedCharge, "dispersion": planner.PDispersion, "maxmin": planner.MaxMin, "huff": planner.Huff,
	}
}

func checkTier(p, budget *int64) error {
	switch {
	case p != nil:
		return fmt.Errorf("tier takes no p; limit it by budget_yuan: %w", data.ErrInvalid)
	case budget != nil && *budget < 0:
		return fmt.Errorf("budget_yuan is 0 or more: %w", data.ErrInvalid)
	}
	return nil
}

// CheckRules checks that the rules are of the model: those of tier belong to it alone, and it takes no others.
func CheckRules(model string, rules *data.Rules) error {
	if model == TierModel {
		_, err := tierRequest(PlanRequest{Rules: rules})
		return err
	}
	if rules != nil && rules.Tier != nil {
		return fmt.Errorf("rules.tier belong to model tier, not to %s: %w", model, data.ErrInvalid)
	}
	return nil
}

// CheckModel checks a model's name and that it has the limits it needs and no others.
func CheckModel(name string, p, budget *int64) error {
	if name == TierModel {
		return checkTier(p, budget)
	}
	objective, known := models()[name]
	covers := objective == planner.LSCP || objective == planner.SetCover
	limited := p != nil || budget != nil
	switch {
	case !known:
		return fmt.Errorf("model %q is not one of lscp, scp, mclp, median, center, facility, dispersion, maxmin, huff, tier: %w", name, data.ErrInvalid)
	case covers && limited:
		return fmt.Errorf("%s takes neither p nor budget_yuan; use mclp: %w", name, data.ErrInvalid)
	case objective == planner.PDispersion && p == nil:
		return fmt.Errorf("dispersion needs p, the number of new points: %w", data.ErrInvalid)
	case !covers && objective != planner.FixedCharge && !limited:
		return fmt.Errorf("%s needs p, the number of new points, or budget_yuan: %w", name, data.ErrInvalid)
	case p != nil && *p < 0 || budget != nil && *budget < 0:
		return fmt.Errorf("p and budget_yuan are 0 or more: %w", data.ErrInvalid)
	}
	return nil
}
