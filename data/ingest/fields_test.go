package ingest

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write FIELDS.md anew")

// fieldMeaning says what each field means and its unit.
func fieldMeaning() map[field]string {
	return map[field]string{
		"county_code": "县区代码 code of the county, 6 digits", "county": "县区名称 county", "city": "地市名称 city", "town_code": "乡镇代码 code of the town, 9 or 12 digits", "town": "乡镇名称 town",
		"village": "村名 village, within its town", "lon": "经度，度 longitude, degrees", "lat": "纬度，度 latitude, degrees", "coord": "经纬度在同一格，经度在前 both in one cell, longitude first",
		"x": "经度（X 列；米制投影坐标不收）longitude in a column X; metres of a projection are refused", "y": "纬度（Y 列）latitude in a column Y", "crs": "坐标系 datum of the row",
		"name": "名称 name", "code": "编号；12 位时为居民点代码 ID, or the code of a place", "stat_code": "统计用区划代码 statistical code, 12 digits (areas 6, 9 or 12)", "settlement_code": "所在居民点代码 code of the settlement, 12 digits",
		"source_id": "原始编号（无统计代码时）ID in the source, where there is no code", "region": "地区（无统计代码时）region, where there is no code", "level": "级别：省、市、县、乡镇、村；网点为县、乡镇、村 level", "kind": "居民点类型：村委会、居委会、类似单位 kind of settlement",
		"parent": "上级区划代码 code of the area above", "population": "人口，人；表头或格内可写万人 people; at most 200,000 in a settlement", "population_resident": "常住人口，人（优先采用）residents, taken first", "population_registered": "户籍人口，人（无常住人口时采用）registered, taken last",
		"volume_in": "日均到件，件/日 parcels in per day", "volume_out": "日均寄件，件/日 parcels out per day", "seat_lon": "驻地经度 longitude of the seat", "seat_lat": "驻地纬度 latitude of the seat", "natural_village": "自然村名称 hamlet; the name where no other is given",
		"type": "类型 type: tells tier and operator", "operator": "运营主体 operator", "brands": "快递品牌 brands: tell the operator", "functions": "服务功能 offers", "status": "状态 status; blank is 正常", "capacity_parcels_day": "日处理能力，件/日 parcels per day",
		"invest": "建设费用，元；表头括号内可写万元 opening cost, yuan (or 万元 by header)", "yearly_cost": "年运营费用，元；表头括号内可写万元 yearly cost, yuan (or 万元 by header)", "universal_service": "是否普遍服务营业场所，是/否 counts for universal service",
		"facility_id": "网点编号 ID of the facility", "served": "是否覆盖，是/否 is served", "service_mode": "服务方式 mode", "frequency": "频次，次/周（每日1次 计 7）times a week", "exempt": "是否免设或免设原因 exempt, or why",
		"valid_from": "生效日期 first day", "valid_to": "失效日期（长期、至今 视为空）last day", "vehicle": "车型或车牌 vehicle", "count": "数量 how many", "capacity": "载重，公斤（表头或格内写件时为件）kg, or parcels where 件 is written",
		"capacity_kg": "载重，公斤 kg", "capacity_parcels": "载件量，件 parcels", "speed_kmh": "速度，公里/小时 km/h", "range_km": "续航，公里 km", "yuan_per_km": "元/公里", "yuan_per_hour": "元/小时", "yuan_per_day": "元/日",
		"date": "日期 day", "line": "线路编号（缺省为名称）ID of the line, else its name", "route_name": "线路名称 name of the line", "trip": "班次编号，线路内不重复 trip, once in its line", "days": "运行日：每天、工作日、周末，或 1–7 的数字（1 为周一）days: daily, weekdays, weekends, or digits 1-7 from Monday",
		"stop_id": "停靠站编号（缺省为站名）ID of the stop, else its name", "stop_name": "停靠站名称 name of the stop", "arrive": "到站时刻 HH:MM，次日写 25:10 arrival", "depart": "离站时刻 HH:MM departure", "handover_min": "每次交接分钟 minutes of a hand-over", "delay_min": "每班因带货最多延误分钟 minutes that a trip may be late", "yuan_per_parcel": "每件费用，元 yuan a parcel", "phone": "联系电话；时刻表中为投诉电话 telephone; of timetables that for complaints", "contact": "负责人、联系人 who keeps the premises", "parcels_down": "当日下行（到）件数 parcels brought on that day", "parcels_up": "当日上行（寄）件数 parcels taken on that day",
	}
}

