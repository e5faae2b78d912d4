//go:build !windows

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// TestTheCommandsOfTheAdministratorsPageRun runs every sh block of both pages, the drill of backup and restore among
// them, with a shell in a folder that holds the files they name.
func TestTheCommandsOfTheAdministratorsPageRun(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed: the drill was not run")
	}
	program, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	for page, names := range map[string][3]string{
		"administrator.md":       {"villages.csv", "facilities.xlsx", "outlines.geojson"},
		"administrator.zh-CN.md": {"村庄.csv", "网点.xlsx", "边界.geojson"},
	} {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
			if err != nil {
				t.Fatal(err)
			}
			blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1)
			if len(blocks) < 4 {
				t.Fatalf("only %d blocks", len(blocks))
			}
			t.Chdir(t.TempDir())
			if err := os.Symlink(program, "cuntong"); err != nil {
				t.Fatal(err)
			}
			writeCounty(t, names)
			for _, block := range blocks {
				command := exec.CommandContext(t.Context(), shell, "-euo", "pipefail", "-c", block[1])
				command.Env = append(os.Environ(), programVariable+"=1", "PATH="+filepath.Dir(mustAbs(t, "cuntong"))+":"+os.Getenv("PATH"))
				if out, err := command.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s\n%s", err, block[1], out)
				}
			}
		})
	}
}

func mustAbs(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWhatIsDeployedUsesFlagsAndVariablesThatExist parses the command lines of the units and of the image, and looks for
// each variable among the flags.
func TestWhatIsDeployedUsesFlagsAndVariablesThatExist(t *testing.T) {
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var lines [][]string
	for _, unit := range []string{"cuntong.service", "cuntong-worker.service"} {
		line := regexp.MustCompile(`(?m)^ExecStart=\S+ (.*)$`).FindStringSubmatch(read(unit))
		if line == nil {
			t.Fatalf("%s starts nothing", unit)
		}
		lines = append(lines, strings.Fields(line[1]))
	}
	var image []string
	if err := json.Unmarshal([]byte(regexp.MustCompile(`(?m)^CMD (.*)$`).FindStringSubmatch(read("Dockerfile"))[1]), &image); err != nil {
		t.Fatal(err)
	}
	for _, line := range append(lines, image) {
		var config Config
		parser, err := kong.New(&config, kong.Name("cuntong"), kong.DefaultEnvars("CUNTONG"), kong.Vars{"version": "test"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(append(line, "--store", "x.gpkg")); err != nil {
			t.Errorf("%v: %v", line, err)
		}
		if err := config.check(); err != nil {
			t.Errorf("%v: %v", line, err)
		}
	}
	var help lockedBuffer
	p := &program{stdout: &help, stderr: &help, now: time.Now, version: "test"}
	p.run(t.Context(), []string{"serve", "--help"})
	for _, variable := range regexp.MustCompile(`(?m)^#?(CUNTONG_\w+)=`).FindAllStringSubmatch(read("cuntong.env"), -1) {
		if flat := strings.Join(strings.Fields(help.String()), ""); !strings.Contains(flat, "$"+variable[1]) {
			t.Errorf("no flag of serve reads %s", variable[1])
		}
	}
	if analyze, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Log("systemd-analyze is not installed: the units were not verified")
	} else {
		for _, unit := range []string{"cuntong.service", "cuntong-worker.service"} {
			file := filepath.Join(t.TempDir(), unit)
			if err := os.WriteFile(file, []byte(strings.ReplaceAll(read(unit), "/usr/local/bin/cuntong", "/bin/true")), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.CommandContext(t.Context(), analyze, "verify", file).CombinedOutput(); err != nil || strings.Contains(string(out), unit+":") {
				t.Errorf("systemd-analyze verify %s: %v %s", unit, err, out)
			}
		}
	}
}
