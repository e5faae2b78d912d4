package ingest

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// GTFS is the General Transit Feed Specification (gtfs.org/documentation/schedule/reference): one text table for each kind of thing, in a
// folder or a ZIP file. Only what a timetable of buses needs is read.

// maxGTFSBytes bounds one unpacked table.
const maxGTFSBytes = 512 << 20

// isGTFS reports whether a folder holds a feed.
func isGTFS(folder string) bool {
	for _, name := range []string{"stops.txt", "stop_times.txt"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return false
		}
	}
	return true
}

// readGTFS reads a feed into bus lines.
func (in *intake) readGTFS(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return fileError(file, "无法打开（%v）", "cannot be opened (%v)", errors.Unwrap(err))
	}
	feed := &gtfs{in: in, file: file, sheet: in.newSheet(filepath.Base(file), "UTF-8")}
	feed.sheet.report.Kind = "gtfs"
	if info.IsDir() {
		feed.files = os.DirFS(file)
	} else {
		archive, err := zip.OpenReader(file)
		if err != nil {
			return fileError(file, "不是 ZIP 文件（%v）；只能读取 GTFS 的 .zip", "is no ZIP file (%v); a .zip is read as GTFS", err)
		}
		defer archive.Close()
		feed.files = archive
		for _, f := range archive.File { // some feeds lie in a folder of the archive
			if path.Base(f.Name) == "stops.txt" && path.Dir(f.Name) != "." {
				if feed.files, err = fs.Sub(archive, path.Dir(f.Name)); err != nil {
					return err
				}
			}
		}
	}
	return feed.read()
}

type gtfs struct {
	in      *intake
	file    string
	sheet   *sheet
	files   fs.FS
	stops   map[string]data.BusStop
	lines   map[string]*data.BusLine
	order   []string
	trips   map[string]*data.BusTrip
	of      map[string]string // trip to its line
	days    map[string]*data.BusTrip
	untimed int
	other   int // routes that are no buses
}

// table reads one of the feed's tables row by row.
func (g *gtfs) table(name string, needed bool, columns []string, take func(line int, cell func(string) string) error) error {
	f, err := g.files.Open(name)
	if errors.Is(err, fs.ErrNotExist) && !needed {
		return nil
	}
	if err != nil {
		return fileError(g.file, "缺少 GTFS 的 %s", "lacks the table %s of GTFS", name)
	}
	defer f.Close()
	rows := csv.NewReader(io.LimitReader(f, maxGTFSBytes))
	rows.FieldsPerRecord, rows.ReuseRecord = -1, true
	head, err := rows.Read()
	if err != nil {
		return fileError(g.file, "%s 没有表头（%v）", "%s has no heading (%v)", name, err)
	}
	at := map[string]int{}
	for i, column := range head {
		at[strings.TrimSpace(strings.TrimPrefix(column, "\ufeff"))] = i
	}
	for _, column := range columns {
		if _, ok := at[column]; !ok {
			return fileError(g.file, "%s 缺少列 %s", "%s lacks the column %s", name, column)
		}
	}
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := rows.FieldPos(0)
		if err != nil {
			return fileError(g.file, "%s 第 %d 行不是 CSV（%v）", "%s line %d is not CSV (%v)", name, line, err)
		}
		if line%10_000 == 0 {
			if err := g.in.ctx.Err(); err != nil {
				return err
			}
		}
		err = take(line, func(column string) string {
			if i, ok := at[column]; ok && i < len(cells) {
				return strings.Clone(strings.TrimSpace(cells[i]))
			}
			return ""
		})
		if err != nil {
			return err
		}
	}
}

func (g *gtfs) wrong(name string, line int, column, value, zh, en string) error {
	return fileError(g.file, "%[1]s 第 %[2]d 行：%[3]s 为“%[4]s”，应为%[5]s", "%[1]s line %[2]d: %[3]s is %[4]q, expected %[6]s", name, line, column, value, zh, en)
}

