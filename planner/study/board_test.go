package study

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

// boardCounty is 40 villages with 8 points of four operators and a candidate in every village.
func boardCounty(t *testing.T) *Study {
	rng := rand.New(rand.NewPCG(23, 0))
	s := newStudy(t)
	var batch data.Batch
	for i := range 40 {
		one := settlement(i, int64(100+i), 118+rng.Float64()*0.2, 37.4+rng.Float64()*0.2)
		batch.Settlements = append(batch.Settlements, one)
		site := facility("c"+one.Code, data.Candidate, one.Location.Lon(), one.Location.Lat())
		if i%2 == 0 {
			site.Operators = []data.Operator{data.Coop}
		}
		site.Settlement = one.Code
		batch.Facilities = append(batch.Facilities, site)
	}
	batch.Settlements[7].Location = nil
	for i := range 8 {
		batch.Facilities = append(batch.Facilities, facility(string(rune('a'+i)), data.Active, 118+rng.Float64()*0.2, 37.4+rng.Float64()*0.2, data.Operators()[i%4]))
	}
	load(t, s, batch)
	return s
}

func TestABoardAgreesWithTheAuditAndWithThePlans(t *testing.T) {
	s := boardCounty(t)
	plan, err := s.Plan(t.Context(), PlanRequest{Name: "全覆盖", Area: "370522", Model: "lscp"})
	if err != nil {
		t.Fatal(err)
	}
	few := int64(2)
	if _, err := s.Plan(t.Context(), PlanRequest{Name: "两个点", Area: "370522", Model: "mclp", P: &few}); err != nil {
		t.Fatal(err)
	}
	board, err := s.Board(t.Context(), BoardRequest{Area: "370522"})
	if err != nil {
		t.Fatal(err)
	}
	audit, err := s.Audit(t.Context(), AuditRequest{Area: "370522"})
	if err != nil {
		t.Fatal(err)
	}
	if board.Counts != audit.Counts && board.Counts.CoveredSettlements != audit.CoveredSettlements || len(board.Gaps) != audit.Settlements-audit.CoveredSettlements {
		t.Errorf("board %+v, audit %+v, %d gaps", board.Counts, audit.Counts, len(board.Gaps))
	}
	for k, rate := range board.Operators {
		if want := audit.ByOperator[k]; rate.Operator != want.Operator || rate.CoveredSettlements != want.CoveredSettlements || rate.Facilities != want.Facilities {
			t.Errorf("operator %+v, the audit says %+v", rate, want)
		}
		sum := 0
		for _, town := range board.Towns {
			sum += town.Operators[k].CoveredSettlements
		}
		if sum != rate.CoveredSettlements {
			t.Errorf("%s: towns make %d, all is %d", rate.Operator, sum, rate.CoveredSettlements)
		}
	}
	// Recount of one gap from the plan's own assignments.
	opened := map[string]bool{}
	for _, site := range plan.Opened {
		opened[site.Site] = true
	}
	for _, gap := range board.Gaps {
		if gap.Class == report.Unlocated {
			if gap.Fix != nil {
				t.Errorf("%s has no position and yet a fix", gap.Code)
			}
			continue
		}
		at := slices.IndexFunc(plan.Assignments, func(a data.Assignment) bool { return a.Settlement == gap.Code })
		if gap.Fix == nil || at < 0 {
			t.Errorf("%s: fix %v, assignment %d; the first plan covers all that is located", gap.Code, gap.Fix, at)
			continue
		}
		if gap.Fix.Plan == plan.ID && (gap.Fix.Site != plan.Assignments[at].Site || !opened[gap.Fix.Site] || *gap.Fix.Meters > 2000) {
			t.Errorf("%s: fix %+v, the plan says %+v", gap.Code, gap.Fix, plan.Assignments[at])
		}
	}
	if far, err := s.Board(t.Context(), BoardRequest{Area: "370522", Within: "370523"}); err != nil || len(far.Plans) != 0 || far.Planned != 0 {
		t.Errorf("plans outside the area that bounds whoever asks are told of: %v, %v", far.Plans, err)
	}
	alone, err := s.Board(t.Context(), BoardRequest{Area: "370522", Operator: data.Coop})
	if err != nil {
		t.Fatal(err)
	}
	if alone.Counts.CoveredSettlements != audit.ByOperator[2].CoveredSettlements {
		t.Errorf("the co-op alone covers %d, the audit says %d", alone.Counts.CoveredSettlements, audit.ByOperator[2].CoveredSettlements)
	}
	for _, gap := range alone.Gaps {
		if gap.Fix != nil && !slices.Contains(gap.Responsible, data.Coop) {
			t.Errorf("%s is said to be the co-op's and its place is of %v", gap.Code, gap.Responsible)
		}
	}
}

