-- +goose Up

-- What has become of a scenario: whether it is put away, and which plan was accepted by whom and when.
ALTER TABLE scenario ADD COLUMN archived BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE scenario ADD COLUMN accepted_plan TEXT;
ALTER TABLE scenario ADD COLUMN accepted_by TEXT;
ALTER TABLE scenario ADD COLUMN accepted_at DATETIME;
INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES
  ('scenario', 'archived', '已归档', '已归档'),
  ('scenario', 'accepted_plan', '已采纳方案', '已采纳方案'),
  ('scenario', 'accepted_by', '采纳人', '采纳人'),
  ('scenario', 'accepted_at', '采纳时间', '采纳时间');