func (g *gtfs) read() error {
	g.stops, g.lines, g.trips, g.of, g.days = map[string]data.BusStop{}, map[string]*data.BusLine{}, map[string]*data.BusTrip{}, map[string]string{}, map[string]*data.BusTrip{}
	for _, step := range []func() error{g.readStops, g.readRoutes, g.readCalendar, g.readTrips, g.readTimes, g.refuseFrequencies} {
		if err := step(); err != nil {
			return err
		}
	}
	report := g.sheet.report
	for _, id := range g.order {
		line := g.lines[id]
		used := map[string]bool{}
		var trips []string
		for trip, of := range g.of {
			if of == id {
				trips = append(trips, trip)
			}
		}
		slices.Sort(trips)
		for _, trip := range trips {
			if len(g.trips[trip].Calls) < 2 {
				continue
			}
			line.Trips = append(line.Trips, *g.trips[trip])
			for _, call := range g.trips[trip].Calls {
				if !used[call.Stop] {
					used[call.Stop] = true
					line.Stops = append(line.Stops, g.stops[call.Stop])
				}
			}
		}
		report.Rows++
		report.Accepted++
		g.in.keepLine(*line, origin{report, 0})
	}
	if g.other > 0 {
		g.in.notice("%s：%d 条线路不是公交，没有读取", "%s: %d routes are no buses and were not read", filepath.Base(g.file), g.other)
	}
	if g.untimed > 0 {
		g.in.notice("%s：%d 次停靠没有时刻，不能在那里交接", "%s: %d calls have no time; nothing can be handed over there", filepath.Base(g.file), g.untimed)
	}
	g.sheet.finish()
	return nil
}

func (g *gtfs) readStops() error {
	datum := g.in.options.Datum
	if datum == "" {
		datum = geo.WGS84 // as the specification says
	}
	g.sheet.report.Datum = datum
	return g.table("stops.txt", true, []string{"stop_id"}, func(line int, cell func(string) string) error {
		stop := data.BusStop{ID: cell("stop_id"), Name: cell("stop_name")}
		if kind := cell("location_type"); kind != "" && kind != "0" {
			return nil
		}
		if lon, lat := cell("stop_lon"), cell("stop_lat"); lon != "" && lat != "" {
			var given orb.Point
			var err error
			for i, text := range []string{lon, lat} {
				if given[i], err = strconv.ParseFloat(text, 64); err != nil {
					return g.wrong("stops.txt", line, "stop_lon, stop_lat", lon+", "+lat, "度", "degrees")
				}
			}
			if err := geo.CheckPoint(given); err != nil {
				return g.wrong("stops.txt", line, "stop_lon, stop_lat", lon+", "+lat, "地球上的经纬度", "a place on Earth in degrees")
			}
			place, err := datum.ToWGS84(given)
			if err != nil {
				return g.wrong("stops.txt", line, "stop_lon, stop_lat", lon+", "+lat, "地球上的经纬度", "a place on Earth in degrees")
			}
			stop.Place = &place
		}
		g.stops[stop.ID] = stop
		return nil
	})
}

func (g *gtfs) readRoutes() error {
	agency, phone := map[string]string{}, map[string]string{}
	err := g.table("agency.txt", false, nil, func(_ int, cell func(string) string) error {
		agency[cell("agency_id")], phone[cell("agency_id")] = cell("agency_name"), cell("agency_phone")
		return nil
	})
	if err != nil {
		return err
	}
	return g.table("routes.txt", true, []string{"route_id", "route_type"}, func(line int, cell func(string) string) error {
		kind, err := strconv.Atoi(cell("route_type"))
		if err != nil {
			return g.wrong("routes.txt", line, "route_type", cell("route_type"), "数字", "a number")
		}
		if kind != 3 && kind != 11 && (kind < 200 || kind > 299) && (kind < 700 || kind > 799) && kind != 800 {
			g.other++
			return nil
		}
		id := cell("route_id")
		name := cell("route_long_name")
		if short := cell("route_short_name"); short != "" && name != "" {
			name = short + " " + name
		} else if name == "" {
			name = short
		}
		if g.lines[id] == nil {
			g.order = append(g.order, id)
		}
		g.lines[id] = &data.BusLine{ID: id, Name: name, Operator: agency[cell("agency_id")], Phone: phone[cell("agency_id")],
			Provenance: data.Provenance{Source: filepath.Base(g.file), Datum: g.sheet.report.Datum}}
		return nil
	})
}

// day reads YYYYMMDD.
func (g *gtfs) day(table string, line int, column, text string) (data.Date, error) {
	if len(text) == 8 {
		if day, err := data.ParseDate(text[:4] + "-" + text[4:6] + "-" + text[6:]); err == nil {
			return day, nil
		}
	}
	return "", g.wrong(table, line, column, text, "YYYYMMDD 形式的日期", "a day written YYYYMMDD")
}

