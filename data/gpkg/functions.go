package gpkg

import (
	"database/sql/driver"

	"github.com/paulmach/orb"
	"modernc.org/sqlite"
)

// registerFunctions gives a driver the functions that the triggers of the R*Tree extension call
// (OGC 12-128r17, annex F.3).
func registerFunctions(own *sqlite.Driver) error {
	sides := map[string]func(orb.Bound) float64{
		"ST_MinX": func(b orb.Bound) float64 { return b.Min[0] },
		"ST_MaxX": func(b orb.Bound) float64 { return b.Max[0] },
		"ST_MinY": func(b orb.Bound) float64 { return b.Min[1] },
		"ST_MaxY": func(b orb.Bound) float64 { return b.Max[1] },
	}
	for name, side := range sides {
		err := own.RegisterDeterministicScalarFunction(name, 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			blob, ok := args[0].([]byte)
			if !ok {
				return nil, nil
			}
			bound, found, err := boundOf(blob)
			if err != nil || !found {
				return nil, err
			}
			return side(bound), nil
		})
		if err != nil {
			return err
		}
	}
	return own.RegisterDeterministicScalarFunction("ST_IsEmpty", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		blob, ok := args[0].([]byte)
		if !ok {
			return nil, nil
		}
		_, found, err := boundOf(blob)
		if err != nil {
			return nil, err
		}
		if found {
			return int64(0), nil
		}
		return int64(1), nil
	})
}
