package osrm

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// fake serves what a handler says and counts the requests.
func fake(t *testing.T, o Options, handler http.HandlerFunc) (*Router, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	o.URL = server.URL
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return r, &asked
}

// along answers tables of places on a line: a thousandth of a degree is 100 m and 10.04 s. Places with a latitude of
// 1 have no road; those at 2 lie 5 km from one.
func along(t *testing.T, most int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/table/v1/driving/") {
			t.Errorf("asked for %s", r.URL.Path)
		}
		var lon []float64
		var way []string
		pairs := strings.Split(strings.TrimPrefix(r.URL.Path, "/table/v1/driving/"), ";")
		if len(pairs) > most {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code":"TooBig","message":"Too many table coordinates"}`)
			return
		}
		for i, pair := range pairs {
			var x, y float64
			if _, err := fmt.Sscanf(pair, "%f,%f", &x, &y); err != nil {
				t.Error(err)
			}
			if y == 1 {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprintf(w, `{"code":"NoSegment","message":"Could not find a matching segment for coordinate %d"}`, i)
				return
			}
			lon, way = append(lon, x), append(way, fmt.Sprintf(`{"distance":%g,"location":[%g,%g],"name":""}`, map[bool]float64{true: 5000, false: 3.2}[y == 2], x, y))
		}
		sources := len(strings.Split(r.URL.RawQuery[strings.Index(r.URL.RawQuery, "sources=")+len("sources="):strings.Index(r.URL.RawQuery, "&destinations")], ";"))
		table := func(unit float64) string {
			var rows []string
			for _, a := range lon[:sources] {
				var cells []string
				for _, b := range lon[sources:] {
					if a-b > 0.05 { // one way
						cells = append(cells, "null")
						continue
					}
					cells = append(cells, fmt.Sprintf("%.2f", max(b-a, a-b)*1000*unit))
				}
				rows = append(rows, "["+strings.Join(cells, ",")+"]")
			}
			return "[" + strings.Join(rows, ",") + "]"
		}
		fmt.Fprintf(w, `{"code":"Ok","durations":%s,"distances":%s,"sources":[%s],"destinations":[%s]}`, table(10.04), table(100), strings.Join(way[:sources], ","), strings.Join(way[sources:], ","))
	}
}

func onLine(steps ...float64) []orb.Point {
	places := make([]orb.Point, len(steps))
	for i, step := range steps {
		places[i] = orb.Point{100 + step/1000, 30}
	}
	return places
}

func TestTablesAreAskedForInPartsAndRoundedUp(t *testing.T) {
	for _, c := range []struct{ batch, most int }{{100, 100}, {4, 100}, {7, 100}, {2, 100}, {100, 3}} {
		r, _ := fake(t, Options{Batch: c.batch}, along(t, c.most))
		origins, destinations := onLine(0, 1, 2, 3, 100), onLine(5, 0, 7, 9, 11, 13, 15)
		m, err := r.Matrix(context.Background(), origins, destinations)
		if err != nil {
			t.Fatal(err)
		}
		for i := range origins {
			for j := range destinations {
				leg, ok := m.At(i, j)
				gap := (destinations[j][0] - origins[i][0]) * 1000
				want := geo.Leg{Meters: int64(max(gap, -gap)*100 + 0.5), Seconds: int64(max(gap, -gap)*10.04 + 0.9999)}
				if ok != (i != 4) || ok && leg != want {
					t.Fatalf("batch %d of at most %d: pair %d,%d is %+v (%v), want %+v", c.batch, c.most, i, j, leg, ok, want)
				}
			}
		}
	}
}

func TestPlacesWithoutARoadAreLeftOutAndTheRestIsMeasured(t *testing.T) {
	r, _ := fake(t, Options{}, along(t, 100))
	places := onLine(0, 1, 2, 3)
	places[1][1], places[2][1] = 1, 2
	m, err := r.Matrix(context.Background(), places, places)
	if err != nil {
		t.Fatal(err)
	}
	for i := range places {
		for j := range places {
			if _, ok := m.At(i, j); ok != (i%3 == 0 && j%3 == 0) {
				t.Errorf("pair %d,%d can be travelled: %v", i, j, ok)
			}
		}
	}
}

func TestServersThatAreNoneAreNamedInOneSentence(t *testing.T) {
	say := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, text)
		}
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		says    string
	}{
		"a page":            {say(200, "<html>"), "no OSRM server"},
		"other JSON":        {say(404, `{"error":"not found"}`), "no OSRM server"},
		"a refusal":         {say(400, `{"code":"InvalidQuery","message":"Query string malformed close to position 7"}`), "InvalidQuery"},
		"no distances":      {say(200, `{"code":"Ok","durations":[[1]]}`), "5.20"},
		"too few rows":      {say(200, `{"code":"Ok","durations":[],"distances":[]}`), "rows"},
		"too few cells":     {say(200, `{"code":"Ok","durations":[[]],"distances":[[]]}`), "row of 0"},
		"words for numbers": {say(200, `{"code":"Ok","durations":[["far"]],"distances":[[1]]}`), "not as OSRM's"},
		"a wrong number":    {say(400, `{"code":"NoSegment","message":"Could not find a matching segment for coordinate 9"}`), "NoSegment"},
		"too big for two":   {say(400, `{"code":"TooBig","message":"Too many"}`), "TooBig"},
		"broken off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, `{"code":`)
		}, "broke off"},
		"slow": {func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}, "does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{}
			if name == "slow" {
				o.Timeout = 20 * time.Millisecond
			}
			r, _ := fake(t, o, c.handler)
			_, err := r.Matrix(context.Background(), onLine(0), onLine(1))
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "100.0") {
				t.Errorf("got %v, want one sentence that says %q and no coordinates", err, c.says)
			}
		})
	}
	r, err := New(Options{URL: "http://user:secret@127.0.0.1:1/osrm/"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Matrix(context.Background(), onLine(0), onLine(1)); err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "http://127.0.0.1:1/osrm") {
		t.Errorf("got %v", err)
	}
	if d := r.Describe(); d.Method != "osrm" || d.Server != "http://127.0.0.1:1/osrm" || d.Profile != "driving" {
		t.Errorf("described as %+v", d)
	}
}

func TestAnEndlessNumberOfNumbersEnds(t *testing.T) {
	r, asked := fake(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"code":"NoSegment","message":"Could not find a matching segment for coordinate 0"}`)
	})
	m, err := r.Matrix(context.Background(), onLine(0, 1, 2), onLine(3, 4))
	if _, ok := m.At(0, 0); err != nil || ok || asked.Load() != 3 {
		t.Errorf("%d requests, %v", asked.Load(), err)
	}
}

func TestOptionsThatCannotBeAreRefused(t *testing.T) {
	const good = "http://127.0.0.1:5000"
	for _, o := range []Options{{}, {URL: "127.0.0.1:5000"}, {URL: "ftp://127.0.0.1"}, {URL: good + "?x=1"}, {URL: good, Profile: "a/b"}, {URL: good, LinkMeters: -1},
		{URL: good, Batch: 1}, {URL: good, Parallel: 65}, {URL: good, Timeout: -1}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}
