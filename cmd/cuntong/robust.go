package main

import (
	"context"
	"fmt"
	"io"

	"cuntong/planner/report"
	"cuntong/planner/study"
)

// RobustCmd tries a saved three-tier plan against what may come.
type RobustCmd struct {
	StoreFlag
	Plan      string    `arg:"" name:"plan" help:"ID of a saved three-tier plan."`
	Factors   []float64 `placeholder:"F,…" help:"Factors on all parcels. Default: 0.7,1,2."`
	CloseRoad []string  `placeholder:"NAME" help:"A road that is closed, by its name; may be given again. Only for plans with travel by road."`
	Hosts     int       `default:"10" placeholder:"N" help:"How many lost village hosts to tell, worst ones first."`
	OutputFlags
}

// Run implements the command.
func (c *RobustCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	out, err := s.Robust(ctx, c.Plan, study.RobustRequest{Factors: c.Factors, Roads: c.CloseRoad, Hosts: c.Hosts})
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, out, func(w io.Writer) {
		fmt.Fprintln(w, out.Sentence.ZH)
		for _, list := range [][]report.RobustScore{out.Demand, out.Roads, out.Hosts, out.Operator} {
			for _, one := range list {
				fmt.Fprintln(w, "  "+one.Sentence.ZH)
			}
		}
	})
}
