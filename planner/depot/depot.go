// Package depot answers location-routing problems of one echelon and of two: which depots to open and which tours of vans to drive from
// them, and with two echelons which tours of trucks bring the depots their loads.
package depot

import (
	"context"

	"cuntong/planner"
)

// defaultSteps is the effort of a problem of so many stops where no other is asked for.
func defaultSteps(stops int) int64 { return 100_000 + 4000*int64(stops) }

// Solve answers a problem.
func Solve(ctx context.Context, p *planner.LocationRouting, o planner.Options) (*planner.LocationRoutingAnswer, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	c, err := newCore(p)
	if err != nil {
		return nil, err
	}
	m := newMeter(ctx, o, defaultSteps(c.n))
	a := &planner.LocationRoutingAnswer{Status: planner.Feasible}
	found, feeder, value, ok := c.race(m, nil)
	a.Stats = m.stats()
	if !ok {
		a.Status, a.Reason = planner.Stopped, "no tours were found that vehicles and depots can carry; that is no proof that there are none"
		return a, nil
	}
	c.write(a, found, feeder, value)
	if m.timed || m.out() {
		a.Status = planner.Stopped
	}
	return a, nil
}

// write turns tours into an answer.
func (c *core) write(a *planner.LocationRoutingAnswer, found flat, feeder *feeder, value int64) {
	for begin, k := 0, 0; k < len(found); k++ {
		if found[k] != absent {
			continue
		}
		a.Tours = append(a.Tours, planner.DepotTour{Depot: found[begin] - int32(c.n), Stops: append([]int32(nil), found[begin+1:k]...)})
		begin = k + 1
	}
	if feeder != nil {
		s := newState(c)
		s.allowed = 1<<63 | (1<<63 - 1)
		s.fill(found)
		feeder.solve(feeder.fill(s))
		value = s.total + feeder.feedNow.cost
		for _, part := range feeder.feedNow.parts {
			a.Feeders = append(a.Feeders, planner.DepotTour{Depot: int32(part.hub), Stops: feeder.order(part)})
		}
	}
	a.Objective = &value
}
