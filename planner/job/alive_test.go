package job

import (
	"testing"
	"time"

	"cuntong/planner/study"
)

func TestWorkThatStandsStillIsNotAlive(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	r := &Runner{Options: Options{Study: &study.Study{Now: func() time.Time { return now }}, Sweep: 5 * time.Second}}
	if err := r.Alive(); err != nil {
		t.Errorf("a runner that only submits: %v", err)
	}
	r.looked.Store(now.UnixNano())
	now = now.Add(time.Minute)
	if err := r.Alive(); err != nil {
		t.Errorf("after a minute: %v", err)
	}
	if now = now.Add(time.Second); r.Alive() == nil {
		t.Error("after a minute and a second it still counts as alive")
	}
}
