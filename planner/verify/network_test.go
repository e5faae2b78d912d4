package verify_test

import (
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// TestNetworkRefusesWhatWasMeddledWith changes true answers in one place at a time; each change must be noticed.
func TestNetworkRefusesWhatWasMeddledWith(t *testing.T) {
	p := plannertest.CountyNetwork(1, 3)
	a := answerByHand(p)
	if err := verify.Network(p, a); err != nil {
		t.Fatalf("the answer made by hand: %v", err)
	}
	for name, meddle := range map[string]func(*planner.NetworkAnswer){
		"cheaper objective":      func(a *planner.NetworkAnswer) { *a.Objective-- },
		"cost moved":             func(a *planner.NetworkAnswer) { a.Cost.Points--; a.Cost.Hubs++ },
		"bound above":            func(a *planner.NetworkAnswer) { a.Bound = new(*a.Objective + 1) },
		"optimal without proof":  func(a *planner.NetworkAnswer) { a.Status = planner.Optimal },
		"village unserved":       func(a *planner.NetworkAnswer) { a.ServedAt[0] = planner.Unassigned },
		"point not run":          func(a *planner.NetworkAnswer) { a.Points[a.ServedAt[0]] = planner.NotRun },
		"hub not run":            func(a *planner.NetworkAnswer) { a.Hubs[0] = planner.NotRun },
		"blocked for no reason":  func(a *planner.NetworkAnswer) { a.Blocked = []int32{0} },
		"a size that is not one": func(a *planner.NetworkAnswer) { a.Hubs[0] = 1 },
		"fed twice":              func(a *planner.NetworkAnswer) { a.FedFrom[a.ServedAt[0]] = 0; a.Stations[0], a.TrunkFrom[0] = 0, 0 },
		"infeasible with answer": func(a *planner.NetworkAnswer) { a.Status = planner.Infeasible },
	} {
		t.Run(name, func(t *testing.T) {
			copied := *answerByHand(p)
			meddle(&copied)
			if err := verify.Network(p, &copied); err == nil {
				t.Error("nothing was noticed")
			}
		})
	}
}

// answerByHand serves every village at the point in itself, straight from hub 0, at the smallest size that takes it.
func answerByHand(p *planner.Network) *planner.NetworkAnswer {
	list := func(n int) []int32 {
		l := make([]int32, n)
		for i := range l {
			l[i] = planner.NotRun
		}
		return l
	}
	a := &planner.NetworkAnswer{Status: planner.Feasible, Reason: "made by hand", Points: list(len(p.Points)), Stations: list(len(p.Stations)), Hubs: list(len(p.Hubs)),
		ServedAt: list(len(p.Villages)), FedFrom: list(len(p.Points)), DirectFrom: list(len(p.Points)), TrunkFrom: list(len(p.Stations))}
	a.Hubs[0] = 0
	a.Cost.Hubs = p.Hubs[0].Sizes[0].YearlyFen
	for i, village := range p.Villages {
		size := p.Points[i].Sizes[0]
		a.Points[i], a.ServedAt[i], a.DirectFrom[i] = 0, int32(i), 0
		a.Cost.Points += size.YearlyFen
		a.Cost.OpeningYuan += size.OpeningYuan
		a.Cost.Handling += village.Flow() * (size.HandlingFen + p.Hubs[0].Sizes[0].HandlingFen)
		for h, leg := range p.Direct.Row(i) {
			if h == 0 {
				a.Cost.Straight += p.Straight.FixedFen(leg.Meters, p.Points[i].LocalMeters) + p.Straight.FlowFen(leg.Meters, village.Flow())
			}
		}
	}
	a.Objective = new(a.Cost.Sum())
	return a
}

func TestNetworkAcceptsWhatWasNotAnswered(t *testing.T) {
	p := plannertest.RandomNetwork(1)
	if err := verify.Network(p, &planner.NetworkAnswer{Status: planner.Stopped, Reason: "stopped"}); err != nil {
		t.Error(err)
	}
	if err := verify.Network(p, &planner.NetworkAnswer{Status: planner.Feasible}); err == nil {
		t.Error("feasible without an objective was accepted")
	}
}
