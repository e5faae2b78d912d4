package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"cuntong/data"
)

// readService reads how a settlement is served; a row that names several operators makes a record for each.
func (in *intake) readService(r row) (*problem, error) {
	where, wrong := r.place()
	if wrong != nil {
		return wrong, nil
	}
	where.village = cmpOr(where.village, r.get("name"))
	for _, f := range []field{"settlement_code", "stat_code"} {
		if text := r.get(f); text != "" && where.villageCode == "" {
			code, expected := settlementCode(text)
			if !expected.none() {
				return &problem{r.header(f), text, expected.replaced("COLUMN", r.header(f))}, nil
			}
			where.villageCode = code
		}
	}
	if where.village == "" && where.villageCode == "" {
		return &problem{r.header("village"), "", say("缺少村的名称或代码", "the village served, by name or code")}, nil
	}
	record := data.Service{Provenance: data.Provenance{Source: r.sheet.report.File, Line: r.line}}
	if wrong := r.readMode(&record); wrong != nil {
		return wrong, nil
	}
	if record.TimesPerWeek, wrong = r.timesPerWeek(); wrong != nil {
		return wrong, nil
	}
	if record.ValidFrom, wrong = r.date("valid_from"); wrong != nil {
		return wrong, nil
	}
	if record.ValidTo, wrong = r.date("valid_to"); wrong != nil {
		return wrong, nil
	}
	operators := operatorsOf(r.get("operator"))
	if len(operators) == 0 {
		operators = operatorsOf(r.header("served") + r.header("service_mode") + r.header("frequency"))
	}
	if len(operators) == 0 {
		return &problem{r.header("operator"), r.get("operator"), say("应写明由谁服务：邮政、快递、供销 或 电商", "who serves the village: 邮政, 快递, 供销 or 电商")}, nil
	}
	for i, operator := range operators {
		one := record
		one.Operator, one.ID = operator, r.get("code")
		if one.ID != "" && i > 0 {
			one.ID += "-" + string(operator)
		}
		in.services = append(in.services, pendingService{r.origin(), one, where, r.get("facility_id")})
	}
	r.accept()
	return nil, nil
}

// readMode takes the mode from exempt, then service_mode, then served.
func (r row) readMode(record *data.Service) *problem {
	if text := r.get("exempt"); text != "" {
		yes, answered := yesNo(text)
		switch {
		case !answered:
			record.Mode, record.ExemptReason = data.Exempt, text
			return nil
		case yes:
			record.Mode, record.ExemptReason = data.Exempt, r.header("exempt")
			return nil
		}
	}
	if text := r.get("service_mode"); text != "" {
		mode, ok := serviceModeOf(text)
		if !ok {
			return &problem{r.header("service_mode"), text, say("应为 定点、直投、定时、无 或 免设", "定点 (point), 直投 (door), 定时 (scheduled), 无 (none) or 免设 (exempt)")}
		}
		record.Mode = mode
		return nil
	}
	if text := r.get("served"); text != "" {
		yes, ok := yesNo(text)
		if !ok {
			return &problem{r.header("served"), text, say("应为 是 或 否", "是 or 否")}
		}
		switch {
		case !yes:
			record.Mode = data.NoService
		case strings.Contains(r.header("served"), "直投"):
			record.Mode = data.AtDoor
		default:
			record.Mode = data.AtPoint
			if !strings.Contains(r.header("served"), "设点") {
				r.sheet.note(say("该列只说明已覆盖而没有说明方式，按定点服务计", "the column says that villages are served but not how; taken as served at a point"))
			}
		}
		return nil
	}
	if r.get("frequency") != "" {
		record.Mode = data.Scheduled
		return nil
	}
	return &problem{r.header("service_mode"), "", say("应写明服务方式：定点、直投、定时、无 或 免设", "how the village is served: 定点, 直投, 定时, 无 or 免设")}
}

// frequencyPattern finds 每周3次, 周三班, 一周五班, 每日1次, 3次/周, 3.
var frequencyPattern = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?|[一二两三四五六七])`)

// timesPerWeek reads a frequency; per day counts sevenfold.
func (r row) timesPerWeek() (*float64, *problem) {
	text := halfWidth(r.get("frequency"))
	if text == "" {
		return nil, nil
	}
	wrong := &problem{r.header("frequency"), text, say("应为每周次数，例如 3 或 每周3次", "times a week, such as 3 or 每周3次")}
	perDay := strings.Contains(text, "日") || strings.Contains(text, "天")
	rest := strings.NewReplacer("每一", "每", "一周", "周", "一日", "日", "一天", "天").Replace(text)
	found := frequencyPattern.FindAllString(rest, -1)
	if len(found) == 0 && perDay {
		found = []string{"1"}
	}
	if len(found) != 1 {
		return nil, wrong
	}
	times, err := strconv.ParseFloat(found[0], 64)
	if err != nil {
		times = map[string]float64{"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}[found[0]]
	}
	if perDay {
		times *= 7
	}
	if times > 200 {
		return nil, wrong
	}
	return &times, nil
}

// excelEpoch is day 0 of the day numbers that workbooks store.
const excelEpoch = "1899-12-30"

// date reads 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 20240301 and, from workbooks, day numbers.
func (r row) date(f field) (data.Date, *problem) {
	text := strings.TrimSpace(halfWidth(r.get(f)))
	if text == "" {
		return "", nil
	}
	plain := strings.TrimSuffix(strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(text), "-")
	for _, layout := range []string{"2006-1-2", "20060102"} {
		if day, err := time.Parse(layout, plain); err == nil {
			return data.Date(day.Format(time.DateOnly)), nil
		}
	}
	if number, err := strconv.Atoi(text); err == nil && r.sheet.spreadsheet && number > 20_000 && number < 80_000 {
		if epoch, err := time.Parse(time.DateOnly, excelEpoch); err == nil {
			return data.Date(epoch.AddDate(0, 0, number).Format(time.DateOnly)), nil
		}
	}
	return "", &problem{r.header(f), text, say("应为日期，例如 2024-03-01（%s）", "a day such as 2024-03-01 (%s)", f)}
}
