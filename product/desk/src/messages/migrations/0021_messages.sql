CREATE TABLE message (
    id          {id},
    request_id  BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    author_kind TEXT NOT NULL,
    author_id   BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    body_sealed {bytes} NOT NULL
);
CREATE INDEX message_request ON message (request_id, id);
