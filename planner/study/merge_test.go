package study

import (
	"errors"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
)

func mergeStudy(t *testing.T) *Study {
	t.Helper()
	s := newStudy(t)
	named := func(id, name string, lon float64, village int, operators ...data.Operator) data.Facility {
		f := facility(id, data.Active, lon, 37.5, operators...)
		f.Name, f.Settlement = name, settlement(village, 1, 0, 0).Code
		return f
	}
	universal := named("U1", "中心邮政所", 118.3, 3, data.Postal)
	universal.UniversalService = true
	second := named("U2", "邮政支局", 118.3001, 3, data.Coop)
	second.UniversalService = true
	load(t, s, data.Batch{
		Settlements: []data.Settlement{settlement(1, 100, 118.2, 37.5), settlement(2, 100, 118.25, 37.5), settlement(3, 100, 118.3, 37.5)},
		Facilities: []data.Facility{
			named("A1", "老张超市（邮政）", 118.2, 1, data.Postal), named("A2", "邮政 老张超市", 118.201, 1, data.Express), // the same name, 88 m apart
			named("B1", "1村邮政服务点", 118.21, 1, data.Postal), named("B2", "1村供销服务点", 118.22, 1, data.Coop), // nothing but the village in common
			named("C1", "甲店", 118.25, 2, data.Express), named("C2", "乙店", 118.2505, 2, data.Coop), // 44 m
			named("D1", "丙店", 118.26, 2, data.Express), named("D2", "丁店", 118.2601, 2, data.Express), // near, and one operator alone
			universal, second,
		},
	})
	return s
}

func TestPremisesAtOnePlaceAreProposedAndNothingElse(t *testing.T) {
	s := mergeStudy(t)
	list, err := s.MergeProposals(t.Context(), MergeRequest{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]report.MergeProposal{}
	for _, m := range list {
		got[m.ID] = m
	}
	if len(list) != 3 || got["A1"].From[0].Why != report.MergeName || got["C1"].From[0].Why != report.MergeNear || *got["C1"].From[0].Meters != 45 || !got["U1"].NeedsApproval {
		t.Errorf("proposed %+v", list)
	}
	if said := got["A1"].Sentence; !strings.Contains(said.ZH, "同名，相距 89 米") || !strings.Contains(said.EN, "same name, 89 m away") {
		t.Errorf("said %+v", said)
	}
	if facilities, err := s.Store.Facilities(t.Context(), data.Query{Status: []data.FacilityStatus{data.Active}}); err != nil || len(facilities) != 10 {
		t.Errorf("%d premises are active after the list, %v", len(facilities), err)
	}
}

func TestConfirmedProposalsBecomeMergesOfAScenario(t *testing.T) {
	s := mergeStudy(t)
	scenario, err := s.ConfirmMerges(t.Context(), ConfirmRequest{Scenario: "merged", IDs: []string{"A1"}})
	if err != nil {
		t.Fatal(err)
	}
	if scenario, err = s.ConfirmMerges(t.Context(), ConfirmRequest{Scenario: "merged", IDs: []string{"C1"}}); err != nil {
		t.Fatal(err)
	}
	if c := scenario.Changes.Facilities; scenario.Model != TierModel || scenario.Version != 2 || len(c) != 2 || c[0].Do != data.MergeFacility || c[0].Facility != "A2" || c[0].Into != "A1" || c[1].Into != "C1" {
		t.Errorf("scenario %+v", scenario)
	}
	left, err := s.MergeProposals(t.Context(), MergeRequest{Changes: scenario.Changes})
	if err != nil || len(left) != 1 || left[0].ID != "U1" {
		t.Errorf("left %+v, %v", left, err)
	}
	if _, err := s.ConfirmMerges(t.Context(), ConfirmRequest{Scenario: "merged", IDs: []string{"A1"}}); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("what is merged already was confirmed again: %v", err)
	}
	_, err = s.ConfirmMerges(t.Context(), ConfirmRequest{Scenario: "merged", IDs: []string{"U1"}})
	if !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), data.UniversalServiceRule) {
		t.Errorf("universal-service premises were merged without approval: %v", err)
	}
	if _, err := s.ConfirmMerges(t.Context(), ConfirmRequest{Scenario: "merged", IDs: []string{"U1"}, Approved: true}); err != nil {
		t.Errorf("with approval: %v", err)
	}
}
