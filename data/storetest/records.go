package storetest

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// same fails where two values differ in anything.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// stored reads back everything that a batch can bring.
func stored(t *testing.T, s data.Store, q data.Query) data.Batch {
	t.Helper()
	ctx := background()
	return data.Batch{
		Areas: must[[]data.Area](t)(s.Areas(ctx, q)), Settlements: must[[]data.Settlement](t)(s.Settlements(ctx, q)),
		Facilities: must[[]data.Facility](t)(s.Facilities(ctx, q)), Services: must[[]data.Service](t)(s.Services(ctx, q)),
		Vehicles: must[[]data.Vehicle](t)(s.Vehicles(ctx, q)), BusLines: must[[]data.BusLine](t)(s.BusLines(ctx, q)), DailyCounts: must[[]data.DailyCount](t)(s.DailyCounts(ctx, q)),
		Standards: must[[]data.Standard](t)(s.Standards(ctx)),
	}
}

// first is the batch as a new store gives it back: by key, each row of version 1.
func first(b data.Batch) data.Batch {
	b.Areas, b.Settlements, b.Facilities = slices.Clone(b.Areas), slices.Clone(b.Settlements), slices.Clone(b.Facilities)
	b.Services, b.Vehicles, b.Standards = slices.Clone(b.Services), slices.Clone(b.Vehicles), slices.Clone(b.Standards)
	b.BusLines, b.DailyCounts = slices.Clone(b.BusLines), slices.Clone(b.DailyCounts)
	for i := range b.BusLines {
		b.BusLines[i].Version = 1
	}
	for i := range b.DailyCounts {
		b.DailyCounts[i].Version = 1
	}
	for i := range b.Areas {
		b.Areas[i].Version = 1
	}
	for i := range b.Settlements {
		b.Settlements[i].Version = 1
	}
	for i := range b.Facilities {
		b.Facilities[i].Version = 1
	}
	for i := range b.Services {
		b.Services[i].Version = 1
	}
	for i := range b.Vehicles {
		b.Vehicles[i].Version = 1
	}
	slices.SortFunc(b.Areas, func(a, b data.Area) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(b.Settlements, func(a, b data.Settlement) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(b.Facilities, func(a, b data.Facility) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(b.Services, func(a, b data.Service) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(b.Vehicles, func(a, b data.Vehicle) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(b.BusLines, func(a, b data.BusLine) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(b.DailyCounts, func(a, b data.DailyCount) int { return strings.Compare(a.ID(), b.ID()) })
	slices.SortFunc(b.Standards, func(a, b data.Standard) int { return strings.Compare(a.ID, b.ID) })
	return b
}

func emptyStore(t *testing.T, s data.Store) {
	same(t, "rows", stored(t, s, data.Query{}), data.Batch{})
	info := must[data.Info](t)(s.Info(background()))
	if info.Extent != nil || info.Sample || info.Revision != 0 || info.Counts["changes"] != 0 || info.Schema == 0 || info.Name == "" {
		t.Fatalf("info of an empty store: %+v", info)
	}
	result := load(t, s, data.Batch{})
	same(t, "result of loading nothing", result, data.LoadResult{})
}

func everyField(t *testing.T, s data.Store) {
	origin := data.Provenance{Source: "名录 2025.xlsx", Line: 7, Datum: geo.BD09, Original: "118.51,37.45", LocatedBy: data.LocatedName, Synthetic: true}
	hole := orb.Ring{{118.2, 37.2}, {118.2, 37.3}, {118.3, 37.3}, {118.2, 37.2}}
	presets := must[[]data.Standard](t)(data.PresetStandards())
	b := data.Batch{
		Areas: []data.Area{
			{Code: "010500", Name: "东营市", Tier: data.TierCity, Kind: data.KindCity, Population: ref(int64(2_193_518)), Seat: &orb.Point{118.674_613_7, 37.433_963_9}, Provenance: origin,
				Outline: orb.MultiPolygon{{{{118, 37}, {119, 37}, {119, 38}, {118, 37}}, hole}, {{{120, 37}, {121, 37}, {121, 38}, {120, 37}}}}},
			{Code: "010500001000", Name: "𠮷镇", Tier: data.TierTown, Kind: data.KindSubdistrict, Parent: "010500"},
		},
		Settlements: []data.Settlement{{Code: "010500001201", Name: "吕剧村", Kind: data.KindVillage, Town: "010500001000", Location: &orb.Point{118.1, 37.000_000_000_1},
			Population: ref(int64(812)), ParcelsInDay: ref(0.1 + 0.2), ParcelsOutDay: ref(1e-9), Provenance: origin}},
		Facilities: []data.Facility{{ID: "f'1\"; --", Name: "便民站", Tier: data.ServicePoint, Operators: []data.Operator{data.Postal, data.Ecommerce},
			Offers: []data.Offer{data.Pickup, data.Finance}, Status: data.Building, Town: "010500001000", Settlement: "010500001201", Location: &orb.Point{118.2, 37.2},
			CapacityParcelsDay: ref(120.5), OpeningCostYuan: ref(int64(18000)), YearlyCostYuan: ref(int64(1 << 53)), UniversalService: true, Contact: "张三", Phone: "13800005678", Provenance: origin}},
		Services: []data.Service{{ID: "s1", Settlement: "010500001201", Operator: data.Coop, Mode: data.AtPoint, Facility: "f'1\"; --", TimesPerWeek: ref(3.5),
			ValidFrom: "2024-02-29", ValidTo: "2026-12-31", ExemptReason: "海岛", Provenance: origin}},
		Vehicles: []data.Vehicle{{ID: "v1", Name: "三轮", Kind: "e-trike", Facility: "f'1\"; --", Count: 3, CapacityKg: ref(200.0), CapacityParcels: ref(80.0), SpeedKmh: ref(15.0),
			RangeKm: ref(60.0), YuanPerKm: ref(0.3), YuanPerHour: ref(20.0), YuanPerDay: ref(100.0), Provenance: origin}},
		BusLines: []data.BusLine{{ID: "801", Name: "利津—陈庄", Operator: "公交公司", Phone: "0546-12345", CapacityParcels: ref(int64(150)), HandoverSeconds: ref(int64(90)), DelaySeconds: ref(int64(0)),
			YuanPerParcel: ref(0.3), Stops: []data.BusStop{{ID: "a", Name: "客运站", Place: &orb.Point{118.25, 37.490_000_000_1}, Facility: "f'1\"; --"}, {ID: "b", Name: "村口"}},
			Trips: []data.BusTrip{{ID: "1", Headsign: "陈庄", Weekdays: [7]bool{true, false, true}, From: "2026-01-01", To: "2026-12-31", Added: []data.Date{"2026-10-01"}, Removed: []data.Date{"2026-05-01"},
				Calls: []data.BusCall{{Stop: "a", Arrive: 24_000, Leave: 24_000}, {Stop: "b", Arrive: 86_500, Leave: 86_560}}}}, Provenance: origin}},
		DailyCounts: []data.DailyCount{{Date: "2026-11-26", Facility: "f'1\"; --", Down: ref(int64(73)), Up: ref(int64(0)), Provenance: origin}},
		Standards:   presets,
	}
	result := load(t, s, b)
	same(t, "result", result, data.LoadResult{Inserted: 8 + len(presets), Revision: 1})
	same(t, "rows", stored(t, s, data.Query{}), first(b))
}

func unknownIsNotZero(t *testing.T, s data.Store) {
	b := data.Batch{
		Areas: []data.Area{{Code: "1"}, {Code: "2", Population: ref(int64(0))}},
		Settlements: []data.Settlement{{Code: "000000000001"}, {Code: "000000000002", Population: ref(int64(0)), ParcelsInDay: ref(0.0), ParcelsOutDay: ref(0.0)},
			{Code: "1", Population: ref(int64(1))}},
		Facilities:  []data.Facility{{ID: "a"}, {ID: "b", CapacityParcelsDay: ref(0.0), OpeningCostYuan: ref(int64(0)), YearlyCostYuan: ref(int64(0))}},
		Services:    []data.Service{{ID: "a", Settlement: "1"}, {ID: "b", Settlement: "1", TimesPerWeek: ref(0.0)}},
		Vehicles:    []data.Vehicle{{ID: "a"}, {ID: "b", RangeKm: ref(0.0)}},
		BusLines:    []data.BusLine{{ID: "a"}, {ID: "b", CapacityParcels: ref(int64(0)), YuanPerParcel: ref(0.0)}},
		DailyCounts: []data.DailyCount{{Date: "2026-11-26", Facility: "a"}, {Date: "2026-11-26", Facility: "b", Down: ref(int64(0)), Up: ref(int64(0))}},
	}
	load(t, s, b)
	same(t, "rows", stored(t, s, data.Query{}), first(b))
	b.Facilities[0].Operators, b.Facilities[0].Offers = []data.Operator{}, []data.Offer{}
	b.Areas[0].Outline = orb.MultiPolygon{}
	result := load(t, s, b)
	if result.Updated != 0 {
		t.Fatalf("empty lists count as a change: %+v", result)
	}
}

func randomBatch(t *testing.T, s data.Store) {
	for seed := range uint64(3) {
		b := RandomBatch(seed, Size{Towns: 9, Settlements: 700, Facilities: 210, Services: 300, Vehicles: 20})
		if seed == 0 {
			load(t, s, b)
			same(t, "rows", stored(t, s, data.Query{}), first(b))
			continue
		}
		result := load(t, s, b)
		if result.Updated == 0 || result.Inserted+result.Updated+result.Unchanged != 11+700+210+300+20 {
			t.Fatalf("seed %d: result %+v", seed, result)
		}
		got := stored(t, s, data.Query{})
		for i := range got.Settlements {
			got.Settlements[i].Version = 1
		}
		same(t, "settlements after replacing", got.Settlements, first(b).Settlements)
	}
}

func batchOrder(t *testing.T, s data.Store) {
	b := RandomBatch(5, Size{Towns: 4, Settlements: 50, Facilities: 20, Services: 20, Vehicles: 5})
	want := first(b)
	shuffle := rand.New(rand.NewPCG(7, 7))
	shuffle.Shuffle(len(b.Areas), func(i, j int) { b.Areas[i], b.Areas[j] = b.Areas[j], b.Areas[i] })
	shuffle.Shuffle(len(b.Settlements), func(i, j int) { b.Settlements[i], b.Settlements[j] = b.Settlements[j], b.Settlements[i] })
	handed := slices.Clone(b.Settlements)
	load(t, s, b)
	same(t, "rows", stored(t, s, data.Query{}), want)
	same(t, "the caller's slice", b.Settlements, handed)
	if result := load(t, s, want); result.Unchanged != 6+50+20+20+5 {
		t.Fatalf("the same rows in another order gave %+v", result)
	}
}

func stoppedLoad(t *testing.T, s data.Store) {
	b := RandomBatch(1, Size{Towns: 3, Settlements: 300})
	ctx, cancel := context.WithCancel(background())
	cancel()
	if _, err := s.Load(ctx, b, data.ChangeNote{}); err == nil {
		t.Fatal("a load with a cancelled context was accepted")
	}
	same(t, "rows", stored(t, s, data.Query{}), data.Batch{})
	load(t, s, b) // the store is still of use
}
