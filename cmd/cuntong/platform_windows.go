package main

import (
	"os"
	"os/exec"

	"golang.org/x/sys/windows"
	"golang.org/x/term"
)

// utf8CodePage is Windows' number for UTF-8.
const utf8CodePage = 65001

// prepareConsole switches the console to UTF-8, so that Chinese prints on any Windows. Output that goes to a
// file or a pipe has no console; nothing needs switching then.
func prepareConsole() {
	_ = windows.SetConsoleOutputCP(utf8CodePage)
	_ = windows.SetConsoleCP(utf8CodePage)
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// openBrowser shows a page in the user's browser.
func openBrowser(url string) error {
	return exec.Command("rundll32", "url.dll,FileProtocolHandler", url).Start()
}

// freeBytes is what the disk of a folder still takes from this user; false where the system does not say.
func freeBytes(folder string) (int64, bool) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, false
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, false
	}
	return int64(min(free, 1<<62)), true
}

// peakRSSBytes is not measured on Windows.
func peakRSSBytes() (int64, bool) { return 0, false }
