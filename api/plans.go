package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
)

// PlanList is a page of plans without their details.
type PlanList struct {
	Items []PlanHead `json:"items"`
	Next  *string    `json:"next" doc:"Cursor of the next page; null on the last"`
}

// PlanHead is what a list says about a plan.
type PlanHead struct {
	ID               string        `json:"id" doc:"First twelve hexadecimal digits of the fingerprint"`
	Scenario         data.Scenario `json:"scenario"`
	AreaName         string        `json:"area_name"`
	Status           string        `json:"status" enum:"optimal,feasible,infeasible,stopped" doc:"optimal is only said with a proof"`
	Objective        *int64        `json:"objective" doc:"lscp: new points; mclp: covered weight; tier: fen a year; null without an answer"`
	Bound            *int64        `json:"bound" doc:"Proven; null without one"`
	Gap              *float64      `json:"gap" doc:"|objective − bound| / max(|objective|, 1e-9), a fraction; null where either is unknown"`
	Reason           *string       `json:"reason" doc:"Why there is no answer or no bound"`
	Seed             int64         `json:"seed"`
	Effort           int64         `json:"effort" doc:"Counted work units"`
	Seconds          float64       `json:"seconds"`
	Threads          int           `json:"threads"`
	Verified         bool          `json:"verified" doc:"true: recounted from the problem alone"`
	Fingerprint      string        `json:"fingerprint" doc:"SHA-256 of inputs, parameters, seed, effort and answer"`
	InputFingerprint string        `json:"input_fingerprint" doc:"SHA-256 of inputs and parameters"`
	Revision         int64         `json:"revision" doc:"Of the store's records when planned"`
	Stale            bool          `json:"stale" doc:"true: the records, or the changes of its scenario, have changed since"`
	ProgramVersion   string        `json:"program_version"`
	CreatedAt        time.Time     `json:"created_at"`
	OpeningCostYuan  *int64        `json:"opening_cost_yuan" doc:"Of the opened sites, of model tier with upgrades; null if any is unknown"`
	YearlyCostYuan   *int64        `json:"yearly_cost_yuan" doc:"Of the opened sites; of model tier the whole network's, without the price of parcels left unserved; null if any is unknown"`
}

// Plan is a verified answer to a scenario, with everything in it.
type Plan struct {
	PlanHead
	Opened      SiteCollection    `json:"opened" doc:"Places the plan opens"`
	Assignments []data.Assignment `json:"assignments" doc:"Who serves whom"`
	Before      auditJSON         `json:"before,omitempty" doc:"Audit without the opened sites"`
	After       auditJSON         `json:"after,omitempty" doc:"Audit with the opened sites; absent without an answer"`
	Blocked     []data.Blocked    `json:"blocked" doc:"Settlements that no site can cover"`
	Sentence    report.Sentence   `json:"sentence" doc:"The plan in one sentence"`
	Notes       []report.Sentence `json:"notes" doc:"What the reader must know of the inputs"`
	Network     networkJSON       `json:"network,omitempty" doc:"Of model tier: sites with size and action, money by part and by town, the plans beside the joint one; absent for other models"`
}

// SiteCollection is a GeoJSON feature collection of opened sites.
type SiteCollection struct {
	Type     string        `json:"type" enum:"FeatureCollection"`
	Features []SiteFeature `json:"features"`
}

// SiteFeature is one opened site at its position.
type SiteFeature struct {
	Type       string         `json:"type" enum:"Feature"`
	ID         string         `json:"id"`
	Geometry   *PointGeometry `json:"geometry"`
	Properties SiteProperties `json:"properties"`
}

// SiteProperties are the facts of one opened site.
type SiteProperties struct {
	Site string `json:"site" doc:"Facility ID of the candidate, or the code of the settlement"`
	Name string `json:"name"`
	Belonging
	Settlement         *string `json:"settlement" doc:"Code of the settlement it stands in; null unknown"`
	OpeningCostYuan    *int64  `json:"opening_cost_yuan" doc:"null unknown"`
	YearlyCostYuan     *int64  `json:"yearly_cost_yuan" doc:"null unknown"`
	NewlyCovered       int64   `json:"newly_covered" doc:"Settlements covered by the plan, not before, and assigned here"`
	NewlyCoveredPeople *int64  `json:"newly_covered_people" doc:"Their residents; null unknown"`
}

// auditJSON is an audit as the plan keeps it, passed on without decoding.
type auditJSON []byte

// MarshalJSON returns the bytes.
func (a auditJSON) MarshalJSON() ([]byte, error) { return json.RawMessage(a).MarshalJSON() }

