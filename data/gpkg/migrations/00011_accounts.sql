-- +goose Up

-- Who may log in. record is the account as JSON, without secrets; hash is that of the password (argon2id).
-- Times are milliseconds since 1970. No layer list shows these tables, and cuntong copy leaves them out.
CREATE TABLE account (
  name TEXT NOT NULL PRIMARY KEY,
  subject TEXT UNIQUE,
  hash TEXT,
  last_login_ms INTEGER,
  record TEXT NOT NULL
);

-- Logins that go on, by the SHA-256 of their secret.
CREATE TABLE session (
  hash TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(name),
  started_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  idle_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
);
CREATE INDEX session_account ON session (account);

-- What programs log in with; hash is the SHA-256 of the secret.
CREATE TABLE api_token (
  id TEXT NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account(name),
  last_used_ms INTEGER,
  record TEXT NOT NULL
);
CREATE INDEX api_token_account ON api_token (account);
