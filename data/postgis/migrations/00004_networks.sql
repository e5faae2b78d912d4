-- +goose Up

-- Road networks. content is the form that geo/network stores, already compact: it is kept outside the row as it is.
CREATE TABLE cuntong.network (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  fingerprint text COLLATE "C" NOT NULL,
  vertices bigint NOT NULL,
  stretches bigint NOT NULL,
  length_m bigint NOT NULL,
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  content bytea NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
ALTER TABLE cuntong.network ALTER COLUMN content SET STORAGE EXTERNAL;

-- By which speed profile a scenario travels on roads.
ALTER TABLE cuntong.scenario ADD COLUMN profile text COLLATE "C";
