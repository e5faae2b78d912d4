package api

import (
	"context"
	"errors"
	"fmt"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

type reportInput struct {
	ID string `path:"id" maxLength:"200" doc:"ID of a plan, or code of an area"`
	// The rest is of a report about an area; a plan brings its own.
	Standard string `query:"standard" maxLength:"100" doc:"Of a report about an area: ID of a standard; absent: default_standard of /api/v1/info"`
	Travel   string `query:"travel" enum:"straight,road" default:"straight" doc:"Of a report about an area: how travel is measured"`
	Operator string `query:"operator" enum:"postal,express,coop,ecommerce" doc:"Of a report about an area: only this operator's facilities count"`
	Date     string `query:"date" format:"date" doc:"Of a report about an area: day on which service records are judged; absent: today"`
	Lang     string `query:"lang" enum:"zh,en" default:"zh"`
}

func (s *server) registerReports(o *operations) {
	register(o, asFile(get("report", "/api/v1/reports/{id}/report.html", "reports", "A report to print, of a plan or an area",
		"One HTML file without scripts that needs nothing else: A4 with page numbers; map with legend, scale and source; towns, gaps, proposed sites with cost, method and limits. Of a plan it says what the plan's own audits say."), pageType, "HTML"), []int{400, 404}, s.getReport)
	register(o, asFile(get("reportBook", "/api/v1/reports/{id}/report.xlsx", "reports", "The same report as a workbook", "The same cells, one sheet a table."), bookType, "XLSX"), []int{400, 404}, s.getReportBook)
}

func (s *server) getReport(ctx context.Context, in *reportInput) (*fileAnswer, error) {
	paper, err := s.reportOf(ctx, in)
	if err != nil {
		return nil, err
	}
	return fileOf(pageType, inline("report-"+paper.ID+".html"), paper.WriteHTML)
}

func (s *server) getReportBook(ctx context.Context, in *reportInput) (*fileAnswer, error) {
	paper, err := s.reportOf(ctx, in)
	if err != nil {
		return nil, err
	}
	return fileOf(bookType, disposition("report-"+paper.ID+".xlsx"), paper.WriteBook)
}

// reportOf is the report about a plan of the ID, or else about the area of that code.
func (s *server) reportOf(ctx context.Context, in *reportInput) (*report.Paper, error) {
	request := study.PaperRequest{Language: report.Language(in.Lang)}
	plan, err := s.plan(ctx, in.ID)
	if err == nil {
		request.Plan = plan.ID
		return s.paper(ctx, request)
	}
	if p := (*Problem)(nil); !errors.As(err, &p) || p.Code != "not_found" {
		return nil, err
	}
	if _, err := data.AreaCode(in.ID); err != nil {
		return nil, problem(404, "not_found", fmt.Sprintf("neither a plan nor an area of the name %q is on record", shorten(in.ID))).with("kind", "plan").with("id", in.ID)
	}
	key, err := s.boardKey(ctx, &BoardQuery{Standard: in.Standard, Area: in.ID, Travel: in.Travel, Operator: in.Operator, Date: in.Date})
	if err != nil {
		return nil, err
	}
	request.Board = key.request()
	return s.paper(ctx, request)
}
