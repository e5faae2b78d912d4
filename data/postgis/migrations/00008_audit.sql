-- The audit trail: the change log becomes a chain that only grows, and facilities say whom to call.
-- Go code runs this step (chain.go), because it computes hashes in between.

ALTER TABLE cuntong.facility ADD COLUMN contact text COLLATE "C", ADD COLUMN phone text COLLATE "C";
ALTER TABLE cuntong.change_log ADD COLUMN hash text COLLATE "C";

-- Here the lines are chained.

ALTER TABLE cuntong.change_log ALTER COLUMN hash SET NOT NULL, ADD CONSTRAINT change_log_hash CHECK (hash ~ '^[0-9a-f]{64}$');

CREATE FUNCTION cuntong.keep_change_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the change log only grows: its lines are neither changed nor removed';
END $$;

CREATE TRIGGER change_log_not_changed BEFORE UPDATE OR DELETE ON cuntong.change_log FOR EACH ROW EXECUTE FUNCTION cuntong.keep_change_log();
CREATE TRIGGER change_log_not_emptied BEFORE TRUNCATE ON cuntong.change_log FOR EACH STATEMENT EXECUTE FUNCTION cuntong.keep_change_log();
ALTER TABLE cuntong.change_log ENABLE ALWAYS TRIGGER change_log_not_changed, ENABLE ALWAYS TRIGGER change_log_not_emptied;

CREATE INDEX change_log_record ON cuntong.change_log (kind, record);
CREATE INDEX change_log_at ON cuntong.change_log (at);
