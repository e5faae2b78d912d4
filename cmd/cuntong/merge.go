package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// MergeCmd finds premises that several agencies list at one place, and takes confirmed ones over into a scenario.
type MergeCmd struct {
	List    MergeListCmd    `cmd:"" help:"List premises of several operators that are one place: within 50 m, or of the same name in the same village or town. Nothing is merged."`
	Confirm MergeConfirmCmd `cmd:"" help:"Take listed proposals over as changes of a scenario. Records stay as they are."`
}

// MergeListCmd lists proposals.
type MergeListCmd struct {
	StoreFlag
	Area     string `placeholder:"CODE" help:"Only premises in this area."`
	Scenario string `placeholder:"ID" help:"With the changes of a saved scenario: what it has merged is not proposed again."`
	OutputFlags
}

// mergesJSON is what merge list --json prints.
type mergesJSON struct {
	Proposals []report.MergeProposal `json:"proposals"`
}

// Run implements the command.
func (c *MergeListCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	request := study.MergeRequest{Area: c.Area}
	if c.Scenario != "" {
		saved, err := s.Store.Scenario(ctx, c.Scenario)
		if err != nil && !errors.Is(err, data.ErrNotFound) {
			return err
		}
		request.Changes = saved.Changes
	}
	proposals, err := s.MergeProposals(ctx, request)
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, mergesJSON{proposals}, func(w io.Writer) {
		for _, m := range proposals {
			fmt.Fprintln(w, m.ID+"  "+m.Sentence.ZH)
		}
		fmt.Fprintf(w, "共 %d 处建议合并，均未合并；确认用 cuntong merge confirm --store S --scenario 方案编号 编号…\n", len(proposals))
	})
}

// MergeConfirmCmd confirms proposals.
type MergeConfirmCmd struct {
	StoreFlag
	IDs      []string `arg:"" name:"id" help:"IDs of proposals, as listed."`
	Scenario string   `required:"" placeholder:"ID" help:"Scenario that takes them over; one that is not kept yet is made, of model tier."`
	Name     string   `placeholder:"TEXT" help:"Name of a new scenario."`
	Area     string   `placeholder:"CODE" help:"Area of a new scenario."`
	Approved bool     `help:"需审批: the postal authority's approval is at hand or asked for; without it universal-service premises are not merged."`
	OutputFlags
}

// Run implements the command.
func (c *MergeConfirmCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	scenario, err := s.ConfirmMerges(ctx, study.ConfirmRequest{Scenario: c.Scenario, Name: c.Name, Area: c.Area, IDs: c.IDs, Approved: c.Approved})
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, scenario, func(w io.Writer) { printScenario(w, scenario) })
}
