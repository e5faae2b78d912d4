package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cuntong/data"
	"cuntong/data/export"
	"cuntong/data/sample"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// ExportCmd writes a report to print and to sign.
type ExportCmd struct {
	StoreFlag
	Plan            string `xor:"about" required:"" placeholder:"ID" help:"Report about a saved plan, by the audits that the plan keeps."`
	Area            string `xor:"about" required:"" placeholder:"CODE" help:"Report about an area, a town too, as its records stand."`
	Standard        string `placeholder:"ID" help:"With --area: service standard; default village-2km."`
	Travel          string `default:"" enum:"straight,road," placeholder:"WAY" help:"With --area: how travel is measured: straight (the default) or road."`
	Profile         string `placeholder:"ID" help:"With --area: speed profile of travel on roads."`
	Operator        string `default:"" enum:"postal,express,coop,ecommerce," placeholder:"WHO" help:"With --area: only this operator's facilities count."`
	Date            string `placeholder:"YYYY-MM-DD" help:"With --area: day on which service records are judged; default today."`
	Lang            string `default:"zh" enum:"zh,en" help:"Language of the report: zh or en."`
	MapReviewNumber string `placeholder:"TEXT" help:"Map review number (审图号) printed below the map."`
	Chromium        string `placeholder:"FILE" help:"Program that prints the PDF; default: the first Chromium, Chrome or Edge found."`
	Out             string `required:"" placeholder:"FILE" help:"Where to write: FILE.html, FILE.xlsx, or FILE.pdf, which needs a Chromium on this machine."`
}

// check validates what the declarations cannot say.
func (c *ExportCmd) check() error {
	if c.Plan != "" && (c.Standard != "" || c.Travel != "" || c.Profile != "" || c.Operator != "" || c.Date != "") {
		return fmt.Errorf("--standard, --travel, --profile, --operator and --date are for --area: a plan brings its own")
	}
	if c.Area != "" {
		if _, err := data.AreaCode(c.Area); err != nil {
			return fmt.Errorf("--area: %w", err)
		}
	}
	if c.Date != "" {
		if _, err := data.ParseDate(c.Date); err != nil {
			return fmt.Errorf("--date: %w", err)
		}
	}
	if c.Out == "" {
		return nil // another command is asked for
	}
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".html", ".xlsx", ".pdf":
		return nil
	}
	return fmt.Errorf("--out %s: expected a name that ends in .html, .xlsx or .pdf", c.Out)
}

// Run implements the command.
func (c *ExportCmd) Run(ctx context.Context, p *program) (err error) {
	var browser string
	if strings.EqualFold(filepath.Ext(c.Out), ".pdf") { // before any work is done
		if browser, err = findBrowser(c.Chromium); err != nil {
			return err
		}
	}
	s, err := p.study(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	paper, err := s.Paper(ctx, study.PaperRequest{
		Plan:     c.Plan,
		Board:    study.BoardRequest{Area: c.Area, Standard: c.Standard, Travel: c.Travel, Profile: c.Profile, Operator: data.Operator(c.Operator), Date: data.Date(c.Date)},
		Language: report.Language(c.Lang), Notice: report.Sentence{ZH: sample.NoticeZH, EN: sample.NoticeEN}, ReviewNumber: c.MapReviewNumber,
	})
	if err != nil {
		return err
	}
	write := paper.WriteHTML
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".xlsx":
		write = paper.WriteBook
	case ".pdf":
		write = func(w io.Writer) error { return printPDF(ctx, browser, paper, w) }
	}
	if err := export.WriteFile(c.Out, write); err != nil {
		return fmt.Errorf("write --out %s: %w", c.Out, err)
	}
	p.say("%s：%s", c.Out, paper.Summary())
	return nil
}

// printPDF lets a browser print the paper's HTML file, in a folder and with a profile of its own.
func printPDF(ctx context.Context, browser string, paper *report.Paper, w io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "cuntong-print-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	page, printed := filepath.Join(folder, "report.html"), filepath.Join(folder, "report.pdf")
	if err := export.WriteFile(page, paper.WriteHTML); err != nil {
		return err
	}
	if err := browserPrints(ctx, browser, page, printed, folder); err != nil {
		return err
	}
	file, err := os.Open(printed)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}
