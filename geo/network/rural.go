package network

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// RuralRoad is one segment of the Chinese rural-road database 农村公路数据库 as its columns give it. The
// codes are those of an export script that was seen, not of the standard itself: 待核.
type RuralRoad struct {
	RouteCode      string  // 路线编码 LXBM (K0101): its first letter is the administrative class
	TechnicalClass string  // 技术等级 LDJSDJ (K0304): 10, 11, 22, 23, 24, 30
	Surface        string  // 面层类型 LDLMLX (K5104): 11, 12 paved, 2x simple, 3x unpaved
	WidthMeters    float64 // 路面宽度 LMKD (K5404); 0: unknown
	DesignKmh      float64 // 设计时速 (K0306); 0: by technical class
	PassingBays    string  // 错车道是否齐全 CCDSFQQ: 是, 否 or empty
	DeadEnd        string  // 是否断头路 (K0123): 是, 否 or empty
	WidthLimit     float64 // 限宽设施 XKSS, metres; 0: none
	HeightLimit    float64 // 限高设施 XGSS, metres; 0: none
}

// narrowMeters is the carriageway on which two vehicles cannot pass: below it, and without passing bays, no
// truck.
const narrowMeters = 4.5

// RuralTraits reads a segment of the rural-road database. An unknown code is an error that names the column,
// its value and what it may be.
func RuralTraits(r RuralRoad) (Traits, error) {
	var t Traits
	var err error
	if t.Class, err = routeClass(r.RouteCode); err != nil {
		return Traits{}, err
	}
	design, express, err := designSpeed(r.TechnicalClass)
	if err != nil {
		return Traits{}, err
	}
	if express {
		t.Class = Motorway
	}
	if t.Surface, err = ParseSurface(r.Surface); err != nil {
		return Traits{}, err
	}
	bays, err := yes("错车道是否齐全 CCDSFQQ", r.PassingBays)
	if err != nil {
		return Traits{}, err
	}
	if t.DeadEnd, err = yes("是否断头路 K0123", r.DeadEnd); err != nil {
		return Traits{}, err
	}
	if r.DesignKmh > 0 {
		design = r.DesignKmh
	}
	t.MaxSpeedKmh, t.WidthMeters = float32(design), float32(r.WidthMeters)
	t.WidthLimitMeters, t.HeightLimitMeters = float32(r.WidthLimit), float32(r.HeightLimit)
	t.NoPassingBay = r.WidthMeters > 0 && r.WidthMeters < narrowMeters && !bays
	if math.IsNaN(design) {
		return Traits{}, fmt.Errorf("设计时速 K0306 is not a number")
	}
	return t, t.check()
}

// routeClass reads the letter of a route code.
func routeClass(code string) (Class, error) {
	letters := map[string]Class{"G": National, "S": Provincial, "X": County, "Y": Township, "C": Village, "Z": Special,
		"D": Street, "W": Inside, "H": Inside, "T": Inside}
	code = strings.ToUpper(strings.TrimSpace(code))
	if code != "" {
		if class, ok := letters[code[:1]]; ok {
			return class, nil
		}
	}
	return 0, fmt.Errorf("路线编码 LXBM %q does not begin with G 国道, S 省道, X 县道, Y 乡道, C 村道, Z 专用公路, D 城市道路 or W, H, T", code)
}

// designSpeed returns the speed of a technical class in km/h, 0 where it has none, and whether it is a
// motorway. Classes III and IV after JTG B01 on the plain, 等外 as single-lane class IV: 待核.
func designSpeed(code string) (kmh float64, motorway bool, err error) {
	switch strings.TrimSuffix(strings.TrimSpace(code), "公路") {
	case "10", "高速":
		return 100, true, nil
	case "11", "一级":
		return 80, false, nil
	case "22", "二级":
		return 60, false, nil
	case "23", "三级":
		return 40, false, nil
	case "24", "四级":
		return 30, false, nil
	case "30", "等外":
		return 15, false, nil
	case "":
		return 0, false, nil
	}
	return 0, false, fmt.Errorf("技术等级 LDJSDJ %q is not 10 高速, 11 一级, 22 二级, 23 三级, 24 四级 or 30 等外", code)
}

// ParseSurface reads the code of a surface in the rural-road database, or what it is in words; empty is unknown.
func ParseSurface(code string) (Surface, error) {
	code = strings.TrimSpace(code)
	switch {
	case code == "":
		return SurfaceUnknown, nil
	case len(code) == 2 && code[0] == '1':
		return Paved, nil
	case len(code) == 2 && code[0] == '2':
		return Simple, nil
	case len(code) == 2 && code[0] == '3':
		return Unpaved, nil
	}
	for _, known := range []struct {
		surface Surface
		words   []string // 未铺装 before 铺装, which it holds
	}{{Unpaved, []string{"未铺装", "砂石", "砾石", "碎石", "泥结", "土", "unpaved"}}, {Simple, []string{"简易", "simple"}}, {Paved, []string{"沥青", "水泥", "混凝土", "铺装", "硬化", "paved", "asphalt", "concrete"}}} {
		if slices.ContainsFunc(known.words, func(word string) bool { return strings.Contains(code, word) }) {
			if known.surface == Unpaved && strings.Contains(code, "混凝土") {
				continue // 土 is part of it
			}
			return known.surface, nil
		}
	}
	return 0, fmt.Errorf("面层类型 LDLMLX %q is not 11 沥青, 12 水泥, 2x 简易铺装 or 31-36 未铺装", code)
}

// yes reads 是 or 否, 1 or 0; empty is no.
func yes(column, text string) (bool, error) {
	text = strings.TrimSpace(text)
	switch {
	case slices.Contains([]string{"是", "1", "Y", "y"}, text):
		return true, nil
	case slices.Contains([]string{"否", "0", "N", "n", ""}, text):
		return false, nil
	}
	return false, fmt.Errorf("%s %q is not 是 or 否", column, text)
}
