package pgtest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Names inside the cluster. Guest is a role with GuestPassword that the server asks for.
const (
	owner         = "cuntong"
	template      = "cuntong_template"
	Guest         = "guest"
	GuestPassword = "s3cret:p@ss/word"
)

// patience is how long a server may take to start or stop on a busy machine.
const patience = 60 * time.Second

// Cluster is a server with its folder.
type Cluster struct {
	programs string // folder of initdb and postgres
	folder   string
	account  *account // who runs the server; nil: this user
	server   *exec.Cmd
	ended    chan error
	databases
}

// newCluster makes a cluster and starts it.
func newCluster(programs string) (*Cluster, error) {
	folder, err := os.MkdirTemp("", "cuntong-pg-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{programs: programs, folder: folder}
	if err := c.build(); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) build() error {
	var err error
	if c.account, err = unprivileged(); err != nil {
		return err
	}
	if c.account != nil {
		if err := os.Chown(c.folder, int(c.account.uid), int(c.account.gid)); err != nil {
			return err
		}
	}
	// A Chinese collation, so that nothing passes by the luck of a byte-wise one.
	initdb := c.command("initdb", "--pgdata="+c.path("data"), "--username="+owner, "--auth=trust", "--encoding=UTF8",
		"--no-sync", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-CN")
	if output, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, output)
	}
	access := "local all " + Guest + " scram-sha-256\nlocal all all trust\n"
	if err := os.WriteFile(c.path("data/pg_hba.conf"), []byte(access), 0o644); err != nil {
		return err
	}
	if err := c.start(); err != nil {
		return err
	}
	return c.makeTemplate()
}

func (c *Cluster) path(name string) string { return filepath.Join(c.folder, name) }

func (c *Cluster) command(program string, args ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(c.programs, program), args...)
	command.Dir = c.folder
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	command.SysProcAttr = attributes(c.account)
	return command
}

// settings keep the server small, silent and off the network. Nothing in a test's cluster must survive a
// power cut, so it does not wait for the disk; benchmarks do, as a real server would.
func settings() []string {
	list := []string{"listen_addresses=", "max_connections=80", "shared_buffers=128MB", "timezone=Asia/Shanghai", "lc_messages=C", "log_min_messages=fatal"}
	if bench := flag.Lookup("test.bench"); bench == nil || bench.Value.String() == "" {
		list = append(list, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	return list
}

func (c *Cluster) start() error {
	args := []string{"-D", c.path("data"), "-k", c.folder}
	for _, setting := range settings() {
		args = append(args, "-c", setting)
	}
	c.server = c.command("postgres", args...)
	var words bytes.Buffer
	c.server.Stdout, c.server.Stderr = &words, &words
	if err := c.server.Start(); err != nil {
		return err
	}
	c.ended = make(chan error, 1)
	go func(server *exec.Cmd, ended chan<- error) { ended <- server.Wait() }(c.server, c.ended)
	deadline := time.Now().Add(patience)
	for {
		err := c.execute("postgres", "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case ended := <-c.ended:
			c.server = nil
			return fmt.Errorf("postgres ended at once: %w\n%s", errors.Join(ended, err), words.String())
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("postgres did not start within %v: %w", patience, err)
		}
	}
}

// makeTemplate prepares the database that all others are copied from, so that a test waits for no extension.
func (c *Cluster) makeTemplate() error {
	for _, statement := range []struct{ database, text string }{
		{"postgres", "CREATE DATABASE " + template},
		{template, "CREATE EXTENSION postgis"},
		{"postgres", "CREATE ROLE " + Guest + " LOGIN PASSWORD '" + GuestPassword + "'"},
	} {
		if err := c.execute(statement.database, statement.text); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) execute(database, statement string) error {
	return executeAt(c.Address(database), statement)
}

func executeAt(url, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// Address is the address of a database in the cluster, for its owner.
func (c *Cluster) Address(database string) string {
	return "postgres://" + owner + "@/" + database + "?host=" + url.QueryEscape(c.folder)
}

// GuestAddress is the address for the role that needs a password.
func (c *Cluster) GuestAddress(database, password string) string {
	return "postgres://" + url.UserPassword(Guest, password).String() + "@/" + database + "?host=" + url.QueryEscape(c.folder)
}

// Program is one of the server's programs, such as pg_dump, ready to run as the user who runs the server.
func (c *Cluster) Program(name string, args ...string) *exec.Cmd { return c.command(name, args...) }

// Folder is where the cluster lies and where its programs may write.
func (c *Cluster) Folder() string { return c.folder }

// Execute runs statements in the database of an address.
func (c *Cluster) Execute(t testing.TB, url string, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if err := executeAt(url, statement); err != nil {
			t.Fatalf("pgtest: %s: %v", statement, err)
		}
	}
}

// Stop ends the server as an administrator would who does not wait for clients.
func (c *Cluster) Stop(t testing.TB) {
	t.Helper()
	if err := c.stop(syscall.SIGINT); err != nil {
		t.Fatalf("pgtest: stop: %v", err)
	}
}

// Restart starts the server after Stop.
func (c *Cluster) Restart(t testing.TB) {
	t.Helper()
	if err := c.start(); err != nil {
		t.Fatalf("pgtest: start: %v", err)
	}
}

func (c *Cluster) stop(how syscall.Signal) error {
	if c.server == nil {
		return nil
	}
	server := c.server
	c.server = nil
	if err := server.Process.Signal(how); err != nil {
		return err
	}
	select {
	case <-c.ended:
		return nil
	case <-time.After(patience):
		_ = server.Process.Kill()
		return fmt.Errorf("postgres did not stop within %v", patience)
	}
}

// close ends the server at once and removes its folder; what is in it is of no use to anyone.
func (c *Cluster) close() {
	if err := c.stop(syscall.SIGQUIT); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
	}
	_ = os.RemoveAll(c.folder)
}
