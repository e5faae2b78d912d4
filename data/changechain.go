package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The change log is a chain: each line carries a SHA-256 over the hash of the line before it and all of its own
// fields, so that a line that is changed, taken out, put in or moved later does not fit what follows. A chain says
// nothing of lines cut off its end, nor of one written anew from some line on by somebody who can compute hashes: both
// show against a head that was written down elsewhere (ChainHead, cuntong doctor --head).

// chainForm begins what is hashed, so that another form of lines gives other hashes.
const chainForm = "cuntong-change-1"

// chainTime is the form of times in what is hashed: UTC, whole milliseconds.
const chainTime = "2006-01-02T15:04:05.000Z"

// ChainKind is the kind of the line that says which lines before it were chained later than they were written.
const ChainKind = "chain"

// ChainHead is a line of a change log by its number and its hash; zero where there is no line.
type ChainHead struct {
	Seq  int64
	Hash string
}

// String is the head as people write it down: number, colon, hash.
func (h ChainHead) String() string { return strconv.FormatInt(h.Seq, 10) + ":" + h.Hash }

// ParseChainHead reads a head that was written down.
func ParseChainHead(text string) (ChainHead, error) {
	number, hash, _ := strings.Cut(strings.TrimSpace(text), ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	hash = strings.ToLower(hash)
	if raw, bad := hex.DecodeString(hash); err != nil || seq < 1 || bad != nil || len(raw) != sha256.Size {
		return ChainHead{}, fmt.Errorf("head %q is not a line's number, a colon and 64 hexadecimal digits, as cuntong doctor prints it: %w", text, ErrInvalid)
	}
	return ChainHead{seq, hash}, nil
}

// Head is the line as what the next one is written upon.
func (c Change) Head() ChainHead { return ChainHead{c.Seq, c.Hash} }

// Chained is the line as the next one upon another: with number, time as it is kept, and hash.
func (c Change) Chained(upon ChainHead) (Change, error) {
	for _, text := range []string{c.Note.Actor, c.Note.Action, c.Note.Reason, c.Kind, c.Key, c.Before, c.After} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return c, fmt.Errorf("change of %s %q: a text of its line is not UTF-8 or holds a zero byte: %w", c.Kind, c.Key, ErrInvalid)
		}
	}
	c.Seq = upon.Seq + 1
	c.Note.At = c.Note.At.UTC().Truncate(time.Millisecond)
	c.Hash = c.HashUpon(upon.Hash)
	return c, nil
}

