package gpkg

import (
	"errors"
	"io/fs"
	"os"
)

// Remove deletes a store that nobody has open, together with the files that belong to it. The log goes
// first: were it left over, SQLite would take it for the log of the next file of that name. Where there is
// no store the error is that of os.Remove.
func Remove(path string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.Remove(path)
}
