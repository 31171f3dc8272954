CREATE TABLE client_export (
    id            {id},
    staff_id      BIGINT NOT NULL,
    key_id        BIGINT NOT NULL,
    at            BIGINT NOT NULL,
    is_open       BOOLEAN NOT NULL,
    from_at       BIGINT NOT NULL,
    until_at      BIGINT NOT NULL,
    clients       BIGINT NOT NULL,
    reason_sealed {bytes} NOT NULL
);
