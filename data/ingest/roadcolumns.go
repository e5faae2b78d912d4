package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The columns of a file of roads, by the names that --map gives them.
const (
	roadCode      = "road_code"         // 路线编码: its letter is the class; the mark of the rural-road database
	roadName      = "road_name"         // 路线名称
	roadTechnical = "road_technical"    // 技术等级
	roadSurface   = "road_surface"      // 面层类型
	roadWidth     = "road_width_m"      // 路面宽度
	roadDesign    = "road_design_kmh"   // 设计时速
	roadBays      = "road_passing_bays" // 错车道是否齐全
	roadDeadEnd   = "road_dead_end"     // 是否断头路
	roadWidthMax  = "road_max_width_m"  // 限宽
	roadHeightMax = "road_max_height_m" // 限高
	roadWeightMax = "road_max_weight_t" // 限重
	roadHighway   = "road_highway"      // the highway tag of OpenStreetMap
	roadClass     = "road_class"        // 行政等级
	roadOneWay    = "road_oneway"       // 单行
	roadSpeedMax  = "road_max_kmh"      // 限速
	roadFerry     = "road_ferry"        // 渡口: whether the line is a ferry
	roadMotor     = "road_ferry_motor"  // 是否机动渡口
	roadWaiting   = "road_waiting_min"  // 候船
	roadCrossing  = "road_crossing_min" // 航行
	roadClosures  = "road_closures"     // 季节性封闭, such as 12-01/03-31
)

// roadHeaders lists how the columns are headed: in words, by the pinyin initials of a shapefile, by the
// number in the rural-road database, and as OpenStreetMap exports have them. Compared as normalise makes them.
func roadHeaders() map[string][]string {
	return map[string][]string{
		roadCode:      {"路线编码", "路线代码", "路线编号", "lxbm", "lxdm", "k0101"},
		roadName:      {"路线名称", "道路名称", "名称", "lxmc", "k0112", "name"},
		roadTechnical: {"技术等级", "ldjsdj", "jsdj", "k0304"},
		roadSurface:   {"面层类型", "路面类型", "ldlmlx", "lmlx", "k5104", "surface"},
		roadWidth:     {"路面宽度", "lmkd", "k5404", "width"},
		roadDesign:    {"设计时速", "设计速度", "sjss", "sjsd", "k0306"},
		roadBays:      {"错车道是否齐全", "ccdsfqq"},
		roadDeadEnd:   {"是否断头路", "断头路", "sfdtl", "k0123"},
		roadWidthMax:  {"限宽", "限宽设施", "xkss", "maxwidth"},
		roadHeightMax: {"限高", "限高设施", "xgss", "maxheight"},
		roadWeightMax: {"限重", "maxweight"},
		roadHighway:   {"highway", "fclass"},
		roadClass:     {"行政等级", "道路等级", "道路类型", "xzdj", "class", "roadclass"},
		roadOneWay:    {"单行", "单行线", "单向", "oneway"},
		roadSpeedMax:  {"限速", "maxspeed"},
		roadFerry:     {"渡口", "是否渡口", "ferry", "route"},
		roadMotor:     {"是否机动渡口", "机动渡口"},
		roadWaiting:   {"候船时间", "候渡时间"},
		roadCrossing:  {"航行时间", "过渡时间", "duration"},
		roadClosures:  {"封闭日期", "封闭时段", "季节性封闭", "closures"},
	}
}

// IsRoadField reports whether --map names a column of roads.
func IsRoadField(name string) bool {
	_, ok := roadHeaders()[strings.ToLower(strings.TrimSpace(name))]
	return ok
}

// roadColumns is where each field of a file stands.
type roadColumns map[string]string // field to column

// findRoadColumns recognises the columns; given, column to field, comes first.
func findRoadColumns(columns []string, given map[string]string) (roadColumns, error) {
	found := roadColumns{}
	for _, column := range slices.Sorted(maps.Keys(given)) {
		field := strings.ToLower(strings.TrimSpace(given[column]))
		i := slices.IndexFunc(columns, func(have string) bool { return normalise(have) == normalise(column) })
		switch {
		case !IsRoadField(field):
			return nil, fmt.Errorf("--map %s=%s: roads have no field %q; they have %s", column, given[column], field, strings.Join(slices.Sorted(maps.Keys(roadHeaders())), ", "))
		case i < 0:
			return nil, fmt.Errorf("--map names the column %q, which the file does not have; it has %s", column, strings.Join(columns, ", "))
		}
		found[field] = columns[i]
	}
	headers := roadHeaders()
	for _, field := range slices.Sorted(maps.Keys(headers)) {
		if found[field] != "" {
			continue
		}
		for _, header := range headers[field] {
			if i := slices.IndexFunc(columns, func(have string) bool { return normalise(dropBrackets(have)) == header }); i >= 0 {
				found[field] = columns[i]
				break
			}
		}
	}
	if found[roadCode] == "" && found[roadHighway] == "" && found[roadClass] == "" {
		return nil, fmt.Errorf("no column says what kind of road a line is; the file has %s, expected 路线编码 (LXBM), highway or 行政等级 (class); name it, for example --map FCLASS=%s", strings.Join(columns, ", "), roadHighway)
	}
	return found, nil
}

// value returns what a line says of a field.
func (c roadColumns) value(properties map[string]string, field string) string {
	if column := c[field]; column != "" {
		return strings.TrimSpace(halfWidth(properties[column]))
	}
	return ""
}
