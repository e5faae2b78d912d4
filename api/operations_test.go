package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sort"
	"strings"
	"testing"

	"cuntong/planner/study"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// sample is a request that an operation must answer as its document says.
type sampleCall struct {
	target  string
	path    map[string]string
	body    string
	headers []string
	status  int
}

// sampled is what samples speak of.
type sampled struct {
	plan, tier, scenario, roadScenario, job, routeJob, merge string
	decided, withdrawn, archived                             string // scenarios of mclp with one new point
	staged, past, given                                      string // imports: one that waits, one that is undone, one to give up
}

// samples has at least one request for every operation in the document.
func samples(of sampled) map[string][]sampleCall {
	planID, tierID, scenarioID, jobID, routeID, roadScenarioID := of.plan, of.tier, of.scenario, of.job, of.routeJob, of.roadScenario
	report := map[string]string{"id": "tiny-report"}
	scenario := `{"name":"利津 2 个点","area":"370522","model":"mclp","weight":"settlements","p":2,"changes":{"facilities":[{"do":"close","facility":"shop-1"}],"roads":[{"do":"add","class":"village","line":[[118.32,37.52],[118.33,37.52]]}]}}`
	run, secondRun := map[string]string{"id": runID}, "/api/v1/runs/2026-11-23_van-1%232"
	return map[string][]sampleCall{
		"health": {{target: "/healthz", status: 200}},
		"ready":  {{target: "/readyz", status: 200}},
		"info":   {{target: "/api/v1/info", status: 200}},
		// The others with accounts: TestAccountsAnswerAsTheDocumentSays.
		"whoAmI":         {{target: "/api/v1/session", status: 200}},
		"login":          {{target: "/api/v1/session", body: `{"name":"x","password":"y"}`, status: 409}, {target: "/api/v1/session", body: `{"name":"x"}`, status: 422}},
		"logout":         {{target: "/api/v1/session", status: 409}},
		"changePassword": {{target: "/api/v1/session/password", body: `{"old_password":"x","new_password":"y"}`, status: 409}},
		"listAccounts":   {{target: "/api/v1/accounts?limit=5", status: 200}},
		"createAccount":  {{target: "/api/v1/accounts", body: `{"name":"x","role":"viewer"}`, status: 409}},
		"getAccount":     {{target: "/api/v1/accounts/none", path: map[string]string{"name": "none"}, status: 404}},
		"replaceAccount": {{target: "/api/v1/accounts/none", path: map[string]string{"name": "none"}, body: `{"role":"viewer"}`, status: 428}},
		"resetPassword":  {{target: "/api/v1/accounts/none/password", path: map[string]string{"name": "none"}, body: `{"password":"x"}`, status: 404}},
		"listTokens":     {{target: "/api/v1/tokens?all=true", status: 200}},
		"createToken":    {{target: "/api/v1/tokens", body: `{"name":"x","may":["read"]}`, status: 409}},
		"revokeToken":    {{target: "/api/v1/tokens/none", path: map[string]string{"id": "none"}, status: 404}},
		"getSettings":    {{target: "/api/v1/settings", status: 200}},
		"replaceSettings": {
			{target: "/api/v1/settings", body: `{"defaults":{"area":"370522","standard":"village-5km","datum":"gcj02"},"basemap":{"kind":"xyz","url":"https://tiles.example.org/{z}/{x}/{y}?k={key}","key":"k","attribution":"© 某院","max_zoom":17,"datum":"gcj02","shift":true,"review_number":"GS(2026)1号"}}`, headers: []string{"If-Match", `"1"`}, status: 200},
			{target: "/api/v1/settings", body: `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"none","key":""}}`, headers: []string{"If-Match", `"2"`}, status: 200},
			{target: "/api/v1/settings", body: `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"none"}}`, headers: []string{"If-Match", `"1"`}, status: 409},
			{target: "/api/v1/settings", body: `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"xyz","url":"https://a/{z}"}}`, headers: []string{"If-Match", `"3"`}, status: 422},
			{target: "/api/v1/settings", body: `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"none"}}`, status: 428},
		},
		"listAreas": {
			{target: "/api/v1/areas", status: 200},
			{target: "/api/v1/areas?tier=town&parent=370522&geometry=false&limit=1", status: 200},
			{target: "/api/v1/areas?tier=province", status: 200},
			{target: "/api/v1/areas?tier=village", status: 400},
		},
		"listImports": {{target: "/api/v1/imports?limit=5", status: 200}, {target: "/api/v1/imports?limit=0", status: 400}},
		"getImport": {
			{target: "/api/v1/imports/" + of.staged, path: map[string]string{"id": of.staged}, status: 200}, {target: "/api/v1/imports/" + of.past, path: map[string]string{"id": of.past}, status: 200},
			{target: "/api/v1/imports/none", path: map[string]string{"id": "none"}, status: 404},
		},
		"readImport": {
			{target: "/api/v1/imports/" + of.staged, path: map[string]string{"id": of.staged}, body: `{"datum":"wgs84","map":{"经度":"lon"}}`, status: 200},
			{target: "/api/v1/imports/" + of.staged, path: map[string]string{"id": of.staged}, body: `{"datum":"bj54"}`, status: 422},
		},
		"giveUpImport":    {{target: "/api/v1/imports/" + of.given, path: map[string]string{"id": of.given}, status: 204}, {target: "/api/v1/imports/none", path: map[string]string{"id": "none"}, status: 404}},
		"importRefused":   {{target: "/api/v1/imports/" + of.staged + "/refused.csv", path: map[string]string{"id": of.staged}, status: 200}, {target: "/api/v1/imports/" + of.past + "/refused.csv", path: map[string]string{"id": of.past}, status: 404}},
		"importPositions": {{target: "/api/v1/imports/" + of.staged + "/positions", path: map[string]string{"id": of.staged}, status: 200}},
		"commitImport": {
			{target: "/api/v1/imports/" + of.past + "/commit", path: map[string]string{"id": of.past}, body: `{}`, headers: []string{"If-Match", `"1"`}, status: 200},
			{target: "/api/v1/imports/" + of.staged + "/commit", path: map[string]string{"id": of.staged}, body: `{"reason":"普查"}`, status: 428},
			{target: "/api/v1/imports/" + of.staged + "/commit", path: map[string]string{"id": of.staged}, body: `{}`, headers: []string{"If-Match", `"999"`}, status: 409},
		},
		"planUndoImport": {{target: "/api/v1/imports/" + of.past + "/undo", path: map[string]string{"id": of.past}, status: 200}},
		"undoImport":     {{target: "/api/v1/imports/" + of.past + "/undo", path: map[string]string{"id": of.past}, body: `{"whole":true}`, status: 200}, {target: "/api/v1/imports/none/undo", path: map[string]string{"id": "none"}, body: `{}`, status: 404}},
		"listFindings":   {{target: "/api/v1/findings", status: 200}, {target: "/api/v1/findings?area=370522&limit=1", status: 200}, {target: "/api/v1/findings?area=110000", status: 404}},
		"fixFindings":    {{target: "/api/v1/findings/fix", body: `{"code":"facility_without_position","ids":["none"]}`, status: 200}, {target: "/api/v1/findings/fix", body: `{"code":"none","ids":["none"]}`, status: 422}},
		"listSettlements": {
			{target: "/api/v1/settlements", status: 200},
			{target: "/api/v1/settlements?area=370522&bbox=118.2,37.4,118.4,37.6&limit=2&after=370522101200", status: 200},
			{target: "/api/v1/settlements?limit=0", status: 400},
			{target: "/api/v1/settlements?area=110000", status: 404},
		},
		"listFacilities": {
			{target: "/api/v1/facilities?area=3705&status=active,candidate", status: 200},
			{target: "/api/v1/facilities?status=open", status: 400},
		},
		"listServices": {{target: "/api/v1/services?area=370522101&limit=1", status: 200}},
		"listVehicles": {{target: "/api/v1/vehicles", status: 200}},
		"listChanges": {
			{target: "/api/v1/changes?kind=facility&newest=true&limit=1", status: 200},
			{target: "/api/v1/changes?key=shop-1&actor=test&since=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z&after=1", status: 200},
			{target: "/api/v1/changes?after=last", status: 400},
		},
		"changesTable":  {{target: "/api/v1/changes.csv?limit=3&with_contacts=true&reason=x", status: 200}, {target: "/api/v1/changes.csv?limit=0", status: 400}},
		"listStandards": {{target: "/api/v1/standards", status: 200}},
		"audit": {
			{target: "/api/v1/audits", status: 200},
			{target: "/api/v1/audits?standard=village-5km&area=370522&travel=straight&date=2026-01-01", status: 200},
			{target: "/api/v1/audits?standard=nothing", status: 404},
			{target: "/api/v1/audits?date=yesterday", status: 400},
		},
		"listRoads": {
			{target: "/api/v1/roads?bbox=118,37,119,38&zoom=13", status: 200},
			{target: "/api/v1/roads?bbox=118,37,119,38&zoom=4&scenario=" + scenarioID, status: 200},
			{target: "/api/v1/roads?bbox=118,37", status: 400},
			{target: "/api/v1/roads?bbox=118,37,119,38&scenario=none", status: 404},
		},
		"scenarioEffects": {
			{target: "/api/v1/scenarios/" + scenarioID + "/effects", path: map[string]string{"id": scenarioID}, status: 200},
			{target: "/api/v1/scenarios/none/effects", path: map[string]string{"id": "none"}, status: 404},
		},
		"scenarioPreflight": {
			{target: "/api/v1/scenarios/" + scenarioID + "/preflight", path: map[string]string{"id": scenarioID}, status: 200},
			{target: "/api/v1/scenarios/none/preflight", path: map[string]string{"id": "none"}, status: 404},
		},
		"scenarioSuggestions": {
			{target: "/api/v1/scenarios/" + scenarioID + "/suggestions?limit=3&ignore=site-1", path: map[string]string{"id": scenarioID}, status: 200},
			{target: "/api/v1/scenarios/" + scenarioID + "/suggestions?limit=0", path: map[string]string{"id": scenarioID}, status: 400},
			{target: "/api/v1/scenarios/none/suggestions", path: map[string]string{"id": "none"}, status: 404},
		},
		"suggestions": {
			{target: "/api/v1/suggestions?area=370522&travel=straight&weight=settlements", status: 200},
			{target: "/api/v1/suggestions?standard=none", status: 404},
			{target: "/api/v1/suggestions?area=370522&weight=population", status: 200},
		},
		"compareStates": {
			{target: "/api/v1/scenarios/" + of.decided + "/comparison?plan=" + planID, path: map[string]string{"id": of.decided}, status: 200},
			{target: "/api/v1/scenarios/" + of.decided + "/comparison?with=" + of.archived + "&plan=" + tierID, path: map[string]string{"id": of.decided}, status: 200},
			{target: "/api/v1/scenarios/" + of.decided + "/comparison?with_plan=" + planID, path: map[string]string{"id": of.decided}, status: 400},
			{target: "/api/v1/scenarios/" + of.decided + "/comparison?plan=none", path: map[string]string{"id": of.decided}, status: 404},
		},
		"scenarioEffectsTable": {{target: "/api/v1/scenarios/" + scenarioID + "/effects.csv", path: map[string]string{"id": scenarioID}, status: 200}},
		"comparePlans": {
			{target: "/api/v1/compare?plans=" + planID + "," + planID, status: 200},
			{target: "/api/v1/compare?plans=" + planID + "," + tierID, status: 200},
			{target: "/api/v1/compare?plans=" + planID, status: 422},
			{target: "/api/v1/compare?plans=a,b", status: 404},
		},
		"auditReach": {{target: "/api/v1/audits/reach?area=370522", status: 200}},
		"auditGaps":  {{target: "/api/v1/audits/gaps.csv?area=370522", status: 200}},
		"roadPath": {
			{target: "/api/v1/roads/path?settlement=" + nearVillage, status: 200},
			{target: "/api/v1/roads/path?settlement=" + farVillage + "&facility=" + shopID + "&by=meters", status: 200},
			{target: "/api/v1/roads/path?from=118.301,37.5&to=118.301,37.5&profile=plain-car", status: 200},
			{target: "/api/v1/roads/path", status: 400},
			{target: "/api/v1/roads/path?from=37.5,118.3", status: 400},
			{target: "/api/v1/roads/path?settlement=370522101999", status: 404},
			{target: "/api/v1/roads/path?settlement=" + lostVillage, status: 422},
		},
		"roadArea": {
			{target: "/api/v1/roads/area?settlement=" + nearVillage + "&limit_m=1000", status: 200},
			{target: "/api/v1/roads/area?facility=" + shopID + "&limit_s=600&buffer_m=100&profile=plain-car", status: 200},
			{target: "/api/v1/roads/area?from=118.5,37.7&limit_m=1000", status: 200},
			{target: "/api/v1/roads/area?from=118.5,37.7", status: 400},
			{target: "/api/v1/roads/area?from=118.5,37.7&limit_m=1000&limit_s=10", status: 400},
			{target: "/api/v1/roads/area?facility=none&limit_m=1000", status: 404},
		},
		"listMerges": {
			{target: "/api/v1/merges?area=370522&scenario=" + scenarioID, status: 200},
			{target: "/api/v1/merges?scenario=none", status: 404},
		},
		"listScenarios": {{target: "/api/v1/scenarios?limit=10", status: 200}},
		"createScenario": {
			{target: "/api/v1/scenarios", body: scenario, status: 201},
			{target: "/api/v1/scenarios", body: `{"name":"x"}`, status: 422},
		},
		"getScenario": {
			{target: "/api/v1/scenarios/" + scenarioID, path: map[string]string{"id": scenarioID}, status: 200},
			{target: "/api/v1/scenarios/none", path: map[string]string{"id": "none"}, status: 404},
		},
		"replaceScenario": {
			{target: "/api/v1/scenarios/" + scenarioID, path: map[string]string{"id": scenarioID}, body: scenario, headers: []string{"If-Match", `"1"`}, status: 200},
			{target: "/api/v1/scenarios/" + scenarioID, path: map[string]string{"id": scenarioID}, body: scenario, headers: []string{"If-Match", `"1"`}, status: 409},
			{target: "/api/v1/scenarios/" + scenarioID, path: map[string]string{"id": scenarioID}, body: scenario, status: 428},
		},
		"acceptPlan": {
			{target: "/api/v1/scenarios/" + roadScenarioID + "/acceptance", path: map[string]string{"id": roadScenarioID}, body: `{"plan":"none"}`, headers: []string{"If-Match", `"99"`}, status: 409},
			{target: "/api/v1/scenarios/" + roadScenarioID + "/acceptance", path: map[string]string{"id": roadScenarioID}, body: `{"plan":"none"}`, status: 428},
			{target: "/api/v1/scenarios/" + of.decided + "/acceptance", path: map[string]string{"id": of.decided}, body: `{"plan":"none"}`, headers: []string{"If-Match", `"1"`}, status: 404},
			{target: "/api/v1/scenarios/" + of.decided + "/acceptance", path: map[string]string{"id": of.decided}, body: `{"plan":"` + planID + `"}`, headers: []string{"If-Match", `"1"`}, status: 200},
		},
		"withdrawPlan": {{target: "/api/v1/scenarios/" + of.withdrawn + "/acceptance", path: map[string]string{"id": of.withdrawn}, headers: []string{"If-Match", `"2"`}, status: 200}},
		"archiveScenario": {
			{target: "/api/v1/scenarios/" + of.archived + "/archive", path: map[string]string{"id": of.archived}, body: `{"archived":true}`, headers: []string{"If-Match", `"1"`}, status: 200},
			{target: "/api/v1/scenarios/" + of.archived + "/archive", path: map[string]string{"id": of.archived}, body: `{}`, headers: []string{"If-Match", `"2"`}, status: 422},
		},
		"frontier": {
			{target: "/api/v1/frontier?area=370522&weight=settlements&nested=true", status: 200},
			{target: "/api/v1/frontier?by=people", status: 400},
			{target: "/api/v1/frontier?by=yuan&area=110000", status: 404},
		},
		"frontierTable": {{target: "/api/v1/frontier.csv?area=370522&weight=settlements", status: 200}},
		"listPlans":     {{target: "/api/v1/plans?area=370522", status: 200}, {target: "/api/v1/plans?after=none", status: 400}},
		"getPlan": {
			{target: "/api/v1/plans/" + planID, path: map[string]string{"id": planID}, status: 200},
			{target: "/api/v1/plans/" + tierID, path: map[string]string{"id": tierID}, status: 200},
			{target: "/api/v1/plans/none", path: map[string]string{"id": "none"}, status: 404},
		},
		"listJobs": {
			{target: "/api/v1/jobs?kind=plan&state=done&limit=5", status: 200},
			{target: "/api/v1/jobs?state=lost", status: 400},
		},
		"createJob": {
			{target: "/api/v1/jobs", body: `{"kind":"audit","parameters":{"area":"370522"},"priority":"batch"}`, status: 202},
			{target: "/api/v1/jobs", body: `{"kind":"plan","parameters":{"model":"tier","area":"370522","rules":{"tier":{"separate":true}}}}`, status: 202},
			{target: "/api/v1/jobs", body: `{"kind":"plan","parameters":{"model":"lscp","rules":{"tier":{"separate":true}}}}`, status: 422},
			{target: "/api/v1/jobs", body: `{"kind":"route","parameters":{"plan":"none"}}`, status: 404},
			{target: "/api/v1/jobs", body: `{"kind":"plan","parameters":{"model":"best"}}`, status: 422},
			{target: "/api/v1/jobs", body: `{"kind":"load","parameters":{"files":["/etc/passwd"]}}`, status: 422},
			{target: "/api/v1/jobs", body: `{"kind":"plan","parameters":{"model":"lscp","area":"110000"}}`, status: 404},
		},
		"getJob": {
			{target: "/api/v1/jobs/" + jobID, path: map[string]string{"id": jobID}, status: 200},
			{target: "/api/v1/jobs/none", path: map[string]string{"id": "none"}, status: 404},
		},
		"stopJob":   {{target: "/api/v1/jobs/" + jobID + "/stop", path: map[string]string{"id": jobID}, status: 409}},
		"cancelJob": {{target: "/api/v1/jobs/none/cancel", path: map[string]string{"id": "none"}, status: 404}},
		"retryJob":  {{target: "/api/v1/jobs/" + jobID + "/retry", path: map[string]string{"id": jobID}, status: 409}},
		"listRuns": {
			{target: "/api/v1/runs?date=2026-11-23&area=370522&courier=%E7%8E%8B%E4%BA%94&limit=5", status: 200},
			{target: "/api/v1/runs?date=today", status: 400},
			{target: "/api/v1/runs?area=110000", status: 404},
		},
		"runMap": {{target: "/api/v1/runs.geojson?date=2026-11-23", status: 200}},
		"noteRunEvents": {
			{target: runPath + "/events", path: run, body: tinyEvents, status: 200},
			{target: runPath + "/events", path: run, body: `{"events":[]}`, status: 422},
			{target: runPath + "/events", path: run, body: `{"events":[{"id":"x","stop":"P9","kind":"delivered","at":"2026-11-23T01:00:00Z"}]}`, status: 422},
			{target: "/api/v1/runs/none/events", path: map[string]string{"id": "none"}, body: tinyEvents, status: 404},
		},
		"listRunEvents": {{target: runPath + "/events?limit=1", path: run, status: 200}, {target: runPath + "/events?after=none", path: run, status: 400}},
		"getRun":        {{target: runPath, path: run, status: 200}, {target: "/api/v1/runs/none", path: map[string]string{"id": "none"}, status: 404}},
		"runWay":        {{target: runPath + "/way", path: run, status: 200}, {target: "/api/v1/runs/none/way", path: map[string]string{"id": "none"}, status: 404}},
		"runSheet":      {{target: runPath + "/sheet.html", path: run, status: 200}, {target: "/api/v1/runs/none/sheet.html", path: map[string]string{"id": "none"}, status: 404}},
		"changeRun": {
			{target: secondRun, path: map[string]string{"id": "2026-11-23_van-1#2"}, body: `{"courier":"钱七"}`, headers: []string{"If-Match", `"1.0"`}, status: 200},
			{target: secondRun, path: map[string]string{"id": "2026-11-23_van-1#2"}, body: `{"courier":"孙八"}`, headers: []string{"If-Match", `"1"`}, status: 409},
			{target: secondRun, path: map[string]string{"id": "2026-11-23_van-1#2"}, body: `{"state":"cancelled"}`, status: 428},
		},
		// Those that succeed: TestACourierOpensARunByLinkAndPIN.
		"createRunLink":     {{target: runPath + "/links", path: run, body: `{}`, status: 409}, {target: runPath + "/links", path: run, body: `{"pin_digits":9}`, status: 422}},
		"listRunLinks":      {{target: runPath + "/links?limit=5", path: run, status: 200}, {target: "/api/v1/runs/none/links", path: map[string]string{"id": "none"}, status: 404}},
		"revokeRunLink":     {{target: runPath + "/links/none", path: map[string]string{"id": runID, "link": "none"}, status: 404}},
		"openRun":           {{target: "/api/v1/run-session", body: `{"secret":"x","pin":"0000"}`, status: 409}, {target: "/api/v1/run-session", body: `{"secret":"x","pin":"word"}`, status: 422}},
		"leaveRun":          {{target: "/api/v1/run-session", status: 409}},
		"listRoadReports":   {{target: "/api/v1/road-reports?area=370522&state=open&limit=1", status: 200}, {target: "/api/v1/road-reports?state=closed", status: 400}, {target: "/api/v1/road-reports?after=none", status: 400}},
		"getRoadReport":     {{target: "/api/v1/road-reports/tiny-report", path: report, status: 200}, {target: "/api/v1/road-reports/none", path: map[string]string{"id": "none"}, status: 404}},
		"acceptRoadReport":  {{target: "/api/v1/road-reports/tiny-report/accept", path: report, body: `{"scenario":"` + roadScenarioID + `","way":7}`, status: 200}, {target: "/api/v1/road-reports/tiny-report/accept", path: report, body: `{"scenario":"none"}`, status: 404}},
		"dismissRoadReport": {{target: "/api/v1/road-reports/tiny-report/dismiss", path: report, body: `{"note":"已修好"}`, status: 200}, {target: "/api/v1/road-reports/none/dismiss", path: map[string]string{"id": "none"}, body: `{}`, status: 404}},
		"keepRuns":          {{target: "/api/v1/runs", body: `{"job":"` + routeID + `"}`, status: 200}, {target: "/api/v1/runs", body: `{"job":"` + jobID + `"}`, status: 404}},
		"jobRoutesTable":    {{target: "/api/v1/jobs/" + routeID + "/routes.csv", path: map[string]string{"id": routeID}, status: 200}, {target: "/api/v1/jobs/" + jobID + "/routes.csv", path: map[string]string{"id": jobID}, status: 404}},
		"jobRouteSheets":    {{target: "/api/v1/jobs/" + routeID + "/sheets.html", path: map[string]string{"id": routeID}, status: 200}},
		"checkRoutes": {
			{target: "/api/v1/plans/" + tierID + "/routes/check", path: map[string]string{"id": tierID}, body: `{"date":"2026-11-25","routes":[{"vehicle":"van-2#1","stops":["shop-1"]}]}`, status: 200},
			{target: "/api/v1/plans/none/routes/check", path: map[string]string{"id": "none"}, body: `{"routes":[{"vehicle":"x","stops":[]}]}`, status: 404},
			{target: "/api/v1/plans/" + tierID + "/routes/check", path: map[string]string{"id": tierID}, body: `{"routes":[]}`, status: 422},
		},
		"confirmMerges": {
			{target: "/api/v1/merges/confirm", body: `{"ids":["` + of.merge + `"],"scenario":"` + roadScenarioID + `","approved":true}`, headers: []string{"Idempotency-Key", "merge-1"}, status: 200},
			{target: "/api/v1/merges/confirm", body: `{"ids":["none"]}`, status: 404},
			{target: "/api/v1/merges/confirm", body: `{"ids":[]}`, status: 422},
		},
		"jobEvents": {
			{target: "/api/v1/jobs/" + jobID + "/events", path: map[string]string{"id": jobID}, status: 200},
			{target: "/api/v1/jobs/none/events", path: map[string]string{"id": "none"}, status: 404},
		},
		"planSites": {{target: "/api/v1/plans/" + planID + "/sites.csv", path: map[string]string{"id": planID}, status: 200}},
		"dashboard": {
			{target: "/api/v1/dashboard", status: 200},
			{target: "/api/v1/dashboard?area=370522101&standard=village-5km&travel=road&operator=coop&date=2026-01-01", status: 200},
			{target: "/api/v1/dashboard?operator=bank", status: 400},
			{target: "/api/v1/dashboard?area=110000", status: 404},
			{target: "/api/v1/dashboard?standard=nothing", status: 404},
		},
		"dashboardTowns": {
			{target: "/api/v1/dashboard/towns?area=370522101", status: 200},
			{target: "/api/v1/dashboard/towns?area=110000", status: 404},
		},
		"dashboardGaps": {
			{target: "/api/v1/dashboard/gaps.csv?area=370522&town=370522101&people=1&unplanned=true&lang=en", status: 200},
			{target: "/api/v1/dashboard/gaps.csv?people=many", status: 400},
		},
		"dashboardGapBook": {{target: "/api/v1/dashboard/gaps.xlsx?area=370522", status: 200}},
		"dashboardMap":     {{target: "/api/v1/dashboard/map.svg?area=370522&lang=en", status: 200}, {target: "/api/v1/dashboard/map.svg?area=110000", status: 404}},
		"report": {
			{target: "/api/v1/reports/" + planID + "/report.html", path: map[string]string{"id": planID}, status: 200},
			{target: "/api/v1/reports/" + tierID + "/report.html?lang=en", path: map[string]string{"id": tierID}, status: 200},
			{target: "/api/v1/reports/370522/report.html?travel=road", path: map[string]string{"id": "370522"}, status: 200},
			{target: "/api/v1/reports/none/report.html", path: map[string]string{"id": "none"}, status: 404},
			{target: "/api/v1/reports/110000/report.html", path: map[string]string{"id": "110000"}, status: 404},
		},
		"reportBook": {{target: "/api/v1/reports/" + planID + "/report.xlsx", path: map[string]string{"id": planID}, status: 200}},
		"robustPlan": {
			{target: "/api/v1/plans/" + tierID + "/robust", path: map[string]string{"id": tierID}, status: 200},
			{target: "/api/v1/plans/" + tierID + "/robust?factors=0.5,3&hosts=1", path: map[string]string{"id": tierID}, status: 200},
			{target: "/api/v1/plans/" + tierID + "/robust?hosts=0", path: map[string]string{"id": tierID}, status: 400},
			{target: "/api/v1/plans/" + tierID + "/robust?factors=0", path: map[string]string{"id": tierID}, status: 422},
			{target: "/api/v1/plans/" + tierID + "/robust?road=%E6%97%A0%E8%B7%AF", path: map[string]string{"id": tierID}, status: 422},
			{target: "/api/v1/plans/" + planID + "/robust", path: map[string]string{"id": planID}, status: 422},
			{target: "/api/v1/plans/none/robust", path: map[string]string{"id": "none"}, status: 404},
		},
		"whyPlan": {
			{target: "/api/v1/plans/" + planID + "/why", path: map[string]string{"id": planID}, status: 200},
			{target: "/api/v1/plans/" + tierID + "/why?village=" + farVillage, path: map[string]string{"id": tierID}, status: 200},
			{target: "/api/v1/plans/" + tierID + "/why", path: map[string]string{"id": tierID}, status: 422},
			{target: "/api/v1/plans/none/why", path: map[string]string{"id": "none"}, status: 404},
		},
	}
}

