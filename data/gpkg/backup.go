package gpkg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"cuntong/data"
)

var _ data.Backuper = (*Store)(nil)

// Backup writes the store as of one moment into a new file, in one piece without a log beside it. Readers and
// writers go on; the copy is made beside, synced and then given its name.
func (s *Store) Backup(ctx context.Context, file string) (err error) {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("back up store %s: %s is there already; name a new file or move that one away: %w", s.path, file, data.ErrConflict)
	}
	if err := checkFolder(file); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(filepath.Dir(file), "."+filepath.Base(file)+".new-*")
	if err != nil {
		return fmt.Errorf("back up store %s: the folder of %s cannot be written to; choose another or ask for access: %w", s.path, file, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	beside := filepath.Join(folder, "copy.gpkg")
	empty, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640) // as secret as the store: it keeps the file's mode
	if err == nil {
		err = empty.Close()
	}
	if err != nil {
		return fmt.Errorf("back up store %s to %s: %w", s.path, file, err)
	}
	if err := s.vacuumInto(ctx, beside); err != nil {
		return s.fault("back up", err)
	}
	if err := syncFile(beside); err != nil {
		return fmt.Errorf("back up store %s to %s: %w", s.path, file, err)
	}
	// A link refuses a name that somebody took in the meantime; some disks know no links.
	if err := os.Link(beside, file); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("back up store %s: %s was made by somebody else meanwhile; name a new file: %w", s.path, file, data.ErrConflict)
		}
		if err := os.Rename(beside, file); err != nil {
			return fmt.Errorf("back up store %s to %s: %w", s.path, file, err)
		}
	}
	return syncFolder(filepath.Dir(file))
}

// vacuumInto copies over a connection of its own: those that read may not write anything, and the one that
// writes is for writers.
func (s *Store) vacuumInto(ctx context.Context, file string) error {
	absolute, err := filepath.Abs(s.path)
	if err != nil {
		return err
	}
	mode := "mode=rw"
	if s.readOnly {
		mode = "mode=ro"
	}
	db, err := connectTo(absolute, []string{mode, "_error_rc=1", "_busy_timeout=5000"})
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", file)
	return err
}

// syncFile brings a file to the disk.
func syncFile(name string) error {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// syncFolder makes a new name last. Windows has no such call; its names are journalled.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
