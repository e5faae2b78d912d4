package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

// audited is a study whose log tells of two counties, accounts, runs and contacts.
func audited(t *testing.T) *somebodies {
	t.Helper()
	s := openedStudy(t)
	addPeople(t, s, data.Account{Name: "li", Role: data.RolePlanner, Area: countyCode}, data.Account{Name: "zhang", Role: data.RolePlanner},
		data.Account{Name: "lijin-root", Role: data.RoleAdministrator, Area: countyCode}, data.Account{Name: "wu", Role: data.RoleCourier, Courier: "王五"})
	ctx := t.Context()
	if _, err := s.Store.Load(ctx, data.Batch{Areas: []data.Area{{Code: "370523", Name: "广饶县", Tier: data.TierCounty, Parent: cityCode}, {Code: "370523100000", Name: "镇", Tier: data.TierTown, Parent: "370523"}},
		Facilities: []data.Facility{{ID: "far", Name: "广饶站", Town: "370523100000", Contact: "赵六", Phone: "13900001234"}}}, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	shop := tinyCounty().Facilities[0]
	shop.Version, shop.Contact, shop.Phone = 1, "张三", "13812345678"
	if _, err := s.Store.EditFacility(ctx, shop, data.ChangeNote{Actor: "li", At: noon().Add(time.Hour), Reason: "换人，电话13812345678"}); err != nil {
		t.Fatal(err)
	}
	tinyRuns(t, s)
	if _, err := s.Store.(data.Settings).SaveSetting(ctx, data.Setting{Key: settingsKey, Value: []byte(`{"basemap":{"kind":"xyz","url":"https://a.example/{z}/{x}/{y}?tk=typed-here"}}`)}, data.ChangeNote{Actor: "root", At: noon()}); err != nil {
		t.Fatal(err)
	}
	server := serve(t, Options{Study: s, PasswordCost: cheapCost, NewID: counting("r")})
	who := &somebodies{store: s.Store, by: map[string]*somebody{}}
	for _, name := range []string{"root", "lijin-root", "zhang", "li", "wang", "wu"} {
		who.by[name] = login(t, server, name)
	}
	return who
}

type somebodies struct {
	store data.Store
	by    map[string]*somebody
}

func (w *somebodies) lines(t *testing.T, name, query string) ChangeList {
	t.Helper()
	return decode[ChangeList](t, w.by[name].ask(t, http.MethodGet, "/api/v1/changes"+query, ""))
}

func TestPlannersSeeTheChangesOfTheirAreaAndAdministratorsAll(t *testing.T) {
	who := audited(t)
	all, err := who.store.Changes(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := func(name string) (seen []string) {
		for _, line := range who.lines(t, name, "?limit=1000").Items {
			seen = append(seen, line.Kind+" "+line.Key)
		}
		return seen
	}
	if got := kinds("root"); len(got) != len(all) {
		t.Errorf("an administrator sees %d of %d lines", len(got), len(all))
	}
	zhang, li, own := kinds("zhang"), kinds("li"), kinds("lijin-root")
	for what, c := range map[string]struct {
		seen []string
		yes  []string
		no   []string
	}{
		"a planner of everything": {zhang, []string{"facility far", "facility shop-1", "run " + runID, "settlement " + nearVillage}, []string{"account li", "account root", "setting store"}},
		"a planner of Lijin": {li, []string{"facility shop-1", "settlement " + nearVillage, "service service-1", "vehicle van-1", "area " + townCode, "run " + runID},
			[]string{"facility far", "area 370523", "account li", "account root", "run 2026-11-24_a/b#1"}},
		"an administrator of Lijin": {own, []string{"account li", "account lijin-root", "facility shop-1"}, []string{"account root", "account zhang", "facility far"}},
	} {
		for _, line := range c.yes {
			if !slices.Contains(c.seen, line) {
				t.Errorf("%s does not see %q in %q", what, line, c.seen)
			}
		}
		for _, line := range c.no {
			if slices.Contains(c.seen, line) {
				t.Errorf("%s sees %q", what, line)
			}
		}
		if slices.ContainsFunc(c.seen, func(line string) bool { return strings.HasPrefix(line, "batch ") }) == (what != "a planner of everything") {
			t.Errorf("%s and whole loads: %q", what, c.seen)
		}
	}
	for _, name := range []string{"wang", "wu"} {
		wantProblem(t, who.by[name].ask(t, http.MethodGet, "/api/v1/changes", ""), http.StatusForbidden, "forbidden")
		wantProblem(t, who.by[name].ask(t, http.MethodGet, "/api/v1/changes.csv?with_contacts=true", ""), http.StatusForbidden, "forbidden")
	}
}

func TestChangesAreChosenAndPagedWithoutGaps(t *testing.T) {
	who := audited(t)
	whole := who.lines(t, "li", "?limit=1000")
	for _, order := range []string{"", "&newest=true"} {
		var paged []ChangeLine
		next := ""
		for range 200 {
			page := who.lines(t, "li", "?limit=3"+order+next)
			paged = append(paged, page.Items...)
			if page.Next == nil {
				break
			}
			next = "&after=" + *page.Next
		}
		if order != "" {
			slices.Reverse(paged)
		}
		if !slices.EqualFunc(paged, whole.Items, func(a, b ChangeLine) bool { return a.Seq == b.Seq && a.Hash == b.Hash }) {
			t.Errorf("%q: %d lines page by page, %d at once", order, len(paged), len(whole.Items))
		}
	}
	edits := who.lines(t, "root", "?kind=facility&key=shop-1&newest=true")
	if len(edits.Items) != 2 {
		t.Fatalf("%+v", edits)
	}
	var before, after data.Facility
	if err := json.Unmarshal(edits.Items[0].Before, &before); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(edits.Items[0].After, &after); err != nil {
		t.Fatal(err)
	}
	line := edits.Items[0]
	if before.Contact != "" || after.Contact != "张三" || *line.Actor != "li" || *line.Version != 2 || line.Action != "edit" || !strings.Contains(*line.Reason, "换人") || len(edits.Items[1].Before) > 0 {
		t.Errorf("got %+v", line)
	}
	kept, err := who.store.Changes(t.Context(), line.Seq-1, 1)
	if err != nil || kept[0].Hash != line.Hash {
		t.Errorf("hash %s, kept %+v, %v", line.Hash, kept, err)
	}
	for query, want := range map[string]int{"?actor=li": 1, "?since=2026-11-23T13:00:00Z": 1, "?until=2026-11-23T12:00:00Z": 0, "?actor=nobody": 0, "?kind=facility": 4} {
		if got := len(who.lines(t, "root", query).Items); got != want {
			t.Errorf("%s: %d lines, want %d", query, got, want)
		}
	}
	for _, bad := range []string{"?after=x", "?after=0", "?limit=0", "?limit=1001", "?since=yesterday", "?order=up"} {
		wantProblem(t, who.by["root"].ask(t, http.MethodGet, "/api/v1/changes"+bad, ""), http.StatusBadRequest, "invalid")
	}
}

func TestTheTableOfChangesIsMaskedUnlessAskedAndThatIsOnRecord(t *testing.T) {
	who := audited(t)
	rows := func(query string) (string, [][]string) {
		t.Helper()
		got := who.by["li"].ask(t, http.MethodGet, "/api/v1/changes.csv"+query, "")
		if got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.body)
		}
		text := strings.TrimPrefix(string(got.body), byteOrderMark)
		list, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return text, list
	}
	text, list := rows("?key=shop-1")
	if len(list) != 3 || strings.Contains(text, "13812345678") || strings.Contains(text, "张三") || !strings.Contains(text, "138****5678") || !strings.Contains(text, "张**") || list[1][10]+list[2][10] != "" {
		t.Errorf("masked: %s", text)
	}
	if lines := who.lines(t, "root", "?kind=disclosure"); len(lines.Items) != 0 {
		t.Errorf("a masked table is on record: %+v", lines)
	}
	if text, list = rows("?key=shop-1&with_contacts=true&reason=" + "%E5%AE%A1%E8%AE%A1"); !strings.Contains(text, "13812345678") || !strings.Contains(text, "张三") || len(list[1][10]) != 64 {
		t.Errorf("with contacts: %s", text)
	}
	lines := who.lines(t, "root", "?kind=disclosure")
	if len(lines.Items) != 1 || *lines.Items[0].Actor != "li" || *lines.Items[0].Reason != "审计" || lines.Items[0].Key != "changes.csv" {
		t.Errorf("on record: %+v", lines)
	}
}

