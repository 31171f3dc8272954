-- Questions that look automatic: kept whole, until somebody on the staff, or time, lets them in or throws them away.
-- The row has the id and the number of the request it becomes.
CREATE TABLE held_question (
    id            {id},
    number        BIGINT NOT NULL UNIQUE,
    form_key      TEXT NOT NULL,
    form_version  INTEGER NOT NULL,
    location_id   BIGINT NOT NULL,
    confidential  BOOLEAN NOT NULL,
    lang          TEXT NOT NULL,
    received_at   BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,
    sign          TEXT NOT NULL,
    group_id      BIGINT NOT NULL,
    release_at    BIGINT NOT NULL,
    decided_by    BIGINT NOT NULL,
    discarded     BOOLEAN NOT NULL,
    key_id        BIGINT NOT NULL,
    client_key_id BIGINT NOT NULL,
    words_sealed  {bytes} NOT NULL,
    who_sealed    {bytes} NOT NULL
);
CREATE INDEX held_question_due ON held_question (release_at, id);
CREATE INDEX held_question_group ON held_question (group_id, id);

CREATE TABLE held_counter (
    location_id  BIGINT NOT NULL,
    confidential BOOLEAN NOT NULL,
    n            BIGINT NOT NULL,
    PRIMARY KEY (location_id, confidential)
);

-- What of a question can be recognised in another one, as keyed hashes of the day.
CREATE TABLE seen_sign (
    at       BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    day      BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    sketch   {bytes} NOT NULL,
    hosts    {bytes} NOT NULL,
    PRIMARY KEY (at, id)
);
