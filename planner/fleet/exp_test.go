package fleet

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuntong/geo"
	"cuntong/planner"
)

func readX(name string) *planner.Routing {
	f, err := os.Open("/work/shared/bench/cvrp/X/" + name + ".vrp")
	if err != nil {
		panic(err)
	}
	s := bufio.NewScanner(f)
	var q int64
	sec := ""
	var x, y []float64
	var d []int64
	for s.Scan() {
		t := strings.TrimSpace(s.Text())
		switch {
		case strings.HasPrefix(t, "CAPACITY"):
			fmt.Sscan(t[strings.Index(t, ":")+1:], &q)
		case strings.HasSuffix(t, "SECTION"):
			sec = t
		case sec == "NODE_COORD_SECTION":
			var i int
			var a, b float64
			fmt.Sscan(t, &i, &a, &b)
			x, y = append(x, a), append(y, b)
		case sec == "DEMAND_SECTION":
			var i int
			var a int64
			fmt.Sscan(t, &i, &a)
			d = append(d, a)
		}
	}
	n := len(x)
	m := geo.NewMatrix(n, n)
	for i := range n {
		for j := range n {
			dd := int64(math.Sqrt((x[i]-x[j])*(x[i]-x[j])+(y[i]-y[j])*(y[i]-y[j])) + 0.5)
			m.Set(i, j, geo.Leg{Meters: dd, Seconds: dd})
		}
	}
	p := &planner.Routing{Profiles: []*geo.Matrix{m}, Depots: []planner.Depot{{}}, Vehicles: []planner.VehicleType{{Capacity: planner.Load{q}, PerMeter: 1}}}
	for i := 1; i < n; i++ {
		p.Stops = append(p.Stops, planner.Stop{Place: int32(i), Delivery: planner.Load{d[i]}})
	}
	return p
}

var bks = map[string]float64{"X-n303-k21": 21736, "X-n1001-k43": 72355, "X-n513-k21": 24201, "X-n200-k36": 58578, "X-n670-k130": 146332, "X-n449-k29": 55233, "X-n876-k59": 99299, "X-n367-k17": 22814}

func TestExp(t *testing.T) {
	names := os.Getenv("X")
	if names == "" {
		t.Skip()
	}
	secs := 10.0
	fmt.Sscan(os.Getenv("SECS"), &secs)
	t0, tf := int64(100000), int64(1000)
	fmt.Sscan(os.Getenv("T0"), &t0)
	fmt.Sscan(os.Getenv("TF"), &tf)
	for _, name := range strings.Split(names, ",") {
		begin := time.Now()
		l := newLean(readX(name))
		routes := savings(l)
		setup := time.Since(begin)
		begin = time.Now()
		var ru syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &ru)
		base := ru.Utime.Nano()
		cpu := func() float64 {
			syscall.Getrusage(syscall.RUSAGE_SELF, &ru)
			return float64(ru.Utime.Nano()-base) / 1e9
		}
		var total float64
		threads := 1
		fmt.Sscan(os.Getenv("ITS"), &total)
		fmt.Sscan(os.Getenv("TH"), &threads)
		o := planner.Options{Seed: 1, Threads: threads, Now: time.Now}
		if total > 0 {
			o.Effort = int64(total * 1e6)
		} else {
			o.TimeLimit = time.Duration(secs * 1e9)
		}
		m := newMeter(context.Background(), o, 1<<60)
		cr := newCrew(l, m)
		cr.run(routes, t0, tf)
		fmt.Printf("cpu %.1f wall %.1f %s setup %v its %d best %d gap %.2f%% routes %d\n", cpu(), time.Since(begin).Seconds(), name, setup, m.effort, cr.best, 100*(float64(cr.best)/bks[name]-1), len(unflat(cr.flat)))
	}
}
