package api

import (
	"context"

	"cuntong/data"
	"cuntong/planner/report"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"
)

// Info describes the program and its store.
type Info struct {
	ProgramVersion  string        `json:"program_version"`
	PageBuilt       bool          `json:"page_built" doc:"false: the program was compiled without the page"`
	Store           StoreInfo     `json:"store"`
	Sample          bool          `json:"sample" doc:"true: settlements or facilities are made up, all or some of them, as the notice says; show it with every figure"`
	NoticeZH        *string       `json:"notice_zh" doc:"Notice to show while sample is true"`
	NoticeEN        *string       `json:"notice_en" doc:"The same in English"`
	Extent          *[]float64    `json:"extent" minItems:"4" maxItems:"4" nullable:"true" doc:"[west, south, east, north] of all positions that the account sees; null where there are none"`
	Counts          RowCounts     `json:"counts" doc:"What the account sees; standards, networks and changes are those of the whole store"`
	TopArea         *TopArea      `json:"top_area" doc:"The one area without a parent, or the account's own; null where there is none or more than one"`
	DefaultStandard string        `json:"default_standard" doc:"ID of the standard used where none is named, as the settings of the store say"`
	Datum           string        `json:"datum" enum:"wgs84" doc:"Datum of all coordinates in answers"`
	MapReviewNumber string        `json:"map_review_number" doc:"审图号 to print beside maps; may be empty"`
	Defaults        StoreDefaults `json:"defaults" doc:"What pages begin with, as the settings of the store say"`
	Basemap         *InfoBasemap  `json:"basemap,omitempty" doc:"What to draw under everything else; absent: nothing"`
	SecureContext   bool          `json:"secure_context" doc:"false: this was asked over plain http under an address that is not the machine itself; browsers keep no page for use without a network then"`
}

// StoreInfo describes the store.
type StoreInfo struct {
	Kind     string `json:"kind" enum:"gpkg,postgis"`
	Name     string `json:"name"`
	Revision int64  `json:"revision" doc:"Grows with every write to records; plans remember the one they were made from"`
	Schema   int64  `json:"schema"`
}

// RowCounts counts the rows of each kind.
type RowCounts struct {
	Areas       int64 `json:"areas"`
	Settlements int64 `json:"settlements"`
	Facilities  int64 `json:"facilities"`
	Services    int64 `json:"services"`
	Vehicles    int64 `json:"vehicles"`
	Standards   int64 `json:"standards" doc:"Kept in the store; presets come on top"`
	Networks    int64 `json:"networks" doc:"Road networks"`
	Scenarios   int64 `json:"scenarios"`
	Plans       int64 `json:"plans"`
	Changes     int64 `json:"changes"`
}

// TopArea names the area around everything.
type TopArea struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Schema documents the area; null is part of it.
func (*TopArea) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, Nullable: true, AdditionalProperties: false, Required: []string{"code", "name"},
		Properties: map[string]*huma.Schema{"code": {Type: huma.TypeString}, "name": {Type: huma.TypeString}},
	}
}

func (s *server) registerInfo(o *operations) {
	register(o, get("info", "/api/v1/info", "info", "Program, store, extent and notices", ""), []int{503}, s.info)
}

// infoInput knows how the request came.
type infoInput struct {
	secure bool
}

// Resolve looks at the connection: browsers trust TLS, and this machine itself (W3C, Secure Contexts, section 3.1).
func (in *infoInput) Resolve(ctx huma.Context) []error {
	in.secure = ctx.TLS() != nil || isThisMachine(hostName(ctx.Host()))
	return nil
}

func (s *server) info(ctx context.Context, in *infoInput) (*answer[Info], error) {
	store, err := s.Study.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	info := Info{
		ProgramVersion: s.Study.Version, PageBuilt: s.page.built(),
		Store:  StoreInfo{store.Kind, store.Name, store.Revision, store.Schema},
		Sample: store.Sample || store.Mixed,
		Counts: RowCounts{
			store.Counts["areas"], store.Counts["settlements"], store.Counts["facilities"], store.Counts["services"],
			store.Counts["vehicles"], store.Counts["standards"], store.Counts["networks"], store.Counts["scenarios"], store.Counts["plans"], store.Counts["changes"],
		},
		DefaultStandard: data.DefaultStandard, Datum: "wgs84", MapReviewNumber: s.MapReviewNumber,
		SecureContext: in.secure || s.BehindTLS,
	}
	decided, err := s.decided(ctx)
	if err != nil {
		return nil, err
	}
	if info.DefaultStandard, err = s.usualStandard(ctx, ""); err != nil {
		return nil, err
	}
	info.Defaults, info.Basemap = decided.Defaults, s.infoBasemap(decided)
	if store.Sample {
		info.NoticeZH, info.NoticeEN = known(s.NoticeZH), known(s.NoticeEN)
	} else if store.Mixed {
		mixed := report.MixedNotice()
		info.NoticeZH, info.NoticeEN = &mixed.ZH, &mixed.EN
	}
	if b := store.Extent; b != nil {
		info.Extent = &[]float64{b.Min.Lon(), b.Min.Lat(), b.Max.Lon(), b.Max.Lat()}
	}
	if top, ok := current.tree.Top(); ok {
		info.TopArea = &TopArea{top.Code, top.Name}
	}
	if callerOf(ctx).Area != "" {
		if err := s.ownInfo(ctx, current, &info); err != nil {
			return nil, err
		}
	}
	return &answer[Info]{info}, nil
}

// ownInfo narrows what is said of the whole store to the caller's area.
func (s *server) ownInfo(ctx context.Context, current *places, info *Info) error {
	c := callerOf(ctx)
	info.TopArea, info.Extent = nil, nil
	if own, ok := current.tree.Area(c.Area); ok {
		info.TopArea = &TopArea{own.Code, own.Name}
	}
	var extent *orb.Bound
	grow := func(b orb.Bound) {
		if extent == nil {
			extent = &b
			return
		}
		*extent = extent.Union(b)
	}
	if !c.inside(current, info.Defaults.Area) {
		info.Defaults.Area = ""
	}
	n := &info.Counts
	n.Areas, n.Scenarios, n.Plans = 0, 0, 0
	for _, area := range current.areas {
		if c.inside(current, area.Code) {
			n.Areas++
		}
	}
	q := data.Query{Area: c.Area}
	settlements, err := s.Study.Store.Settlements(ctx, q)
	if err != nil {
		return err
	}
	for _, one := range settlements {
		if one.Location != nil {
			grow(one.Location.Bound())
		}
	}
	facilities, err := s.Study.Store.Facilities(ctx, q)
	if err != nil {
		return err
	}
	for _, one := range facilities {
		if one.Location != nil {
			grow(one.Location.Bound())
		}
	}
	services, err := s.Study.Store.Services(ctx, q)
	if err != nil {
		return err
	}
	vehicles, err := s.Study.Store.Vehicles(ctx, q)
	if err != nil {
		return err
	}
	scenarios, err := s.Study.Store.Scenarios(ctx, q)
	if err != nil {
		return err
	}
	plans, err := s.plansWithin(ctx, "")
	if err != nil {
		return err
	}
	n.Settlements, n.Facilities, n.Services, n.Vehicles = int64(len(settlements)), int64(len(facilities)), int64(len(services)), int64(len(vehicles))
	n.Scenarios, n.Plans = int64(len(scenarios)), int64(len(plans))
	if extent != nil {
		info.Extent = &[]float64{extent.Min.Lon(), extent.Min.Lat(), extent.Max.Lon(), extent.Max.Lat()}
	}
	return nil
}
