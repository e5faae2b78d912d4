package report

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

var seed = flag.Uint64("seed", 20261123, "seed of the random tests")

func people(n int64) *int64 { return &n }

func testStandard() data.Standard {
	limit := int64(2000)
	return data.Standard{ID: "t", LimitMeters: &limit, DetourFactor: 1.3, SpeedKmh: 15, Offers: []data.Offer{data.Pickup},
		Kinds: []data.SettlementKind{data.KindVillage, data.KindResidents}, Source: "test"}
}

// testAreas are a city, two counties (one with a statistical county inside) and their towns.
func testAreas() *data.AreaTree {
	return data.NewAreaTree([]data.Area{
		{Code: "370500", Name: "市", Tier: data.TierCity},
		{Code: "370502", Name: "甲区", Tier: data.TierCounty, Parent: "370500"},
		{Code: "370522", Name: "乙县", Tier: data.TierCounty, Parent: "370500"},
		{Code: "370571", Name: "开发区", Tier: data.TierCounty, Kind: data.KindStatistical, Parent: "370502"},
		{Code: "370502100000", Name: "甲镇", Tier: data.TierTown, Parent: "370502"},
		{Code: "370571400000", Name: "园区", Tier: data.TierTown, Parent: "370571"},
		{Code: "370522100000", Name: "乙镇", Tier: data.TierTown, Parent: "370522"},
	})
}

func village(code, town string, population *int64) data.Settlement {
	return data.Settlement{Code: code, Name: "村" + code, Kind: data.KindVillage, Town: town, Population: population, Location: &orb.Point{118, 37}}
}

func near(s data.Settlement, meters int64) Subject {
	return Subject{Settlement: s, Facilities: true, Found: true, Facility: &data.Facility{ID: "f"}, Leg: geo.Leg{Meters: meters, Seconds: meters}}
}

func TestTheLimitIsClosedInAnAudit(t *testing.T) {
	audit := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: []Subject{
		near(village("1", "370502100000", people(10)), 2000), near(village("2", "370502100000", people(20)), 2001),
	}})
	if audit.CoveredSettlements != 1 || *audit.CoveredPopulation != 10 || len(audit.Uncovered) != 1 || audit.Uncovered[0].Code != "2" {
		t.Fatalf("got %+v", audit.Counts)
	}
}

func TestClassesAddUpForEveryAreaAndKind(t *testing.T) {
	t.Logf("seed %d", *seed)
	rng := rand.New(rand.NewPCG(*seed, 1))
	towns := []string{"370502100000", "370571400000", "370522100000"}
	for range 200 {
		var subjects []Subject
		for i := range rng.IntN(40) {
			s := village(fmt.Sprintf("%012d", i), towns[rng.IntN(3)], people(int64(rng.IntN(500))))
			if rng.IntN(4) == 0 {
				s.Kind = data.KindResidents
			}
			if rng.IntN(5) == 0 {
				s.Population = nil
			}
			one := near(s, int64(rng.IntN(4000)))
			switch rng.IntN(6) {
			case 0:
				one.Settlement.Location = nil
			case 1:
				one.Found = false
			case 2:
				one.Found, one.Facilities = false, false
			}
			subjects = append(subjects, one)
		}
		audit := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: subjects})
		checkAddsUp(t, "all", audit.Counts)
		var kinds, counties, towns int
		for _, kind := range audit.ByKind {
			checkAddsUp(t, string(kind.Kind), kind.Counts)
			kinds += kind.Settlements
		}
		for _, area := range audit.ByArea {
			checkAddsUp(t, area.Code, area.Counts)
			if area.Tier == data.TierCounty {
				counties += area.Settlements
			} else {
				towns += area.Settlements
			}
		}
		if kinds != len(subjects) || counties != len(subjects) || towns != len(subjects) {
			t.Fatalf("%d subjects, but kinds %d, counties %d, towns %d", len(subjects), kinds, counties, towns)
		}
		if got := len(audit.Uncovered) + len(audit.Unreachable) + len(audit.Unlocated) + audit.CoveredSettlements; got != len(subjects) {
			t.Fatalf("lists and covered make %d of %d", got, len(subjects))
		}
	}
}

func checkAddsUp(t *testing.T, name string, c Counts) {
	t.Helper()
	if sum := c.CoveredSettlements + c.UncoveredSettlements + c.UnreachableSettlements + c.UnlocatedSettlements; sum != c.Settlements {
		t.Fatalf("%s: classes make %d of %d settlements", name, sum, c.Settlements)
	}
	if c.Population == nil {
		if c.Settlements > 0 && c.PopulationReason == "" {
			t.Fatalf("%s: unknown population without a reason", name)
		}
		return
	}
	var sum int64
	for _, part := range []*int64{c.CoveredPopulation, c.UncoveredPopulation, c.UnreachablePopulation, c.UnlocatedPopulation} {
		if part != nil {
			sum += *part
		}
	}
	if sum != *c.Population {
		t.Fatalf("%s: classes make %d of %d people", name, sum, *c.Population)
	}
}

func TestUnknownPopulationIsNeverZero(t *testing.T) {
	audit := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: []Subject{near(village("1", "370502100000", nil), 5)}})
	if audit.Population != nil || audit.CoveredPopulation != nil || audit.UnknownPopulationSettlements != 1 || audit.PopulationReason == "" {
		t.Fatalf("got %+v", audit.Counts)
	}
	mixed := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: []Subject{
		near(village("1", "370502100000", nil), 5), near(village("2", "370502100000", people(7)), 9000),
	}})
	if mixed.CoveredPopulation != nil || *mixed.UncoveredPopulation != 7 || *mixed.Population != 7 || mixed.UnknownPopulationSettlements != 1 {
		t.Fatalf("got %+v", mixed.Counts)
	}
}

