package study

import (
	"errors"
	"strings"
	"testing"

	"cuntong/data"
)

func TestAPlanIsTriedAgainstWhatMayCome(t *testing.T) {
	s := smallNetwork(t)
	plan := tierPlan(t, s, PlanRequest{Area: "370522"})
	got, err := s.Robust(t.Context(), plan.ID, RobustRequest{Factors: []float64{0.5, 1, 4}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Base.Served != len(plan.Assignments) || len(got.Base.Fallen) != 0 || got.Base.Yuan != float64(*plan.YearlyCostYuan) && got.Base.Yuan-float64(*plan.YearlyCostYuan) > 1 {
		t.Errorf("base %+v, planned %d villages for %d yuan", got.Base, len(plan.Assignments), *plan.YearlyCostYuan)
	}
	for k, one := range got.Demand {
		if k > 0 && one.ServedParcels < got.Demand[k-1].ServedParcels && len(one.Fallen) < len(got.Demand[k-1].Fallen) || one.Served+len(one.Fallen) != got.Base.Served {
			t.Errorf("demand %+v", one)
		}
	}
	if len(got.Demand[0].Fallen) != 0 || len(got.Demand[2].Fallen) == 0 {
		t.Errorf("half the demand loses %d villages, four times the demand %d", len(got.Demand[0].Fallen), len(got.Demand[2].Fallen))
	}
	if len(got.Hosts) == 0 || got.Hosts[0].FallenPeople < got.Hosts[len(got.Hosts)-1].FallenPeople || got.Hosts[0].Lost[0] != got.Hosts[0].What {
		t.Errorf("hosts %+v", got.Hosts)
	}
	if worst := got.Hosts[0]; len(worst.Fallen) > 0 && (worst.Standby == nil || worst.Standby.Villages == 0 || !strings.Contains(worst.Sentence.ZH, "备用点")) {
		t.Errorf("worst host %+v", worst)
	}
	if len(got.Operator) != 4 || got.Sentence.ZH == "" {
		t.Errorf("operators %+v", got.Operator)
	}
	if _, err := s.Robust(t.Context(), plan.ID, RobustRequest{Roads: []string{"某路"}}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("a closed road on straight lines: %v", err)
	}
}
