package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestTheCommandsOfTheReadmesRun runs every line of the shell blocks of both front pages in a folder that
// holds the files they name.
func TestTheCommandsOfTheReadmesRun(t *testing.T) {
	for readme, names := range map[string][3]string{
		"README.md":       {"villages.csv", "facilities.xlsx", "outlines.geojson"},
		"README.zh-CN.md": {"村庄.csv", "网点.xlsx", "边界.geojson"},
	} {
		t.Run(readme, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "..", readme))
			if err != nil {
				t.Fatal(err)
			}
			commands := shellLines(string(text))
			if len(commands) < 6 {
				t.Fatalf("only %d commands found in %s", len(commands), readme)
			}
			t.Chdir(t.TempDir())
			writeCounty(t, names)
			for _, command := range commands {
				runLine(t, command)
			}
		})
	}
}

// shellLines returns the lines of ```sh blocks that call the program, without comments.
func shellLines(text string) []string {
	var lines []string
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```sh"
		case inside && strings.HasPrefix(line, "bin/cuntong "):
			command, _, _ := strings.Cut(line, " #")
			lines = append(lines, strings.TrimSpace(command))
		}
	}
	return lines
}

func runLine(t *testing.T, line string) {
	t.Helper()
	args := strings.Fields(line)[1:]
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out, errs lockedBuffer
	if args[0] == "serve" { // would serve for ever: it is stopped once it has said where
		args = append(args, "--addr", "127.0.0.1:0")
		go func() {
			for ctx.Err() == nil && !strings.Contains(errs.String(), "http://") {
				time.Sleep(20 * time.Millisecond)
			}
			cancel()
		}()
	}
	p := &program{stdout: &out, stderr: &errs, now: time.Now, version: "test"}
	if status := p.run(ctx, args); status != exitDone {
		t.Errorf("%s: status %d: %s%s", line, status, out.String(), errs.String())
	}
}

// writeCounty writes a small county: forty villages with population, two outlets, candidates with costs, an outline.
func writeCounty(t *testing.T, names [3]string) {
	t.Helper()
	var villages strings.Builder
	villages.WriteString("统计用区划代码,乡镇,行政村,经度,纬度,人口,日均派件量,日均揽收量\n")
	book := excelize.NewFile()
	rows := [][]any{{"利津县农村网点台账"}, {"网点编码", "站点名称", "乡镇", "行政村", "经度", "纬度", "运营主体", "级别", "状态", "功能", "投资（万元）"}}
	for i := range 40 {
		lon, lat := 118.1+float64(i%8)*0.02, 37.45+float64(i/8)*0.02
		fmt.Fprintf(&villages, "370522101%03d,北宋镇,%d号村,%.5f,%.5f,%d,%d,%d\n", 200+i, i, lon, lat, 300+10*i, 40+i, 5)
		rows = append(rows, []any{fmt.Sprintf("C%02d", i), fmt.Sprintf("%d号村便民点", i), "北宋镇", fmt.Sprintf("%d号村", i), lon, lat, "", "村级", "备选", "取件", 3})
	}
	rows = append(rows, []any{"F1", "北宋镇邮政所", "北宋镇", "", 118.1, 37.45, "邮政", "乡镇", "运营", "取件、寄件", ""}, []any{"合计", 41})
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	outline, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": []any{map[string]any{
		"type": "Feature", "properties": map[string]any{"code": "370522", "name": "利津县"},
		"geometry": map[string]any{"type": "Polygon", "coordinates": [][][]float64{{{118, 37.3}, {118.6, 37.3}, {118.6, 38}, {118, 38}, {118, 37.3}}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{names[0]: villages.String(), names[2]: string(outline)} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SaveAs(names[1]); err != nil {
		t.Fatal(err)
	}
}
