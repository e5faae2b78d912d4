// Package ingest reads the files of a county bureau into records: CSV, XLSX and GeoJSON, whatever their
// encoding and header, and names every row it refuses with file, line, field, value and what was expected.
//
// Coordinates become WGS 84, longitude first, here at the door; the datum must be stated by a column, by the
// file or by Options.Datum, and is never guessed. Unknown values stay nil. Writing is left to data/export and
// keeping to the stores.
//
// # What a row is
//
// A file whose header is exactly that of the native profile (native.go) is read by that profile. Otherwise the
// recognised columns decide, in this order; Options.Map changes the columns and so the decision:
//
//  1. bus timetable: a line and a trip beside an arrival or departure;
//  2. daily count: a date beside parcels down or up and the ID or name of a facility;
//  3. vehicle: a column for the vehicle beside a figure of it (count, capacity, speed, range or yuan);
//  4. service: served, service_mode, frequency or exempt beside a village or its code, and no column
//     that only facilities have (brands, type, functions, coordinates);
//  5. facility: operator, brands, type, functions, status, hours, a name column that says 网点, 站点,
//     服务点, 服务站, 驿站 or 店, or a cost beside the code of a settlement;
//  6. otherwise every row is an area or a settlement by itself: by its level (县, 乡镇, 村), else by its code
//     (six digits: city or county; twelve ending in 000: town; other twelve: settlement), else a settlement.
//
// Kinds follow the statistical code: settlement digits 10-12 0xx and 1xx residents, 2xx and 3xx village,
// 4xx and up pseudo; town digits 7-9 0xx subdistrict, 1xx town, 2xx and 3xx township, else zone.
//
// # What a file leaves blank
//
// Where an area or a settlement of the store comes again with blank figures, outline or position, those of the
// store are kept: lists of different offices complete each other. The native profile is exact instead.
//
// # What contradicts itself
//
// A code of twelve digits against the town that the row names, more than 200,000 people in a settlement, and a
// place far outside its county or far from all others of its town are refused (townnames.go, places.go,
// outside.go, faraway.go say from where on). FIELDS.md lists the columns and words that are read.
//
// # Places without Chinese codes
//
// A settlement without a code gets twelve digits that no province uses: 99, four digits from the name of its
// region (the region or county column, else the file), six from its source id, or else from its name and
// coordinates. If it names no town it goes under one synthetic county and one synthetic town of that region.
package ingest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/geo"
)

// Known is what the store already holds, so that rows can refer to it.
type Known struct {
	Areas       []data.Area
	Settlements []data.Settlement
	Facilities  []data.Facility
}

// Options say how to read files that do not say it themselves.
type Options struct {
	Datum    geo.Datum                   // empty: not said; then files with coordinates must state theirs
	Map      map[string]string           // column header to canonical field, or to "ignore"
	Where    []Condition                 // all must hold; rows that do not match are skipped and counted
	Known    Known                       // what rows may refer to beside the files
	MostRows int                         // of all files together, below their headers; 0: as many as a file may have
	Kind     string                      // one of Kinds for files that are not of the native profile; empty: decided by their columns
	Progress func(file string, rows int) // called now and then with the rows read of a file; may be nil
}

// FileReport counts what became of one file, or of one sheet of a workbook.
// Rows = Accepted + Refused + Skipped + SubtotalRows + Repeated.
type FileReport struct {
	File           string            `json:"file" doc:"Its name; of a workbook with several sheets file#sheet"`
	Kind           string            `json:"kind" doc:"area, settlement, area+settlement, facility, service, vehicle, count, bus timetable; native before it for files of this program"` // area, settlement, area+settlement, facility, service, vehicle, count, bus timetable, gtfs; "native " before it for the native profile
	Rows           int               `json:"rows" doc:"With content, below the header"`                                                                                                  // rows with content below the header
	Accepted       int               `json:"accepted" doc:"Taken"`
	Refused        int               `json:"refused" doc:"Not taken"`
	Skipped        int               `json:"skipped" doc:"That did not match where"`                             // did not match Where
	SubtotalRows   int               `json:"subtotal_rows" doc:"Totals, notes, signatures and repeated headers"` // totals, notes, signatures and repeated headers
	Repeated       int               `json:"repeated" doc:"Equal in everything to an earlier row"`               // equal in everything to an earlier row
	Unlocated      int               `json:"unlocated" doc:"Accepted without a position"`                        // accepted settlements and facilities without a position
	LocatedByName  int               `json:"located_by_name" doc:"Placed at the village of their name"`
	Encoding       string            `json:"encoding" doc:"Of its text"`
	Datum          geo.Datum         `json:"datum,omitempty" doc:"Of its coordinates; absent: it has none"`
	Columns        map[string]string `json:"columns" doc:"Header to the field it was read as"` // header to the field it was read as
	IgnoredColumns []string          `json:"ignored_columns" doc:"Headers that were left alone"`
}

