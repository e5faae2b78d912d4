package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
)

const (
	townA = "370502100000"
	townB = "370522100000"
)

// boardSubjects are five villages: one near, one far, one that nothing reaches, one without a position, one far in the other town
// whose population nobody counted.
func boardSubjects() []Subject {
	lost, cut := village("000000000003", townA, people(40)), village("000000000004", townA, people(30))
	lost.Location = nil
	subjects := []Subject{near(village("000000000001", townA, people(10)), 1500), near(village("000000000002", townA, people(20)), 2500), {Settlement: cut, Facilities: true},
		{Settlement: lost, Facilities: true}, near(village("000000000005", townB, nil), 9000)}
	for i := range subjects {
		if at := subjects[i].Settlement.Location; at != nil {
			subjects[i].Settlement.Location = &orb.Point{118 + 0.1*float64(i), 37.1}
		}
	}
	return subjects
}

func boardInput() BoardInput {
	subjects := boardSubjects()
	in := BoardInput{
		Audit: Build(Input{Standard: testStandard(), Areas: testAreas(), Area: "370500", AreaName: "市", Date: "2026-11-26", Facilities: 1, Subjects: subjects}),
		Area:  data.Area{Code: "370500", Tier: data.TierCity}, Areas: testAreas(),
		Services: []data.Service{
			{ID: "1", Settlement: "000000000002", Operator: data.Postal, Mode: data.AtDoor},
			{ID: "2", Settlement: "000000000002", Operator: data.Express, Mode: data.AtPoint, ValidTo: "2025-01-01"},
		},
	}
	for _, s := range subjects {
		in.Settlements = append(in.Settlements, s.Settlement)
	}
	for _, operator := range data.Operators() {
		in.ByOperator = append(in.ByOperator, OperatorReach{operator, 1, subjects})
	}
	return in
}

// planOf covers the given villages and no others of what the audit finds uncovered.
func planOf(id string, in BoardInput, stale bool, covers ...string) PlanInput {
	after := *in.Audit
	after.Uncovered = nil
	plan := data.Plan{ID: id, Scenario: data.Scenario{Name: "方案" + id}, Objective: people(1), CreatedAt: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	for _, gap := range in.Audit.Uncovered {
		if !strings.Contains(strings.Join(covers, " "), gap.Code) {
			after.Uncovered = append(after.Uncovered, gap)
			continue
		}
		plan.Opened = append(plan.Opened, data.PlanSite{Site: "C-" + gap.Code, Name: "新点" + gap.Code, Town: gap.Town, Location: orb.Point{118.1, 37.1}, OpeningCostYuan: people(12345), NewlyCovered: 1})
		plan.Assignments = append(plan.Assignments, data.Assignment{Settlement: gap.Code, Site: "C-" + gap.Code, Meters: 300})
	}
	return PlanInput{Plan: plan, Stale: stale, Before: in.Audit, After: &after}
}

func TestABoardSaysEveryClassAndCountsNoneAsAnother(t *testing.T) {
	board := BuildBoard(boardInput())
	want := "市 5 个建制村，1 个 2 公里内可到服务点（20.0%），3 个空白村（其中 1 个无路可达）；另有 1 个没有坐标、无法判断；1 个人口未知。"
	if board.Sentence.ZH != want {
		t.Errorf("got  %s\nwant %s", board.Sentence.ZH, want)
	}
	if board.GapShare == nil || *board.GapShare != 0.75 {
		t.Errorf("gap share %v, want 3 of 4 located", board.GapShare)
	}
	if share := board.Towns[1].GapPeopleShare; share != nil {
		t.Errorf("a town of unknown population has a share of people: %v", *share)
	}
	if classes := fmt.Sprint(board.Gaps[0].Class, board.Gaps[1].Class, board.Gaps[2].Class, board.Gaps[3].Class); classes != fmt.Sprint(Unreachable, Uncovered, Uncovered, Unlocated) {
		t.Errorf("gaps come as %s", classes)
	}
}

func TestATownWithoutALocatedSettlementHasNoShare(t *testing.T) {
	lost := village("1", townA, nil)
	lost.Location = nil
	board := BuildBoard(BoardInput{Audit: Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: []Subject{{Settlement: lost, Facilities: true}}}), Areas: testAreas()})
	if town := board.Towns[0]; town.GapShare != nil || GapClass(town.GapShare) != -1 {
		t.Errorf("got share %v, want none", *town.GapShare)
	}
}

