package report

import "testing"

func TestClassesOfAChangeHaveTheirLimitsWhereTheySay(t *testing.T) {
	for _, c := range []struct{ coveredA, allA, coveredB, allB, want int }{
		{50, 100, 50, 100, 0}, {500, 1000, 509, 1000, 0}, {50, 100, 51, 100, 1}, {50, 100, 49, 100, -1}, {500, 1000, 549, 1000, 1}, {50, 100, 55, 100, 2}, {50, 100, 45, 100, -2},
		{0, 3, 1, 3, 2}, {1, 3, 0, 3, -2}, {7, 700, 0, 700, -1}, {0, 700, 7, 700, 1}, {0, 701, 7, 701, 0}, {1, 20, 0, 20, -2},
	} {
		if got := changeClass(c.coveredA, c.allA, c.coveredB, c.allB); got != c.want {
			t.Errorf("%d of %d to %d of %d is of class %d, want %d", c.coveredA, c.allA, c.coveredB, c.allB, got, c.want)
		}
	}
}

func TestMoreIsBetterForCoverageAndWorseForCost(t *testing.T) {
	for _, c := range []struct {
		change       float64
		better, want string
	}{{1, "more", "better"}, {-1, "more", "worse"}, {1, "less", "worse"}, {-1, "less", "better"}, {0, "less", "same"}, {5, "", "none"}} {
		if got := verdictOn(c.change, c.better); got != c.want {
			t.Errorf("%v where %q is better: %s, want %s", c.change, c.better, got, c.want)
		}
	}
}

// A state that lets a far village reach a facility at all is not worse off for its long way.
func TestWaysOfOtherSettlementsAreNotCompared(t *testing.T) {
	short, long := int64(100), int64(9000)
	audit := func(second *int64) *Audit {
		return &Audit{Reached: []Reach{{Code: "1", DistanceMeters: &short}, {Code: "2", DistanceMeters: second}}}
	}
	find := func(a, b *Audit) StateIndicator {
		for _, one := range stateIndicators(StateInput{Audit: a}, StateInput{Audit: b}) {
			if one.Key == "worst_m" {
				return one
			}
		}
		return StateIndicator{}
	}
	if one := find(audit(nil), audit(&long)); !one.Unlike || one.Change != nil || one.Verdict != "none" || *one.A != 100 || *one.B != 9000 {
		t.Errorf("%+v", one)
	}
	if one := find(audit(&short), audit(&long)); one.Unlike || one.Verdict != "worse" || *one.Change != 8900 {
		t.Errorf("%+v", one)
	}
}
