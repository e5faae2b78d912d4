package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

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
)

// openStore picks the kind of store by its name.
func (p *program) openStore(ctx context.Context, name string, mode storeMode) (data.Store, error) {
	if isDatabase(name) {
		return postgis.Open(ctx, name, postgis.Options{Create: mode == createStore, Now: p.now})
	}
	return gpkg.Open(ctx, name, gpkg.Options{Create: mode == createStore, Now: p.now})
}

// study opens a store and wraps it for the use cases. The caller closes the store.
func (p *program) study(ctx context.Context, name string, mode storeMode) (*study.Study, error) {
	store, err := p.openStore(ctx, name, mode)
	if err != nil {
		return nil, err
	}
	return &study.Study{Store: store, Now: p.now, Version: p.version, Actor: "cli", RoadCache: roadCache(name)}, nil
}

// roadCache is where the hierarchies of a store's road networks are kept: beside a file, and for a database
// in the user's cache folder.
func roadCache(store string) string {
	if !isDatabase(store) {
		return store + ".roads-"
	}
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "cuntong", "roads-")
}

func isDatabase(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}

// closing closes a store and keeps the first error.
func closing(store data.Store, err *error) {
	if closeErr := store.Close(); closeErr != nil && *err == nil {
		*err = fmt.Errorf("close the store: %w", closeErr)
	}
}
