package layer

// Field describes what features of a kind say.
type Field struct {
	Name     string // in snake_case, with the unit
	Type     Type
	Chinese  string // title
	English  string // title
	Unit     string // as UCUM writes it, such as m, s, CNY; empty for what has none
	ID       bool   // the feature's ID
	Words    bool   // of people, in which telephone numbers may be
	Personal bool   // names of persons and telephones, which some roles may not see
	Sum      bool   // adds up over features that a map shows as one
	Enum     []string
}

// Fields lists the fields of a kind in display order. The list must not be changed.
func Fields(kind Kind) []Field {
	switch kind {
	case Areas:
		return areaFields
	case Settlements:
		return settlementFields
	case Facilities:
		return facilityFields
	case Roads:
		return roadFields
	case Routes:
		return routeFields
	case Sites:
		return siteFields
	case Assignments:
		return assignmentFields
	case Gaps:
		return gapFields
	}
	return nil
}

// Title names a kind in Chinese and English.
func Title(kind Kind) (chinese, english string) {
	switch kind {
	case Areas:
		return "行政区划", "Areas: cities, counties, towns"
	case Settlements:
		return "居民点", "Settlements: villages and residents' committees"
	case Facilities:
		return "网点", "Facilities of all operators"
	case Roads:
		return "道路", "Roads of the stored network"
	case Routes:
		return "邮路班次", "Runs: one vehicle's route on one day"
	case Sites:
		return "规划新增点", "Sites that the plan opens"
	case Assignments:
		return "归属关系", "Which site serves which settlement"
	case Gaps:
		return "缺口", "Settlements not covered after the plan"
	}
	return string(kind), string(kind)
}

const (
	yuan    = "CNY"
	meters  = "m"
	seconds = "s"
	persons = "{person}"
	parcels = "{parcel}"
	perDay  = "{parcel}/d"
)

