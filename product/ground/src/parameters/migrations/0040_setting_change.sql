CREATE TABLE setting_change (
    id            {id},
    key           TEXT NOT NULL,
    before        TEXT NOT NULL,
    after         TEXT NOT NULL,
    staff_id      BIGINT NOT NULL,
    key_id        BIGINT NOT NULL,
    reason_sealed {bytes},
    at            BIGINT NOT NULL
);
CREATE INDEX setting_change_key ON setting_change (key, id);
