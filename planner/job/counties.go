package job

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"cuntong/data"
	"cuntong/planner/study"
)

// Counties is the result of a job that plans many counties: the plans of all that could be planned, and by
// name those that could not.
type Counties struct {
	Counties []CountyPlan `json:"counties"`
	Failed   int          `json:"failed"`
	// Objective is the sum over the counties that have a plan; null if one of them has none.
	Objective       *int64 `json:"objective"`
	OpeningCostYuan *int64 `json:"opening_cost_yuan"`
	YearlyCostYuan  *int64 `json:"yearly_cost_yuan"`
}

// CountyPlan is the part of one county.
type CountyPlan struct {
	Area      string        `json:"area"`
	Name      string        `json:"name"`
	Job       string        `json:"job"` // which can be retried alone
	State     data.JobState `json:"state"`
	PlanID    string        `json:"plan_id,omitempty"`
	Status    string        `json:"status,omitempty"` // of the plan
	Objective *int64        `json:"objective"`
	Bound     *int64        `json:"bound"`
	Error     string        `json:"error,omitempty"`
}

// prepareCounties takes the parameters of a plan; area is the city or province around the counties, empty: all.
func prepareCounties(ctx context.Context, s *study.Study, text json.RawMessage) (json.RawMessage, error) {
	return preparePlan(ctx, s, text)
}

// countiesCheckpoint is kept once every part has been submitted.
var countiesCheckpoint = []byte("submitted")

func workCounties(ctx context.Context, t *Task) (data.JobOutcome, error) {
	submitted, err := t.Checkpoint(ctx)
	if err != nil {
		return data.JobOutcome{}, err
	}
	if submitted == nil {
		if err := submitCounties(ctx, t); err != nil {
			return data.JobOutcome{}, err
		}
		if err := t.Save(ctx, countiesCheckpoint); err != nil {
			return data.JobOutcome{}, err
		}
	}
	parts, err := t.Parts(ctx)
	if err != nil {
		return data.JobOutcome{}, err
	}
	finished := 0
	for _, part := range parts {
		if part.State.Finished() {
			finished++
		}
	}
	t.Progress(data.JobProgress{Step: finished, Steps: len(parts), Name: "counties"})
	if finished < len(parts) {
		return data.JobOutcome{}, errWait
	}
	return mergeCounties(ctx, t, parts)
}

// submitCounties makes one part for each county that has settlements of its own.
func submitCounties(ctx context.Context, t *Task) error {
	var p PlanParameters
	if err := decode(t.Job.Parameters, &p); err != nil {
		return err
	}
	areas, err := t.Study.Store.Areas(ctx, data.Query{Area: p.Area})
	if err != nil {
		return err
	}
	around := p.Area
	count := 0
	for _, area := range areas {
		if area.Tier != data.TierCounty || area.Kind == data.KindStatistical {
			continue
		}
		p.Area, p.Name = area.Code, strings.TrimSpace(area.Name+" "+p.Name)
		parameters, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if _, err := t.Part(ctx, "plan", parameters); err != nil {
			return err
		}
		p.Name = strings.TrimSpace(strings.TrimPrefix(p.Name, area.Name))
		count++
	}
	if count == 0 {
		return fmt.Errorf("there is no county in area %q; load areas of tier county first: %w", around, data.ErrNotFound)
	}
	return nil
}

// mergeCounties sums up what the parts came to. A part that failed fails the whole, which still carries the rest.
func mergeCounties(ctx context.Context, t *Task, parts []data.Job) (data.JobOutcome, error) {
	result := Counties{Counties: []CountyPlan{}, Objective: new(int64), OpeningCostYuan: new(int64), YearlyCostYuan: new(int64)}
	var failed []string
	for _, part := range parts {
		var p PlanParameters
		if err := decode(part.Parameters, &p); err != nil {
			return data.JobOutcome{}, err
		}
		county := CountyPlan{Area: p.Area, Name: p.Name, Job: part.ID, State: part.State, PlanID: part.PlanID, Error: part.Error}
		if part.State == data.JobDone {
			plan, err := t.Study.Store.Plan(ctx, part.PlanID)
			if err != nil {
				return data.JobOutcome{}, err
			}
			county.Name, county.Status, county.Objective, county.Bound = plan.AreaName, plan.Status, plan.Objective, plan.Bound
			add(&result.Objective, plan.Objective)
			add(&result.OpeningCostYuan, plan.OpeningCostYuan)
			add(&result.YearlyCostYuan, plan.YearlyCostYuan)
		} else {
			failed = append(failed, fmt.Sprintf("%s (%s, job %s): %s", p.Name, p.Area, part.ID, orWord(part.Error, string(part.State))))
		}
		result.Counties = append(result.Counties, county)
	}
	result.Failed = len(failed)
	text, err := json.Marshal(result)
	if err != nil {
		return data.JobOutcome{}, err
	}
	if len(failed) == 0 {
		return data.JobOutcome{Result: text}, nil
	}
	return data.JobOutcome{State: data.JobFailed, Result: text, ErrorCode: "part_failed",
		Error: fmt.Sprintf("%d of %d counties have no plan; retry their jobs alone: %s", len(failed), len(parts), strings.Join(failed, "; "))}, nil
}

// add keeps a sum unknown once one of its terms is.
func add(sum **int64, term *int64) {
	if *sum == nil || term == nil {
		*sum = nil
		return
	}
	total := **sum + *term
	*sum = &total
}

func orWord(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
