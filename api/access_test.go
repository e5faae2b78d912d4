package api

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"cuntong/api/account"
	"cuntong/data"
	"cuntong/planner/study"

	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb"
)

// foreign is what an account of another area gets where an account of the area is answered.
type foreign int

const (
	shared   foreign = iota // the same: it belongs to no area
	refused                 // 403 outside_area
	hidden                  // 404: it is not there for it
	narrowed                // an answer without the area's records
)

// entrance is what the table says of one operation or raw route: the permission it needs, a request about the county 370522, and what
// an account of another county gets.
type entrance struct {
	needs  permission
	target string
	body   string
	match  string // If-Match
	status int    // where allowed; 0: below 300
	other  foreign
	mark   string // narrowed: what an account of the county sees and one of another does not; empty: the county's code
	ends   bool   // ends the session that it is sent with
}

// accessStore holds a record of every kind in the county, and a second county.
type accessStore struct{ plan, tier, scenario, job, route, staged, past string }

// entrances has a line for every operation of the document. Whoever adds an operation adds a line.
func entrances(at accessStore) map[string]entrance {
	draft := `{"name":"一","area":"370522","model":"lscp"}`
	return map[string]entrance{
		"health": {needs: mayAnyone, target: "/healthz"}, "ready": {needs: mayAnyone, target: "/readyz"}, "whoAmI": {needs: mayAnyone, target: "/api/v1/session"},
		"login":          {needs: mayAnyone, target: "/api/v1/session", body: `{"name":"spare","password":"` + goodPassword + `"}`, ends: true},
		"logout":         {needs: mayOwn, target: "/api/v1/session", ends: true},
		"changePassword": {needs: mayOwn, target: "/api/v1/session/password", body: `{"old_password":"` + goodPassword + `","new_password":"short"}`, status: 422},
		"listTokens":     {needs: mayOwn, target: "/api/v1/tokens"},
		"createToken":    {needs: mayOwn, target: "/api/v1/tokens", body: `{"name":"x","may":["own"]}`, status: 422},
		"revokeToken":    {needs: mayOwn, target: "/api/v1/tokens/none", status: 404},
		"listAccounts":   {needs: mayAdminister, target: "/api/v1/accounts?limit=100", other: narrowed, mark: `"spare-a"`},
		"createAccount":  {needs: mayAdminister, target: "/api/v1/accounts", body: `{"name":"spare-a","role":"viewer","area":"370522","password":"` + goodPassword + `"}`, status: 409, other: refused},
		"getAccount":     {needs: mayAdminister, target: "/api/v1/accounts/spare-a", other: refused},
		"replaceAccount": {needs: mayAdminister, target: "/api/v1/accounts/spare-a", body: `{"role":"viewer","area":"370522"}`, match: `"9"`, status: 409, other: refused},
		"resetPassword":  {needs: mayAdminister, target: "/api/v1/accounts/spare-a/password", body: `{"password":"short"}`, status: 422, other: refused},

		"getSettings":     {needs: mayAdminister, target: "/api/v1/settings"},
		"replaceSettings": {needs: mayAdminister, target: "/api/v1/settings", body: `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"none"}}`, match: `"9"`, status: 409}, // of a county: TestSettingsOfTheWholeStore…
		"info":            {needs: mayRead, target: "/api/v1/info", other: narrowed},
		"listAreas":       {needs: mayRead, target: "/api/v1/areas", other: narrowed},
		"listSettlements": {needs: mayRead, target: "/api/v1/settlements?area=370522", other: refused},
		"listFacilities":  {needs: mayRead, target: "/api/v1/facilities?bbox=118,37,119,38", other: narrowed},
		"listServices":    {needs: mayRead, target: "/api/v1/services", other: narrowed},
		"listVehicles":    {needs: mayRead, target: "/api/v1/vehicles", other: narrowed, mark: "van-1"},
		"listStandards":   {needs: mayRead, target: "/api/v1/standards"},
		"listMerges":      {needs: mayRead, target: "/api/v1/merges?area=370522", other: refused},

		"audit":            {needs: mayRead, target: "/api/v1/audits?area=370522", other: refused},
		"auditReach":       {needs: mayRead, target: "/api/v1/audits/reach?scenario=" + at.scenario, other: refused},
		"auditGaps":        {needs: mayRead, target: "/api/v1/audits/gaps.csv?area=370522101", other: refused},
		"dashboard":        {needs: mayRead, target: "/api/v1/dashboard?area=370522", other: refused},
		"dashboardTowns":   {needs: mayRead, target: "/api/v1/dashboard/towns?area=370522", other: refused},
		"dashboardMap":     {needs: mayRead, target: "/api/v1/dashboard/map.svg?area=370522", other: refused},
		"dashboardGaps":    {needs: mayRead, target: "/api/v1/dashboard/gaps.csv?town=370522101", other: refused},
		"dashboardGapBook": {needs: mayRead, target: "/api/v1/dashboard/gaps.xlsx?area=370522", other: refused},
		"report":           {needs: mayRead, target: "/api/v1/reports/370522/report.html", other: refused},
		"reportBook":       {needs: mayRead, target: "/api/v1/reports/" + at.plan + "/report.xlsx", other: refused},

		"listRoads": {needs: mayRead, target: "/api/v1/roads?bbox=118,37,119,38&scenario=" + at.scenario, other: refused},
		"roadPath":  {needs: mayRead, target: "/api/v1/roads/path?settlement=" + nearVillage, other: refused},
		"roadArea":  {needs: mayRead, target: "/api/v1/roads/area?facility=" + shopID + "&limit_m=1000", other: refused},

		"listScenarios":        {needs: mayRead, target: "/api/v1/scenarios", other: narrowed},
		"createScenario":       {needs: mayPlan, target: "/api/v1/scenarios", body: draft, other: refused},
		"getScenario":          {needs: mayRead, target: "/api/v1/scenarios/" + at.scenario, other: refused},
		"replaceScenario":      {needs: mayPlan, target: "/api/v1/scenarios/" + at.scenario, body: draft, match: `"9"`, status: 409, other: refused},
		"acceptPlan":           {needs: mayPlan, target: "/api/v1/scenarios/" + at.scenario + "/acceptance", body: `{"plan":"` + at.plan + `"}`, match: `"9"`, status: 409, other: refused},
		"withdrawPlan":         {needs: mayPlan, target: "/api/v1/scenarios/" + at.scenario + "/acceptance", match: `"9"`, status: 409, other: refused},
		"archiveScenario":      {needs: mayPlan, target: "/api/v1/scenarios/" + at.scenario + "/archive", body: `{"archived":true}`, match: `"9"`, status: 409, other: refused},
		"scenarioPreflight":    {needs: mayRead, target: "/api/v1/scenarios/" + at.scenario + "/preflight", other: refused},
		"scenarioSuggestions":  {needs: mayRead, target: "/api/v1/scenarios/" + at.scenario + "/suggestions", other: refused},
		"suggestions":          {needs: mayRead, target: "/api/v1/suggestions?area=370522", other: refused},
		"compareStates":        {needs: mayRead, target: "/api/v1/scenarios/" + at.scenario + "/comparison", other: refused},
		"scenarioEffects":      {needs: mayRead, target: "/api/v1/scenarios/" + at.scenario + "/effects", other: refused},
		"scenarioEffectsTable": {needs: mayRead, target: "/api/v1/scenarios/" + at.scenario + "/effects.csv", other: refused},

		"frontier":      {needs: mayRead, target: "/api/v1/frontier?area=370522&weight=settlements", other: refused},
		"frontierTable": {needs: mayRead, target: "/api/v1/frontier.csv?area=370522&weight=settlements", other: refused},
		"listPlans":     {needs: mayRead, target: "/api/v1/plans", other: narrowed},
		"getPlan":       {needs: mayRead, target: "/api/v1/plans/" + at.plan, other: refused},
		"planSites":     {needs: mayRead, target: "/api/v1/plans/" + at.plan + "/sites.csv", other: refused},
		"whyPlan":       {needs: mayRead, target: "/api/v1/plans/" + at.plan + "/why", other: refused},
		"robustPlan":    {needs: mayRead, target: "/api/v1/plans/" + at.plan + "/robust", status: 422, other: refused},
		"comparePlans":  {needs: mayRead, target: "/api/v1/compare?plans=" + at.plan + "," + at.plan, other: refused},

		"listJobs":  {needs: mayRead, target: "/api/v1/jobs?limit=100", other: narrowed},
		"createJob": {needs: mayPlan, target: "/api/v1/jobs", body: `{"kind":"audit","parameters":{"AREA":"370522"}}`, other: refused},
		"getJob":    {needs: mayRead, target: "/api/v1/jobs/" + at.job, other: refused},
		"jobEvents": {needs: mayRead, target: "/api/v1/jobs/" + at.job + "/events", other: refused},
		"stopJob":   {needs: mayPlan, target: "/api/v1/jobs/" + at.job + "/stop", status: 409, other: refused},
		"cancelJob": {needs: mayPlan, target: "/api/v1/jobs/" + at.job + "/cancel", status: 409, other: refused},
		"retryJob":  {needs: mayPlan, target: "/api/v1/jobs/" + at.job + "/retry", status: 409, other: refused},

		"jobRoutesTable": {needs: mayRead, target: "/api/v1/jobs/" + at.route + "/routes.csv", other: refused},
		"jobRouteSheets": {needs: mayRead, target: "/api/v1/jobs/" + at.route + "/sheets.html", other: refused},
		"keepRuns":       {needs: mayPlan, target: "/api/v1/runs", body: `{"job":"` + at.route + `"}`, other: refused},
		"checkRoutes":    {needs: mayRead, target: "/api/v1/plans/" + at.tier + "/routes/check", body: `{"routes":[{"vehicle":"van-2#1","stops":["shop-1"]}]}`, other: refused},
		"confirmMerges":  {needs: mayPlan, target: "/api/v1/merges/confirm", body: `{"ids":["none"],"scenario":"` + at.scenario + `"}`, status: 404, other: refused},

		"listRoadReports":   {needs: mayRead, target: "/api/v1/road-reports", other: narrowed, mark: `"r1"`},
		"getRoadReport":     {needs: mayRead, target: "/api/v1/road-reports/r1", other: hidden},
		"acceptRoadReport":  {needs: mayPlan, target: "/api/v1/road-reports/r1/accept", body: `{"scenario":"` + at.scenario + `","way":7}`, other: hidden},
		"dismissRoadReport": {needs: mayPlan, target: "/api/v1/road-reports/r2/dismiss", body: `{}`, other: hidden},
		"listChanges":       {needs: mayPlan, target: "/api/v1/changes?limit=1000", other: narrowed},

		"listImports":     {needs: mayPlan, target: "/api/v1/imports", other: narrowed, mark: at.staged},
		"getImport":       {needs: mayPlan, target: "/api/v1/imports/" + at.staged, other: refused},
		"readImport":      {needs: mayPlan, target: "/api/v1/imports/" + at.staged, body: `{"datum":"wgs84"}`, other: refused},
		"giveUpImport":    {needs: mayPlan, target: "/api/v1/imports/none", status: 404},
		"importRefused":   {needs: mayPlan, target: "/api/v1/imports/" + at.staged + "/refused.csv", other: refused},
		"importPositions": {needs: mayPlan, target: "/api/v1/imports/" + at.staged + "/positions", other: refused},
		"commitImport":    {needs: mayPlan, target: "/api/v1/imports/" + at.past + "/commit", body: `{}`, match: `"1"`, other: refused},
		"planUndoImport":  {needs: mayPlan, target: "/api/v1/imports/" + at.past + "/undo", other: refused},
		"undoImport":      {needs: mayPlan, target: "/api/v1/imports/" + at.past + "/undo", body: `{}`, other: refused},
		"listFindings":    {needs: mayPlan, target: "/api/v1/findings?area=370522", other: refused},
		"fixFindings":     {needs: mayPlan, target: "/api/v1/findings/fix", body: `{"code":"facility_without_position","ids":["none"]}`},

		"changesTable": {needs: mayPlan, target: "/api/v1/changes.csv", other: narrowed},

		"listRuns":      {needs: mayFollow, target: "/api/v1/runs", other: narrowed, mark: runID},
		"runMap":        {needs: mayFollow, target: "/api/v1/runs.geojson", other: narrowed, mark: runID},
		"getRun":        {needs: mayFollow, target: runPath, other: hidden},
		"runSheet":      {needs: mayFollow, target: runPath + "/sheet.html", other: hidden},
		"runWay":        {needs: mayFollow, target: runPath + "/way", other: hidden},
		"listRunEvents": {needs: mayFollow, target: runPath + "/events", other: hidden},
		"noteRunEvents": {needs: mayNote, target: runPath + "/events", body: tinyEvents, other: hidden},
		"createRunLink": {needs: mayPlan, target: runPath + "/links", body: `{}`, other: hidden},
		"listRunLinks":  {needs: mayPlan, target: runPath + "/links", other: hidden},
		"revokeRunLink": {needs: mayPlan, target: runPath + "/links/none", status: 404, other: hidden},
		"openRun":       {needs: mayAnyone, target: "/api/v1/run-session", body: `{"secret":"x","pin":"0000"}`, status: 401},
		"leaveRun":      {needs: mayDeliver, target: "/api/v1/run-session", status: 409},

		"changeRun": {needs: mayPlan, target: runPath, body: `{"courier":"王五"}`, match: `"9"`, status: 409, other: hidden},
	}
}

