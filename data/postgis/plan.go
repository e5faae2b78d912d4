package postgis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// planColumns are the columns of a plan in a list; planBody are those that only Plan reads besides, and
// planWords repeat the scenario's own words for people who open the table in QGIS.
const (
	planColumns = `id, scenario, area_name, status, objective, bound, gap, reason, seed, effort, seconds, threads, verified, fingerprint,
		input_fingerprint, notes, revision, program_version, created_at, opening_cost_yuan, yearly_cost_yuan, blocked`
	planBody  = `, assignments, before_audit, after_audit, network`
	planWords = `, name, area, standard, model`
)

// planCells are the destinations of planColumns.
func planCells(p *data.Plan) []any {
	return []any{text(&p.ID), document(&p.Scenario), text(&p.AreaName), text(&p.Status), &p.Objective, &p.Bound, &p.Gap, text(&p.Reason),
		&p.Seed, &p.Effort, &p.Seconds, wholeCell{&p.Threads}, &p.Verified, text(&p.Fingerprint), text(&p.InputFingerprint), texts(&p.Notes),
		&p.Revision, text(&p.ProgramVersion), instantCell{&p.CreatedAt}, &p.OpeningCostYuan, &p.YearlyCostYuan, document(&p.Blocked)}
}

// SavePlan stores a plan and its sites. Saving the same fingerprint again changes nothing; another plan
// under the same ID is data.ErrConflict.
func (s *Store) SavePlan(ctx context.Context, p data.Plan, note data.ChangeNote) error {
	if err := p.Check(); err != nil {
		return err
	}
	return s.write(ctx, "save plan "+p.ID+" in", func(tx pgx.Tx) error { return s.keepPlan(ctx, tx, p, note) })
}

// keepPlan is SavePlan inside a transaction.
func (s *Store) keepPlan(ctx context.Context, tx pgx.Tx, p data.Plan, note data.ChangeNote) error {
	var stored, id string
	var revision int64
	var scenario []byte
	err := tx.QueryRow(ctx, "SELECT fingerprint, id, revision, scenario FROM cuntong.plan WHERE fingerprint = $1 OR id = $2 ORDER BY fingerprint = $1 DESC LIMIT 1", p.Fingerprint, p.ID).Scan(&stored, &id, &revision, &scenario)
	if err == nil && stored == p.Fingerprint {
		if p.Revision <= revision {
			return nil
		}
		return s.renewPlan(ctx, tx, p, id, revision, scenario, note)
	}
	if err == nil {
		return fmt.Errorf("plan %s is in the store already with another fingerprint (%s); give the new plan an ID of its own: %w", p.ID, stored, data.ErrConflict)
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	return s.putPlan(ctx, tx, p, nil, note)
}

// renewPlan gives a plan that was found anew the ID of the one of an earlier revision, which stays under another.
func (s *Store) renewPlan(ctx context.Context, tx pgx.Tx, p data.Plan, id string, revision int64, scenario []byte, note data.ChangeNote) error {
	p.ID, p.Scenario = id, data.Scenario{}
	if err := json.Unmarshal(scenario, &p.Scenario); err != nil {
		return fmt.Errorf("the scenario of plan %s cannot be read: %w: %w", id, err, data.ErrInvalid)
	}
	earlier := data.EarlierPlan(id, revision)
	columns := planColumns + planBody + planWords
	copied := strings.Replace(strings.Replace(columns, "id,", "$2::text,", 1), " fingerprint,", " $3::text,", 1)
	if _, err := tx.Exec(ctx, "INSERT INTO cuntong.plan ("+columns+") SELECT "+copied+" FROM cuntong.plan WHERE id = $1", id, earlier, data.EarlierPlan(p.Fingerprint, revision)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE cuntong.plan_site SET plan = $2 WHERE plan = $1", id, earlier); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM cuntong.plan WHERE id = $1", id); err != nil {
		return err
	}
	return s.putPlan(ctx, tx, p, data.PlanRevision{Plan: earlier, Revision: revision}, note)
}

// putPlan writes the rows of a plan that is not there; before is what the change log says of an earlier one.
func (s *Store) putPlan(ctx context.Context, tx pgx.Tx, p data.Plan, before any, note data.ChangeNote) error {
	if err := insertPlan(ctx, tx, p); err != nil {
		return err
	}
	if err := insertSites(ctx, tx, p); err != nil {
		return err
	}
	p.Opened, p.Assignments, p.Before, p.After, p.Network = nil, nil, nil, nil, nil
	return s.log(ctx, tx, data.Change{Note: acting(note, "plan"), Kind: "plan", Key: p.ID, Version: 1}, before, p)
}

func insertPlan(ctx context.Context, tx pgx.Tx, p data.Plan) error {
	scenario, err := json.Marshal(p.Scenario)
	if err != nil {
		return fmt.Errorf("plan %s: %w: %w", p.ID, err, data.ErrInvalid)
	}
	var v values
	addText(&v, p.ID)
	v.add(scenario)
	addText(&v, p.AreaName)
	addText(&v, p.Status)
	addUnknown(&v, p.Objective)
	addUnknown(&v, p.Bound)
	addUnknown(&v, p.Gap)
	addText(&v, p.Reason)
	for _, value := range []any{p.Seed, p.Effort, p.Seconds, int64(p.Threads), p.Verified, p.Fingerprint} {
		v.add(value)
	}
	addText(&v, p.InputFingerprint)
	addTexts(&v, p.Notes)
	v.add(p.Revision)
	addText(&v, p.ProgramVersion)
	v.add(keptTime(p.CreatedAt))
	addUnknown(&v, p.OpeningCostYuan)
	addUnknown(&v, p.YearlyCostYuan)
	addDocument(&v, p.Blocked)
	addDocument(&v, p.Assignments)
	v.addRaw(p.Before)
	v.addRaw(p.After)
	v.addRaw(p.Network)
	for _, text := range []string{p.Scenario.Name, p.Scenario.Area, p.Scenario.Standard, p.Scenario.Model} {
		addText(&v, text)
	}
	if v.err != nil {
		return v.err
	}
	_, err = tx.Exec(ctx, "INSERT INTO cuntong.plan ("+planColumns+planBody+planWords+") VALUES ("+parameters(len(v.list))+")", v.list...)
	return err
}

func insertSites(ctx context.Context, tx pgx.Tx, p data.Plan) error {
	columns := []string{"plan", "position", "site", "name", "town", "settlement", "opening_cost_yuan", "yearly_cost_yuan",
		"newly_covered", "newly_covered_people", "geom"}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"cuntong", "plan_site"}, columns, pgx.CopyFromSlice(len(p.Opened), func(i int) ([]any, error) {
		var v values
		site := p.Opened[i]
		v.add(p.ID)
		v.add(int64(i + 1))
		for _, text := range []string{site.Site, site.Name, site.Town, site.Settlement} {
			addText(&v, text)
		}
		addUnknown(&v, site.OpeningCostYuan)
		addUnknown(&v, site.YearlyCostYuan)
		v.add(site.NewlyCovered)
		addUnknown(&v, site.NewlyCoveredPeople)
		v.addPoint(&site.Location)
		return v.list, v.err
	}))
	return err
}

