package study

import (
	"context"
	"fmt"

	"cuntong/data"
	"cuntong/data/ingest"
)

// LoadRequest says which files to load and how to read them.
type LoadRequest struct {
	Files   []string
	Options ingest.Options // Known is filled in here
	Strict  bool           // one refused row refuses the whole load
	DryRun  bool           // read and report, change nothing
	Reason  string
}

// LoadReport says what became of every row.
type LoadReport struct {
	Files    []ingest.FileReport `json:"files"`
	Refused  []ingest.Refusal    `json:"refused"`
	Notices  []string            `json:"notices"`
	Inserted int                 `json:"inserted"`
	Updated  int                 `json:"updated"`
	Same     int                 `json:"unchanged"`
	Revision int64               `json:"revision"`
	Stored   bool                `json:"stored"`
}

// Load reads files and stores all good rows in one transaction; with Strict a refused row keeps all out.
// The report is complete in either case.
func (s *Study) Load(ctx context.Context, request LoadRequest) (*LoadReport, error) {
	known, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	request.Options.Known = known
	result, err := ingest.Read(ctx, request.Files, request.Options)
	if err != nil {
		return nil, err
	}
	report := &LoadReport{Files: result.Files, Refused: result.Refused, Notices: result.Notices}
	if request.DryRun {
		return report, nil
	}
	if request.Strict && len(result.Refused) > 0 {
		return report, fmt.Errorf("%d rows were refused and --strict was given: nothing was loaded: %w", len(result.Refused), data.ErrInvalid)
	}
	if batchRows(result.Batch) == 0 {
		return report, fmt.Errorf("no row of %d files could be loaded; see the refused rows: %w", len(request.Files), data.ErrInvalid)
	}
	stored, err := s.Store.Load(ctx, result.Batch, data.ChangeNote{Actor: s.Actor, At: s.Now().UTC(), Action: "load", Reason: request.Reason})
	if err != nil {
		return report, fmt.Errorf("store the rows: %w", err)
	}
	report.Inserted, report.Updated, report.Same = stored.Inserted, stored.Updated, stored.Unchanged
	report.Revision, report.Stored = stored.Revision, true
	return report, nil
}

func (s *Study) known(ctx context.Context) (ingest.Known, error) {
	var known ingest.Known
	var err error
	if known.Areas, err = s.Store.Areas(ctx, data.Query{}); err != nil {
		return known, err
	}
	if known.Settlements, err = s.Store.Settlements(ctx, data.Query{}); err != nil {
		return known, err
	}
	known.Facilities, err = s.Store.Facilities(ctx, data.Query{})
	return known, err
}

func batchRows(b data.Batch) int {
	return len(b.Areas) + len(b.Settlements) + len(b.Facilities) + len(b.Services) + len(b.Vehicles) + len(b.Standards)
}
