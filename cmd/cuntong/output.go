package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"cuntong/data"
	"cuntong/data/export"
)

// emit writes a result: as one JSON object, or as text by the given function.
func (p *program) emit(flags OutputFlags, value any, text func(io.Writer)) error {
	write := func(w io.Writer) error {
		if !flags.JSON {
			text(w)
			return nil
		}
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(value)
	}
	if flags.Out == "" {
		return write(p.stdout)
	}
	if err := export.WriteFile(flags.Out, write); err != nil {
		return fmt.Errorf("write --out %s: %w", flags.Out, err)
	}
	return nil
}

// say prints a line of progress to standard error.
func (p *program) say(format string, args ...any) { fmt.Fprintf(p.stderr, format+"\n", args...) }

// sentence renders an error on one line without the bare names of error kinds at its end.
func sentence(err error) string {
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	for _, kind := range []string{": invalid", ": not found", ": conflict", ": busy", ": unavailable"} {
		text = strings.TrimSuffix(text, kind)
	}
	return text
}

// programVersion is the module's version, else the commit it was built from, else "dev".
func programVersion() string {
	if releaseVersion != "" {
		return releaseVersion
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return "dev-" + setting.Value[:12]
		}
	}
	return "dev"
}

// releaseVersion is set by the linker (-X main.releaseVersion=…) when a release is built.
var releaseVersion string

// invalid makes an error about bad use.
func invalid(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), data.ErrInvalid)
}
