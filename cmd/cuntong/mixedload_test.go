//go:build linux

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cuntong/data/postgis/pgtest"
)

var (
	loadMinutes  = flag.Float64("load-minutes", 4, "minutes of mixed load, with -soak")
	loadDatabase = flag.Bool("load-database", false, "mixed load on PostGIS, which is restarted too, in place of a GeoPackage, with -soak")
	loadSeed     = flag.Uint64("load-seed", 1, "seed of the mixed load")
)

// mixedLoad drives a served program with everything that users do, while the program is asked to leave and killed.
type mixedLoad struct {
	t       *testing.T
	store   string
	address string // where the program listens, the same after each restart
	metrics string
	cluster *pgtest.Cluster // nil: a GeoPackage

	mutex   sync.Mutex
	process *process
	outage  outage
	ledger  *ledger
	tally   map[string]*opTally
	faults  []string
	memory  []memoryLook
	life    int
	absent  []string // operations that this program does not have
}

// outage says what the driver does to the program just now.
type outage struct {
	kind  string // "", "leaving", "killed", "database"
	began time.Time
	ended time.Time
}

// memoryLook is what the program's process held at a moment.
type memoryLook struct {
	life             int
	at               time.Time
	resident         int64
	heap, goroutines float64
}

// TestSoakMixedLoad: no error but announced refusals, no accepted write lost, flat memory, a change log that holds.
func TestSoakMixedLoad(t *testing.T) {
	if !*soak {
		t.Skip("minutes of mixed load: run with -args -soak [-load-minutes N] [-load-database]")
	}
	l := &mixedLoad{t: t, address: freeAddress(t), metrics: freeAddress(t), ledger: newLedger(), tally: map[string]*opTally{}}
	l.prepare()
	l.start()
	if status, _, err := l.process.ask("/ogc"); err == nil && status == http.StatusNotFound {
		l.absent = []string{"ogc items", "edit settlement"}
		t.Logf("this program has no /ogc: %q are left out", l.absent)
	}
	whole := time.Duration(*loadMinutes * float64(time.Minute))
	end := time.Now().Add(whole)
	stop := make(chan struct{})
	var clients sync.WaitGroup
	for number := range 2 {
		clients.Go(func() { newLoadClient(l, number).run(stop) })
	}
	clients.Go(func() { l.watch(stop) })
	// The first half is disturbed; the second is one life, in which memory must stay flat.
	for round := 0; time.Until(end) > whole/2; round++ {
		time.Sleep(min(45*time.Second, whole/12))
		switch {
		case round%3 == 1:
			l.restart(syscall.SIGKILL)
		case round%3 == 2 && l.cluster != nil:
			l.restartDatabase()
		default:
			l.restart(syscall.SIGTERM)
		}
		l.check("after restart", 60)
	}
	time.Sleep(time.Until(end))
	close(stop)
	clients.Wait()
	l.finish(whole)
}

// prepare makes a store with plans and the runs of a day.
func (l *mixedLoad) prepare() {
	l.store = storeCopy(l.t)
	plan := demoPlan(l.t, "370522")
	if status, _, errs := run(l.t, "route", "--store", l.store, "--plan", plan, "--area", "370522", "--date", "2026-11-26", "--effort", "200", "--save"); status != exitDone {
		l.t.Fatalf("make runs: %s", errs)
	}
	if *loadDatabase {
		l.cluster = pgtest.Private(l.t)
		file := l.store
		l.store = l.cluster.Database(l.t)
		if status, _, errs := run(l.t, "copy", file, l.store); status != exitDone {
			l.t.Fatalf("copy: %s", errs)
		}
	}
}

func (l *mixedLoad) start() {
	p := startProcess(l.t, "--store", l.store, "--addr", l.address, "--metrics-addr", l.metrics, "--drain-delay", "300ms")
	p.until(http.StatusOK, "ok")
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.process = p
	l.life++
}

// during runs something that users are told to expect refusals from.
func (l *mixedLoad) during(kind string, do func()) {
	l.mutex.Lock()
	l.outage = outage{kind: kind, began: time.Now()}
	l.mutex.Unlock()
	do()
	l.mutex.Lock()
	l.outage.ended = time.Now()
	l.mutex.Unlock()
}

func (l *mixedLoad) restart(how syscall.Signal) {
	kind := "leaving"
	if how == syscall.SIGKILL {
		kind = "killed"
	}
	l.during(kind, func() {
		l.process.signal(how)
		if err := l.process.wait(); how == syscall.SIGTERM && err != nil {
			l.fault("the program that was asked to leave ended with %v: %s", err, l.process.said.String())
		}
		l.start()
	})
	l.t.Logf("%s: %s, up again", time.Now().Format(time.TimeOnly), kind)
}

func (l *mixedLoad) restartDatabase() {
	l.during("database", func() {
		l.cluster.Stop(l.t)
		time.Sleep(2 * time.Second)
		l.cluster.Restart(l.t)
		l.process.until(http.StatusOK, "ok")
	})
	l.t.Logf("%s: database restarted", time.Now().Format(time.TimeOnly))
}

