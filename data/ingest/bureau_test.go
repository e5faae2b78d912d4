package ingest

import (
	"slices"
	"testing"

	"cuntong/data"
	"cuntong/geo"
)

func TestPlannedFacilitiesAreSaidToBeNoCandidates(t *testing.T) {
	r := readText(t, Options{Known: knownVillages(t)}, "网点名称,乡镇,状态\n甲站,北宋镇,拟建\n乙站,北宋镇,在建\n丙站,北宋镇,备选\n丁站,北宋镇,待建\n")
	f := r.Batch.Facilities
	if f[0].Status != data.Planned || f[1].Status != data.Building || f[2].Status != data.Candidate || f[3].Status != data.Planned {
		t.Errorf("statuses %+v", f)
	}
	if !says(r.Notices, "3 个规划或在建的网点不是备选点") || !says(r.Notices, "3 planned facilities") {
		t.Errorf("notices %v", r.Notices)
	}
}

func TestDaysOfValidityAreReadUnderManyHeaders(t *testing.T) {
	for _, pair := range [][2]string{{"生效日期", "失效日期"}, {"起始日期", "终止日期"}, {"开始日期", "到期日期"}, {"有效期起", "有效期至"}, {"协议生效日期", "协议到期时间"}} {
		r := readText(t, Options{Known: knownVillages(t)}, "行政村,乡镇,服务方式,运营主体,"+pair[0]+","+pair[1]+"\n北宋一村,北宋镇,定点,快递,2024年1月1日,2026/12/31\n")
		if len(r.Batch.Services) != 1 || r.Batch.Services[0].ValidFrom != "2024-01-01" || r.Batch.Services[0].ValidTo != "2026-12-31" {
			t.Errorf("%v: %+v, refused %v", pair, r.Batch.Services, r.Refused)
		}
	}
	r := readText(t, Options{Known: knownVillages(t)}, "行政村,乡镇,服务方式,运营主体,有效期限,有效期至\n北宋一村,北宋镇,定点,快递,两年,长期\n")
	if len(r.Refused) != 0 || r.Batch.Services[0].ValidTo != "" || !says(r.Notices, "列“有效期限”像是有效期") {
		t.Errorf("refused %v, notices %v", r.Refused, r.Notices)
	}
}

func TestFacilityColumnsOfABureauAreRecognised(t *testing.T) {
	r := readText(t, Options{Datum: geo.WGS84, Known: knownVillages(t)}, "网点编号,网点名称,乡镇,品牌,服务内容,建设费用,年运营费用（元）,建设成本备注\nW01,甲站,北宋镇,中通,快递收发,12万元,6000,x\n")
	f := r.Batch.Facilities[0]
	if f.ID != "W01" || !slices.Equal(f.Operators, []data.Operator{data.Express}) || !slices.Contains(f.Offers, data.Pickup) || *f.OpeningCostYuan != 120_000 || *f.YearlyCostYuan != 6000 {
		t.Errorf("got %+v", f)
	}
	for header, want := range map[string]int64{"建设成本（万元）": 30_000, "建设费用（元）": 3, "建设费用万元": 30_000} {
		r := readText(t, Options{Known: knownVillages(t)}, "站点编号,站点名称,"+header+"\nS1,甲站,3\n")
		if f := r.Batch.Facilities[0]; f.ID != "S1" || f.OpeningCostYuan == nil || *f.OpeningCostYuan != want {
			t.Errorf("%s: %+v", header, f)
		}
	}
}

func TestAFacilityKeepsWhomToCall(t *testing.T) {
	for _, header := range []string{"负责人,联系电话", "站长,手机号", "contact,phone"} {
		r := readText(t, Options{Known: knownVillages(t)}, "网点编号,网点名称,乡镇,品牌,"+header+"\nW01,甲站,北宋镇,中通,张三,138 1234 5678\nW02,乙站,北宋镇,中通,,\n")
		list := r.Batch.Facilities
		if len(list) != 2 || list[0].Contact != "张三" || list[0].Phone != "138 1234 5678" || list[1].Contact != "" || list[1].Phone != "" || len(r.Files[0].IgnoredColumns) > 0 {
			t.Errorf("%s: %+v, ignored %v", header, list, r.Files[0].IgnoredColumns)
		}
	}
}

