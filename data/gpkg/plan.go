package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// planColumns are the columns of a plan in a list; planBody are those that only Plan reads besides.
const (
	planColumns = `id, scenario, area_name, status, objective, bound, gap, reason, seed, effort, seconds, threads, verified, fingerprint,
		input_fingerprint, revision, program_version, created_at, opening_cost_yuan, yearly_cost_yuan, blocked, notes`
	planBody = `, assignments, before_audit, after_audit, network`
)

// planCells are the destinations of planColumns.
func planCells(p *data.Plan) []any {
	return []any{text(&p.ID), document(&p.Scenario), text(&p.AreaName), text(&p.Status), unknownWhole(&p.Objective), unknownWhole(&p.Bound),
		unknownNumber(&p.Gap), text(&p.Reason), whole(&p.Seed), whole(&p.Effort), number(&p.Seconds), whole(&p.Threads), flag(&p.Verified),
		text(&p.Fingerprint), text(&p.InputFingerprint), whole(&p.Revision), text(&p.ProgramVersion), instant(&p.CreatedAt),
		unknownWhole(&p.OpeningCostYuan), unknownWhole(&p.YearlyCostYuan), document(&p.Blocked), document(&p.Notes)}
}

// document reads a column that holds JSON.
func document[T any](to *T) cell {
	return func(value any) error {
		var body string
		if err := text(&body)(value); err != nil {
			return err
		}
		return json.Unmarshal([]byte(body), to)
	}
}

func addDocument[T any](v *values, list []T) {
	if len(list) == 0 {
		v.add(nil)
		return
	}
	body, err := json.Marshal(list)
	if err != nil && v.err == nil {
		v.err = err
	}
	v.add(string(body))
}

// SavePlan stores a plan and its sites. Saving the same fingerprint again changes nothing; another plan
// under the same ID is data.ErrConflict.
func (s *Store) SavePlan(ctx context.Context, p data.Plan, note data.ChangeNote) error {
	if err := p.Check(); err != nil {
		return err
	}
	return s.write(ctx, "save plan "+p.ID+" in", func(tx *sql.Tx) error { return s.keepPlan(ctx, tx, p, note) })
}

