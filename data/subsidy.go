package data

import (
	"embed"
	"fmt"
	"math"
	"strings"
)

// SubsidyBook says which part of what opening or upgrading costs is paid by others. Books are data with a source; Verified false is
// shown as 待核.
type SubsidyBook struct {
	ID         string             `json:"id"`
	NameZH     string             `json:"name_zh"`
	NameEN     string             `json:"name_en"`
	Source     string             `json:"source" doc:"Document and clause that the rules come from"`
	Verified   bool               `json:"verified" doc:"false: not checked against an official text, shown as 待核"`
	Note       string             `json:"note,omitempty"`
	Rules      []SubsidyRule      `json:"rules" doc:"At most one for each tier and kind of work"`
	Grades     map[string]float64 `json:"grades" doc:"Factor on the subsidy by grade of the yearly assessment"`
	NotCounted []string           `json:"not_counted,omitempty" doc:"What the document grants besides and the records do not let us count"`
}

// SubsidyRule is the subsidy of one kind of work.
type SubsidyRule struct {
	Tier    FacilityTier `json:"tier" enum:"hub,station,point"`
	Do      FacilityDo   `json:"do" enum:"add,upgrade"`
	Share   float64      `json:"share" doc:"Of the cost, a fraction"`
	CapYuan int64        `json:"cap_yuan" doc:"Most for one facility"`
	Clause  string       `json:"clause,omitempty"`
}

// Yuan is what is paid, in whole yuan rounded down, of work that costs so much; a nil book pays nothing.
func (b *SubsidyBook) Yuan(tier FacilityTier, do FacilityDo, grade string, costYuan int64) int64 {
	if b == nil {
		return 0
	}
	for _, rule := range b.Rules {
		if rule.Tier == tier && rule.Do == do {
			return int64(math.Floor(math.Min(rule.Share*float64(costYuan), float64(rule.CapYuan))*b.Grades[grade] + 1e-6)) // absorbs products such as 0.8 · 10 that fall short of a whole yuan
		}
	}
	return 0
}

// BestGrade is the grade that pays most; the first in the alphabet of those alike.
func (b *SubsidyBook) BestGrade() string {
	best := ""
	for grade, factor := range b.Grades {
		if best == "" || factor > b.Grades[best] || factor == b.Grades[best] && grade < best {
			best = grade
		}
	}
	return best
}

// Check returns an error naming the first field that cannot be.
func (b SubsidyBook) Check() error {
	wrong := func(field string, value any, expected string) error {
		return fmt.Errorf("subsidies %s: %s is %v, expected %s", b.ID, field, value, expected)
	}
	switch {
	case b.ID == "" || strings.ContainsAny(b.ID, " /\\"):
		return fmt.Errorf("subsidies: id %q must be a word without spaces or slashes", b.ID)
	case b.Source == "":
		return fmt.Errorf("subsidies %s: source must name the document", b.ID)
	case len(b.Rules) == 0 || len(b.Grades) == 0:
		return fmt.Errorf("subsidies %s: rules and grades must not be empty", b.ID)
	}
	seen := map[string]bool{}
	for k, rule := range b.Rules {
		key := string(rule.Tier) + " " + string(rule.Do)
		switch {
		case tierRank(rule.Tier) < 0 || rule.Do != AddFacility && rule.Do != UpgradeFacility:
			return wrong(fmt.Sprintf("rules[%d]", k), key, "tier hub, station or point and do add or upgrade")
		case seen[key]:
			return wrong(fmt.Sprintf("rules[%d]", k), key, "each tier and kind of work once")
		case !(rule.Share >= 0 && rule.Share <= 1):
			return wrong(fmt.Sprintf("rules[%d].share", k), rule.Share, "a fraction")
		case rule.CapYuan < 0 || rule.CapYuan > 1_000_000_000:
			return wrong(fmt.Sprintf("rules[%d].cap_yuan", k), rule.CapYuan, "0 to 1000000000")
		}
		seen[key] = true
	}
	for grade, factor := range b.Grades {
		if grade == "" || !(factor >= 0 && factor <= 1) {
			return wrong("grades."+grade, factor, "a fraction")
		}
	}
	return nil
}

// ParseSubsidyBook reads and checks one book of subsidies from JSON; fields it does not know are refused.
func ParseSubsidyBook(text []byte) (SubsidyBook, error) {
	return parsePreset[SubsidyBook](text, "a book of subsidies", "data/subsidies")
}

//go:embed subsidies/*.json
var subsidyFiles embed.FS

// PresetSubsidyBooks returns the books that ship with the program, ordered by file name.
func PresetSubsidyBooks() ([]SubsidyBook, error) { return presets(subsidyFiles, ParseSubsidyBook) }
