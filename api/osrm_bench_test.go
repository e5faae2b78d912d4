package api

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/geo/networktest"
	"cuntong/geo/travel/osrm"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// delawareServer serves the Delaware extract, ready to answer, and returns places beside its roads.
func delawareServer(b *testing.B, count int) (url string, places []orb.Point) {
	b.Helper()
	n := networktest.ReadPBF(b, networktest.Delaware(b))
	s := &study.Study{Store: openStore(b), Now: time.Now, Version: "test", Actor: "test"}
	keepNetwork(b, s, n)
	handler, err := New(Options{Study: s})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	rng := rand.New(rand.NewPCG(1, 2))
	for len(places) < count {
		places = append(places, roundedPoint(n.Point(int32(rng.IntN(n.Vertices())))))
	}
	fetch(b, server.URL+"/route/v1/driving/"+lonLats(places[:2])) // makes the hierarchy and sets its weights
	return server.URL, places
}

func lonLats(places []orb.Point) string {
	parts := make([]string, len(places))
	for i, p := range places {
		parts[i] = fmt.Sprintf("%.6f,%.6f", p[0], p[1])
	}
	return strings.Join(parts, ";")
}

func fetch(b *testing.B, url string) (bytes int64) {
	b.Helper()
	response, err := http.Get(url)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	bytes, err = io.Copy(io.Discard, response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return bytes
}

// positionsFrom writes from;…;to-1.
func positionsFrom(from, to int) string {
	parts := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		parts = append(parts, fmt.Sprint(i))
	}
	return strings.Join(parts, ";")
}

// BenchmarkOSRMTableThousand asks for 1000 × 1000 durations over HTTP, as by curl: request, answer, all bytes read.
func BenchmarkOSRMTableThousand(b *testing.B) {
	url, places := delawareServer(b, 2000)
	url += "/table/v1/driving/" + lonLats(places) + "?sources=" + positionsFrom(0, 1000) + "&destinations=" + positionsFrom(1000, 2000)
	var bytes int64
	for b.Loop() {
		bytes = fetch(b, url)
	}
	b.ReportMetric(float64(bytes)/1e6, "MB")
}

// BenchmarkOSRMTableThousandByOurClient asks for metres and seconds of the same and reads them into a matrix.
func BenchmarkOSRMTableThousandByOurClient(b *testing.B) {
	url, places := delawareServer(b, 2000)
	client, err := osrm.New(osrm.Options{URL: url, Batch: 2000})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := client.Matrix(context.Background(), places[:1000], places[1000:]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOSRMRoute asks for one route after another on one kept-alive connection and reports the median.
func BenchmarkOSRMRoute(b *testing.B) {
	url, places := delawareServer(b, 2000)
	var times []time.Duration
	i := 0
	for b.Loop() {
		for range 500 {
			pair := []orb.Point{places[i%1000], places[1000+i%1000]}
			began := time.Now()
			fetch(b, url+"/route/v1/driving/"+lonLats(pair)+"?overview=false")
			times = append(times, time.Since(began))
			i++
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
}
