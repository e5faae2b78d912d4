// Package api serves a study over HTTP: records, standards, audits, scenarios and plans below /api/v1, the
// OpenAPI document made from the Go types at /api/openapi.json, health, and the built page for everything else.
//
// JSON is snake_case with units in the keys; coordinates are [lon, lat] on WGS 84; times are RFC 3339; null
// is unknown. Every error is an application/problem+json answer made in encode.go, the one place that knows
// HTTP status. The package sees data.Store and study.Study, never a concrete store; it reads no clock but
// the study's. Time limits of connections belong to the http.Server that cmd makes. API.md is the manual.
package api

import (
	"crypto/rand"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"cuntong/api/account"
	"cuntong/api/layer"
	"cuntong/api/metric"
	"cuntong/api/pmtiles"
	"cuntong/data"
	"cuntong/planner/importing"
	"cuntong/planner/job"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/maypok86/otter/v2"
	"github.com/maypok86/otter/v2/stats"
)

// Options say what is served and within which limits.
type Options struct {
	Study *study.Study // store, clock and version come with it
	Page  fs.FS        // the built page, index.html at its root; without one "/" says how to build it
	Log   *slog.Logger
	// NoticeZH and NoticeEN are shown with every figure while the store holds nothing but made-up settlements.
	NoticeZH, NoticeEN string
	// MapReviewNumber is the 审图号 printed beside maps; empty where there is none.
	MapReviewNumber string
	// AllowedHosts are further names (without port) under which the program may be reached. Loopback names and
	// IP addresses always are; any other name is refused, so that a foreign site cannot rebind its name to us.
	AllowedHosts []string
	// AllowHost says of a further name whether the program may be reached under it, such as a name that its
	// certificate is made out to; nil: no further name.
	AllowHost func(name string) bool
	// PageRoutes are paths besides "/" that the page itself answers, such as "/dashboard"; "/report/*" takes in all one step below.
	PageRoutes []string
	// NewID makes identifiers for requests and scenarios; nil: random text.
	NewID func() string
	// MaxBodyBytes limits request bodies; 0: 1 MiB.
	MaxBodyBytes int64
	// BodyTime is how long a body may take to arrive; 0: 30 s. Slow lines are no reason to refuse one.
	BodyTime time.Duration
	// AuditTime limits one audit or frontier; 0: 30 s. A finished audit is kept in memory, see AuditsKept.
	AuditTime time.Duration
	// AuditsKept is how many audits, curves and dashboards of one kind stay in memory, old revisions among them; 0: 12. Of a
	// county of 600 villages an audit takes about a megabyte.
	AuditsKept int
	// Accounts keeps who may log in; nil: the study's store, where it keeps accounts. While there are none, whoever reaches
	// the server may do everything, unless RequireLogin is set: set it wherever others than this machine can reach it.
	Accounts     data.Accounts
	RequireLogin bool
	// BehindTLS says that a proxy stands in front and speaks TLS; cookies are then marked as over TLS of our own, and failed
	// logins are counted by the last address in X-Forwarded-For, which the proxy must append.
	BehindTLS bool
	// OpenID is a provider at which people may log in besides; nil: none.
	OpenID *OpenID
	// PasswordCost is what hashing one password takes; zero: account.DefaultCost.
	PasswordCost account.Cost
	// TileBytesKept is how many bytes of compressed tiles stay in memory; 0: 64 MiB.
	TileBytesKept int64
	// HeavyAtOnce is how many audits, curves, boards and checks are worked out at once; 0: one per processor, at least two.
	// Further ones wait their turn, and are refused with the time to wait when too many do.
	HeavyAtOnce int
	// HeldBytes is how much of answers may wait in memory for slow readers; 0: 96 MiB.
	HeldBytes int
	// ImportFolder is where files of imports wait, see planner/importing; empty: a folder for temporary files.
	ImportFolder string
	// Jobs submits work in the background; nil: the job operations answer 503.
	Jobs *job.Runner
	// Draining, when closed, makes /readyz say that the program is leaving; nil: never.
	Draining <-chan struct{}
	// Closing, when closed, ends answers that would go on for ever; nil: never.
	Closing <-chan struct{}
	// Metrics counts what is answered; nil: nothing is counted.
	Metrics *metric.Metrics
	// Basemap is a map to draw under everything else, where the settings of the store choose it or choose nothing; nil: none.
	Basemap *pmtiles.Archive
	// Ready are further things that /readyz looks at, in order.
	Ready []Readiness
}

// server holds what the handlers share.
type server struct {
	Options
	places    *otter.Cache[int64, *places]
	audits    *otter.Cache[auditKey, *report.Audit]
	frontiers *otter.Cache[frontierKey, *study.Frontier]
	boards    *otter.Cache[boardKey, *report.Board]
	grounds   *otter.Cache[groundKey, *report.Grounds]
	page      *page
	openID    *openID
	desk      *importing.Desk
	ogcShared
	layers   *layer.Set
	tiles    *tileServer
	heads    atomic.Pointer[planHeads]
	accounts *accounts
	heavy    *turns
	holding  *holding
	settings settings
	routes   chi.Router
	named    map[string]string // operation IDs by method and pattern, as "GET /api/v1/info"
}

