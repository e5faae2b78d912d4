-- +goose Up

-- Road reports say until when, and the office answers them.
ALTER TABLE cuntong.stop_event ADD COLUMN until_at timestamptz;
ALTER TABLE cuntong.stop_event ADD COLUMN about text COLLATE "C";
CREATE INDEX stop_event_kind ON cuntong.stop_event (kind);

-- Requests that clients may send again (Idempotency-Key), with their answers. status 0: none yet. Times are milliseconds since 1970.
-- cuntong copy leaves this table and the next two out.
CREATE TABLE cuntong.request_key (
  actor text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  claim text COLLATE "C" NOT NULL,
  until_ms bigint NOT NULL,
  at_ms bigint NOT NULL,
  status bigint NOT NULL DEFAULT 0,
  header text COLLATE "C",
  body bytea,
  PRIMARY KEY (actor, key)
);
CREATE INDEX request_key_at ON cuntong.request_key (at_ms);

-- Links by which couriers without an account note what happens on one run, by the SHA-256 of their secret. record is the link as JSON,
-- without secrets; pin_hash is argon2id.
CREATE TABLE cuntong.run_link (
  id text COLLATE "C" PRIMARY KEY,
  hash text COLLATE "C" NOT NULL UNIQUE,
  pin_hash text COLLATE "C" NOT NULL,
  run text COLLATE "C" NOT NULL,
  until_ms bigint NOT NULL,
  tries bigint NOT NULL DEFAULT 0,
  record text COLLATE "C" NOT NULL
);
CREATE INDEX run_link_run ON cuntong.run_link (run);

-- Logins by link and PIN, by the SHA-256 of their secret.
CREATE TABLE cuntong.run_session (
  hash text COLLATE "C" PRIMARY KEY,
  link text COLLATE "C" NOT NULL REFERENCES cuntong.run_link (id),
  started_ms bigint NOT NULL
);
CREATE INDEX run_session_link ON cuntong.run_session (link);
