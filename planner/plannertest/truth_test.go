package plannertest_test

import (
	"flag"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

var (
	firstSeed = flag.Int64("seed", 1, "first seed of the random problems")
	manySeeds = flag.Int64("seeds", 60, "how many random problems of each objective")
)

func TestMixedProblemsAreSoundAndUseEveryOption(t *testing.T) {
	for _, objective := range plannertest.Objectives() {
		used, infeasible := map[planner.Option]int{}, 0
		for seed := int64(1); seed <= 300; seed++ {
			p := plannertest.Mixed(objective, seed)
			if err := p.Check(); err != nil {
				t.Fatalf("%s seed %d: %v", objective, seed, err)
			}
			if err := plannertest.Random(objective, seed).Check(); err != nil {
				t.Fatalf("%s seed %d: %v", objective, seed, err)
			}
			if !reflect.DeepEqual(p, plannertest.Mixed(objective, seed)) {
				t.Fatalf("%s seed %d gives two problems", objective, seed)
			}
			for _, option := range p.Options() {
				used[option]++
			}
			if plannertest.BruteForce(p) < 0 {
				infeasible++
			}
		}
		for _, option := range plannertest.OptionsOf(objective) {
			if used[option] < 15 {
				t.Errorf("%s: only %d of 300 problems use %s", objective, used[option], option)
			}
		}
		if infeasible > 240 {
			t.Errorf("%s: %d of 300 problems have no answer", objective, infeasible)
		}
	}
}

// The recount and the brute force were written apart: the best of all recounted answers is the truth.
func TestTheRecountAgreesWithTheTruth(t *testing.T) {
	for _, objective := range plannertest.Objectives() {
		t.Run(string(objective), func(t *testing.T) {
			answered := 0
			for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
				p := plannertest.Mixed(objective, seed)
				if len(p.Sites) > 5 || len(p.Demands) > 4 {
					continue
				}
				want := plannertest.BruteForce(p)
				if got := recounted(p); got != want {
					t.Fatalf("seed %d: the best recounted answer is %d, brute force %d", seed, got, want)
				}
				if want >= 0 {
					answered++
				}
			}
			if answered < 10 {
				t.Errorf("only %d problems had an answer", answered)
			}
		})
	}
}

var figure = regexp.MustCompile(`objective says -7 .*, recounted (\d+)$`)

// recounted is the best figure that the recount gives to any answer; −1 where it takes none.
func recounted(p *planner.Siting) int64 {
	best := int64(-1)
	blocked, within := reachable(p)
	for set := range 1 << len(p.Sites) {
		a := &planner.SitingAnswer{Status: planner.Feasible, Objective: new(int64(-7)), Blocked: blocked, Reason: "no bound"}
		for j := range p.Sites {
			if set>>j&1 == 1 {
				a.Open = append(a.Open, int32(j))
			}
		}
		each(p, a, within, 0, func() {
			err := verify.Siting(p, a)
			found := figure.FindStringSubmatch(fmt.Sprint(err))
			if found == nil {
				return
			}
			value, _ := strconv.ParseInt(found[1], 10, 64)
			if answer := *a; !accepted(p, &answer, value) {
				return
			}
			if best < 0 || p.Objective.Maximises() && value > best || !p.Objective.Maximises() && value < best {
				best = value
			}
		})
	}
	return best
}

var secondFigure = regexp.MustCompile(`second figure says nothing, recounted (\d+)$`)

// accepted reports whether the recount takes the answer once its figures are those that it recounted.
func accepted(p *planner.Siting, a *planner.SitingAnswer, value int64) bool {
	a.Objective = &value
	err := verify.Siting(p, a)
	if found := secondFigure.FindStringSubmatch(fmt.Sprint(err)); found != nil {
		second, _ := strconv.ParseInt(found[1], 10, 64)
		a.Second = &second
		err = verify.Siting(p, a)
	}
	if err != nil && p.Objective.MustServe() && len(a.Blocked) > 0 {
		a.Status = planner.Infeasible
		err = verify.Siting(p, a)
	}
	return err == nil
}

func reachable(p *planner.Siting) (blocked []int32, within [][]int32) {
	within = make([][]int32, len(p.Demands))
	for i := range p.Demands {
		for j, leg := range p.Travel.Row(i) {
			if p.Limit.Allows(leg) && !p.Sites[j].Forbidden {
				within[i] = append(within[i], int32(j))
			}
		}
		if len(within[i]) < p.Asks(i) {
			blocked = append(blocked, int32(i))
		}
	}
	return blocked, within
}

// each completes the answer in every way from demand i on. Where nobody has a choice it asks the recount who is nearest.
func each(p *planner.Siting, a *planner.SitingAnswer, within [][]int32, i int, visit func()) {
	switch {
	case !p.Loaded() || p.Objective == planner.Huff:
		a.Assignment = make([]int32, len(p.Demands))
		for {
			var demand, said, expected int
			message := fmt.Sprint(verify.Siting(p, a))
			if n, _ := fmt.Sscanf(message, "verify: demand %d is assigned to site %d, expected site %d", &demand, &said, &expected); n == 3 {
				a.Assignment[demand] = int32(expected)
			} else if n, _ := fmt.Sscanf(message, "verify: demand %d is assigned to site %d, expected nobod", &demand, &said); n == 2 && len(message) > 0 && message[len(message)-6:] == "nobody" {
				a.Assignment[demand] = planner.Unassigned
			} else {
				break
			}
		}
		visit()
	case i == len(p.Demands):
		visit()
	case p.Split():
		before := len(a.Shares)
		each(p, a, within, i+1, visit)
		portion(p, a, within, i, 0, p.Demands[i].Load, visit)
		a.Shares = a.Shares[:before]
	default:
		for _, j := range append([]int32{planner.Unassigned}, within[i]...) {
			a.Assignment = append(a.Assignment[:i], j)
			each(p, a, within, i+1, visit)
		}
	}
}

// portion deals out what is left of a demand's load.
func portion(p *planner.Siting, a *planner.SitingAnswer, within [][]int32, i, at int, left int64, visit func()) {
	before := len(a.Shares)
	for k := at; k < len(within[i]); k++ {
		for part := min(left, 1); part <= left; part++ {
			a.Shares = append(a.Shares[:before], planner.Share{Demand: int32(i), Site: within[i][k], Load: part})
			if part == left {
				each(p, a, within, i+1, visit)
			} else {
				portion(p, a, within, i, k+1, left-part, visit)
			}
		}
	}
	a.Shares = a.Shares[:before]
}
