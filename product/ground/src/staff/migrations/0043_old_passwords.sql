CREATE TABLE old_password (
    id          {id},
    staff_id    BIGINT NOT NULL,
    hash_sealed {bytes} NOT NULL
);
CREATE INDEX old_password_staff ON old_password (staff_id, id);

ALTER TABLE staff ADD COLUMN password_at BIGINT NOT NULL DEFAULT 0;
