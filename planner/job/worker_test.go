package job_test

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/job"
	"cuntong/planner/study"
)

var soak = flag.Bool("soak", false, "run the long forms of the fault tests (make soak)")

// workerVariable makes the test binary a worker on the store that it names.
const workerVariable = "CUNTONG_TEST_WORKER"

// soakVariable tells a worker that the long form runs.
const soakVariable = "CUNTONG_TEST_SOAK"

// The short form has short leases, so that dead workers are noticed in the time of a test, and short jobs; the
// long form has the leases of the program itself.
const (
	faultTTL   = 1500 * time.Millisecond
	faultSweep = 300 * time.Millisecond
	shortWork  = 500 * time.Millisecond
	longWork   = 2 * time.Second
)

// workAsProcess is a worker process: it works until it is killed or its standard input ends.
func workAsProcess() {
	kind, address, _ := strings.Cut(os.Getenv(workerVariable), " ")
	p := place{address, kind}
	ctx := context.Background()
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, "worker:", err)
			os.Exit(1)
		}
	}
	store, err := p.openStore(ctx)
	fail(err)
	queue, err := p.openQueue(ctx)
	fail(err)
	name := "process " + strconv.Itoa(os.Getpid())
	o := job.Options{Study: &study.Study{Store: store, Now: time.Now, Version: "test", Actor: name}, Queue: queue, Worker: name, Kinds: slowed(longWork)}
	if os.Getenv(soakVariable) == "" {
		o.TTL, o.Sweep, o.Kinds = faultTTL, faultSweep, slowed(shortWork)
	}
	r, err := job.New(o)
	fail(err)
	fail(r.Start(ctx, 2))
	fmt.Println("working")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	fail(r.Close(ctx))
	fail(store.Close())
}

// slowed are the kinds with work that takes a while, so that a kill meets it.
func slowed(most time.Duration) []job.Kind {
	kinds := job.Kinds()
	for i := range kinds {
		work := kinds[i].Work
		kinds[i].Attempts = 50
		kinds[i].Work = func(ctx context.Context, t *job.Task) (data.JobOutcome, error) {
			select {
			case <-time.After(rand.N(most)):
			case <-ctx.Done():
				return data.JobOutcome{}, ctx.Err()
			}
			outcome, err := work(ctx, t)
			time.Sleep(rand.N(most / 4))
			return outcome, err
		}
	}
	return kinds
}

// process is a running worker.
type process struct {
	command *exec.Cmd
	dead    chan struct{}
}

func startProcess(t *testing.T, p place, long bool) *process {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^$")
	command.Env = append(os.Environ(), workerVariable+"="+p.kind+" "+p.address)
	if long {
		command.Env = append(command.Env, soakVariable+"=1")
	}
	command.Stderr = os.Stderr
	if _, err := command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	w := &process{command, make(chan struct{})}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		ready <- lines.Scan()
		for lines.Scan() {
		}
		_ = command.Wait()
		close(w.dead)
	}()
	t.Cleanup(w.kill)
	select {
	case ok := <-ready:
		if !ok {
			t.Fatal("a worker process did not start")
		}
	case <-time.After(time.Minute):
		t.Fatal("a worker process did not start in a minute")
	}
	return w
}

// kill ends the process as kill -9 does.
func (w *process) kill() {
	_ = w.command.Process.Kill()
	<-w.dead
}

func TestEveryJobsEffectStandsOnceThoughWorkersAreKilled(t *testing.T) {
	t.Parallel() // it mostly waits
	onBoth(t, func(t *testing.T, p place) {
		killWorkers(t, p, trialOfFaults{jobs: 30, kills: 4, every: 200 * time.Millisecond})
	})
}

func TestSoakAWorkerIsKilledEverySecond(t *testing.T) {
	if !*soak {
		t.Skip("takes some five minutes; make soak runs it")
	}
	onBoth(t, func(t *testing.T, p place) {
		killWorkers(t, p, trialOfFaults{jobs: 300, kills: 1 << 30, every: time.Second, long: true})
	})
}

// trialOfFaults says how much is tried.
type trialOfFaults struct {
	jobs, kills int
	every       time.Duration // between two kills
	long        bool          // slow jobs and the program's own leases
}

