CREATE TABLE staff_factor (
    staff_id      BIGINT PRIMARY KEY REFERENCES staff (id),
    secret_sealed {bytes} NOT NULL,
    seed_sealed   {bytes},
    is_on         BOOLEAN NOT NULL,
    last_step     BIGINT NOT NULL,
    begun_at      BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    code_hash {bytes} PRIMARY KEY,
    staff_id  BIGINT NOT NULL REFERENCES staff (id)
);
CREATE INDEX recovery_code_staff ON recovery_code (staff_id);
