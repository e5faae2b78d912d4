package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// door says what one package may import.
type door struct {
	ours    []string // packages of this module; a trailing /* takes in everything below
	outside []string // modules outside the standard library, by path prefix
	tests   []string // further outside modules for _test.go files; tests may also import any package of ours that is listed in testOurs
	stdlib  []string // standard packages that are refused elsewhere but live here
}

// doors is the import table. A package of the module that is missing here fails the test.
var doors = map[string]door{
	"geo":                 {outside: []string{"github.com/paulmach/orb", "github.com/tidwall/rtree"}},
	"geo/network":         {ours: []string{"geo"}, outside: []string{"github.com/paulmach/orb"}},
	"geo/networktest":     {ours: []string{"geo", "geo/network"}, outside: []string{"github.com/paulmach/orb", "github.com/paulmach/osm"}},
	"geo/travel":          {ours: []string{"geo", "geo/network"}, outside: []string{"github.com/paulmach/orb"}, tests: []string{"gonum.org/v1/gonum"}},
	"geo/travel/osrm":     {ours: []string{"geo", "geo/travel"}, outside: []string{"github.com/paulmach/orb"}, stdlib: []string{"net/http"}},
	"geo/traveltest":      {ours: []string{"geo", "geo/travel"}, outside: []string{"github.com/paulmach/orb"}},
	"planner":             {ours: []string{"geo"}},
	"planner/verify":      {ours: []string{"geo", "planner"}},
	"planner/cover":       {ours: []string{"geo", "planner"}, outside: []string{"gonum.org/v1/gonum"}},
	"planner/fleet":       {ours: []string{"geo", "planner"}},
	"planner/bus":         {ours: []string{"planner"}},
	"planner/depot":       {ours: []string{"geo", "planner"}},
	"planner/median":      {ours: []string{"geo", "planner"}},
	"planner/charge":      {ours: []string{"geo", "planner"}, outside: []string{"gonum.org/v1/gonum"}},
	"planner/assign":      {ours: []string{"geo", "planner"}, outside: []string{"gonum.org/v1/gonum"}},
	"planner/tier":        {ours: []string{"planner"}},
	"planner/why":         {ours: []string{"geo", "planner", "planner/assign"}},
	"planner/report":      {ours: []string{"geo", "geo/travel", "data", "planner"}, outside: []string{"github.com/paulmach/orb", "gonum.org/v1/gonum", "github.com/xuri/excelize/v2"}},
	"planner/plannertest": {ours: []string{"geo", "planner", "planner/verify"}},
	"planner/quality":     {ours: []string{"geo", "planner", "planner/verify"}},
	"planner/study":       {ours: []string{"geo", "geo/*", "data", "data/ingest", "data/export", "data/finding", "planner", "planner/*"}, outside: []string{"github.com/paulmach/orb"}},
	"planner/importing":   {ours: []string{"geo", "data", "data/ingest", "data/finding", "planner/study"}, outside: []string{"github.com/paulmach/orb"}},
	"planner/job": {ours: []string{"geo", "data", "data/ingest", "planner", "planner/study"},
		outside: []string{"github.com/riverqueue/river"}, tests: []string{"github.com/paulmach/orb"}},
	"planner/job/pgqueue":     {ours: []string{"planner/job"}, outside: []string{"github.com/riverqueue/river", "github.com/jackc/pgx/v5"}},
	"planner/job/sqlitequeue": {ours: []string{"planner/job"}, outside: []string{"github.com/riverqueue/river", "modernc.org/sqlite"}},
	"data":                    {ours: []string{"geo"}, outside: []string{"github.com/paulmach/orb"}},
	"data/ingest":             {ours: []string{"geo", "geo/network", "data"}, outside: []string{"github.com/paulmach/orb", "github.com/xuri/excelize/v2", "golang.org/x/text"}, tests: []string{"github.com/paulmach/osm"}},
	"data/finding":            {ours: []string{"geo", "data"}, outside: []string{"github.com/paulmach/orb"}},
	"data/export":             {ours: []string{"geo", "geo/network", "data"}, outside: []string{"github.com/paulmach/orb", "github.com/xuri/excelize/v2"}},
	"data/sample":             {ours: []string{"geo", "geo/network", "data"}, outside: []string{"github.com/paulmach/orb"}},
	"data/gpkg":               {ours: []string{"geo", "data"}, outside: []string{"github.com/paulmach/orb", "modernc.org/sqlite", "github.com/pressly/goose/v3"}},
	"data/postgis": {ours: []string{"geo", "data"},
		outside: []string{"github.com/paulmach/orb", "github.com/jackc/pgx/v5", "github.com/twpayne/go-geom", "github.com/pressly/goose/v3"}},
	"data/postgis/pgtest": {outside: []string{"github.com/jackc/pgx/v5"}},
	"data/storetest":      {ours: []string{"geo", "data"}, outside: []string{"github.com/paulmach/orb"}},
	"api/certificate":     {ours: []string{"data"}},
	"api/pmtiles":         {},
	"api/basemap":         {ours: []string{"geo", "api/pmtiles"}, outside: []string{"github.com/paulmach/orb", "github.com/maypok86/otter/v2"}, stdlib: []string{"net/http"}},
	"api/metric":          {outside: []string{"github.com/prometheus/client_golang"}, stdlib: []string{"net/http"}},
	"api/cql":             {outside: []string{"github.com/paulmach/orb", "github.com/peterstace/simplefeatures"}, tests: []string{"github.com/jackc/pgx/v5"}},
	"api/tile":            {ours: []string{"api/layer", "data"}, outside: []string{"github.com/paulmach/orb"}, tests: []string{"github.com/peterstace/simplefeatures"}},
	"api/layer":           {ours: []string{"data", "planner/report", "planner/study"}, outside: []string{"github.com/paulmach/orb", "github.com/maypok86/otter/v2"}},
	"api/feature":         {ours: []string{"geo", "api/layer"}, outside: []string{"github.com/paulmach/orb"}},
	"api/account":         {ours: []string{"data"}, outside: []string{"golang.org/x/crypto"}},
	"api": {ours: []string{"geo", "geo/travel", "data", "planner", "planner/report", "planner/study", "planner/job", "planner/importing", "data/finding", "data/ingest", "api/*"},
		outside: []string{"github.com/go-chi/chi/v5", "github.com/danielgtaylor/huma/v2", "github.com/paulmach/orb", "github.com/maypok86/otter/v2", "github.com/klauspost/compress", "github.com/coreos/go-oidc/v3", "golang.org/x/oauth2"},
		tests:   []string{"github.com/getkin/kin-openapi", "github.com/prometheus/client_golang", "github.com/jackc/pgx/v5"}, stdlib: []string{"net/http"}},
	"web": {},
	"cmd/cuntong": {ours: []string{"*"},
		outside: []string{"github.com/alecthomas/kong", "github.com/schollz/progressbar/v3", "golang.org/x/term", "golang.org/x/sys", "github.com/paulmach/orb"}, tests: []string{"github.com/xuri/excelize/v2"}, stdlib: []string{"net/http"}},
}

