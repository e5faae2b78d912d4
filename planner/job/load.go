package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/geo"
	"cuntong/planner/study"
)

// LoadParameters are the parameters of a load: files of the machine that works on it.
type LoadParameters struct {
	Files  []string          `json:"files"`
	Datum  string            `json:"datum,omitempty"`
	Map    map[string]string `json:"map,omitempty"`
	Where  []string          `json:"where,omitempty"` // column=value
	Strict bool              `json:"strict,omitempty"`
	// Network is the ID under which a road file is stored; empty: the default one.
	Network string `json:"network,omitempty"`
	// Digests are the SHA-256 of the files, filled in at submission: changed files are other work.
	Digests []string `json:"digests,omitempty"`
}

func prepareLoad(_ context.Context, _ *study.Study, text json.RawMessage) (json.RawMessage, error) {
	var p LoadParameters
	if err := decode(text, &p); err != nil {
		return nil, err
	}
	if len(p.Files) == 0 {
		return nil, fmt.Errorf("files: none is named: %w", data.ErrInvalid)
	}
	if _, err := p.options(); err != nil {
		return nil, err
	}
	p.Digests = nil
	for i, file := range p.Files {
		absolute, err := filepath.Abs(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %w", file, err, data.ErrInvalid)
		}
		digest, err := digestFile(absolute)
		if err != nil {
			return nil, err
		}
		p.Files[i], p.Digests = absolute, append(p.Digests, digest)
	}
	return json.Marshal(p)
}

func (p LoadParameters) options() (o ingest.Options, err error) {
	o.Map = p.Map
	if p.Datum != "" {
		if o.Datum, err = geo.ParseDatum(p.Datum); err != nil {
			return o, fmt.Errorf("datum: %w: %w", err, data.ErrInvalid)
		}
	}
	for _, text := range p.Where {
		column, value, ok := strings.Cut(text, "=")
		if !ok || column == "" {
			return o, fmt.Errorf("where %q is not of the form column=value: %w", text, data.ErrInvalid)
		}
		o.Where = append(o.Where, ingest.Condition{Column: column, Value: value})
	}
	return o, nil
}

func digestFile(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %w: %w", name, err, data.ErrInvalid)
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", fmt.Errorf("%s cannot be read: %w: %w", name, err, data.ErrInvalid)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func workLoad(ctx context.Context, t *Task) (data.JobOutcome, error) {
	var p LoadParameters
	if err := decode(t.Job.Parameters, &p); err != nil {
		return data.JobOutcome{}, err
	}
	for i, file := range p.Files {
		digest, err := digestFile(file)
		if err != nil {
			return data.JobOutcome{}, err
		}
		if i < len(p.Digests) && digest != p.Digests[i] {
			return data.JobOutcome{}, fmt.Errorf("%s has changed since the job was submitted; submit it again: %w", file, data.ErrInvalid)
		}
	}
	options, err := p.options()
	if err != nil {
		return data.JobOutcome{}, err
	}
	steps := len(p.Files) + 1
	seen := map[string]int{}
	options.Progress = func(file string, _ int) {
		if seen[file] == 0 {
			seen[file] = len(seen) + 1
		}
		t.Progress(data.JobProgress{Step: min(seen[file], len(p.Files)), Steps: steps, Name: "read"})
	}
	request := study.LoadRequest{Files: p.Files, Network: p.Network, Options: options, Strict: p.Strict, Reason: strings.Join(p.Files, ", ")}
	report, batch, err := t.Study.ReadFiles(ctx, request)
	if err != nil {
		return data.JobOutcome{}, err
	}
	t.Progress(data.JobProgress{Step: steps, Steps: steps, Name: "store"})
	result, err := json.Marshal(report)
	return data.JobOutcome{Load: &batch, Note: t.Study.LoadNote(request), Result: result}, err
}
