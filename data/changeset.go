package data

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// ChangeSet is what a scenario changes on the baseline, which stays as it is: records are never written. Facility
// changes are made in their order, then all road changes.
type ChangeSet struct {
	// Date is the day of travel, on which seasonal closures of roads and ferries are judged; empty: none is in force,
	// as on the baseline.
	Date         Date             `json:"date,omitempty" doc:"Day of travel, YYYY-MM-DD: seasonal closures of roads and ferries are judged on it; absent: none is in force"`
	DemandFactor *float64         `json:"demand_factor,omitempty" minimum:"0" maximum:"100" doc:"Factor on all parcels, such as 2 at a peak; absent: 1"`
	Facilities   []FacilityChange `json:"facilities,omitempty" maxItems:"10000" doc:"Made in this order"`
	Roads        []RoadChange     `json:"roads,omitempty" maxItems:"10000" doc:"Made after those of facilities"`
}

// FacilityDo is what a facility change does.
type FacilityDo string

// Changes of facilities.
const (
	AddFacility     FacilityDo = "add"     // 新增: a new facility, or one on record that is not active
	CloseFacility   FacilityDo = "close"   // 撤销
	MergeFacility   FacilityDo = "merge"   // 合并: its operators and offers move in with another facility, its premises close
	UpgradeFacility FacilityDo = "upgrade" // 升级: a higher tier, more offers or operators, another capacity or cost
	MoveFacility    FacilityDo = "move"    // 迁移
)

// FacilityChange changes one facility. Fields that a change does not use must be left out.
type FacilityChange struct {
	Do              FacilityDo   `json:"do" enum:"add,close,merge,upgrade,move"`
	Facility        string       `json:"facility" minLength:"1" maxLength:"200" doc:"ID of the facility; for add the ID of a candidate or closed facility, or a new ID"`
	Into            string       `json:"into,omitempty" maxLength:"200" doc:"merge: ID of the facility that takes it in"`
	Name            string       `json:"name,omitempty" maxLength:"200" doc:"add"`
	Tier            FacilityTier `json:"tier,omitempty" enum:"hub,station,point" doc:"add, upgrade"`
	Operators       []Operator   `json:"operators,omitempty" maxItems:"10" doc:"add; upgrade: those that join"`
	Offers          []Offer      `json:"offers,omitempty" maxItems:"20" doc:"add; upgrade: what is offered besides"`
	Settlement      string       `json:"settlement,omitempty" maxLength:"12" doc:"add, move: code of the settlement it is to stand in; its position is taken where location is absent"`
	Location        *orb.Point   `json:"location,omitempty" doc:"add, move: [lon, lat], WGS 84"`
	Capacity        *float64     `json:"capacity_parcels_day,omitempty" minimum:"0" doc:"add, upgrade, and merge for the facility that takes in"`
	OpeningCostYuan *int64       `json:"opening_cost_yuan,omitempty" minimum:"0" doc:"add, upgrade, move: once"`
	YearlyCostYuan  *int64       `json:"yearly_cost_yuan,omitempty" minimum:"0" doc:"add, upgrade, move, and merge for the facility that takes in"`
	Approved        bool         `json:"approved,omitempty" doc:"需审批: the postal authority's approval is at hand or asked for; without it a universal-service facility is neither closed nor moved"`
	Note            string       `json:"note,omitempty" maxLength:"1000"`
}

// RoadDo is what a road change does.
type RoadDo string

// Changes of roads.
const (
	AddRoad     RoadDo = "add"   // 新建
	CloseRoad   RoadDo = "close" // 封闭: a bridge washed away, a ferry that stops
	RespeedRoad RoadDo = "speed" // 改速
)

// RoadChange adds a road, or changes those that are named by exactly one of way, road and class.
type RoadChange struct {
	Do       RoadDo         `json:"do" enum:"add,close,speed"`
	Way      *int64         `json:"way,omitempty" doc:"close, speed: identifier of a way in the road network"`
	Road     string         `json:"road,omitempty" maxLength:"200" doc:"close, speed: all ways of exactly this name; add: the name of the new road"`
	Class    string         `json:"class,omitempty" enum:"motorway,national,provincial,county,township,village,special,street,inside,track,footpath,ferry" doc:"close, speed: all roads of this class; add: the class of the new road"`
	Line     orb.LineString `json:"line,omitempty" minItems:"2" maxItems:"10000" doc:"add: [lon, lat] of its points, WGS 84; points within 30 m of a road join it, lines that merely cross do not"`
	SpeedKmh *float64       `json:"speed_kmh,omitempty" minimum:"0.5" maximum:"200" doc:"speed: the new speed of every vehicle that may use the road, up to the vehicle's own top speed, walkers apart; add: instead of the speed of its class"`
	During   string         `json:"during,omitempty" maxLength:"500" doc:"close, speed: only on these days, such as 12-01/03-31 every year or 2026-07-01/2026-07-20; needs the date of the change-set"`
	Note     string         `json:"note,omitempty" maxLength:"1000"`
}

