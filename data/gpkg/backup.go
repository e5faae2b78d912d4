package gpkg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"cuntong/data"
)

// Backup writes a copy of the store, as of one moment, to a file that must not exist yet. Readers and writers
// go on meanwhile. The file appears under its name when it is complete and on the disk; it is a store by
// itself, with history and all.
func (s *Store) Backup(ctx context.Context, path string) (err error) {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("back up store %s: %s exists already; name another file: %w", s.path, path, data.ErrConflict)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("back up store %s: %w", s.path, err)
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+".new-*")
	if err != nil {
		return fmt.Errorf("back up store %s: the folder of %s cannot be written to; choose another: %w", s.path, path, err)
	}
	defer os.RemoveAll(folder)
	beside := filepath.Join(folder, "copy.gpkg")
	conn, err := s.reads.Conn(ctx)
	if err != nil {
		return s.fault("back up", err)
	}
	defer conn.Close()
	// A reader's connection refuses to write even another file; it is told to refuse again afterwards.
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only = 0"); err != nil {
		return s.fault("back up", err)
	}
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", beside)
	if _, resetErr := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = 1"); err == nil {
		err = resetErr
	}
	if err != nil {
		return s.fault("back up", err)
	}
	if err := syncFile(beside); err != nil {
		return fmt.Errorf("back up store %s: %w", s.path, err)
	}
	if err := os.Rename(beside, path); err != nil {
		return fmt.Errorf("back up store %s: %w", s.path, err)
	}
	return nil
}

// syncFile waits until a file is on the disk.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}
