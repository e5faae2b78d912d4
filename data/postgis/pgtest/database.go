package pgtest

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// databases are those of a cluster. Copying the template takes half a second, so a database that a test has
// left with nothing but the schema cuntong in it is emptied and handed out again; any other is dropped.
type databases struct {
	sync.Mutex
	made int
	free []string // empty, with PostGIS
}

// Database returns the address of an empty database with PostGIS that is the test's own until it ends.
func (c *Cluster) Database(t testing.TB) (url string) {
	t.Helper()
	c.databases.Lock()
	var name string
	if last := len(c.free) - 1; last >= 0 {
		name, c.free = c.free[last], c.free[:last]
	}
	c.databases.Unlock()
	if name == "" {
		name = c.create(t, template)
	}
	t.Cleanup(func() { c.takeBack(t, name) })
	return c.Address(name)
}

// BareDatabase returns the address of one without PostGIS.
func (c *Cluster) BareDatabase(t testing.TB) (url string) {
	t.Helper()
	name := c.create(t, "template1")
	t.Cleanup(func() { c.drop(t, name) })
	return c.Address(name)
}

func (c *Cluster) create(t testing.TB, from string) (name string) {
	t.Helper()
	c.databases.Lock()
	c.made++
	name = "test_" + strconv.Itoa(c.made)
	c.databases.Unlock()
	if err := c.execute("postgres", "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return name
}

func (c *Cluster) drop(t testing.TB, name string) {
	t.Helper()
	if c.server == nil { // stopped by the test
		return
	}
	if err := c.execute("postgres", "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
		t.Errorf("pgtest: %v", err)
	}
}

func (c *Cluster) takeBack(t testing.TB, name string) {
	t.Helper()
	if c.server == nil {
		return
	}
	if !c.empty(name) {
		c.drop(t, name)
		return
	}
	c.databases.Lock()
	defer c.databases.Unlock()
	c.free = append(c.free, name)
}

// leftovers finds anything of a user's own outside the schema cuntong.
const leftovers = `SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'cuntong') AND n.nspname !~ '^pg_t'
	AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
	OR EXISTS (SELECT 1 FROM pg_namespace WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'cuntong', 'public') AND nspname !~ '^pg_t')
	OR EXISTS (SELECT 1 FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database())`

// empty takes everything out of a database that a test put there and reports whether that worked.
func (c *Cluster) empty(name string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.Address(name))
	if err != nil {
		return false
	}
	defer conn.Close(ctx)
	var left bool
	if err := conn.QueryRow(ctx, leftovers).Scan(&left); err != nil || left {
		return false
	}
	for _, statement := range []string{
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
		"SET client_min_messages = error", "SET lock_timeout = '5s'", "DROP SCHEMA IF EXISTS cuntong CASCADE",
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return false
		}
	}
	return true
}