// Result is what a load would store, and all that a person should know before storing it.
type Result struct {
	Batch   data.Batch
	Refused []Refusal
	Files   []FileReport
	Notices []Notice
}

// Read reads files in the order given. Bad rows are listed in the result and leave the good ones alone; an
// error means that a whole file cannot be read (missing, unreadable, no supported format, no header
// recognised, datum not stated): one sentence naming the file and the way out, wrapping data.ErrInvalid.
// References between files may go either way. All references of the batch hold within it and Options.Known.
func Read(ctx context.Context, files []string, options Options) (*Result, error) {
	in, err := newIntake(ctx, options)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, loadError("没有写明文件，请给出一个或几个 .csv、.xlsx 或 .geojson 文件", "no file was named; give one or more .csv, .xlsx or .geojson files")
	}
	for _, file := range files {
		if err := in.readFile(file); err != nil {
			return nil, err
		}
	}
	if err := in.checkMapUsed(); err != nil {
		return nil, err
	}
	if err := in.checkConditions(); err != nil {
		return nil, err
	}
	if err := in.assemble(); err != nil {
		return nil, err
	}
	return in.result(), nil
}

// readFile picks the reader by the name's ending.
func (in *intake) readFile(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fileError(file, "不存在，请核对文件名", "there is no such file; check the name")
	case err != nil:
		return fileError(file, "无法打开（%v）", "cannot be opened (%v)", errors.Unwrap(err))
	case info.IsDir() && isGTFS(file):
		return in.readGTFS(file)
	case info.IsDir():
		return fileError(file, "是文件夹，请写明其中的文件", "is a folder; name the files in it")
	case info.Size() == 0:
		return fileError(file, "是空文件", "is empty")
	case info.Size() > maxFileBytes:
		return fileError(file, "有 %d MB，超过上限 %d MB，请拆分", "has %d MB, more than the limit of %d MB; split it", info.Size()>>20, int64(maxFileBytes)>>20)
	}
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".csv", ".txt", ".tsv":
		return in.readCSV(file)
	case ".xlsx", ".xlsm":
		return in.readXLSX(file)
	case ".geojson", ".json":
		return in.readGeoJSON(file)
	case ".zip":
		return in.readGTFS(file)
	case ".xls", ".et":
		return fileError(file, "是旧格式 %s，请在 Excel 或 WPS 中打开并另存为 .xlsx 或 .csv", "is in the old format %s; open it in Excel or WPS and save it as .xlsx or .csv", ext)
	default:
		return fileError(file, "的格式不受支持，请使用 .csv、.xlsx 或 .geojson", "has a format that is not supported; give .csv, .xlsx or .geojson")
	}
}

// checkMapUsed refuses a --map column that no file has: most likely it is misspelt.
func (in *intake) checkMapUsed() error {
	var missing []string
	for column := range in.options.Map {
		if !in.mapUsed[normalise(column)] {
			missing = append(missing, column)
		}
	}
	if len(missing) == 0 {
		for _, key := range sortedKeys(in.mapUseless) {
			if !in.mapUseful[key] {
				return in.mapUseless[key] // of no use in any of the files
			}
		}
		return nil
	}
	slices.Sort(missing)
	return loadError("--map 所写的列“%s”不在任何文件中；现有的列是 %s", "--map names the column %q, which no file has; the columns are %s",
		missing[0], strings.Join(in.allHeaders, ", "))
}
