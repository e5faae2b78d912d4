-- +goose Up

-- GeoPackage 1.3 (OGC 12-128r17): application_id "GPKG", user_version 10300.
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid'),
  ('China Geodetic Coordinate System 2000', 4490, 'EPSG', 4490, 'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4490"]]', 'longitude/latitude coordinates in decimal degrees on the CGCS2000 spheroid');

CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  name TEXT,
  title TEXT,
  description TEXT,
  mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);

CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL,
  constraint_type TEXT NOT NULL,
  value TEXT,
  min NUMERIC,
  min_is_inclusive BOOLEAN,
  max NUMERIC,
  max_is_inclusive BOOLEAN,
  description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);

INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write');

-- One row: what makes a GeoPackage a Cuntong store.
CREATE TABLE cuntong_store (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
);
INSERT INTO cuntong_store VALUES (1, 0);

CREATE TABLE area (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT,
  tier TEXT,
  kind TEXT,
  parent TEXT REFERENCES area(code) DEFERRABLE INITIALLY DEFERRED,
  population INTEGER,
  seat_lon DOUBLE,
  seat_lat DOUBLE,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  geom MULTIPOLYGON
);

CREATE TABLE settlement (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT,
  kind TEXT,
  town TEXT REFERENCES area(code) DEFERRABLE INITIALLY DEFERRED,
  population INTEGER,
  parcels_in_day DOUBLE,
  parcels_out_day DOUBLE,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  geom POINT
);

CREATE TABLE facility (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  tier TEXT,
  operators TEXT,
  offers TEXT,
  status TEXT,
  town TEXT REFERENCES area(code) DEFERRABLE INITIALLY DEFERRED,
  settlement TEXT REFERENCES settlement(code) DEFERRABLE INITIALLY DEFERRED,
  capacity_parcels_day DOUBLE,
  opening_cost_yuan INTEGER,
  yearly_cost_yuan INTEGER,
  universal_service BOOLEAN NOT NULL DEFAULT 0,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  geom POINT
);

CREATE TABLE service (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  settlement TEXT NOT NULL REFERENCES settlement(code) DEFERRABLE INITIALLY DEFERRED,
  operator TEXT,
  mode TEXT,
  facility TEXT REFERENCES facility(id) DEFERRABLE INITIALLY DEFERRED,
  times_per_week DOUBLE,
  valid_from DATE,
  valid_to DATE,
  exempt_reason TEXT,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE vehicle (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  kind TEXT,
  facility TEXT REFERENCES facility(id) DEFERRABLE INITIALLY DEFERRED,
  count INTEGER NOT NULL,
  capacity_kg DOUBLE,
  capacity_parcels DOUBLE,
  speed_kmh DOUBLE,
  range_km DOUBLE,
  yuan_per_km DOUBLE,
  yuan_per_hour DOUBLE,
  yuan_per_day DOUBLE,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE standard (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name_zh TEXT,
  name_en TEXT,
  limit_m INTEGER,
  limit_s INTEGER,
  detour_factor DOUBLE NOT NULL,
  speed_kmh DOUBLE NOT NULL,
  offers TEXT,
  kinds TEXT,
  target_share DOUBLE,
  source TEXT,
  clause TEXT,
  valid_from DATE,
  valid_to DATE,
  verified BOOLEAN NOT NULL,
  note TEXT,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE scenario (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  area TEXT,
  standard TEXT,
  model TEXT,
  weight TEXT,
  travel TEXT,
  p INTEGER,
  budget_yuan INTEGER,
  changes TEXT,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE plan (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  area TEXT,
  area_name TEXT,
  standard TEXT,
  model TEXT,
  status TEXT,
  objective INTEGER,
  bound INTEGER,
  gap DOUBLE,
  reason TEXT,
  seed INTEGER NOT NULL,
  effort INTEGER NOT NULL,
  seconds DOUBLE NOT NULL,
  threads INTEGER NOT NULL,
  verified BOOLEAN NOT NULL,
  fingerprint TEXT NOT NULL UNIQUE,
  input_fingerprint TEXT,
  revision INTEGER NOT NULL,
  program_version TEXT,
  created_at DATETIME NOT NULL,
  opening_cost_yuan INTEGER,
  yearly_cost_yuan INTEGER,
  scenario TEXT NOT NULL,
  blocked TEXT,
  assignments TEXT,
  before_audit TEXT,
  after_audit TEXT
);

CREATE TABLE plan_site (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  plan TEXT NOT NULL REFERENCES plan(id) DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL,
  site TEXT,
  name TEXT,
  town TEXT,
  settlement TEXT,
  opening_cost_yuan INTEGER,
  yearly_cost_yuan INTEGER,
  newly_covered INTEGER NOT NULL,
  newly_covered_people INTEGER,
  geom POINT,
  UNIQUE (plan, position)
);

CREATE TABLE change_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at DATETIME NOT NULL,
  actor TEXT,
  action TEXT,
  reason TEXT,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  version INTEGER NOT NULL,
  before TEXT,
  after TEXT
);

CREATE INDEX area_parent ON area(parent);
CREATE INDEX settlement_town ON settlement(town);
CREATE INDEX facility_town ON facility(town);
CREATE INDEX facility_settlement ON facility(settlement);
CREATE INDEX service_settlement ON service(settlement);
CREATE INDEX service_facility ON service(facility);
CREATE INDEX vehicle_facility ON vehicle(facility);
CREATE INDEX plan_newest ON plan(created_at DESC, id);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('area', 'features', 'area', '行政区划：市、县、乡镇', 4326),
  ('settlement', 'features', 'settlement', '居民点：行政村、居委会', 4326),
  ('facility', 'features', 'facility', '网点：邮政、快递、供销、电商', 4326),
  ('plan_site', 'features', 'plan_site', '规划新设网点', 4326),
  ('service', 'attributes', 'service', '服务记录：哪个村由谁服务', 0),
  ('vehicle', 'attributes', 'vehicle', '车辆', 0),
  ('standard', 'attributes', 'standard', '服务标准', 0),
  ('scenario', 'attributes', 'scenario', '规划情景', 0),
  ('plan', 'attributes', 'plan', '规划方案', 0),
  ('change_log', 'attributes', 'change_log', '变更日志', 0);

INSERT INTO gpkg_geometry_columns VALUES
  ('area', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('settlement', 'geom', 'POINT', 4326, 0, 0),
  ('facility', 'geom', 'POINT', 4326, 0, 0),
  ('plan_site', 'geom', 'POINT', 4326, 0, 0);

INSERT INTO gpkg_extensions VALUES
  ('area', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only'),
  ('settlement', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only'),
  ('facility', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only'),
  ('plan_site', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');

