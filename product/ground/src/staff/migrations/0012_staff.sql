CREATE TABLE location (
    id            {id},
    code          TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    time_zone     TEXT NOT NULL,
    opens_minute  INTEGER NOT NULL,
    closes_minute INTEGER NOT NULL,
    work_days     INTEGER NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE staff (
    id              {id},
    key_id          BIGINT NOT NULL,
    email_blind     {bytes} NOT NULL UNIQUE,
    name_sealed     {bytes} NOT NULL,
    email_sealed    {bytes} NOT NULL,
    password_sealed {bytes},
    level           TEXT NOT NULL,
    location_id     BIGINT NOT NULL REFERENCES location (id),
    enabled         BOOLEAN NOT NULL,
    stamp           BIGINT NOT NULL,
    created_at      BIGINT NOT NULL
);

CREATE TABLE invitation (
    token_hash {bytes} PRIMARY KEY,
    staff_id   BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX invitation_expires ON invitation (expires_at);

CREATE TABLE session (
    id         {id},
    token_hash {bytes} NOT NULL UNIQUE,
    old_hash   {bytes} UNIQUE,
    old_until  BIGINT NOT NULL,
    staff_id   BIGINT NOT NULL REFERENCES staff (id),
    stamp      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL
);
CREATE INDEX session_staff ON session (staff_id);
CREATE INDEX session_seen ON session (seen_at);
