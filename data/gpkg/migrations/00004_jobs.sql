-- +goose Up

-- Background jobs. record is the job as JSON; the other columns repeat what lists are chosen and ordered by,
-- times in milliseconds since 1970. due_ms is when somebody should take the job up, NULL when nobody should.
CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  priority TEXT NOT NULL,
  parent TEXT NOT NULL,
  submitted_ms INTEGER NOT NULL,
  due_ms INTEGER,
  finished_ms INTEGER,
  record TEXT NOT NULL,
  result TEXT,
  checkpoint BLOB
);
CREATE INDEX job_newest ON job(submitted_ms DESC, id);
CREATE INDEX job_due ON job(due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX job_parent ON job(parent) WHERE parent <> '';
