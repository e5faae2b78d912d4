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

// file is a place and what goes there.
type file struct {
	name  string
	write func(io.Writer) error
}

// writeBeside writes all files under temporary names, then renames them; after an error before the first
// rename nothing has changed.
func writeBeside(files ...file) (err error) {
	var written []string
	defer func() {
		if err != nil {
			for _, name := range written {
				err = errors.Join(err, removeIfThere(name))
			}
		}
	}()
	for _, f := range files {
		folder := filepath.Dir(f.name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("make folder for %s: %w", filepath.Base(f.name), err)
		}
		temporary, err := writeTemporary(f)
		if temporary != "" {
			written = append(written, temporary)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	for i, f := range files {
		if err := os.Rename(written[i], f.name); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	for _, f := range files {
		if err := syncFolder(filepath.Dir(f.name)); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return nil
}

func writeTemporary(f file) (string, error) {
	out, err := os.CreateTemp(filepath.Dir(f.name), "."+filepath.Base(f.name)+".*.tmp")
	if err != nil {
		return "", err
	}
	buffered := bufio.NewWriterSize(out, 1<<16)
	err = f.write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = out.Chmod(0o644) // CreateTemp keeps others out; these files are for sharing
	}
	if err == nil {
		err = out.Sync()
	}
	return out.Name(), errors.Join(err, out.Close())
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
