package ingest

import (
	"slices"
	"strings"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// readFacility reads a row of a list of premises.
func (in *intake) readFacility(r row) (*problem, error) {
	if _, ok := r.geometry.(orb.MultiPolygon); ok {
		return &problem{"geometry", "Polygon", say("网点应为点（Point）", "a point for a facility")}, nil
	}
	where, wrong := r.place()
	if wrong != nil {
		return wrong, nil
	}
	f := pendingFacility{origin: r.origin(), place: where}
	record := &f.record
	record.Name, record.Contact, record.Phone = r.get("name"), r.get("contact"), r.get("phone")
	if wrong := f.readSettlementCode(r); wrong != nil {
		return wrong, nil
	}
	r.readOperators(record)
	if wrong := r.readStatus(record); wrong != nil {
		return wrong, nil
	}
	if wrong := r.readTier(record, f.place); wrong != nil {
		return wrong, nil
	}
	record.Offers = offersOf(r.get("functions"))
	if len(record.Offers) == 0 {
		if text := r.get("functions"); text != "" {
			r.sheet.note(say("“%s”没有可识别的服务，按 取件、寄件 计", "%s names no offer that is known; pickup and dropoff were assumed", r.header("functions")))
		} else {
			r.sheet.note(say("没有写明网点的服务内容，按 取件、寄件 计", "nothing says what the facility offers; pickup and dropoff were assumed"))
		}
		record.Offers = []data.Offer{data.Pickup, data.Dropoff}
	}
	if record.CapacityParcelsDay, wrong = r.decimal("capacity_parcels_day"); wrong != nil {
		return wrong, nil
	}
	if record.OpeningCostYuan, wrong = r.yuan("invest"); wrong != nil {
		return wrong, nil
	}
	if record.YearlyCostYuan, wrong = r.yuan("yearly_cost"); wrong != nil {
		return wrong, nil
	}
	if text := r.get("universal_service"); text != "" {
		yes, ok := yesNo(text)
		if !ok {
			return &problem{r.header("universal_service"), text, say("应为 是 或 否", "是 or 否")}, nil
		}
		record.UniversalService = yes
	}
	location, provenance, wrong, err := r.position()
	if wrong != nil || err != nil {
		return wrong, err
	}
	record.Location, record.Provenance = location, provenance
	record.ID = r.firstOf("code", "facility_id")
	if _, expected := cleanCode(record.ID); !expected.none() {
		return &problem{r.header("code"), record.ID, expected.replaced("a code of twelve digits", "a code").replaced("12 位代码", "编号")}, nil
	}
	if record.ID == "" {
		record.ID = digestID("f", record.Name, where.countyName, where.townName, where.townCode, where.village, f.place.villageCode, provenance.Original)
	}
	if record.Name == "" {
		record.Name = unnamed(r)
	}
	in.facilities = append(in.facilities, f)
	r.accept()
	return nil, nil
}

// readSettlementCode takes the code of the village or town that a facility stands in.
func (f *pendingFacility) readSettlementCode(r row) *problem {
	for _, at := range []field{"settlement_code", "stat_code"} {
		text := r.get(at)
		if text == "" {
			continue
		}
		code, expected := areaCode(text)
		if !expected.none() {
			return &problem{r.header(at), text, expected}
		}
		switch {
		case len(code) == 6:
			f.place.countyCode = cmpOr(f.place.countyCode, code)
		case strings.HasSuffix(code, "000"):
			f.place.townCode = cmpOr(f.place.townCode, code)
		default:
			f.place.villageCode = code
		}
		break
	}
	return nil
}

// readOperators looks at operator and brands, without either at type and name, and at last at the name of the
// file: 邮政支局所.xlsx rarely says 邮政 in every row.
func (r row) readOperators(record *data.Facility) {
	record.Operators = operatorsOf(r.get("operator") + " " + r.get("brands"))
	if len(record.Operators) == 0 {
		record.Operators = operatorsOf(r.get("type") + " " + r.get("name"))
	}
	if len(record.Operators) == 0 {
		if record.Operators = operatorsOf(fileStem(r.sheet.report.File)); len(record.Operators) > 0 {
			r.sheet.note(say("行内没有可识别的运营主体，按文件名作为 %v", "no operator is recognised in the row; taken as %v after the name of the file", record.Operators))
			return
		}
		r.sheet.note(say("没有可识别的运营主体（邮政、快递、供销、电商）；这些网点不计入任何一家", "no operator is recognised (邮政, 快递, 供销, 电商); these facilities count for none"))
	}
}

func (r row) readStatus(record *data.Facility) *problem {
	record.Status = data.Active
	text := r.get("status")
	if text == "" {
		r.sheet.note(say("没有写明网点是否运营，按正常运营计", "nothing says whether the facility is running; taken as active"))
		return nil
	}
	status, ok := facilityStatusOf(text)
	if !ok {
		return &problem{r.header("status"), text, say("应为 正常、停运、撤销、在建、规划、备选、是、否 之一", "one of 正常, 停运, 撤销, 在建, 规划, 备选, 是, 否")}
	}
	record.Status = status
	return nil
}

// readTier looks at level, then type, then the name, then at how exactly the row says where it stands.
func (r row) readTier(record *data.Facility, where place) *problem {
	for _, f := range []field{"level", "type", "name"} {
		text := r.get(f)
		if f == "level" && slices.Contains([]string{"县", "1", "一级"}, text) {
			record.Tier = data.Hub
			return nil
		}
		if tier, ok := facilityTierOf(text); ok {
			record.Tier = tier
			return nil
		}
		if f == "level" && text != "" {
			return &problem{r.header("level"), text, say("应为 县、乡镇 或 村", "县, 乡镇 or 村")}
		}
	}
	record.Tier = data.ServicePoint
	if where.village == "" && where.villageCode == "" && where.townName+where.townCode != "" {
		record.Tier = data.Station
	}
	r.sheet.note(say("级别、类型、名称都没有说明层级；只写乡镇的按乡镇站，其余按村级点", "neither level, type nor name says the tier; those that name a town but no village were taken as stations, the others as points"))
	return nil
}
