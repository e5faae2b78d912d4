-- +goose Up

-- Background jobs. record is the job as JSON; the other columns repeat what lists are chosen and ordered by,
-- times in milliseconds since 1970. due_ms is when somebody should take the job up, NULL when nobody should.
-- Rows change every few seconds while a job runs: room on the page and few indices keep that cheap.
CREATE TABLE cuntong.job (
  id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  priority text COLLATE "C" NOT NULL,
  parent text COLLATE "C" NOT NULL,
  submitted_ms bigint NOT NULL,
  due_ms bigint,
  finished_ms bigint,
  record text COLLATE "C" NOT NULL,
  result text COLLATE "C",
  checkpoint bytea
) WITH (fillfactor = 70);
CREATE INDEX job_newest ON cuntong.job (submitted_ms DESC, id);
CREATE INDEX job_due ON cuntong.job (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX job_parent ON cuntong.job (parent) WHERE parent <> '';
