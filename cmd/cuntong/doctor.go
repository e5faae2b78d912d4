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
	Head string `placeholder:"SEQ:HASH" help:"The head of the change log as it was written down earlier: fails where lines up to it were changed since, or cut off."`
	OutputFlags
}

// doctorJSON is what an examination prints.
type doctorJSON struct {
	Store    string         `json:"store"`
	OK       bool           `json:"ok"`
	Head     string         `json:"head"` // of the change log: number and hash of its last line; empty without one
	Findings []data.Finding `json:"findings"`
}

// Run implements the command. A store that is not well makes it fail, after the findings are printed.
func (c *DoctorCmd) Run(ctx context.Context, p *program) (err error) {
	var written data.ChainHead
	if c.Head != "" {
		if written, err = data.ParseChainHead(c.Head); err != nil {
			return err
		}
	}
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
	if c.Head != "" {
		finding, err := data.ExamineHead(ctx, store, written)
		if err != nil {
			return err
		}
		findings = append(findings, finding)
	}
	answer := doctorJSON{Store: info.Name, OK: true, Findings: findings}
	if last, err := store.FindChanges(ctx, data.ChangeQuery{Newest: true, Limit: 1}); err == nil && len(last) > 0 {
		answer.Head = last[0].Head().String()
	} // a log that cannot be read is among the findings
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
		if answer.Head != "" {
			fmt.Fprintf(w, "变更日志末行（请另行记下，日后用 --head 核对）：%s\n", answer.Head)
		}
	})
	if err == nil && !answer.OK {
		return errors.New("the store is not well; see the findings")
	}
	return err
}
