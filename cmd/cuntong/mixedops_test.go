//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// loadOperation is something that users do. A new one is one line in loadOperations.
type loadOperation struct {
	name   string
	weight int
	do     func(c *loadClient)
}

// loadOperations are what the mixed load does; weights say how often.
func loadOperations() []loadOperation {
	return []loadOperation{
		{"page", 4, func(c *loadClient) { c.get("/") }},
		{"info", 4, func(c *loadClient) { c.get("/api/v1/info") }},
		{"areas", 4, func(c *loadClient) { c.get("/api/v1/areas?tier=town&geometry=false&parent=" + c.county()) }},
		{"settlements", 8, func(c *loadClient) { c.get("/api/v1/settlements?limit=500&area=" + c.county()) }},
		{"facilities", 8, func(c *loadClient) { c.get("/api/v1/facilities?limit=500&area=" + c.county()) }},
		{"audit", 6, func(c *loadClient) { c.get("/api/v1/audits?area=" + c.county()) }},
		{"gaps", 2, func(c *loadClient) { c.get("/api/v1/audits/gaps.csv?area=" + c.county()) }},
		{"dashboard", 2, func(c *loadClient) { c.get("/api/v1/dashboard?area=" + c.county()) }},
		{"plans", 4, func(c *loadClient) { c.get("/api/v1/plans") }},
		{"plan", 4, func(c *loadClient) { c.getSome("plan", "") }},
		{"roads", 4, func(c *loadClient) { c.get("/api/v1/roads?zoom=12&bbox=" + c.box(0.1)) }},
		{"osrm", 6, func(c *loadClient) { c.get("/route/v1/driving/" + c.village() + ";" + c.village()) }},
		{"tile", 16, func(c *loadClient) { c.get("/tiles/areas,settlements,facilities,roads/" + c.tile()) }},
		{"tilejson", 1, func(c *loadClient) { c.get("/tiles/settlements,facilities.json") }},
		{"ogc items", 6, func(c *loadClient) { c.get("/ogc/collections/settlements/items?limit=100&bbox=" + c.box(0.05)) }},
		{"edit settlement", 2, (*loadClient).editSettlement},
		{"new scenario", 6, (*loadClient).newScenario},
		{"replace scenario", 8, (*loadClient).replaceScenario},
		{"plan job", 3, (*loadClient).planJob},
		{"job events", 2, func(c *loadClient) { c.getSome("job", "/events") }},
		{"runs", 4, (*loadClient).runs},
		{"stop events", 8, (*loadClient).stopEvents},
	}
}

// loadClient is one user with one connection.
type loadClient struct {
	load   *mixedLoad
	number int
	dice   *rand.Rand
	http   *http.Client
	name   string // of the operation that is being done
	count  int
	calls  []runCall

	villages, codes []string
}

// runCall is a stop of a run.
type runCall struct{ run, stop string }

func newLoadClient(l *mixedLoad, number int) *loadClient {
	return &loadClient{
		load: l, number: number, dice: rand.New(rand.NewPCG(*loadSeed, uint64(number))),
		http: &http.Client{Timeout: 90 * time.Second, Transport: &http.Transport{MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1}},
	}
}

func (c *loadClient) run(stop <-chan struct{}) {
	operations := slices.DeleteFunc(loadOperations(), func(o loadOperation) bool { return slices.Contains(c.load.absent, o.name) })
	total := 0
	for _, o := range operations {
		total += o.weight
	}
	for {
		select {
		case <-stop:
			c.http.CloseIdleConnections()
			return
		default:
		}
		pick := c.dice.IntN(total)
		for _, o := range operations {
			if pick -= o.weight; pick < 0 {
				c.name = o.name
				o.do(c)
				break
			}
		}
		time.Sleep(time.Duration(c.dice.IntN(40)) * time.Millisecond)
	}
}

// reply is an answer; status 0: there was none, which was to be expected.
type loadReply struct {
	status int
	header http.Header
	body   string
}

