package ingest

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"cuntong/geo/network"
)

// osmClasses maps the highway tag to the administrative classes of Chinese roads by what each is for:
// trunk is a national road, primary a provincial one, and so on down to the village. 待核 for each county.
func osmClasses() map[string]network.Class {
	return map[string]network.Class{
		"motorway": network.Motorway, "motorway_link": network.Motorway,
		"trunk": network.National, "trunk_link": network.National,
		"primary": network.Provincial, "primary_link": network.Provincial,
		"secondary": network.County, "secondary_link": network.County,
		"tertiary": network.Township, "tertiary_link": network.Township,
		"unclassified": network.Village, "road": network.Village, "residential": network.Street,
		"living_street": network.Inside, "service": network.Inside, "track": network.Track,
		"path": network.Footpath, "footway": network.Footpath, "pedestrian": network.Footpath,
		"cycleway": network.Footpath, "bridleway": network.Footpath, "steps": network.Footpath,
	}
}

// osmTraits reads what a way is like; false if it is no road and no ferry. A value that says nothing to us
// counts as absent.
func osmTraits(tags map[string]string) (network.Traits, bool) {
	t := network.Traits{
		MaxSpeedKmh:       osmSpeed(tags["maxspeed"]),
		WidthMeters:       osmMeasure(tags["width"], 100),
		WidthLimitMeters:  osmMeasure(tags["maxwidth"], 100),
		HeightLimitMeters: osmMeasure(tags["maxheight"], 100),
		WeightLimitTonnes: osmMeasure(tags["maxweight"], 1000),
		Barred:            osmBarred(tags),
		Surface:           osmSurface(tags["surface"], tags["tracktype"]),
	}
	if tags["route"] == "ferry" {
		t.Class, t.MaxSpeedKmh, t.CrossingSeconds = network.FerryLine, 0, osmDuration(tags["duration"])
		return t, true
	}
	class, ok := osmClasses()[tags["highway"]]
	if !ok || tags["area"] == "yes" {
		return network.Traits{}, false
	}
	t.Class = class
	if tags["highway"] == "steps" {
		t.Barred |= network.BarTrike
	}
	switch tags["oneway"] {
	case "yes", "true", "1":
		t.Direction = network.Along
	case "-1", "reverse":
		t.Direction = network.Against
	case "":
		if tags["junction"] == "roundabout" || tags["junction"] == "circular" || strings.HasPrefix(tags["highway"], "motorway") {
			t.Direction = network.Along
		}
	}
	return t, true
}

// osmBarred follows the access tags from the general to the special: the last word stands.
func osmBarred(tags map[string]string) network.Barred {
	var barred network.Barred
	all := network.BarCar | network.BarTruck | network.BarTrike
	for _, rule := range []struct {
		key  string
		bars network.Barred
	}{{"access", all | network.BarFoot}, {"vehicle", all}, {"motor_vehicle", all}, {"motorcar", network.BarCar}, {"goods", network.BarTruck}, {"hgv", network.BarTruck}, {"foot", network.BarFoot}} {
		switch tags[rule.key] {
		case "":
		case "no", "private", "agricultural", "forestry", "emergency", "military":
			barred |= rule.bars
		default:
			barred &^= rule.bars
		}
	}
	return barred
}

// osmSpeed reads a maximum speed in km/h or mph.
func osmSpeed(text string) float32 {
	number, unit, _ := strings.Cut(strings.TrimSpace(text), " ")
	factor := 1.0
	if bare, ok := strings.CutSuffix(number, "mph"); ok {
		number, unit = bare, "mph"
	}
	if unit == "mph" {
		factor = 1.609344
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !(v > 0) || v*factor > 200 {
		return 0
	}
	return float32(v * factor)
}

// osmMeasure reads metres or tonnes, whose unit may follow.
func osmMeasure(text string, top float64) float32 {
	text = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), "mt"))
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || v <= 0 || v > top {
		return 0
	}
	return float32(v)
}

// osmDuration reads hh:mm, hh:mm:ss or minutes.
func osmDuration(text string) uint32 {
	parts := strings.Split(strings.TrimSpace(text), ":")
	if len(parts) > 3 {
		return 0
	}
	seconds, unit := 0, 60
	if len(parts) == 3 {
		unit = 1
	}
	slices.Reverse(parts)
	for _, part := range parts {
		v, err := strconv.Atoi(part)
		if err != nil || v < 0 || v > 10_000 {
			return 0
		}
		seconds += v * unit
		unit *= 60
	}
	if seconds > 864_000 {
		return 0
	}
	return uint32(seconds)
}

func osmSurface(surface, tracktype string) network.Surface {
	switch surface {
	case "paved", "asphalt", "concrete", "concrete:plates", "concrete:lanes", "paving_stones", "sett", "chipseal", "metal":
		return network.Paved
	case "compacted", "fine_gravel", "cobblestone", "unhewn_cobblestone", "gravel":
		return network.Simple
	case "unpaved", "dirt", "earth", "ground", "grass", "mud", "sand", "pebblestone", "rock", "wood":
		return network.Unpaved
	}
	switch tracktype {
	case "grade1":
		return network.Paved
	case "grade2":
		return network.Simple
	case "grade3", "grade4", "grade5":
		return network.Unpaved
	}
	return network.SurfaceUnknown
}