// rawEntrances are the routes that the document does not list, by method and pattern.
func rawEntrances(at accessStore) map[string]entrance {
	return map[string]entrance{
		// A file comes as application/octet-stream: TestFilesAreStagedOverHTTP sends some.
		"POST /api/v1/imports":            {needs: mayPlan, target: "/api/v1/imports?name=x.csv", body: `{}`, status: 415},
		"POST /api/v1/imports/{id}/files": {needs: mayPlan, target: "/api/v1/imports/" + at.staged + "/files?name=x.csv", body: `{}`, status: 415},
		"GET /api/openapi.json":           {needs: mayAnyone, target: "/api/openapi.json"},
		// The provider of this server cannot be reached: TestALoginAtAProvider… has one that can.
		"GET /api/v1/openid/login":    {needs: mayAnyone, target: "/api/v1/openid/login", status: 503},
		"GET /api/v1/openid/callback": {needs: mayAnyone, target: "/api/v1/openid/callback?code=x&state=y", status: 401},

		"GET /nearest/v1/*": {needs: mayRead, target: "/nearest/v1/driving/118.3,37.5"},
		"GET /route/v1/*":   {needs: mayRead, target: "/route/v1/driving/118.3,37.5;118.31,37.5"},
		"GET /table/v1/*":   {needs: mayRead, target: "/table/v1/driving/118.3,37.5;118.31,37.5"},

		// No basemap is chosen: TestABasemap… has one.
		"GET /basemap/{z}/{x}/{y}": {needs: mayFollow, target: "/basemap/3/6/3", status: 404},

		"GET /tiles/{collections}/{z}/{x}/{y}":                          {needs: mayRead, target: "/tiles/settlements,facilities,areas/14/13576/6348", other: narrowed, mark: "近村"},
		"GET /tiles/{file}":                                             {needs: mayRead, target: "/tiles/settlements.json"},
		"GET /ogc/tiles":                                                {needs: mayRead, target: "/ogc/tiles"},
		"GET /ogc/tiles/{set}":                                          {needs: mayRead, target: "/ogc/tiles/WebMercatorQuad"},
		"GET /ogc/tiles/{set}/{z}/{row}/{col}":                          {needs: mayRead, target: "/ogc/tiles/WebMercatorQuad/14/6348/13576?collections=settlements", other: narrowed, mark: "近村"},
		"GET /ogc/collections/{collection}/tiles":                       {needs: mayRead, target: "/ogc/collections/settlements/tiles"},
		"GET /ogc/collections/{collection}/tiles/{set}":                 {needs: mayRead, target: "/ogc/collections/settlements/tiles/WebMercatorQuad"},
		"GET /ogc/collections/{collection}/tiles/{set}/{z}/{row}/{col}": {needs: mayRead, target: "/ogc/collections/settlements/tiles/WebMercatorQuad/14/6348/13576", other: narrowed, mark: "近村"},
		"GET /ogc/tileMatrixSets":                                       {needs: mayRead, target: "/ogc/tileMatrixSets"},
		"GET /ogc/tileMatrixSets/{set}":                                 {needs: mayRead, target: "/ogc/tileMatrixSets/WebMercatorQuad"},
	}
}

