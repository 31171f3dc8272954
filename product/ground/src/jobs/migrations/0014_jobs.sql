CREATE TABLE job (
    id          {id},
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    state       TEXT NOT NULL,
    run_at      BIGINT NOT NULL,
    attempt     BIGINT NOT NULL,
    again       BOOLEAN NOT NULL,
    dedup_key   TEXT,
    lease       BIGINT,
    lease_node  TEXT,
    lease_until BIGINT,
    reason      TEXT,
    created_at  BIGINT NOT NULL
);
CREATE INDEX job_due ON job (kind, state, run_at, id);
CREATE INDEX job_failed ON job (kind, id) WHERE state = 'failed';
CREATE INDEX job_leased ON job (lease_node) WHERE state = 'running';
CREATE UNIQUE INDEX job_once ON job (dedup_key) WHERE dedup_key IS NOT NULL AND state <> 'failed';

CREATE TABLE job_kind (
    kind     TEXT PRIMARY KEY,
    queue    TEXT NOT NULL,
    schedule TEXT NOT NULL,
    enabled  BOOLEAN NOT NULL
);

CREATE TABLE job_count (
    kind    TEXT NOT NULL,
    slot    BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    failed  BIGINT NOT NULL,
    PRIMARY KEY (kind, slot)
);

CREATE TABLE job_run (
    id         {id},
    kind       TEXT NOT NULL,
    job_id     BIGINT NOT NULL,
    attempt    BIGINT NOT NULL,
    node       TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    outcome    TEXT NOT NULL,
    note       TEXT NOT NULL
);
CREATE INDEX job_run_kind ON job_run (kind, id);
