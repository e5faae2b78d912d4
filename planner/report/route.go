package report

import (
	"fmt"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// RouteStudy is a day's delivery routes of a saved plan, recounted. Times are seconds from midnight, money yuan of one day.
type RouteStudy struct {
	Plan          string              `json:"plan_id"`
	Area          string              `json:"area"`
	AreaName      string              `json:"area_name"`
	Date          data.Date           `json:"date,omitempty"`
	Travel        string              `json:"travel"`
	Profiles      map[string]string   `json:"profiles"` // by kind of vehicle; empty by straight line
	Rules         data.RouteRules     `json:"rules"`
	Presets       []RoutePreset       `json:"presets"` // figures that the records do not say
	Revision      int64               `json:"revision"`
	Fingerprint   string              `json:"fingerprint"`
	Status        string              `json:"status"`
	Objective     *float64            `json:"objective"` // yuan, with what it is worth to leave stops with their vehicle; nil where a stop is unserved
	Bound         *float64            `json:"bound"`
	Gap           *float64            `json:"gap"`
	Reason        string              `json:"reason,omitempty"`
	Seed          int64               `json:"seed"`
	Effort        int64               `json:"effort"`
	Seconds       float64             `json:"seconds"`
	Threads       int                 `json:"threads"`
	Verified      bool                `json:"verified"`
	Points        int                 `json:"service_points"`
	Idle          int                 `json:"idle_points"`              // with nothing to bring or fetch
	AtDepot       int                 `json:"points_at_depot"`          // stations and hubs that serve villages themselves: no tour calls there
	AtDepotLoad   int64               `json:"points_at_depot_parcels"`  // handed out and taken in there
	Unassigned    int                 `json:"unassigned_settlements"`   // that the plan serves nowhere
	UnknownLoad   int                 `json:"unknown_load_settlements"` // whose parcels a day are not on record: not counted, not zero
	Counted       int                 `json:"counted_points"`           // whose parcels of this day were counted
	Means         []string            `json:"mean_points"`              // whose parcels, or one side of them, are the mean of the records; only with a date
	Stops         int                 `json:"stops"`                    // calls to be made
	Served        int                 `json:"served_stops"`
	Parcels       int64               `json:"parcels"` // carried: down and up
	Down          int64               `json:"parcels_down"`
	Up            int64               `json:"parcels_up"`
	UnservedLoad  int64               `json:"unserved_parcels"`
	Vehicles      int64               `json:"vehicles"` // on record at the depots in use
	Used          int                 `json:"vehicles_used"`
	Trips         int                 `json:"trips"`
	Km            float64             `json:"km"`
	EmptyKm       float64             `json:"empty_km"` // with nothing on board
	Hours         float64             `json:"hours"`
	Yuan          float64             `json:"yuan"`
	YuanPerParcel *float64            `json:"yuan_per_parcel"`
	LoadFactor    *float64            `json:"load_factor"`    // fullest dimension at the fullest moment, mean of the trips
	Kept          int                 `json:"kept_districts"` // whose routes of the day before still do
	Moved         int                 `json:"moved_stops"`    // that another vehicle served the day before
	Districts     []RouteDistrict     `json:"districts"`
	Depots        []RouteDepot        `json:"depots"`
	Routes        []DayRoute          `json:"routes"`
	Unserved      []UnservedStop      `json:"unserved"`
	NotToday      []LaterStop         `json:"not_today,omitempty"` // points whose days of the week do not include this one
	Sentence      Sentence            `json:"sentence"`
	Haul          *HaulDay            `json:"haulage,omitempty"`       // where it was asked for
	Bus           *BusDay             `json:"bus,omitempty"`           // where buses were asked for
	Approximation *RouteApproximation `json:"approximation,omitempty"` // of three-tier plans: their own reckoning beside these routes
	Saved         *SavedRuns          `json:"saved,omitempty"`         // where the routes were kept as runs
	Straight      bool                `json:"-"`                       // ways are straight lines between the calls, whatever was driven
}

// LaterStop is a service point that is called at on other days of the week. What is brought and fetched there then is that of the
// days since the call before.
type LaterStop struct {
	Stop        string    `json:"stop"`
	Name        string    `json:"name"`
	Town        string    `json:"town"`
	DaysPerWeek int64     `json:"days_per_week"`
	Next        data.Date `json:"next"`
}

// SavedRuns says what keeping a day's routes as runs did.
type SavedRuns struct {
	Date      data.Date `json:"date"`
	Saved     int       `json:"saved"`     // new ones and such that changed
	Unchanged int       `json:"unchanged"` // as they were
	Cancelled int       `json:"cancelled"` // planned before, and their vehicle stays at home now
}

// RoutePreset is a figure that no record says.
type RoutePreset struct {
	Kind     string  `json:"kind"`  // of vehicle; empty: of the day
	Field    string  `json:"field"` // as in the records
	Value    float64 `json:"value"`
	Source   string  `json:"source"` // ID of the cost book or route rules
	Verified bool    `json:"verified"`
	Records  int     `json:"records"` // of vehicles that lack it
}

// RouteDistrict is a town whose stations, or a county whose hubs, share the same calls.
type RouteDistrict struct {
	Area     string `json:"area"`
	Name     string `json:"name"`
	Tier     string `json:"tier"` // of its depots
	Status   string `json:"status"`
	Stops    int    `json:"stops"`
	Served   int    `json:"served_stops"`
	Bus      int    `json:"bus_stops"`       // beside these: served by bus
	PassedOn int    `json:"passed_on_stops"` // that found no place and went to the county's hubs
	Kept     bool   `json:"kept"`
}

// RouteDepot is a place where vehicles start.
type RouteDepot struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Tier     string    `json:"tier"`
	Town     string    `json:"town"`
	TownName string    `json:"town_name"`
	Place    orb.Point `json:"coordinates"`
	Stops    int       `json:"served_stops"`
	Vehicles int64     `json:"vehicles"`
	Used     int       `json:"vehicles_used"`
	Km       float64   `json:"km"`
	Yuan     float64   `json:"yuan"`
}

