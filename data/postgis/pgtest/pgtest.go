// Package pgtest gives tests a PostgreSQL server with PostGIS of their own: a cluster in a temporary folder,
// reached through a socket in that folder and no network port, run by an unprivileged user, stopped when the
// tests end. It never touches a cluster that is there already.
//
// A package that uses it runs its tests through Run, so that one cluster serves all of them:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }
//
// Start then gives each test a fresh database. Where the server's programs are not installed the test is
// skipped with the reason, except where CI=true or CUNTONG_REQUIRE_POSTGIS=1: there it fails.
package pgtest

import (
	"os"
	"sync"
	"testing"
)

// shared is the cluster of this test binary. It is the one thing here that outlives a test: starting a
// cluster takes seconds, and Start has no other way to find it.
var shared struct {
	sync.Mutex
	running bool // inside Run
	cluster *Cluster
	err     error
}

// Run runs the tests of a package and stops their cluster. It returns the exit status for os.Exit.
func Run(m *testing.M) int {
	shared.Lock()
	shared.running = true
	shared.Unlock()
	status := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster != nil {
		shared.cluster.close()
	}
	return status
}

// Start returns the address of a fresh database with PostGIS in the cluster of this test binary. The
// database is dropped when the test ends.
func Start(t testing.TB) (url string) {
	t.Helper()
	return Shared(t).Database(t)
}

// Shared returns the cluster of this test binary, starting it for the first test that asks.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.running {
		t.Fatal("pgtest: the package's TestMain must call pgtest.Run, or the server would not be stopped")
	}
	programs := needPrograms(t)
	if shared.cluster == nil && shared.err == nil {
		shared.cluster, shared.err = newCluster(programs)
	}
	if shared.err != nil {
		t.Fatalf("pgtest: %v", shared.err)
	}
	return shared.cluster
}

// Private returns a cluster of the test's own, which it may stop and start.
func Private(t testing.TB) *Cluster {
	t.Helper()
	cluster, err := newCluster(needPrograms(t))
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(cluster.close)
	return cluster
}

// needPrograms finds the server's programs or ends the test.
func needPrograms(t testing.TB) string {
	t.Helper()
	folder, why := findPrograms()
	if why == "" {
		return folder
	}
	why += "; install it with: apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3"
	if os.Getenv("CI") == "true" || os.Getenv("CUNTONG_REQUIRE_POSTGIS") == "1" {
		t.Fatal("pgtest: " + why)
	}
	t.Skip("pgtest: SKIPPED, nothing about PostGIS was tested: " + why)
	return ""
}
