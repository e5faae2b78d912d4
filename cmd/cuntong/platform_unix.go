//go:build !windows

package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// prepareConsole has nothing to do where consoles speak UTF-8.
func prepareConsole() {}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// openBrowser shows a page in the user's browser.
func openBrowser(url string) error {
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	if _, err := exec.LookPath(opener); err != nil {
		return fmt.Errorf("%s is not installed", opener)
	}
	return exec.Command(opener, url).Start()
}

// freeBytes is what the disk of a folder still takes from an ordinary user; false where the system does not say.
func freeBytes(folder string) (int64, bool) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0, false
	}
	return int64(stat.Bavail) * int64(stat.Bsize), true //nolint:unconvert // the types differ between systems
}

// peakRSSBytes is the largest amount of memory the program has held; false where the system does not say.
func peakRSSBytes() (int64, bool) {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return 0, false
	}
	peak := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" {
		peak *= 1024 // kibibytes everywhere but on macOS
	}
	return peak, true
}
