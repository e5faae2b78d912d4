package main

import (
	"log/slog"
)

// LogFlags say what a program that runs for long writes to standard error. No line holds addresses, queries, names or
// telephone numbers of people.
type LogFlags struct {
	LogFormat string `default:"text" enum:"text,json" help:"Lines as text or as JSON objects: text, json."`
	LogLevel  string `default:"warn" enum:"debug,info,warn,error" help:"The least that is logged: debug, info (one line for each request), warn, error."`
}

// logger writes what the flags ask for.
func (p *program) logger(flags LogFlags) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(flags.LogLevel)); err != nil {
		level = slog.LevelWarn // the demo has no such flags
	}
	options := &slog.HandlerOptions{Level: level}
	if flags.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}
