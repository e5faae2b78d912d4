package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"cuntong/data"
	"cuntong/planner/job"

	"github.com/danielgtaylor/huma/v2"
)

// JobList is a page of jobs without their results.
type JobList struct {
	Items []JobHead `json:"items"`
	Next  *string   `json:"next" doc:"Cursor of the next page; null on the last"`
}

// JobHead is what a list and an event say about a job.
type JobHead struct {
	ID          string            `json:"id" doc:"The same work asked for twice has the same ID"`
	Kind        string            `json:"kind"`
	Parameters  json.RawMessage   `json:"parameters" doc:"As they were understood, with defaults filled in"`
	Priority    data.JobPriority  `json:"priority" enum:"interactive,batch"`
	Parent      *string           `json:"parent" doc:"ID of the job that this one is a part of; null: none"`
	State       data.JobState     `json:"state" enum:"submitted,running,stopping,waiting,done,failed,cancelled" doc:"waiting: for its parts; done, failed and cancelled jobs are finished"`
	Stop        *data.StopWish    `json:"stop" enum:"keep-best,cancel" doc:"What was asked of it; null: nothing"`
	Attempts    int               `json:"attempts" doc:"How often a worker took it up; more than one after a worker died or an error passed"`
	Revision    int64             `json:"revision" doc:"Of the store's records when submitted"`
	Progress    *data.JobProgress `json:"progress,omitempty" doc:"absent: not begun or nothing said yet"`
	PlanID      *string           `json:"plan_id" doc:"Of the plan it stored; null: none"`
	Error       *JobError         `json:"error,omitempty" doc:"Why it failed, or why it waits to be tried again; absent: no error"`
	SubmittedBy *string           `json:"submitted_by" doc:"Account that asked for it; null: nobody is known, or not for this caller"`
	SubmittedAt time.Time         `json:"submitted_at" doc:"When it was asked for"`
	StartedAt   *time.Time        `json:"started_at" doc:"When a worker first took it up; null: not yet"`
	FinishedAt  *time.Time        `json:"finished_at" doc:"null: not yet"`
}

// JobError says why a job failed.
type JobError struct {
	Code   string `json:"code" doc:"Stable word: invalid, not_found, conflict, busy, unavailable, time_limit, part_failed, gave_up, unknown_kind, internal"`
	Detail string `json:"detail" doc:"What is wrong and the way out"`
}

// Job is a job with its result.
type Job struct {
	JobHead
	Result json.RawMessage `json:"result,omitempty" doc:"audit: the audit; plan-counties: plans and failures by county; route: the routes, as cuntong route --json prints them; absent for others and while it runs"`
}

// JobDraft asks for a job.
type JobDraft struct {
	Kind       string           `json:"kind" enum:"audit,plan,plan-counties,route" doc:"plan-counties makes one plan for each county in area; route makes a day's delivery routes of a saved plan"`
	Parameters json.RawMessage  `json:"parameters,omitempty" doc:"audit: area, standard, travel, profile, date. plan and plan-counties: scenario, name, area, standard, travel, profile, model, weight, p, budget_yuan, changes, rules, phases_yuan, seed, effort, time_limit_s. route: plan, date, area, travel, profile, rules, costs, skip, previous, haulage, bus, seed, effort, time_limit_s"`
	Priority   data.JobPriority `json:"priority,omitempty" enum:"interactive,batch" default:"interactive" doc:"interactive jobs never wait for batch ones"`
}

type jobsInput struct {
	Kind   string        `query:"kind" maxLength:"50" doc:"Only jobs of this kind"`
	State  data.JobState `query:"state" enum:"submitted,running,stopping,waiting,done,failed,cancelled" doc:"Only jobs in this state"`
	Parent string        `query:"parent" maxLength:"50" doc:"Only parts of this job"`
	Paging
}

// JobID names a job in the path.
type JobID struct {
	ID string `path:"id" maxLength:"50" doc:"ID of the job"`
}

// jobAccepted tells where to look for a job that was asked for.
type jobAccepted struct {
	Location string `header:"Location" doc:"Where the job is"`
	Body     JobHead
}

