package data

import (
	"context"
	"errors"
	"time"

	"github.com/paulmach/orb"
)

// Store keeps the records of a county or a nation. The GeoPackage file and PostGIS behave alike; the suite
// data/storetest decides what alike means.
//
// Reads see one consistent state and may run while a write is going on. Writes are atomic: after a crash
// the store holds the old or the new content, never a mixture. All methods may be called from many
// goroutines at once; writers take turns. Lists are ordered by code or ID, by bytes, unless said otherwise.
// Errors wrap ErrInvalid, ErrNotFound, ErrConflict, ErrBusy or ErrUnavailable where those fit.
type Store interface {
	// Info describes the store: its place, schema version, row counts, extent and revision.
	Info(ctx context.Context) (Info, error)
	// Stamp says where the store stands. It counts nothing, so that every request may ask.
	Stamp(ctx context.Context) (Stamp, error)

	Areas(ctx context.Context, q Query) ([]Area, error)
	Settlements(ctx context.Context, q Query) ([]Settlement, error)
	Facilities(ctx context.Context, q Query) ([]Facility, error)
	// Services lists service records by ID; Query.Area and Bound select by the settlement served.
	Services(ctx context.Context, q Query) ([]Service, error)
	Vehicles(ctx context.Context, q Query) ([]Vehicle, error)
	// BusLines lists bus lines with their timetables by ID; they have no area and no location of their own.
	BusLines(ctx context.Context, q Query) ([]BusLine, error)
	// DailyCounts lists counts by day, then facility; Query.Date chooses one day, Area and Bound by the facility.
	DailyCounts(ctx context.Context, q Query) ([]DailyCount, error)
	// Standards lists the standards kept in the store (presets are not among them unless loaded).
	Standards(ctx context.Context) ([]Standard, error)

	// Load inserts or replaces all rows of a batch by code or ID in one transaction and adds a line to
	// the change log, before it one for each changed row where these are few (RowsLogged) or Batch.Each asks for it. A row that equals the stored one keeps its version; a changed one gets version + 1.
	// References (parent, town, settlement) must exist in the batch or the store, else ErrInvalid. Daily counts
	// alone do not raise the revision: plans do not depend on them.
	Load(ctx context.Context, batch Batch, note ChangeNote) (LoadResult, error)

	// EditSettlement and EditFacility replace one row if its stored version equals the given record's
	// Version (0 creates), else ErrConflict; they return the new version and log before and after.
	EditSettlement(ctx context.Context, s Settlement, note ChangeNote) (int64, error)
	EditFacility(ctx context.Context, f Facility, note ChangeNote) (int64, error)
	// DeleteSettlement and DeleteFacility take one row away if its stored version is the one given, else ErrConflict
	// (ErrNotFound where there is none), and log what was there before. A row that another record names stays:
	// ErrInvalid, which names that record.
	DeleteSettlement(ctx context.Context, code string, version int64, note ChangeNote) error
	DeleteFacility(ctx context.Context, id string, version int64, note ChangeNote) error

	// SaveNetwork stores a road network under its ID, in place of what was there, as version + 1, and returns
	// the version. A network of the same fingerprint changes nothing. It raises the revision.
	SaveNetwork(ctx context.Context, n Network, note ChangeNote) (int64, error)
	// Network returns a network with its content.
	Network(ctx context.Context, id string) (Network, error)
	// Networks lists all networks without their content.
	Networks(ctx context.Context) ([]Network, error)

	// SaveScenario stores a scenario under its ID, replacing one of the same version, as the edits do.
	SaveScenario(ctx context.Context, s Scenario, note ChangeNote) (int64, error)
	Scenario(ctx context.Context, id string) (Scenario, error)
	Scenarios(ctx context.Context, q Query) ([]Scenario, error)

	// SavePlan stores a verified plan under its ID. Saving the same fingerprint again changes nothing, unless it was found anew on records of a later
	// revision: then it takes the ID of the earlier one and keeps its scenario, so that it is up to date and so are its audits, and the
	// earlier one stays under data.EarlierPlan of its ID and fingerprint.
	SavePlan(ctx context.Context, p Plan, note ChangeNote) error
	Plan(ctx context.Context, id string) (Plan, error)
	// Plans lists plans without Before, After, Opened and Assignments, newest first (ties by ID).
	// Query.Area selects plans of exactly that area.
	Plans(ctx context.Context, q Query) ([]Plan, error)

	// SaveRuns stores runs in one transaction, each in place of one of the same version, as the edits do (0 creates),
	// and leaves lines in the change log as a load does where anything changed. It does not raise the revision.
	SaveRuns(ctx context.Context, runs []Run, note ChangeNote) error
	Run(ctx context.Context, id string) (Run, error)
	// Runs lists runs with their stops by ID: by day, then vehicle. Query.Date chooses one day, Courier who drives, Area and Bound by the depot.
	Runs(ctx context.Context, q Query) ([]Run, error)
	// SaveStopEvents adds events in one transaction and moves their runs on (Run.StateAfter). What is stored already, by ID and
	// content, changes nothing; an event with the ID of another one is kept as StopEvent.Renamed. A run that is
	// not in the store, or that does not call at the stop, is ErrInvalid, and nothing is stored.
	SaveStopEvents(ctx context.Context, events []StopEvent, note ChangeNote) (EventResult, error)
	// StopEvents lists events by ID, without marks of conflict; Query.Run chooses those of one run, Kinds by kind. InOrder puts them in order.
	StopEvents(ctx context.Context, q Query) ([]StopEvent, error)

	// Changes lists the change log after the given sequence number, oldest first.
	Changes(ctx context.Context, after int64, limit int) ([]Change, error)
	// FindChanges lists lines of the change log that a query chooses, by number.
	FindChanges(ctx context.Context, q ChangeQuery) ([]Change, error)
	// Disclose leaves a line in the change log (Disclosure) that says that personal data goes out unmasked.
	Disclose(ctx context.Context, what string, note ChangeNote) error

	Close() error
}

