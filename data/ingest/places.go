package ingest

import (
	"strings"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// readPlace reads a row of an area or settlement file.
func (in *intake) readPlace(r row) (*problem, error) {
	where, wrong := r.place()
	if wrong != nil {
		return wrong, nil
	}
	codeField := field("stat_code")
	if r.get(codeField) == "" {
		codeField = "code"
	}
	codeText := r.get(codeField)
	isArea, wrong := r.isArea(codeText)
	if wrong != nil {
		return wrong, nil
	}
	if isArea {
		return in.readArea(r, codeField, where)
	}
	return in.readSettlement(r, codeField, where)
}

// isArea decides one row: by its level, else by its outline, else by its code; a
// row that names a village is never an area.
func (r row) isArea(codeText string) (bool, *problem) {
	if text := r.get("level"); text != "" {
		switch strings.ToLower(text) {
		case "province", "city", "county", "town", "township", "省", "省级", "市", "地市", "市级", "县", "县级", "区", "县区", "乡镇", "乡镇级", "镇", "乡", "街道", "乡级", "镇级":
			return true, nil
		case "village", "settlement", "村", "村级", "行政村", "建制村", "社区", "村居", "居委会", "村委会":
			return false, nil
		}
		return false, &problem{r.header("level"), text, say("应为 省、市、县、乡镇 或 村", "省, 市, 县, 乡镇 or 村 (province, city, county, town or village)")}
	}
	if _, ok := r.geometry.(orb.MultiPolygon); ok {
		return true, nil
	}
	code, expected := cleanCode(codeText)
	if !expected.none() || codeText == "" || r.get("village") != "" {
		return false, nil // the reader of settlements says what is wrong
	}
	if code, err := data.AreaCode(code); err == nil {
		return len(code) == 6 || strings.HasSuffix(code, "000"), nil
	}
	return false, nil
}

// readArea reads a city, county or town.
func (in *intake) readArea(r row, codeField field, where place) (*problem, error) {
	text := r.get(codeField)
	if text == "" && r.get("county_code") != "" && where.townCode == "" && where.townName == "" {
		codeField = "county_code"
		text = r.get(codeField)
	}
	if text == "" {
		return &problem{r.header(codeField), "", say("缺少区划代码；行政区划必须有代码", "the division code of the area; areas cannot be kept without one")}, nil
	}
	code, expected := areaCode(text)
	if !expected.none() {
		return &problem{r.header(codeField), text, expected}, nil
	}
	if len(code) == 12 && !strings.HasSuffix(code, "000") {
		return &problem{r.header(codeField), text, say("应为行政区划代码；这是居民点代码", "the code of an area; this is the code of a settlement")}, nil
	}
	name := r.firstOf("name", "town", "county")
	if name == "" {
		return &problem{r.header("name"), "", say("缺少区划名称", "the name of the area")}, nil
	}
	area := data.Area{Code: code, Name: name}
	parent := ""
	if text := r.get("parent"); text != "" {
		if parent, expected = areaCode(text); !expected.none() {
			return &problem{r.header("parent"), text, expected}, nil
		}
	}
	switch {
	case strings.HasSuffix(code, "0000") && len(code) == 6:
		area.Tier, area.Kind = data.TierProvince, data.KindProvince
	case strings.HasSuffix(code, "00") && len(code) == 6:
		area.Tier, area.Kind = data.TierCity, data.KindCity
		if strings.HasSuffix(parent, "0000") {
			parent = "" // found again where the province is on record, which lists of one city rarely bring
		}
		area.Parent = parent
	case len(code) == 6:
		area.Tier, area.Kind, area.Parent = data.TierCounty, countyKind(code), parent
	default:
		area.Tier, area.Kind = data.TierTown, townKind(code)
		area.Parent = cmpOr(parent, where.countyCode, code[:6])
	}
	population, wrong := r.population()
	if wrong != nil {
		return wrong, nil
	}
	area.Population = population
	outline, datum, wrong, err := r.outline()
	if wrong != nil || err != nil {
		return wrong, err
	}
	seat, provenance, wrong, err := r.position()
	if wrong != nil || err != nil {
		return wrong, err
	}
	area.Outline, area.Seat, area.Provenance = outline, seat, provenance
	if seat == nil && outline != nil {
		area.Provenance.Datum = datum
	}
	switch area.Tier {
	case data.TierCounty:
		in.mention(code, name, where.cityName)
	case data.TierTown:
		in.mention(area.Parent, where.countyName, where.cityName)
	}
	in.areas = append(in.areas, pendingArea{r.origin(), area})
	r.accept()
	return nil, nil
}

// readSettlement reads a village, a residents' committee or a pseudo unit.
func (in *intake) readSettlement(r row, codeField field, where place) (*problem, error) {
	if _, ok := r.geometry.(orb.MultiPolygon); ok {
		return &problem{"geometry", "Polygon", say("居民点应为点（Point）；只有行政区划才有边界", "a point for a settlement; outlines are kept for areas only")}, nil
	}
	s := said{place: where}
	var record data.Settlement
	record.Name = r.firstOf("name", "village", "natural_village")
	if text := r.get(codeField); text != "" {
		code, expected := settlementCode(text)
		if !expected.none() {
			return &problem{r.header(codeField), text, expected.replaced("COLUMN", r.header(codeField))}, nil
		}
		record.Code, record.Kind = code, settlementKind(code)
		if parent := r.get("parent"); parent != "" && where.townCode == "" {
			if town, expected := areaCode(parent); expected.none() && len(town) == 12 {
				s.place.townCode = town
			}
		}
		county := cmpOr(where.countyCode, code[:6])
		s.place.countyCode = county
	} else {
		s.sourceID = r.get("source_id")
		s.region = cmpOr(r.get("region"), where.countyName, fileStem(r.sheet.report.File))
		record.Kind = data.KindVillage
	}
	if record.Name == "" && record.Code != "" {
		return &problem{r.header("name"), "", say("缺少居民点名称", "the name of the settlement")}, nil
	}
	if text := r.get("kind"); text != "" {
		kind, ok := settlementKindText(text)
		if !ok {
			return &problem{r.header("kind"), text, say("应为 村委会、居委会 或 类似单位", "village (村委会), residents (居委会) or pseudo (类似单位)")}, nil
		}
		record.Kind = kind
	}
	var wrong *problem
	if record.Population, wrong = r.population(); wrong != nil {
		return wrong, nil
	}
	if wrong = r.plausible(record.Population); wrong != nil {
		return wrong, nil
	}
	if record.ParcelsInDay, wrong = r.decimal("volume_in"); wrong != nil {
		return wrong, nil
	}
	if record.ParcelsOutDay, wrong = r.decimal("volume_out"); wrong != nil {
		return wrong, nil
	}
	location, provenance, wrong, err := r.position()
	if wrong != nil || err != nil {
		return wrong, err
	}
	record.Location, record.Provenance = location, provenance
	if record.Name == "" {
		if location == nil && s.sourceID == "" {
			return &problem{r.header("name"), "", say("名称、代码、坐标至少要有一项", "a name, a code or a position")}, nil
		}
		record.Name = unnamed(r)
	}
	if record.Code != "" {
		in.mention(s.place.countyCode, where.countyName, where.cityName)
	}
	in.addSettlement(r, record, &s)
	r.accept()
	return nil, nil
}

// population prefers residents to the registered, who may live elsewhere.
func (r row) population() (*int64, *problem) {
	for _, f := range []field{"population_resident", "population", "population_registered"} {
		if n, wrong := r.whole(f); wrong != nil || n != nil {
			if f == "population_registered" {
				r.sheet.note(say("没有常住人口，取用户籍人口", "the registered population (户籍人口) was taken, because no residents are given"))
			}
			return n, wrong
		}
	}
	return nil, nil
}

// maxVillagers is more than any village or residents' committee has; the largest on record have about 100,000.
const maxVillagers = 200_000

// plausible refuses more people than a village can have, and notices none at all.
func (r row) plausible(population *int64) *problem {
	switch {
	case population == nil:
	case *population > maxVillagers:
		f := r.populationField()
		return &problem{r.header(f), r.get(f), say("一个村（居）的人口最多 %d 人，而这里是 %d 人：请核对数值和单位（人或万人）；乡镇或县区的数据请写明级别或区划代码",
			"at most %d people in one village, not %d: check the figure and its unit (人 or 万人); rows of towns and counties need their level or division code", maxVillagers, *population)}
	case *population == 0:
		r.sheet.note(say("人口为 0；若是未填写，请留空", "the population is 0; leave it blank if it is not known"))
	}
	return nil
}

// populationField is the column that population took its figure from.
func (r row) populationField() field {
	for _, f := range []field{"population_resident", "population", "population_registered"} {
		if text := r.get(f); text != "" && text != "-" && text != "—" {
			return f
		}
	}
	return "population"
}

// mention remembers the names that rows give to a county and its city.
func (in *intake) mention(code, county, city string) {
	if len(code) != 6 {
		return
	}
	said := in.counties[code]
	in.counties[code] = countyMention{cmpOr(said.name, county), cmpOr(said.city, city)}
}

func (r row) firstOf(fields ...field) string {
	for _, f := range fields {
		if text := r.get(f); text != "" {
			return text
		}
	}
	return ""
}
