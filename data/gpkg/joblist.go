package gpkg

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"cuntong/data"
)

// Job returns one job with its result.
func (s *Store) Job(ctx context.Context, id string) (data.Job, error) {
	j, err := s.readJob(ctx, s.reads, id)
	return j, s.fault("read", err)
}

// Jobs lists jobs without results, newest first, ties by ID.
func (s *Store) Jobs(ctx context.Context, q data.JobQuery) ([]data.Job, error) {
	where, args := "1", []any(nil)
	if q.Kind != "" {
		where, args = where+" AND kind = ?", append(args, q.Kind)
	}
	if q.Parent != "" {
		where, args = where+" AND parent = ?", append(args, q.Parent)
	}
	if len(q.States) > 0 {
		where += " AND state IN (?" + strings.Repeat(", ?", len(q.States)-1) + ")"
		for _, state := range q.States {
			args = append(args, string(state))
		}
	}
	if q.After != "" {
		where += ` AND (submitted_ms < (SELECT submitted_ms FROM job WHERE id = ?)
			OR submitted_ms = (SELECT submitted_ms FROM job WHERE id = ?) AND id > ?)`
		args = append(args, q.After, q.After, q.After)
	}
	limit := -1
	if q.Limit > 0 {
		limit = q.Limit
	}
	return s.listJobs(ctx, where+" ORDER BY submitted_ms DESC, id LIMIT ?", append(args, limit)...)
}

// CountJobs counts the jobs on record by state.
func (s *Store) CountJobs(ctx context.Context) (map[data.JobState]int64, error) {
	rows, err := s.reads.QueryContext(ctx, "SELECT state, count(*) FROM job GROUP BY state")
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
	if limit <= 0 {
		limit = -1
	}
	return s.listJobs(ctx, "due_ms <= ? ORDER BY state = 'submitted', priority DESC, due_ms, id LIMIT ?", s.now().UnixMilli(), limit)
}

func (s *Store) listJobs(ctx context.Context, tail string, args ...any) ([]data.Job, error) {
	rows, err := s.reads.QueryContext(ctx, "SELECT record FROM job WHERE "+tail, args...)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var list []data.Job
	for rows.Next() {
		var body []byte
		var j data.Job
		if err := rows.Scan(&body); err != nil {
			return nil, s.fault("read", err)
		}
		if err := json.Unmarshal(body, &j); err != nil {
			return nil, fmt.Errorf("read jobs: %w", err)
		}
		list = append(list, j)
	}
	return list, s.fault("read", rows.Err())
}
