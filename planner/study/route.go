package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"cuntong/data"
	"cuntong/geo/network"
	"cuntong/geo/travel"
	"cuntong/planner"
	"cuntong/planner/report"
)

// RouteRequest asks for a day's delivery routes of a saved plan.
type RouteRequest struct {
	Plan     string           // ID
	Date     data.Date        // day of travel: its seasonal closures of roads hold, its counts take the place of means; empty: neither
	Area     string           // code: only the service points there; empty: all of the plan
	Travel   string           // ByStraight or ByRoad; empty: as the plan was made
	Profile  string           // its terrain (plain, mountain) chooses the profile of each kind of vehicle; empty: as the plan was made
	Rules    *data.RouteRules // nil: the preset
	Costs    *data.CostBook   // nil: the preset of data.DefaultCostBook
	Skip     []string         // service points that get no call today
	Previous []RouteLine      // routes of the day before; nil: none
	Lines    bool             // with the ways driven, for maps
	Haulage  bool             // with trucks from the hubs to the stations before the tours
	Bus      bool             // bus lines on record take calls where that costs less; needs Date
	Options  planner.Options  // Effort counts for each district alone; 0: by its stops
}

// RouteLine is one vehicle's calls between its start and its end, as a file of routes has them.
type RouteLine struct {
	Vehicle string   `json:"vehicle" minLength:"1" maxLength:"200" doc:"ID of the record, #, number from 1"`
	Stops   []string `json:"stops" maxItems:"10000" doc:"In order: service points (/2: second call there), and the depot's ID for a reload"`
}

// Routes makes a day's delivery routes of a saved plan: the villages that the plan serves at a service point are one call there
// (or several, where they fill more than a vehicle). Depots are the active stations with vehicles on record: those of one town share
// the town's calls, and the solver says which vehicle of which station comes and where it reloads. What finds no place in their day, and towns without
// such a station, go to the hubs of the county in the same way. Each town, and then each county, is a routing problem of its own,
// answered by planner/fleet and recounted by planner/verify. Nothing is saved.
func (s *Study) Routes(ctx context.Context, request RouteRequest) (*report.RouteStudy, error) {
	started := s.Now()
	d, err := s.readDay(ctx, request)
	if err != nil {
		return nil, err
	}
	if err := d.solveAll(ctx, request); err != nil {
		return nil, err
	}
	if request.Bus {
		if err := s.rideBuses(ctx, d, request); err != nil {
			return nil, err
		}
	}
	if request.Haulage {
		if d.hauled, err = d.haul(ctx, request); err != nil {
			return nil, err
		}
	}
	out, err := d.report(ctx, request)
	if err != nil {
		return nil, err
	}
	out.Seconds = s.Now().Sub(started).Seconds()
	out.Sentence = report.RouteSentence(out)
	return out, nil
}

// day is what the routes of a day are made from.
type day struct {
	plan       data.Plan
	tree       *data.AreaTree
	area       data.Area
	queryArea  string
	rules      data.RouteRules
	costs      data.CostBook
	travel     string
	date       data.Date
	routers    map[string]travel.Router // by profile; "" by straight line
	profiles   map[string]string        // by kind of vehicle
	facilities map[string]data.Facility
	vehicles   map[string][]data.Vehicle // of tours, by facility
	villages   map[string]data.Settlement
	presets    *presetList
	counts     map[string]data.DailyCount // of the day, by facility
	revision   int64
	towns      map[string]*district // whose stations have vehicles
	counties   map[string]*district // whose hubs have
	unserved   []report.UnservedStop
	notToday   []report.LaterStop // called at on other days of the week
	points     int
	idle       int
	atDepot    int
	atDepotSum int64
	unknown    int
	unassigned int
	atStations map[string]stationLoad // handed out and taken in at stations themselves
	hauled     *report.HaulDay        // nil: not asked for
	haulCost   int64
	opens      map[string]int64     // stations whose tours leave later than others, because their truck comes later
	bus        *busDay              // nil: not asked for
	counted    int                  // service points whose parcels of the day were counted
	means      []string             // those whose parcels, or some of them, are the mean of records
	network    *report.NetworkStudy // of a three-tier plan; nil for other models
	left       []report.LeftVehicle // vehicles at premises that it does not run
}

