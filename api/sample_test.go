package api

import (
	"net/http"
	"testing"

	"cuntong/data"
	"cuntong/data/sample"
	"cuntong/planner/study"

	"github.com/getkin/kin-openapi/routers"
)

func TestTheSampleCountyIsServedWholeAndAsTheDocumentSays(t *testing.T) {
	batch, err := sample.Dongying()
	if err != nil {
		t.Fatal(err)
	}
	s := &study.Study{Store: openStore(t), Now: noon, Version: "test", Actor: "test"}
	if _, err := s.Store.Load(t.Context(), batch, data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
	server := serve(t, Options{Study: s, NoticeZH: sample.NoticeZH, NoticeEN: sample.NoticeEN})
	document := theDocument(t, server)
	for path, query := range map[string]string{
		"/api/v1/info": "", "/api/v1/areas": "", "/api/v1/settlements": "?limit=5000", "/api/v1/facilities": "?limit=500", "/api/v1/services": "?limit=500",
		"/api/v1/vehicles": "", "/api/v1/standards": "", "/api/v1/audits": "",
	} {
		item := document.Paths.Value(path)
		route := &routers.Route{Spec: document, Path: path, PathItem: item, Method: http.MethodGet, Operation: item.Get}
		validated(t, server, route, sampleCall{target: path + query, status: http.StatusOK})
	}
	audit := decode[AuditAnswer](t, ask(t, server, http.MethodGet, "/api/v1/audits", ""))
	if audit.Settlements != 1898 || audit.Population == nil || *audit.Population != 2193518 {
		t.Errorf("got %d settlements and population %v, want 1898 and 2193518", audit.Settlements, number(audit.Population))
	}
	if sum := audit.CoveredSettlements + audit.UncoveredSettlements + audit.UnreachableSettlements + audit.UnlocatedSettlements; sum != audit.Settlements {
		t.Errorf("the four classes add up to %d, want %d", sum, audit.Settlements)
	}
	info := decode[Info](t, ask(t, server, http.MethodGet, "/api/v1/info", ""))
	if !info.Sample || info.NoticeZH == nil || *info.NoticeZH != sample.NoticeZH {
		t.Errorf("got sample %v, notice %v, want the sample's notice", info.Sample, info.NoticeZH)
	}
}