// sampledStudy is a store that has something of everything but of plans and jobs.
func sampledStudy(t *testing.T) *study.Study {
	t.Helper()
	s := tinyStudy(t)
	tinyRoads(t, s)
	tinyTiers(t, s)
	tinyVan(t, s)
	tinyRuns(t, s)
	tinyReport(t, s)
	return s
}

// sampleOf makes plans, jobs and scenarios in a store that is served, and names them.
func sampleOf(t *testing.T, s *study.Study, server *httptest.Server) sampled {
	t.Helper()
	staged, past, given := sampleImports(t, server)
	of := sampled{staged: staged, past: past, given: given, plan: tinyPlan(t, s, countyCode), tier: tinyTierPlan(t, s)}
	of.job = doneJob(t, server)
	of.routeJob = routeJob(t, server, of.tier, "2026-11-25")
	for _, id := range []*string{&of.scenario, &of.roadScenario} {
		created := ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"一","model":"lscp"}`)
		if created.status != http.StatusCreated {
			t.Fatalf("create a scenario: %d %s", created.status, created.body)
		}
		*id = strings.TrimPrefix(created.header.Get("Location"), "/api/v1/scenarios/")
	}
	for _, id := range []*string{&of.decided, &of.withdrawn, &of.archived} {
		created := ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"一","model":"mclp","area":"370522","weight":"settlements","p":1}`)
		*id = decode[ScenarioRecord](t, created).ID
	}
	if got := ask(t, server, http.MethodPut, "/api/v1/scenarios/"+of.withdrawn+"/acceptance", `{"plan":"`+of.plan+`"}`, "If-Match", `"1"`); got.status != http.StatusOK {
		t.Fatalf("accept a plan: %d %s", got.status, got.body)
	}
	proposals := decode[MergeList](t, ask(t, server, http.MethodGet, "/api/v1/merges", "")).Items
	if len(proposals) == 0 {
		t.Fatal("nothing is proposed to be merged")
	}
	of.merge = proposals[0].ID
	return of
}

