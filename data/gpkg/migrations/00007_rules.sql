-- +goose Up

-- What a scenario asks beside its model, the number of points and the budget: JSON, NULL for nothing.
ALTER TABLE scenario ADD COLUMN rules TEXT;
INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES
  ('scenario', 'rules', '规则', '规则');