// killWorkers lets three processes work on plans while one after the other is killed, and compares what they
// came to with the same plans made alone.
func killWorkers(t *testing.T, p place, trial trialOfFaults) {
	jobs, kills, every := trial.jobs, trial.kills, trial.every
	r := newRunner(t, p, "submitter", nil)
	fillStore(t, r)
	var want []string // fingerprints of the plans as made alone
	var ids []string
	for i := range jobs {
		p := int64(1 + i%5)
		seed := int64(i)
		parameters := job.PlanParameters{Name: fmt.Sprint("plan ", i), Area: fmt.Sprintf("37052%d", 1+i%3), Model: "mclp", P: &p, Seed: &seed, Effort: 20_000}
		alone, err := r.Study.SolvePlan(t.Context(), study.PlanRequest{Name: parameters.Name, Area: parameters.Area, Model: "mclp", P: &p, Options: planner.Options{Seed: seed, Effort: 20_000}})
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, alone.Fingerprint)
		ids = append(ids, submitBatch(t, r, "plan", parameters).ID)
	}
	workers := make([]*process, 3)
	for i := range workers {
		workers[i] = startProcess(t, p, trial.long)
	}
	began, killed := time.Now(), 0
	var takeover time.Duration
	orphans := map[string]orphan{}
	deadline := time.Now().Add(2*time.Minute + time.Duration(jobs)*2*time.Second)
	for next := time.Now().Add(every); ; time.Sleep(20 * time.Millisecond) {
		left := 0
		list, err := r.Store.Jobs(t.Context(), data.JobQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range list {
			if !j.State.Finished() {
				left++
			}
			if was, ok := orphans[j.ID]; ok && (j.State.Finished() || j.Lease.Token > was.token) {
				takeover = max(takeover, time.Since(was.death))
				delete(orphans, j.ID)
			}
		}
		if left == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d jobs are unfinished after %v and %d kills", left, jobs, time.Since(began), killed)
		}
		if killed >= kills || time.Now().Before(next) {
			continue
		}
		i := rand.IntN(len(workers))
		workers[i].kill()
		killed++
		for id, was := range heldBy(t, r, workers[i]) {
			orphans[id] = was
		}
		workers[i] = startProcess(t, p, trial.long)
		next = time.Now().Add(every)
	}
	if takeover > 30*time.Second {
		t.Errorf("a job waited %v for another worker", takeover)
	}
	seen := map[string]int{}
	attempts := 0
	for i, id := range ids {
		j, err := r.Store.Job(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		attempts += j.Attempts
		if j.State != data.JobDone {
			t.Errorf("job %d is %s: %s", i, j.State, j.Error)
			continue
		}
		plan, err := r.Study.Store.Plan(t.Context(), j.PlanID)
		if err != nil || plan.Fingerprint != want[i] {
			t.Errorf("job %d: plan %s, alone %s, %v", i, plan.Fingerprint, want[i], err)
		}
		seen[plan.Fingerprint]++
	}
	info, err := r.Study.Store.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines, err := r.Study.Store.FindChanges(t.Context(), data.ChangeQuery{Kind: "plan"})
	if err != nil || info.Counts["plans"] != int64(len(seen)) || len(lines) != len(seen) {
		t.Errorf("%d plans and %d lines of plans in the log, %v; want %d of both", info.Counts["plans"], len(lines), err, len(seen))
	}
	t.Logf("%s: %d jobs, %d kills, %d attempts, %d plans, %.1f s, longest takeover %.1f s", p.kind, jobs, killed, attempts, len(seen), time.Since(began).Seconds(), takeover.Seconds())
}

// orphan is a job whose worker was killed.
type orphan struct {
	death time.Time
	token int64
}

// heldBy lists the jobs that a worker held when it was killed.
func heldBy(t *testing.T, r *job.Runner, w *process) map[string]orphan {
	t.Helper()
	list, err := r.Store.Jobs(t.Context(), data.JobQuery{States: []data.JobState{data.JobRunning}})
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]orphan{}
	for _, j := range list {
		if j.Lease.Worker == "process "+strconv.Itoa(w.command.Process.Pid) {
			held[j.ID] = orphan{time.Now(), j.Lease.Token}
		}
	}
	return held
}

func submitBatch(t testing.TB, r *job.Runner, kind string, parameters any) data.Job {
	t.Helper()
	text, err := json.Marshal(parameters)
	if err != nil {
		t.Fatal(err)
	}
	j, _, err := r.Submit(context.Background(), job.Request{Kind: kind, Parameters: text, Priority: data.Background, Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return j
}
