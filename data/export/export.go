// Package export writes records as the native files of Cuntong, which data/ingest reads back exactly:
// areas.geojson, settlements.csv, facilities.csv, services.csv, vehicles.csv and roads.geojson.
//
// Longitude comes first, WGS 84; metres, yuan and parcels per day as in package data. CSV is UTF-8 with a
// byte order mark (for Excel) and LF line ends; lists are joined by "|"; an empty field (null in GeoJSON)
// means unknown. Rows keep the order they are given in. Versions stay behind: they belong to a store; contacts of facilities stay
// behind too: they are about persons, and these files go from hand to hand.
package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"

	"cuntong/data"
)

// Native file names.
const (
	AreasFile       = "areas.geojson"
	SettlementsFile = "settlements.csv"
	FacilitiesFile  = "facilities.csv"
	ServicesFile    = "services.csv"
	VehiclesFile    = "vehicles.csv"
)

// WriteFolder writes the five native files of a batch into a folder, which is made if it is missing; a file
// without rows holds its header only. Every file is written beside and synced before the first is renamed,
// so that a full disk or a failing row leaves the old files as they were. Standards are not written.
func WriteFolder(folder string, b data.Batch) error {
	return WriteFolderFrom(folder, func(yield func(data.Batch, error) bool) { yield(b, nil) })
}

// WriteFolderFrom is WriteFolder for content that comes in pieces and is never held as a whole. An error of the
// pieces leaves the old files as they were.
func WriteFolderFrom(folder string, pieces iter.Seq2[data.Batch, error]) (err error) {
	names := []string{AreasFile, SettlementsFile, FacilitiesFile, ServicesFile, VehiclesFile}
	out, err := openBeside(folder, names)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.discard())
		}
	}()
	areas, settlements, facilities := newCollection(out.writer(0)), newSettlementTable(out.writer(1)), newFacilityTable(out.writer(2))
	services, vehicles := newServiceTable(out.writer(3)), newVehicleTable(out.writer(4))
	for piece, err := range pieces {
		if err != nil {
			return err
		}
		for i, err := range []error{areas.write(piece.Areas), settlements.write(piece.Settlements), facilities.write(piece.Facilities),
			services.write(piece.Services), vehicles.write(piece.Vehicles)} {
			if err != nil {
				return fmt.Errorf("write %s: %w", names[i], err)
			}
		}
	}
	for i, err := range []error{areas.end(), settlements.end(), facilities.end(), services.end(), vehicles.end()} {
		if err != nil {
			return fmt.Errorf("write %s: %w", names[i], err)
		}
	}
	return out.keep()
}

// WriteFile writes one file beside its place, syncs and renames it; the folder is made if it is missing.
func WriteFile(name string, write func(io.Writer) error) (err error) {
	out, err := openBeside(filepath.Dir(name), []string{filepath.Base(name)})
	if err != nil {
		return err
	}
	if err := write(out.writer(0)); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", name, err), out.discard())
	}
	if err := out.keep(); err != nil {
		return errors.Join(err, out.discard())
	}
	return nil
}
