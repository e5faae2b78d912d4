package assign

import (
	"reflect"
	"slices"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
)

// notWorse fails where the second answer, of a question that allows more, is worse than the first.
func notWorse(t *testing.T, seed int64, p *planner.Siting, what string, less, more *planner.SitingAnswer) {
	t.Helper()
	if less.Objective == nil {
		return
	}
	if more.Objective == nil {
		t.Fatalf("%s seed %d: no answer with %s, %d before", p.Objective, seed, what, *less.Objective)
	}
	if worse := *more.Objective > *less.Objective; worse != p.Objective.Maximises() && *more.Objective != *less.Objective {
		t.Fatalf("%s seed %d %v: %d with %s, %d before", p.Objective, seed, p.Options(), *more.Objective, what, *less.Objective)
	}
}

func TestWhoMayDoMoreNeverDoesWorse(t *testing.T) {
	for _, objective := range plannertest.Objectives() {
		for seed := *firstSeed; seed < *firstSeed+*manySeeds/4; seed++ {
			p := plannertest.Mixed(objective, seed)
			before := solved(t, p, planner.Options{})
			if p.BudgetYuan != nil {
				q := *p
				q.BudgetYuan = new(*p.BudgetYuan * 2)
				notWorse(t, seed, p, "twice the budget", before, solved(t, &q, planner.Options{}))
			}
			if p.New != nil && objective != planner.PDispersion {
				q := *p
				q.New = new(*p.New + 1)
				notWorse(t, seed, p, "one more new site", before, solved(t, &q, planner.Options{}))
			}
			last := len(p.Sites) - 1
			if last >= 0 && !p.Sites[last].Fixed && !p.Sites[last].Forbidden && objective != planner.LSCP && objective != planner.SetCover && objective != planner.Huff {
				q := *p
				q.Sites = slices.Clone(p.Sites)
				q.Sites[last].Forbidden = true
				notWorse(t, seed, p, "another candidate", solved(t, &q, planner.Options{}), before)
			}
			loose := *p
			loose.Sites = slices.Clone(p.Sites)
			for j := range loose.Sites {
				if loose.Sites[j].Capacity != nil {
					loose.Sites[j].Capacity = new(*loose.Sites[j].Capacity + 2)
				}
			}
			notWorse(t, seed, p, "larger capacities", before, solved(t, &loose, planner.Options{}))
			if objective == planner.MCLP && len(p.Decay) == 0 && p.BackupPermille == 0 {
				far := *p
				far.Limit.Value += 20
				notWorse(t, seed, p, "a longer limit", before, solved(t, &far, planner.Options{}))
			}
		}
	}
}

func TestTheSameQuestionGivesTheSameAnswer(t *testing.T) {
	for _, objective := range plannertest.Objectives() {
		p := plannertest.County{Villages: 60, FixedShare: 0.1, Seed: 3, LimitMeters: 3000}.Mixed(objective, planner.OptionCapacity, planner.OptionTownFloor)
		o := planner.Options{Effort: 3_000_000, Seed: 7}
		first := solved(t, p, o)
		o.Threads = 4
		if again := solved(t, p, o); !reflect.DeepEqual(first, again) {
			t.Errorf("%s: %+v, then %+v", objective, first, again)
		}
	}
}

// What the finder keeps in its state must be what counting from nothing gives.
func TestMovesAreCountedRight(t *testing.T) {
	for _, objective := range []planner.Objective{planner.LSCP, planner.MCLP, planner.PMedian, planner.FixedCharge} {
		for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
			tb := newTable(plannertest.Mixed(objective, seed))
			c := tb.build(objective, none)
			w := newFinder(c, newMeter(t.Context(), planner.Options{}))
			s := w.from(nil, true)
			for range 3 {
				w.shake(s, 2)
				w.improve(s, true)
				if fresh := w.restore(w.keep(s)); fresh.measure() != s.measure() || !slices.Equal(fresh.loadOf, s.loadOf) {
					t.Fatalf("%s seed %d: kept %+v, counted %+v", objective, seed, s.measure(), fresh.measure())
				}
			}
		}
	}
}
