package data

import (
	"strings"
	"testing"
)

func TestSubsidiesPayTheirShareUpToTheCapByGrade(t *testing.T) {
	books, err := PresetSubsidyBooks()
	if err != nil || len(books) != 1 || books[0].ID != "henan-2025" || books[0].Verified {
		t.Fatalf("presets %+v, %v", books, err)
	}
	b := &books[0]
	for _, one := range []struct {
		tier  FacilityTier
		do    FacilityDo
		grade string
		cost  int64
		want  int64
	}{
		{Station, AddFacility, "A", 300_000, 150_000}, {Station, AddFacility, "A", 900_000, 300_000}, {Station, UpgradeFacility, "B", 150_000, 60_000},
		{Hub, AddFacility, "A", 5_000_000, 1_000_000}, {Hub, AddFacility, "C", 50_000_000, 1_200_000}, {ServicePoint, AddFacility, "A", 19_000, 0}, {Hub, AddFacility, "D", 5_000_000, 0},
	} {
		if got := b.Yuan(one.tier, one.do, one.grade, one.cost); got != one.want {
			t.Errorf("%s %s, grade %s, %d yuan: got %d, want %d", one.do, one.tier, one.grade, one.cost, got, one.want)
		}
	}
	if (*SubsidyBook)(nil).Yuan(Hub, AddFacility, "A", 100) != 0 || b.BestGrade() != "A" {
		t.Error("no book pays, or the best grade is not A")
	}
	for text, want := range map[string]string{
		`{"id":"x","source":"s","rules":[{"tier":"hub","do":"close","share":0.5,"cap_yuan":1}],"grades":{"A":1}}`: "add or upgrade",
		`{"id":"x","source":"s","rules":[{"tier":"hub","do":"add","share":1.5,"cap_yuan":1}],"grades":{"A":1}}`:   "a fraction",
		`{"id":"x","source":"s","rules":[],"grades":{"A":1}}`:                                                     "must not be empty",
		`{"id":"x","source":"s","rules":[{"tier":"hub","do":"add","share":0.5,"cap_yuan":1}],"grades":{},"y":1}`:  "data/subsidies",
	} {
		if _, err := ParseSubsidyBook([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
