package pgtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// oldestServer is the PostgreSQL that the store is written for.
const oldestServer = 15

// findPrograms returns the folder with initdb and postgres of the newest server that has PostGIS, or why
// there is none. Debian keeps them off the PATH, one folder for each version.
func findPrograms() (folder, why string) {
	var versions []int
	entries, _ := os.ReadDir("/usr/lib/postgresql") // absent where PostgreSQL is
	for _, entry := range entries {
		if version, err := strconv.Atoi(entry.Name()); err == nil && version >= oldestServer {
			versions = append(versions, version)
		}
	}
	slices.Sort(versions)
	slices.Reverse(versions)
	for _, version := range versions {
		name := strconv.Itoa(version)
		if isFile("/usr/share/postgresql/"+name+"/extension/postgis.control") && isFile("/usr/lib/postgresql/"+name+"/bin/initdb") {
			return "/usr/lib/postgresql/" + name + "/bin", ""
		}
	}
	if config, err := exec.LookPath("pg_config"); err == nil { // other systems
		bin, share := ask(config, "--bindir"), ask(config, "--sharedir")
		if isFile(filepath.Join(bin, "initdb")) && isFile(filepath.Join(share, "extension", "postgis.control")) {
			return bin, ""
		}
	}
	if len(versions) > 0 {
		return "", "PostgreSQL is installed without PostGIS"
	}
	return "", "PostgreSQL 15 or newer with PostGIS 3 is not installed"
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func ask(program, question string) string {
	answer, err := exec.Command(program, question).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(answer))
}
