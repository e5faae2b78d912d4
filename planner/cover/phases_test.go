package cover

import (
	"context"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

func TestEachPhaseIsBestGivenThePhasesBefore(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+*manySeeds/6; seed++ {
		p := plannertest.Random(planner.MCLP, seed)
		p.New, p.BudgetYuan = nil, new(int64(0))
		phases, err := Phases(context.Background(), p, []int64{15, 0, 25, 10}, planner.Options{})
		if err != nil || len(phases) != 4 {
			t.Fatalf("seed %d: %d phases, error %v", seed, len(phases), err)
		}
		opened := map[int32]bool{}
		last := int64(-1)
		for k, phase := range phases {
			if err := verify.Siting(phase.Problem, phase.Answer); err != nil {
				t.Fatalf("seed %d phase %d: %v", seed, k, err)
			}
			if want := plannertest.BruteForce(phase.Problem); *phase.Answer.Objective != want || phase.Answer.Status != planner.Optimal {
				t.Fatalf("seed %d phase %d: objective %d, brute force %d", seed, k, *phase.Answer.Objective, want)
			}
			if *phase.Answer.Objective < last {
				t.Fatalf("seed %d phase %d covers %d, the phase before %d", seed, k, *phase.Answer.Objective, last)
			}
			last = *phase.Answer.Objective
			still, yuan := map[int32]bool{}, int64(0)
			for _, j := range phase.Answer.Open {
				still[j] = true
			}
			for j := range opened {
				if !still[j] {
					t.Fatalf("seed %d phase %d closes site %d", seed, k, j)
				}
			}
			for _, j := range phase.Opened {
				if opened[j] || p.Sites[j].Fixed {
					t.Fatalf("seed %d phase %d opens site %d again", seed, k, j)
				}
				opened[j] = true
				yuan += p.Sites[j].CostYuan
			}
			if yuan > *phase.Problem.BudgetYuan {
				t.Fatalf("seed %d phase %d spends %d of %d", seed, k, yuan, *phase.Problem.BudgetYuan)
			}
		}
	}
}

func TestPhasesShareTheNumberOfSites(t *testing.T) {
	p := generated(500, 60, 20_000, 2000, 1)
	p.New = new(int64(5))
	phases, err := Phases(context.Background(), p, []int64{150, 150, 400}, planner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, phase := range phases {
		count += len(phase.Opened)
	}
	if count == 0 || count > 5 {
		t.Errorf("%d sites are opened in all, at most 5 were asked for", count)
	}
}
