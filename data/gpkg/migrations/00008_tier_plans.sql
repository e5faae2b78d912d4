-- +goose Up

-- A three-tier plan in whole: JSON, NULL for plans of other models.
ALTER TABLE plan ADD COLUMN network TEXT;
