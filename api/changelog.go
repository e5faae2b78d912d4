package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

// ChangeList is a page of the change log.
type ChangeList struct {
	Items []ChangeLine `json:"items"`
	Next  *string      `json:"next" doc:"Cursor of the next page; null on the last. A page may hold fewer lines than its limit, none even, where the caller may not see those in between"`
}

// ChangeLine is one line of the change log.
type ChangeLine struct {
	Seq     int64           `json:"seq" doc:"Number of the line; grows by one"`
	At      time.Time       `json:"at"`
	Actor   *string         `json:"actor" doc:"Who changed it; null: not said"`
	Action  string          `json:"action" doc:"load, import, edit, network, scenario, accept, withdraw, archive, unarchive, plan, run, events, account, setting, disclosure, chain"`
	Reason  *string         `json:"reason" doc:"Why; null: not said"`
	Kind    string          `json:"kind" doc:"Of the record: area, settlement, facility, service, vehicle, bus_line, daily_count, standard, network, scenario, plan, run, stop_event, account, token, setting; batch: a load or a day's work as a whole; disclosure: personal data went out; chain: lines before were chained later"`
	Key     string          `json:"key" doc:"Code or ID of the record; of a batch what it brought"`
	Version *int64          `json:"version" doc:"Of the record after the change; null: it has none"`
	Before  json.RawMessage `json:"before,omitempty" doc:"The record before, as the log keeps it; absent: it was not there"`
	After   json.RawMessage `json:"after,omitempty" doc:"The record after the change; of a batch counts and files; absent: nothing"`
	Hash    string          `json:"hash" doc:"SHA-256 of the line upon the one before it; FORMAT.md of the stores says how to recompute it"`
}

// ChangeChoice is what the list and the table have in common.
type ChangeChoice struct {
	Kind   string    `query:"kind" maxLength:"40" doc:"Only records of exactly this kind"`
	Key    string    `query:"key" maxLength:"300" doc:"Only the record of exactly this code or ID"`
	Actor  string    `query:"actor" maxLength:"200" doc:"Only changes of exactly this actor"`
	Since  time.Time `query:"since" doc:"Only changes at this time or later, RFC 3339"`
	Until  time.Time `query:"until" doc:"Only changes before this time, RFC 3339"`
	Newest bool      `query:"newest" doc:"true: newest first; absent: oldest first"`
	After  string    `query:"after" maxLength:"20" doc:"Cursor: the next of the answer before; absent for the first page"`
}

type changesInput struct {
	ChangeChoice
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"Most lines in one answer"`
}

type changeTableInput struct {
	ChangeChoice
	Limit        int    `query:"limit" minimum:"1" maximum:"20000" default:"10000" doc:"Most lines in the table"`
	WithContacts bool   `query:"with_contacts" doc:"true: names and telephone numbers as they are, which leaves a line in the change log; absent: masked, such as 张** and 138****5678"`
	Reason       string `query:"reason" maxLength:"200" doc:"With with_contacts: what they are for"`
}

func (s *server) registerChanges(o *operations) {
	const order = "By number. Whoever administers sees every line; whoever plans sees those of records, in the area that bounds the account."
	register(o, needs(get("listChanges", "/api/v1/changes", "changes", "Who changed what, when, before and after, why", order), mayPlan), []int{400, 403}, s.listChanges)
	register(o, needs(asCSV(get("changesTable", "/api/v1/changes.csv", "changes", "The change log as a table",
		order+" Names of persons and telephone numbers are masked unless with_contacts asks for them.")), mayPlan), []int{400, 403}, s.changesTable)
}

func (s *server) listChanges(ctx context.Context, in *changesInput) (*answer[ChangeList], error) {
	lines, next, err := s.changeLines(ctx, in.ChangeChoice, in.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]ChangeLine, len(lines))
	for i, c := range lines {
		items[i] = ChangeLine{Seq: c.Seq, At: c.Note.At, Actor: known(c.Note.Actor), Action: c.Note.Action, Reason: known(c.Note.Reason), Kind: c.Kind, Key: c.Key,
			Before: loggedJSON(c.Before), After: loggedJSON(c.After), Hash: c.Hash}
		if c.Version > 0 {
			items[i].Version = &c.Version
		}
	}
	return &answer[ChangeList]{ChangeList{items, next}}, nil
}

// loggedJSON is JSON text as it is kept; text that is no JSON any more, because another program wrote it, is told as text.
func loggedJSON(text string) json.RawMessage {
	if text == "" || json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return nil
	}
	return quoted
}

func (s *server) changesTable(ctx context.Context, in *changeTableInput) (*csvAnswer, error) {
	lines, _, err := s.changeLines(ctx, in.ChangeChoice, in.Limit)
	if err != nil {
		return nil, err
	}
	if in.WithContacts {
		if err := s.Study.Store.Disclose(ctx, "changes.csv", s.note(ctx, "", in.Reason)); err != nil {
			return nil, err
		}
	}
	rows := [][]string{report.ChangeHeader()}
	for _, c := range lines {
		if !in.WithContacts {
			c = data.MaskedChange(c)
		}
		rows = append(rows, report.ChangeRow(c))
	}
	return table("changes.csv", rows)
}

// How many lines are read at once, and for one answer at most: a caller of one county may see few of a nation's.
const (
	linesAtOnce   = 500
	linesPerReply = 20_000
)

// changeLines returns the lines that the caller may see, and where the next page begins.
func (s *server) changeLines(ctx context.Context, in ChangeChoice, limit int) ([]data.Change, *string, error) {
	q := data.ChangeQuery{Kind: in.Kind, Key: in.Key, Actor: in.Actor, Since: in.Since, Until: in.Until, Newest: in.Newest, Limit: min(limit+1, linesAtOnce)}
	if in.After != "" {
		seq, err := strconv.ParseInt(in.After, 10, 64)
		if err != nil || seq < 1 {
			return nil, nil, invalidQuery("after", in.After, "expected the cursor of the answer before, a line's number")
		}
		q.After = seq
	}
	sight, err := s.sightOfChanges(ctx)
	if err != nil {
		return nil, nil, err
	}
	var lines []data.Change
	for read := 0; ; {
		page, err := s.Study.Store.FindChanges(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		for i, c := range page {
			seen, err := sight.sees(ctx, c)
			if err != nil {
				return nil, nil, fmt.Errorf("line %d of the change log: %w", c.Seq, err)
			}
			if seen && len(lines) == limit {
				next := strconv.FormatInt(q.After, 10)
				return lines, &next, nil
			}
			if seen {
				lines = append(lines, page[i])
			}
			q.After = c.Seq
		}
		if read += len(page); len(page) < q.Limit {
			return lines, nil, nil
		}
		if read >= linesPerReply {
			next := strconv.FormatInt(q.After, 10)
			return lines, &next, nil
		}
	}
}
