package study

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cuntong/data"
	"cuntong/data/ingest"
)

// LoadRequest says which files to load and how to read them: rows of records, a standard (.json), roads (OpenStreetMap, GeoJSON or GeoPackage lines).
type LoadRequest struct {
	Files   []string
	Network string         // ID under which a road file is stored; empty: data.DefaultNetwork
	Options ingest.Options // Known is filled in here
	Strict  bool           // one refused row refuses the whole load
	DryRun  bool           // read and report, change nothing
	Reason  string
}

// LoadReport says what became of every row.
type LoadReport struct {
	Files    []ingest.FileReport `json:"files"`
	Roads    *RoadsReport        `json:"roads,omitempty"` // absent where no road file was among them
	Refused  []ingest.Refusal    `json:"refused"`
	Notices  []ingest.Notice     `json:"notices"`
	Inserted int                 `json:"inserted"`
	Updated  int                 `json:"updated"`
	Same     int                 `json:"unchanged"`
	Revision int64               `json:"revision"`
	Stored   bool                `json:"stored"`
}

// Load reads files and stores all good rows in one transaction; with Strict a refused row keeps all out.
// The report is complete in either case.
func (s *Study) Load(ctx context.Context, request LoadRequest) (*LoadReport, error) {
	report, batch, err := s.ReadFiles(ctx, request)
	if err != nil || request.DryRun {
		return report, err
	}
	stored, err := s.Store.Load(ctx, batch, s.LoadNote(request))
	if err != nil {
		return report, fmt.Errorf("store the rows: %w", err)
	}
	report.Keep(stored)
	return report, nil
}

// LoadNote is the line that a load leaves in the change log.
func (s *Study) LoadNote(request LoadRequest) data.ChangeNote {
	return data.ChangeNote{Actor: s.Actor, At: s.Now().UTC(), Action: "load", Reason: request.Reason}
}

// Keep notes what the store made of the rows.
func (r *LoadReport) Keep(stored data.LoadResult) {
	r.Inserted, r.Updated, r.Same = stored.Inserted, stored.Updated, stored.Unchanged
	r.Revision, r.Stored = stored.Revision, true
}

// ReadFiles reads files into a batch; storing it is the caller's part. It fails where Load would store nothing.
func (s *Study) ReadFiles(ctx context.Context, request LoadRequest) (report *LoadReport, batch data.Batch, err error) {
	known, err := s.known(ctx)
	if err != nil {
		return nil, batch, err
	}
	request.Options.Known = known
	files, roads, err := splitRoads(ctx, request.Files)
	if err != nil {
		return nil, batch, err
	}
	files, standards, err := readStandards(files)
	if err != nil {
		return nil, batch, err
	}
	ofRoads := ingest.RoadOptions{Datum: request.Options.Datum}
	request.Options.Map, ofRoads.Map = splitMap(request.Options.Map, roads, files)
	result := &ingest.Result{}
	if len(files) > 0 {
		if result, err = ingest.Read(ctx, files, request.Options); err != nil {
			return nil, batch, err
		}
	}
	result.Batch.Standards = standards
	report = &LoadReport{Files: result.Files, Refused: result.Refused, Notices: result.Notices}
	if roads != "" {
		n, brought, err := s.readRoads(ctx, roads, request.Network, ofRoads, placesAfter(known.Settlements, result.Batch.Settlements))
		if err != nil {
			return nil, batch, err
		}
		result.Batch.Networks, report.Roads = []data.Network{n}, brought
		report.Notices = append(report.Notices, brought.notices...)
	}
	if request.DryRun {
		return report, result.Batch, nil
	}
	if refused := report.refused(); request.Strict && refused > 0 {
		return report, batch, fmt.Errorf("有 %[1]d 行被拒绝且加了 --strict，没有导入任何数据 / %[1]d rows were refused and --strict was given: nothing was loaded: %[2]w", refused, data.ErrInvalid)
	}
	if batchRows(result.Batch) == 0 {
		return report, batch, fmt.Errorf("%[1]d 个文件中没有一行可以导入，见被拒绝的行 / no row of %[1]d files could be loaded; see the refused rows: %[2]w", len(request.Files), data.ErrInvalid)
	}
	result.Batch.Files, err = sourceFiles(request.Files)
	return report, result.Batch, err
}

// splitMap parts --map between the rows and the roads of a load: columns of roads go to the roads where there
// are any, all others to the rows, unless there are only roads.
func splitMap(given map[string]string, roads string, rest []string) (ofRows, ofRoads map[string]string) {
	if roads == "" {
		return given, nil
	}
	if len(rest) == 0 {
		return nil, given
	}
	ofRows, ofRoads = map[string]string{}, map[string]string{}
	for column, field := range given {
		if ingest.IsRoadField(field) {
			ofRoads[column] = field
		} else {
			ofRows[column] = field
		}
	}
	return ofRows, ofRoads
}

// refused counts rows and roads that were not taken.
func (r *LoadReport) refused() int {
	if r.Roads == nil {
		return len(r.Refused)
	}
	return len(r.Refused) + r.Roads.Refused
}

// maxStandardBytes bounds a standard's file; the presets are below one kilobyte.
const maxStandardBytes = 64 << 10

// readStandards reads the files that end in .json, one service standard each, and returns the other files.
func readStandards(files []string) (rest []string, standards []data.Standard, err error) {
	for _, file := range files {
		if !strings.EqualFold(filepath.Ext(file), ".json") {
			rest = append(rest, file)
			continue
		}
		info, err := os.Stat(file)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w: %w", file, err, data.ErrInvalid)
		}
		if info.Size() > maxStandardBytes {
			return nil, nil, fmt.Errorf("%s has %d bytes, but a .json file is read as one service standard (at most %d bytes); name geodata .geojson: %w", file, info.Size(), maxStandardBytes, data.ErrInvalid)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w: %w", file, err, data.ErrInvalid)
		}
		standard, err := data.ParseStandard(text)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w: %w", file, err, data.ErrInvalid)
		}
		standards = append(standards, standard)
	}
	return rest, standards, nil
}

func (s *Study) known(ctx context.Context) (ingest.Known, error) {
	var known ingest.Known
	var err error
	if known.Areas, err = s.Store.Areas(ctx, data.Query{}); err != nil {
		return known, err
	}
	if known.Settlements, err = s.Store.Settlements(ctx, data.Query{}); err != nil {
		return known, err
	}
	known.Facilities, err = s.Store.Facilities(ctx, data.Query{})
	return known, err
}

func batchRows(b data.Batch) int {
	return len(b.Areas) + len(b.Settlements) + len(b.Facilities) + len(b.Services) + len(b.Vehicles) + len(b.BusLines) + len(b.DailyCounts) + len(b.Standards) + len(b.Networks)
}