// Query selects rows. The zero Query selects all.
type Query struct {
	Area   string           // the area of this code and everything inside it, in AreaCode's form
	Bound  *orb.Bound       // closed; only rows with a location inside (areas: whose extent meets it)
	After  string           // only codes or IDs greater than this, for paging
	Limit  int              // 0: all
	Status []FacilityStatus // facilities only; empty: all
	// IDs selects rows of these codes or IDs, where they are there; empty: all. Plans are not chosen so.
	IDs  []string
	Date Date   // daily counts and runs only: those of this day; empty: all
	Run  string // events only: those of this run; empty: all
	// Kinds selects events only: those of these kinds; empty: all.
	Kinds []EventKind
	// Courier selects runs only: those that exactly this courier drives; empty: all.
	Courier string
}

// Batch is what one load brings. Order does not matter.
type Batch struct {
	Areas       []Area
	Settlements []Settlement
	Facilities  []Facility
	Services    []Service
	Vehicles    []Vehicle
	BusLines    []BusLine
	DailyCounts []DailyCount
	Standards   []Standard
	Networks    []Network    // replaced by ID; one of the same fingerprint stays as it is, whatever else differs
	Files       []SourceFile // that the rows were read from, for the change log
	// Remove takes rows away in the same transaction, after the others were written. A row that is not there is ErrConflict;
	// one that a record names which stays is ErrInvalid.
	Remove []RowKey
	// Upon keeps the whole batch out (ErrConflict) where the store's revision is another by now; nil: whatever it is.
	Upon *int64
	// Saw keeps the whole batch out (ErrConflict) where a row among those it changes or removes has another version by now; 0: it was not there. It is for
	// daily counts, which raise no revision.
	Saw map[RowKey]int64 `json:"-"`
	// Each leaves a line in the change log for every changed row, before and after in full, however many there are: what undoes an import is there.
	Each   bool
	Import string // ID of the import that the batch belongs to; empty: none. The change log keeps it and the two below
	Undoes string // ID of the import that the batch undoes; empty: none
	Area   string // code of the area that bounds whoever brings it; empty: the whole store
}

// RowKey names a row of the records: a kind of the change log (area, settlement, facility, service, vehicle, bus_line, daily_count, standard) and its code or ID.
type RowKey struct{ Kind, Key string }

// LoadResult counts what a load did.
type LoadResult struct {
	Inserted, Updated, Unchanged int
	Removed                      int // rows of Batch.Remove
	Revision                     int64
}

// Add counts what another part of the same load did.
func (r *LoadResult) Add(part LoadResult) {
	r.Inserted += part.Inserted
	r.Updated += part.Updated
	r.Unchanged += part.Unchanged
	r.Removed += part.Removed
}

// ChangeNote says who changes something, when and why.
type ChangeNote struct {
	Actor  string
	At     time.Time
	Action string // load, import, edit, network, scenario, accept, withdraw, archive, unarchive, plan, run, events, account, setting, disclosure, chain
	Reason string
}

// Change is one line of the change log. Stores refuse to change or remove one (triggers), and a chain of hashes shows it where somebody did.
type Change struct {
	Seq     int64 // grows by one
	Note    ChangeNote
	Kind    string // area, settlement, facility, service, vehicle, bus_line, daily_count, standard, network, scenario, plan, run, stop_event, account, token, setting, batch, disclosure, chain
	Key     string // code or ID; for a batch its counts
	Version int64  // the row's version after the change; 0 for a batch
	Before  string // JSON; empty where nothing was there before, and for a batch
	After   string // JSON; for a batch its BatchSummary
	Hash    string // of the line upon the one before it, see HashUpon
}

// ChangeQuery selects lines of the change log. The zero query selects all, oldest first.
type ChangeQuery struct {
	After  int64     // only lines of a greater number; with Newest only those of a smaller one; 0: from the beginning, or the end
	Newest bool      // newest first
	Kind   string    // exactly; empty: all
	Key    string    // exactly; empty: all
	Actor  string    // exactly; empty: all
	Since  time.Time // at this time or later; zero: all
	Until  time.Time // before this time; zero: all
	Limit  int       // 0: all
}

// Stamp is where a store stands: whoever kept something read at a stamp may go on using it while the store has the same.
type Stamp struct {
	Revision int64 // of the records, as in Info
	Changes  int64 // number of the newest line of the change log; 0 without any
}

// Info describes a store.
type Info struct {
	Kind     string           // "gpkg" or "postgis"
	Name     string           // file name or database, without password
	Schema   int64            // version of the schema
	Newest   int64            // version of the schema that this program writes; Schema is another where a newer program has been at the store
	Revision int64            // grows with every write to records (not to plans, daily counts, runs and events); the same revision means the same records
	Counts   map[string]int64 // rows by kind: areas, settlements, facilities, services, vehicles, bus_lines, daily_counts, standards, networks, scenarios, plans, runs, stop_events, changes
	Extent   *orb.Bound       // of all locations; nil where there are none
	Sample   bool             // every settlement is synthetic: the embedded sample or a generated county
	Mixed    bool             // not a sample, but some settlements or facilities are synthetic
}

// The kinds of errors. Messages wrap them with what was being done and the way out.
var (
	ErrInvalid  = errors.New("invalid")
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
	ErrBusy     = errors.New("busy")
	// ErrUnavailable: the database cannot be reached just now; the same call may succeed later.
	ErrUnavailable = errors.New("unavailable")
	ErrNewer       = errors.New("store was written by a newer version of cuntong")
)
