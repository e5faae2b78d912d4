-- +goose Up

-- A three-tier plan in whole: JSON, NULL for plans of other models.
ALTER TABLE cuntong.plan ADD COLUMN network json;
