package postgis

import (
	"context"
	"encoding/json"
	"fmt"

	"cuntong/data"
)

// Job returns one job with its result.
func (s *Store) Job(ctx context.Context, id string) (data.Job, error) {
	j, _, err := s.readJob(ctx, s.pool, jobColumns, id)
	return j, s.fault("read", err)
}

// Jobs lists jobs without results, newest first, ties by ID.
func (s *Store) Jobs(ctx context.Context, q data.JobQuery) ([]data.Job, error) {
	var tail statement
	where := "true"
	if q.Kind != "" {
		where += " AND kind = " + tail.arg(q.Kind)
	}
	if q.Parent != "" {
		where += " AND parent = " + tail.arg(q.Parent)
	}
	if len(q.States) > 0 {
		states := make([]string, len(q.States))
		for i, state := range q.States {
			states[i] = string(state)
		}
		where += " AND state = ANY(" + tail.arg(states) + ")"
	}
	if q.After != "" {
		after := tail.arg(q.After)
		last := "(SELECT submitted_ms FROM cuntong.job WHERE id = " + after + ")"
		where += " AND (submitted_ms < " + last + " OR submitted_ms = " + last + " AND id > " + after + ")"
	}
	where += " ORDER BY submitted_ms DESC, id"
	if q.Limit > 0 {
		where += " LIMIT " + tail.arg(q.Limit)
	}
	return s.listJobs(ctx, where, tail.args...)
}

// CountJobs counts the jobs on record by state.
func (s *Store) CountJobs(ctx context.Context) (map[data.JobState]int64, error) {
	rows, err := s.pool.Query(ctx, "SELECT state, count(*) FROM cuntong.job GROUP BY state")
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	counts := map[data.JobState]int64{}
	for rows.Next() {
		var state data.JobState
		var count int64
		if err := rows.Scan(&state, &count); err != nil {
			return nil, s.fault("read", err)
		}
		counts[state] = count
	}
	return counts, s.fault("read", rows.Err())
}

// DueJobs lists unfinished jobs that nobody works on.
func (s *Store) DueJobs(ctx context.Context, limit int) ([]data.Job, error) {
	tail := "due_ms <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint ORDER BY state = 'submitted', priority DESC, due_ms, id"
	if limit > 0 {
		return s.listJobs(ctx, tail+" LIMIT $1", limit)
	}
	return s.listJobs(ctx, tail)
}

func (s *Store) listJobs(ctx context.Context, tail string, args ...any) ([]data.Job, error) {
	rows, err := s.pool.Query(ctx, "SELECT record FROM cuntong.job WHERE "+tail, args...)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var list []data.Job
	for rows.Next() {
		var body string
		var j data.Job
		if err := rows.Scan(&body); err != nil {
			return nil, s.fault("read", err)
		}
		if err := json.Unmarshal([]byte(body), &j); err != nil {
			return nil, fmt.Errorf("read jobs: %w", err)
		}
		list = append(list, j)
	}
	return list, s.fault("read", rows.Err())
}
