package data

import (
	"time"

	"github.com/paulmach/orb"
)

// RunState is how far a day's run has come.
type RunState string

// States of a run. The store moves a planned one on as events come in; only people cancel.
const (
	RunPlanned   RunState = "planned"   // 待出车
	RunOut       RunState = "out"       // 在途: some event has come in
	RunDone      RunState = "done"      // 完成: every stop has its outcome
	RunCancelled RunState = "cancelled" // 取消
)

// Run is what one vehicle does on one day: a route with a date, a courier and a state. It holds what the courier was told, names and
// places included, and so stays true when records change later.
type Run struct {
	ID          string    `json:"id"` // RunID of day and vehicle
	Date        Date      `json:"date"`
	Vehicle     string    `json:"vehicle"` // ID of the vehicle's record, #, number from 1
	VehicleName string    `json:"vehicle_name"`
	Kind        string    `json:"kind"`    // of vehicle
	Courier     string    `json:"courier"` // who drives; empty not said
	State       RunState  `json:"state"`
	Plan        string    `json:"plan_id"`     // ID of the plan it was made of; empty: made by hand
	Fingerprint string    `json:"fingerprint"` // of the day's routes it belongs to
	Depot       string    `json:"depot"`       // ID of the facility where it starts
	Depart      int64     `json:"depart_s"`    // seconds from midnight
	Home        int64     `json:"home_s"`
	Meters      int64     `json:"length_m"`
	Stops       []RunStop `json:"stops"` // in order, reloads included
	CreatedAt   time.Time `json:"created_at"`
	Version     int64     `json:"version"` // set by the store
}

// RunStop is a call of a run.
type RunStop struct {
	Stop     string    `json:"stop"`             // ID of the service point (/2: the second call there), or of the depot of a reload
	Reload   bool      `json:"reload,omitempty"` // parcels are put on board here, and nothing is delivered
	Name     string    `json:"name"`
	Place    orb.Point `json:"coordinates"`
	Arrive   int64     `json:"arrive_s"` // seconds from midnight
	Leave    int64     `json:"leave_s"`
	Down     int64     `json:"parcels_down"`
	Up       int64     `json:"parcels_up"`
	Villages []string  `json:"villages,omitempty"`
}

// RunID names the run of a vehicle on a day.
func RunID(day Date, vehicle string) string { return string(day) + "_" + vehicle }

func runKey(r *Run) (string, *int64) { return r.ID, &r.Version }

// Calls counts the stops of a run without its reloads.
func (r Run) Calls() int {
	calls := 0
	for _, stop := range r.Stops {
		if !stop.Reload {
			calls++
		}
	}
	return calls
}

// StateAfter is the state of a run once these events are known, all of that run.
func (r Run) StateAfter(events []StopEvent) RunState {
	if r.State == RunCancelled || len(events) == 0 {
		return r.State
	}
	reached := Outcomes(events)
	for _, stop := range r.Stops {
		if _, ok := reached[stop.Stop]; !ok && !stop.Reload {
			return RunOut
		}
	}
	return RunDone
}

// Check refuses a run that no store can keep.
func (r Run) Check() error {
	c := check{key: r.ID}
	c.text("text", r.ID, r.Vehicle, r.VehicleName, r.Kind, r.Courier, string(r.State), r.Plan, r.Fingerprint, r.Depot)
	c.day("date", r.Date)
	switch {
	case r.Date == "" || r.Vehicle == "" || r.ID != RunID(r.Date, r.Vehicle):
		c.fail("its ID is not that of its day %q and vehicle %q", r.Date, r.Vehicle)
	case r.State != RunPlanned && r.State != RunOut && r.State != RunDone && r.State != RunCancelled:
		c.fail("its state is %q, expected planned, out, done or cancelled", r.State)
	case r.CreatedAt.IsZero():
		c.fail("it does not say when it was made")
	case r.Meters < 0 || r.Home < r.Depart:
		c.fail("it drives %d m and is home at %d s, having left at %d s", r.Meters, r.Home, r.Depart)
	}
	seen := map[string]bool{}
	for i := range r.Stops {
		stop := &r.Stops[i]
		c.text("stop", append([]string{stop.Stop, stop.Name}, stop.Villages...)...)
		c.place("stop "+stop.Stop, &stop.Place)
		if stop.Stop == "" || stop.Down < 0 || stop.Up < 0 {
			c.fail("stop number %d has no ID or parcels below zero", i+1)
		}
		if seen[stop.Stop] && !stop.Reload {
			c.fail("stop %s comes twice", stop.Stop)
		}
		seen[stop.Stop] = true
	}
	return c.asError("run")
}
