package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/postgis"
	"cuntong/planner/study"
)

// storeMode says what a command needs of a store.
type storeMode int

const (
	readStore   storeMode = iota // must exist
	createStore                  // is made if absent
	viewStore                    // must exist; a write-protected file or folder will do
)

func isURL(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// openStore picks the kind of store by its name.
func (p *program) openStore(ctx context.Context, name string, mode storeMode) (data.Store, error) {
	if name == "" {
		return nil, invalid("--store names no file; say a GeoPackage file such as county.gpkg, or postgres://…")
	}
	if isURL(name) {
		return postgis.Open(ctx, name, postgis.Options{Create: mode == createStore, Now: p.now})
	}
	if mode == viewStore && !writable(name) {
		return gpkg.Open(ctx, name, gpkg.Options{ReadOnly: true, Now: p.now})
	}
	return gpkg.Open(ctx, name, gpkg.Options{Create: mode == createStore, Now: p.now})
}

// writable reports whether a file and its folder can be written: SQLite keeps its log beside the file.
func writable(name string) bool {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS)
	}
	file.Close()
	probe, err := os.CreateTemp(filepath.Dir(name), ".cuntong-probe-*")
	if err != nil {
		return false
	}
	probe.Close()
	return os.Remove(probe.Name()) == nil
}

// study opens a store and wraps it for the use cases. The caller closes the store.
func (p *program) study(ctx context.Context, name string, mode storeMode) (*study.Study, error) {
	store, err := p.openStore(ctx, name, mode)
	if err != nil {
		return nil, err
	}
	return &study.Study{Store: store, Now: p.now, Version: p.version, Actor: "cli", RoadCache: roadCache(name), OpenGeoPackage: gpkg.OpenLines}, nil
}

// roadCache is where the hierarchies of a store's road networks are kept: beside a file, and for a database
// in the user's cache folder.
func roadCache(store string) string {
	if !isURL(store) {
		return store + ".roads-"
	}
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "cuntong", "roads-")
}

// importFolder is where files of imports wait until they are committed: beside a file, and for a database in a
// folder for temporary files of this process.
func importFolder(store string) string {
	if isURL(store) {
		return ""
	}
	return store + ".imports"
}

// closing closes a store and keeps the first error.
func closing(store data.Store, err *error) {
	if closeErr := store.Close(); closeErr != nil && *err == nil {
		*err = fmt.Errorf("close the store: %w", closeErr)
	}
}
