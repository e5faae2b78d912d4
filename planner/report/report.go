// Package report turns audits and plans into what officials read: coverage by area and operator, the list
// of uncovered settlements, quantiles, sentences in Chinese and English.
//
// Every count names its unit; people are residents; lengths are whole metres; shares are fractions. A nil
// figure is unknown and is never printed as zero.
package report

import (
	"cuntong/data"
	"cuntong/geo/travel"
)

// Audit says who is near a facility and who is served, against one standard.
type Audit struct {
	Standard     string             `json:"standard" doc:"ID of the service standard"`
	StandardRule data.Standard      `json:"standard_rule" doc:"The standard as it was applied"`
	Travel       travel.Description `json:"travel"`
	Area         string             `json:"area,omitempty" doc:"Code of the audited area; absent: everything in the store"`
	AreaName     string             `json:"area_name,omitempty"`
	Date         data.Date          `json:"date" doc:"Day on which service records are judged"`
	Revision     int64              `json:"revision" doc:"Revision of the store's records"`
	Facilities   int                `json:"facilities" doc:"Facilities that count, of the whole store; 0: none is on record, so that nothing can be covered"`
	NotAsked     int                `json:"not_asked_settlements" doc:"Settlements of kinds that the standard does not ask to cover; in no other figure"`
	Counts
	// Other is the same question measured the other way; nil where the store has no road network.
	Other *Other `json:"other,omitempty" doc:"The same measured the other way: by straight line where travel is by road, by road where it is straight; absent where the store has no road network"`
	// Near is the nearest facility's distance over the located settlements.
	Near        *Quantiles     `json:"nearest,omitempty" doc:"Distance to the nearest facility that counts; absent where there is none"`
	Service     ServiceRate    `json:"service" doc:"建制村服务覆盖率: village committees with a valid service record"`
	ByKind      []KindCounts   `json:"by_kind"`
	ByArea      []AreaCounts   `json:"by_area" doc:"Counties and towns, each county before its towns, by code"`
	ByOperator  []OperatorRate `json:"by_operator" doc:"站点可达率 if only this operator's facilities counted"`
	Uncovered   []Gap          `json:"uncovered" doc:"Worst first: longest distance, then most people, then code; no facility at all comes first"`
	Unreachable []Gap          `json:"unreachable"`
	Unlocated   []Gap          `json:"unlocated"`
	// Reached says for every settlement what class it is in and which facility is nearest; by code.
	Reached []Reach `json:"-"`
}

// Other is what an audit says when travel is measured in the way that was not asked for.
type Other struct {
	Travel                 travel.Description `json:"travel"`
	CoveredSettlements     int                `json:"covered_settlements"`
	CoveredPopulation      *int64             `json:"covered_population"`
	UncoveredSettlements   int                `json:"uncovered_settlements"`
	UnreachableSettlements int                `json:"unreachable_settlements"`
	UnlinkedSettlements    int                `json:"unlinked_settlements" doc:"Of the unreachable ones, those that no road passes near enough"`
}

// Class is what an audit says of one settlement.
type Class string

// The four classes of an audit.
const (
	Covered     Class = "covered"
	Uncovered   Class = "uncovered"
	Unreachable Class = "unreachable"
	Unlocated   Class = "unlocated"
)

// Reach is one settlement's class and its nearest facility that counts.
type Reach struct {
	Code            string `json:"code"`
	Class           Class  `json:"class" enum:"covered,uncovered,unreachable,unlocated"`
	Nearest         string `json:"nearest,omitempty" doc:"ID of the nearest facility that counts; absent where there is none"`
	NearestName     string `json:"nearest_name,omitempty"`
	DistanceMeters  *int64 `json:"distance_m"`
	DurationSeconds *int64 `json:"duration_s"`
}