var (
	nameField       = Field{Name: "name", Type: String, Chinese: "名称", English: "Name"}
	premisesField   = Field{Name: "name", Type: String, Chinese: "名称", English: "Name", Words: true} // lists of premises have telephone numbers in it
	townField       = Field{Name: "town", Type: String, Chinese: "乡镇代码", English: "Code of the town"}
	settlementField = Field{Name: "settlement", Type: String, Chinese: "居民点代码", English: "Code of the settlement"}
	populationField = Field{Name: "population", Type: Integer, Chinese: "人口", English: "Residents", Unit: persons, Sum: true}
	sourceField     = Field{Name: "source", Type: String, Chinese: "来源", English: "Where the record came from"}
	syntheticField  = Field{Name: "synthetic", Type: Boolean, Chinese: "虚构数据", English: "Made up by a generator"}
	distanceField   = Field{Name: "distance_m", Type: Integer, Chinese: "距离（米）", English: "Distance", Unit: meters}
	durationField   = Field{Name: "duration_s", Type: Integer, Chinese: "时间（秒）", English: "Travel time", Unit: seconds}
	kindOfVillage   = Field{Name: "kind", Type: String, Chinese: "类型", English: "Kind", Enum: []string{"village", "residents", "pseudo"}}

	areaFields = []Field{
		{Name: "code", Type: String, Chinese: "区划代码", English: "Code", ID: true}, nameField,
		{Name: "tier", Type: String, Chinese: "层级", English: "Tier", Enum: []string{"province", "city", "county", "town"}},
		{Name: "kind", Type: String, Chinese: "类型", English: "Kind", Enum: []string{"province", "city", "county", "statistical", "town", "township", "subdistrict", "zone"}},
		{Name: "parent", Type: String, Chinese: "上级区划代码", English: "Code of the area around it"},
		{Name: "population", Type: Integer, Chinese: "人口", English: "Residents of the latest census", Unit: persons},
		sourceField, syntheticField,
	}
	settlementFields = []Field{
		{Name: "code", Type: String, Chinese: "居民点代码", English: "Code", ID: true}, nameField, kindOfVillage, townField, populationField,
		{Name: "parcels_in_day", Type: Number, Chinese: "日均到件量", English: "Parcels to it in a day", Unit: perDay, Sum: true},
		{Name: "parcels_out_day", Type: Number, Chinese: "日均寄件量", English: "Parcels from it in a day", Unit: perDay, Sum: true},
		sourceField, syntheticField,
	}
	facilityFields = []Field{
		{Name: "id", Type: String, Chinese: "网点编号", English: "ID", ID: true}, premisesField,
		{Name: "tier", Type: String, Chinese: "层级", English: "Tier", Enum: []string{"hub", "station", "point"}},
		{Name: "status", Type: String, Chinese: "状态", English: "Status", Enum: []string{"candidate", "planned", "building", "active", "suspended", "closed"}},
		{Name: "operators", Type: String, Chinese: "运营主体", English: "Operators, separated by commas"},
		{Name: "offers", Type: String, Chinese: "服务内容", English: "What it offers, separated by commas"},
		townField, settlementField,
		{Name: "capacity_parcels_day", Type: Number, Chinese: "日处理能力（件）", English: "Parcels it can handle in a day", Unit: perDay, Sum: true},
		{Name: "opening_cost_yuan", Type: Integer, Chinese: "开办费（元）", English: "Cost of opening", Unit: yuan},
		{Name: "yearly_cost_yuan", Type: Integer, Chinese: "年运营费（元）", English: "Cost of a year", Unit: yuan},
		{Name: "universal_service", Type: Boolean, Chinese: "普遍服务营业场所", English: "Universal postal service premises"},
		sourceField, syntheticField,
	}
	roadFields = []Field{
		{Name: "way", Type: Integer, Chinese: "道路编号", English: "Identifier in the network"}, nameField,
		{Name: "class", Type: String, Chinese: "道路等级", English: "Administrative class",
			Enum: []string{"motorway", "national", "provincial", "county", "township", "village", "special", "street", "inside", "track", "footpath", "ferry"}},
	}
	routeFields = []Field{
		{Name: "id", Type: String, Chinese: "班次编号", English: "ID of the run", ID: true},
		{Name: "date", Type: Date, Chinese: "日期", English: "Day"},
		{Name: "vehicle", Type: String, Chinese: "车辆编号", English: "ID of the vehicle"},
		{Name: "vehicle_name", Type: String, Chinese: "车辆名称", English: "Name of the vehicle", Words: true},
		{Name: "kind", Type: String, Chinese: "车型", English: "Kind of vehicle"},
		{Name: "courier", Type: String, Chinese: "投递员", English: "Who drives", Personal: true},
		{Name: "state", Type: String, Chinese: "状态", English: "State", Enum: []string{"planned", "out", "done", "cancelled"}},
		{Name: "plan_id", Type: String, Chinese: "方案编号", English: "Plan it was made of"},
		{Name: "depot", Type: String, Chinese: "出发网点", English: "ID of the facility where it starts"},
		{Name: "depart_s", Type: Integer, Chinese: "出车时刻（秒）", English: "Departure, seconds from midnight", Unit: seconds},
		{Name: "home_s", Type: Integer, Chinese: "收车时刻（秒）", English: "Return, seconds from midnight", Unit: seconds},
		{Name: "length_m", Type: Integer, Chinese: "里程（米）", English: "Length", Unit: meters},
		{Name: "stops", Type: Integer, Chinese: "停靠点数", English: "Stops without reloads"},
		{Name: "parcels_down", Type: Integer, Chinese: "派件数", English: "Parcels delivered", Unit: parcels},
		{Name: "parcels_up", Type: Integer, Chinese: "揽件数", English: "Parcels collected", Unit: parcels},
		{Name: "created_at", Type: Instant, Chinese: "生成时间", English: "When it was made"},
	}
	siteFields = []Field{
		{Name: "site", Type: String, Chinese: "新增点编号", English: "ID of the candidate, or code of the settlement", ID: true}, premisesField, townField, settlementField,
		{Name: "opening_cost_yuan", Type: Integer, Chinese: "开办费（元）", English: "Cost of opening", Unit: yuan, Sum: true},
		{Name: "yearly_cost_yuan", Type: Integer, Chinese: "年运营费（元）", English: "Cost of a year", Unit: yuan, Sum: true},
		{Name: "newly_covered", Type: Integer, Chinese: "新覆盖居民点数", English: "Settlements newly covered", Sum: true},
		{Name: "newly_covered_people", Type: Integer, Chinese: "新覆盖人口", English: "Residents newly covered", Unit: persons, Sum: true},
	}
	assignmentFields = []Field{
		{Name: "settlement", Type: String, Chinese: "居民点代码", English: "Code of the settlement", ID: true},
		{Name: "site", Type: String, Chinese: "服务点编号", English: "ID of the facility or site that serves it"}, distanceField, durationField,
		{Name: "station", Type: String, Chinese: "上级站", English: "Station that feeds the point"},
		{Name: "hub", Type: String, Chinese: "县级中心", English: "Hub that feeds the station or point"},
	}
	gapFields = []Field{
		{Name: "code", Type: String, Chinese: "居民点代码", English: "Code of the settlement", ID: true}, nameField, kindOfVillage, townField, populationField,
		{Name: "class", Type: String, Chinese: "类别", English: "Class in the audit", Enum: []string{"uncovered", "unreachable", "unlocated"}},
		{Name: "reason", Type: String, Chinese: "原因", English: "Why", Enum: []string{"beyond_limit", "no_facility", "unreachable", "unlinked", "unlocated"}},
		{Name: "nearest", Type: String, Chinese: "最近网点", English: "ID of the nearest facility that counts"}, distanceField, durationField,
	}
)
