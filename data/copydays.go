package data

import "context"

// runsPerSave bounds what is copied in one transaction.
const runsPerSave = 1000

// foreignDays keeps runs and events of other content from being mixed with ours.
func foreignDays(ctx context.Context, from, to Store) error {
	info, err := to.Info(ctx)
	if err != nil || info.Counts["runs"]+info.Counts["stop_events"] == 0 {
		return err
	}
	runs, err := from.Runs(ctx, Query{})
	if err != nil {
		return err
	}
	if err := foreign(ctx, "run", to.Runs, runs, runKey); err != nil {
		return err
	}
	events, err := from.StopEvents(ctx, Query{})
	if err != nil {
		return err
	}
	return foreign(ctx, "event", to.StopEvents, events, stopEventKey)
}

// copyDays brings runs and then their events, page by page.
func copyDays(ctx context.Context, from, to Store, note ChangeNote, result *CopyResult) error {
	versions := map[string]int64{} // of runs that the target has
	err := eachRow(ctx, to.Runs, runKey, func(r *Run) error { versions[r.ID] = r.Version; return nil })
	if err != nil {
		return err
	}
	err = eachPage(ctx, from.Runs, runKey, runsPerSave, func(page []Run) error {
		for i := range page {
			page[i].Version = versions[page[i].ID]
		}
		result.Runs += len(page)
		return to.SaveRuns(ctx, page, note)
	})
	if err != nil {
		return err
	}
	return eachPage(ctx, from.StopEvents, stopEventKey, runsPerSave, func(page []StopEvent) error {
		result.StopEvents += len(page)
		_, err := to.SaveStopEvents(ctx, page, note)
		return err
	})
}

// eachPage calls visit with the rows that a list gives, so many at a time.
func eachPage[T any](ctx context.Context, list func(context.Context, Query) ([]T, error), key func(*T) (string, *int64), size int, visit func([]T) error) error {
	query := Query{Limit: size}
	for {
		page, err := list(ctx, query)
		if err != nil || len(page) == 0 {
			return err
		}
		query.After, _ = key(&page[len(page)-1])
		full := len(page) == size
		if err := visit(page); err != nil || !full {
			return err
		}
	}
}
