package network

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"path"
	"slices"
)

// Vehicle is who travels.
type Vehicle string

// The vehicles of a profile.
const (
	Car   Vehicle = "car"
	Van   Vehicle = "van"
	Truck Vehicle = "truck"
	Trike Vehicle = "trike" // electric tricycle
	Foot  Vehicle = "foot"
)

// Profile turns what a road is like into a speed for one vehicle on one kind of terrain. Profiles are data
// with a source; Verified false is shown as 待核.
type Profile struct {
	ID            string             `json:"id"`
	Title         string             `json:"title"`
	Vehicle       Vehicle            `json:"vehicle"`
	WidthMeters   float64            `json:"width_m"`                 // of the vehicle; gates narrower than this stop it
	HeightMeters  float64            `json:"height_m"`                // of the vehicle
	WeightTonnes  float64            `json:"weight_t"`                // of the vehicle, loaded
	NeedsWidth    float64            `json:"needs_width_m,omitempty"` // of the carriageway, where there is no passing bay
	SpeedsKmh     map[string]float64 `json:"speeds_kmh"`              // by class; a class left out is not travelled
	SurfaceFactor map[string]float64 `json:"surface_factor"`          // of the speed on "simple" and "unpaved"
	FerrySpeedKmh float64            `json:"ferry_speed_kmh"`         // where a line does not tell its crossing time
	FerryWaiting  uint32             `json:"ferry_waiting_s"`         // where a line does not tell its own
	IgnoresOneWay bool               `json:"ignores_one_way"`
	Unlinkable    []string           `json:"unlinkable"` // classes that a place cannot join from the roadside
	Source        string             `json:"source"`
	Verified      bool               `json:"verified"`
	Note          string             `json:"note,omitempty"`
}

//go:embed profiles/*.json
var presets embed.FS

// DefaultProfile is the ID of the profile used where none is named.
const DefaultProfile = "plain-van"

// Profiles returns the presets, ordered by ID.
func Profiles() ([]Profile, error) {
	entries, err := presets.ReadDir("profiles")
	if err != nil {
		return nil, fmt.Errorf("read speed profiles: %w", err)
	}
	var profiles []Profile
	for _, entry := range entries {
		content, err := presets.ReadFile(path.Join("profiles", entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read speed profiles: %w", err)
		}
		p, err := ParseProfile(content)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", entry.Name(), err)
		}
		profiles = append(profiles, p)
	}
	slices.SortFunc(profiles, func(a, b Profile) int { return bytes.Compare([]byte(a.ID), []byte(b.ID)) })
	return profiles, nil
}

// PresetProfile returns the preset of that ID.
func PresetProfile(id string) (Profile, error) {
	profiles, err := Profiles()
	if err != nil {
		return Profile{}, err
	}
	var known []string
	for _, p := range profiles {
		if p.ID == id {
			return p, nil
		}
		known = append(known, p.ID)
	}
	return Profile{}, fmt.Errorf("speed profile %q is not one of %v", id, known)
}

// ParseProfile reads one profile from JSON and checks it.
func ParseProfile(content []byte) (Profile, error) {
	var p Profile
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return Profile{}, fmt.Errorf("speed profile: %w", err)
	}
	return p, p.Check()
}

// topSpeed in km/h bounds every speed.
const topSpeed = 200

// Check names the first field that is missing or wrong.
func (p Profile) Check() error {
	if p.ID == "" || p.Source == "" {
		return fmt.Errorf("speed profile %q: id and source must be given", p.ID)
	}
	if !slices.Contains([]Vehicle{Car, Van, Truck, Trike, Foot}, p.Vehicle) {
		return fmt.Errorf("speed profile %s: vehicle %q is not one of car, van, truck, trike, foot", p.ID, p.Vehicle)
	}
	if len(p.SpeedsKmh) == 0 {
		return fmt.Errorf("speed profile %s: speeds_kmh is empty; name at least one road class", p.ID)
	}
	for name, speed := range p.SpeedsKmh {
		if _, err := ParseClass(name); err != nil {
			return fmt.Errorf("speed profile %s: %w", p.ID, err)
		}
		if !(speed >= slowest && speed <= topSpeed) {
			return fmt.Errorf("speed profile %s: %s %v km/h is not between %v and %v", p.ID, name, speed, slowest, topSpeed)
		}
	}
	for name, factor := range p.SurfaceFactor {
		if name != "simple" && name != "unpaved" || !(factor > 0 && factor <= 1) {
			return fmt.Errorf("speed profile %s: surface_factor %s %v must name simple or unpaved with a factor of at most 1", p.ID, name, factor)
		}
	}
	for _, name := range p.Unlinkable {
		if _, err := ParseClass(name); err != nil {
			return fmt.Errorf("speed profile %s: unlinkable: %w", p.ID, err)
		}
	}
	for name, size := range map[string]float64{"width_m": p.WidthMeters, "height_m": p.HeightMeters, "weight_t": p.WeightTonnes, "needs_width_m": p.NeedsWidth} {
		if math.IsNaN(size) || size < 0 || size > 1000 {
			return fmt.Errorf("speed profile %s: %s %v is not between 0 and 1000", p.ID, name, size)
		}
	}
	if !(p.FerrySpeedKmh >= slowest && p.FerrySpeedKmh <= topSpeed) || p.FerryWaiting > 864_000 {
		return fmt.Errorf("speed profile %s: ferry_speed_kmh %v and ferry_waiting_s %d must be %v to %v km/h and at most ten days", p.ID, p.FerrySpeedKmh, p.FerryWaiting, slowest, topSpeed)
	}
	return nil
}
