-- What somebody agreed to when they asked. The wording stands in that version of the form, in that language; versions
-- of forms are never changed.
CREATE TABLE agreement (
    request_id   BIGINT NOT NULL,
    field_key    TEXT NOT NULL,
    form_key     TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    lang         TEXT NOT NULL,
    agreed_at    BIGINT NOT NULL,
    withdrawn_at BIGINT,
    PRIMARY KEY (request_id, field_key)
);
