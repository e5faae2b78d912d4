package api

import (
	"context"
	"encoding/json"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/maypok86/otter/v2"
)

// AuditAnswer is an audit with its first sentence.
type AuditAnswer struct {
	report.Audit
	Sentence report.Sentence `json:"sentence" doc:"The audit in one sentence"`
}

// auditKey names an audit: the same key always gives the same figures.
type auditKey struct {
	revision                        int64
	standard, area, travel, profile string
	date                            data.Date
	changes                         string // of the scenario, as JSON; empty: none
}

type auditInput struct {
	Standard string `query:"standard" maxLength:"100" doc:"ID of a standard; absent: default_standard of /api/v1/info"`
	Area     string `query:"area" maxLength:"12" doc:"Code of the area to audit; absent: everything in the store"`
	Travel   string `query:"travel" enum:"straight,road" default:"straight" doc:"How travel is measured: straight line times the standard's detour factor, or on the store's road network"`
	Profile  string `query:"profile" maxLength:"100" doc:"ID of the speed profile of travel on roads, such as plain-van, the default"`
	Scenario string `query:"scenario" maxLength:"200" doc:"ID of a saved scenario whose changes are made on the baseline; its other fields are not used"`
	Date     string `query:"date" format:"date" doc:"Day on which service records are judged, and by road the seasonal closures too, YYYY-MM-DD; absent: records today, and no closure is in force"`
}

func (s *server) registerAudits(o *operations) {
	register(o, get("audit", "/api/v1/audits", "audits", "Who is near a facility and who is served",
		"站点可达率 by the standard, in all, by area, kind and operator; 建制村服务覆盖率 by service records; the lists of settlements that are not covered. Kept in memory for each revision of the store."),
		[]int{400, 404}, s.getAudit)
	register(o, get("auditReach", "/api/v1/audits/reach", "audits", "Every audited settlement's class and nearest facility",
		"The audit's own figures for one settlement each, ordered by code."), []int{400, 404}, s.getReach)
	register(o, asCSV(get("auditGaps", "/api/v1/audits/gaps.csv", "audits", "The audit's gap list as a table",
		"Uncovered, then unreachable, then unlocated settlements, worst first.")),
		[]int{400, 404}, s.getGaps)
}

func (s *server) getAudit(ctx context.Context, in *auditInput) (*answer[AuditAnswer], error) {
	audit, err := s.audit(ctx, in)
	if err != nil {
		return nil, err
	}
	return &answer[AuditAnswer]{AuditAnswer{*audit, report.AuditSentence(audit)}}, nil
}

// ReachList is what an audit found for every settlement.
type ReachList struct {
	Items []report.Reach `json:"items"`
}

func (s *server) getReach(ctx context.Context, in *auditInput) (*answer[ReachList], error) {
	audit, err := s.audit(ctx, in)
	if err != nil {
		return nil, err
	}
	return &answer[ReachList]{ReachList{listed(audit.Reached)}}, nil
}

// audit returns the audit from memory, or makes it once for all who ask at the same time.
func (s *server) audit(ctx context.Context, in *auditInput) (*report.Audit, error) {
	key := auditKey{standard: in.Standard, travel: in.Travel, profile: in.Profile, date: data.Date(in.Date)}
	var err error
	if key.standard, err = s.usualStandard(ctx, key.standard); err != nil {
		return nil, err
	}
	if _, err := s.Study.Standard(ctx, key.standard); err != nil {
		return nil, err
	}
	if key.area, err = s.area(ctx, "area", in.Area); err != nil {
		return nil, err
	}
	if key.date == "" {
		key.date = data.Date(s.Study.Now().Format(time.DateOnly))
	} else if _, err := data.ParseDate(in.Date); err != nil {
		return nil, invalidQuery("date", in.Date, "expected a calendar day written YYYY-MM-DD")
	}
	changes, err := s.changes(ctx, in.Scenario)
	if err != nil {
		return nil, err
	}
	key.changes = changes.On(data.Date(in.Date)).Key()
	stamp, err := s.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	key.revision = stamp.Revision
	return s.audits.Get(ctx, key, otter.LoaderFunc[auditKey, *report.Audit](s.makeAudit))
}

// makeAudit does the work. Others may wait for it, so whoever asked first does not take it away when leaving.
func (s *server) makeAudit(ctx context.Context, key auditKey) (*report.Audit, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.AuditTime)
	defer cancel()
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	request := study.AuditRequest{Area: key.area, Standard: key.standard, Travel: key.travel, Profile: key.profile, Date: key.date}
	if key.changes != "" {
		if err := json.Unmarshal([]byte(key.changes), &request.Changes); err != nil {
			return nil, err
		}
	}
	audit, err := s.Study.Audit(ctx, request)
	if err != nil {
		return nil, err
	}
	return withLists(audit), nil
}

// withLists makes every list of an audit encode as a list.
func withLists(a *report.Audit) *report.Audit {
	a.ByKind, a.ByArea, a.ByOperator = listed(a.ByKind), listed(a.ByArea), listed(a.ByOperator)
	a.Uncovered, a.Unreachable, a.Unlocated = listed(a.Uncovered), listed(a.Unreachable), listed(a.Unlocated)
	return a
}
