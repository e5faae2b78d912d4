package data

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"cuntong/geo"
)

// Standard is a service standard: a closed limit of travel, for whom, to what, and where it is written.
// Standards are data with a source and a validity; Verified false is shown as 待核.
type Standard struct {
	ID           string           `json:"id"`
	NameZH       string           `json:"name_zh"`
	NameEN       string           `json:"name_en"`
	LimitMeters  *int64           `json:"limit_m,omitempty" doc:"Closed limit in metres; exactly one of limit_m and limit_s is given"`
	LimitSeconds *int64           `json:"limit_s,omitempty" doc:"Closed limit in seconds"`
	DetourFactor float64          `json:"detour_factor" doc:"Factor on straight lines where no road network is used"`
	SpeedKmh     float64          `json:"speed_kmh" doc:"Speed in km/h that turns straight metres into seconds"`
	Offers       []Offer          `json:"offers" doc:"A facility counts if it offers at least one of these"`
	Kinds        []SettlementKind `json:"kinds" doc:"Kinds of settlements that are to be covered"`
	TargetShare  *float64         `json:"target_share,omitempty" doc:"Share to reach, a fraction; absent where none is set"`
	Source       string           `json:"source" doc:"Document the rule comes from"`
	Clause       string           `json:"clause,omitempty"`
	ValidFrom    Date             `json:"valid_from,omitempty"`
	ValidTo      Date             `json:"valid_to,omitempty"`
	Verified     bool             `json:"verified" doc:"false: not checked against the official text, shown as 待核"`
	Note         string           `json:"note,omitempty"`
}

// DefaultStandard is the ID of the standard used where none is named.
const DefaultStandard = "village-2km"

// Limit returns the closed limit that travel must keep.
func (s Standard) Limit() geo.Limit {
	if s.LimitSeconds != nil {
		return geo.Limit{Metric: geo.BySeconds, Value: *s.LimitSeconds}
	}
	return geo.Limit{Metric: geo.ByMeters, Value: *s.LimitMeters}
}

// Applies reports whether a settlement of the kind is to be covered.
func (s Standard) Applies(kind SettlementKind) bool { return slices.Contains(s.Kinds, kind) }

// Counts reports whether a facility counts towards the standard: active, and offering what it asks for.
func (s Standard) Counts(f Facility) bool {
	return f.Status == Active && s.Accepts(f)
}

// Accepts reports whether a facility offers what the standard asks for, whatever its status.
func (s Standard) Accepts(f Facility) bool {
	return slices.ContainsFunc(f.Offers, func(o Offer) bool { return slices.Contains(s.Offers, o) })
}

// Check returns an error naming the first field that is missing or wrong.
func (s Standard) Check() error {
	switch {
	case s.ID == "" || strings.ContainsAny(s.ID, " /\\"):
		return fmt.Errorf("standard: id %q must be a word without spaces or slashes", s.ID)
	case (s.LimitMeters == nil) == (s.LimitSeconds == nil):
		return fmt.Errorf("standard %s: exactly one of limit_m and limit_s must be given", s.ID)
	case s.LimitMeters != nil && (*s.LimitMeters <= 0 || *s.LimitMeters > 1_000_000):
		return fmt.Errorf("standard %s: limit_m %d is not between 1 and 1000000", s.ID, *s.LimitMeters)
	case s.LimitSeconds != nil && (*s.LimitSeconds <= 0 || *s.LimitSeconds > 864_000):
		return fmt.Errorf("standard %s: limit_s %d is not between 1 and 864000", s.ID, *s.LimitSeconds)
	case s.DetourFactor == 0 || s.SpeedKmh == 0:
		return fmt.Errorf("standard %s: detour_factor and speed_kmh must be given (such as 1.3 and 15)", s.ID)
	case s.DetourFactor < 1 || s.DetourFactor > 10:
		return fmt.Errorf("standard %s: detour_factor %v is not between 1 and 10", s.ID, s.DetourFactor)
	case s.SpeedKmh <= 0 || s.SpeedKmh > 200:
		return fmt.Errorf("standard %s: speed_kmh %v is not between 0 and 200", s.ID, s.SpeedKmh)
	case len(s.Offers) == 0 || len(s.Kinds) == 0:
		return fmt.Errorf("standard %s: offers and kinds must not be empty", s.ID)
	case s.Source == "":
		return fmt.Errorf("standard %s: source must name the document", s.ID)
	}
	return nil
}

// ParseStandard reads and checks one standard from JSON; fields it does not know are refused.
func ParseStandard(text []byte) (Standard, error) {
	return parsePreset[Standard](text, "a service standard", "data/standards")
}

//go:embed standards/*.json
var presetFiles embed.FS

// PresetStandards returns the standards that ship with the program, ordered by ID.
func PresetStandards() ([]Standard, error) {
	list, err := presets(presetFiles, ParseStandard)
	slices.SortFunc(list, func(a, b Standard) int { return strings.Compare(a.ID, b.ID) })
	return list, err
}
