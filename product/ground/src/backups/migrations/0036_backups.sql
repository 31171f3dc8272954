CREATE TABLE backup_target (
    id       {id},
    path     TEXT NOT NULL UNIQUE,
    slot     TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    last_at  BIGINT,
    slot_at  BIGINT,
    fault    TEXT
);
