package study

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/networktest"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
)

func ref[T any](v T) *T { return &v }

// storedRoads stores a network as a load would.
func storedRoads(t *testing.T, s *Study, roads *network.Network) {
	t.Helper()
	var content bytes.Buffer
	if err := roads.Encode(&content); err != nil {
		t.Fatal(err)
	}
	n := data.Network{ID: data.DefaultNetwork, Name: "random", Fingerprint: roads.Fingerprint(), Content: content.Bytes(), CreatedAt: s.Now()}
	if _, err := s.Store.SaveNetwork(t.Context(), n, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
}

func TestANewRoadNeverMakesAnyonesAccessWorse(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	s := newStudy(t)
	load(t, s, data.Batch{Standards: []data.Standard{trialStandard("m", geo.Limit{Metric: geo.ByMeters, Value: 1500}), trialStandard("s", geo.Limit{Metric: geo.BySeconds, Value: 600})}})
	better := 0
	for range 25 {
		roads := networktest.Random(rng, 10+rng.IntN(40), 4+rng.IntN(30))
		storedRoads(t, s, roads.Build(t, rng))
		var batch data.Batch
		for i, place := range roads.Places(rng, 25) {
			batch.Settlements = append(batch.Settlements, settlement(i, int64(1+rng.IntN(500)), place[0], place[1]))
		}
		for i, place := range roads.Places(rng, 3) {
			batch.Facilities = append(batch.Facilities, facility(string(rune('a'+i)), data.Active, place[0], place[1]))
		}
		load(t, s, batch)
		changes := &data.ChangeSet{}
		if rng.IntN(3) == 0 {
			changes.Date = "2027-01-15"
		}
		closed := changes.Date // closures of the day are on both sides of the comparison
		base := &data.ChangeSet{Date: closed}
		for range 1 + rng.IntN(3) {
			class := network.Classes()[rng.IntN(int(network.FerryLine))]
			road := data.RoadChange{Do: data.AddRoad, Class: class.String(), Line: orb.LineString{roads.Nodes[roads.Ways[rng.IntN(len(roads.Ways))].Nodes[0]-1]}}
			for range 1 + rng.IntN(4) {
				road.Line = append(road.Line, roads.Places(rng, 1)[0])
			}
			changes.Roads = append(changes.Roads, road)
		}
		for _, standard := range []string{"m", "s"} {
			request := AuditRequest{Standard: standard, Travel: ByRoad, Profile: []string{"plain-van", "plain-walk", "plain-truck"}[rng.IntN(3)]}
			was, now := request, request
			was.Changes, now.Changes = base, changes
			before, sc, err := s.audit(t.Context(), was, reachAudit)
			if err != nil {
				t.Fatal(err)
			}
			after, err := s.Audit(t.Context(), now)
			if err != nil {
				if strings.Contains(err.Error(), "draw it up to a road") {
					continue // the way it begins at was never built: a loop on one spot
				}
				t.Fatal(err)
			}
			effects := report.EffectsOf(report.Baseline{Standard: before.StandardRule, Areas: sc.tree, Settlements: sc.settlements}, before, after)
			better += effects.Better.Settlements
			if effects.Worse.Settlements > 0 {
				t.Fatalf("by %s, %s: %+v is worse off with %s", standard, request.Profile, effects.Items[0], changes.Key())
			}
		}
	}
	if better == 0 {
		t.Error("nobody was ever better off: the test says nothing")
	}
}

func TestClosingTheBridgeIsToldToThoseItCutsOff(t *testing.T) {
	s := river(t)
	closed := &data.ChangeSet{Roads: []data.RoadChange{{Do: data.CloseRoad, Way: ref(bridgeWay(t, s))}}}
	audit, effects, err := s.AuditChanges(t.Context(), AuditRequest{Travel: ByRoad, Standard: "village-10km", Changes: closed})
	if err != nil {
		t.Fatal(err)
	}
	if len(effects.Items) == 0 || effects.Better.Settlements != 0 || effects.Worse.Settlements != 1 || audit.UnreachableSettlements == 0 {
		t.Fatalf("effects %+v", effects)
	}
	one := effects.Items[0]
	if one.Name != "1村" || one.TownName != "北宋镇" || one.Before.DistanceMeters == nil || one.After.DistanceMeters != nil || one.After.Class != report.Unreachable || one.Verdict != report.VerdictWorse {
		t.Errorf("the west bank: %+v", one)
	}
	again, _, err := s.AuditChanges(t.Context(), AuditRequest{Travel: ByRoad, Standard: "village-10km"})
	if err != nil || again.UnreachableSettlements != audit.UnreachableSettlements-1 {
		t.Errorf("the baseline was changed: %+v, %v", again.Counts, err)
	}
}

// bridgeWay is the way of the network that both banks need.
func bridgeWay(t *testing.T, s *Study) int64 {
	t.Helper()
	road, err := s.road(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	roads := road.Costs().Network()
	for stretch := range int32(roads.Stretches()) {
		if km := roads.Length(stretch) / 100_000; km == 1 && roads.Length(stretch) > 150_000 {
			return roads.WayID(stretch)
		}
	}
	t.Fatal("no bridge")
	return 0
}

func TestFacilityChangesReachAuditPlanAndFingerprint(t *testing.T) {
	s := river(t)
	plain, err := s.SolvePlan(t.Context(), lscp(""))
	if err != nil {
		t.Fatal(err)
	}
	request := lscp("")
	request.Changes = &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.AddFacility, Facility: "west", Name: "西站", Tier: data.ServicePoint,
		Operators: []data.Operator{data.Postal}, Offers: []data.Offer{data.Pickup}, Settlement: "370522101201"}}}
	changed, err := s.SolvePlan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if *changed.Objective != *plain.Objective-1 || changed.InputFingerprint == plain.InputFingerprint || changed.Scenario.Changes == nil {
		t.Errorf("with a station in the west %d sites are opened, without %d", *changed.Objective, *plain.Objective)
	}
	request.Changes.DemandFactor = ref(2.0)
	if peak, err := s.SolvePlan(t.Context(), request); err != nil || peak.InputFingerprint == changed.InputFingerprint {
		t.Errorf("another demand has the same inputs: %v", err)
	}
	_, effects, err := s.AuditChanges(t.Context(), AuditRequest{Changes: &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "east"}}}})
	if err != nil || effects.NoLongerCovered.Settlements != 1 || effects.NoLongerCovered.Population != 20 {
		t.Errorf("closing the only station: %+v, %v", effects, err)
	}
	facilities, err := s.Store.Facilities(t.Context(), data.Query{})
	if err != nil || len(facilities) != 1 || facilities[0].Status != data.Active {
		t.Errorf("a scenario wrote records: %+v, %v", facilities, err)
	}
}

