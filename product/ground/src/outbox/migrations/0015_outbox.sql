CREATE TABLE outbox_mail (
    id          {id},
    request_id  BIGINT NOT NULL,
    client_id   BIGINT NOT NULL,
    message_id  BIGINT,
    kind        TEXT NOT NULL,
    lang        TEXT NOT NULL,
    number      TEXT NOT NULL,
    token       TEXT,
    state       TEXT NOT NULL,
    attempts    BIGINT NOT NULL,
    last_code   TEXT,
    last_reason TEXT,
    created_at  BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    sent_at     BIGINT
);
CREATE INDEX outbox_mail_request ON outbox_mail (request_id, id);
CREATE INDEX outbox_mail_client ON outbox_mail (client_id, state);
CREATE INDEX outbox_mail_open ON outbox_mail (state, id) WHERE state <> 'sent';

CREATE TABLE outbox_count (
    state TEXT PRIMARY KEY,
    n     BIGINT NOT NULL
);
