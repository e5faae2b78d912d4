package study

import (
	"errors"
	"testing"

	"cuntong/data"
)

// accepted plans of the county with 40 villages: one of few points, and one that opens a point by a change and closes another.
func TestABoardNamesAcceptedPlansFirstAndWhatTheirChangesCover(t *testing.T) {
	s := boardCounty(t)
	few := int64(2)
	small, err := s.Plan(t.Context(), PlanRequest{Name: "两个点", Area: "370522", Model: "mclp", P: &few})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Plan(t.Context(), PlanRequest{Name: "全覆盖", Area: "370522", Model: "lscp"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveScenario(t.Context(), data.Scenario{ID: "two", Name: "两个点", Area: "370522", Model: "mclp", P: &few}); err != nil {
		t.Fatal(err)
	}
	accept := func(id, plan string) {
		t.Helper()
		scenario, err := s.Store.Scenario(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AcceptPlan(t.Context(), scenario, Acceptance{Plan: plan}, data.ChangeNote{Actor: "王五", At: s.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	accept("two", small.ID)
	board, err := s.Board(t.Context(), BoardRequest{Area: "370522"})
	if err != nil {
		t.Fatal(err)
	}
	if board.Plans[0].ID != small.ID || !board.Plans[0].Accepted || board.Plans[1].Accepted {
		t.Fatalf("plans %+v, want the accepted one first", board.Plans)
	}
	var gap string
	fixed := 0
	for _, one := range board.Gaps {
		if one.Fix != nil && one.Fix.Accepted {
			if fixed++; one.Fix.Plan != small.ID {
				t.Errorf("%s is mended by %s", one.Code, one.Fix.Plan)
			}
		}
		if gap == "" && one.Location != nil && (one.Fix == nil || !one.Fix.Accepted) {
			gap = one.Code
		}
	}
	if fixed != board.Plans[0].Covers || fixed == 0 || gap == "" {
		t.Fatalf("%d gaps are mended by the accepted plan, which covers %d", fixed, board.Plans[0].Covers)
	}

	// A scenario whose changes open the candidate of a gap: told of only once its plan is accepted.
	changes := &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.AddFacility, Facility: "c" + gap}}}
	none := int64(0)
	if _, err := s.SaveScenario(t.Context(), data.Scenario{ID: "open", Name: "开一个", Area: "370522", Model: "mclp", P: &none, Changes: changes}); err != nil {
		t.Fatal(err)
	}
	opened, err := s.Plan(t.Context(), PlanRequest{Scenario: "open", Name: "开一个", Area: "370522", Model: "mclp", P: &none, Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	accept("open", opened.ID)
	if board, err = s.Board(t.Context(), BoardRequest{Area: "370522"}); err != nil {
		t.Fatal(err)
	}
	told := false
	for _, one := range board.Gaps {
		told = told || one.Code == gap && one.Fix != nil && one.Fix.Plan == opened.ID && one.Fix.Accepted && one.Fix.Site == "c"+gap && *one.Fix.Meters == 0
	}
	if !told {
		t.Errorf("nobody says that the accepted scenario opens a point in %s: %+v", gap, board.Plans)
	}

	// The scenario asks for one point more: its accepted plan answers another question, and says so wherever it stands.
	scenario, err := s.Store.Scenario(t.Context(), "two")
	if err != nil {
		t.Fatal(err)
	}
	more := few + 1
	scenario.P = &more
	if _, err := s.SaveScenario(t.Context(), scenario); err != nil {
		t.Fatal(err)
	}
	if board, err = s.Board(t.Context(), BoardRequest{Area: "370522"}); err != nil {
		t.Fatal(err)
	}
	for _, one := range board.Plans {
		if one.Stale != (one.ID == small.ID) {
			t.Errorf("%s stale %t", one.Name, one.Stale)
		}
	}
	_, input, err := s.planBoard(t.Context(), small.ID)
	if err != nil || input.Accepted == nil || input.Accepted.OtherQuestion != "p" {
		t.Errorf("the paper: %+v, %v", input, err)
	}
}

func TestAPlanWithoutAnAnswerIsNotAccepted(t *testing.T) {
	s := boardCounty(t)
	all := int64(1)
	plan, err := s.Plan(t.Context(), PlanRequest{Area: "370522", Model: "mclp", P: &all, Rules: &data.Rules{FloorPermil: ref(int64(1000))}})
	if err != nil || plan.Objective != nil {
		t.Fatalf("expected a plan without an answer, got %v %v %v", plan.Status, plan.Objective, err)
	}
	scenario, err := s.SaveScenario(t.Context(), data.Scenario{ID: "x", Name: "一", Area: "370522", Model: "mclp", P: &all})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AcceptPlan(t.Context(), scenario, Acceptance{Plan: plan.ID, Knowing: true}, data.ChangeNote{At: s.Now()}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
	if _, err := s.AcceptPlan(t.Context(), scenario, Acceptance{Plan: "none"}, data.ChangeNote{At: s.Now()}); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if kept, err := s.Store.Scenario(t.Context(), "x"); err != nil || kept.AcceptedPlan != "" {
		t.Errorf("it was accepted all the same: %+v, %v", kept, err)
	}
}
