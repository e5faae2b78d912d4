package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

// ChangesCmd tells who changed what, when, before and after, why.
type ChangesCmd struct {
	StoreFlag
	Kind         string `placeholder:"KIND" help:"Only records of this kind: settlement, facility, service, vehicle, scenario, plan, run, …, batch (whole loads)."`
	Key          string `placeholder:"ID" help:"Only the record of this code or ID."`
	Actor        string `placeholder:"NAME" help:"Only changes of this actor."`
	Since        string `placeholder:"TIME" help:"Only changes at this time or later: a day, 2026-11-26, or 2026-11-26T09:00:00+08:00."`
	Until        string `placeholder:"TIME" help:"Only changes before this time."`
	Newest       bool   `help:"Newest first."`
	Limit        int    `default:"0" help:"Most lines; 0: all."`
	CSV          bool   `name:"csv" help:"A table with records before and after."`
	WithContacts bool   `help:"Names and telephone numbers as they are, which leaves a line in the change log; without it they are masked."`
	Reason       string `help:"With --with-contacts: what they are for."`
	OutputFlags
}

// changesJSON is what changes --json prints.
type changesJSON struct {
	Changes []changeJSON `json:"changes"`
}

// changeJSON is one line of the change log.
type changeJSON struct {
	Seq     int64           `json:"seq"`
	At      time.Time       `json:"at"`
	Actor   string          `json:"actor"`
	Action  string          `json:"action"`
	Reason  string          `json:"reason"`
	Kind    string          `json:"kind"`
	Key     string          `json:"key"`
	Version int64           `json:"version"`
	Before  json.RawMessage `json:"before"` // null: it was not there
	After   json.RawMessage `json:"after"`
	Hash    string          `json:"hash"`
}

// Run implements the command.
func (c *ChangesCmd) Run(ctx context.Context, p *program) (err error) {
	if c.CSV && c.JSON {
		return invalid("--csv and --json ask for two forms at once; leave one out")
	}
	if c.Limit < 0 {
		return invalid("--limit %d is negative", c.Limit)
	}
	query := data.ChangeQuery{Kind: c.Kind, Key: c.Key, Actor: c.Actor, Newest: c.Newest}
	if query.Since, err = instantFlag("--since", c.Since); err != nil {
		return err
	}
	if query.Until, err = instantFlag("--until", c.Until); err != nil {
		return err
	}
	mode := viewStore
	if c.WithContacts {
		mode = readStore // the disclosure is written down
	}
	store, err := p.openStore(ctx, c.Store, mode)
	if err != nil {
		return err
	}
	defer closing(store, &err)
	if c.WithContacts {
		note := data.ChangeNote{Actor: "cli", At: p.now(), Reason: c.Reason}
		if err := store.Disclose(ctx, "cuntong changes", note); err != nil {
			return err
		}
	}
	each := func(visit func(data.Change) error) error { return c.each(ctx, store, query, visit) }
	if c.JSON {
		answer := changesJSON{[]changeJSON{}}
		err := each(func(line data.Change) error {
			answer.Changes = append(answer.Changes, changeJSON{line.Seq, line.Note.At, line.Note.Actor, line.Note.Action, line.Note.Reason, line.Kind, line.Key, line.Version,
				jsonOrNull(line.Before), jsonOrNull(line.After), line.Hash})
			return nil
		})
		if err != nil {
			return err
		}
		return p.emit(c.OutputFlags, answer, nil)
	}
	var failed error
	err = p.emit(c.OutputFlags, nil, func(w io.Writer) {
		if c.CSV {
			failed = writeChangeTable(w, each)
			return
		}
		failed = each(func(line data.Change) error { return printChange(w, line) })
	})
	if failed != nil {
		return failed
	}
	return err
}

// linesAtOnce bounds the lines in memory.
const linesAtOnce = 500

// each visits the lines that are asked for, masked unless asked otherwise.
func (c *ChangesCmd) each(ctx context.Context, store data.Store, query data.ChangeQuery, visit func(data.Change) error) error {
	for left := c.Limit; ; {
		query.Limit = linesAtOnce
		if c.Limit > 0 {
			query.Limit = min(left, linesAtOnce)
		}
		page, err := store.FindChanges(ctx, query)
		if err != nil {
			return err
		}
		for _, line := range page {
			query.After = line.Seq
			if !c.WithContacts {
				line = data.MaskedChange(line)
			}
			if err := visit(line); err != nil {
				return err
			}
		}
		if left -= len(page); len(page) < query.Limit || c.Limit > 0 && left == 0 {
			return nil
		}
	}
}

func writeChangeTable(w io.Writer, each func(func(data.Change) error) error) error {
	buffered := bufio.NewWriter(w)
	if _, err := buffered.WriteString("\ufeff"); err != nil {
		return err
	}
	table := csv.NewWriter(buffered)
	table.UseCRLF = true
	if err := table.Write(report.ChangeHeader()); err != nil {
		return err
	}
	err := each(func(line data.Change) error {
		row := report.ChangeRow(line)
		for i := range row {
			row[i] = report.Harmless(row[i])
		}
		return table.Write(row)
	})
	if err != nil {
		return err
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

func printChange(w io.Writer, c data.Change) error {
	why := ""
	if c.Note.Reason != "" {
		why = "：" + c.Note.Reason
	}
	_, err := fmt.Fprintf(w, "%d  %s  %s  %s  %s %s%s\n", c.Seq, c.Note.At.UTC().Format(time.RFC3339), c.Note.Actor, c.Note.Action, c.Kind, c.Key, why)
	return err
}

// instantFlag reads a day, which begins at midnight UTC, or a time; empty: zero.
func instantFlag(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, invalid("%s %q is no day (2026-11-26) and no time (2026-11-26T09:00:00+08:00)", name, text)
}

// jsonOrNull is JSON text as the log keeps it; text that is no JSON, because another program wrote it, is told as text.
func jsonOrNull(text string) json.RawMessage {
	if text == "" {
		return json.RawMessage("null")
	}
	if json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return json.RawMessage("null")
	}
	return quoted
}