// Plan returns a whole plan. Plans are never changed once stored, so two statements see the same plan.
func (s *Store) Plan(ctx context.Context, id string) (data.Plan, error) {
	var p data.Plan
	into := append(planCells(&p), document(&p.Assignments), raw(&p.Before), raw(&p.After), raw(&p.Network))
	err := s.pool.QueryRow(ctx, "SELECT "+planColumns+planBody+" FROM cuntong.plan WHERE id = $1", id).Scan(into...)
	if errors.Is(err, pgx.ErrNoRows) {
		return data.Plan{}, fmt.Errorf("plan %q is not in store %s: %w", id, s.name, data.ErrNotFound)
	}
	if err != nil {
		return data.Plan{}, s.fault("read", err)
	}
	p.Opened, err = readSites(ctx, s.pool, id)
	return p, s.fault("read", err)
}

func readSites(ctx context.Context, from querier, plan string) ([]data.PlanSite, error) {
	rows, err := from.Query(ctx, `SELECT site, name, town, settlement, opening_cost_yuan, yearly_cost_yuan, newly_covered, newly_covered_people, geom
		FROM cuntong.plan_site WHERE plan = $1 ORDER BY position`, plan)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var sites []data.PlanSite
	for rows.Next() {
		var site data.PlanSite
		var location *orb.Point
		if err := rows.Scan(text(&site.Site), text(&site.Name), text(&site.Town), text(&site.Settlement), &site.OpeningCostYuan,
			&site.YearlyCostYuan, &site.NewlyCovered, &site.NewlyCoveredPeople, &location); err != nil {
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
	var tail statement
	conditions := []string{"true"}
	if q.Area != "" {
		conditions = append(conditions, "area = "+tail.arg(q.Area))
	}
	if q.Bound != nil {
		conditions = append(conditions, "false") // a plan has no location
	}
	if q.After != "" {
		after := tail.arg(q.After)
		last := "(SELECT created_at FROM cuntong.plan WHERE id = " + after + ")"
		conditions = append(conditions, "(created_at < "+last+" OR created_at = "+last+" AND id > "+after+")")
	}
	tail.text = " WHERE " + strings.Join(conditions, " AND ") + " ORDER BY created_at DESC, id"
	if q.Limit > 0 {
		tail.text += " LIMIT " + tail.arg(q.Limit)
	}
	rows, err := s.pool.Query(ctx, "SELECT "+planColumns+" FROM cuntong.plan"+tail.text, tail.args...)
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