func TestWhatIsMissingIsToldFromWhatNobodyWroteDown(t *testing.T) {
	board := BuildBoard(boardInput())
	for _, gap := range board.Gaps {
		if gap.Code != "000000000002" {
			continue
		}
		if got := gap.Missing().ZH; got != "缺快递；未记录：供销社、电商" {
			t.Errorf("got %s", got)
		}
		if state := gap.Operators[0].State; state != StateServed {
			t.Errorf("the post serves at the door, but its state is %s", state)
		}
	}
}

func TestTheFirstPlanThatCoversAGapIsNamed(t *testing.T) {
	in := boardInput()
	in.Plans = []PlanInput{planOf("a", in, false, "000000000002"), planOf("b", in, true, "000000000002", "000000000005")}
	board := BuildBoard(in)
	fixes := map[string]string{}
	for _, gap := range board.Gaps {
		if gap.Fix != nil {
			fixes[gap.Code] = fmt.Sprint(gap.Fix.Plan, gap.Fix.Stale, gap.OtherFixes, gap.Fix.SiteName)
		}
	}
	if board.Planned != 2 || fixes["000000000002"] != "afalse1新点000000000002" && fixes["000000000002"] != fmt.Sprint("a", false, 1, "新点000000000002") || fixes["000000000005"] == "" || board.Plans[1].Covers != 2 {
		t.Errorf("planned %d, fixes %v, plans %+v", board.Planned, fixes, board.Plans)
	}
	in.Operator = data.Coop
	if board = BuildBoard(in); board.Planned != 0 {
		t.Errorf("places of no known operator are counted as the co-op's: %d", board.Planned)
	}
}

func TestClassesOfAShareAreFixedAndOpenAbove(t *testing.T) {
	for share, want := range map[float64]int{0: 0, 0.0499: 0, 0.05: 1, 0.15: 2, 0.2999: 2, 0.3: 3, 0.5: 4, 1: 4} {
		if got := GapClass(&share); got != want {
			t.Errorf("class of %v is %d, want %d", share, got, want)
		}
	}
}

func testPaper() *Paper {
	in := boardInput()
	plan := planOf("a", in, false, "000000000002")
	in.Plans = []PlanInput{plan}
	paper := &Paper{ID: "a", Board: BuildBoard(in), Plan: &plan, Version: "test", Language: Chinese, Grounds: BuildGrounds([]data.Area{
		{Code: "370500", Tier: data.TierCity, Outline: orb.MultiPolygon{{{{117.9, 37}, {118.6, 37}, {118.6, 37.2}, {117.9, 37.2}, {117.9, 37}}}}},
		{Code: townA, Name: "甲<镇>", Tier: data.TierTown, Parent: "370500"}, {Code: townB, Name: "乙镇", Tier: data.TierTown, Parent: "370500"},
	}, "370500", in.Settlements)}
	for _, s := range in.Settlements {
		if s.Location != nil {
			paper.Places = append(paper.Places, Place{*s.Location, Covered})
		}
	}
	return paper
}

