-- +goose Up

-- Text compares by bytes (COLLATE "C"), whatever collation the database has, so that lists come in the same
-- order from every store. Types of PostGIS are found by the search path, for the extension may live anywhere.

-- One row: what makes a database a Cuntong store.
CREATE TABLE cuntong.store (
  id integer PRIMARY KEY CHECK (id = 1),
  revision bigint NOT NULL
);
INSERT INTO cuntong.store VALUES (1, 0);

CREATE TABLE cuntong.area (
  code text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  tier text COLLATE "C",
  kind text COLLATE "C",
  parent text COLLATE "C" REFERENCES cuntong.area (code),
  population bigint,
  seat geometry(Point, 4326),
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1,
  geom geometry(MultiPolygon, 4326)
);

CREATE TABLE cuntong.settlement (
  code text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  kind text COLLATE "C",
  town text COLLATE "C" REFERENCES cuntong.area (code),
  population bigint,
  parcels_in_day double precision,
  parcels_out_day double precision,
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1,
  geom geometry(Point, 4326)
);

CREATE TABLE cuntong.facility (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  tier text COLLATE "C",
  operators text[] COLLATE "C",
  offers text[] COLLATE "C",
  status text COLLATE "C",
  town text COLLATE "C" REFERENCES cuntong.area (code),
  settlement text COLLATE "C" REFERENCES cuntong.settlement (code),
  capacity_parcels_day double precision,
  opening_cost_yuan bigint,
  yearly_cost_yuan bigint,
  universal_service boolean NOT NULL DEFAULT false,
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1,
  geom geometry(Point, 4326)
);

CREATE TABLE cuntong.service (
  id text COLLATE "C" PRIMARY KEY,
  settlement text COLLATE "C" NOT NULL REFERENCES cuntong.settlement (code),
  operator text COLLATE "C",
  mode text COLLATE "C",
  facility text COLLATE "C" REFERENCES cuntong.facility (id),
  times_per_week double precision,
  valid_from date,
  valid_to date,
  exempt_reason text COLLATE "C",
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE cuntong.vehicle (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C",
  kind text COLLATE "C",
  facility text COLLATE "C" REFERENCES cuntong.facility (id),
  count bigint NOT NULL,
  capacity_kg double precision,
  capacity_parcels double precision,
  speed_kmh double precision,
  range_km double precision,
  yuan_per_km double precision,
  yuan_per_hour double precision,
  yuan_per_day double precision,
  source text COLLATE "C",
  line bigint,
  datum text COLLATE "C",
  original text COLLATE "C",
  located_by text COLLATE "C",
  synthetic boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE cuntong.standard (
  id text COLLATE "C" PRIMARY KEY,
  name_zh text COLLATE "C",
  name_en text COLLATE "C",
  limit_m bigint,
  limit_s bigint,
  detour_factor double precision NOT NULL,
  speed_kmh double precision NOT NULL,
  offers text[] COLLATE "C",
  kinds text[] COLLATE "C",
  target_share double precision,
  source text COLLATE "C",
  clause text COLLATE "C",
  valid_from date,
  valid_to date,
  verified boolean NOT NULL,
  note text COLLATE "C",
  version bigint NOT NULL DEFAULT 1
);

CREATE INDEX area_parent ON cuntong.area (parent);
CREATE INDEX area_geom ON cuntong.area USING gist (geom);
CREATE INDEX settlement_town ON cuntong.settlement (town);
CREATE INDEX settlement_geom ON cuntong.settlement USING gist (geom);
CREATE INDEX facility_town ON cuntong.facility (town);
CREATE INDEX facility_settlement ON cuntong.facility (settlement);
CREATE INDEX facility_geom ON cuntong.facility USING gist (geom);
CREATE INDEX service_settlement ON cuntong.service (settlement);
CREATE INDEX service_facility ON cuntong.service (facility);
CREATE INDEX vehicle_facility ON cuntong.vehicle (facility);