// keepPlan is SavePlan inside a transaction.
func (s *Store) keepPlan(ctx context.Context, tx *sql.Tx, p data.Plan, note data.ChangeNote) error {
	var stored, id, scenario string
	var revision int64
	err := tx.QueryRowContext(ctx, "SELECT fingerprint, id, revision, scenario FROM plan WHERE fingerprint = ?1 OR id = ?2 ORDER BY fingerprint = ?1 DESC", p.Fingerprint, p.ID).Scan(&stored, &id, &revision, &scenario)
	if err == nil && stored == p.Fingerprint {
		if p.Revision <= revision {
			return nil
		}
		return s.renewPlan(ctx, tx, p, id, revision, scenario, note)
	}
	if err == nil {
		return fmt.Errorf("plan %s is in the store already with another fingerprint (%s); give the new plan an ID of its own: %w", p.ID, stored, data.ErrConflict)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return s.putPlan(ctx, tx, p, nil, note)
}

// renewPlan gives a plan that was found anew the ID of the one of an earlier revision, which stays under another.
func (s *Store) renewPlan(ctx context.Context, tx *sql.Tx, p data.Plan, id string, revision int64, scenario string, note data.ChangeNote) error {
	p.ID, p.Scenario = id, data.Scenario{}
	if err := json.Unmarshal([]byte(scenario), &p.Scenario); err != nil {
		return fmt.Errorf("the scenario of plan %s cannot be read: %w: %w", id, err, data.ErrInvalid)
	}
	earlier := data.EarlierPlan(id, revision)
	if _, err := tx.ExecContext(ctx, "UPDATE plan SET id = ?, fingerprint = ? WHERE id = ?", earlier, data.EarlierPlan(p.Fingerprint, revision), id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE plan_site SET plan = ? WHERE plan = ?", earlier, id); err != nil {
		return err
	}
	return s.putPlan(ctx, tx, p, data.PlanRevision{Plan: earlier, Revision: revision}, note)
}

// putPlan writes the rows of a plan that is not there; before is what the change log says of an earlier one.
func (s *Store) putPlan(ctx context.Context, tx *sql.Tx, p data.Plan, before any, note data.ChangeNote) error {
	if err := insertPlan(ctx, tx, p); err != nil {
		return err
	}
	for position, site := range p.Opened {
		if err := insertSite(ctx, tx, p.ID, position, site); err != nil {
			return err
		}
	}
	if err := keepExtent(ctx, tx, "plan_site"); err != nil {
		return err
	}
	for _, layer := range []string{"plan", "plan_site"} {
		if err := s.touch(ctx, tx, layer); err != nil {
			return err
		}
	}
	p.Opened, p.Assignments, p.Before, p.After, p.Network = nil, nil, nil, nil, nil
	return s.logEdit(ctx, tx, data.Change{Note: acting(note, "plan"), Kind: "plan", Key: p.ID, Version: 1}, before, p)
}

func insertPlan(ctx context.Context, tx *sql.Tx, p data.Plan) error {
	var v values
	scenario, err := json.Marshal(p.Scenario)
	if err != nil {
		return fmt.Errorf("plan %s: %w: %w", p.ID, err, data.ErrInvalid)
	}
	addText(&v, p.ID)
	v.add(string(scenario))
	for _, text := range []string{p.AreaName, p.Status} {
		addText(&v, text)
	}
	addUnknown(&v, p.Objective)
	addUnknown(&v, p.Bound)
	addUnknown(&v, p.Gap)
	addText(&v, p.Reason)
	for _, value := range []any{p.Seed, p.Effort, p.Seconds, int64(p.Threads), p.Verified, p.Fingerprint} {
		v.add(value)
	}
	addText(&v, p.InputFingerprint)
	v.add(p.Revision)
	addText(&v, p.ProgramVersion)
	v.add(formatTime(p.CreatedAt))
	addUnknown(&v, p.OpeningCostYuan)
	addUnknown(&v, p.YearlyCostYuan)
	addDocument(&v, p.Blocked)
	addDocument(&v, p.Notes)
	addDocument(&v, p.Assignments)
	addText(&v, string(p.Before))
	addText(&v, string(p.After))
	addText(&v, string(p.Network))
	// For people who open the layer in QGIS the scenario's own words stand beside it.
	for _, text := range []string{p.Scenario.Name, p.Scenario.Area, p.Scenario.Standard, p.Scenario.Model} {
		addText(&v, text)
	}
	if v.err != nil {
		return v.err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO plan ("+planColumns+planBody+`, name, area, standard, model)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, v.list...)
	return err
}

func insertSite(ctx context.Context, tx *sql.Tx, plan string, position int, site data.PlanSite) error {
	var v values
	v.add(plan)
	v.add(int64(position + 1))
	for _, text := range []string{site.Site, site.Name, site.Town, site.Settlement} {
		addText(&v, text)
	}
	addUnknown(&v, site.OpeningCostYuan)
	addUnknown(&v, site.YearlyCostYuan)
	v.add(site.NewlyCovered)
	addUnknown(&v, site.NewlyCoveredPeople)
	v.addPoint(&site.Location)
	_, err := tx.ExecContext(ctx, `INSERT INTO plan_site (plan, position, site, name, town, settlement, opening_cost_yuan, yearly_cost_yuan,
		newly_covered, newly_covered_people, geom) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, v.list...)
	return err
}

// Plan returns a whole plan.
func (s *Store) Plan(ctx context.Context, id string) (data.Plan, error) {
	var p data.Plan
	tx, err := s.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return p, s.fault("read", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	into := append(planCells(&p), document(&p.Assignments), raw(&p.Before), raw(&p.After), raw(&p.Network))
	err = tx.QueryRowContext(ctx, "SELECT "+planColumns+planBody+" FROM plan WHERE id = ?", id).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fmt.Errorf("plan %q is not in store %s: %w", id, s.path, data.ErrNotFound)
	}
	if err != nil {
		return p, s.fault("read", err)
	}
	p.Opened, err = readSites(ctx, tx, id)
	return p, s.fault("read", err)
}

func readSites(ctx context.Context, from querier, plan string) ([]data.PlanSite, error) {
	rows, err := from.QueryContext(ctx, `SELECT site, name, town, settlement, opening_cost_yuan, yearly_cost_yuan, newly_covered, newly_covered_people, geom
		FROM plan_site WHERE plan = ? ORDER BY position`, plan)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var sites []data.PlanSite
	for rows.Next() {
		var site data.PlanSite
		var location *orb.Point
		if err := rows.Scan(text(&site.Site), text(&site.Name), text(&site.Town), text(&site.Settlement), unknownWhole(&site.OpeningCostYuan),
			unknownWhole(&site.YearlyCostYuan), whole(&site.NewlyCovered), unknownWhole(&site.NewlyCoveredPeople), point(&location)); err != nil {
			return nil, err
		}
		if location != nil {
			site.Location = *location
		}
		sites = append(sites, site)
	}
	return sites, rows.Err()
}

// Plans lists plans without their large parts, newest first, ties by ID. Query.Area selects plans of exactly
// that area; After continues behind the plan of that ID, in the order of the list.
func (s *Store) Plans(ctx context.Context, q data.Query) ([]data.Plan, error) {
	where, args := " WHERE 1", []any(nil)
	if q.Area != "" {
		where, args = where+" AND area = ?", append(args, q.Area)
	}
	if q.Bound != nil {
		where += " AND 0" // a plan has no location
	}
	if q.After != "" {
		where += " AND (created_at < (SELECT created_at FROM plan WHERE id = ?) OR created_at = (SELECT created_at FROM plan WHERE id = ?) AND id > ?)"
		args = append(args, q.After, q.After, q.After)
	}
	limit := -1
	if q.Limit > 0 {
		limit = q.Limit
	}
	rows, err := s.reads.QueryContext(ctx, "SELECT "+planColumns+" FROM plan"+where+" ORDER BY created_at DESC, id LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var list []data.Plan
	for rows.Next() {
		var p data.Plan
		if err := rows.Scan(planCells(&p)...); err != nil {
			return nil, fmt.Errorf("read plans: %w", err)
		}
		list = append(list, p)
	}
	return list, s.fault("read", rows.Err())
}

// raw reads JSON text as it is.
func raw(to *json.RawMessage) cell {
	return func(value any) error {
		var body string
		err := text(&body)(value)
		*to = json.RawMessage(body)
		return err
	}
}