// DayRoute is what one vehicle does in a day.
type DayRoute struct {
	Depot      string      `json:"depot"`
	DepotName  string      `json:"depot_name"`
	Vehicle    string      `json:"vehicle"` // ID of the record, #, number from 1
	Name       string      `json:"vehicle_name"`
	Kind       string      `json:"kind"`
	Courier    string      `json:"courier,omitempty"` // where it is saved as a run and has one
	CapacityKg float64     `json:"capacity_kg"`
	Capacity   int64       `json:"capacity_parcels"`
	Depart     int64       `json:"depart_s"`
	Home       int64       `json:"home_s"`
	Trips      int         `json:"trips"`
	Stops      int         `json:"stops"`
	Down       int64       `json:"parcels_down"`
	Up         int64       `json:"parcels_up"`
	Km         float64     `json:"km"`
	EmptyKm    float64     `json:"empty_km"`
	Hours      float64     `json:"hours"`
	Yuan       float64     `json:"yuan"`
	LoadFactor float64     `json:"load_factor"`
	Calls      []RouteCall `json:"calls"`
}

// The kinds of calls.
const (
	CallStart  = "start"
	CallStop   = "stop"
	CallReload = "reload"
	CallEnd    = "end"
)

// RouteCall is a visit.
type RouteCall struct {
	Kind      string         `json:"kind"`
	Stop      string         `json:"stop"` // ID of the service point (/2: its second call) or of the depot
	Name      string         `json:"name"`
	Place     orb.Point      `json:"coordinates"`
	Arrive    int64          `json:"arrive_s"`
	Start     int64          `json:"start_s"`
	Leave     int64          `json:"leave_s"`
	Clock     string         `json:"clock"` // arrival, HH:MM
	Down      int64          `json:"parcels_down"`
	Up        int64          `json:"parcels_up"`
	OnBoard   int64          `json:"on_board_parcels"` // when leaving
	OnBoardKg float64        `json:"on_board_kg"`
	LegMeters int64          `json:"leg_m"`   // from the call before
	Counted   bool           `json:"counted"` // the parcels are those counted for the day, not the mean of the records
	Villages  []string       `json:"villages,omitempty"`
	Line      orb.LineString `json:"-"` // driven from the call before; nil where it was not asked for
}