func TestAStatisticalCountyCountsInsideTheCountyAroundIt(t *testing.T) {
	audit := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: []Subject{
		near(village("1", "370502100000", people(1)), 1), near(village("2", "370571400000", people(2)), 1), near(village("3", "370522100000", people(4)), 1),
	}})
	want := []string{"370502", "370502100000", "370571400000", "370522", "370522100000"}
	var got []string
	for _, area := range audit.ByArea {
		got = append(got, area.Code)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Fatalf("rows %v, want %v", got, want)
	}
	if *audit.ByArea[0].Population != 3 || audit.ByArea[2].Parent != "370502" {
		t.Fatalf("county row %+v, town row %+v", audit.ByArea[0], audit.ByArea[2])
	}
}

func TestServiceRateCountsVillageCommitteesOnTheDay(t *testing.T) {
	residents := village("9", "370502100000", people(1))
	residents.Kind = data.KindResidents
	subjects := []Subject{near(residents, 1)}
	for _, code := range []string{"1", "2", "3", "4", "5"} {
		subjects = append(subjects, near(village(code, "370502100000", people(1)), 1))
	}
	audit := Build(Input{Standard: testStandard(), Areas: testAreas(), Date: "2026-06-30", Subjects: subjects, Services: []data.Service{
		{ID: "a", Settlement: "1", Mode: data.AtDoor, ValidFrom: "2026-06-30"},
		{ID: "b", Settlement: "2", Mode: data.AtPoint, ValidTo: "2026-06-29"},
		{ID: "c", Settlement: "3", Mode: data.Exempt, ExemptReason: "无人常住"},
		{ID: "d", Settlement: "4", Mode: data.NoService},
		{ID: "e", Settlement: "9", Mode: data.AtDoor},
	}})
	s := audit.Service
	if s.Villages != 5 || s.Served != 1 || s.Unserved != 2 || s.Exempt != 1 || s.NoRecord != 1 || s.Rate == nil || *s.Rate != 0.25 || *s.RateAtMost != 0.5 {
		t.Fatalf("got %+v", s)
	}
	none := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: subjects}).Service
	if none.Rate != nil || none.Reason == "" || none.NoRecord != 5 {
		t.Fatalf("without records: got %+v", none)
	}
}

func TestGapsComeWorstFirst(t *testing.T) {
	far := near(village("2", "370502100000", people(5)), 9000)
	more := near(village("4", "370502100000", people(50)), 3000)
	less := near(village("3", "370502100000", people(5)), 3000)
	unknown := near(village("1", "370502100000", nil), 3000)
	audit := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: []Subject{less, unknown, more, far}})
	var got []string
	for _, gap := range audit.Uncovered {
		got = append(got, gap.Code)
	}
	if strings.Join(got, "") != "2431" {
		t.Fatalf("order %v, want 2 4 3 1", got)
	}
	if gap := audit.Uncovered[0]; gap.CountyName != "甲区" || gap.TownName != "甲镇" || *gap.DistanceMeters != 9000 || gap.Reason != "beyond_limit" {
		t.Fatalf("got %+v", gap)
	}
}

func TestQuantilesAreDistancesOfRealSettlements(t *testing.T) {
	var subjects []Subject
	for i := range 10 {
		subjects = append(subjects, near(village(fmt.Sprint(i), "370502100000", people(int64(1+i*i))), int64(100*(i+1))))
	}
	q := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: subjects}).Near
	if q.P50Meters != 500 || q.P90Meters != 900 || q.MaxMeters != 1000 || q.MeanMeters != 550 || *q.PeopleP50Meters != 800 {
		t.Fatalf("got %+v, people p50 %d", q, *q.PeopleP50Meters)
	}
}

func TestPercentSaysAllAndNoneOnlyForAllAndNone(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{{0, 0, "—"}, {0, 9, "0%"}, {9, 9, "100%"}, {99999, 100000, "99.9%"}, {1, 100000, "0.1%"}, {1, 3, "33.3%"}, {2, 3, "66.7%"}} {
		if got := Percent(c.part, c.whole); got != c.want {
			t.Errorf("Percent(%d, %d) = %s, want %s", c.part, c.whole, got, c.want)
		}
	}
}

func TestSentencesSayOnlyWhatIsProven(t *testing.T) {
	subjects := []Subject{near(village("1", "370502100000", people(1)), 1), near(village("2", "370502100000", people(1)), 3000)}
	audit := Build(Input{Standard: testStandard(), AreaName: "东营市", Facilities: 1, Areas: testAreas(), Subjects: subjects})
	if got, want := AuditSentence(audit).ZH, "东营市 2 个建制村，1 个 2 公里内有服务点（50.0%）"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	none := Build(Input{Standard: testStandard(), Areas: testAreas(), Subjects: subjects})
	if got := AuditSentence(none).ZH; !strings.Contains(got, "没有任何营业站点的数据") {
		t.Errorf("without facilities: %s", got)
	}
	objective, bound, gap := int64(1), int64(1), 0.0
	plan := data.Plan{Scenario: data.Scenario{Model: "lscp"}, Status: "optimal", Objective: &objective, Bound: &bound, Gap: &gap,
		Opened: make([]data.PlanSite, 1), After: []byte(`{"by_kind":[{"kind":"village","settlements":2,"covered_settlements":2}]}`)}
	if got, want := PlanSentence(plan).ZH, "方案：新增 1 个村级点可达 100%（已证明最少）"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	bound, gap = 0, 1
	plan.Status = "feasible"
	if got := PlanSentence(plan).ZH; strings.Contains(got, "已证明最") {
		t.Errorf("an unproven plan says %s", got)
	}
}
