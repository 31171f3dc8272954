CREATE TABLE role (
    id         {id},
    name       TEXT NOT NULL UNIQUE,
    rights     TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE team (
    id         {id},
    name       TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

ALTER TABLE staff ADD COLUMN role_id BIGINT;
ALTER TABLE staff ADD COLUMN teams TEXT NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN lang TEXT NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN start_page TEXT NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN away_until BIGINT NOT NULL DEFAULT 0;
