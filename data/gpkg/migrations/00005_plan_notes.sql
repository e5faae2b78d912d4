-- +goose Up

-- What the reader must know of a plan's inputs: a JSON list of texts, NULL where there is nothing to say.
ALTER TABLE plan ADD COLUMN notes TEXT;
