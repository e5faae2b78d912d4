-- +goose Up

-- Whether any record is made up is asked whenever figures are shown.
CREATE INDEX settlement_synthetic ON cuntong.settlement (synthetic) WHERE synthetic;
CREATE INDEX facility_synthetic ON cuntong.facility (synthetic) WHERE synthetic;