func TestEveryOperationAnswersAsTheDocumentSays(t *testing.T) {
	s := sampledStudy(t)
	server := serve(t, Options{Study: s, NoticeZH: "示例数据", NoticeEN: "Sample data", NewID: counting("id"), Jobs: tinyRunner(t, s)})
	of := sampleOf(t, s, server)
	document := theDocument(t, server)
	calls := samples(of)
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			name := operation.OperationID
			cases := calls[name]
			if len(cases) == 0 {
				t.Errorf("operation %s (%s %s) has no request in samples", name, method, path)
			}
			delete(calls, name)
			t.Run(name, func(t *testing.T) {
				route := &routers.Route{Spec: document, Path: path, PathItem: item, Method: method, Operation: operation}
				good := false
				for _, one := range cases {
					validated(t, server, route, one)
					good = good || one.status < 300
				}
				// TestJobsAreStoppedCancelledAndRetried has those of jobs.
				if !good && name != "stopJob" && name != "cancelJob" && name != "retryJob" && !strings.HasSuffix(name, "RunLink") && !strings.HasSuffix(name, "Run") && !slices.Contains(operation.Tags, "accounts") {
					t.Error("no request that succeeds")
				}
			})
		}
	}
	for name := range calls {
		t.Errorf("samples has %s, which is not in the document", name)
	}
}

