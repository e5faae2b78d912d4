package data

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// parsePreset reads one editable document (a standard, a cost book, route rules) from JSON and checks it; fields it does not
// know are refused. what and folder say in the error what was expected and where examples stand.
func parsePreset[T interface{ Check() error }](text []byte, what, folder string) (T, error) {
	var one T
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&one); err != nil {
		return one, fmt.Errorf("this is not %s written in JSON (see %s for examples): %w", what, folder, err)
	}
	return one, one.Check()
}

// presets parses the documents that ship with the program, in the order of their file names.
func presets[T any](files fs.FS, parse func([]byte) (T, error)) ([]T, error) {
	names, err := fs.Glob(files, "*/*.json")
	if err != nil {
		return nil, err
	}
	var list []T
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		one, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		list = append(list, one)
	}
	return list, nil
}
