package planner

import "fmt"

// Option names something that a siting problem asks for beyond its objective, fixed and forbidden sites, the
// number of new sites and the budget.
type Option string

// The options, as a model's refusal words them.
const (
	OptionNeeds      Option = "several sites for one demand"
	OptionCapacity   Option = "capacities"
	OptionMinLoad    Option = "least loads"
	OptionExclusive  Option = "mutually exclusive sites"
	OptionTownNew    Option = "limits of new sites by town"
	OptionTownFloor  Option = "floors of coverage by town"
	OptionSplit      Option = "split demands"
	OptionNearest    Option = "several nearest sites"
	OptionDecay      Option = "partial coverage"
	OptionBackup     Option = "weighted backup"
	OptionMinSpacing Option = "a least spacing of sites"
)

// Options lists the options that the problem uses, each once, in the order of their declaration.
func (p *Siting) Options() []Option {
	uses := map[Option]bool{
		OptionSplit: p.Splittable, OptionNearest: p.Nearest > 1, OptionDecay: len(p.Decay) > 0,
		OptionBackup: p.BackupPermille > 0, OptionMinSpacing: p.MinSpacing != nil,
	}
	for _, d := range p.Demands {
		uses[OptionNeeds] = uses[OptionNeeds] || d.Needs > 1
	}
	for _, s := range p.Sites {
		uses[OptionCapacity] = uses[OptionCapacity] || s.Capacity != nil
		uses[OptionMinLoad] = uses[OptionMinLoad] || s.MinLoad > 0
		uses[OptionExclusive] = uses[OptionExclusive] || s.Exclusive > 0
	}
	for _, t := range p.Towns {
		uses[OptionTownNew] = uses[OptionTownNew] || t.MinNew != nil || t.MaxNew != nil
		uses[OptionTownFloor] = uses[OptionTownFloor] || t.FloorPermille > 0
	}
	var used []Option
	for _, option := range []Option{OptionNeeds, OptionCapacity, OptionMinLoad, OptionExclusive, OptionTownNew, OptionTownFloor,
		OptionSplit, OptionNearest, OptionDecay, OptionBackup, OptionMinSpacing} {
		if uses[option] {
			used = append(used, option)
		}
	}
	return used
}

// Refuse is what most models' Accepts comes to: nil for a problem with right numbers, one of the objectives and none
// but the options; otherwise a sentence that says what the model does not take.
func Refuse(p *Siting, objectives []Objective, options []Option) error {
	if err := p.Check(); err != nil {
		return err
	}
	known := false
	for _, objective := range objectives {
		known = known || objective == p.Objective
	}
	if !known {
		return fmt.Errorf("this model answers %v, not %s", objectives, p.Objective)
	}
	for _, used := range p.Options() {
		taken := false
		for _, option := range options {
			taken = taken || option == used
		}
		if !taken {
			return fmt.Errorf("this model does not take %s; leave the option out or choose another model", used)
		}
	}
	return nil
}