func TestTheProgramsOwnTablesAreRecognised(t *testing.T) {
	known := knownVillages(t)
	sites := "\ufeff编号,名称,县区,乡镇,居民点代码,经度,纬度,建设费用（元）,年运营费用（元）,新覆盖居民点,新覆盖人口\r\nc1,甲站,利津县,北宋镇,370522101201,118.15,37.44,8000,6000,3,900\r\n"
	r := readText(t, Options{Datum: geo.WGS84, Known: known}, sites)
	if len(r.Batch.Facilities) != 1 {
		t.Fatalf("files %+v, refused %v", r.Files[0], r.Refused)
	}
	if f := r.Batch.Facilities[0]; f.ID != "c1" || f.Settlement != "370522101201" || *f.OpeningCostYuan != 8000 || *f.YearlyCostYuan != 6000 || f.Location == nil {
		t.Errorf("got %+v", f)
	}
	gaps := "\ufeff类别,代码,名称,类型,县区代码,县区,乡镇代码,乡镇,人口,最近网点编号,最近网点,距离（米）,时间（秒）,原因\r\n未覆盖,370522101202,后宋村,居委会,370522,利津县,370522101000,北宋镇,860,f1,北宋支局,7200,,超出标准\r\n"
	r = readText(t, Options{Known: known}, gaps)
	if len(r.Batch.Settlements) != 1 || r.Batch.Settlements[0].Kind != data.KindResidents || *r.Batch.Settlements[0].Population != 860 || len(r.Batch.Facilities) != 0 {
		t.Errorf("files %+v, refused %v", r.Files[0], r.Refused)
	}
}

func TestATitleOverACSVIsNotGluedOntoTheHeader(t *testing.T) {
	for _, title := range []string{"利津县村庄情况表", "利津县村庄情况表,,,,", "利津县村庄情况表,,,单位：人,"} {
		r := readText(t, Options{Known: knownVillages(t)}, title+"\n序号,村代码,村名,人口,备用\n1,370522101201,甲村,10,x\n")
		f := r.Files[0]
		if len(r.Batch.Settlements) != 1 || !slices.Equal(f.IgnoredColumns, []string{"序号", "备用"}) || f.Columns["村名"] != "village" {
			t.Errorf("%s: columns %v, ignored %v", title, f.Columns, f.IgnoredColumns)
		}
	}
}

func TestTwinsStrangersAndOperatorlessFacilitiesAreCounted(t *testing.T) {
	known := knownVillages(t)
	r := readText(t, Options{Datum: geo.WGS84, Known: known}, "村代码,村名,乡镇,经度,纬度\n370522101211,甲村,北宋镇,118.151,37.441\n370522101212,甲村,北宋镇,118.151,37.441\n370522101213,乙村,北宋镇,118.151,37.441\n")
	if len(r.Batch.Settlements) != 3 || !says(r.Notices, "1 个居民点与另一个代码不同") || !says(r.Notices, "甲村 370522101211、370522101212") {
		t.Errorf("notices %v", r.Notices)
	}
	r = readText(t, Options{Datum: geo.WGS84, Known: known}, "网点名称,乡镇,行政村,经度,纬度\n甲站,北宋镇,无名村,118.151,37.441\n")
	if !says(r.Notices, "1 个有坐标的网点所写的村未知") || !says(r.Notices, "没有可识别的运营主体（邮政、快递、供销、电商）；这些网点不计入任何一家（1 行）") {
		t.Errorf("notices %v", r.Notices)
	}
}
