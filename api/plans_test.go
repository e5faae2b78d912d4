package api

import (
	"encoding/json"
	"net/http"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
)

func TestAPlanComesWithItsAuditsAndGoesStaleWhenRecordsChange(t *testing.T) {
	s := tinyStudy(t)
	id := tinyPlan(t, s, countyCode)
	server := serve(t, Options{Study: s})
	got := decode[struct {
		PlanHead
		Opened        SiteCollection
		Sentence      report.Sentence
		Before, After *report.Audit
	}](t, ask(t, server, http.MethodGet, "/api/v1/plans/"+id, ""))
	if got.ID != id || got.Stale || !got.Verified || len(got.Opened.Features) != 1 || got.Sentence.ZH == "" || got.Sentence.EN == "" {
		t.Errorf("got plan %+v", got.PlanHead)
	}
	if got.Before == nil || got.After == nil || got.After.CoveredSettlements <= got.Before.CoveredSettlements {
		t.Errorf("got before %v and after %v, want more covered after", got.Before, got.After)
	}
	site := got.Opened.Features[0]
	if site.Geometry == nil || site.Properties.TownName == nil || *site.Properties.TownName != "盐窝镇" {
		t.Errorf("got site %+v, want it at a place in 盐窝镇", site.Properties)
	}
	if rows := rowsOf(t, ask(t, server, http.MethodGet, "/api/v1/plans/"+id+"/sites.csv", "")); len(rows) != 2 || rows[1][0] != site.Properties.Site || rows[1][3] != "盐窝镇" {
		t.Errorf("got table %v, want one row for %s", rows, site.Properties.Site)
	}
	batch := tinyCounty()
	batch.Settlements[1].Name = "远村新名"
	if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: batch.Settlements[1:2]}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	if head := decode[PlanHead](t, ask(t, server, http.MethodGet, "/api/v1/plans/"+id, "")); !head.Stale {
		t.Error("the records changed and the plan is not stale")
	}
	if list := decode[PlanList](t, ask(t, server, http.MethodGet, "/api/v1/plans", "")); len(list.Items) != 1 || !list.Items[0].Stale {
		t.Errorf("got list %+v, want the one stale plan", list.Items)
	}
}

func TestAnAuditSaysTheSameAsTheStudyInOneObjectWithItsSentence(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s})
	got := decode[AuditAnswer](t, ask(t, server, http.MethodGet, "/api/v1/audits?area=370522000000", ""))
	if got.Settlements != 4 || got.CoveredSettlements != 1 || got.UncoveredSettlements != 2 || got.UnlocatedSettlements != 1 || got.UnreachableSettlements != 0 {
		t.Errorf("got counts %+v, want 4 = 1 + 2 + 0 + 1", got.Counts)
	}
	if got.Area != countyCode || got.Standard != data.DefaultStandard || got.Date != "2026-11-23" || got.Sentence.ZH == "" {
		t.Errorf("got area %s, standard %s, date %s, sentence %+v", got.Area, got.Standard, got.Date, got.Sentence)
	}
	if got.Service.Villages != 4 || got.Service.Served != 1 || got.Service.NoRecord != 2 {
		t.Errorf("got service %+v", got.Service)
	}
}

func TestListsOfAnAuditAreNeverNull(t *testing.T) {
	text, err := json.Marshal(withLists(&report.Audit{}))
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"by_kind", "by_area", "by_operator", "uncovered", "unreachable", "unlocated"} {
		if string(raw[list]) != "[]" {
			t.Errorf("%s is %s, want []", list, raw[list])
		}
	}
}

func TestATierPlanIsMadeByAJobAndComesWithItsNetwork(t *testing.T) {
	s := tinyStudy(t)
	tinyTiers(t, s)
	server := serve(t, Options{Study: s, Jobs: tinyRunner(t, s)})
	head := postJob(t, server, `{"kind":"plan","parameters":{"model":"tier","area":"370522","name":"三级","rules":{"tier":{"separate":true}}}}`)
	last := follow(t, server, head.ID, func(string, JobHead) {})
	if last.State != data.JobDone {
		t.Fatalf("the job came to %+v", last)
	}
	done := decode[Job](t, ask(t, server, http.MethodGet, "/api/v1/jobs/"+head.ID, ""))
	if done.PlanID == nil {
		t.Fatalf("the job has no plan: %+v", done)
	}
	got := decode[struct {
		PlanHead
		Assignments []data.Assignment
		Network     *report.NetworkStudy
		Sentence    report.Sentence
	}](t, ask(t, server, http.MethodGet, "/api/v1/plans/"+*done.PlanID, ""))
	n := got.Network
	if n == nil || got.Scenario.Model != "tier" || got.Objective == nil || n.Joint.ObjectiveYuan == nil || *got.Objective != int64(100**n.Joint.ObjectiveYuan+0.5) {
		t.Fatalf("got %+v with network %+v", got.PlanHead, n)
	}
	if len(got.Assignments) != n.Joint.Served || got.Assignments[0].Hub != "hub-1" || len(n.Separate) != 4 || len(n.Joint.Actions) == 0 || got.Sentence != n.Sentence {
		t.Errorf("got assignments %+v, separate %d, actions %d, sentence %+v", got.Assignments, len(n.Separate), len(n.Joint.Actions), got.Sentence)
	}
	why := decode[struct{ Village *report.Sentence }](t, ask(t, server, http.MethodGet, "/api/v1/plans/"+*done.PlanID+"/why?village="+nearVillage, ""))
	if why.Village == nil || why.Village.ZH == "" {
		t.Errorf("got why %+v", why)
	}
	robust := "/api/v1/plans/" + *done.PlanID + "/robust"
	tried := decode[report.Robust](t, ask(t, server, http.MethodGet, robust+"?factors=0.5,1&hosts=1", ""))
	if tried.Plan != *done.PlanID || tried.Base.Served != n.Joint.Served || len(tried.Demand) != 2 || tried.Demand[0].What != "0.5" || len(tried.Hosts) != 1 || tried.Hosts[0].Name == "" || len(tried.Operator) != 4 || tried.Sentence.ZH == "" {
		t.Errorf("got robust %+v", tried)
	}
	batch := tinyCounty()
	batch.Settlements[0].ParcelsInDay, batch.Settlements[0].ParcelsOutDay = new(400.0), new(30.0)
	if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: batch.Settlements[:1]}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, server, http.MethodGet, robust, ""); got.status != http.StatusConflict {
		t.Errorf("the records changed and the plan is tried: %d %s", got.status, got.body)
	}
}
