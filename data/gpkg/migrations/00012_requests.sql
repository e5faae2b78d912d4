-- +goose Up

-- Road reports say until when, and the office answers them.
ALTER TABLE stop_event ADD COLUMN until_at DATETIME;
ALTER TABLE stop_event ADD COLUMN about TEXT;
CREATE INDEX stop_event_kind ON stop_event (kind);
INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES
  ('stop_event', 'until_at', '预计恢复时间', '预计恢复时间'),
  ('stop_event', 'about', '所答路况编号', '所答路况编号');

-- Requests that clients may send again (Idempotency-Key), with their answers. status 0: none yet. Times are milliseconds since 1970.
-- No layer list shows this table and the next two, and cuntong copy leaves them out.
CREATE TABLE request_key (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  claim TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  status INTEGER NOT NULL DEFAULT 0,
  header TEXT,
  body BLOB,
  PRIMARY KEY (actor, key)
);
CREATE INDEX request_key_at ON request_key (at_ms);

-- Links by which couriers without an account note what happens on one run, by the SHA-256 of their secret. record is the link as JSON,
-- without secrets; pin_hash is argon2id.
CREATE TABLE run_link (
  id TEXT NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  pin_hash TEXT NOT NULL,
  run TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  record TEXT NOT NULL
);
CREATE INDEX run_link_run ON run_link (run);

-- Logins by link and PIN, by the SHA-256 of their secret.
CREATE TABLE run_session (
  hash TEXT NOT NULL PRIMARY KEY,
  link TEXT NOT NULL REFERENCES run_link(id),
  started_ms INTEGER NOT NULL
);
CREATE INDEX run_session_link ON run_session (link);
