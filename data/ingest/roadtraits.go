package ingest

import (
	"fmt"
	"strconv"
	"strings"

	"cuntong/geo/network"
)

// traits reads what a line is like. The route code of the rural-road database decides first, then the
// highway tag, then the class in words; a value that cannot be read refuses the line and is named.
func (c roadColumns) traits(properties map[string]string) (network.Traits, error) {
	value := func(field string) string { return c.value(properties, field) }
	ferry, err := isFerry(value(roadFerry))
	if err != nil {
		return network.Traits{}, err
	}
	var t network.Traits
	tagged := false
	switch {
	case value(roadFerry) == "ferry" || !ferry && value(roadCode) == "" && value(roadHighway) != "":
		tagged = true
		t, err = c.tagged(properties)
	case ferry:
		t.Class = network.FerryLine
	case value(roadCode) != "":
		t, err = c.rural(properties)
	default:
		t, err = c.worded(properties)
	}
	if err != nil {
		return network.Traits{}, err
	}
	if t.Direction == network.Both && !tagged {
		if t.Direction, err = direction(value(roadOneWay)); err != nil {
			return network.Traits{}, err
		}
	}
	if motor := value(roadMotor); ferry && motor != "" && isNo(motor) {
		t.Barred |= network.BarCar | network.BarTruck // a rowing boat takes no vehicle
	}
	if !tagged {
		if err := c.measures(properties, &t); err != nil {
			return network.Traits{}, err
		}
	}
	if t.Closures, err = network.ParseCalendar(value(roadClosures)); err != nil {
		return network.Traits{}, fmt.Errorf("%s: %w", c[roadClosures], err)
	}
	return t, nil
}

// rural reads a segment of the rural-road database.
func (c roadColumns) rural(properties map[string]string) (network.Traits, error) {
	width, err := c.measure(properties, roadWidth)
	if err != nil {
		return network.Traits{}, err
	}
	design, err := c.measure(properties, roadDesign)
	if err != nil {
		return network.Traits{}, err
	}
	value := func(field string) string { return c.value(properties, field) }
	return network.RuralTraits(network.RuralRoad{
		RouteCode: value(roadCode), TechnicalClass: value(roadTechnical), Surface: value(roadSurface), WidthMeters: width, DesignKmh: design,
		PassingBays: value(roadBays), DeadEnd: value(roadDeadEnd),
	})
}

// tagged reads the columns of an OpenStreetMap export as the tags they were: what says nothing counts as absent.
func (c roadColumns) tagged(properties map[string]string) (network.Traits, error) {
	tags := map[string]string{}
	for key, field := range map[string]string{"highway": roadHighway, "surface": roadSurface, "maxspeed": roadSpeedMax, "width": roadWidth, "route": roadFerry,
		"maxwidth": roadWidthMax, "maxheight": roadHeightMax, "maxweight": roadWeightMax, "duration": roadCrossing} {
		tags[key] = c.value(properties, field)
	}
	for _, key := range []string{"access", "vehicle", "motor_vehicle", "motorcar", "goods", "hgv", "foot", "junction", "tracktype", "area"} {
		tags[key] = properties[key]
	}
	switch oneWay := c.value(properties, roadOneWay); oneWay {
	case "F", "f": // as Geofabrik's files have it
		tags["oneway"] = "yes"
	case "T", "t":
		tags["oneway"] = "-1"
	case "B", "b":
		tags["oneway"] = "no"
	default:
		tags["oneway"] = oneWay
	}
	t, ok := osmTraits(tags)
	if !ok {
		return network.Traits{}, fmt.Errorf("%s %q is no kind of road that OpenStreetMap has for traffic", c[roadHighway], tags["highway"])
	}
	return t, nil
}

