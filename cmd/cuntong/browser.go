package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// printTime is how long a browser may take over one report.
const printTime = 2 * time.Minute

// findBrowser returns the program that prints, or says in a sentence that there is none and what to do.
func findBrowser(named string) (string, error) {
	if named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", invalid("--chromium %s is not a program that can be started", named)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	for _, path := range []string{`C:\Program Files\Google\Chrome\Application\chrome.exe`, `C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", invalid("a PDF is printed by Chromium, Chrome or Edge, and none was found: install one, name it with --chromium FILE, or write --out FILE.html and print that from any browser")
}

// browserPrints prints a page of this machine as PDF. The browser asks nobody for anything: the page names no other file.
func browserPrints(ctx context.Context, browser, page, pdf, profile string) error {
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	where := url.URL{Scheme: "file", Path: filepath.ToSlash(page)}
	args := []string{"--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check",
		"--user-data-dir=" + filepath.Join(profile, "profile"), "--no-pdf-header-footer", "--print-to-pdf=" + pdf}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses its sandbox to root
	}
	output, err := exec.CommandContext(ctx, browser, append(args, where.String())...).CombinedOutput()
	if err == nil {
		_, err = os.Stat(pdf)
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(string(output)), "\n")
		return fmt.Errorf("%s did not print the report (%w; its last words: %s); write --out FILE.html and print that", filepath.Base(browser), err, lines[len(lines)-1])
	}
	return nil
}
