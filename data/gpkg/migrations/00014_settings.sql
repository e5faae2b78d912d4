-- +goose Up

-- What whoever runs the store decided for all who use it. record is the setting as JSON, without its secret. No layer list shows
-- this table, and cuntong copy leaves it out.
CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY,
  record TEXT NOT NULL,
  secret TEXT NOT NULL DEFAULT ''
);