// validated sends a request and holds both sides against the document.
func validated(t *testing.T, server *httptest.Server, route *routers.Route, one sampleCall) {
	t.Helper()
	request := httptest.NewRequest(route.Method, "http://127.0.0.1"+one.target, strings.NewReader(one.body))
	if one.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(one.headers); i += 2 {
		request.Header.Set(one.headers[i], one.headers[i+1])
	}
	input := &openapi3filter.RequestValidationInput{Request: request, PathParams: one.path, Route: route, Options: &openapi3filter.Options{IncludeResponseStatus: true}}
	if one.status < 300 {
		if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
			t.Errorf("%s: the document refuses a request that is meant to be good: %v", one.target, err)
		}
	}
	got := ask(t, server, route.Method, one.target, one.body, one.headers...)
	if got.status != one.status {
		t.Errorf("%s: got status %d, want %d: %.600s", one.target, got.status, one.status, got.body)
		return
	}
	// The filter has no reader for files; they have tests of their own.
	kind := got.header.Get("Content-Type")
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: got.status, Header: got.header, Body: io.NopCloser(bytes.NewReader(got.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: strings.HasPrefix(kind, "text/") || kind == bookType || kind == drawType},
	})
	if err != nil {
		t.Errorf("%s: the answer is not as the document says: %v\n%.2000s", one.target, err, got.body)
	}
}

