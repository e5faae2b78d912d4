package main

import (
	"context"
	"fmt"
	"io"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/study"
)

// PlanCmd turns a scenario into a verified plan.
type PlanCmd struct {
	StoreFlag
	Model    string  `enum:"lscp,scp,mclp,median,center,facility,dispersion,maxmin,huff,tier," default:"" placeholder:"MODEL" help:"lscp: fewest new points so that all are within the standard; scp: the same at least cost; mclp: most covered with --p points or a --budget; median: least travel in all; center: least longest travel; facility: least yearly cost and travel; dispersion: points farthest apart; maxmin: the worst town covered best; huff: most people who choose new points; tier: hubs, stations and points together, in yuan a year."`
	P        *int64  `placeholder:"N" help:"Number of new points (not for lscp, scp)."`
	Budget   *int64  `placeholder:"YUAN" help:"Limit of the opening cost in yuan (not for lscp, scp)."`
	Phases   []int64 `placeholder:"YUAN,…" help:"Yearly budgets in yuan in place of --budget (mclp, tier): each year adds the most it can and closes nothing again, such as 300000,200000,200000."`
	Standard string  `placeholder:"ID" help:"Service standard; default village-2km."`
	Travel   string  `enum:"straight,road,osrm," default:"" placeholder:"WAY" help:"How travel is measured: straight (the default), road (the store's road network) or osrm (the server that --osrm names)."`
	Profile  string  `placeholder:"ID" help:"Speed profile of travel on roads; default plain-van."`
	Date     string  `placeholder:"YYYY-MM-DD" help:"Day of travel: on roads the seasonal closures of that day are in force. Default: none are."`
	OSRMFlag
	Area     string `placeholder:"CODE" help:"Plan only this area."`
	Weight   string `enum:"population,settlements," default:"" help:"What a demand counts: population, or settlements (one each). Default: population where all are known."`
	Scenario string `placeholder:"ID" help:"Take area, standard, model and limits from a saved scenario."`
	Name     string `placeholder:"TEXT" help:"Name of the plan."`
	List     bool   `help:"List the saved plans, newest first (with --area those of exactly that area), and plan nothing."`
	TierFlags
	Explain bool `help:"Say why: what each new point brings and what could stand in its place, what keeps settlements uncovered, which limits cannot hold together."`
	RulesFlags
	SolveFlags
	OutputFlags
}

func (c *PlanCmd) check() error {
	if c.P != nil && *c.P < 0 {
		return fmt.Errorf("--p %d is negative", *c.P)
	}
	if c.Budget != nil && *c.Budget < 0 {
		return fmt.Errorf("--budget %d is negative", *c.Budget)
	}
	for k, yuan := range c.Phases {
		if yuan < 0 {
			return fmt.Errorf("--phases: year %d has %d yuan, expected 0 or more", k+1, yuan)
		}
	}
	if _, err := data.ParseDate(c.Date); c.Date != "" && err != nil {
		return fmt.Errorf("--date: %w", err)
	}
	if err := c.TierFlags.check(); err != nil {
		return err
	}
	return c.SolveFlags.check()
}

// Run implements the command.
func (c *PlanCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	if c.List {
		return c.runList(ctx, p, s)
	}
	request, err := c.request(ctx, s)
	if err != nil {
		return err
	}
	if err := c.nameServer(s, request.Travel, request.Profile); err != nil {
		return err
	}
	request.Changes = request.Changes.On(data.Date(c.Date))
	request.Options = c.SolveFlags.options(p)
	request.Options.Progress = p.solveProgress()
	if request.Model == study.TierModel {
		return c.runTier(ctx, p, s, request)
	}
	plan, err := s.Plan(ctx, request)
	if err != nil {
		return err
	}
	answer := answerOf(plan)
	if c.Explain {
		if answer.Why, err = s.Why(ctx, plan.ID, ""); err != nil {
			return err
		}
	}
	if err := p.emit(c.OutputFlags, answer, func(w io.Writer) {
		printPlan(w, plan)
		printWhy(w, answer.Why)
	}); err != nil {
		return err
	}
	if plan.Status == string(planner.Infeasible) {
		return errInfeasible
	}
	return nil
}

// request merges the flags with a saved scenario, whose values the flags override.
func (c *PlanCmd) request(ctx context.Context, s *study.Study) (study.PlanRequest, error) {
	request := study.PlanRequest{
		Name: c.Name, Area: c.Area, Standard: c.Standard, Travel: c.Travel, Profile: c.Profile, Model: c.Model, Weight: c.Weight, P: c.P, Budget: c.Budget, Phases: c.Phases,
	}
	rules, err := c.RulesFlags.rules()
	if err != nil {
		return request, err
	}
	request.Rules = rules
	if c.Scenario == "" {
		if c.Model == "" {
			return request, invalid("--model is missing: say lscp (fewest points), mclp (most covered with --p or --budget) or another that --help lists")
		}
		return request, nil
	}
	saved, err := s.Store.Scenario(ctx, c.Scenario)
	if err != nil {
		return request, err
	}
	if request.Rules == nil {
		request.Rules = saved.Rules
	}
	request.Scenario, request.Changes = saved.ID, saved.Changes
	orText(&request.Name, saved.Name)
	orText(&request.Area, saved.Area)
	orText(&request.Standard, saved.Standard)
	orText(&request.Model, saved.Model)
	orText(&request.Weight, saved.Weight)
	orText(&request.Travel, saved.Travel)
	orText(&request.Profile, saved.Profile)
	if request.P == nil && request.Budget == nil && len(request.Phases) == 0 {
		request.P, request.Budget = saved.P, saved.Budget
	}
	return request, nil
}
