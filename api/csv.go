package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/planner/report"
)

// csvAnswer is a table to download.
type csvAnswer struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	Disposition string `header:"Content-Disposition" doc:"attachment with a file name"`
	Body        []byte
}

// byteOrderMark makes spreadsheet programs read the file as UTF-8.
const byteOrderMark = "\ufeff"

// table writes rows under a header. A cell that a spreadsheet would run as a formula gets an apostrophe in
// front: names come from files that anybody may have written.
func table(name string, rows [][]string) (*csvAnswer, error) {
	var text bytes.Buffer
	text.WriteString(byteOrderMark)
	writer := csv.NewWriter(&text)
	writer.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = report.Harmless(cell)
		}
		if err := writer.Write(safe); err != nil {
			return nil, fmt.Errorf("write table: %w", err)
		}
	}
	writer.Flush()
	if err := writer.Error(); err != nil {
		return nil, fmt.Errorf("write table: %w", err)
	}
	return &csvAnswer{"text/csv; charset=utf-8", disposition(name), text.Bytes()}, nil
}

// disposition names the file in plain letters and, for those who can, in full.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\/;%`, r) {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain, url.PathEscape(name))
}

func (s *server) getGaps(ctx context.Context, in *auditInput) (*csvAnswer, error) {
	audit, err := s.audit(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"类别", "代码", "名称", "类型", "县区代码", "县区", "乡镇代码", "乡镇", "人口", "最近网点编号", "最近网点", "距离（米）", "时间（秒）", "原因"}}
	for _, class := range []struct {
		name string
		gaps []report.Gap
	}{{"未覆盖", audit.Uncovered}, {"不可达", audit.Unreachable}, {"无坐标", audit.Unlocated}} {
		for _, gap := range class.gaps {
			rows = append(rows, []string{
				class.name, gap.Code, gap.Name, kindZH(gap.Kind), gap.County, gap.CountyName, gap.Town, gap.TownName,
				number(gap.Population), gap.Nearest, gap.NearestName, number(gap.DistanceMeters), number(gap.DurationSeconds), reasonZH(gap.Reason),
			})
		}
	}
	return table(fmt.Sprintf("gaps-%s-%s.csv", strings.Join(slices.DeleteFunc([]string{audit.Area, audit.Standard}, func(part string) bool { return part == "" }), "-"), audit.Date), rows)
}

// number writes a figure; unknown is an empty cell.
func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func kindZH(kind data.SettlementKind) string {
	switch kind {
	case data.KindVillage:
		return "村委会"
	case data.KindResidents:
		return "居委会"
	case data.KindPseudo:
		return "类似单位"
	}
	return string(kind)
}

func reasonZH(reason string) string {
	switch reason {
	case "beyond_limit":
		return "超出标准"
	case "no_facility":
		return "没有符合条件的网点"
	case "unreachable":
		return "没有道路可达"
	case "unlinked":
		return "附近没有道路"
	case "unlocated":
		return "没有坐标"
	}
	return reason
}
