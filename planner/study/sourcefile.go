package study

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"cuntong/data"
)

// sourceFiles are the files of a load with their digests, for the change log: whoever keeps the files can prove what was loaded. A
// folder stands for the files in it.
func sourceFiles(names []string) ([]data.SourceFile, error) {
	var list []data.SourceFile
	for _, name := range names {
		inside, err := os.ReadDir(name)
		if err != nil { // no folder
			if list, err = appendSource(list, name, filepath.Base(name)); err != nil {
				return nil, err
			}
			continue
		}
		for _, entry := range inside {
			if !entry.Type().IsRegular() {
				continue
			}
			if list, err = appendSource(list, filepath.Join(name, entry.Name()), filepath.Base(name)+"/"+entry.Name()); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

func appendSource(list []data.SourceFile, path, name string) ([]data.SourceFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, err, data.ErrInvalid)
	}
	defer file.Close()
	sum := sha256.New()
	bytes, err := io.Copy(sum, file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, err, data.ErrInvalid)
	}
	return append(list, data.SourceFile{Name: name, Bytes: bytes, SHA256: hex.EncodeToString(sum.Sum(nil))}), nil
}
