-- The audit trail: the change log becomes a chain that only grows, and facilities say whom to call.
-- Go code runs this step (chain.go), because it computes hashes in between.

ALTER TABLE facility ADD COLUMN contact TEXT;
ALTER TABLE facility ADD COLUMN phone TEXT;
ALTER TABLE change_log ADD COLUMN hash TEXT;

INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES
  ('facility', 'contact', '联系人', '联系人'),
  ('facility', 'phone', '联系电话', '联系电话'),
  ('change_log', 'hash', '链值', '链值');

-- Here the lines are chained.

CREATE TRIGGER change_log_not_updated BEFORE UPDATE ON change_log BEGIN
  SELECT RAISE(ABORT, 'the change log only grows: its lines are not changed');
END;
CREATE TRIGGER change_log_not_deleted BEFORE DELETE ON change_log BEGIN
  SELECT RAISE(ABORT, 'the change log only grows: its lines are not removed');
END;
CREATE TRIGGER change_log_in_order BEFORE INSERT ON change_log
WHEN NEW.hash IS NULL OR length(NEW.hash) <> 64 OR NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM change_log) BEGIN
  SELECT RAISE(ABORT, 'the change log only grows by chained lines: let cuntong write them');
END;

CREATE INDEX change_log_record ON change_log (kind, record);
CREATE INDEX change_log_at ON change_log (at);
