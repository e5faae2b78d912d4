package cover

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/plannertest"
)

// rebuilt returns the problem with demands and sites in another order, or with sites left out.
func rebuilt(p *planner.Siting, demands, sites []int) *planner.Siting {
	q := *p
	q.Demands, q.Sites = nil, nil
	place := map[int]int{}
	for at, j := range sites {
		place[j] = at
		q.Sites = append(q.Sites, p.Sites[j])
	}
	b := geo.NewSparseBuilder(len(sites))
	for _, i := range demands {
		q.Demands = append(q.Demands, p.Demands[i])
		legs := map[int]geo.Leg{}
		for j, leg := range p.Travel.Row(i) {
			if at, kept := place[j]; kept {
				legs[at] = leg
			}
		}
		for at := range sites {
			if leg, has := legs[at]; has {
				b.Add(at, leg)
			}
		}
		b.EndRow()
	}
	q.Travel = b.Matrix()
	return &q
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestOrderOfDemandsAndSitesLeavesTheObjectiveAlone(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+100; seed++ {
		for _, objective := range []planner.Objective{planner.LSCP, planner.SetCover, planner.MCLP} {
			p := plannertest.Random(objective, seed)
			r := rand.New(rand.NewPCG(uint64(seed), 7))
			want := *solved(t, p, planner.Options{}).Objective
			got := *solved(t, rebuilt(p, r.Perm(len(p.Demands)), r.Perm(len(p.Sites))), planner.Options{}).Objective
			if got != want {
				t.Fatalf("seed %d %s: %d in another order, %d before", seed, objective, got, want)
			}
		}
	}
}

func TestMoreSitesOrMoreYuanNeverCoverLess(t *testing.T) {
	p := plannertest.County{Villages: 150, FixedShare: 0.1, Seed: *firstSeed}.Siting()
	p.Objective = planner.MCLP
	last := int64(0)
	for sites := int64(0); sites <= 40; sites += 2 {
		p.New = new(sites)
		a := solved(t, p, planner.Options{})
		if *a.Objective < last || a.Status != planner.Optimal {
			t.Fatalf("seed %d: %d sites cover %d (%s), fewer covered %d", *firstSeed, sites, *a.Objective, a.Status, last)
		}
		last = *a.Objective
	}
	p.New, last = nil, 0
	for yuan := int64(0); yuan <= 1_000_000; yuan += 50_000 {
		p.BudgetYuan = new(yuan)
		a := solved(t, p, planner.Options{})
		if *a.Objective < last || a.Status != planner.Optimal {
			t.Fatalf("seed %d: %d yuan cover %d (%s), less covered %d", *firstSeed, yuan, *a.Objective, a.Status, last)
		}
		last = *a.Objective
	}
}

func TestALongerLimitNeverNeedsMoreNewSites(t *testing.T) {
	last := int64(1 << 40)
	p := plannertest.County{Villages: 200, Seed: *firstSeed, LimitMeters: 2000}.Siting() // holds all pairs up to 2,000 m
	for meters := int64(600); meters <= 2000; meters += 100 {
		p.Limit.Value = meters
		a := solved(t, p, planner.Options{})
		if *a.Objective > last || a.Status != planner.Optimal {
			t.Fatalf("seed %d: %d m need %d sites (%s), less needed %d", *firstSeed, meters, *a.Objective, a.Status, last)
		}
		last = *a.Objective
	}
}

func TestAnotherCandidateNeverHurts(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+200; seed++ {
		p := plannertest.Random(planner.MCLP, seed)
		if len(p.Sites) == 0 || p.Sites[len(p.Sites)-1].Fixed {
			continue
		}
		fewer := rebuilt(p, upTo(len(p.Demands)), upTo(len(p.Sites)-1))
		if less, more := *solved(t, fewer, planner.Options{}).Objective, *solved(t, p, planner.Options{}).Objective; more < less {
			t.Fatalf("seed %d: %d with another candidate, %d without", seed, more, less)
		}
	}
}

func TestTheAnswerDependsOnNeitherThreadsNorSeed(t *testing.T) {
	p := plannertest.County{Villages: 300, Seed: 3}.Siting()
	p.Objective, p.New = planner.MCLP, new(int64(40))
	one := solved(t, p, planner.Options{Threads: 1})
	eight := solved(t, p, planner.Options{Threads: 8})
	eight.Stats.Threads = one.Stats.Threads
	if !reflect.DeepEqual(one, eight) {
		t.Errorf("one thread %+v, eight threads %+v", one, eight)
	}
	other := solved(t, p, planner.Options{Seed: 5})
	if !reflect.DeepEqual(one.Open, other.Open) {
		t.Errorf("seed 0 opens %v, seed 5 opens %v", one.Open, other.Open)
	}
}

func TestNoUselessSiteIsOpened(t *testing.T) {
	p := plannertest.County{Villages: 60, Seed: 4}.Siting()
	p.Objective, p.New = planner.MCLP, new(int64(60))
	for i := range p.Demands {
		if i%3 == 0 {
			p.Demands[i].Weight = 0
		}
	}
	a := solved(t, p, planner.Options{})
	for leave := range a.Open {
		q := *p
		q.Sites = append([]planner.Site(nil), p.Sites...)
		for _, j := range a.Open {
			q.Sites[j].Fixed = true
		}
		q.Sites[a.Open[leave]].Fixed = false
		q.New = new(int64(0))
		if rest, err := New().Solve(context.Background(), &q, planner.Options{}); err != nil || *rest.Objective == *a.Objective {
			t.Errorf("site %d adds nothing (%v)", a.Open[leave], err)
		}
	}
}
