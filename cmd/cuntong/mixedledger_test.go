//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// ledger holds what the program accepted, to be found again whatever happened since.
type ledger struct {
	mutex   sync.Mutex
	entries map[string]*entry // by path
	jobs    []string
}

// entry is one thing that was written: where it is, and texts that must be found there. After a write whose answer was
// lost, the older text or the newer one must be.
type entry struct {
	kind  string
	texts []string // all of these
	text  string   // and this one
	maybe []string // or one of these
}

func newLedger() *ledger { return &ledger{entries: map[string]*entry{}} }

// accepted records that something with a text is at a path.
func (l *ledger) accepted(kind, path, text string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	e := l.entries[path]
	if e == nil {
		e = &entry{kind: kind}
		l.entries[path] = e
	}
	e.text, e.maybe = text, nil
	if kind == "job" {
		l.jobs = append(l.jobs, path)
	}
}

// added records that something more is at a path, besides what was.
func (l *ledger) added(kind, path, text string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	e := l.entries[path]
	if e == nil {
		e = &entry{kind: kind}
		l.entries[path] = e
	}
	e.texts = append(e.texts, text)
}

// unsure records that a write at a path may or may not have come through.
func (l *ledger) unsure(path, text string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if e := l.entries[path]; e != nil {
		e.maybe = append(e.maybe, text)
	}
}

// some returns a path of a kind, chosen by a number; empty where there is none.
func (l *ledger) some(kind string, number uint64) string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	var paths []string
	for path, e := range l.entries {
		if e.kind == kind {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return ""
	}
	slices.Sort(paths)
	return paths[number%uint64(len(paths))]
}

func (l *ledger) counts() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	counts := map[string]int{}
	for _, e := range l.entries {
		counts[e.kind] += max(len(e.texts), 1)
	}
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %ss", counts[kind], kind))
	}
	return strings.Join(parts, ", ")
}

// check looks for what was accepted: all of it, or, with a number, about so many entries.
func (l *mixedLoad) check(when string, most int) {
	l.ledger.mutex.Lock()
	paths := slices.Sorted(maps.Keys(l.ledger.entries))
	l.ledger.mutex.Unlock()
	step := 1
	if most > 0 && len(paths) > most {
		step = len(paths) / most
	}
	looked, lost := 0, 0
	for i := 0; i < len(paths); i += step {
		l.ledger.mutex.Lock()
		before := *l.ledger.entries[paths[i]]
		before.texts = slices.Clone(before.texts)
		l.ledger.mutex.Unlock()
		body := l.fetch(paths[i])
		l.ledger.mutex.Lock()
		now := *l.ledger.entries[paths[i]] // written meanwhile: any of its texts will do
		l.ledger.mutex.Unlock()
		ok := strings.Contains(body, before.text) || strings.Contains(body, now.text)
		for _, maybe := range append(slices.Clone(before.maybe), now.maybe...) {
			ok = ok || strings.Contains(body, maybe)
		}
		for _, text := range before.texts {
			ok = ok && strings.Contains(body, text)
		}
		looked++
		if !ok {
			lost++
			l.fault("%s: what was accepted is not at %s (%s): expected %q or %q, and %d texts: %.300s", when, paths[i], now.kind, now.text, now.maybe, len(before.texts), body)
		}
	}
	l.t.Logf("%s: %d of %d entries looked for, %d lost", when, looked, len(paths), lost)
}

// fetch asks until there is an answer that is not an announced refusal.
func (l *mixedLoad) fetch(path string) string {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		l.mutex.Lock()
		p := l.process
		l.mutex.Unlock()
		if status, body, err := p.ask(path); err == nil && status != http.StatusServiceUnavailable {
			return body
		}
	}
	return "no answer in two minutes"
}

// waitForJobs waits until every job that was accepted is finished, and finds its plan.
func (l *mixedLoad) waitForJobs() {
	deadline := time.Now().Add(5 * time.Minute)
	plans := 0
	for _, path := range l.ledger.jobs {
		for {
			var job struct {
				State  string
				PlanID *string `json:"plan_id"`
			}
			body := l.fetch(path)
			if err := json.Unmarshal([]byte(body), &job); err == nil && (job.State == "done" || job.State == "failed" || job.State == "cancelled") {
				if job.State != "done" {
					l.fault("job %s is %s: %.300s", path, job.State, body)
				} else if job.PlanID != nil {
					plans++
					l.ledger.accepted("plan", "/api/v1/plans/"+*job.PlanID, *job.PlanID)
				}
				break
			}
			if time.Now().After(deadline) {
				l.fault("job %s never finished: %.300s", path, body)
				return
			}
			time.Sleep(500 * time.Millisecond)
		}
	}
	l.t.Logf("%d jobs done, %d with plans", len(l.ledger.jobs), plans)
}
