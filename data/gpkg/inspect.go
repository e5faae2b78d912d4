package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"cuntong/data"
)

// applicationID is "GPKG" in the SQLite header of every GeoPackage since version 1.2.
const applicationID = 0x47504B47

// headerSize covers the SQLite file header; applicationIDOffset lies in it.
const (
	headerSize          = 100
	applicationIDOffset = 68
)

// inspect looks at the file before SQLite does, so that a wrong one is named for what it is. It reports
// whether a store is to be created there.
func inspect(path string, o Options) (missing bool, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if o.Create && !o.ReadOnly {
			return true, checkFolder(path)
		}
		return false, fmt.Errorf("store %s does not exist; create it with: cuntong load --store %s FILE…: %w", path, path, data.ErrNotFound)
	case err != nil:
		return false, fmt.Errorf("open store %s: %w", path, err)
	case info.IsDir():
		return false, fmt.Errorf("store %s is a folder; name a file in it, such as %s: %w", path, filepath.Join(path, "county.gpkg"), data.ErrInvalid)
	case info.Size() == 0:
		if o.Create && !o.ReadOnly {
			return true, nil
		}
		return false, fmt.Errorf("store %s is an empty file; fill it with: cuntong load --store %s FILE…: %w", path, path, data.ErrInvalid)
	}
	file, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open store %s: it may not be read; ask its owner for access: %w", path, err)
	}
	defer file.Close()
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(file, header); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("open store %s: %w", path, err)
	}
	if !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) {
		return false, fmt.Errorf("store %s is not a GeoPackage; name a .gpkg file made by cuntong, or load this file into one with: cuntong load --store county.gpkg %s: %w",
			path, path, data.ErrInvalid)
	}
	if binary.BigEndian.Uint32(header[applicationIDOffset:]) != applicationID {
		return false, fmt.Errorf("store %s is an SQLite database but not a GeoPackage; name a .gpkg file made by cuntong: %w", path, data.ErrInvalid)
	}
	return false, nil
}

// checkFolder says clearly when the folder of a new store is missing.
func checkFolder(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("create store %s: folder %s does not exist; make it first: %w", path, folder, data.ErrNotFound)
	}
	if err == nil && !info.IsDir() {
		return fmt.Errorf("create store %s: %s is a file, not a folder: %w", path, folder, data.ErrInvalid)
	}
	return nil
}

// recognize tells a store of ours from a GeoPackage of somebody else.
func (s *Store) recognize(ctx context.Context, db *sql.DB) error {
	var count int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'cuntong_store'").Scan(&count); err != nil {
		return s.fault("open", err)
	}
	if count == 0 {
		return fmt.Errorf("store %s is a GeoPackage but not one of cuntong; load its layers into a new store with: cuntong load --store county.gpkg %s: %w",
			s.path, s.path, data.ErrInvalid)
	}
	return nil
}