// expected says which outage, if any, overlaps a request that began at a time and ends now. Connections that broke off
// are seen a little later than they broke.
func (l *mixedLoad) expected(began time.Time) string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.outage.kind == "" || !l.outage.ended.IsZero() && began.After(l.outage.ended.Add(time.Second)) {
		return ""
	}
	return l.outage.kind
}

func (l *mixedLoad) fault(format string, args ...any) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	text := time.Now().Format(time.TimeOnly) + " " + fmt.Sprintf(format, args...)
	l.faults = append(l.faults, text)
	if len(l.faults) <= 20 {
		l.t.Error(text)
	}
}

// watch looks at the memory of the program every two seconds.
func (l *mixedLoad) watch(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(2 * time.Second):
		}
		l.mutex.Lock()
		pid, life := l.process.command.Process.Pid, l.life
		l.mutex.Unlock()
		look := memoryLook{life: life, at: time.Now(), resident: residentBytes(pid)}
		look.heap, look.goroutines = gauge(l.metrics, "go_memstats_heap_inuse_bytes"), gauge(l.metrics, "go_goroutines")
		if look.resident > 0 && look.heap > 0 {
			l.mutex.Lock()
			l.memory = append(l.memory, look)
			l.mutex.Unlock()
		}
	}
}

// finish asks the program to leave, recounts everything that it accepted, examines the store and reports.
func (l *mixedLoad) finish(whole time.Duration) {
	l.waitForJobs()
	l.check("at the end", 0)
	if internal := gauge(l.metrics, `cuntong_http_problems_total{code="internal"}`); internal > 0 {
		l.fault("%v answers of the last life are internal failures", internal)
	}
	l.process.signal(syscall.SIGTERM)
	if err := l.process.wait(); err != nil {
		l.fault("at the end the program ended with %v", err)
	}
	status, out, errs := run(l.t, "doctor", "--store", l.store)
	if status != exitDone {
		l.fault("doctor: status %d: %s%s", status, out, errs)
	}
	l.t.Logf("doctor:\n%s", out)
	l.report(whole)
	l.judgeMemory()
	if len(l.faults) > 0 {
		l.t.Errorf("%d faults", len(l.faults))
	}
}

func (l *mixedLoad) report(whole time.Duration) {
	requests, refused := 0, map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(l.tally)) {
		one := l.tally[name]
		requests += one.answered
		for code, count := range one.refused {
			refused[code] += count
		}
		l.t.Logf("%-16s %6d answered, median %4d ms, p99 %5d ms, most %6d ms; refused %v, while down %d", name, one.answered, one.quantile(0.5), one.quantile(0.99), one.quantile(1), one.refused, one.down)
	}
	l.t.Logf("%v, %d requests answered, %d lives, announced refusals %v, accepted: %s", whole, requests, l.life, refused, l.ledger.counts())
}

// flatShare and flatBytes are how much more the last quarter of a life may hold than its second quarter.
const (
	flatShare = 0.10
	flatBytes = 24 << 20
)

// judgeMemory compares the last quarter of the last life with its second: what grows for ever shows, caches that fill do not.
func (l *mixedLoad) judgeMemory() {
	var last []memoryLook
	most := int64(0)
	for _, look := range l.memory {
		most = max(most, look.resident)
		if look.life == l.life {
			last = append(last, look)
		}
	}
	if len(last) < 40 {
		l.t.Logf("only %d looks at the last life: memory is not judged", len(last))
		return
	}
	mean := func(looks []memoryLook) (resident, heap, goroutines float64) {
		for _, look := range looks {
			resident, heap, goroutines = resident+float64(look.resident), heap+look.heap, goroutines+look.goroutines
		}
		n := float64(len(looks))
		return resident / n, heap / n, goroutines / n
	}
	n := len(last)
	early, earlyHeap, earlyRoutines := mean(last[n/4 : n/2])
	late, lateHeap, lateRoutines := mean(last[3*n/4:])
	minutes := last[n-n/8].at.Sub(last[n/4+n/8].at).Minutes()
	l.t.Logf("memory of the last life (%v): resident %.0f MB in its second quarter, %.0f MB in its last (%+.2f MB a minute), heap %.0f and %.0f MB, goroutines %.0f and %.0f; most in any life %d MB",
		last[n-1].at.Sub(last[0].at).Round(time.Second), early/1e6, late/1e6, (late-early)/1e6/minutes, earlyHeap/1e6, lateHeap/1e6, earlyRoutines, lateRoutines, most/1e6)
	if late > early*(1+flatShare)+flatBytes || lateRoutines > earlyRoutines+20 {
		l.fault("memory or goroutines grow")
	}
	if most > 400e6 {
		l.fault("the program held %d MB", most/1e6)
	}
}

// residentBytes reads what a process holds; 0 where it is gone.
func residentBytes(pid int) int64 {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "statm"))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// gauge asks Prometheus' listener for one figure; 0 where it does not answer or has none.
func gauge(address, name string) float64 {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get("http://" + address + "/metrics")
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			value, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err == nil {
				return value
			}
		}
	}
	return 0
}

// freeAddress is one that nobody listens on just now.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// problemCode is the code of an answer of trouble.
func problemCode(body string) string {
	var p struct{ Code string }
	if json.Unmarshal([]byte(body), &p) != nil || p.Code == "" {
		return "no problem"
	}
	return p.Code
}
