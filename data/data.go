// Package data holds what Cuntong knows about a county: areas, settlements, facilities, services,
// vehicles, standards, scenarios and plans, the change log, and the Store that keeps them.
//
// Points are WGS 84, longitude first. Money is whole yuan, parcels are per day. A nil pointer means
// unknown; it is never zero. Codes are text: six digits for cities and counties (GB/T 2260), twelve for
// towns and villages (statistical division codes). The package knows no database; data/gpkg does.
package data

import (
	"fmt"
	"strings"
	"time"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Provenance tells where a record came from, so that every figure can be traced to a file.
type Provenance struct {
	Source    string    `json:"source,omitempty"`     // file name, agency or "generated"
	Line      int       `json:"line,omitempty"`       // line of the source file, 1-based; 0 where there is none
	Datum     geo.Datum `json:"datum,omitempty"`      // datum the coordinates were given in
	Original  string    `json:"original,omitempty"`   // coordinates as given, "lon,lat" in that datum
	LocatedBy LocatedBy `json:"located_by,omitempty"` // how the location was found; empty where there is none
	Synthetic bool      `json:"synthetic"`            // true for everything a generator made up
}

// LocatedBy says how a location was found.
type LocatedBy string

// Ways a location is found.
const (
	LocatedGiven LocatedBy = "given" // coordinates in the file
	LocatedName  LocatedBy = "name"  // placed at the settlement of the same town and name
)

// AreaTier is the rank of an administrative area.
type AreaTier string

// The ranks of areas. A statistical county (such as 370571) is a county whose parent is a county. Provinces are
// known only to stores of several cities; their code is the two digits of GB/T 2260 and four zeros.
const (
	TierProvince AreaTier = "province"
	TierCity     AreaTier = "city"
	TierCounty   AreaTier = "county"
	TierTown     AreaTier = "town"
)

// AreaKind refines the tier.
type AreaKind string

// Kinds of areas; zones and statistical areas are not administrative towns or counties.
const (
	KindProvince    AreaKind = "province"
	KindCity        AreaKind = "city"
	KindCounty      AreaKind = "county"
	KindStatistical AreaKind = "statistical"
	KindTown        AreaKind = "town"
	KindTownship    AreaKind = "township"
	KindSubdistrict AreaKind = "subdistrict"
	KindZone        AreaKind = "zone"
)

// Area is a province, city, county or town.
type Area struct {
	Code       string
	Name       string
	Tier       AreaTier
	Kind       AreaKind
	Parent     string           // code of the area around it; empty at the top
	Population *int64           // residents of the latest census; nil unknown
	Outline    orb.MultiPolygon // nil where no outline is known
	Seat       *orb.Point       // seat of government; nil unknown
	Provenance Provenance
	Version    int64 // set by the store; grows with every change of the row
}

// SettlementKind says what sort of populated place a settlement is.
type SettlementKind string

// Kinds of settlements. Only KindVillage counts in 建制村 rates; pseudo units carry no demand.
const (
	KindVillage   SettlementKind = "village"   // 村委会, code digits 2xx-3xx
	KindResidents SettlementKind = "residents" // 居委会, code digits 0xx-1xx
	KindPseudo    SettlementKind = "pseudo"    // 类似居委会/村委会, code digits 4xx-5xx: farms, parks
)

// Settlement is a populated place on record.
type Settlement struct {
	Code          string // twelve digits
	Name          string
	Kind          SettlementKind
	Town          string // code of its town Area
	Location      *orb.Point
	Population    *int64   // residents
	ParcelsInDay  *float64 // to the settlement
	ParcelsOutDay *float64 // from the settlement
	Provenance    Provenance
	Version       int64
}

// Operator is a network that runs facilities.
type Operator string

// The four networks that the policy asks to merge.
const (
	Postal    Operator = "postal"    // 邮政
	Express   Operator = "express"   // 快递
	Coop      Operator = "coop"      // 供销社
	Ecommerce Operator = "ecommerce" // 电商
)

// Operators lists all of them in display order.
func Operators() []Operator { return []Operator{Postal, Express, Coop, Ecommerce} }

// FacilityTier is the tier of the county-town-village network a facility belongs to.
type FacilityTier string

// Tiers of facilities: hub 县级中心, station 乡镇站, point 村级点.
const (
	Hub          FacilityTier = "hub"
	Station      FacilityTier = "station"
	ServicePoint FacilityTier = "point"
)

// FacilityStatus is where a facility stands in its life.
type FacilityStatus string

// States of a facility. Only active ones serve; candidates are places where one could be opened.
const (
	Candidate FacilityStatus = "candidate"
	Planned   FacilityStatus = "planned"
	Building  FacilityStatus = "building"
	Active    FacilityStatus = "active"
	Suspended FacilityStatus = "suspended"
	Closed    FacilityStatus = "closed"
)

// Offer is something a facility does for people.
type Offer string

// What facilities offer.
const (
	Pickup   Offer = "pickup"   // 取件 parcels and mail handed out
	Dropoff  Offer = "dropoff"  // 寄件 parcels and mail accepted
	Retail   Offer = "retail"   // 日用品、代购
	Supplies Offer = "supplies" // 农资
	Payment  Offer = "payment"  // 缴费
	Finance  Offer = "finance"  // 金融
)

// Facility is the premises of one or several operators.
type Facility struct {
	ID                 string
	Name               string
	Tier               FacilityTier
	Operators          []Operator // in display order, no repeats; a candidate may have none
	Offers             []Offer
	Status             FacilityStatus
	Town               string // code of its town Area; empty unknown
	Settlement         string // code of the settlement it stands in; empty unknown
	Location           *orb.Point
	CapacityParcelsDay *float64
	OpeningCostYuan    *int64 // once
	YearlyCostYuan     *int64 // every year
	UniversalService   bool   // 邮政普遍服务营业场所: closing needs approval
	Contact            string `json:",omitempty"` // 负责人: who keeps it; personal, see Personal
	Phone              string `json:",omitempty"` // where couriers call it; personal
	Provenance         Provenance
	Version            int64
}

// ServiceMode is how a settlement is served.
type ServiceMode string

// Modes of service. None records that there is no service; Exempt that none is required, with its reason.
const (
	AtPoint   ServiceMode = "point"
	AtDoor    ServiceMode = "door"
	Scheduled ServiceMode = "scheduled"
	NoService ServiceMode = "none"
	Exempt    ServiceMode = "exempt"
)

// Service records that a settlement is served by an operator.
type Service struct {
	ID           string
	Settlement   string // code
	Operator     Operator
	Mode         ServiceMode
	Facility     string   // ID of the facility where it is served; empty unless Mode is AtPoint
	TimesPerWeek *float64 // nil unknown
	ValidFrom    Date     // zero: open
	ValidTo      Date     // closed; zero: open
	ExemptReason string
	Provenance   Provenance
	Version      int64
}

// ValidOn reports whether the record holds on a day; both ends are closed.
func (s Service) ValidOn(day Date) bool {
	return (s.ValidFrom == "" || s.ValidFrom <= day) && (s.ValidTo == "" || day <= s.ValidTo)
}

// Vehicle is a kind of vehicle and how many of it an operator has at a facility.
type Vehicle struct {
	ID              string
	Name            string
	Kind            string // e-trike, van, truck, bus, unmanned, motorcycle
	Facility        string // where it starts; empty unknown
	Count           int64
	CapacityKg      *float64
	CapacityParcels *float64
	SpeedKmh        *float64 // nil: the speed of the road
	RangeKm         *float64
	YuanPerKm       *float64
	YuanPerHour     *float64
	YuanPerDay      *float64
	Provenance      Provenance
	Version         int64
}

// Date is a calendar day, YYYY-MM-DD; empty means open or unknown. Dates compare as text.
type Date string

// ParseDate checks a day written YYYY-MM-DD.
func ParseDate(text string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", fmt.Errorf("date %q is not a calendar day written YYYY-MM-DD", text)
	}
	return Date(text), nil
}

// AreaCode brings a code as people write it (2, 4, 6, 9 or 12 digits) to the form records use: six digits for
// cities and counties, twelve for towns and villages.
func AreaCode(text string) (string, error) {
	code := strings.TrimSpace(text)
	for _, r := range code {
		if r < '0' || r > '9' {
			return "", fmt.Errorf("area code %q is not all digits", text)
		}
	}
	switch len(code) {
	case 2:
		return code + "0000", nil
	case 4:
		return code + "00", nil
	case 6:
		return code, nil
	case 9:
		code += "000"
	case 12:
	default:
		return "", fmt.Errorf("area code %q has %d digits, expected 2, 4, 6, 9 or 12", text, len(code))
	}
	return strings.TrimSuffix(code, "000000"), nil
}