// The page and the PDF show the HTML; so page, HTML, PDF and workbook say the same.
func TestHTMLAndWorkbookSayTheSame(t *testing.T) {
	for _, language := range []Language{Chinese, English} {
		paper := testPaper()
		paper.Language = language
		var page, file bytes.Buffer
		if err := paper.WriteHTML(&page); err != nil {
			t.Fatal(err)
		}
		if err := paper.WriteBook(&file); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		for _, table := range paper.Tables() {
			rows, err := book.GetRows(table.Name)
			if err != nil {
				t.Fatal(err)
			}
			for n, cells := range table.Rows {
				for k, cell := range cells {
					shown := ""
					if k < len(rows[n+1]) {
						shown = rows[n+1][k]
					}
					// Excel writes 100.0% where the paper writes 100%: the same figure.
					if same := strings.TrimSuffix(strings.Replace(shown, ".0%", "%", 1), "") == strings.Replace(cell.Text, ".0%", "%", 1); !same {
						t.Errorf("%s, row %d, column %s: the workbook shows %q, the paper %q", table.Name, n+1, table.Columns[k].Name, shown, cell.Text)
					}
					compared++
				}
			}
			for _, cells := range table.Rows {
				for _, cell := range cells {
					if text := strings.NewReplacer("<", "&lt;", "+", "&#43;", "'", "&#39;").Replace(cell.Text); !strings.Contains(page.String(), text) {
						t.Errorf("the page lacks %q", text)
					}
				}
			}
		}
		if compared < 60 {
			t.Errorf("only %d cells compared", compared)
		}
		if strings.Contains(page.String(), "甲<镇>") {
			t.Error("a name went into the drawing without escapes")
		}
	}
}

func TestAPaperSaysWhetherItsPlanWasAccepted(t *testing.T) {
	for _, c := range []struct {
		language Language
		accepted *Acceptance
		want     string
	}{
		{Chinese, nil, "本方案未采纳。"},
		{Chinese, &Acceptance{By: "王五", At: time.Date(2026, 11, 23, 1, 2, 0, 0, time.UTC)}, "本方案已采纳（王五，2026-11-23 09:02）。"},
		{English, &Acceptance{At: time.Date(2026, 11, 23, 1, 2, 0, 0, time.UTC), OtherQuestion: "p"}, "This plan was accepted (by whom is not on record, 2026-11-23 09:02). The scenario that accepted it asks another question now (p), which this plan does not answer (out of date)."},
		{English, &Acceptance{At: time.Date(2026, 11, 23, 1, 2, 0, 0, time.UTC)}, "This plan was accepted (by whom is not on record, 2026-11-23 09:02)."},
	} {
		paper := testPaper()
		paper.Language, paper.Plan.Accepted, paper.MadeAt = c.language, c.accepted, time.Date(2026, 11, 24, 8, 0, 0, 0, time.FixedZone("Beijing", 8*3600))
		var page, file bytes.Buffer
		if err := errors.Join(paper.WriteHTML(&page), paper.WriteBook(&file)); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		inBook := slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == c.want })
		if !strings.Contains(page.String(), c.want) || !inBook {
			t.Errorf("%q: on the page %t, in the workbook %t", c.want, strings.Contains(page.String(), c.want), inBook)
		}
	}
}

func TestAPaperThatIsTheSameIsWrittenTheSame(t *testing.T) {
	var first, second bytes.Buffer
	if err := testPaper().WriteHTML(&first); err != nil {
		t.Fatal(err)
	}
	if err := testPaper().WriteHTML(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two writings of one paper differ")
	}
}