// Schema documents the bytes as what they are.
func (auditJSON) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[report.Audit](), true, "Audit")
}

// networkJSON is a three-tier network as the plan keeps it, passed on without decoding.
type networkJSON []byte

// MarshalJSON returns the bytes.
func (n networkJSON) MarshalJSON() ([]byte, error) { return json.RawMessage(n).MarshalJSON() }

// Schema documents the bytes as what they are.
func (networkJSON) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[report.NetworkStudy](), true, "Network")
}

type plansInput struct {
	Area string `query:"area" maxLength:"12" doc:"Only plans of exactly this area"`
	Paging
}

type planInput struct {
	ID string `path:"id" maxLength:"200" doc:"ID of the plan"`
}

func (s *server) registerPlans(o *operations) {
	register(o, get("listPlans", "/api/v1/plans", "plans", "Plans, newest first", "Without opened sites, assignments and audits."), []int{400, 404}, s.listPlans)
	register(o, get("getPlan", "/api/v1/plans/{id}", "plans", "One plan with everything in it", ""), []int{404}, s.getPlan)
	register(o, get("whyPlan", "/api/v1/plans/{id}/why", "plans", "Why a plan is as it is",
		"What each opened site brings and what could stand in its place; what keeps a settlement uncovered and what it would cost; for a plan without an answer the limits that cannot hold together; "+
			"of a three-tier plan why a village is served from where it is, and what a point in it would cost. "+
			"Counted from the records, so it answers 409 where they no longer give the question that the plan answered."), []int{400, 404, 409, 422}, s.getWhy)
	s.registerRobust(o)
	register(o, get("comparePlans", "/api/v1/compare", "plans", "Plans side by side",
		"Differences in parameters first, then totals, towns, and who is served differently; the first plan is what the others are held against."), []int{400, 404, 422}, s.getComparison)
	register(o, asCSV(get("planSites", "/api/v1/plans/{id}/sites.csv", "plans", "The opened sites as a table", "")), []int{404}, s.getSites)
}

// listPlans pages by itself: plans come newest first, and a cursor names the plan after which to go on.
func (s *server) listPlans(ctx context.Context, in *plansInput) (*answer[PlanList], error) {
	area := ""
	if in.Area != "" {
		var err error
		if area, err = s.area(ctx, "area", in.Area); err != nil {
			return nil, err
		}
	}
	stamp, err := s.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	plans, err := s.planPage(ctx, area, in.Paging)
	if err != nil {
		return nil, err
	}
	plans, next := cut(in.Paging, plans, func(p data.Plan) string { return p.ID })
	items := make([]PlanHead, len(plans))
	for i, plan := range plans {
		stale, err := s.Study.Stale(ctx, plan, stamp.Revision)
		if err != nil {
			return nil, err
		}
		items[i] = planHead(plan, stale)
	}
	return &answer[PlanList]{PlanList{items, next}}, nil
}

// planPage lists one more plan than a page holds. Of a caller with an area of its own all are read, to tell which lie in it; for all others
// the store reads the page alone.
func (s *server) planPage(ctx context.Context, area string, page Paging) ([]data.Plan, error) {
	unknown := invalidQuery("after", page.After, "expected the next of the answer before")
	if callerOf(ctx).Area == "" {
		plans, err := s.Study.Store.Plans(ctx, data.Query{Area: area, After: page.After, Limit: page.oneMore()})
		if err != nil || len(plans) > 0 || page.After == "" {
			return plans, err
		}
		if _, err := s.Study.Store.Plan(ctx, page.After); errors.Is(err, data.ErrNotFound) {
			return nil, unknown
		} else if err != nil {
			return nil, err
		}
		return nil, nil // the last page was full
	}
	plans, err := s.plansWithin(ctx, area)
	if err != nil {
		return nil, err
	}
	if page.After != "" {
		last := slices.IndexFunc(plans, func(p data.Plan) bool { return p.ID == page.After })
		if last < 0 {
			return nil, unknown
		}
		plans = plans[last+1:]
	}
	return plans[:min(len(plans), page.oneMore())], nil
}

