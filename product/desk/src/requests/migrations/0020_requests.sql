CREATE TABLE request (
    id              {id},
    number          BIGINT NOT NULL UNIQUE,
    suffix_hash     {bytes} NOT NULL,
    form_key        TEXT NOT NULL,
    form_version    INTEGER NOT NULL,
    client_id       BIGINT NOT NULL,
    key_id          BIGINT NOT NULL,
    location_id     BIGINT NOT NULL,
    assignee_id     BIGINT NOT NULL,
    state           TEXT NOT NULL,
    reason          TEXT NOT NULL,
    confidential    BOOLEAN NOT NULL,
    is_open         BOOLEAN NOT NULL,
    lang            TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    due_rule        INTEGER NOT NULL,
    last_message_at BIGINT NOT NULL,
    last_message_by BIGINT NOT NULL,
    closed_at       BIGINT NOT NULL,
    erased_at       BIGINT,
    version         BIGINT NOT NULL,
    line_sealed     {bytes} NOT NULL
);
-- With what decides who sees a request, so that counting the late ones reads no rows.
CREATE INDEX request_open ON request (is_open, due_at, id, confidential, location_id, assignee_id);
CREATE INDEX request_location ON request (location_id, is_open, due_at, id);
CREATE INDEX request_assignee ON request (assignee_id, is_open, due_at, id);
CREATE INDEX request_closed ON request (is_open, closed_at, id);

CREATE TABLE answer_document (
    request_id BIGINT NOT NULL,
    class      TEXT NOT NULL,
    doc_id     BIGINT NOT NULL,
    doc_sealed {bytes} NOT NULL,
    PRIMARY KEY (request_id, class)
);

CREATE TABLE request_counter (
    location_id  BIGINT NOT NULL,
    assignee_id  BIGINT NOT NULL,
    confidential BOOLEAN NOT NULL,
    is_open      BOOLEAN NOT NULL,
    n            BIGINT NOT NULL,
    PRIMARY KEY (location_id, assignee_id, confidential, is_open)
);

CREATE TABLE request_seen (
    staff_id   BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (staff_id, request_id)
);
