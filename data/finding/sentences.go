package finding

// said is what is said of a rule.
type said struct{ kind, zh, en, fixZH, fixEN string }

// order is that of the lists.
func order() []Code {
	return []Code{NoPosition, NoPopulation, NoTown, OutsideCounty, OutsideTown, SameNameNear, FarFromRoad, FacilityNoPosition, FacilityNoVillage,
		FacilityNoTown, FacilityNoOperator, FacilityOutside, FacilityFar, FacilityTwice, OtherDatum, NoStation, NoHub}
}

// sentences are in both languages.
func sentences() map[Code]said {
	return map[Code]said{
		NoPosition:    {"settlement", "村庄没有坐标，不能计算到网点的距离", "Villages without a position: nothing can be said about their way to a facility", "", ""},
		NoPopulation:  {"settlement", "村庄没有人口，按人口统计的数字不含它们", "Villages without a population: figures by population leave them out", "", ""},
		NoTown:        {"settlement", "村庄没有所属乡镇", "Villages that belong to no town", "归入边界包含它的乡镇", "Take the town whose outline holds it"},
		OutsideCounty: {"settlement", "村庄在本县边界外 5 公里以上", "Villages more than 5 km outside their county", "经纬度对调", "Turn longitude and latitude round"},
		OutsideTown:   {"settlement", "村庄在所属乡镇边界外 500 米以上", "Villages more than 500 m outside their town", "归入边界包含它的乡镇", "Take the town whose outline holds it"},
		SameNameNear:  {"settlement", "1 公里内有同名村庄，可能重复", "Villages of one name within 1 km of each other: perhaps the same twice", "", ""},
		FarFromRoad:   {"settlement", "村庄 1 公里内没有道路", "Villages with no road within 1 km", "", ""},

		FacilityNoPosition: {"facility", "网点没有坐标，不能提供服务覆盖", "Facilities without a position: they serve nobody in any figure", "取所在村庄的坐标", "Take the position of its village"},
		FacilityNoVillage:  {"facility", "村级点没有所在村", "Points that stand in no village", "归入 300 米内的村庄", "Take the village within 300 m"},
		FacilityNoTown:     {"facility", "网点没有所属乡镇，不计入任何乡镇、县区", "Facilities that belong to no town: they count for no town and no county", "取所在村庄的乡镇，或边界包含它的乡镇", "Take the town of its village, or the one whose outline holds it"},
		FacilityNoOperator: {"facility", "网点没有运营主体，不计入邮政、快递、供销、电商任何一家", "Facilities without an operator: they count for none of the four", "", ""},
		FacilityOutside:    {"facility", "网点在所属乡镇边界外 500 米以上", "Facilities more than 500 m outside their town", "归入边界包含它的乡镇", "Take the town whose outline holds it"},
		FacilityFar:        {"facility", "网点距所在村庄 5 公里以上", "Facilities more than 5 km from the village that they name", "", ""},
		FacilityTwice:      {"facility", "100 米内有同名网点，可能是两份名单中的同一处", "Facilities of one name within 100 m: perhaps the same premises on two lists", "关闭重复的一处；保留的一处已有它的全部运营主体和服务", "Close the second one; the first has all its operators and offers already"},
		OtherDatum:         {"facility", "同一文件的网点整体偏离所在村庄，换一种坐标系后对上，可能导入时选错了坐标系", "Facilities of one file all lie off their villages and fit in another datum: perhaps loaded with the wrong one", "按另一种坐标系换算", "Convert from the other datum"},
		NoStation:          {"facility", "村级点所在乡镇没有正常运营的乡镇站，本县也没有县级中心", "Points whose town has no active station and whose county has no active hub", "", ""},
		NoHub:              {"facility", "乡镇站所在县没有正常运营的县级中心", "Stations whose county has no hub that is active", "", ""},
	}
}

// Codes lists the codes of all rules in order.
func Codes() []Code { return order() }
