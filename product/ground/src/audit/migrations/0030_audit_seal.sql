CREATE TABLE audit_seal (
    stream      TEXT NOT NULL,
    first_entry BIGINT NOT NULL,
    first_pos   BIGINT NOT NULL,
    size        BIGINT NOT NULL,
    PRIMARY KEY (stream, first_entry)
);
CREATE INDEX audit_seal_pos ON audit_seal (first_pos);