// New returns the handler for everything: API, health and page. It fails when the options lack a study or
// the page cannot be read.
func New(o Options) (http.Handler, error) {
	s, err := build(o)
	if err != nil {
		return nil, err
	}
	return s.guard(s.routes)
}

// build makes the server and its routes, without what guards them.
func build(o Options) (*server, error) {
	s := &server{Options: o}
	if err := s.fill(); err != nil {
		return nil, err
	}
	var err error
	if s.page, err = newPage(o.Page, o.PageRoutes); err != nil {
		return nil, err
	}
	if s.places, err = otter.New(&otter.Options[int64, *places]{MaximumSize: 2, StatsRecorder: stats.NewCounter()}); err != nil {
		return nil, fmt.Errorf("api: cache of areas: %w", err)
	}
	if s.audits, err = otter.New(&otter.Options[auditKey, *report.Audit]{MaximumSize: s.AuditsKept, StatsRecorder: stats.NewCounter()}); err != nil {
		return nil, fmt.Errorf("api: cache of audits: %w", err)
	}
	if s.frontiers, err = otter.New(&otter.Options[frontierKey, *study.Frontier]{MaximumSize: s.AuditsKept, StatsRecorder: stats.NewCounter()}); err != nil {
		return nil, fmt.Errorf("api: cache of frontiers: %w", err)
	}
	if s.boards, err = otter.New(&otter.Options[boardKey, *report.Board]{MaximumSize: s.AuditsKept, StatsRecorder: stats.NewCounter()}); err != nil {
		return nil, fmt.Errorf("api: cache of boards: %w", err)
	}
	if s.grounds, err = otter.New(&otter.Options[groundKey, *report.Grounds]{MaximumSize: s.AuditsKept, StatsRecorder: stats.NewCounter()}); err != nil {
		return nil, fmt.Errorf("api: cache of shapes: %w", err)
	}
	s.accounts, s.openID = newAccounts(o), newOpenID(o.OpenID)
	if s.openID != nil && s.accounts.store == nil {
		return nil, fmt.Errorf("api: Options.OpenID needs a store that keeps accounts")
	}
	s.heavy = newTurns(s.HeavyAtOnce, turnsMost, turnWait)
	s.holding = &holding{most: s.HeldBytes, grace: graceTime}
	s.settings.made = -1
	if s.desk, err = importing.NewDesk(s.Study, s.ImportFolder); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	if s.layers, err = layer.NewSet(s.Study); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	if s.tiles, err = newTileServer(s.TileBytesKept); err != nil {
		return nil, err
	}
	if err := s.prepareOGC(); err != nil {
		return nil, err
	}
	router := chi.NewRouter()
	router.Use(middleware.GetHead)
	if err := s.mount(router); err != nil {
		return nil, err
	}
	s.routes = router
	s.watch()
	return s, nil
}

// fill checks the options and sets the defaults.
func (s *server) fill() error {
	if s.Study == nil || s.Study.Store == nil || s.Study.Now == nil {
		return fmt.Errorf("api: Options.Study must have a store and a clock")
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.NewID == nil {
		s.NewID = rand.Text
	}
	if s.MaxBodyBytes <= 0 {
		s.MaxBodyBytes = 1 << 20
	}
	if s.HeavyAtOnce <= 0 {
		s.HeavyAtOnce = max(2, runtime.NumCPU())
	}
	if s.HeldBytes <= 0 {
		s.HeldBytes = 96 << 20
	}
	if s.BodyTime <= 0 {
		s.BodyTime = 30 * time.Second
	}
	if s.AuditTime <= 0 {
		s.AuditTime = 30 * time.Second
	}
	if s.AuditsKept <= 0 {
		s.AuditsKept = 12
	}
	if s.TileBytesKept <= 0 {
		s.TileBytesKept = 64 << 20
	}
	return nil
}

// mount registers every operation, the document and the page.
func (s *server) mount(router chi.Router) error {
	operations := newOperations(s, router)
	s.registerHealth(operations)
	s.registerSession(operations)
	s.registerAccounts(operations)
	s.registerTokens(operations)
	s.registerSettings(operations)
	s.registerInfo(operations)
	s.registerAreas(operations)
	s.registerSettlements(operations)
	s.registerFacilities(operations)
	s.registerServices(operations)
	s.registerVehicles(operations)
	s.registerChanges(operations)
	s.registerImports(operations)
	s.registerFindings(operations)
	s.registerStandards(operations)
	s.registerAudits(operations)
	s.registerRoads(operations)
	s.registerRoadMap(operations)
	s.registerScenarios(operations)
	s.registerMerges(operations)
	s.registerFrontier(operations)
	s.registerPlans(operations)
	s.registerDashboard(operations)
	s.registerReports(operations)
	s.registerJobs(operations)
	s.registerRuns(operations)
	s.registerRoadReports(operations)
	s.registerRoutes(operations)
	s.registerRunLinks(operations)
	if err := serveDocument(operations, router); err != nil {
		return err
	}
	s.mountImportFiles(router)
	s.mountOpenID(router)
	s.mountOSRM(router)
	s.mountTiles(router)
	s.mountBasemap(router)
	s.mountOGC(router)
	s.mountOGCTiles(router)
	router.NotFound(s.notFound)
	router.MethodNotAllowed(s.methodNotAllowed(router))
	return nil
}
