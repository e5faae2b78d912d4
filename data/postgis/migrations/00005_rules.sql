-- +goose Up

-- What a scenario asks beside its model, the number of points and the budget: JSON, NULL for nothing.
ALTER TABLE cuntong.scenario ADD COLUMN rules json;