// vocabularyTables lists words of each vocabulary with what they are read as.
func vocabularyTables() []struct {
	title string
	words []string
	read  func(string) string
} {
	text := func(value any, ok bool) string {
		if !ok {
			return ""
		}
		return fmt.Sprint(value)
	}
	return []struct {
		title string
		words []string
		read  func(string) string
	}{
		{"状态 status", []string{"正常", "运营", "营业", "在用", "开业", "启用", "是", "停运", "停业", "歇业", "未运营", "否", "撤销", "关闭", "注销", "在建", "建设中", "施工", "装修", "规划", "拟建", "计划", "待建", "备选", "候选"},
			func(w string) string { v, ok := facilityStatusOf(w); return text(v, ok) }},
		{"层级 tier", []string{"县级", "共配中心", "分拨中心", "配送中心", "处理中心", "乡镇级", "街道", "支局", "邮政所", "营业所", "村级", "驿站", "社区"},
			func(w string) string { v, ok := facilityTierOf(w); return text(v, ok) }},
		{"运营主体和品牌 operators and brands", []string{"邮政", "邮局", "村邮", "EMS", "快递", "顺丰", "中通", "圆通", "申通", "韵达", "极兔", "德邦", "京东", "菜鸟", "兔喜", "妈妈驿站", "供销", "电商", "淘宝", "拼多多", "邮快合作"},
			func(w string) string { return joinedWords(operatorsOf(w)) }},
		{"服务功能 offers", []string{"取件", "代收", "自提", "投递", "寄件", "揽收", "收寄", "收发", "寄递", "快递", "邮政", "零售", "代购", "超市", "便民", "农资", "化肥", "缴费", "充值", "金融", "取款", "银行"},
			func(w string) string { return joinedWords(offersOf(w)) }},
		{"服务方式 modes", []string{"定点", "站点", "设点", "驿站", "自提", "代投", "直投", "入户", "上门", "到户", "定时", "定期", "班车", "流动", "巡回", "客货邮", "无服务", "未覆盖", "未通", "免设"},
			func(w string) string { v, ok := serviceModeOf(w); return text(v, ok) }},
		{"居民点类型 kinds of settlement", []string{"村委会", "村", "居委会", "社区", "类似单位"},
			func(w string) string { v, ok := settlementKindText(w); return text(v, ok) }},
	}
}

func joinedWords[T ~string](list []T) string {
	var texts []string
	for _, item := range list {
		texts = append(texts, string(item))
	}
	return strings.Join(texts, ", ")
}

// fieldsDocument writes FIELDS.md from the dictionaries and the readers.
func fieldsDocument(t *testing.T) string {
	t.Helper()
	synonyms := map[field][]string{}
	for _, text := range [][]byte{headersJSON, headersOwnJSON} {
		var file struct{ Canonical json.RawMessage }
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		entries, err := orderedEntries(file.Canonical)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.text != string(e.field) && !slices.Contains(synonyms[e.field], e.text) {
				synonyms[e.field] = append(synonyms[e.field], e.text)
			}
		}
	}
	var out strings.Builder
	opening, err := os.ReadFile("testdata/fields-opening.md")
	if err != nil {
		t.Fatal(err)
	}
	out.Write(opening)
	for _, kind := range [][2]string{{kindPlace, "居民点和行政区划 settlements and areas"}, {kindFacility, "网点 facilities"}, {kindService, "服务 services"}, {kindVehicle, "车辆 vehicles"}, {kindCount, "每日件量 daily counts"}, {kindBus, "公交时刻表 bus timetables"}} {
		fmt.Fprintf(&out, "\n## %s\n\n| 字段 field | 含义和单位 meaning, unit | 可识别的表头 headers |\n|---|---|---|\n", kind[1])
		for _, f := range sortedKeys(usedFields(kind[0])) {
			meaning := fieldMeaning()[f]
			if meaning == "" {
				t.Errorf("no meaning is given for field %s", f)
			}
			fmt.Fprintf(&out, "| `%s` | %s | %s |\n", f, meaning, strings.Join(synonyms[f], "、"))
		}
	}
	out.WriteString("\n## 道路 roads\n\n线要素的 GeoJSON（.geojson）或 GeoPackage（.gpkg）；必须有前三个字段之一。字段用 `--map 列名=字段` 指定。Lines; one of the first three fields must be there.\n" +
		"\n| 字段 field | 可识别的表头 headers |\n|---|---|\n")
	headers := roadHeaders()
	fields := append([]string{roadCode, roadHighway, roadClass}, slices.DeleteFunc(sortedKeys(headers), func(f string) bool { return f == roadCode || f == roadHighway || f == roadClass })...)
	for _, f := range fields {
		fmt.Fprintf(&out, "| `%s` | %s |\n", f, strings.Join(headers[f], "、"))
	}
	out.WriteString("\n## 取值 words\n\n一格中含有左边的词即读作右边的值。A cell that contains a word is read as the value beside it.\n")
	for _, table := range vocabularyTables() {
		fmt.Fprintf(&out, "\n### %s\n\n| 值 value | 词 words |\n|---|---|\n", table.title)
		byValue := map[string][]string{}
		var order []string
		for _, word := range table.words {
			value := table.read(word)
			if value == "" {
				t.Errorf("%s: %q is read as nothing", table.title, word)
			}
			if byValue[value] == nil {
				order = append(order, value)
			}
			byValue[value] = append(byValue[value], word)
		}
		for _, value := range order {
			fmt.Fprintf(&out, "| `%s` | %s |\n", value, strings.Join(byValue[value], "、"))
		}
	}
	return out.String()
}

func TestFieldsDocumentSaysWhatIsRead(t *testing.T) {
	want := fieldsDocument(t)
	if *update {
		if err := os.WriteFile("FIELDS.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("FIELDS.md")
	if err != nil || string(got) != want {
		t.Errorf("FIELDS.md is not what the readers do (%v); write it anew with: go test ./data/ingest -run Fields -update", err)
	}
}
