package storetest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// noon is the time of every change the suite makes, in a zone that is not UTC, to the millisecond.
// It is never changed.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 123_000_000, time.FixedZone("Beijing", 8*3600))

func ref[T any](value T) *T { return &value }

// Size says how much RandomBatch makes.
type Size struct {
	Towns       int
	Settlements int // in all
	Facilities  int
	Services    int
	Vehicles    int
}

// RandomBatch makes a valid batch of one city with one county, its towns and what lies in them; the same
// seed and size give the same batch. About one figure in five is unknown and one place in ten unlocated.
func RandomBatch(seed uint64, size Size) data.Batch {
	m := maker{rand.New(rand.NewPCG(seed, 1))}
	var b data.Batch
	b.Areas = []data.Area{
		{Code: "010500", Name: "甲市", Tier: data.TierCity, Kind: data.KindCity, Population: m.count(1e6), Provenance: m.provenance()},
		{Code: "010502", Name: "乙县", Tier: data.TierCounty, Kind: data.KindCounty, Parent: "010500", Population: m.count(1e5), Seat: m.place(), Provenance: m.provenance()},
	}
	for i := range size.Towns {
		corner := orb.Point{118 + float64(i)*0.01, 37}
		b.Areas = append(b.Areas, data.Area{Code: fmt.Sprintf("010502%03d000", i+1), Name: m.name("镇"), Tier: data.TierTown, Kind: data.KindTown,
			Parent: "010502", Population: m.count(50000), Seat: m.place(), Provenance: m.provenance(),
			Outline: orb.MultiPolygon{{{corner, {corner[0] + 0.01, 37}, {corner[0] + 0.01, 37.01}, corner}}}})
	}
	town := func() string { return fmt.Sprintf("010502%03d000", m.IntN(size.Towns)+1) }
	for i := range size.Settlements {
		at := town()
		b.Settlements = append(b.Settlements, data.Settlement{Code: fmt.Sprintf("010502%06d", 200_000+i), Name: m.name("村"), Kind: data.KindVillage,
			Town: at, Location: m.place(), Population: m.count(3000), ParcelsInDay: m.figure(), ParcelsOutDay: m.figure(), Provenance: m.provenance()})
	}
	for i := range size.Facilities {
		f := data.Facility{ID: fmt.Sprintf("网点-%05d", i), Name: m.name("站"), Tier: data.Station, Status: data.Active, Town: town(), Location: m.place(),
			CapacityParcelsDay: m.figure(), OpeningCostYuan: m.count(90000), YearlyCostYuan: m.count(9000), UniversalService: m.IntN(2) == 0, Provenance: m.provenance()}
		if size.Settlements > 0 {
			f.Settlement = b.Settlements[m.IntN(size.Settlements)].Code
		}
		for _, operator := range data.Operators() {
			if m.IntN(2) == 0 {
				f.Operators, f.Offers = append(f.Operators, operator), []data.Offer{data.Pickup, data.Retail}
			}
		}
		b.Facilities = append(b.Facilities, f)
	}
	for i := range size.Services {
		service := data.Service{ID: fmt.Sprintf("s%06d", i), Settlement: b.Settlements[m.IntN(size.Settlements)].Code, Operator: data.Postal,
			Mode: data.AtDoor, TimesPerWeek: m.figure(), ValidFrom: "2025-02-28", Provenance: m.provenance()}
		if size.Facilities > 0 && m.IntN(2) == 0 {
			service.Mode, service.Facility = data.AtPoint, b.Facilities[m.IntN(size.Facilities)].ID
		}
		b.Services = append(b.Services, service)
	}
	for i := range size.Vehicles {
		vehicle := data.Vehicle{ID: fmt.Sprintf("v%04d", i), Name: m.name("车"), Kind: "van", Count: int64(m.IntN(9)), CapacityKg: m.figure(),
			SpeedKmh: m.figure(), YuanPerKm: m.figure(), Provenance: m.provenance()}
		if size.Facilities > 0 {
			vehicle.Facility = b.Facilities[m.IntN(size.Facilities)].ID
		}
		b.Vehicles = append(b.Vehicles, vehicle)
	}
	return b
}

type maker struct{ *rand.Rand }

func (m maker) name(suffix string) string {
	const words = "东西南北李王张赵大小新老河湾堡庄𠮷"
	runes := []rune(words)
	return string([]rune{runes[m.IntN(len(runes))], runes[m.IntN(len(runes))]}) + suffix
}

func (m maker) count(most int64) *int64 {
	if m.IntN(5) == 0 {
		return nil
	}
	return ref(m.Int64N(most))
}

func (m maker) figure() *float64 {
	if m.IntN(5) == 0 {
		return nil
	}
	return ref(m.Float64() * 100)
}

func (m maker) place() *orb.Point {
	if m.IntN(10) == 0 {
		return nil
	}
	return &orb.Point{118 + m.Float64(), 37 + m.Float64()}
}

func (m maker) provenance() data.Provenance {
	return data.Provenance{Source: "村庄 名录.csv", Line: m.IntN(1000), Datum: geo.GCJ02, Original: "118.1,37.2", LocatedBy: data.LocatedGiven, Synthetic: m.IntN(2) == 0}
}