// RoadClasses lists the words for classes of roads, those of geo/network.
func RoadClasses() []string {
	return []string{"motorway", "national", "provincial", "county", "township", "village", "special", "street", "inside", "track", "footpath", "ferry"}
}

// FerryClass is the class of ferries, which a scenario may close and not build.
const FerryClass = "ferry"

// most bounds the changes of each kind in one set.
const mostChanges = 10_000

// IsZero reports whether nothing is changed.
func (c *ChangeSet) IsZero() bool {
	return c == nil || c.Date == "" && c.Factor() == 1 && len(c.Facilities) == 0 && len(c.Roads) == 0
}

// On returns the change-set with another day of travel; the empty day leaves it as it is.
func (c *ChangeSet) On(day Date) *ChangeSet {
	if day == "" {
		return c
	}
	dated := ChangeSet{}
	if c != nil {
		dated = *c
	}
	dated.Date = day
	return &dated
}

// Times returns the change-set with its factor on demand multiplied.
func (c *ChangeSet) Times(factor float64) *ChangeSet {
	if factor == 1 {
		return c
	}
	changed := ChangeSet{}
	if c != nil {
		changed = *c
	}
	product := c.Factor() * factor
	changed.DemandFactor = &product
	return &changed
}

// Factor is the factor on demand, 1 where none is given.
func (c *ChangeSet) Factor() float64 {
	if c == nil || c.DemandFactor == nil {
		return 1
	}
	return *c.DemandFactor
}

// RoadsStay reports whether travel is as on the baseline.
func (c *ChangeSet) RoadsStay() bool { return c == nil || c.Date == "" && len(c.Roads) == 0 }

// Key is a text that two change-sets share if they are equal.
func (c *ChangeSet) Key() string {
	if c.IsZero() {
		return ""
	}
	text, err := json.Marshal(c)
	if err != nil {
		panic("data: a change-set does not marshal: " + err.Error())
	}
	return string(text)
}

// Text is the JSON that stores keep, nil for none.
func (c *ChangeSet) Text() json.RawMessage {
	if key := c.Key(); key != "" {
		return json.RawMessage(key)
	}
	return nil
}

// Check names the first change that cannot be, by its position. Whether it fits the records is found when it is applied.
func (c *ChangeSet) Check() error {
	if c == nil {
		return nil
	}
	if _, err := ParseDate(string(c.Date)); c.Date != "" && err != nil {
		return fmt.Errorf("changes.date: %w", err)
	}
	if f := c.Factor(); !(f >= 0 && f <= 100) {
		return fmt.Errorf("changes.demand_factor %v is not between 0 and 100", f)
	}
	if len(c.Facilities) > mostChanges || len(c.Roads) > mostChanges {
		return fmt.Errorf("changes: %d of facilities and %d of roads, at most %d of each are taken", len(c.Facilities), len(c.Roads), mostChanges)
	}
	for i := range c.Facilities {
		if err := c.Facilities[i].check(); err != nil {
			return fmt.Errorf("changes.facilities[%d]: %w", i, err)
		}
	}
	for i := range c.Roads {
		if err := c.Roads[i].check(c.Date); err != nil {
			return fmt.Errorf("changes.roads[%d]: %w", i, err)
		}
	}
	return nil
}

