package gpkg

import (
	"context"
	"encoding/json"
	"slices"

	"cuntong/data"
)

// keysPerQuestion bounds the list of keys that one query looks up.
const keysPerQuestion = 5000

// checkReferences finds the first record of a batch that names an area, settlement or facility which is
// neither in the batch nor in the store.
func checkReferences(ctx context.Context, from querier, b data.Batch) error {
	byKind := map[string][]data.Reference{}
	for _, r := range b.Outside() {
		byKind[r.TargetKind] = append(byKind[r.TargetKind], r)
	}
	for _, target := range []struct{ kind, key string }{{"area", "code"}, {"settlement", "code"}, {"facility", "id"}} {
		for chunk := range slices.Chunk(byKind[target.kind], keysPerQuestion) {
			if err := resolve(ctx, from, target.kind, target.key, chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// resolve asks the store for the records that references name, all of one kind.
func resolve(ctx context.Context, from querier, kind, key string, references []data.Reference) error {
	wanted := make([]string, len(references))
	for i, r := range references {
		wanted[i] = r.Target
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	var missing *string
	err = from.QueryRowContext(ctx, "SELECT min(value) FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM "+kind+" WHERE "+key+" = value)", string(list)).Scan(&missing)
	if err != nil || missing == nil {
		return err
	}
	return references[slices.Index(wanted, *missing)].Missing()
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
	return data.CheckParents(codes, parents)
}