// Whoever asks first, after a start or later, reads the same: of plans on the records as they are, of plans with changes, before they were
// accepted and after.
func TestABoardOfPlansReadAheadIsTheSame(t *testing.T) {
	s := boardCounty(t)
	for _, request := range []PlanRequest{
		{Name: "全覆盖", Area: "370522", Model: "lscp"},
		{Name: "两个点", Area: "370522", Model: "mclp", P: ref(int64(2))},
		{Name: "撤一个", Area: "370522", Model: "lscp", Changes: &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "a"}}}},
	} {
		if _, err := s.Plan(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	later := s.Now().Add(48 * time.Hour)
	s.Now = func() time.Time { return later }
	ahead := &Study{Store: s.Store, Now: s.Now, Version: s.Version}
	if err := ahead.ReadPlansAhead(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if len(ahead.plans.held) != 3 {
		t.Fatalf("%d plans were read ahead, want 3", len(ahead.plans.held))
	}
	told := func(of *Study, area string) string {
		board, err := of.Board(t.Context(), BoardRequest{Area: area})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(board)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, area := range []string{"370522", testTown} {
		first, again := told(ahead, area), told(ahead, area)
		fresh := told(&Study{Store: s.Store, Now: s.Now, Version: s.Version}, area)
		if first != fresh || again != fresh {
			t.Errorf("board of %s: after reading ahead\n%.300s\nread anew\n%.300s", area, first, fresh)
		}
		whole := s.wholeBoard(t, area)
		if fresh != whole {
			t.Errorf("board of %s from what is kept of plans\n%.300s\nfrom whole plans\n%.300s", area, fresh, whole)
		}
	}
}

// wholeBoard is a board from plans as they were saved.
func (s *Study) wholeBoard(t *testing.T, area string) string {
	t.Helper()
	audit, scene, err := s.audit(t.Context(), AuditRequest{Area: area}, reachAudit)
	if err != nil {
		t.Fatal(err)
	}
	in, _, err := s.plansFor(t.Context(), audit, scene, "", plansOnBoard)
	if err != nil {
		t.Fatal(err)
	}
	of := func(plans []report.PlanInput) *report.Board {
		board := report.BuildBoard(report.BoardInput{Audit: audit, Area: scene.area, Areas: scene.tree, Settlements: scene.settlements, Services: scene.services, Plans: plans, Past: past(plans, audit)})
		return board
	}
	var whole []report.PlanInput
	for _, one := range in {
		plan, err := s.planInput(t.Context(), one.Plan.ID, scene.revision)
		if err != nil {
			t.Fatal(err)
		}
		plan.Accepted = one.Accepted
		whole = append(whole, *plan)
	}
	board, err := s.Board(t.Context(), BoardRequest{Area: area})
	if err != nil {
		t.Fatal(err)
	}
	full := of(whole)
	board.Plans, board.Planned, board.History = full.Plans, full.Planned, full.History
	for i := range board.Gaps {
		operators := board.Gaps[i].Responsible
		board.Gaps[i].Fix, board.Gaps[i].OtherFixes = full.Gaps[i].Fix, full.Gaps[i].OtherFixes
		board.Gaps[i].Responsible = operators
	}
	text, err := json.Marshal(board)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHistoryIsOfOtherDaysOnly(t *testing.T) {
	s := boardCounty(t)
	if _, err := s.Plan(t.Context(), PlanRequest{Area: "370522", Model: "lscp"}); err != nil {
		t.Fatal(err)
	}
	board, err := s.Board(t.Context(), BoardRequest{Area: "370522"})
	if err != nil {
		t.Fatal(err)
	}
	if len(board.History) != 1 {
		t.Fatalf("plans of today make a history: %+v", board.History)
	}
	later := s.Now().Add(48 * time.Hour)
	s.Now = func() time.Time { return later }
	if board, err = s.Board(t.Context(), BoardRequest{Area: "370522"}); err != nil {
		t.Fatal(err)
	}
	if len(board.History) != 2 || board.History[0].Date != "2026-11-23" || !strings.Contains(board.Sentence.ZH, "与 2026-11-23 相同") {
		t.Errorf("history %+v, sentence %s", board.History, board.Sentence.ZH)
	}
}

func TestAPaperOfAPlanKeepsToThePlansOwnAudit(t *testing.T) {
	s := boardCounty(t)
	plan, err := s.Plan(t.Context(), PlanRequest{Area: "370522", Model: "lscp"})
	if err != nil {
		t.Fatal(err)
	}
	tell := func() string {
		paper, err := s.Paper(t.Context(), PaperRequest{Plan: plan.ID, Language: report.Chinese})
		if err != nil {
			t.Fatal(err)
		}
		if paper.Plan.Stale {
			for _, gap := range paper.Board.Gaps {
				if len(gap.Operators) > 0 {
					t.Error("what operators have is told of records that have changed since")
				}
			}
		}
		return paper.Summary()
	}
	before := tell()
	load(t, s, data.Batch{Facilities: []data.Facility{facility("new", data.Active, 118.1, 37.5, data.Postal)}})
	if after := tell(); after != before {
		t.Errorf("before the records changed: %s\nafter: %s", before, after)
	}
	paper, err := s.Paper(t.Context(), PaperRequest{Board: BoardRequest{Area: testTown}, Language: report.English})
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := paper.WriteHTML(&page); err != nil || !strings.Contains(page.String(), "audit of rural delivery coverage") {
		t.Errorf("paper of a town: %v, %.200s", err, page.String())
	}
}

func TestPlansAreRankedBeforeTheyAreCut(t *testing.T) {
	s := boardCounty(t)
	whole, err := s.Plan(t.Context(), PlanRequest{Name: "全县", Area: "370522", Model: "lscp"})
	if err != nil {
		t.Fatal(err)
	}
	for p := int64(1); p <= 2; p++ {
		now := s.Now().Add(time.Hour)
		s.Now = func() time.Time { return now }
		if _, err := s.Plan(t.Context(), PlanRequest{Area: testTown, Model: "mclp", P: &p}); err != nil {
			t.Fatal(err)
		}
	}
	audit, scene, err := s.audit(t.Context(), AuditRequest{Area: "370522"}, reachAudit)
	if err != nil {
		t.Fatal(err)
	}
	plans, left, err := s.plansFor(t.Context(), audit, scene, "", 1)
	if err != nil || len(plans) != 1 || plans[0].Plan.ID != whole.ID || left != 2 {
		t.Errorf("got %d plans and %d left, want the county's own, the oldest, and 2 left: %v", len(plans), left, err)
	}
}

func TestPlansOfAssumedStatesMendNothingToday(t *testing.T) {
	s := boardCounty(t)
	if _, err := s.Plan(t.Context(), PlanRequest{Area: "370522", Model: "lscp", Changes: &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "a"}}}}); err != nil {
		t.Fatal(err)
	}
	board, err := s.Board(t.Context(), BoardRequest{Area: "370522"})
	if err != nil || len(board.Plans) != 0 || board.Planned != 0 {
		t.Errorf("%d plans mend %d gaps: %v", len(board.Plans), board.Planned, err)
	}
}

func TestAuditsByOtherRulesAreNoHistory(t *testing.T) {
	rule := data.Standard{LimitMeters: ref(int64(2000)), Offers: []data.Offer{data.Pickup}, Kinds: []data.SettlementKind{data.KindVillage}}
	now := report.Audit{Area: "370522", Date: "2026-11-26", StandardRule: rule}
	for name, change := range map[string]func(*report.Audit){
		"":        func(*report.Audit) {},
		"limit":   func(a *report.Audit) { a.StandardRule.LimitMeters = ref(int64(5000)) },
		"offers":  func(a *report.Audit) { a.StandardRule.Offers = nil },
		"kinds":   func(a *report.Audit) { a.StandardRule.Kinds = nil },
		"detour":  func(a *report.Audit) { a.Travel.DetourFactor = 1.3 },
		"network": func(a *report.Audit) { a.Travel.Network = "other" },
	} {
		before := now
		before.Date = "2026-11-20"
		change(&before)
		lines := past([]report.PlanInput{{Plan: data.Plan{Scenario: data.Scenario{Area: "370522"}}, Before: &before}}, &now)
		if told := len(lines) == 1; told != (name == "") {
			t.Errorf("another %q: told %v", name, told)
		}
	}
}

func TestAPaperTravelsTheRoadsOfItsPlan(t *testing.T) {
	s := river(t)
	closed := &data.ChangeSet{Roads: []data.RoadChange{{Do: data.CloseRoad, Way: ref(bridgeWay(t, s))}}}
	plan, err := s.Plan(t.Context(), PlanRequest{Standard: "village-5km", Model: "lscp", Travel: ByRoad, Changes: closed})
	if err != nil {
		t.Fatal(err)
	}
	paper, err := s.Paper(t.Context(), PaperRequest{Plan: plan.ID, Language: report.Chinese})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(paper.Board.Gaps, func(g report.BoardGap) bool { return g.Name == "1村" })
	if at < 0 || len(paper.Board.Gaps[at].Operators) == 0 || paper.Board.Gaps[at].Operators[0].Meters != nil {
		t.Errorf("with the bridge closed the west bank reaches nobody: %+v", paper.Board.Gaps)
	}
}

func TestAMapOfAnOldAuditDrawsOnlyItsGaps(t *testing.T) {
	s := boardCounty(t)
	plan, err := s.Plan(t.Context(), PlanRequest{Area: "370522", Model: "lscp"})
	if err != nil {
		t.Fatal(err)
	}
	lost := settlement(7, 107, 118.1, 37.5) // the one that had no position
	load(t, s, data.Batch{Settlements: []data.Settlement{lost, settlement(90, 10, 118.05, 37.45)}})
	paper, err := s.Paper(t.Context(), PaperRequest{Plan: plan.ID, Language: report.Chinese})
	if err != nil {
		t.Fatal(err)
	}
	var drawing bytes.Buffer
	if err := paper.WriteMap(&drawing); err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, gap := range paper.Board.Gaps {
		if gap.Class != report.Unlocated {
			judged++
		}
	}
	triangles := strings.Count(drawing.String(), "l6 10.4h-12Z") - 1 // one is the legend's
	if !paper.Changed || len(paper.Places) != judged || triangles != judged || !strings.Contains(drawing.String(), "不画已覆盖的村") || !strings.Contains(strings.Join(paper.Method(), ""), "不画已覆盖的村") {
		t.Errorf("changed %v, %d places and %d triangles for %d gaps", paper.Changed, len(paper.Places), triangles, judged)
	}
	for _, place := range paper.Places {
		if place.Class == report.Covered {
			t.Error("a settlement is drawn as covered")
		}
	}
}