// Counts splits settlements and people into four classes that add up to the total: covered, uncovered,
// unreachable (no way to any facility) and unlocated (no position on record). A population is absent (null) where no
// settlement of the class has a known one although the class is not empty.
type Counts struct {
	Settlements                  int    `json:"settlements"`
	Population                   *int64 `json:"population"`
	CoveredSettlements           int    `json:"covered_settlements"`
	CoveredPopulation            *int64 `json:"covered_population"`
	UncoveredSettlements         int    `json:"uncovered_settlements"`
	UncoveredPopulation          *int64 `json:"uncovered_population"`
	UnreachableSettlements       int    `json:"unreachable_settlements"`
	UnreachablePopulation        *int64 `json:"unreachable_population"`
	UnlocatedSettlements         int    `json:"unlocated_settlements"`
	UnlocatedPopulation          *int64 `json:"unlocated_population"`
	UnknownPopulationSettlements int    `json:"unknown_population_settlements" doc:"Settlements in the total whose population is unknown; they are missing from every population figure"`
	PopulationReason             string `json:"population_reason,omitempty" enum:"no_population_known,no_population_in_a_class" doc:"Why a population figure is null"`
}

// Quantiles describe distances to the nearest facility, in whole metres, by settlement and by resident.
type Quantiles struct {
	P50Meters       int64  `json:"p50_m"`
	P90Meters       int64  `json:"p90_m"`
	MaxMeters       int64  `json:"max_m"`
	MeanMeters      int64  `json:"mean_m" doc:"Rounded to the nearest metre"`
	PeopleP50Meters *int64 `json:"people_p50_m" doc:"Weighted by residents; null where populations are unknown"`
	PeopleP90Meters *int64 `json:"people_p90_m"`
	PeopleMean      *int64 `json:"people_mean_m"`
}

// ServiceRate is the share of village committees with a valid service record.
type ServiceRate struct {
	Villages   int      `json:"villages" doc:"Village committees"`
	Served     int      `json:"served" doc:"With at least one record at a point, at the door or on schedule, valid on the day"`
	Unserved   int      `json:"unserved" doc:"Only records of no service or records that have ended"`
	NoRecord   int      `json:"no_record" doc:"Without any record: unknown, never counted as served"`
	Exempt     int      `json:"exempt" doc:"免设点: no service required, with a reason; outside the rate"`
	Rate       *float64 `json:"rate" doc:"served / (villages − exempt), a fraction: at least this share is served; null where the area has no service records at all"`
	RateAtMost *float64 `json:"rate_at_most" doc:"(served + no_record) / (villages − exempt): the share if all villages without a record were served; null with rate"`
	Reason     string   `json:"reason,omitempty" enum:"no_villages,no_service_records,all_exempt" doc:"Why the rate is null"`
}

// KindCounts are the counts of one kind of settlement.
type KindCounts struct {
	Kind data.SettlementKind `json:"kind"`
	Counts
}

// AreaCounts are the counts of one county or town.
type AreaCounts struct {
	Code   string        `json:"code"`
	Name   string        `json:"name"`
	Tier   data.AreaTier `json:"tier"`
	Parent string        `json:"parent"`
	Counts
	Service ServiceRate `json:"service"`
}

// OperatorRate is the reach of one operator's facilities alone.
type OperatorRate struct {
	Operator           data.Operator `json:"operator"`
	Facilities         int           `json:"facilities" doc:"Active facilities of this operator that count"`
	CoveredSettlements int           `json:"covered_settlements"`
	CoveredPopulation  *int64        `json:"covered_population"`
}

// Gap is a settlement that is not covered.
type Gap struct {
	Code            string              `json:"code"`
	Name            string              `json:"name"`
	Kind            data.SettlementKind `json:"kind"`
	Town            string              `json:"town"`
	TownName        string              `json:"town_name"`
	County          string              `json:"county"`
	CountyName      string              `json:"county_name"`
	Population      *int64              `json:"population"`
	Nearest         string              `json:"nearest,omitempty" doc:"ID of the nearest facility that counts; absent where there is none"`
	NearestName     string              `json:"nearest_name,omitempty"`
	DistanceMeters  *int64              `json:"distance_m"`
	DurationSeconds *int64              `json:"duration_s"`
	Reason          string              `json:"reason" enum:"beyond_limit,no_facility,unreachable,unlinked,unlocated" doc:"unlinked: unreachable because no road passes near enough"`
	RoadMeters      *int64              `json:"road_m,omitempty" doc:"Straight metres to the nearest road, for unlinked settlements; absent where the network has none"`
}

// Why a figure is null; the page and the command line say it in words.
const (
	NoPopulationKnown    = "no_population_known"
	NoPopulationInAClass = "no_population_in_a_class"
	NoVillages           = "no_villages"
	NoServiceRecords     = "no_service_records"
	AllExempt            = "all_exempt"
)
