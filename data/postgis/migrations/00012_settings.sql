-- +goose Up

-- What whoever runs the store decided for all who use it. record is the setting as JSON, without its secret. cuntong copy leaves
-- this table out.
CREATE TABLE cuntong.setting (
  key text COLLATE "C" PRIMARY KEY,
  record text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL DEFAULT ''
);