// mayOf is the table of roles, written down once more.
var mayOf = map[data.Role][]permission{
	data.RoleCourier:       {mayAnyone, mayOwn, mayDeliver, mayFollow, mayNote},
	data.RoleViewer:        {mayAnyone, mayOwn, mayRead, mayFollow},
	data.RolePlanner:       {mayAnyone, mayOwn, mayRead, mayFollow, mayDeliver, mayNote, mayPlan},
	data.RoleAdministrator: {mayAnyone, mayOwn, mayRead, mayFollow, mayDeliver, mayNote, mayPlan, mayAdminister},
}

const otherCounty = "370503"

// secondCounty lies beside the tiny county.
func secondCounty() data.Batch {
	made := data.Provenance{Source: "tiny.csv", Line: 9, Datum: "wgs84", Synthetic: true}
	given := made
	given.LocatedBy = data.LocatedGiven
	return data.Batch{
		Areas: []data.Area{
			{Code: otherCounty, Name: "河口区", Tier: data.TierCounty, Kind: data.KindCounty, Parent: cityCode, Provenance: made},
			{Code: "370503100000", Name: "新户镇", Tier: data.TierTown, Kind: data.KindTown, Parent: otherCounty, Provenance: made},
		},
		Settlements: []data.Settlement{{Code: "370503100201", Name: "河村", Kind: data.KindVillage, Town: "370503100000", Location: &orb.Point{118.4, 37.9}, Provenance: given}},
		Facilities:  []data.Facility{{ID: "shop-9", Name: "河村便民店", Tier: data.ServicePoint, Offers: []data.Offer{data.Pickup}, Status: data.Active, Town: "370503100000", Location: &orb.Point{118.4, 37.9}, Provenance: given}},
	}
}