// testOurs may be imported by any package's tests.
var testOurs = []string{"planner/study", "planner/job", "planner/job/pgqueue", "planner/job/sqlitequeue", "geo/networktest", "geo/network", "geo/travel", "geo/travel/osrm", "geo/traveltest", "geo/travel", "data/storetest", "data/gpkg", "data/postgis", "data/postgis/pgtest", "data/sample", "planner/plannertest", "planner/quality", "planner/fleet", "planner/depot", "planner/charge", "planner/verify", "geo", "data", "planner"}

// guarded standard packages have few homes.
var guarded = []string{"net/http", "database/sql", "unsafe"}

// guardedHomes lists further homes of guarded packages; goose hands data/postgis a transaction of database/sql where a migration is Go code.
var guardedHomes = map[string][]string{"database/sql": {"data/gpkg", "data/postgis", "planner/job/sqlitequeue"}}

func TestImportsFollowTheDoorTable(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := map[string]bool{}
	walkGoFiles(t, root, func(file string) {
		room := path.Dir(file)
		seen[room] = true
		allowed, ok := doors[room]
		if !ok {
			t.Errorf("package %s is missing from the door table", room)
			return
		}
		for _, imported := range importsOf(t, filepath.Join(root, file)) {
			if why := refuse(room, allowed, imported, strings.HasSuffix(file, "_test.go")); why != "" {
				t.Errorf("%s imports %s: %s", file, imported, why)
			}
		}
	})
	if len(seen) < 5 {
		t.Fatalf("only %d packages found below %s: the walk is broken", len(seen), root)
	}
}

func refuse(room string, allowed door, imported string, test bool) string {
	if own, isOurs := strings.CutPrefix(imported, "cuntong/"); isOurs {
		if matches(allowed.ours, own) || own == room || test && slices.Contains(testOurs, own) {
			return ""
		}
		return "not among the packages of ours it may import"
	}
	if !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") { // standard library
		if slices.Contains(guarded, imported) && !slices.Contains(allowed.stdlib, imported) && !slices.Contains(guardedHomes[imported], room) && !test {
			return "this standard package has its home elsewhere"
		}
		return ""
	}
	outside := allowed.outside
	if test {
		outside = append(slices.Clone(outside), allowed.tests...)
	}
	for _, module := range outside {
		if imported == module || strings.HasPrefix(imported, module+"/") {
			return ""
		}
	}
	return "not among the libraries that live here"
}

func matches(patterns []string, name string) bool {
	for _, pattern := range patterns {
		if pattern == "*" || pattern == name {
			return true
		}
		if prefix, ok := strings.CutSuffix(pattern, "/*"); ok && strings.HasPrefix(name, prefix+"/") {
			return true
		}
	}
	return false
}

func TestEveryPackageHasItsDocCommentInTheFileOfItsName(t *testing.T) {
	root := filepath.Join("..", "..")
	rooms := map[string]bool{}
	walkGoFiles(t, root, func(file string) { rooms[path.Dir(file)] = true })
	for room := range rooms {
		home := path.Join(room, path.Base(room)+".go")
		if room == "cmd/cuntong" {
			home = "cmd/cuntong/main.go"
		}
		text, err := os.ReadFile(filepath.Join(root, home))
		if err != nil {
			t.Errorf("package %s has no file %s", room, home)
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), home, text, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		if !hasDoc(parsed) {
			t.Errorf("%s has no package comment of at least 60 characters", home)
		}
	}
}

func hasDoc(file *ast.File) bool { return file.Doc != nil && len(file.Doc.Text()) >= 60 }

// walkGoFiles calls visit with the slash path, below root, of every Go file of the module.
func walkGoFiles(t *testing.T, root string, visit func(file string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); base == "node_modules" || base == "testdata" || base == "bin" || base == "dist" || strings.HasPrefix(base, ".") && base != "." && base != ".." {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") {
			relative, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			visit(filepath.ToSlash(relative))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, imported)
	}
	return paths
}