// plansWithin lists plans of exactly an area, or of all; of those the ones of the caller's area.
func (s *server) plansWithin(ctx context.Context, area string) ([]data.Plan, error) {
	plans, err := s.Study.Store.Plans(ctx, data.Query{Area: area})
	c := callerOf(ctx)
	if err != nil || c.Area == "" {
		return plans, err
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(plans, func(p data.Plan) bool { return !c.inside(current, p.Scenario.Area) }), nil
}

func planHead(p data.Plan, stale bool) PlanHead {
	return PlanHead{
		ID: p.ID, Scenario: p.Scenario, AreaName: p.AreaName, Status: p.Status, Objective: p.Objective, Bound: p.Bound, Gap: p.Gap,
		Reason: known(p.Reason), Seed: p.Seed, Effort: p.Effort, Seconds: p.Seconds, Threads: p.Threads, Verified: p.Verified,
		Fingerprint: p.Fingerprint, InputFingerprint: p.InputFingerprint, Revision: p.Revision, Stale: stale,
		ProgramVersion: p.ProgramVersion, CreatedAt: p.CreatedAt, OpeningCostYuan: p.OpeningCostYuan, YearlyCostYuan: p.YearlyCostYuan,
	}
}

type whyInput struct {
	ID      string `path:"id" maxLength:"200" doc:"ID of the plan"`
	Village string `query:"village" maxLength:"12" doc:"Of model tier, and needed there: code of the village that asks"`
}

func (s *server) getWhy(ctx context.Context, in *whyInput) (*answer[study.Why], error) {
	if _, err := s.plan(ctx, in.ID); err != nil {
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	why, err := s.Study.Why(ctx, in.ID, in.Village)
	if errors.Is(err, data.ErrConflict) {
		return nil, problem(http.StatusConflict, "conflict", "the records have changed since the plan was made; plan again").with("id", in.ID)
	}
	if err != nil {
		return nil, err
	}
	return &answer[study.Why]{*why}, nil
}

// plan returns a plan of the caller's area. One of more than that, such as the whole city's, is another area's.
func (s *server) plan(ctx context.Context, id string) (data.Plan, error) {
	plan, err := s.Study.Store.Plan(ctx, id)
	if errors.Is(err, data.ErrNotFound) {
		return plan, missing("plan", id)
	}
	if err != nil {
		return plan, err
	}
	return plan, s.within(ctx, plan.Scenario.Area)
}

func (s *server) getPlan(ctx context.Context, in *planInput) (*answer[Plan], error) {
	plan, err := s.plan(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	stamp, err := s.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	stale, err := s.Study.Stale(ctx, plan, stamp.Revision)
	if err != nil {
		return nil, err
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	features := make([]SiteFeature, len(plan.Opened))
	for i, site := range plan.Opened {
		features[i] = SiteFeature{featureWord, site.Site, pointOf(&site.Location), SiteProperties{
			Site: site.Site, Name: site.Name, Belonging: current.belonging(site.Town), Settlement: known(site.Settlement),
			OpeningCostYuan: site.OpeningCostYuan, YearlyCostYuan: site.YearlyCostYuan,
			NewlyCovered: site.NewlyCovered, NewlyCoveredPeople: site.NewlyCoveredPeople,
		}}
	}
	return &answer[Plan]{Plan{
		PlanHead: planHead(plan, stale), Opened: SiteCollection{collectionWord, features},
		Assignments: listed(plan.Assignments), Before: auditJSON(plan.Before), After: auditJSON(plan.After), Network: networkJSON(plan.Network),
		Blocked: listed(plan.Blocked), Sentence: report.PlanSentence(plan), Notes: report.Notes(plan),
	}}, nil
}

func (s *server) getSites(ctx context.Context, in *planInput) (*csvAnswer, error) {
	plan, err := s.plan(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"编号", "名称", "县区", "乡镇", "居民点代码", "经度", "纬度", "建设费用（元）", "年运营费用（元）", "新覆盖居民点", "新覆盖人口"}}
	for _, site := range plan.Opened {
		in := current.belonging(site.Town)
		rows = append(rows, []string{
			site.Site, site.Name, text(in.CountyName), text(in.TownName), site.Settlement, degrees(site.Location.Lon()), degrees(site.Location.Lat()),
			number(site.OpeningCostYuan), number(site.YearlyCostYuan), strconv.FormatInt(site.NewlyCovered, 10), number(site.NewlyCoveredPeople),
		})
	}
	return table("sites-"+plan.ID+".csv", rows)
}

func text(word *string) string {
	if word == nil {
		return ""
	}
	return *word
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

type compareInput struct {
	Plans string `query:"plans" required:"true" maxLength:"300" doc:"IDs of two to ten plans, separated by commas"`
}

func (s *server) getComparison(ctx context.Context, in *compareInput) (*answer[report.Comparison], error) {
	ids := strings.Split(in.Plans, ",")
	if callerOf(ctx).Area != "" {
		for _, id := range ids {
			if _, err := s.plan(ctx, id); err != nil {
				return nil, err
			}
		}
	}
	comparison, err := s.Study.Compare(ctx, ids)
	if err != nil {
		return nil, err
	}
	return &answer[report.Comparison]{*comparison}, nil
}
