package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"cuntong/data"
)

// DoctorCmd examines a store.
type DoctorCmd struct {
	StoreFlag
	OutputFlags
}

// doctorJSON is what an examination prints.
type doctorJSON struct {
	Store    string         `json:"store"`
	OK       bool           `json:"ok"`
	Findings []data.Finding `json:"findings"`
}

// Run implements the command. A store that is not well makes it fail, after the findings are printed.
func (c *DoctorCmd) Run(ctx context.Context, p *program) (err error) {
	store, err := p.openStore(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(store, &err)
	info, err := store.Info(ctx)
	if err != nil {
		return err
	}
	examiner, can := store.(data.Examiner)
	if !can {
		return invalid("%s cannot be examined", info.Name)
	}
	findings, err := examiner.Doctor(ctx)
	if err != nil {
		return err
	}
	answer := doctorJSON{info.Name, true, findings}
	for _, finding := range findings {
		answer.OK = answer.OK && finding.OK
	}
	err = p.emit(c.OutputFlags, answer, func(w io.Writer) {
		for _, finding := range findings {
			mark := "正常"
			if !finding.OK {
				mark = "异常"
			}
			fmt.Fprintf(w, "%s  %s：%s\n", mark, finding.Check, finding.Detail)
		}
	})
	if err == nil && !answer.OK {
		return errors.New("the store is not well; see the findings")
	}
	return err
}
