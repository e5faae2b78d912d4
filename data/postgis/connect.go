package postgis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Defaults for what the address does not say (pool_max_conns, connect_timeout).
const (
	poolConnections = 10
	connectTimeout  = 10 * time.Second
)

// connect makes the pool. Connections are opened when they are needed.
func (s *Store) connect(ctx context.Context, url string) error {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The parser's own words may quote the address with the password in it.
		return fmt.Errorf("store address postgres://… is not understood; expected postgres://user@host:5432/database, with special characters percent-encoded, and the password there, in PGPASSWORD or in ~/.pgpass: %w", data.ErrInvalid)
	}
	s.name, s.user = nameOf(config.ConnConfig), config.ConnConfig.User
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = poolConnections
	}
	if !strings.Contains(url, "connect_timeout") {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	parameters := config.ConnConfig.RuntimeParams
	if parameters["application_name"] == "" {
		parameters["application_name"] = "cuntong"
	}
	if s.readOnly {
		parameters["default_transaction_read_only"] = "on"
	}
	parameters["timezone"] = "UTC"
	config.AfterConnect = acquaint
	s.pool, err = pgxpool.NewWithConfig(ctx, config)
	return s.fault("open", err)
}

// nameOf is an address fit to be shown.
func nameOf(c *pgx.ConnConfig) string {
	host := ""
	if !strings.HasPrefix(c.Host, "/") { // a folder of sockets says nothing to a user
		host = net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	}
	return "postgres://" + host + "/" + c.Database
}

// acquaint tells a new connection where PostGIS lives and how its geometries travel. Without the extension
// the connection works all the same, so that prepare can say what is missing.
func acquaint(ctx context.Context, conn *pgx.Conn) error {
	var oid uint32
	var home string
	err := conn.QueryRow(ctx, `SELECT t.oid, n.nspname FROM pg_extension e
		JOIN pg_namespace n ON n.oid = e.extnamespace
		JOIN pg_type t ON t.typnamespace = n.oid AND t.typname = 'geometry'
		WHERE e.extname = 'postgis'`).Scan(&oid, &home)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT set_config('search_path', 'cuntong, ' || quote_ident($1), false)", home); err != nil {
		return err
	}
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "geometry", OID: oid, Codec: geometryCodec{}})
	return nil
}
