CREATE TABLE audit_event (
    id           {id},
    pos          BIGINT,
    at           BIGINT NOT NULL,
    actor_kind   TEXT NOT NULL,
    actor_id     BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   BIGINT NOT NULL,
    params       TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_event_pos ON audit_event (pos);
CREATE INDEX audit_event_waiting ON audit_event (id) WHERE pos IS NULL;
CREATE INDEX audit_event_subject ON audit_event (subject_kind, subject_id, id);