func (f *FacilityChange) check() error {
	place := f.Location != nil || f.Settlement != ""
	var row check
	row.text("text", f.Facility, f.Into, f.Name, f.Settlement, f.Note)
	row.number("capacity_parcels_day", f.Capacity)
	row.place("location", f.Location)
	switch {
	case row.err != nil:
		return row.err
	case f.Facility == "":
		return fmt.Errorf("facility is missing: name it by its ID")
	case f.Tier != "" && tierRank(f.Tier) < 0:
		return fmt.Errorf("tier %q is not one of hub, station, point", f.Tier)
	case f.Capacity != nil && *f.Capacity < 0 || f.OpeningCostYuan != nil && *f.OpeningCostYuan < 0 || f.YearlyCostYuan != nil && *f.YearlyCostYuan < 0:
		return fmt.Errorf("capacities and costs are 0 or more")
	}
	for _, operator := range f.Operators {
		if !slices.Contains(Operators(), operator) {
			return fmt.Errorf("operator %q is not one of %v", operator, Operators())
		}
	}
	for _, offer := range f.Offers {
		if !slices.Contains(Offers(), offer) {
			return fmt.Errorf("offer %q is not one of %v", offer, Offers())
		}
	}
	shape := f.Name != "" || f.Tier != "" || len(f.Operators) > 0 || len(f.Offers) > 0
	switch f.Do {
	case AddFacility:
		return unless(f.Into == "", "into is for merge")
	case CloseFacility:
		return unless(f.Into == "" && !shape && !place && f.Capacity == nil && f.OpeningCostYuan == nil && f.YearlyCostYuan == nil, "close takes only facility, approved and note")
	case MergeFacility:
		if f.Into == "" || f.Into == f.Facility {
			return fmt.Errorf("merge needs into: the ID of another facility that takes it in")
		}
		return unless(!shape && !place && f.OpeningCostYuan == nil, "merge takes only facility, into, capacity_parcels_day, yearly_cost_yuan, approved and note")
	case UpgradeFacility:
		if f.Tier == "" && len(f.Operators) == 0 && len(f.Offers) == 0 && f.Capacity == nil && f.YearlyCostYuan == nil {
			return fmt.Errorf("upgrade changes nothing: give tier, operators, offers, capacity_parcels_day or yearly_cost_yuan")
		}
		return unless(f.Into == "" && !place && f.Name == "", "upgrade takes no into, name, settlement or location")
	case MoveFacility:
		if !place {
			return fmt.Errorf("move needs the new location or settlement")
		}
		return unless(f.Into == "" && !shape && f.Capacity == nil, "move takes only facility, location, settlement, costs, approved and note")
	}
	return fmt.Errorf("do %q is not one of add, close, merge, upgrade, move", f.Do)
}

func unless(ok bool, message string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%s", message)
}

func (r *RoadChange) check(day Date) error {
	var row check
	row.text("text", r.Road, r.Note, r.During)
	if row.err != nil {
		return row.err
	}
	if r.Class != "" && !slices.Contains(RoadClasses(), r.Class) {
		return fmt.Errorf("class %q is not one of %s", r.Class, strings.Join(RoadClasses(), ", "))
	}
	if r.SpeedKmh != nil && !(*r.SpeedKmh >= 0.5 && *r.SpeedKmh <= 200) {
		return fmt.Errorf("speed_kmh %v is not between 0.5 and 200", *r.SpeedKmh)
	}
	if r.During != "" && (r.Do == AddRoad || day == "") {
		return fmt.Errorf("during %q needs a close or a speed, and the date of the change-set to be judged on", r.During)
	}
	if r.Do == AddRoad {
		return r.checkNew()
	}
	named := 0
	for _, given := range []bool{r.Way != nil, r.Road != "", r.Class != ""} {
		if given {
			named++
		}
	}
	switch {
	case r.Do != CloseRoad && r.Do != RespeedRoad:
		return fmt.Errorf("do %q is not one of add, close, speed", r.Do)
	case named != 1:
		return fmt.Errorf("%s needs exactly one of way, road and class to say which roads", r.Do)
	case len(r.Line) > 0:
		return fmt.Errorf("%s takes no line", r.Do)
	case (r.Do == RespeedRoad) != (r.SpeedKmh != nil):
		return fmt.Errorf("speed_kmh belongs to speed, and speed needs it")
	}
	return nil
}

func (r *RoadChange) checkNew() error {
	switch {
	case r.Way != nil:
		return fmt.Errorf("a new road has no way identifier yet; leave way out")
	case r.Class == "" || r.Class == FerryClass:
		return fmt.Errorf("a new road needs a class, and not ferry: load new ferries with the roads")
	case len(r.Line) < 2 || len(r.Line) > mostChanges:
		return fmt.Errorf("a new road needs a line of 2 to %d points, got %d", mostChanges, len(r.Line))
	}
	for i, p := range r.Line {
		if err := geo.CheckPoint(p); err != nil {
			return fmt.Errorf("line[%d]: %w", i, err)
		}
	}
	return nil
}
