-- +goose Up

-- JSON columns are json, not jsonb: they keep the text as it was written.

CREATE TABLE cuntong.scenario (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  area text COLLATE "C",
  standard text COLLATE "C",
  model text COLLATE "C",
  weight text COLLATE "C",
  travel text COLLATE "C",
  p bigint,
  budget_yuan bigint,
  changes json,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE cuntong.plan (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  area text COLLATE "C",
  area_name text COLLATE "C",
  standard text COLLATE "C",
  model text COLLATE "C",
  status text COLLATE "C",
  objective bigint,
  bound bigint,
  gap double precision,
  reason text COLLATE "C",
  seed bigint NOT NULL,
  effort bigint NOT NULL,
  seconds double precision NOT NULL,
  threads bigint NOT NULL,
  verified boolean NOT NULL,
  fingerprint text COLLATE "C" NOT NULL UNIQUE,
  input_fingerprint text COLLATE "C",
  notes text[] COLLATE "C",
  revision bigint NOT NULL,
  program_version text COLLATE "C",
  created_at timestamptz NOT NULL,
  opening_cost_yuan bigint,
  yearly_cost_yuan bigint,
  scenario json NOT NULL,
  blocked json,
  assignments json,
  before_audit json,
  after_audit json
);

CREATE TABLE cuntong.plan_site (
  plan text COLLATE "C" NOT NULL REFERENCES cuntong.plan (id),
  position bigint NOT NULL,
  site text COLLATE "C",
  name text COLLATE "C",
  town text COLLATE "C",
  settlement text COLLATE "C",
  opening_cost_yuan bigint,
  yearly_cost_yuan bigint,
  newly_covered bigint NOT NULL,
  newly_covered_people bigint,
  geom geometry(Point, 4326),
  PRIMARY KEY (plan, position)
);

CREATE TABLE cuntong.change_log (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text COLLATE "C",
  action text COLLATE "C",
  reason text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  record text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  before json,
  after json
);

CREATE INDEX plan_newest ON cuntong.plan (created_at DESC, id);
CREATE INDEX plan_site_geom ON cuntong.plan_site USING gist (geom);
