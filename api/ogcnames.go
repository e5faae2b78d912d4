package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cuntong/api/layer"
	"cuntong/data"
)

// Media types of OGC API.
const (
	jsonType         = "application/json"
	geoJSONType      = "application/geo+json"
	schemaType       = "application/schema+json"
	htmlType         = "text/html"
	ogcDocumentType  = "application/vnd.oai.openapi+json;version=3.0"
	mergePatchType   = "application/merge-patch+json"
	ogcRoot          = "/ogc"
	ogcQueryablesRel = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
	ogcSchemaRel     = "http://www.opengis.net/def/rel/ogc/1.0/schema"
)

// ogcLink is a link of OGC API.
type ogcLink struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

// ogcHandler answers or says why not.
type ogcHandler func(w http.ResponseWriter, r *http.Request) error

// ogc makes a handler out of one that returns its error.
func (s *server) ogc(needs permission, handler ogcHandler) http.HandlerFunc {
	return require(needs, func(w http.ResponseWriter, r *http.Request) {
		if err := handler(w, r); err != nil {
			writeProblem(w, r, s.problemOf(r.Context(), err))
		}
	})
}

// ogcBase is the address of the landing page as the client sees it: GDAL takes only whole addresses for links. The name was
// checked by the guard.
func (s *server) ogcBase(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || s.BehindTLS {
		scheme = "https"
	}
	return scheme + "://" + r.Host + ogcRoot
}

// ogcParameters reads the query. Nothing is skipped: an unknown or repeated parameter is refused.
func ogcParameters(r *http.Request, known ...string) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, problem(http.StatusBadRequest, "invalid", "the query of the address cannot be read: "+shorten(err.Error()))
	}
	known = append(known, "f")
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, invalidQuery(shorten(name), values.Get(name), "there is no such parameter here; there are "+strings.Join(known, ", "))
		}
		if len(values[name]) > 1 {
			return nil, invalidQuery(name, values.Get(name), "given more than once")
		}
	}
	return values, nil
}

// ogcCollection is a layer as OGC API names it: its kind, or plan-ID-kind. GDAL and QGIS put the name into addresses and
// make layers and tables of it, so it has letters, digits and hyphens alone.
type ogcCollection struct {
	id   string
	ref  layer.Ref
	plan *data.Plan // nil for what belongs to no plan; without its content
}

const planPrefix = "plan-"

// collectionOf names the collection of a layer.
func collectionOf(kind layer.Kind, plan *data.Plan) *ogcCollection {
	if plan == nil {
		return &ogcCollection{string(kind), layer.Ref{Kind: kind}, nil}
	}
	return &ogcCollection{planPrefix + plan.ID + "-" + string(kind), layer.Ref{Kind: kind, Plan: plan.ID}, plan}
}

// title is what people read.
func (c *ogcCollection) title() string {
	chinese, english := layer.Title(c.ref.Kind)
	if c.plan == nil {
		return chinese + " " + english
	}
	name := c.plan.Scenario.Name
	if name == "" {
		name = c.plan.ID
	}
	return strings.TrimSpace(c.plan.AreaName+" "+name) + "：" + chinese + " " + english
}

// planHeads are the plans at one number of the change log.
type planHeads struct {
	changes int64
	plans   []data.Plan
}

// plansNow lists all plans without their content, newest first. They are read once for each change of the store.
func (s *server) plansNow(ctx context.Context) ([]data.Plan, error) {
	stamp, err := s.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	if known := s.heads.Load(); known != nil && known.changes == stamp.Changes {
		return known.plans, nil
	}
	plans, err := s.Study.Store.Plans(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	s.heads.Store(&planHeads{stamp.Changes, plans})
	return plans, nil
}

// visible reports whether a plan's area lies inside the caller's.
func (s *server) visible(ctx context.Context, plan *data.Plan) (bool, error) {
	own := callerOf(ctx).Area
	if own == "" {
		return true, nil
	}
	known, err := s.currentPlaces(ctx)
	if err != nil {
		return false, err
	}
	return plan.Scenario.Area != "" && known.tree.Inside(plan.Scenario.Area, own), nil
}

// ogcVisible lists the collections that the caller may see.
func (s *server) ogcVisible(ctx context.Context) ([]*ogcCollection, error) {
	var list []*ogcCollection
	for _, kind := range layer.Kinds() {
		list = append(list, collectionOf(kind, nil))
	}
	plans, err := s.plansNow(ctx)
	if err != nil {
		return nil, err
	}
	for i := range plans {
		if seen, err := s.visible(ctx, &plans[i]); err != nil {
			return nil, err
		} else if !seen {
			continue
		}
		for _, kind := range layer.PlanKinds() {
			list = append(list, collectionOf(kind, &plans[i]))
		}
	}
	return list, nil
}

// ogcCollection finds the collection of a name; one of a plan that the caller may not see is not there.
func (s *server) ogcCollection(ctx context.Context, id string) (*ogcCollection, error) {
	if kind := layer.Kind(id); kind.Known() && !kind.OfPlan() {
		return collectionOf(kind, nil), nil
	}
	rest, ofPlan := strings.CutPrefix(id, planPrefix)
	cut := strings.LastIndexByte(rest, '-')
	if !ofPlan || cut < 0 || !layer.Kind(rest[cut+1:]).OfPlan() {
		return nil, missing("collection", id)
	}
	plans, err := s.plansNow(ctx)
	if err != nil {
		return nil, err
	}
	for i := range plans {
		if plans[i].ID != rest[:cut] {
			continue
		}
		if seen, err := s.visible(ctx, &plans[i]); err != nil {
			return nil, err
		} else if seen {
			return collectionOf(layer.Kind(rest[cut+1:]), &plans[i]), nil
		}
	}
	return nil, missing("collection", id)
}