func TestViewersSeeNamesAndNumbersMaskedAndCouriersThoseOfTheirStops(t *testing.T) {
	who := audited(t)
	contact := func(name string) string {
		t.Helper()
		for _, f := range decode[FacilityCollection](t, who.by[name].ask(t, http.MethodGet, "/api/v1/facilities?area="+countyCode, "")).Features {
			if f.ID == shopID {
				return fmt.Sprint(*f.Properties.Contact, " ", *f.Properties.Phone)
			}
		}
		return ""
	}
	for name, want := range map[string]string{"wang": "张** 138****5678", "li": "张三 13812345678", "root": "张三 13812345678"} {
		if got := contact(name); got != want {
			t.Errorf("%s reads %q, want %q", name, got, want)
		}
	}
	run, err := who.store.Run(t.Context(), runID)
	if err != nil {
		t.Fatal(err)
	}
	run.Stops[0].Stop = shopID // the shop is a stop of the run
	if err := who.store.SaveRuns(t.Context(), []data.Run{run}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	tags := map[string]bool{}
	for name, want := range map[string]string{"wang": "王** <nil> <nil>", "li": "王五 张三 13812345678", "wu": "王五 张三 13812345678"} {
		got := who.by[name].ask(t, http.MethodGet, runPath, "")
		one := decode[Run](t, got)
		at := one.Stops[0]
		if seen := fmt.Sprint(*one.Courier, " ", orNil(at.Contact), " ", orNil(at.Phone)); seen != want {
			t.Errorf("%s reads %q, want %q", name, seen, want)
		}
		tags[got.header.Get("ETag")] = true
		for _, path := range []string{"/api/v1/runs", "/api/v1/runs.geojson", runPath + "/sheet.html", runPath + "/events"} {
			body := string(who.by[name].ask(t, http.MethodGet, path, "").body)
			if strings.Contains(body, "王五") && name == "wang" {
				t.Errorf("%s reads a name at %s", name, path)
			}
			if !strings.Contains(body, "王五") && name != "wang" && !strings.HasSuffix(path, "/events") {
				t.Errorf("%s reads no name at %s", name, path)
			}
		}
	}
	if len(tags) != 2 {
		t.Errorf("masked and plain answers have the validators %v, want two", tags)
	}
}

func orNil(text *string) any {
	if text == nil {
		return nil
	}
	return *text
}

func TestViewersSeeNoTelephoneNumbersInWords(t *testing.T) {
	const number = "13812345678"
	s := openedStudy(t)
	addPeople(t, s, data.Account{Name: "li", Role: data.RolePlanner})
	tinyRoads(t, s)
	tinyRuns(t, s)
	ctx := t.Context()
	note := data.ChangeNote{Actor: "test", At: noon()}
	shop := tinyCounty().Facilities[0]
	shop.Version, shop.Name = 1, "店 "+number
	if _, err := s.Store.EditFacility(ctx, shop, note); err != nil {
		t.Fatal(err)
	}
	run, err := s.Store.Run(ctx, runID)
	if err != nil {
		t.Fatal(err)
	}
	run.Stops[0].Name, run.VehicleName = "点 "+number, "车 "+number
	if err := s.Store.SaveRuns(ctx, []data.Run{run}, note); err != nil {
		t.Fatal(err)
	}
	service := data.Service{ID: "exempt", Settlement: nearVillage, Operator: data.Postal, Mode: data.Exempt, ExemptReason: "无人居住，问 " + number}
	if _, err := s.Store.Load(ctx, data.Batch{Services: []data.Service{service}}, note); err != nil {
		t.Fatal(err)
	}
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	li, wang := login(t, server, "li"), login(t, server, "wang")
	events := `{"events":[{"id":"r1","kind":"road_report","reason":"积水","note":"问 ` + number + `","at":"2026-11-23T01:00:00Z"}]}`
	if got := li.ask(t, http.MethodPost, runPath+"/events", events); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	if got := li.ask(t, http.MethodPost, "/api/v1/road-reports/r1/dismiss", `{"note":"已修好，问 `+number+`"}`); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	for _, path := range []string{"/api/v1/road-reports", "/api/v1/road-reports/r1", "/api/v1/services", runPath, "/api/v1/runs.geojson", runPath + "/sheet.html"} {
		if got := li.ask(t, http.MethodGet, path, ""); got.status != http.StatusOK || !strings.Contains(string(got.body), number) {
			t.Errorf("%s: a planner reads %d %s", path, got.status, got.body)
		}
		if got := wang.ask(t, http.MethodGet, path, ""); got.status != http.StatusOK || strings.Contains(string(got.body), number) || !strings.Contains(string(got.body), "138****5678") {
			t.Errorf("%s: a viewer reads %d %s", path, got.status, got.body)
		}
	}
}

func TestRoutesOfADayAreMaskedForViewers(t *testing.T) {
	for _, c := range []caller{official, {May: []permission{mayRead, mayPlan}}} {
		day := &report.RouteStudy{Unserved: []report.UnservedStop{{Name: "余 13812345678"}}, Routes: []report.DayRoute{{Courier: "王五", Name: "车 13812345678", DepotName: "店 13812345678", Calls: []report.RouteCall{{Name: "点 13812345678"}}}}}
		c.maskRoutes(day)
		r, want := day.Routes[0], "王** 车 138****5678 店 138****5678 点 138****5678 余 138****5678"
		if c.may(mayPlan) {
			want = "王五 车 13812345678 店 13812345678 点 13812345678 余 13812345678"
		}
		if got := strings.Join([]string{r.Courier, r.Name, r.DepotName, r.Calls[0].Name, day.Unserved[0].Name}, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