// HashUpon is the SHA-256, in hexadecimal, of the line upon the hash of the line before (empty: it is the first).
// It is over a sequence of texts, each as its length in bytes, a colon, the text and a comma: "cuntong-change-1", the hash
// before, number, time, actor, action, reason, kind, key, version, before and after. An empty text is one that is not there.
func (c Change) HashUpon(before string) string {
	at := c.Note.At.UTC().Format(chainTime)
	if c.Note.At.Nanosecond()%int(time.Millisecond) != 0 { // no line is written so: it was changed
		at = c.Note.At.UTC().Format(time.RFC3339Nano)
	}
	sum := sha256.New()
	for _, text := range []string{chainForm, before, strconv.FormatInt(c.Seq, 10), at, c.Note.Actor, c.Note.Action, c.Note.Reason,
		c.Kind, c.Key, strconv.FormatInt(c.Version, 10), c.Before, c.After} {
		fmt.Fprintf(sum, "%d:%s,", len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// LateChain is the line that says that the lines up to last were chained now, having been written without hashes.
func LateChain(last int64, schema int64, now time.Time) Change {
	return Change{Kind: ChainKind, Key: fmt.Sprintf("1-%d", last), Note: ChangeNote{Actor: "cuntong", At: now, Action: ChainKind,
		Reason: fmt.Sprintf("lines 1 to %d were written before the log was a chain and were chained when the store was brought to schema version %d", last, schema)}}
}

// ChainCheck follows a change log from its first line. Call Line with each line in order, then End.
type ChainCheck struct {
	head    ChainHead
	suspect int64 // a line whose hash is wrong, until the next one tells more
	late    string
	wrong   []string
}

// Line looks at the next line.
func (k *ChainCheck) Line(c Change) {
	fits := c.Hash != "" && c.Hash == c.HashUpon(k.head.Hash)
	if k.suspect > 0 {
		k.judge(fits)
	}
	switch expected := k.head.Seq + 1; {
	case c.Seq == expected+1:
		k.wrong = append(k.wrong, fmt.Sprintf("line %d is missing: it was taken out", expected))
	case c.Seq != expected:
		k.wrong = append(k.wrong, fmt.Sprintf("lines %d to %d are missing: they were taken out", expected, c.Seq-1))
	case c.Hash == "":
		k.wrong = append(k.wrong, fmt.Sprintf("line %d has no hash: another program put it in", c.Seq))
	case !fits:
		k.suspect = c.Seq
	}
	if c.Kind == ChainKind && fits && k.late == "" {
		k.late = fmt.Sprintf(", lines %s chained on %s only", c.Key, c.Note.At.UTC().Format(time.DateOnly))
	}
	k.head = c.Head()
}

// judge says what a wrong hash means, knowing whether the next line was written upon it.
func (k *ChainCheck) judge(nextFits bool) {
	n := k.suspect
	k.suspect = 0
	switch {
	case !nextFits:
		k.wrong = append(k.wrong, fmt.Sprintf("line %d was not written upon line %d: lines were exchanged, put in or written anew here", n, n-1))
	case n == 1:
		k.wrong = append(k.wrong, "line 1 was changed after it was written: the lines that follow fit its hash, its content does not")
	default:
		k.wrong = append(k.wrong, fmt.Sprintf("line %d was changed after it was written, or line %d was written anew: the lines that follow fit the hash of line %d, its content does not", n, n-1, n))
	}
}

// End says what was seen and, first things first, what is wrong.
func (k *ChainCheck) End() (seen string, wrong []string) {
	if k.suspect > 0 {
		k.wrong = append(k.wrong, fmt.Sprintf("line %d, the last, was changed after it was written or put in by another program: its content does not fit its hash", k.suspect))
		k.suspect = 0
	}
	if k.head.Seq == 0 {
		return "no lines yet", k.wrong
	}
	return fmt.Sprintf("%d lines in one chain%s", k.head.Seq, k.late), k.wrong
}

// Head is the last line that was looked at.
func (k *ChainCheck) Head() ChainHead { return k.head }

// ExamineHead looks whether a log still is what it was when its head was written down. That the lines up to there fit
// each other is for the doctor to find.
func ExamineHead(ctx context.Context, s Store, written ChainHead) (Finding, error) {
	found, err := s.Changes(ctx, written.Seq-1, 1)
	if err != nil {
		return Finding{}, err
	}
	last, err := s.FindChanges(ctx, ChangeQuery{Newest: true, Limit: 1})
	if err != nil {
		return Finding{}, err
	}
	var head ChainHead
	if len(last) > 0 {
		head = last[0].Head()
	}
	var wrong []string
	switch {
	case head.Seq < written.Seq:
		wrong = append(wrong, fmt.Sprintf("line %d was written down, and the log ends at line %d: %d lines were cut off its end", written.Seq, head.Seq, written.Seq-head.Seq))
	case len(found) == 0 || found[0].Head() != written:
		wrong = append(wrong, fmt.Sprintf("line %d is not the one that was written down: it or a line before it was changed since, or the head is that of another store", written.Seq))
	}
	return NewFinding("written head", fmt.Sprintf("line %d is the one that was written down, %d lines were added since", written.Seq, head.Seq-written.Seq), wrong,
		"keep the store apart, compare it with a backup and ask who wrote into it"), nil
}
