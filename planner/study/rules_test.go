package study

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/data/sample"
	"cuntong/planner"
)

// sampled is a study of the sample counties.
func sampled(t testing.TB) *Study {
	t.Helper()
	s := newStudy(t)
	batch, err := sample.Dongying()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store.Load(t.Context(), batch, data.ChangeNote{Actor: "test", At: s.Now(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// planned plans on the sample with a little effort.
func planned(t *testing.T, s *Study, request PlanRequest) data.Plan {
	t.Helper()
	request.Options = planner.Options{Effort: 20_000_000, Seed: 1}
	plan, err := s.Plan(t.Context(), request)
	if err != nil {
		t.Fatalf("%s %+v: %v", request.Model, request.Rules, err)
	}
	return plan
}

func TestEveryModelPlansWithRulesAndSaysWhy(t *testing.T) {
	s := sampled(t)
	three, per1000, km := int64(3), 40.0, 0.5
	for _, request := range []PlanRequest{
		{Model: "scp"}, {Model: "median", P: &three}, {Model: "center", P: &three}, {Model: "dispersion", P: &three}, {Model: "maxmin", P: &three}, {Model: "huff", P: &three},
		{Model: "facility", Rules: &data.Rules{ParcelsPer1000: &per1000, YuanPerParcelKm: &km}},
		{Model: "mclp", P: &three, Rules: &data.Rules{Capacity: new(100.0), ParcelsPer1000: &per1000, MinLoad: new(5.0), TownMaxNew: new(int64(1))}},
		{Model: "mclp", P: &three, Rules: &data.Rules{Capacity: new(100.0), ParcelsPer1000: &per1000, Split: true}},
		{Model: "mclp", P: &three, Rules: &data.Rules{Needs: new(int64(2)), OnePerHost: true, MinSpacing: new(int64(500))}},
		{Model: "mclp", P: &three, Rules: &data.Rules{Within: new(int64(1000))}},
	} {
		request.Area = "370522"
		plan := planned(t, s, request)
		if plan.Objective == nil || !plan.Verified {
			t.Errorf("%s: %s %s", request.Model, plan.Status, plan.Reason)
			continue
		}
		if request.P != nil && int64(len(plan.Opened)) > *request.P {
			t.Errorf("%s opens %d", request.Model, len(plan.Opened))
		}
		w, err := s.Why(t.Context(), plan.ID, "")
		if err != nil {
			t.Fatalf("%s: %v", request.Model, err)
		}
		if len(w.Sites) != len(plan.Opened) {
			t.Errorf("%s: %d sites explained, %d opened", request.Model, len(w.Sites), len(plan.Opened))
		}
		for _, site := range w.Sites {
			if site.Sentence.ZH == "" || site.Sentence.EN == "" {
				t.Errorf("%s: %s without a sentence", request.Model, site.Site)
			}
		}
	}
}

func TestPlacesThatMustNotAndMustOpenAreKept(t *testing.T) {
	s := sampled(t)
	three := int64(3)
	free := planned(t, s, PlanRequest{Area: "370522", Model: "mclp", P: &three})
	first := free.Opened[0].Site
	opens := func(plan data.Plan, id string) bool {
		return slices.ContainsFunc(plan.Opened, func(site data.PlanSite) bool { return site.Site == id })
	}
	forbidden := planned(t, s, PlanRequest{Area: "370522", Model: "mclp", P: &three, Rules: &data.Rules{Forbid: []string{first}}})
	if opens(forbidden, first) || *forbidden.Objective > *free.Objective {
		t.Errorf("%s opens though forbidden: %d, %d before", first, *forbidden.Objective, *free.Objective)
	}
	everywhere := []byte(`{"type":"Polygon","coordinates":[[[0,0],[180,0],[180,89],[0,89],[0,0]]]}`)
	if nothing := planned(t, s, PlanRequest{Area: "370522", Model: "mclp", P: &three, Rules: &data.Rules{ForbidArea: everywhere}}); len(nothing.Opened) != 0 {
		t.Errorf("%d sites open inside a forbidden area", len(nothing.Opened))
	}
	other := planned(t, s, PlanRequest{Area: "370522", Model: "mclp", P: new(int64(0)), Rules: &data.Rules{Open: []string{first}}})
	if len(other.Opened) != 1 || !opens(other, first) {
		t.Errorf("opened %+v, expected %s alone", other.Opened, first)
	}
}

func TestAQuestionWithoutAnAnswerSaysWhichLimitsConflict(t *testing.T) {
	s := sampled(t)
	plan := planned(t, s, PlanRequest{Area: "370522", Model: "mclp", P: new(int64(1)), Rules: &data.Rules{FloorPermil: new(int64(1000))}})
	if plan.Status != string(planner.Infeasible) || plan.Objective != nil || len(plan.Opened) != 0 || plan.OpeningCostYuan != nil {
		t.Fatalf("%+v", plan)
	}
	w, err := s.Why(t.Context(), plan.ID, "")
	if err != nil || w.Conflict == nil || len(w.Conflict.Limits) == 0 || !w.Conflict.Irreducible {
		t.Fatalf("%+v, %v", w, err)
	}
}

func TestRulesThatFitNothingAreRefusedByName(t *testing.T) {
	s := sampled(t)
	three := int64(3)
	for want, rules := range map[string]*data.Rules{
		"rules.forbid names":       {Forbid: []string{"nowhere"}},
		"rules.towns[0] names":     {Towns: []data.TownRule{{Town: "110101001", MaxNew: &three}}},
		"expected polygons":        {ForbidArea: []byte(`{"type":"Point","coordinates":[1,2]}`)},
		"rules.needs":              {Needs: new(int64(0))},
		"yuan_per_parcel_km":       {},
		"rules.decay[1]":           {Decay: []data.DecayStep{{Within: 5, Permille: 10}, {Within: 4, Permille: 5}}},
		"both in open and in what": {Forbid: []string{"C-370522101205"}, Open: []string{"C-370522101205"}},
	} {
		request := PlanRequest{Area: "370522", Model: "mclp", P: &three, Rules: rules}
		if want == "yuan_per_parcel_km" {
			request.Model = "facility"
		}
		if _, err := s.Plan(t.Context(), request); !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an invalid error with %q", err, want)
		}
	}
}
