package charge

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cuntong/planner"
)

// asked makes a question of a county-like problem of one of the kinds.
func asked(t *testing.T, name string, size int, seed int64) *Question {
	t.Helper()
	q, _, _, err := pose(kinds[name](size, seed))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestWarmAndColdAnswersToChangedCostsAgree(t *testing.T) {
	for name := range kinds {
		cold, warm := int64(0), int64(0)
		for seed := range int64(4) {
			q := asked(t, name, 24, seed)
			r := rand.New(rand.NewPCG(uint64(seed), 2))
			var before *Reply
			for range 5 {
				kept := slices.Clone(q.Cost)
				fresh, err := Answer(context.Background(), q, nil, planner.Options{})
				if err != nil {
					t.Fatal(err)
				}
				again, err := Answer(context.Background(), q, before, planner.Options{Threads: 2})
				if err != nil {
					t.Fatal(err)
				}
				if fresh.Status != planner.Optimal || again.Status != planner.Optimal || *fresh.Objective != *again.Objective {
					t.Fatalf("%s seed %d: cold %s %v, warm %s %v", name, seed, fresh.Status, fresh.Objective, again.Status, again.Objective)
				}
				if !slices.Equal(kept, q.Cost) {
					t.Fatalf("%s: the question was changed", name)
				}
				if before != nil {
					cold, warm = cold+fresh.Stats.Effort, warm+again.Stats.Effort
				}
				before = again
				for k := range q.Cost {
					q.Cost[k] += q.Cost[k] * r.Int64N(30) / 1000
				}
			}
		}
		t.Logf("%s: effort %d cold, %d warm", name, cold, warm)
	}
}

func TestUnsoundQuestionsAreRefused(t *testing.T) {
	for want, spoil := range map[string]func(q *Question){
		"starts":          func(q *Question) { q.Start = q.Start[:3] },
		"ascending":       func(q *Question) { q.Site[1] = q.Site[0] },
		"expected 0":      func(q *Question) { q.Cost[4] = -1 },
		"coarser":         func(q *Question) { q.Charge[2] = 1 << 60 },
		"loads for":       func(q *Question) { q.Load = q.Load[1:] },
		"capacity -5":     func(q *Question) { q.Capacity[1] = -5 },
		"marks for":       func(q *Question) { q.Fixed = q.Fixed[1:] },
		"end before they": func(q *Question) { q.Start[2] = q.Start[1] - 1 },
		"at most -1":      func(q *Question) { q.Most = new(-1) },
	} {
		q := asked(t, "whole", 10, 1)
		spoil(q)
		if _, err := Answer(context.Background(), q, nil, planner.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, expected a word of %q", err, want)
		}
	}
}