func (s *server) registerJobs(o *operations) {
	register(o, get("listJobs", "/api/v1/jobs", "jobs", "Jobs, newest first", "Without results."), []int{400, 503}, s.listJobs)
	register(o, once(huma.Operation{
		OperationID: "createJob", Method: http.MethodPost, Path: "/api/v1/jobs", Tags: []string{"jobs"},
		Summary: "Ask for work in the background", Description: "Once answered the job is on record and survives any crash. The same work on the same records is one job: asking again returns it.",
		DefaultStatus: http.StatusAccepted,
	}), []int{403, 404, 413, 415, 422, 503}, s.createJob)
	register(o, get("getJob", "/api/v1/jobs/{id}", "jobs", "One job with its result", ""), []int{404, 503}, s.getJob)
	for _, order := range []struct {
		id, path, summary, description string
		do                             func(context.Context, string) (data.Job, error)
	}{
		{"stopJob", "stop", "Stop and keep the best answer", "A solve ends and its best answer is kept as a plan of status stopped. A job that has not begun is cancelled.",
			func(ctx context.Context, id string) (data.Job, error) { return s.Jobs.Stop(ctx, id, data.KeepBest) }},
		{"cancelJob", "cancel", "Stop and throw away", "Nothing of the job is kept.",
			func(ctx context.Context, id string) (data.Job, error) { return s.Jobs.Stop(ctx, id, data.CancelJob) }},
		{"retryJob", "retry", "Begin again", "For failed, cancelled and stopped jobs. Of a job with parts only the failed ones are done again.",
			func(ctx context.Context, id string) (data.Job, error) { return s.Jobs.Retry(ctx, id) }},
	} {
		register(o, huma.Operation{
			OperationID: order.id, Method: http.MethodPost, Path: "/api/v1/jobs/{id}/" + order.path, Tags: []string{"jobs"},
			Summary: order.summary, Description: order.description, DefaultStatus: http.StatusAccepted,
		}, []int{403, 404, 409, 503}, func(ctx context.Context, in *JobID) (*answer[JobHead], error) {
			if err := s.needJobs(); err != nil {
				return nil, err
			}
			if callerOf(ctx).Area != "" {
				if _, err := s.job(ctx, in.ID); err != nil {
					return nil, err
				}
			}
			j, err := order.do(ctx, in.ID)
			if err != nil {
				return nil, jobProblem(in.ID, err)
			}
			return &answer[JobHead]{s.jobHead(ctx, j)}, nil
		})
	}
	s.registerJobEvents(o)
}

// needJobs says where a program runs without jobs.
func (s *server) needJobs() error {
	if s.Jobs == nil {
		return problem(http.StatusServiceUnavailable, "unavailable", "this program was started without a job queue; start it with: cuntong serve --store STORE")
	}
	return nil
}

func jobProblem(id string, err error) error {
	if errors.Is(err, data.ErrNotFound) {
		return missing("job", id)
	}
	return err
}

func (s *server) listJobs(ctx context.Context, in *jobsInput) (*answer[JobList], error) {
	if err := s.needJobs(); err != nil {
		return nil, err
	}
	q := data.JobQuery{Kind: in.Kind, Parent: in.Parent, After: in.After, Limit: in.oneMore()}
	if in.State != "" {
		q.States = []data.JobState{in.State}
	}
	jobs, err := s.jobsWithin(ctx, q)
	if err != nil {
		return nil, err
	}
	jobs, next := cut(in.Paging, jobs, func(j data.Job) string { return j.ID })
	items := make([]JobHead, len(jobs))
	for i, j := range jobs {
		items[i] = s.jobHead(ctx, j)
	}
	return &answer[JobList]{JobList{items, next}}, nil
}

func (s *server) createJob(ctx context.Context, in *struct{ Body JobDraft }) (*jobAccepted, error) {
	if err := s.needJobs(); err != nil {
		return nil, err
	}
	if !s.Jobs.Remote(in.Body.Kind) {
		return nil, invalidBody("kind", in.Body.Kind, "expected audit, plan, plan-counties or route; loads read files of this machine and are started on it with: cuntong load")
	}
	draft := in.Body
	if keyTwice(draft.Parameters) == "" { // else it is refused below, as it came
		var err error
		if draft.Parameters, err = s.withStandard(ctx, draft.Kind, draft.Parameters); err != nil {
			return nil, err
		}
	}
	parameters, err := s.jobParameters(ctx, draft)
	if err != nil {
		return nil, err
	}
	j, _, err := s.Jobs.Submit(ctx, job.Request{Kind: in.Body.Kind, Parameters: parameters, Priority: in.Body.Priority, Actor: callerOf(ctx).Name})
	if err != nil {
		return nil, err
	}
	return &jobAccepted{Location: "/api/v1/jobs/" + j.ID, Body: s.jobHead(ctx, j)}, nil
}

func (s *server) getJob(ctx context.Context, in *JobID) (*answer[Job], error) {
	j, err := s.job(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[Job]{Job{s.jobHead(ctx, j), j.Result}}, nil
}

// job returns a job of the caller's area.
func (s *server) job(ctx context.Context, id string) (data.Job, error) {
	if err := s.needJobs(); err != nil {
		return data.Job{}, err
	}
	j, err := s.Jobs.Store.Job(ctx, id)
	if err != nil {
		return j, jobProblem(id, err)
	}
	if callerOf(ctx).Area == "" {
		return j, nil
	}
	area, err := s.jobArea(ctx, j.Parameters)
	if err != nil {
		return data.Job{}, err
	}
	return j, s.within(ctx, area)
}

// jobHead is a job as the caller may see it.
func (s *server) jobHead(ctx context.Context, j data.Job) JobHead {
	head := JobHead{
		ID: j.ID, Kind: j.Kind, Parameters: j.Parameters, Priority: j.Priority, Parent: known(j.Parent), State: j.State, Attempts: j.Attempts,
		Revision: j.Revision, Progress: j.Progress, PlanID: known(j.PlanID), SubmittedAt: j.SubmittedAt, StartedAt: instant(j.StartedAt), FinishedAt: instant(j.FinishedAt),
	}
	if j.Stop != "" {
		head.Stop = &j.Stop
	}
	if !callerOf(ctx).seesMasked() {
		head.SubmittedBy = known(j.Actor)
	}
	if j.ErrorCode != "" {
		head.Error = &JobError{j.ErrorCode, j.Error}
	}
	return head
}

// instant returns nil for the zero time: it has not come yet.
func instant(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
