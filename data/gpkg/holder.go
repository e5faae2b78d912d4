package gpkg

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// holderNote is a file beside the store in which a program that writes for longer than a moment says who it is,
// for others that wait in vain. It only informs: SQLite's locks decide, and a note left by a killed program
// is told apart by its process being gone.
func holderNote(path string) string { return path + "-writer" }

// holderNoteAfter keeps short transactions, which nobody waits for in vain, from writing notes.
const holderNoteAfter = 200 * time.Millisecond

// holder is what a note says.
type holder struct {
	Process int       `json:"process"`
	Program string    `json:"program"`
	Host    string    `json:"host"`
	Doing   string    `json:"doing"`
	Since   time.Time `json:"since"`
}

// announce leaves a note once a transaction has gone on for a while; the returned function takes it away again.
func (s *Store) announce(doing string) (done func()) {
	var mu sync.Mutex
	ended, written := false, false
	since := s.now()
	timer := time.AfterFunc(holderNoteAfter, func() {
		mu.Lock()
		defer mu.Unlock()
		if !ended {
			written = writeHolder(s.path, doing, since) == nil // without a note others learn less, no more
		}
	})
	return func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		ended = true
		if written {
			_ = os.Remove(holderNote(s.path)) // a note that stays is told apart by its process
		}
	}
}

func writeHolder(path, doing string, since time.Time) error {
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	program := filepath.Base(os.Args[0])
	if len(os.Args) > 1 && os.Args[1] != "" && os.Args[1][0] != '-' {
		program += " " + os.Args[1] // the subcommand; further arguments may be nobody's business
	}
	note, err := json.Marshal(holder{os.Getpid(), program, host, doing, since})
	if err != nil {
		return err
	}
	return os.WriteFile(holderNote(path), note, 0o644)
}

// whoHolds says in words who is writing, as far as can be told.
func whoHolds(path string) string {
	const unknown = "another program holds the file (QGIS while editing, or another cuntong)"
	text, err := os.ReadFile(holderNote(path))
	if err != nil {
		return unknown
	}
	var h holder
	if json.Unmarshal(text, &h) != nil || h.Process <= 0 {
		return unknown
	}
	host, err := os.Hostname()
	if err == nil && host == h.Host && !alive(h.Process) {
		return unknown
	}
	return fmt.Sprintf("another program holds the file: process %d (%s) on %s has been busy with %q since %s", h.Process, h.Program, h.Host, h.Doing, h.Since.Local().Format(time.DateTime))
}

// alive reports whether a process of this machine runs; where the system does not say, it is taken to.
func alive(process int) bool {
	found, err := os.FindProcess(process)
	if err != nil {
		return false
	}
	if runtime.GOOS == "windows" {
		return true
	}
	err = found.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, os.ErrPermission)
}