func (g *gtfs) readCalendar() error {
	err := g.table("calendar.txt", false, []string{"service_id", "start_date", "end_date"}, func(line int, cell func(string) string) (err error) {
		service := &data.BusTrip{}
		for i, name := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			service.Weekdays[i] = cell(name) == "1"
		}
		if service.From, err = g.day("calendar.txt", line, "start_date", cell("start_date")); err != nil {
			return err
		}
		service.To, err = g.day("calendar.txt", line, "end_date", cell("end_date"))
		g.days[cell("service_id")] = service
		return err
	})
	if err != nil {
		return err
	}
	return g.table("calendar_dates.txt", false, []string{"service_id", "date", "exception_type"}, func(line int, cell func(string) string) error {
		day, err := g.day("calendar_dates.txt", line, "date", cell("date"))
		if err != nil {
			return err
		}
		service := g.days[cell("service_id")]
		if service == nil {
			service = &data.BusTrip{}
			g.days[cell("service_id")] = service
		}
		switch cell("exception_type") {
		case "1":
			service.Added = append(service.Added, day)
		case "2":
			service.Removed = append(service.Removed, day)
		default:
			return g.wrong("calendar_dates.txt", line, "exception_type", cell("exception_type"), "1 或 2", "1 or 2")
		}
		return nil
	})
}

func (g *gtfs) readTrips() error {
	return g.table("trips.txt", true, []string{"route_id", "service_id", "trip_id"}, func(line int, cell func(string) string) error {
		if g.lines[cell("route_id")] == nil {
			return nil // no bus
		}
		service := g.days[cell("service_id")]
		if service == nil {
			return g.wrong("trips.txt", line, "service_id", cell("service_id"), "calendar.txt 或 calendar_dates.txt 中的运行日", "a service of calendar.txt or calendar_dates.txt")
		}
		trip := *service
		trip.ID, trip.Headsign = cell("trip_id"), cell("trip_headsign")
		g.trips[trip.ID], g.of[trip.ID] = &trip, cell("route_id")
		return nil
	})
}

func (g *gtfs) readTimes() error {
	numbers := map[string][]int{}
	err := g.table("stop_times.txt", true, []string{"trip_id", "stop_id", "stop_sequence"}, func(line int, cell func(string) string) error {
		trip := g.trips[cell("trip_id")]
		if trip == nil {
			return nil
		}
		if _, ok := g.stops[cell("stop_id")]; !ok {
			return g.wrong("stop_times.txt", line, "stop_id", cell("stop_id"), "stops.txt 中的停靠站", "a stop of stops.txt")
		}
		number, err := strconv.Atoi(cell("stop_sequence"))
		if err != nil {
			return g.wrong("stop_times.txt", line, "stop_sequence", cell("stop_sequence"), "整数", "a whole number")
		}
		arrive, leave := cell("arrival_time"), cell("departure_time")
		if arrive == "" {
			arrive = leave
		}
		if leave == "" {
			leave = arrive
		}
		if arrive == "" {
			g.untimed++
			return nil
		}
		call := data.BusCall{Stop: cell("stop_id")}
		for text, into := range map[string]*int64{"a" + arrive: &call.Arrive, "d" + leave: &call.Leave} {
			seconds, ok := timeOfDay(text[1:])
			if !ok {
				return g.wrong("stop_times.txt", line, "arrival_time, departure_time", arrive+", "+leave, "HH:MM:SS", "HH:MM:SS")
			}
			*into = seconds
		}
		trip.Calls = append(trip.Calls, call)
		numbers[trip.ID] = append(numbers[trip.ID], number)
		return nil
	})
	for id, list := range numbers {
		order := make([]int, len(list))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return list[a] - list[b] })
		calls := make([]data.BusCall, len(order))
		for i, from := range order {
			calls[i] = g.trips[id].Calls[from]
		}
		g.trips[id].Calls = calls
	}
	return err
}

// refuseFrequencies says that trips given by headways are not a timetable.
func (g *gtfs) refuseFrequencies() error {
	rows := 0
	err := g.table("frequencies.txt", false, nil, func(int, func(string) string) error { rows++; return nil })
	if rows > 0 {
		g.in.notice("%s：frequencies.txt 的发车间隔没有读取，班次只按 stop_times.txt", "%s: the headways of frequencies.txt were not read; trips are those of stop_times.txt", filepath.Base(g.file))
	}
	return err
}
