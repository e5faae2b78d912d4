package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/ingest"
	"cuntong/geo"
	planreport "cuntong/planner/report"
	"cuntong/planner/study"
)

// LoadCmd loads files into a store.
type LoadCmd struct {
	StoreFlag
	Files   []string          `arg:"" name:"file" help:"Files to load: .csv, .xlsx, .geojson; .json is one service standard; .osm.pbf, .osm, .osm.gz, .osm.bz2, lines in .geojson and .gpkg are roads."`
	Datum   string            `placeholder:"D" help:"Datum of the coordinates where the file does not say: wgs84, cgcs2000, gcj02 or bd09."`
	Map     map[string]string `placeholder:"column=field" help:"Read a column as this field."`
	Where   []string          `sep:"none" placeholder:"column=value" help:"Take only rows with this value; may be given several times."`
	Network string            `default:"roads" placeholder:"ID" help:"Store the roads under this ID, in place of those it had; travel by road uses \"roads\"."`
	Strict  bool              `help:"Load nothing if any row is refused."`
	DryRun  bool              `help:"Read and report, but change nothing."`
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
		Files: c.Files, Network: c.Network, Options: options, Strict: c.Strict, DryRun: c.DryRun, Reason: strings.Join(c.Files, ", "),
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
	if report.Roads != nil {
		printRoads(w, report.Roads)
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

// maxPrintedReasons is how many refused roads are named on a terminal; --json has up to a hundred.
const maxPrintedReasons = 10

// printRoads says what a road file brought and how whole its network is.
func printRoads(w io.Writer, r *study.RoadsReport) {
	fmt.Fprintf(w, "%s（道路 → 路网 %s）：道路 %s 条，拒绝 %d 条；路段 %s，总长 %s 公里\n", r.File, r.Network,
		planreport.Thousands(int64(r.Ways)), r.Refused, planreport.Thousands(int64(r.Stretches)), planreport.Thousands((r.LengthMeters+500)/1000))
	if len(r.Columns) > 0 {
		fmt.Fprintf(w, "  坐标系 %s，读取的列：%s", r.Datum, strings.Join(columnsRead(r.Columns), "、"))
		if len(r.IgnoredColumns) > 0 {
			fmt.Fprintf(w, "；未使用的列：%s", strings.Join(r.IgnoredColumns, "、"))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "  按 %s（待核）：孤岛 %d 个（最大的 %s 公里），有进无出 %d 处，断头 %s 处，疑似未接 %d 处，重叠路口 %d 处；缺点 %d，空路 %d\n", r.Profile, r.Islands,
		planreport.Thousands((r.LargestMeters+500)/1000), r.Traps, planreport.Thousands(int64(r.DeadEnds)), r.NearMisses, r.Duplicates, r.MissingPoints, r.EmptyWays)
	if r.Settlements > 0 {
		fmt.Fprintf(w, "  有坐标的居民点 %d 个，其中 %d 个能接上路网（%s）\n", r.Settlements, r.Linked, planreport.Percent(r.Linked, r.Settlements))
	}
	for i, reason := range r.Reasons {
		if i == maxPrintedReasons {
			fmt.Fprintf(w, "  … 其余 %d 条见 --json\n", r.Refused-maxPrintedReasons)
			break
		}
		fmt.Fprintln(w, "  拒绝："+reason)
	}
}

// columnsRead lists columns with the field each was read as.
func columnsRead(columns map[string]string) []string {
	var list []string
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		list = append(list, column+"="+columns[column])
	}
	return list
}

// batchSize counts the rows of a batch for messages.
func batchSize(b data.Batch) int {
	return len(b.Areas) + len(b.Settlements) + len(b.Facilities) + len(b.Services) + len(b.Vehicles)
}
