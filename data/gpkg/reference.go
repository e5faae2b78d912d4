package gpkg

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"cuntong/data"
)

// reference is one record naming another that may not be there.
type reference struct{ kind, key, field, target string }

// checkReferences finds the first record of a batch that names an area, settlement or facility which is
// neither in the batch nor in the store.
func checkReferences(ctx context.Context, from querier, b data.Batch) error {
	areaRefs, settlementRefs, facilityRefs := map[string]reference{}, map[string]reference{}, map[string]reference{}
	refer := func(to map[string]reference, r reference) {
		if r.target != "" {
			if _, known := to[r.target]; !known {
				to[r.target] = r
			}
		}
	}
	for i := range b.Areas {
		a := &b.Areas[i]
		refer(areaRefs, reference{"area", a.Code, "parent", a.Parent})
	}
	for i := range b.Settlements {
		s := &b.Settlements[i]
		refer(areaRefs, reference{"settlement", s.Code, "town", s.Town})
	}
	for i := range b.Facilities {
		f := &b.Facilities[i]
		refer(areaRefs, reference{"facility", f.ID, "town", f.Town})
		refer(settlementRefs, reference{"facility", f.ID, "settlement", f.Settlement})
	}
	for i := range b.Services {
		s := &b.Services[i]
		refer(settlementRefs, reference{"service", s.ID, "settlement", s.Settlement})
		refer(facilityRefs, reference{"service", s.ID, "facility", s.Facility})
	}
	for i := range b.Vehicles {
		v := &b.Vehicles[i]
		refer(facilityRefs, reference{"vehicle", v.ID, "facility", v.Facility})
	}
	if err := resolve(ctx, from, areas(), b.Areas, areaRefs); err != nil {
		return err
	}
	if err := resolve(ctx, from, settlements(), b.Settlements, settlementRefs); err != nil {
		return err
	}
	return resolve(ctx, from, facilities(), b.Facilities, facilityRefs)
}

// keysPerQuestion bounds the list of keys that one query looks up.
const keysPerQuestion = 5000

// resolve strikes out what the batch brings and asks the store for the rest.
func resolve[T any](ctx context.Context, from querier, t table[T], rows []T, refs map[string]reference) error {
	if len(refs) == 0 {
		return nil
	}
	for i := range rows {
		delete(refs, t.key(&rows[i]))
	}
	targets := make([]string, 0, len(refs))
	for target := range refs {
		targets = append(targets, target)
	}
	slices.Sort(targets)
	for chunk := range slices.Chunk(targets, keysPerQuestion) {
		list, err := json.Marshal(chunk)
		if err != nil {
			return err
		}
		missing := ""
		err = from.QueryRowContext(ctx, "SELECT coalesce(min(value), '') FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM "+t.name+
			" WHERE "+t.columns[0]+" = value)", string(list)).Scan(&missing)
		if err != nil {
			return err
		}
		if missing != "" {
			r := refs[missing]
			return fmt.Errorf("%s %s names %s %q as its %s, which is neither in the batch nor in the store; load it first or with it: %w",
				r.kind, r.key, t.name, missing, r.field, data.ErrInvalid)
		}
	}
	return nil
}

// checkRings refuses areas that lie inside themselves by way of their parents.
func checkRings(ctx context.Context, from querier) error {
	rows, err := from.QueryContext(ctx, "SELECT code, parent FROM area WHERE parent IS NOT NULL ORDER BY code")
	if err != nil {
		return err
	}
	defer rows.Close()
	parents := map[string]string{}
	var codes []string
	for rows.Next() {
		var code, parent string
		if err := rows.Scan(&code, &parent); err != nil {
			return err
		}
		parents[code] = parent
		codes = append(codes, code)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	clear := map[string]bool{} // leads to the top
	for _, code := range codes {
		var way []string
		for at := code; at != "" && !clear[at]; at = parents[at] {
			if slices.Contains(way, at) {
				return fmt.Errorf("area %s lies inside itself by way of its parent %s; correct one of the parents: %w", at, parents[at], data.ErrInvalid)
			}
			way = append(way, at)
		}
		for _, at := range way {
			clear[at] = true
		}
	}
	return nil
}