// worded reads a class in words.
func (c roadColumns) worded(properties map[string]string) (network.Traits, error) {
	text := strings.ToLower(c.value(properties, roadClass))
	words := map[string]network.Class{"高速": network.Motorway, "高速公路": network.Motorway, "国道": network.National, "省道": network.Provincial,
		"县道": network.County, "乡道": network.Township, "村道": network.Village, "专用公路": network.Special, "专用道路": network.Special,
		"城市道路": network.Street, "街道": network.Street, "村内道路": network.Inside, "机耕路": network.Track, "人行路": network.Footpath, "渡口": network.FerryLine}
	class, ok := words[text]
	if !ok {
		var err error
		if class, err = network.ParseClass(text); err != nil {
			return network.Traits{}, fmt.Errorf("%s %q is not one of 国道, 省道, 县道, 乡道, 村道, 专用公路, 城市道路, 村内道路, 机耕路, 人行路, 渡口 or %v", c.column(roadClass), text, network.Classes())
		}
	}
	t := network.Traits{Class: class}
	surface := c.value(properties, roadSurface)
	if t.Surface = osmSurface(surface, ""); t.Surface != network.SurfaceUnknown {
		return t, nil
	}
	var err error
	t.Surface, err = network.ParseSurface(surface)
	return t, err
}

// column names a field as the file does, or by itself where the file has none.
func (c roadColumns) column(field string) string {
	if c[field] != "" {
		return c[field]
	}
	return field
}

// measures reads the figures that all kinds of files may have.
func (c roadColumns) measures(properties map[string]string, t *network.Traits) error {
	for _, one := range []struct {
		field string
		into  *float32
	}{{roadWidth, &t.WidthMeters}, {roadWidthMax, &t.WidthLimitMeters}, {roadHeightMax, &t.HeightLimitMeters}, {roadWeightMax, &t.WeightLimitTonnes}} {
		v, err := c.measure(properties, one.field)
		if err != nil {
			return err
		}
		if v > 0 {
			*one.into = float32(v)
		}
	}
	speed, err := c.measure(properties, roadSpeedMax)
	if err != nil {
		return err
	}
	if speed > 0 && t.Class != network.FerryLine && (t.MaxSpeedKmh == 0 || float32(speed) < t.MaxSpeedKmh) {
		t.MaxSpeedKmh = float32(speed)
	}
	for _, one := range []struct {
		field string
		into  *uint32
	}{{roadWaiting, &t.WaitingSeconds}, {roadCrossing, &t.CrossingSeconds}} {
		minutes, err := c.measure(properties, one.field)
		if err != nil {
			return err
		}
		if minutes > 0 && t.Class == network.FerryLine {
			*one.into = uint32(min(minutes, mostMinutes) * 60)
		}
	}
	return nil
}

// mostMinutes is ten days; network refuses more.
const mostMinutes = 864_000 / 60

// measure reads a number with its unit; nothing, 无, 否 and 0 are 0, which is unknown or none.
func (c roadColumns) measure(properties map[string]string, field string) (float64, error) {
	text := c.value(properties, field)
	if isNo(text) {
		return 0, nil
	}
	number := strings.TrimRight(strings.ToLower(text), "米公里吨分钟小时/ kmhtin")
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !(v >= 0 && v <= 100_000) {
		return 0, fmt.Errorf("%s %q is not a number of at least 0", c[field], shortened(text))
	}
	if field == roadSpeedMax && strings.HasSuffix(strings.ToLower(text), "mph") {
		return 0, fmt.Errorf("%s %q is in miles; give km/h", c[field], text)
	}
	return v, nil
}

func isNo(text string) bool {
	switch text {
	case "", "0", "否", "无", "N", "n", "no", "false", "none":
		return true
	}
	return false
}

// isFerry reads a column that says whether a line is a ferry; of other routes it says no.
func isFerry(text string) (bool, error) {
	switch text {
	case "是", "1", "Y", "y", "yes", "true", "ferry", "渡口":
		return true, nil
	}
	if isNo(text) || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_;") == "" { // route=bus
		return false, nil
	}
	return false, fmt.Errorf("渡口 %q is not 是 or 否", shortened(text))
}

func direction(text string) (network.Direction, error) {
	switch text {
	case "是", "1", "Y", "y", "yes", "true", "F", "正向", "单行":
		return network.Along, nil
	case "-1", "reverse", "T", "反向", "逆向":
		return network.Against, nil
	case "B", "双向":
		return network.Both, nil
	}
	if isNo(text) {
		return network.Both, nil
	}
	return network.Both, fmt.Errorf("单行 oneway %q is not 是, 否 or 反向", shortened(text))
}
