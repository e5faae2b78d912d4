package postgis

import (
	"context"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// checkReferences finds the first record of a batch that names an area, settlement or facility which is
// neither in the batch nor in the store.
func checkReferences(ctx context.Context, tx pgx.Tx, b data.Batch) error {
	outside := b.Outside()
	for _, target := range []struct{ kind, key string }{{"area", "code"}, {"settlement", "code"}, {"facility", "id"}} {
		byTarget := map[string]data.Reference{}
		var wanted []string
		for _, r := range outside {
			if r.TargetKind == target.kind {
				byTarget[r.Target] = r
				wanted = append(wanted, r.Target)
			}
		}
		if len(wanted) == 0 {
			continue
		}
		var missing *string
		err := tx.QueryRow(ctx, `SELECT min(wanted COLLATE "C") FROM unnest($1::text[]) AS wanted WHERE NOT EXISTS (SELECT 1 FROM cuntong.`+target.kind+
			" WHERE "+target.key+" = wanted)", wanted).Scan(&missing)
		if err != nil {
			return err
		}
		if missing != nil {
			return byTarget[*missing].Missing()
		}
	}
	return nil
}

// checkRings refuses areas that lie inside themselves by way of their parents.
func checkRings(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, "SELECT code, parent FROM cuntong.area WHERE parent IS NOT NULL ORDER BY code")
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