// UnservedStop is a call that is not made, or a point that gets none.
type UnservedStop struct {
	Stop     string    `json:"stop"`
	Name     string    `json:"name"`
	Town     string    `json:"town"`
	District string    `json:"district,omitempty"` // area code of who was asked last
	Place    orb.Point `json:"coordinates"`
	Parcels  *int64    `json:"parcels"` // nil unknown
	Reason   string    `json:"reason"`
	Proven   bool      `json:"proven"`
	Why      Sentence  `json:"why"`
}

// Clock writes seconds from midnight as HH:MM; from the next day on with +1, +2 …
func Clock(seconds int64) string {
	text := fmt.Sprintf("%02d:%02d", seconds/3600%24, seconds/60%60)
	if days := seconds / 86_400; days > 0 {
		text += fmt.Sprintf("+%d", days)
	}
	return text
}

// RouteReason says why a stop is unserved.
func RouteReason(reason string) Sentence {
	switch reason {
	case "no_depot":
		return Sentence{"本乡镇没有配车的乡镇站，本县也没有配车的县级中心", "no station of its town and no hub of its county has a vehicle on record"}
	case "no_hub":
		return Sentence{"本县没有在营业的县级中心", "its county has no active hub on record"}
	case "parcels_unknown":
		return Sentence{"所服务村的件量未登记", "the parcels of its villages are not on record"}
	case "site_gone":
		return Sentence{"方案里的站点已不在营业", "the plan's facility is not active on record any more"}
	case "unlocated":
		return Sentence{"站点没有坐标", "the facility has no position on record"}
	case "capacity":
		return Sentence{"没有一辆可派的车装得下", "it fits into no vehicle of its district"}
	case "unreachable":
		return Sentence{"可派的车没有路可到并返回", "no vehicle of its district finds a way there and home"}
	case "time":
		return Sentence{"可派的车在班次和续航之内到不了并返回", "no vehicle of its district can be there and home within shift and range"}
	case "room":
		return Sentence{"可派的车在班次之内排不进去（未证明绝无可能）", "no place was found for it in the day of its district's vehicles (not a proof that there is none)"}
	case "skipped":
		return Sentence{"按要求今天不去", "left out today as asked"}
	}
	return Sentence{"原因：" + reason, "reason: " + reason}
}

// RouteSentence says the study in one sentence.
func RouteSentence(s *RouteStudy) Sentence {
	perZH, perEN := "每件费用未知", "cost per parcel unknown"
	if s.YuanPerParcel != nil {
		perZH, perEN = fmt.Sprintf("每件 %.2f 元", *s.YuanPerParcel), fmt.Sprintf("%.2f yuan a parcel", *s.YuanPerParcel)
	}
	zh := fmt.Sprintf("%s一天的配送：%d 个站（中心）的 %s 辆车中用 %s 辆，%s 趟，到 %s 处停靠，运 %s 件，行驶 %s 公里、%.0f 小时，费用 %s 元、%s",
		s.AreaName, len(s.Depots), Thousands(s.Vehicles), Thousands(int64(s.Used)), Thousands(int64(s.Trips)), Thousands(int64(s.Served)), Thousands(s.Parcels), Thousands(int64(s.Km+0.5)), s.Hours, Thousands(int64(s.Yuan+0.5)), perZH)
	en := fmt.Sprintf("%s, one day: %s of %s vehicles of %d depots make %s trips to %s stops with %s parcels, %s km and %.0f hours, for %s yuan, %s",
		s.AreaName, Thousands(int64(s.Used)), Thousands(s.Vehicles), len(s.Depots), Thousands(int64(s.Trips)), Thousands(int64(s.Served)), Thousands(s.Parcels), Thousands(int64(s.Km+0.5)), s.Hours, Thousands(int64(s.Yuan+0.5)), perEN)
	if n := len(s.Unserved); n > 0 {
		zh += fmt.Sprintf("；%s 处没有服务到，原因逐一列出", Thousands(int64(n)))
		en += fmt.Sprintf("; %s stops are not served, each with its reason", Thousands(int64(n)))
	}
	if n := len(s.NotToday); n > 0 {
		zh += fmt.Sprintf("；%s 处按每周的天数今天不到，件量并入下次", Thousands(int64(n)))
		en += fmt.Sprintf("; %s points have their call on another day of the week, with the parcels of the days between", Thousands(int64(n)))
	}
	return Sentence{zh + "。", en + "."}
}