// send asks once. What is neither an answer below 400, an announced refusal, nor one of the statuses that are also
// right here, is a fault. lost reports that the answer, and perhaps the request, was lost in an outage.
func (c *loadClient) send(method, path, body string, headers map[string]string, right ...int) (reply loadReply, lost bool) {
	began := time.Now()
	request, err := http.NewRequest(method, "http://"+c.load.address+path, strings.NewReader(body))
	if err != nil {
		c.load.t.Error(err)
		return loadReply{}, false
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := c.http.Do(request)
	if err == nil {
		var text []byte
		text, err = io.ReadAll(response.Body)
		response.Body.Close()
		reply = loadReply{response.StatusCode, response.Header, string(text)}
	}
	outage := c.load.expected(began)
	if err != nil {
		// A program that leaves refuses connections and breaks nothing off; one that was killed breaks off everything.
		if outage == "killed" || outage == "leaving" && errors.Is(err, syscall.ECONNREFUSED) {
			c.count1(func(t *opTally) { t.down++ })
			time.Sleep(100 * time.Millisecond)
			return loadReply{}, !errors.Is(err, syscall.ECONNREFUSED)
		}
		c.load.fault("%s %s (%s): %v, outage %q", method, path, c.name, err, outage)
		return loadReply{}, true
	}
	switch {
	case reply.status == http.StatusServiceUnavailable && reply.header.Get("Retry-After") != "":
		c.count1(func(t *opTally) { t.refused[problemCode(reply.body)]++ })
		time.Sleep(300 * time.Millisecond)
	case reply.status < 400 || slices.Contains(right, reply.status):
		c.count1(func(t *opTally) { t.answered++; t.took = append(t.took, time.Since(began)) })
	default:
		c.load.fault("%s %s (%s): %d %.300s", method, path, c.name, reply.status, reply.body)
	}
	return reply, false
}

func (c *loadClient) get(path string) string {
	reply, _ := c.send(http.MethodGet, path, "", nil)
	if reply.status != http.StatusOK {
		return ""
	}
	return reply.body
}

// getSome asks for something that was written before.
func (c *loadClient) getSome(kind, below string) {
	if path := c.load.ledger.some(kind, c.dice.Uint64()); path != "" {
		c.get(path + below)
	}
}

// tile names one that lies over the sample, mostly the same ones, as maps ask.
func (c *loadClient) tile() string {
	zoom := 7 + c.dice.IntN(8)
	lon, lat := 118.4+0.3*c.dice.NormFloat64()/2, 37.5+0.3*c.dice.NormFloat64()/2
	n := math.Exp2(float64(zoom))
	x, y := math.Floor(n*(lon+180)/360), math.Floor(n*(1-math.Asinh(math.Tan(lat*math.Pi/180))/math.Pi)/2)
	return fmt.Sprintf("%d/%.0f/%.0f", zoom, x, y)
}

// editSettlement changes the name of a village as QGIS does: read it, write it under the version that was read.
func (c *loadClient) editSettlement() {
	path := fmt.Sprintf("/ogc/collections/settlements/items/%s", c.code())
	read, _ := c.send(http.MethodGet, path, "", nil)
	if read.status != http.StatusOK {
		return
	}
	name := c.unique()
	headers := map[string]string{"If-Match": strings.Replace(read.header.Get("ETag"), "-gzip", "", 1), "X-Idempotency-Key": name}
	c.load.ledger.unsure(path, name) // until the answer says
	reply, _ := c.send(http.MethodPatch, path, fmt.Sprintf(`{"type":"Feature","properties":{"name":%q}}`, name), headers, http.StatusPreconditionFailed, http.StatusConflict)
	if reply.status != 0 && reply.status < 300 {
		c.load.ledger.accepted("settlement", path, name)
	}
}

// unique is a text that is used once.
func (c *loadClient) unique() string {
	c.count++
	return fmt.Sprintf("load-%d-%d-%d", *loadSeed, c.number, c.count)
}

func (c *loadClient) county() string {
	return []string{"370502", "370503", "370505", "370522", "370523"}[c.dice.IntN(5)]
}

// village is the position of one, to ask for routes; roads pass all of them.
func (c *loadClient) village() string {
	if len(c.villages) == 0 {
		var list struct {
			Features []struct {
				ID       string
				Geometry *struct{ Coordinates []float64 }
			}
		}
		if body := c.get("/api/v1/settlements?limit=1000&area=370522"); json.Unmarshal([]byte(body), &list) == nil {
			for _, f := range list.Features {
				c.codes = append(c.codes, f.ID)
				if f.Geometry != nil {
					c.villages = append(c.villages, fmt.Sprintf("%.5f,%.5f", f.Geometry.Coordinates[0], f.Geometry.Coordinates[1]))
				}
			}
		}
	}
	if len(c.villages) == 0 { // the program is away
		return "118.3,37.5"
	}
	return c.villages[c.dice.IntN(len(c.villages))]
}

// code is that of a village.
func (c *loadClient) code() string {
	if c.village(); len(c.codes) == 0 { // the program is away
		return "370522101201"
	}
	return c.codes[c.dice.IntN(len(c.codes))]
}

func (c *loadClient) box(size float64) string {
	west, south := 118.15+c.dice.Float64()*0.6, 37.2+c.dice.Float64()*0.6
	return fmt.Sprintf("%.4f,%.4f,%.4f,%.4f", west, south, west+size, south+size)
}

func (c *loadClient) scenario(name string) string {
	return fmt.Sprintf(`{"name":%q,"area":%q,"model":"mclp","weight":"settlements","p":%d}`, name, c.county(), 1+c.dice.IntN(30))
}

// newScenario keeps one; where the answer was lost the same request is sent again, and must not make a second one.
func (c *loadClient) newScenario() {
	name := c.unique()
	body, headers := c.scenario(name), map[string]string{"Idempotency-Key": name}
	for range 100 {
		reply, lost := c.send(http.MethodPost, "/api/v1/scenarios", body, headers)
		if reply.status == http.StatusCreated {
			c.load.ledger.accepted("scenario", reply.header.Get("Location"), name)
			return
		}
		if !lost && reply.status != http.StatusServiceUnavailable && reply.status != 0 {
			return
		}
	}
	c.load.fault("scenario %s was never kept", name)
}

// replaceScenario edits one as the page does: read it, write it under the version that was read.
func (c *loadClient) replaceScenario() {
	path := c.load.ledger.some("scenario", c.dice.Uint64())
	if path == "" {
		return
	}
	read, _ := c.send(http.MethodGet, path, "", nil)
	if read.status != http.StatusOK {
		return
	}
	name := c.unique()
	headers := map[string]string{"If-Match": strings.Replace(read.header.Get("ETag"), "-gzip", "", 1), "X-Idempotency-Key": name}
	c.load.ledger.unsure(path, name) // until the answer says
	reply, _ := c.send(http.MethodPut, path, c.scenario(name), headers, http.StatusConflict)
	if reply.status == http.StatusOK {
		c.load.ledger.accepted("scenario", path, name)
	}
}

// planJob asks for a plan in the background.
func (c *loadClient) planJob() {
	body := fmt.Sprintf(`{"kind":"plan","parameters":{"model":"mclp","p":%d,"weight":"settlements","area":%q,"seed":%d,"name":%q}}`, 1+c.dice.IntN(25), c.county(), 1+c.dice.IntN(1000), c.unique())
	for range 100 {
		reply, lost := c.send(http.MethodPost, "/api/v1/jobs", body, nil)
		if reply.status == http.StatusAccepted {
			path := reply.header.Get("Location")
			c.load.ledger.accepted("job", path, strings.TrimPrefix(path, "/api/v1/jobs/"))
			return
		}
		if !lost && reply.status != http.StatusServiceUnavailable && reply.status != 0 {
			return
		}
	}
	c.load.fault("a job was never accepted")
}

// runs lists the runs of the day and, now and then, one of them.
func (c *loadClient) runs() {
	body := c.get("/api/v1/runs?date=2026-11-26&limit=50")
	var list struct{ Items []struct{ ID string } }
	if body == "" || json.Unmarshal([]byte(body), &list) != nil || len(list.Items) == 0 {
		return
	}
	id := list.Items[c.dice.IntN(len(list.Items))].ID
	var one struct {
		Stops []struct {
			Stop   string
			Reload bool
		}
	}
	if body := c.get("/api/v1/runs/" + url.PathEscape(id)); body == "" || json.Unmarshal([]byte(body), &one) != nil {
		return
	}
	for _, stop := range one.Stops {
		if !stop.Reload {
			c.calls = append(c.calls, runCall{id, stop.Stop})
		}
	}
}

// stopEvents notes deliveries as a courier's phone does: again and again until an answer came.
func (c *loadClient) stopEvents() {
	if len(c.calls) == 0 {
		c.runs()
	}
	if len(c.calls) == 0 {
		return
	}
	call, id := c.calls[c.dice.IntN(len(c.calls))], c.unique()
	body := fmt.Sprintf(`{"device":"phone-%d","events":[{"id":%q,"stop":%q,"kind":"delivered","at":"2026-11-26T09:%02d:00+08:00","seq":%d}]}`, c.number, id, call.stop, c.dice.IntN(60), c.count)
	path := "/api/v1/runs/" + url.PathEscape(call.run) + "/events"
	for range 100 {
		reply, lost := c.send(http.MethodPost, path, body, nil)
		if reply.status != 0 && reply.status < 300 {
			c.load.ledger.added("event", path, `"`+id)
			return
		}
		if !lost && reply.status != http.StatusServiceUnavailable && reply.status != 0 {
			return
		}
	}
	c.load.fault("event %s was never accepted", id)
}

func (c *loadClient) count1(change func(*opTally)) {
	c.load.mutex.Lock()
	defer c.load.mutex.Unlock()
	t := c.load.tally[c.name]
	if t == nil {
		t = &opTally{refused: map[string]int{}}
		c.load.tally[c.name] = t
	}
	change(t)
}

// opTally counts what came of an operation.
type opTally struct {
	answered, down int
	refused        map[string]int // announced, by code
	took           []time.Duration
}

// quantile is in milliseconds.
func (t *opTally) quantile(share float64) int64 {
	if len(t.took) == 0 {
		return 0
	}
	slices.Sort(t.took)
	return t.took[min(int(share*float64(len(t.took))), len(t.took)-1)].Milliseconds()
}