// openAccessStore makes a store with a record of every kind and serves it.
func openAccessStore(t *testing.T) (*study.Study, *server, *httptest.Server, accessStore) {
	t.Helper()
	s := tinyStudy(t)
	if _, err := s.Store.Load(t.Context(), secondCounty(), data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	tinyRoads(t, s)
	tinyTiers(t, s)
	tinyVan(t, s)
	tinyRuns(t, s)
	past := tinyPast(t, s)
	tier, err := s.Plan(t.Context(), study.PlanRequest{Name: "三级网络", Area: countyCode, Model: study.TierModel, Rules: &data.Rules{Tier: &data.TierRules{Separate: true}}})
	if err != nil {
		t.Fatal(err)
	}
	at := accessStore{past: past, plan: tinyPlan(t, s, countyCode), tier: tier.ID, scenario: "scenario-a"}
	scenario := data.Scenario{ID: at.scenario, Name: "一", Area: countyCode, Standard: data.DefaultStandard, Model: "lscp"}
	if _, err := s.Store.SaveScenario(t.Context(), scenario, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	tinyReport(t, s)
	jobs := tinyRunner(t, s)
	open := serve(t, Options{Study: s, Jobs: jobs}) // before there are accounts
	at.job = doneJob(t, open)
	at.route = routeJob(t, open, at.tier, "2026-11-25")
	reports := `{"events":[{"id":"r1","kind":"road_report","reason":"积水","at":"2026-11-23T01:00:00Z"},{"id":"r2","kind":"road_report","reason":"桥断","at":"2026-11-23T02:00:00Z"}]}`
	if got := ask(t, open, http.MethodPost, runPath+"/events", reports); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	people := []data.Account{{Name: "spare", Role: data.RoleAdministrator}, {Name: "spare-a", Role: data.RoleViewer, Area: countyCode}}
	for _, role := range data.Roles() {
		for suffix, area := range map[string]string{"": "", "-a": countyCode, "-b": otherCounty} {
			people = append(people, data.Account{Name: string(role) + suffix, Role: role, Area: area, Courier: "王五"})
		}
	}
	addPeople(t, s, people...)
	options := Options{Study: s, Jobs: jobs, PasswordCost: cheapCost, OpenID: &OpenID{Issuer: "http://127.0.0.1:1", ClientID: "x"}}
	inner, err := build(options)
	if err != nil {
		t.Fatal(err)
	}
	at.staged = tinyImport(t, inner.desk)
	handler, err := inner.guard(inner.routes)
	if err != nil {
		t.Fatal(err)
	}
	outer := httptest.NewServer(handler)
	t.Cleanup(outer.Close)
	return s, inner, outer, at
}

// visitor is one column of the table.
type visitor struct {
	name string
	may  []permission
	area string
	somebody
	again func() somebody // after its session has ended
}

func visitors(t *testing.T, server *httptest.Server) []visitor {
	t.Helper()
	list := []visitor{{name: "nobody", may: []permission{mayAnyone}, somebody: somebody{server: server}}}
	for suffix, area := range map[string]string{"": "", "-a": countyCode, "-b": otherCounty} {
		for _, role := range data.Roles() {
			name := string(role) + suffix
			list = append(list, visitor{name: name, may: mayOf[role], area: area, somebody: *login(t, server, name), again: func() somebody { return *login(t, server, name) }})
		}
		draft := fmt.Sprintf(`{"name":"x","may":["read"],"area":%q}`, area)
		if area == "" {
			draft = `{"name":"x","may":["read"]}`
		}
		reader := withToken(t, login(t, server, "planner"), draft)
		list = append(list, visitor{name: "token" + suffix, may: []permission{mayAnyone, mayRead, mayFollow}, area: area, somebody: *reader})
	}
	slices.SortFunc(list, func(a, b visitor) int { return strings.Compare(a.name, b.name) })
	return list
}

func TestEveryOperationAnswersOnlyWhoeverMay(t *testing.T) {
	_, inner, server, at := openAccessStore(t)
	// With sessions at hand, nobody logs in too often for one address.
	inner.accounts.addresses = account.NewTries(1_000_000, noon)
	document := theDocument(t, server)
	everybody := visitors(t, server)
	table, methods := entrances(at), map[string]string{}
	listed := map[string]bool{}
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			listed[method+" "+path] = true
			if _, ok := table[operation.OperationID]; !ok {
				t.Errorf("%s (%s %s) has no line in entrances: say who may call it, and what an account of another area gets", operation.OperationID, method, path)
			}
			methods[operation.OperationID] = method
		}
	}
	for name := range table {
		if methods[name] == "" {
			t.Errorf("entrances has %s, which is not in the document", name)
		}
	}
	raw := rawEntrances(at)
	maps.Copy(raw, ogcEntrances(at))
	err := chi.Walk(inner.routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		name := method + " " + route
		if _, ok := raw[name]; !ok && !listed[name] {
			t.Errorf("the route %s has no line in rawEntrances", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range raw {
		table[name], methods[name] = one, strings.Fields(name)[0]
	}
	if t.Failed() {
		return
	}
	for name, one := range table {
		t.Run(name, func(t *testing.T) {
			for i := range everybody {
				one.tried(t, methods[name], &everybody[i])
			}
		})
	}
}

// tried sends the request as somebody and holds the answer against the table.
func (e entrance) tried(t *testing.T, method string, who *visitor) {
	t.Helper()
	var headers []string
	if e.match != "" {
		headers = append(headers, "If-Match", e.match)
	}
	got := who.ask(t, method, e.target, e.body, headers...)
	if e.ends && who.again != nil {
		who.somebody = who.again()
	}
	code := ""
	if got.status >= 400 && strings.HasPrefix(got.header.Get("Content-Type"), problemType) {
		code = decode[Problem](t, got).Code
	}
	mark := e.mark
	if mark == "" {
		mark = countyCode
	}
	wantStatus, wantCode := e.status, ""
	switch {
	case !slices.Contains(who.may, e.needs) && who.name == "nobody":
		wantStatus, wantCode = http.StatusUnauthorized, "unauthenticated"
	case !slices.Contains(who.may, e.needs):
		wantStatus, wantCode = http.StatusForbidden, "forbidden"
	case who.area == otherCounty && e.other == refused:
		wantStatus, wantCode = http.StatusForbidden, "outside_area"
	case who.area == otherCounty && e.other == hidden:
		wantStatus, wantCode = http.StatusNotFound, "not_found"
	case e.other == narrowed && who.area == otherCounty && bytes.Contains(got.body, []byte(mark)):
		t.Errorf("%s of %s sees %s: %.300s", who.name, who.area, mark, got.body)
	case e.other == narrowed && who.area == countyCode && !bytes.Contains(got.body, []byte(mark)):
		t.Errorf("%s of %s does not see %s: %.300s", who.name, who.area, mark, got.body)
	}
	if wantStatus == 0 && got.status < 300 && code == wantCode || got.status == wantStatus && (wantCode == "" || code == wantCode) {
		return
	}
	t.Errorf("%s %s as %s: got %d %s, want %d %s: %.200s", method, e.target, who.name, got.status, code, wantStatus, wantCode, got.body)
}

func TestRecordsOfTheWholeStoreAreOutsideACounty(t *testing.T) {
	s, _, server, _ := openAccessStore(t)
	county, everything := login(t, server, "planner-a"), login(t, server, "planner")
	plan := tinyPlan(t, s, "")
	job := decode[JobHead](t, everything.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"audit"}`))
	scenario := decode[data.Scenario](t, everything.ask(t, http.MethodPost, "/api/v1/scenarios", `{"name":"全市","model":"lscp"}`))
	for _, target := range []string{"/plans/" + plan, "/plans/" + plan + "/sites.csv", "/plans/" + plan + "/why", "/compare?plans=" + plan + "," + plan, "/reports/" + plan + "/report.html", "/jobs/" + job.ID, "/jobs/" + job.ID + "/events",
		"/scenarios/" + scenario.ID, "/scenarios/" + scenario.ID + "/effects", "/audits?scenario=" + scenario.ID, "/merges?scenario=" + scenario.ID, "/audits?area=3705", "/settlements?area=370500", "/plans?area=3705", "/reports/3705/report.html", "/areas?parent=3705"} {
		wantProblem(t, county.ask(t, http.MethodGet, "/api/v1"+target, ""), http.StatusForbidden, "outside_area")
		if got := everything.ask(t, http.MethodGet, "/api/v1"+target, ""); got.status != http.StatusOK {
			t.Errorf("%s without an area: %d %s", target, got.status, got.body)
		}
	}
	for target, body := range map[string]string{
		"/merges/confirm": `{"ids":["none"],"scenario":"` + scenario.ID + `"}`, "/road-reports/r1/accept": `{"scenario":"` + scenario.ID + `","way":7}`,
		"/jobs": `{"kind":"route","parameters":{"plan":"` + plan + `","area":"370522"}}`, "/plans/" + plan + "/routes/check": `{"area":"370522","routes":[{"vehicle":"van-2#1","stops":["shop-1"]}]}`,
		"/runs": `{"job":"` + job.ID + `"}`, "/jobs/" + job.ID + "/cancel": ``,
	} {
		wantProblem(t, county.ask(t, http.MethodPost, "/api/v1"+target, body), http.StatusForbidden, "outside_area")
	}
	wantProblem(t, county.ask(t, http.MethodPut, "/api/v1/scenarios/"+scenario.ID, `{"name":"x","model":"lscp"}`, "If-Match", `"1"`), http.StatusForbidden, "outside_area")
	for _, list := range []string{"/plans", "/jobs", "/scenarios"} {
		got := county.ask(t, http.MethodGet, "/api/v1"+list, "").body
		if bytes.Contains(got, []byte(plan)) || bytes.Contains(got, []byte(job.ID)) || bytes.Contains(got, []byte(scenario.ID)) {
			t.Errorf("%s lists what belongs to the whole store: %s", list, got)
		}
	}
}

func TestWhatAnAccountOfACountyMakesBelongsToItsCounty(t *testing.T) {
	_, _, server, at := openAccessStore(t)
	county := login(t, server, "planner-a")
	made := decode[data.Scenario](t, county.ask(t, http.MethodPost, "/api/v1/scenarios", `{"name":"本县","model":"lscp"}`))
	if made.Area != countyCode {
		t.Errorf("a scenario without an area has %q", made.Area)
	}
	for _, parameters := range []string{``, `,"parameters":{}`, `,"parameters":{"area":""}`, `,"parameters":{"area":"370522"}`} {
		job := decode[JobHead](t, county.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"audit"`+parameters+`}`))
		if !strings.Contains(string(job.Parameters), `"area":"370522"`) {
			t.Errorf("%q: the job has %s", parameters, job.Parameters)
		}
	}
	for _, parameters := range []string{`{"area":"370503"}`, `{"Area":"370503"}`, `{"area":"3705"}`, `{"area":"370503000000"}`} {
		wantProblem(t, county.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"audit","parameters":`+parameters+`}`), http.StatusForbidden, "outside_area")
	}
	other := login(t, server, "planner-b")
	wantProblem(t, other.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"plan","parameters":{"scenario":"`+at.scenario+`"}}`), http.StatusForbidden, "outside_area")
	wantProblem(t, other.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"plan","parameters":{"scenario":"`+at.scenario+`","area":"370503"}}`), http.StatusForbidden, "outside_area")
	own := decode[data.Scenario](t, other.ask(t, http.MethodPost, "/api/v1/scenarios", `{"name":"邻县","model":"lscp"}`)).ID
	for _, parameters := range []string{
		`{"scenario":"` + at.scenario + `","SCENARIO":"` + own + `"}`, `{"SCENARIO":"` + own + `","scenario":"` + at.scenario + `"}`, `{"scenario":"` + own + `","scenario":"` + at.scenario + `"}`,
		`{"\u017fcenario":"` + own + `","scenario":"` + at.scenario + `"}`, `{"scenario":"` + own + `","changes":{"facilities":[{"do":"close","facility":"a","Facility":"b"}]}}`,
		`{"area":"370503","area":"370522"}`, `{"area":"370503","AREA":"370522"}`,
	} {
		got := other.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"plan","parameters":`+parameters+`}`)
		wantProblem(t, got, http.StatusUnprocessableEntity, "invalid")
		if !strings.Contains(string(got.body), "every key once") {
			t.Errorf("%s: %s", parameters, got.body)
		}
	}
	for _, parameters := range []string{`{"SCENARIO":"` + own + `"}`, `{"ſcenario":"` + own + `","Area":"370503"}`} {
		job := decode[JobHead](t, other.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"plan","parameters":`+parameters+`}`))
		if !strings.Contains(string(job.Parameters), `"scenario":"`+own+`"`) || !strings.Contains(string(job.Parameters), `"area":"370503"`) {
			t.Errorf("%s: the job has %s", parameters, job.Parameters)
		}
	}
	wantProblem(t, other.ask(t, http.MethodPost, "/api/v1/scenarios", `{"name":"x","model":"lscp","area":"3705"}`), http.StatusForbidden, "outside_area")
	wantProblem(t, other.ask(t, http.MethodPost, "/api/v1/jobs", `{"kind":"plan","parameters":[]}`), http.StatusUnprocessableEntity, "invalid")
}
