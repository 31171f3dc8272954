CREATE TABLE client (
    id              {id},
    key_id          BIGINT NOT NULL,
    name_sealed     {bytes},
    identity_sealed {bytes} NOT NULL,
    created_at      BIGINT NOT NULL,
    erased_at       BIGINT
);
