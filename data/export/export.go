// Package export writes records as the native files of Cuntong, which data/ingest reads back exactly:
// areas.geojson, settlements.csv, facilities.csv, services.csv and vehicles.csv.
//
// Longitude comes first, WGS 84; metres, yuan and parcels per day as in package data. CSV is UTF-8 with a
// byte order mark (for Excel) and LF line ends; lists are joined by "|"; an empty field (null in GeoJSON)
// means unknown. Rows keep the order they are given in. Versions stay behind: they belong to a store.
package export

import (
	"io"
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
	at := func(name string) string { return filepath.Join(folder, name) }
	return writeBeside(
		file{at(AreasFile), func(w io.Writer) error { return WriteAreas(w, b.Areas) }},
		file{at(SettlementsFile), func(w io.Writer) error { return WriteSettlements(w, b.Settlements) }},
		file{at(FacilitiesFile), func(w io.Writer) error { return WriteFacilities(w, b.Facilities) }},
		file{at(ServicesFile), func(w io.Writer) error { return WriteServices(w, b.Services) }},
		file{at(VehiclesFile), func(w io.Writer) error { return WriteVehicles(w, b.Vehicles) }},
	)
}

// WriteFile writes one file beside its place, syncs and renames it; the folder is made if it is missing.
func WriteFile(name string, write func(io.Writer) error) error {
	return writeBeside(file{name, write})
}
