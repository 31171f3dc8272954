CREATE TABLE erasure (
    request_id      BIGINT NOT NULL PRIMARY KEY,
    client_id       BIGINT NOT NULL,
    ordered_at      BIGINT NOT NULL,
    way             TEXT NOT NULL,
    words           TEXT NOT NULL,
    mails_withdrawn BIGINT NOT NULL,
    done_at         BIGINT
);
