-- +goose Up

-- A day's work: bus lines, daily counts, runs and what couriers note on them.

-- Bus lines and freight lines that repeat: stops and trips are JSON.
CREATE TABLE cuntong.bus_line (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  operator text COLLATE "C",
  phone text COLLATE "C",
  capacity_parcels bigint,
  handover_s bigint,
  delay_s bigint,
  yuan_per_parcel double precision,
  stops json,
  trips json,
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1
);

-- What a service point gets and sends on one day.
CREATE TABLE cuntong.daily_count (
  id text COLLATE "C" PRIMARY KEY,
  date date NOT NULL,
  facility text COLLATE "C" NOT NULL REFERENCES cuntong.facility (id),
  parcels_down bigint,
  parcels_up bigint,
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1
);

-- What one vehicle does on one day; stops is JSON.
CREATE TABLE cuntong.run (
  id text COLLATE "C" PRIMARY KEY,
  date date NOT NULL,
  vehicle text COLLATE "C" NOT NULL,
  vehicle_name text COLLATE "C",
  kind text COLLATE "C",
  courier text COLLATE "C",
  state text COLLATE "C" NOT NULL,
  plan text COLLATE "C",
  fingerprint text COLLATE "C",
  depot text COLLATE "C",
  depart_s bigint NOT NULL,
  home_s bigint NOT NULL,
  length_m bigint NOT NULL,
  stops json,
  created_at timestamptz NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

-- What couriers note on the way; only ever added.
CREATE TABLE cuntong.stop_event (
  id text COLLATE "C" PRIMARY KEY,
  run text COLLATE "C" NOT NULL REFERENCES cuntong.run (id),
  stop text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  reason text COLLATE "C",
  note text COLLATE "C",
  at timestamptz NOT NULL,
  lon double precision,
  lat double precision,
  accuracy_m double precision,
  parcels_down bigint,
  parcels_up bigint,
  device text COLLATE "C",
  seq bigint NOT NULL,
  received_at timestamptz NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

CREATE INDEX daily_count_facility ON cuntong.daily_count (facility);
CREATE INDEX run_depot ON cuntong.run (depot);
CREATE INDEX stop_event_run ON cuntong.stop_event (run);
CREATE INDEX daily_count_date ON cuntong.daily_count (date);
CREATE INDEX run_date ON cuntong.run (date);
