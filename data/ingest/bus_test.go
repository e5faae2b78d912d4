package ingest

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"
)

func TestAFeedIsReadAsFolderAndAsArchiveAlike(t *testing.T) {
	folder := "testdata/gtfs-lijin"
	archive := filepath.Join(t.TempDir(), "gtfs-lijin.zip")
	f, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	if err := w.AddFS(os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	for _, file := range []string{folder, archive} {
		r := mustRead(t, Options{}, file)
		lines := r.Batch.BusLines
		if len(lines) != 3 || len(r.Refused) > 0 || !says(r.Notices, "1 routes are no buses") {
			t.Fatalf("%s: %d lines, refused %v, notices %v", file, len(lines), r.Refused, r.Notices)
		}
		line := lines[0]
		if line.ID != "LJ1" || line.Name != "1路 利津—北宋镇（模拟）" || line.Operator != "利津公交（模拟）" || line.Phone != "0546-0000000" || len(line.Stops) != 9 || len(line.Trips) != 8 || line.CapacityParcels != nil {
			t.Errorf("%s: line %+v", file, line)
		}
		trip := line.Trips[0]
		if trip.ID != "LJ1-1去" || trip.Calls[0].Stop != "客运站" || trip.Calls[0].Arrive != 7*3600+20*60 || len(trip.Calls) != 9 || !trip.RunsOn("2026-11-28") {
			t.Errorf("%s: trip %+v", file, trip)
		}
		for _, trip := range line.Trips { // the last departure runs on workdays only, and not on the first of October
			workdays := strings.HasPrefix(trip.ID, "LJ1-4")
			for day, want := range map[data.Date]bool{"2026-11-28": !workdays, "2026-11-27": true, "2026-10-01": !workdays, "2028-01-01": false} {
				if got := trip.RunsOn(day); got != want {
					t.Errorf("%s: trip %s runs on %s: %v", file, trip.ID, day, got)
				}
			}
		}
	}
}

func TestATimetableIsReadIntoALine(t *testing.T) {
	r := mustRead(t, Options{Datum: geo.WGS84}, "testdata/bus-timetable-lijin.csv")
	if len(r.Batch.BusLines) != 1 || len(r.Refused) > 0 || r.Files[0].Kind != "bus timetable" || r.Files[0].Accepted != 32 {
		t.Fatalf("lines %+v, report %+v, refused %v", r.Batch.BusLines, r.Files[0], r.Refused)
	}
	line := r.Batch.BusLines[0]
	if line.ID != "LJ4" || *line.CapacityParcels != 200 || *line.HandoverSeconds != 90 || *line.DelaySeconds != 480 || *line.YuanPerParcel != 0.25 || len(line.Stops) != 8 || len(line.Trips) != 4 {
		t.Errorf("line %+v", line)
	}
	if trip := line.Trips[0]; trip.ID != "1去" || trip.Calls[0].Arrive != 8*3600+30*60 || trip.Calls[0].Leave != trip.Calls[0].Arrive+60 || !trip.RunsOn("2026-11-29") {
		t.Errorf("trip %+v", trip)
	}
}

func TestFeedsAndTimetablesThatAreWrongAreNamed(t *testing.T) {
	write := func(files map[string]string) string {
		folder := t.TempDir()
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return folder
	}
	good := map[string]string{"stops.txt": "stop_id,stop_name,stop_lon,stop_lat\na,甲,118.1,37.5\nb,乙,118.2,37.5\n", "routes.txt": "route_id,route_type\nr,3\n", "trips.txt": "route_id,service_id,trip_id\nr,s,t\n",
		"calendar_dates.txt": "service_id,date,exception_type\ns,20261126,1\n", "stop_times.txt": "trip_id,stop_id,stop_sequence,arrival_time,departure_time\nt,b,2,8:30:00,8:30:00\nt,a,1,08:00:00,08:00:00\n"}
	r := mustRead(t, Options{}, write(good))
	if trip := r.Batch.BusLines[0].Trips[0]; trip.Calls[0].Stop != "a" || !trip.RunsOn("2026-11-26") || trip.RunsOn("2026-11-27") {
		t.Errorf("trip %+v", trip)
	}
	for want, change := range map[string][3]string{
		"stops.txt line 2":             {"stops.txt", "118.1,37.5", "37.5,118.1"},
		"routes.txt line 2":            {"routes.txt", "r,3", "r,bus"},
		"lacks the column trip_id":     {"trips.txt", "trip_id", "id"},
		"service_id is \"s\"":          {"calendar_dates.txt", "s,20261126,1\n", ""},
		"YYYYMMDD":                     {"calendar_dates.txt", "20261126", "2026-11-26"},
		"arrival_time, departure_time": {"stop_times.txt", "8:30:00,8:30:00", "half past eight,8:30:00"},
		"a stop of stops.txt":          {"stop_times.txt", "t,b,2", "t,c,2"},
	} {
		bad := map[string]string{}
		for name, text := range good {
			bad[name] = text
		}
		bad[change[0]] = strings.Replace(bad[change[0]], change[1], change[2], 1)
		if _, err := Read(t.Context(), []string{write(bad)}, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want it to say %q", change, err, want)
		}
	}
	const header = "线路编号,班次,停靠站,经度,纬度,到站,离站,运行日\n"
	for want, rows := range map[string]string{"arrive": "1,a,甲,118.1,37.5,,,\n", "到站": "1,a,甲,118.1,37.5,8点,,\n", "运行日": "1,a,甲,118.1,37.5,08:00,,有时\n", "班次": "1,,甲,118.1,37.5,08:00,,\n",
		"stop_name": "1,a,甲,118.1,37.5,08:00,,\n1,b,甲,118.3,37.5,08:00,,\n"} {
		file := filepath.Join(t.TempDir(), "时刻表.csv")
		if err := os.WriteFile(file, []byte(header+rows+"2,a,乙,118.1,37.5,07:00,,15\n2,a,丙,118.2,37.5,25:10,,15\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		r := mustRead(t, Options{Datum: geo.WGS84}, file)
		if len(r.Refused) != 1 || r.Refused[0].Field != want && r.Refused[0].Field != "到站" {
			t.Errorf("%q: refused %v, want the field %s", rows, r.Refused, want)
		}
		last := r.Batch.BusLines[len(r.Batch.BusLines)-1]
		if last.ID != "2" || last.Trips[0].Calls[1].Arrive != 25*3600+600 || last.Trips[0].Weekdays != [7]bool{0: true, 4: true} {
			t.Errorf("%q: the good line came as %+v", rows, last)
		}
	}
}
