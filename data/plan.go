package data

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/paulmach/orb"
)

// Scenario is a question: where, by which standard, with which model and limits, and with which changes to
// the read-only baseline.
type Scenario struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Area     string     `json:"area" doc:"Area code"`
	Standard string     `json:"standard" doc:"ID of the service standard"`
	Model    string     `json:"model" enum:"lscp,scp,mclp,median,center,facility,dispersion,maxmin,huff,tier"`
	Weight   string     `json:"weight,omitempty" enum:"population,settlements" doc:"What a demand counts: residents, or one each; absent: residents where all are known"`
	Travel   string     `json:"travel" enum:"straight,road,osrm"`
	Profile  string     `json:"profile,omitempty" doc:"ID of the speed profile of travel on roads; absent: the default one"`
	P        *int64     `json:"p,omitempty" doc:"Number of new points; not for lscp and scp"`
	Budget   *int64     `json:"budget_yuan,omitempty" doc:"Opening cost limit in yuan; not for lscp and scp"`
	Phases   []int64    `json:"phases_yuan,omitempty" doc:"Yearly budgets in yuan of a plan in phases, for mclp and tier; only plans have them"`
	Changes  *ChangeSet `json:"changes,omitempty" doc:"Change-set on the baseline; absent: none"`
	Rules    *Rules     `json:"rules,omitempty" doc:"What is asked beside model, p and budget; absent: nothing"`
	ScenarioState
	Version int64 `json:"version"`
}

// Plan is a verified answer to a scenario.
type Plan struct {
	ID               string // first twelve hexadecimal digits of Fingerprint
	Scenario         Scenario
	AreaName         string
	Status           string // optimal, feasible, infeasible, stopped
	Objective        *int64 // in the model's unit: new points (lscp), covered weight (mclp), fen a year (tier); nil without an answer
	Bound            *int64 // proven; nil without one
	Gap              *float64
	Reason           string // why there is no answer, or no bound
	Seed             int64
	Effort           int64
	Seconds          float64
	Threads          int
	Verified         bool
	Fingerprint      string   // SHA-256 of inputs, parameters, seed, effort and answer
	InputFingerprint string   // SHA-256 of inputs and parameters
	Notes            []string // what the reader must know of the inputs: a code, or a code, a space and a count; report.Notes says them in words
	Revision         int64    // of the store's records when planned
	ProgramVersion   string
	CreatedAt        time.Time
	OpeningCostYuan  *int64 // of the opened sites, in tier with what upgrades cost; nil if any is unknown
	YearlyCostYuan   *int64 // of the opened sites; in tier of the whole network, without the price of parcels left unserved
	Opened           []PlanSite
	Assignments      []Assignment
	Before, After    json.RawMessage // the audit (planner/report) without and with the opened sites
	Blocked          []Blocked       // settlements that no site can cover
	Network          json.RawMessage // of tier: all of it as planner/report.NetworkStudy, but for Assignments; nil for other models
}

// PlanRevision is what the change log says of a plan whose ID the same one took, found anew on later records.
type PlanRevision struct {
	Plan     string // its ID from then on
	Revision int64
}

// EarlierPlan is the ID, or the fingerprint, that a plan of an earlier revision goes on under once the same plan was found anew.
func EarlierPlan(key string, revision int64) string {
	return key + "~" + strconv.FormatInt(revision, 10)
}

// PlanSite is a place the plan opens.
type PlanSite struct {
	Site               string // facility ID of the candidate, or the code of the settlement
	Name               string
	Town               string
	Settlement         string
	Location           orb.Point
	OpeningCostYuan    *int64
	YearlyCostYuan     *int64
	NewlyCovered       int64  // settlements covered by the plan, not before, and assigned here
	NewlyCoveredPeople *int64 // nil where populations are unknown
}

// Assignment says which facility or site serves a settlement, and how far it is.
type Assignment struct {
	Settlement string `json:"settlement"`
	Site       string `json:"site"`
	Meters     int64  `json:"distance_m"`
	Seconds    int64  `json:"duration_s"`
	Station    string `json:"station,omitempty" doc:"tier: station that feeds the point; absent where a hub does"`
	Hub        string `json:"hub,omitempty" doc:"tier: hub that feeds the station, or the point"`
}

// Blocked is a settlement that the standard asks to cover and no site can.
type Blocked struct {
	Settlement    string `json:"settlement"`
	Name          string `json:"name"`
	Reason        string `json:"reason" enum:"unlocated,no_site_within_limit"`
	NearestMeters *int64 `json:"nearest_m,omitempty" doc:"Metres to the nearest site; absent where there is none"`
}
