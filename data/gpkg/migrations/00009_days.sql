-- +goose Up

-- A day's work: bus lines, daily counts, runs and what couriers note on them.

-- Bus lines and freight lines that repeat: stops and trips are JSON.
CREATE TABLE bus_line (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  operator TEXT,
  phone TEXT,
  capacity_parcels INTEGER,
  handover_s INTEGER,
  delay_s INTEGER,
  yuan_per_parcel DOUBLE,
  stops TEXT,
  trips TEXT,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
);

-- What a service point gets and sends on one day.
CREATE TABLE daily_count (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  date DATE NOT NULL,
  facility TEXT NOT NULL REFERENCES facility(id) DEFERRABLE INITIALLY DEFERRED,
  parcels_down INTEGER,
  parcels_up INTEGER,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
);

-- What one vehicle does on one day; stops is JSON.
CREATE TABLE run (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  date DATE NOT NULL,
  vehicle TEXT NOT NULL,
  vehicle_name TEXT,
  kind TEXT,
  courier TEXT,
  state TEXT NOT NULL,
  plan TEXT,
  fingerprint TEXT,
  depot TEXT,
  depart_s INTEGER NOT NULL,
  home_s INTEGER NOT NULL,
  length_m INTEGER NOT NULL,
  stops TEXT,
  created_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);

-- What couriers note on the way; only ever added.
CREATE TABLE stop_event (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL REFERENCES run(id) DEFERRABLE INITIALLY DEFERRED,
  stop TEXT,
  kind TEXT NOT NULL,
  reason TEXT,
  note TEXT,
  at DATETIME NOT NULL,
  lon DOUBLE,
  lat DOUBLE,
  accuracy_m DOUBLE,
  parcels_down INTEGER,
  parcels_up INTEGER,
  device TEXT,
  seq INTEGER NOT NULL,
  received_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE INDEX daily_count_facility ON daily_count (facility);
CREATE INDEX run_depot ON run (depot);
CREATE INDEX stop_event_run ON stop_event (run);
CREATE INDEX daily_count_date ON daily_count (date);
CREATE INDEX run_date ON run (date);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('bus_line', 'attributes', 'bus_line', '公交（货运班线）线路：时刻表和行李舱带货', 0),
  ('daily_count', 'attributes', 'daily_count', '每个服务点每天的件量', 0),
  ('run', 'attributes', 'run', '出车记录：每辆车每天一条', 0),
  ('stop_event', 'attributes', 'stop_event', '投递记录和路况', 0);
INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES
  ('bus_line', 'id', '编号', '编号'),
  ('bus_line', 'name', '名称', '名称'),
  ('bus_line', 'operator', '运营单位', '运营单位'),
  ('bus_line', 'phone', '投诉电话', '投诉电话'),
  ('bus_line', 'capacity_parcels', '每班带货（件）', '每班带货（件）'),
  ('bus_line', 'handover_s', '交接用时（秒）', '交接用时（秒）'),
  ('bus_line', 'delay_s', '每班最多延误（秒）', '每班最多延误（秒）'),
  ('bus_line', 'yuan_per_parcel', '每件费用（元）', '每件费用（元）'),
  ('bus_line', 'stops', '停靠站', '停靠站'),
  ('bus_line', 'trips', '班次', '班次'),
  ('bus_line', 'source', '来源', '来源'),
  ('bus_line', 'line', '来源行号', '来源行号'),
  ('bus_line', 'datum', '原坐标系', '原坐标系'),
  ('bus_line', 'original', '原坐标', '原坐标'),
  ('bus_line', 'located_by', '定位方式', '定位方式'),
  ('bus_line', 'synthetic', '合成数据', '合成数据'),
  ('bus_line', 'version', '版本', '版本'),
  ('daily_count', 'id', '编号', '编号'),
  ('daily_count', 'date', '日期', '日期'),
  ('daily_count', 'facility', '网点编号', '网点编号'),
  ('daily_count', 'parcels_down', '下行件数', '下行件数'),
  ('daily_count', 'parcels_up', '上行件数', '上行件数'),
  ('daily_count', 'source', '来源', '来源'),
  ('daily_count', 'line', '来源行号', '来源行号'),
  ('daily_count', 'datum', '原坐标系', '原坐标系'),
  ('daily_count', 'original', '原坐标', '原坐标'),
  ('daily_count', 'located_by', '定位方式', '定位方式'),
  ('daily_count', 'synthetic', '合成数据', '合成数据'),
  ('daily_count', 'version', '版本', '版本'),
  ('run', 'id', '编号', '编号'),
  ('run', 'date', '日期', '日期'),
  ('run', 'vehicle', '车辆', '车辆'),
  ('run', 'vehicle_name', '车辆名称', '车辆名称'),
  ('run', 'kind', '车型', '车型'),
  ('run', 'courier', '投递员', '投递员'),
  ('run', 'state', '状态', '状态'),
  ('run', 'plan', '方案编号', '方案编号'),
  ('run', 'fingerprint', '指纹', '指纹'),
  ('run', 'depot', '出发站编号', '出发站编号'),
  ('run', 'depart_s', '出发（秒）', '出发（秒）'),
  ('run', 'home_s', '返回（秒）', '返回（秒）'),
  ('run', 'length_m', '里程（米）', '里程（米）'),
  ('run', 'stops', '停靠', '停靠'),
  ('run', 'created_at', '生成时间', '生成时间'),
  ('run', 'version', '版本', '版本'),
  ('stop_event', 'id', '编号', '编号'),
  ('stop_event', 'run', '出车编号', '出车编号'),
  ('stop_event', 'stop', '停靠点', '停靠点'),
  ('stop_event', 'kind', '类型', '类型'),
  ('stop_event', 'reason', '原因', '原因'),
  ('stop_event', 'note', '备注', '备注'),
  ('stop_event', 'at', '时间', '时间'),
  ('stop_event', 'lon', '经度', '经度'),
  ('stop_event', 'lat', '纬度', '纬度'),
  ('stop_event', 'accuracy_m', '定位精度（米）', '定位精度（米）'),
  ('stop_event', 'parcels_down', '下行件数', '下行件数'),
  ('stop_event', 'parcels_up', '上行件数', '上行件数'),
  ('stop_event', 'device', '设备', '设备'),
  ('stop_event', 'seq', '设备内序号', '设备内序号'),
  ('stop_event', 'received_at', '收到时间', '收到时间'),
  ('stop_event', 'version', '版本', '版本');
