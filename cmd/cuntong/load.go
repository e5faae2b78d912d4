package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/ingest"
	"cuntong/geo"
	"cuntong/planner/study"
)

// LoadCmd loads files into a store.
type LoadCmd struct {
	StoreFlag
	Files  []string          `arg:"" name:"file" help:"Files to load: .csv, .xlsx, .geojson; .json is one service standard."`
	Datum  string            `placeholder:"D" help:"Datum of the coordinates where the file does not say: wgs84, cgcs2000, gcj02 or bd09."`
	Map    map[string]string `placeholder:"column=field" help:"Read a column as this field."`
	Where  []string          `sep:"none" placeholder:"column=value" help:"Take only rows with this value; may be given several times."`
	Strict bool              `help:"Load nothing if any row is refused."`
	DryRun bool              `help:"Read and report, but change nothing."`
	OutputFlags
}

// Run implements the command.
func (c *LoadCmd) Run(ctx context.Context, p *program) (err error) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(loadMemoryBytes))
	stored := false
	if !exists(c.Store) && !isURL(c.Store) {
		defer func() { // a store made for a load that stored nothing goes away again
			if !stored {
				err = errors.Join(err, gpkg.Remove(c.Store))
			}
		}()
	}
	s, err := p.study(ctx, c.Store, createStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	options := ingest.Options{Map: c.Map}
	if c.Datum != "" {
		if options.Datum, err = geo.ParseDatum(c.Datum); err != nil {
			return invalid("--datum: %v", err)
		}
	}
	for _, text := range c.Where {
		column, value, _ := strings.Cut(text, "=")
		options.Where = append(options.Where, ingest.Condition{Column: column, Value: value})
	}
	progress, finish := p.rowProgress()
	options.Progress = progress
	report, loadErr := s.Load(ctx, study.LoadRequest{
		Files: c.Files, Options: options, Strict: c.Strict, DryRun: c.DryRun, Reason: strings.Join(c.Files, ", "),
	})
	finish()
	if report != nil {
		stored = report.Stored
		if err := p.emit(c.OutputFlags, report, func(w io.Writer) { printLoad(w, report, c.DryRun) }); err != nil {
			return err
		}
	}
	return loadErr
}

// loadMemoryBytes is what a load may hold before memory is collected more often than by default, which would
// hold a nation twice. It is a goal and no limit: a larger load takes what it needs, and longer. SQLite's 16 MB
// of cache and the program itself come on top.
const loadMemoryBytes = 370 << 20

func printLoad(w io.Writer, report *study.LoadReport, dryRun bool) {
	for _, file := range report.Files {
		fmt.Fprintf(w, "%s（%s）：%d 行，接受 %d，拒绝 %d，按条件跳过 %d，合计/注释行 %d；没有坐标 %d，按村名定位 %d\n", file.File, file.Kind,
			file.Rows, file.Accepted, file.Refused, file.Skipped, file.SubtotalRows, file.Unlocated, file.LocatedByName)
		if len(file.IgnoredColumns) > 0 {
			fmt.Fprintf(w, "  未使用的列：%s（可用 --map 列=字段 指定）\n", strings.Join(file.IgnoredColumns, "、"))
		}
	}
	for _, notice := range report.Notices {
		fmt.Fprintln(w, "  请留意："+notice.ZH)
	}
	for _, refusal := range report.Refused {
		fmt.Fprintln(w, "  拒绝："+refusal.Sentence())
	}
	switch {
	case report.Stored:
		fmt.Fprintf(w, "已存：新增 %d，更新 %d，未变 %d\n", report.Inserted, report.Updated, report.Same)
	case dryRun:
		fmt.Fprintln(w, "试读：没有改动任何数据")
	}
}

// batchSize counts the rows of a batch for messages.
func batchSize(b data.Batch) int {
	return len(b.Areas) + len(b.Settlements) + len(b.Facilities) + len(b.Services) + len(b.Vehicles)
}
