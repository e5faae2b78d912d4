-- +goose Up

-- Who may log in. record is the account as JSON, without secrets; hash is that of the password (argon2id).
-- Times are milliseconds since 1970. cuntong copy leaves these tables out.
CREATE TABLE cuntong.account (
  name text COLLATE "C" PRIMARY KEY,
  subject text COLLATE "C" UNIQUE,
  hash text COLLATE "C",
  last_login_ms bigint,
  record text COLLATE "C" NOT NULL
);

-- Logins that go on, by the SHA-256 of their secret.
CREATE TABLE cuntong.session (
  hash text COLLATE "C" PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES cuntong.account (name),
  started_ms bigint NOT NULL,
  seen_ms bigint NOT NULL,
  idle_ms bigint NOT NULL,
  until_ms bigint NOT NULL
);
CREATE INDEX session_account ON cuntong.session (account);

-- What programs log in with; hash is the SHA-256 of the secret.
CREATE TABLE cuntong.api_token (
  id text COLLATE "C" PRIMARY KEY,
  hash text COLLATE "C" NOT NULL UNIQUE,
  account text COLLATE "C" NOT NULL REFERENCES cuntong.account (name),
  last_used_ms bigint,
  record text COLLATE "C" NOT NULL
);
CREATE INDEX api_token_account ON cuntong.api_token (account);
