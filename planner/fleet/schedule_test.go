package fleet

import (
	"context"
	"strings"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

func TestScheduleGivesSolvedRoutesTheirTimesAgain(t *testing.T) {
	for seed := int64(1); seed <= 150; seed++ {
		p := plannertest.RandomRouting(seed)
		a, err := New().Solve(context.Background(), p, planner.Options{Effort: 200})
		if err != nil {
			t.Fatal(err)
		}
		if a.Objective == nil {
			continue
		}
		b, err := Schedule(p, a.Routes)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if *a.Objective != *b.Objective {
			t.Fatalf("seed %d: objective %d, scheduled again %d", seed, *a.Objective, *b.Objective)
		}
	}
}

func TestScheduleLeavesBrokenRulesForVerifyToName(t *testing.T) {
	p := countyDay(40, true, 1)
	everything := planner.Route{}
	for i := range p.Stops {
		everything.Calls = append(everything.Calls, planner.Call{Stop: int32(i), Depot: planner.Nowhere})
	}
	a, err := Schedule(p, []planner.Route{everything})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Routing(p, a); err == nil {
		t.Error("one van served the county and nothing was found wrong")
	}
	everything.Calls[1].Stop = 0
	if _, err := Schedule(p, []planner.Route{everything}); err == nil || !strings.Contains(err.Error(), "served already") {
		t.Errorf("got %v, want a stop served already", err)
	}
}