// theDocument reads and checks the OpenAPI document as it is served.
func theDocument(t *testing.T, server *httptest.Server) *openapi3.T {
	t.Helper()
	got := ask(t, server, http.MethodGet, "/api/openapi.json", "")
	if got.status != http.StatusOK || got.header.Get("Content-Type") != documentType {
		t.Fatalf("document: status %d, type %q", got.status, got.header.Get("Content-Type"))
	}
	document, err := openapi3.NewLoader().LoadFromData(got.body)
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return document
}

func TestDocumentSaysWhatEveryFieldOfOursIs(t *testing.T) {
	document := theDocument(t, serve(t, Options{Study: tinyStudy(t)}))
	// Plain where the name says it all; everything else must be explained.
	plain := strings.Fields("name id code type message features items source line datum original located_by synthetic version status title kind count " +
		"county_name town_name settlement operator site seed seconds threads area_name program_version created_at fingerprint scenario store counts schema")
	sort.Strings(plain)
	for name, schema := range document.Components.Schemas {
		if strings.HasSuffix(name, "Counts") || name == "Gap" || name == "Audit" || name == "AuditAnswer" || name == "ScenarioDraft" {
			continue // planner/report and data explain their own
		}
		for field, property := range schema.Value.Properties {
			if i := sort.SearchStrings(plain, field); i < len(plain) && plain[i] == field || property.Ref != "" {
				continue
			}
			if schemaOfOurs(name) && property.Value.Description == "" && len(property.Value.Enum) == 0 {
				t.Errorf("%s.%s has no doc", name, field)
			}
		}
	}
}

func schemaOfOurs(name string) bool {
	for _, ours := range []string{"AreaProperties", "SettlementProperties", "FacilityProperties", "SiteProperties", "Service", "Vehicle", "PlanHead", "Plan", "Info", "StoreInfo", "Problem"} {
		if name == ours {
			return true
		}
	}
	return false
}