// A browser forgives a bad drawing inside a page, and shows nothing of one that stands alone.
func TestTheMapIsWellFormed(t *testing.T) {
	for _, language := range []Language{Chinese, English} {
		paper := testPaper()
		paper.Language = language
		var drawing bytes.Buffer
		if err := paper.WriteMap(&drawing); err != nil {
			t.Fatal(err)
		}
		for decoder := xml.NewDecoder(&drawing); ; {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestNoCellOfAWorkbookIsAFormula(t *testing.T) {
	var file bytes.Buffer
	table := Table{Name: "t", Columns: []Column{{Name: "a"}}, Rows: [][]Cell{{word(`=HYPERLINK("http://example.org")`)}}}
	if err := WriteBook(&file, []Table{table}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	if formula, err := book.GetCellFormula("t", "A2"); err != nil || formula != "" {
		t.Errorf("formula %q, %v", formula, err)
	}
}

func TestShapesOfTownsFillTheAreaBetweenThem(t *testing.T) {
	grounds := testPaper().Grounds
	if len(grounds.Towns) != 2 || !grounds.Towns[0].Drawn {
		t.Fatalf("got %d shapes", len(grounds.Towns))
	}
	// The towns' villages lie on one line; the border stands half-way between the last of the one and the one of the other.
	for _, line := range grounds.Borders {
		for _, p := range line {
			if math.Abs(p.Lon()-118.3) > 1e-6 {
				t.Errorf("border at %v, want 118.3", p)
			}
		}
	}
	if len(grounds.Borders) == 0 {
		t.Error("no border between the towns")
	}
}

func TestWhatIsNearIsNotSaidToServe(t *testing.T) {
	states := func(all ...ServiceState) BoardGap {
		var gap BoardGap
		for k, state := range all {
			gap.Operators = append(gap.Operators, OperatorState{Operator: data.Operators()[k], State: state})
		}
		return gap
	}
	for want, gap := range map[string]BoardGap{
		"各家都有服务记录": states(StateServed, StateServed, StateServed, StateServed),
		"有服务记录：邮政、供销社、电商；站点在标准内：快递":   states(StateServed, StateWithin, StateServed, StateServed),
		"站点在标准内：邮政、快递、供销社、电商":         states(StateWithin, StateWithin, StateWithin, StateWithin),
		"缺邮政；未记录：快递；豁免：供销社；站点在标准内：电商": states(StateNone, StateUnknown, StateExempt, StateWithin),
		"豁免：邮政；有服务记录：快递、供销社、电商":       states(StateExempt, StateServed, StateServed, StateServed),
	} {
		if got := gap.Missing().ZH; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestAnExemptionIsARecord(t *testing.T) {
	in := boardInput()
	in.Services = append(in.Services,
		data.Service{ID: "3", Settlement: "000000000002", Operator: data.Coop, Mode: data.Exempt},
		data.Service{ID: "4", Settlement: "000000000002", Operator: data.Ecommerce, Mode: data.Exempt, ValidTo: "2025-01-01"})
	for _, gap := range BuildBoard(in).Gaps {
		if got := gap.Missing().ZH; gap.Code == "000000000002" && got != "缺快递；未记录：电商；豁免：供销社" {
			t.Errorf("got %s", got)
		}
	}
}

func TestPlansThatWereNotLookedAtAreToldOf(t *testing.T) {
	in := boardInput()
	in.NotLookedAt = 6
	board := BuildBoard(in)
	paper := &Paper{Board: board, Language: Chinese}
	if board.PlansNotLookedAt != 6 || board.Gaps[0].PlanWords(6).ZH != "未安排（另有 6 个方案没有查）" || !strings.Contains(paper.Summary(), "另有 6 个已保存的方案没有查") || !strings.Contains(fmt.Sprint(paper.Gaps().Rows), "另有 6 个方案没有查") {
		t.Errorf("%s; %v", paper.Summary(), paper.Gaps().Rows)
	}
}

func TestGapsAreComparedOnlyWhereAsManyWereJudged(t *testing.T) {
	in := boardInput()
	for unlocated, told := range map[int]bool{1: true, 3: false} {
		in.Past = []BoardPast{{Date: "2026-11-01", Plan: "p", Settlements: 5, CoveredSettlements: 1, GapSettlements: 1, Unlocated: unlocated}}
		if got := BuildBoard(in).Sentence.ZH; strings.Contains(got, "比 2026-11-01 多 2 个") != told || strings.Contains(got, "2026-11-01") != told {
			t.Errorf("%d without a position then: %s", unlocated, got)
		}
	}
}
