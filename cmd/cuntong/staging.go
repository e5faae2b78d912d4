package main

import (
	"os"
	"path/filepath"
	"time"

	"cuntong/planner/importing"
)

// stagingPrefix begins the names of folders for staged imports among the system's temporary files.
const stagingPrefix = "cuntong-imports-"

// staging is the folder of staged imports, which hold names and telephone numbers: the given one, or of an empty name one below temp that done deletes.
// What a program that broke off left below temp goes when no import of it can be of use any more. Where nothing can be made below temp, which nothing but
// imports needs, the path stays empty, and whoever imports is told.
func staging(folder, temp string, now time.Time) (path string, done func()) {
	if folder != "" {
		return folder, func() {}
	}
	left, _ := filepath.Glob(filepath.Join(temp, stagingPrefix+"*")) // only a bad pattern fails
	for _, old := range left {
		if about, err := os.Lstat(old); err == nil && about.IsDir() && now.Sub(about.ModTime()) > importing.KeptFor {
			_ = os.RemoveAll(old) // somebody else's stays
		}
	}
	path, err := os.MkdirTemp(temp, stagingPrefix)
	if err != nil {
		return "", func() {}
	}
	return path, func() { os.RemoveAll(path) }
}
