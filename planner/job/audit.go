package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"cuntong/data"
	"cuntong/planner/study"
)

// AuditParameters are the parameters of an audit; its result is the audit as the API gives it.
type AuditParameters struct {
	Area     string `json:"area,omitempty"`
	Standard string `json:"standard,omitempty"`
	Travel   string `json:"travel,omitempty"`
	Profile  string `json:"profile,omitempty"`
	Date     string `json:"date,omitempty"`
	Travels  string `json:"travels,omitempty"` // day of travel, by which seasonal closures are judged: the date, if one was asked for
}

func prepareAudit(ctx context.Context, s *study.Study, text json.RawMessage) (json.RawMessage, error) {
	var p AuditParameters
	if err := decode(text, &p); err != nil {
		return nil, err
	}
	if err := checkPlace(ctx, s, &p.Area, &p.Standard); err != nil {
		return nil, err
	}
	if p.Travels == "" {
		p.Travels = p.Date
	}
	if p.Date == "" {
		p.Date = s.Now().Format(time.DateOnly)
	}
	if _, err := data.ParseDate(p.Date); err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	return json.Marshal(p)
}

func workAudit(ctx context.Context, t *Task) (data.JobOutcome, error) {
	var p AuditParameters
	if err := decode(t.Job.Parameters, &p); err != nil {
		return data.JobOutcome{}, err
	}
	t.Progress(data.JobProgress{Step: 1, Steps: 1, Name: "audit"})
	audit, err := t.Study.Audit(ctx, study.AuditRequest{Area: p.Area, Standard: p.Standard, Travel: p.Travel, Profile: p.Profile, Date: data.Date(p.Date), Changes: (*data.ChangeSet)(nil).On(data.Date(p.Travels))})
	if err != nil {
		return data.JobOutcome{}, err
	}
	result, err := json.Marshal(audit)
	return data.JobOutcome{Result: result}, err
}
