package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// besideFiles are files of one folder that are written under temporary names until all of them are complete.
type besideFiles struct {
	folder string
	files  []*besideFile
}

type besideFile struct {
	name     string
	out      *os.File
	buffered *bufio.Writer
	closed   bool
}

// openBeside makes the folder if it is missing and opens a temporary file for each name.
func openBeside(folder string, names []string) (*besideFiles, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("make folder %s: %w", folder, err)
	}
	b := &besideFiles{folder: folder}
	for _, name := range names {
		out, err := os.CreateTemp(folder, "."+name+".*.tmp")
		if err != nil {
			return nil, errors.Join(fmt.Errorf("write %s: %w", filepath.Join(folder, name), err), b.discard())
		}
		b.files = append(b.files, &besideFile{name: name, out: out, buffered: bufio.NewWriterSize(out, 1<<16)})
	}
	return b, nil
}

func (b *besideFiles) writer(i int) io.Writer { return b.files[i].buffered }

// keep syncs all files, then renames them; after an error before the first rename nothing has changed.
func (b *besideFiles) keep() error {
	for _, f := range b.files {
		if err := f.finish(); err != nil {
			return fmt.Errorf("write %s: %w", filepath.Join(b.folder, f.name), err)
		}
	}
	for _, f := range b.files {
		if err := os.Rename(f.out.Name(), filepath.Join(b.folder, f.name)); err != nil {
			return fmt.Errorf("write %s: %w", filepath.Join(b.folder, f.name), err)
		}
	}
	if err := syncFolder(b.folder); err != nil {
		return fmt.Errorf("write %s: %w", b.folder, err)
	}
	return nil
}

// discard removes what has not been renamed.
func (b *besideFiles) discard() error {
	var errs []error
	for _, f := range b.files {
		if !f.closed {
			_ = f.out.Close() // it goes away anyway
		}
		errs = append(errs, removeIfThere(f.out.Name()))
	}
	return errors.Join(errs...)
}

func (f *besideFile) finish() error {
	err := f.buffered.Flush()
	if err == nil {
		err = f.out.Chmod(0o644) // CreateTemp keeps others out; these files are for sharing
	}
	if err == nil {
		err = f.out.Sync()
	}
	f.closed = true
	return errors.Join(err, f.out.Close())
}

func removeIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// syncFolder makes the renames last. Windows has no such call; its renames are journalled.
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
