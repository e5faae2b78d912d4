-- +goose Up

-- What has become of a scenario: whether it is put away, and which plan was accepted by whom and when.
ALTER TABLE cuntong.scenario ADD COLUMN archived boolean NOT NULL DEFAULT false;
ALTER TABLE cuntong.scenario ADD COLUMN accepted_plan text COLLATE "C";
ALTER TABLE cuntong.scenario ADD COLUMN accepted_by text COLLATE "C";
ALTER TABLE cuntong.scenario ADD COLUMN accepted_at timestamptz;
