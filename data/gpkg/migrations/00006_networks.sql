-- +goose Up

-- Road networks. content is the form that geo/network stores; the other columns tell what is in it.
CREATE TABLE network (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  fingerprint TEXT NOT NULL,
  vertices INTEGER NOT NULL,
  stretches INTEGER NOT NULL,
  length_m INTEGER NOT NULL,
  source TEXT,
  line INTEGER,
  datum TEXT,
  original TEXT,
  located_by TEXT,
  synthetic BOOLEAN NOT NULL DEFAULT 0,
  created_at DATETIME NOT NULL,
  content BLOB NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
-- By which speed profile a scenario travels on roads.
ALTER TABLE scenario ADD COLUMN profile TEXT;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('network', 'attributes', 'network', '路网：村通自己的存储形式', 0);
INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES
  ('network', 'id', '编号', '编号'),
  ('network', 'name', '名称', '名称'),
  ('network', 'fingerprint', '指纹', '指纹'),
  ('network', 'vertices', '节点数', '节点数'),
  ('network', 'stretches', '路段数', '路段数'),
  ('network', 'length_m', '长度（米）', '长度（米）'),
  ('network', 'source', '来源', '来源'),
  ('network', 'line', '来源行号', '来源行号'),
  ('network', 'datum', '原坐标系', '原坐标系'),
  ('network', 'original', '原坐标', '原坐标'),
  ('network', 'located_by', '定位方式', '定位方式'),
  ('network', 'synthetic', '合成数据', '合成数据'),
  ('network', 'created_at', '载入时间', '载入时间'),
  ('network', 'content', '内容', '内容'),
  ('network', 'version', '版本', '版本');