func TestAnApprovedClosingIsNotedOnThePlan(t *testing.T) {
	s := river(t)
	office := facility("office", data.Active, 118.520, 37.500, data.Postal)
	office.UniversalService = true
	load(t, s, data.Batch{Facilities: []data.Facility{office}})
	request := lscp("")
	request.Changes = &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "office"}}}
	if _, err := s.SolvePlan(t.Context(), request); !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), data.UniversalServiceRule) {
		t.Fatalf("got %v, want a refusal by %s", err, data.UniversalServiceRule)
	}
	request.Changes.Facilities[0].Approved = true
	plan, err := s.SolvePlan(t.Context(), request)
	if err != nil || !strings.Contains(strings.Join(plan.Notes, ";"), report.Note(report.NeedsApproval, 1)) {
		t.Errorf("notes %v, %v", plan.Notes, err)
	}
}

func TestRoadChangesThatFitNoRoadAreRefused(t *testing.T) {
	s := river(t)
	for want, change := range map[string]data.RoadChange{
		"way 99":         {Do: data.CloseRoad, Way: ref(int64(99))},
		`the name "no"`:  {Do: data.RespeedRoad, Road: "no", SpeedKmh: ref(30.0)},
		"class motorway": {Do: data.CloseRoad, Class: "motorway"},
		"up to a road":   {Do: data.AddRoad, Class: "county", Line: orb.LineString{{100, 30}, {100.1, 30}}},
		"during":         {Do: data.CloseRoad, Class: "county", During: "winter"},
	} {
		err := s.CheckChanges(t.Context(), &data.ChangeSet{Date: "2027-01-01", Roads: []data.RoadChange{change}}, "")
		if !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "changes.roads[0]") {
			t.Errorf("%+v: got %v, want …%s…", change, err, want)
		}
	}
}

func TestAClosureHoldsOnItsDaysOnly(t *testing.T) {
	s := river(t)
	for day, want := range map[data.Date]int{"2027-01-15": 1, "2027-06-15": 0} {
		_, effects, err := s.AuditChanges(t.Context(), AuditRequest{Travel: ByRoad, Standard: "village-10km",
			Changes: &data.ChangeSet{Date: day, Roads: []data.RoadChange{{Do: data.CloseRoad, Way: ref(bridgeWay(t, s)), During: "12-01/03-31"}}}})
		if err != nil || effects.Worse.Settlements != want {
			t.Errorf("%s: %d are cut off, want %d (%v)", day, effects.Worse.Settlements, want, err)
		}
	}
}

func TestASpeedStopsAtTheVehiclesOwnAndLeavesWalkersAlone(t *testing.T) {
	s := river(t)
	seconds := func(profile string, changes *data.ChangeSet) int64 {
		audit, err := s.Audit(t.Context(), AuditRequest{Travel: ByRoad, Standard: "village-10km", Profile: profile, Changes: changes})
		if err != nil || audit.Reached[0].DurationSeconds == nil {
			t.Fatal(err, audit)
		}
		return *audit.Reached[0].DurationSeconds
	}
	all := &data.ChangeSet{}
	road, err := s.road(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for stretch := range int32(road.Costs().Network().Stretches()) {
		all.Roads = append(all.Roads, data.RoadChange{Do: data.RespeedRoad, Way: ref(road.Costs().Network().WayID(stretch)), SpeedKmh: ref(200.0)})
	}
	if was, now := seconds("plain-van", nil), seconds("plain-van", all); now >= was || now < was/6 {
		t.Errorf("van: %d s before, %d s at 200 km/h", was, now)
	}
	if was, now := seconds("plain-walk", nil), seconds("plain-walk", all); was != now {
		t.Errorf("walkers: %d s before, %d s after", was, now)
	}
}