// readDay reads the records and groups villages at their points and points in their districts.
func (s *Study) readDay(ctx context.Context, request RouteRequest) (*day, error) {
	before, err := s.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	d := &day{facilities: map[string]data.Facility{}, vehicles: map[string][]data.Vehicle{}, villages: map[string]data.Settlement{},
		routers: map[string]travel.Router{}, profiles: map[string]string{}, presets: newPresetList(), towns: map[string]*district{}, counties: map[string]*district{}, revision: before.Revision}
	if d.plan, err = s.Store.Plan(ctx, request.Plan); err != nil {
		return nil, fmt.Errorf("plan %s: %w", request.Plan, err)
	}
	if len(d.plan.Assignments) == 0 {
		return nil, fmt.Errorf("plan %s serves no settlement, so there is nothing to route: %w", d.plan.ID, data.ErrInvalid)
	}
	if err := d.readNetworkOf(); err != nil {
		return nil, err
	}
	if err := d.chooseRules(request); err != nil {
		return nil, err
	}
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	d.tree = data.NewAreaTree(areas)
	code := request.Area
	if code == "" {
		code = d.plan.Scenario.Area
	}
	if d.area, err = areaOf(d.tree, code); err != nil {
		return nil, err
	}
	if request.Area != "" {
		d.queryArea = d.area.Code
	}
	changes := d.plan.Scenario.Changes
	settlements, err := s.Store.Settlements(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	for _, settlement := range changes.ApplyDemand(settlements) {
		d.villages[settlement.Code] = settlement
	}
	if err := s.readPremises(ctx, d, changes); err != nil {
		return nil, err
	}
	if err := s.readCounts(ctx, d, request.Date); err != nil {
		return nil, err
	}
	if err := s.routersOf(ctx, d, request); err != nil {
		return nil, err
	}
	after, err := s.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	if after.Revision != before.Revision {
		return nil, fmt.Errorf("the records changed while the day was being read; try again: %w", data.ErrConflict)
	}
	return d, d.group(request)
}

// readCounts reads what was counted for the day.
func (s *Study) readCounts(ctx context.Context, d *day, date data.Date) error {
	d.counts = map[string]data.DailyCount{}
	if date == "" {
		return nil
	}
	counts, err := s.Store.DailyCounts(ctx, data.Query{Date: date})
	for _, count := range counts {
		d.counts[count.Facility] = count
	}
	return err
}

// chooseRules takes the rules and costs that are asked for, or the presets.
func (d *day) chooseRules(request RouteRequest) (err error) {
	if request.Rules != nil {
		d.rules = *request.Rules
		err = d.rules.Check()
	} else {
		d.rules, err = data.DefaultRouteRules()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	if d.costs, err = costBook(request.Costs); err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	return nil
}

// readPremises reads facilities and vehicles; what the plan opens is a facility like any other.
func (s *Study) readPremises(ctx context.Context, d *day, changes *data.ChangeSet) error {
	facilities, _, err := s.facilities(ctx, changes)
	if err != nil {
		return err
	}
	for _, facility := range facilities {
		if facility.Status == data.Active {
			d.facilities[facility.ID] = facility
		}
	}
	for _, site := range d.plan.Opened {
		place := site.Location
		d.facilities[site.Site] = data.Facility{ID: site.Site, Name: site.Name, Tier: data.ServicePoint, Status: data.Active, Town: site.Town, Settlement: site.Settlement, Location: &place}
	}
	vehicles, err := s.Store.Vehicles(ctx, data.Query{})
	if err != nil {
		return err
	}
	for _, v := range vehicles {
		if _, tours := d.rules.Vehicles[v.Kind]; tours && v.Count > 0 && v.Facility != "" {
			d.vehicles[v.Facility] = append(d.vehicles[v.Facility], v)
		}
	}
	d.keepRun()
	return nil
}

// roadVehicle names the kind of speed profile that a kind of vehicle drives by.
func roadVehicle(kind string) string {
	switch kind {
	case "e-trike", "truck":
		return kind
	case "motorcycle":
		return "car"
	}
	return "van"
}

// routersOf prepares one router for each speed profile that the vehicles drive by.
func (s *Study) routersOf(ctx context.Context, d *day, request RouteRequest) error {
	d.travel, d.date = request.Travel, request.Date
	if d.travel == "" {
		d.travel = d.plan.Scenario.Travel
	}
	if d.travel == "" {
		d.travel = ByStraight
	}
	standard, err := s.Standard(ctx, d.plan.Scenario.Standard)
	if err != nil {
		return err
	}
	changes := d.plan.Scenario.Changes
	if d.date != "" {
		dated := data.ChangeSet{}
		if changes != nil {
			dated = *changes
		}
		dated.Date = d.date
		changes = &dated
	}
	if d.travel != ByRoad {
		if d.routers[""], err = s.router(ctx, trip{travel: d.travel}, standard); err != nil {
			return err
		}
		return nil
	}
	profile := request.Profile
	if profile == "" {
		profile = d.plan.Scenario.Profile
	}
	if profile == "" {
		profile = network.DefaultProfile
	}
	if _, err := network.PresetProfile(profile); err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	terrain, _, _ := strings.Cut(profile, "-")
	var needed []string
	for kind := range d.rules.Vehicles {
		d.profiles[kind] = terrain + "-" + roadVehicle(kind)
		needed = append(needed, d.profiles[kind])
	}
	for _, id := range needed {
		if d.routers[id] != nil {
			continue
		}
		if d.routers[id], err = s.router(ctx, trip{ByRoad, id, changes}, standard); err != nil {
			return err
		}
	}
	return nil
}

// routeFingerprint is a SHA-256 over everything but the clock and the threads.
func routeFingerprint(out *report.RouteStudy) (string, error) {
	copied := *out
	copied.Seconds, copied.Threads, copied.Fingerprint = 0, 0, ""
	text, err := json.Marshal(copied)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
