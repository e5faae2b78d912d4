-- +goose Up

-- Whether any record is made up is asked whenever figures are shown.
CREATE INDEX settlement_synthetic ON settlement (synthetic) WHERE synthetic;
CREATE INDEX facility_synthetic ON facility (synthetic) WHERE synthetic;
